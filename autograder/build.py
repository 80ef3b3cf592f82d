"""One lesson source becomes the student's notebook, the solved notebook and nbgrader's source.

``python -m autograder.build`` writes ``lessons/NN_name.ipynb``, ``lessons/solved/NN_name.ipynb`` and
``build/course/source/NN_name/NN_name.ipynb`` from ``lessons/src/NN_name.py``. The way goes one way: nothing
reads a generated notebook back.

A source is a jupytext percent script. A cell's metadata says what it is, and the build expands it:
``solution="mul_backward"``, ``check="mul_backward"``, ``review="1.3"``, ``explain="explain_1"``.
"""

from __future__ import annotations

import copy
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

from autograder.judging import find_exercise
from autograder.reviewing import find_question

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "lessons" / "src"
KINDS = ("solution", "check", "review", "explain")
LAYOUT = ("lines_to_next_cell", "lines_to_end_of_cell_marker")  # blank lines of the script, as jupytext notes them
STUB = "# Write your lines here, in place of the next one.\nraise NotImplementedError"
TEXT_STUB = "*Write your answer here.*"
NBGRADER = Config({"ClearSolutions": {"code_stub": {"python": STUB}, "text_stub": TEXT_STUB}})
KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What `nbgrader generate_assignment` does to a source notebook, without its database.
RELEASE = (
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)


class BuildError(Exception):
    """A lesson source says something that the build does not understand."""


def sources() -> list[Path]:
    """All lesson sources, in order."""
    return sorted(SOURCES.glob("[0-9][0-9]_*.py"))


def read(path: Path) -> NotebookNode:
    """A lesson source as nbgrader's source notebook: every cell expanded, ids stable, solutions in place."""
    lesson = jupytext.read(path, fmt="py:percent")
    cells = [_expand(path, cell) for cell in lesson.cells]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=copy.deepcopy(KERNEL))
    for number, cell in enumerate(cells):
        cell["id"] = f"{path.stem[:2]}-{number:03d}"
    nbformat.validate(notebook)
    return notebook


def _expand(path: Path, cell: NotebookNode) -> NotebookNode:
    """A cell of the source with what its metadata stands for."""
    metadata = {key: value for key, value in cell.metadata.items() if key not in LAYOUT}
    tags = metadata.pop("tags", None)
    kinds = [kind for kind in KINDS if kind in metadata]
    unknown = set(metadata) - set(KINDS)
    if unknown or len(kinds) > 1:
        raise BuildError(
            f"{path.name}: a cell says {metadata}; one of {', '.join(KINDS)}, and tags, are known. "
            f"It begins: {cell.source[:60]!r}"
        )
    make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    made = make(source=cell.source.strip("\n"), metadata={"tags": tags} if tags else {})
    if kinds:
        expand = {"solution": _solution, "check": _check, "review": _review, "explain": _explain}[kinds[0]]
        expand(path, made, metadata[kinds[0]])
    return made


def _solution(path: Path, cell: NotebookNode, name: str) -> None:
    _require(path, cell, "### BEGIN SOLUTION" in cell.source, f"the solution {name!r} has no BEGIN SOLUTION")
    cell.metadata["nbgrader"] = _nbgrader(name, solution=True)


def _check(path: Path, cell: NotebookNode, name: str) -> None:
    body = f"from autograder import check\n\ncheck({name})"
    _require(path, cell, cell.source in ("", body), f"the check of {name!r} must read: {body!r}")
    cell.source = body
    cell.metadata["nbgrader"] = _nbgrader(f"check_{name}", grade=True, locked=True, points=find_exercise(name).points)


def _review(path: Path, cell: NotebookNode, number: str) -> None:
    find_question(number)
    body = f'review("{number}", ...)'
    _require(path, cell, cell.source in ("", body), f"the review cell {number} must read: {body!r}")
    cell.source = body


def _explain(path: Path, cell: NotebookNode, name: str) -> None:
    """Graded by hand. No points of its own (an instructor gives extra credit), so that the mark needs no hand."""
    _require(path, cell, "### BEGIN SOLUTION" in cell.source, f"the answer {name!r} has no BEGIN SOLUTION")
    cell.metadata["nbgrader"] = _nbgrader(name, solution=True, grade=True, points=0)


def _require(path: Path, cell: NotebookNode, fine: bool, complaint: str) -> None:
    if not fine:
        raise BuildError(f"{path.name}: {complaint}. The cell begins: {cell.source[:60]!r}")


def _nbgrader(grade_id: str, **says: Any) -> dict[str, Any]:
    basis = {
        "grade": False,
        "grade_id": grade_id,
        "locked": False,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    return basis | says


def student(source: NotebookNode) -> NotebookNode:
    """What the learner gets: solutions cut, checks locked; to the byte what nbgrader would release."""
    notebook = copy.deepcopy(source)
    resources: dict[str, Any] = {"nbgrader": {}}
    for preprocessor in RELEASE:
        notebook, resources = preprocessor(config=NBGRADER).preprocess(notebook, resources)
    return notebook


def solved(source: NotebookNode) -> NotebookNode:
    """The student's notebook with every answer filled in, not yet run."""
    notebook = student(source)
    for cell, full in zip(notebook.cells, source.cells, strict=True):
        if "BEGIN SOLUTION" in full.source:
            cell.source = re.sub(r"^.*### (BEGIN|END) SOLUTION.*\n?", "", full.source, flags=re.M).rstrip("\n")
        asked = re.fullmatch(r'review\("([\d.]+)", \.\.\.\)', cell.source)
        if asked:
            answer = find_question(asked[1]).drawn(seed=0).solution
            cell.source = f'review("{asked[1]}", {_literal(answer)})'
    return notebook


def _literal(answer: float | str) -> str:
    return f'"{answer}"' if isinstance(answer, str) else f"{answer:.6g}"


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run a notebook in ``folder``, figures as static twins, and leave nothing in it that a second run changes."""
    environment = os.environ | {"BPKIT_STATIC": "1", "PYTHONPATH": str(ROOT)}
    environment.pop("BPKIT_MINE", None)
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=environment)
    notebook.metadata.update(copy.deepcopy(KERNEL))
    notebook.metadata["language_info"] = dict(KERNEL["language_info"])
    return notebook


def write(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook where its text differs from what is there; True if it did."""
    text = nbformat.writes(notebook) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def build_students(target: Path) -> list[Path]:
    """Write every student notebook into ``target``."""
    paths = []
    for path in sources():
        paths.append(target / f"{path.stem}.ipynb")
        write(student(read(path)), paths[-1])
    return paths


def build_course(target: Path) -> list[Path]:
    """Write nbgrader's source of every lesson that has points into ``target/source``."""
    paths = []
    for path in sources():
        source = read(path)
        if any(cell.metadata.get("nbgrader", {}).get("points") for cell in source.cells):
            paths.append(target / "source" / path.stem / f"{path.stem}.ipynb")
            write(source, paths[-1])
    return paths


def build_solved(target: Path, chosen: Sequence[str] = ()) -> list[Path]:
    """Run every lesson in order, solved, in one learner's folder; write it and that folder's ``mine`` into ``target``.

    ``chosen`` limits what is run to lessons whose names begin so; what the others left in ``mine`` is used.
    """
    from tqdm import tqdm

    paths = []
    with tempfile.TemporaryDirectory() as folder:
        mine = Path(folder) / "mine"
        if chosen and (target / "mine").exists():
            shutil.copytree(target / "mine", mine)
        mine.mkdir(exist_ok=True)
        (mine / "seed.txt").write_text("0\n", encoding="utf-8")
        for path in tqdm([path for path in sources() if _is_chosen(path, chosen)], unit="lesson", disable=None):
            notebook = execute(solved(read(path)), Path(folder))
            paths.append(target / f"{path.stem}.ipynb")
            write(notebook, paths[-1])
        shutil.copytree(mine, target / "mine", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return paths


def _is_chosen(path: Path, chosen: Sequence[str]) -> bool:
    return not chosen or path.stem.startswith(tuple(chosen))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    import click

    @click.command(help=str(__doc__).split("\n\n")[0])
    @click.argument("lessons", nargs=-1)
    @click.option("--no-run", is_flag=True, help="Leave the solved notebooks alone: running them takes minutes.")
    def build(lessons: tuple[str, ...], no_run: bool) -> None:
        """LESSONS limits the solved notebooks to those whose names begin so, such as 02 or 06_layer."""
        try:
            for path in build_students(ROOT / "lessons") + build_course(ROOT / "build" / "course"):
                click.echo(path.relative_to(ROOT))
            if not no_run:
                for path in build_solved(ROOT / "lessons" / "solved", lessons):
                    click.echo(path.relative_to(ROOT))
        except BuildError as error:
            raise click.ClickException(str(error)) from None

    build.main(args=arguments)


if __name__ == "__main__":
    main()
