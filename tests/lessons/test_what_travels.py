"""What a learner wrote travels: lessons solved one after the other, each in a fresh kernel, in one learner's folder.

Lessons 5, 6, 8, 10 and 14 are run from top to bottom; of 3, 4 and 9 only what is written there and checked.
"""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder import build
from autograder.solving import require_right

COURSES = "so this is the course's"
FORGETFUL = """
def affine_backward(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, upstream
"""


def source(number: int) -> Path:
    return next(path for path in build.sources() if path.stem.startswith(f"{number:02d}_"))


def whole(number: int) -> NotebookNode:
    """The solved notebook of a lesson, not yet run."""
    return build.solved(build.read(source(number)))


def functions_of(number: int) -> NotebookNode:
    """The same, cut down to its imports, its solutions and their checks."""
    notebook = whole(number)
    for cell in notebook.cells:
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            lines = [part for part in ast.parse(cell.source).body if isinstance(part, (ast.Import, ast.ImportFrom))]
            cell.source = "\n".join(map(ast.unparse, lines))
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source]
    return notebook


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def solve(notebook: NotebookNode, folder: Path) -> str:
    """Run it in a fresh kernel; everything must be right; what it printed."""
    require_right(build.execute(notebook, folder))
    return printed(notebook)


def printed(notebook: NotebookNode) -> str:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "".join(output.get("text", "") for output in outputs if output.output_type == "stream")


def borrowed(text: str) -> set[str]:
    """The functions that were said to be the course's."""
    return {line.partition(":")[0] for line in text.splitlines() if COURSES in line}


def refusal_of(folder: Path) -> str:
    """What lesson 14 says where something is missing."""
    notebook = whole(14)
    with pytest.raises(build.BuildError, match="raised NotYours"):
        build.execute(notebook, folder)
    errors = [output for cell in notebook.cells for output in cell.get("outputs", ()) if output.output_type == "error"]
    assert len(errors) == 1
    assert errors[0].traceback == [errors[0].evalue]
    return str(errors[0].evalue)


@pytest.fixture(scope="module")
def first_five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's folder with lessons 3, 4 and 9 written, and lesson 5 solved from top to bottom."""
    folder = tmp_path_factory.mktemp("learner")
    for number in (3, 4, 9):
        solve(functions_of(number), folder)
    solve(whole(5), folder)
    return folder


@pytest.fixture(scope="module")
def after_six(first_five: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("right") / "learner"
    shutil.copytree(first_five, folder)
    solve(whole(6), folder)
    return folder


def copy(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to / "learner"))


@pytest.mark.slow
def test_right_all_the_way(after_six: Path, tmp_path: Path) -> None:
    folder = copy(after_six, tmp_path)
    theirs = {name for name in borrowed(solve(whole(8), folder)) if name in ("affine", "affine_backward", "relu")}
    assert theirs == set()
    assert borrowed(solve(whole(10), folder)) == set()
    said = solve(whole(14), folder)
    assert borrowed(said) == set()
    assert "18 functions of yours" in said
    assert "build_and_train: right, 10 points. Kept in mine/lesson_14.py." in said


@pytest.mark.slow
def test_a_wrong_layer_does_not_travel(first_five: Path, tmp_path: Path) -> None:
    folder = copy(first_five, tmp_path)
    lesson = functions_of(6)
    cell_of(lesson, "affine_backward").source = FORGETFUL
    check = cell_of(lesson, "check_affine_backward")
    check.metadata["tags"] = ["raises-exception"]
    build.execute(lesson, folder)
    assert "The same b served every row" in check.outputs[0].evalue
    assert "affine_backward" not in (folder / "mine" / "lesson_06.py").read_text(encoding="utf-8")
    assert borrowed(solve(functions_of(8), folder)) >= {"affine_backward"}
    assert "affine" not in borrowed(solve(functions_of(10), folder))
    said = refusal_of(folder)
    assert said == (
        "Only your own functions will do here, and this one has not passed yet: affine_backward (lesson 6). "
        "Go back, run the check there, and come again."
    )


@pytest.mark.slow
def test_a_layer_that_was_spoilt_later_is_found_by_the_next_check(after_six: Path, tmp_path: Path) -> None:
    folder = copy(after_six, tmp_path)
    kept = folder / "mine" / "lesson_06.py"
    text = kept.read_text(encoding="utf-8")
    assert "upstream.sum(axis=0)" in text
    kept.write_text(text.replace("upstream.sum(axis=0)", "upstream"), encoding="utf-8")
    lesson = functions_of(8)
    check = cell_of(lesson, "check_mlp_backward")
    check.metadata["tags"] = ["raises-exception"]
    build.execute(lesson, folder)
    assert check.outputs[0].ename == "CheckFailed"
    assert "mlp_backward" not in (folder / "mine" / "lesson_08.py").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_skipped_lesson_is_lent_and_the_capstone_refuses(first_five: Path, tmp_path: Path) -> None:
    folder = copy(first_five, tmp_path)
    said = solve(functions_of(8), folder)
    assert "affine_backward: no version of yours has passed yet, so this is the course's." in said
    assert borrowed(said) >= {"affine", "affine_backward"}
    solve(functions_of(10), folder)
    said = refusal_of(folder)
    assert re.findall(r"\w+ \(lesson \d+\)", said) == ["affine (lesson 6)", "affine_backward (lesson 6)"]


def test_the_capstone_alone_names_every_lesson(tmp_path: Path) -> None:
    names = re.findall(r"(\w+) \(lesson (\d+)\)", refusal_of(tmp_path))
    assert names == [
        ("init_parameters", "8"),
        ("apply_scaler", "9"),
        ("fit_scaler", "9"),
        ("one_hot", "9"),
        ("split_rows", "9"),
        ("to_dollars", "9"),
        ("evaluate", "10"),
        ("minibatches", "10"),
        ("train", "10"),
    ]


@pytest.mark.slow
def test_a_submission_of_lesson_10_alone_is_whole(after_six: Path, tmp_path: Path) -> None:
    """As nbgrader has it: each lesson in a folder of its own, and one of them handed in."""
    shutil.copytree(after_six, tmp_path / "class" / "06_layer_for_a_batch")
    for number in (8, 10):
        (tmp_path / "class" / source(number).stem).mkdir()
        solve(functions_of(number), tmp_path / "class" / source(number).stem)
    handed_in = shutil.copytree(tmp_path / "class" / source(10).stem, tmp_path / "handed in" / source(10).stem)
    shutil.rmtree(tmp_path / "class")
    blocks = {path.name: path.read_text(encoding="utf-8") for path in (handed_in / "mine").glob("lesson_*.py")}
    assert {"lesson_03.py", "lesson_04.py", "lesson_05.py", "lesson_06.py", "lesson_08.py", "lesson_10.py"} <= set(
        blocks
    )
    assert borrowed(solve(functions_of(10), handed_in)) == set()
