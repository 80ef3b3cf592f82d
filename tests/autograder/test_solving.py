"""Solved notebooks, and the command that builds everything: python -m autograder.build."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import build
from autograder.solving import require_right
from tests.autograder.small_lessons import CHECK, contents, lesson

FIRST = """
# %% solution="chain_rates"
def chain_rates(rates):
    ### BEGIN SOLUTION
    result = 1.0
    for rate in rates:
        result *= rate
    return result
    ### END SOLUTION

# %% check="chain_rates"

# %%
from autograder import review

# %% review="1.1"

# %%
import matplotlib.pyplot as plt

_ = plt.subplots()[1].plot([chain_rates([2.0]), 4.0])
"""
SECOND = """
# %%
from bpkit.mine import chain_rates

chain_rates([2.0, 4.0]), chain_rates.__module__
"""


@pytest.fixture
def two_lessons(tmp_path: Path) -> Path:
    """A course of two lessons; the second one uses what was written in the first."""
    folder = tmp_path / "sources"
    folder.mkdir()
    lesson(folder, FIRST, "01_first.py")
    lesson(folder, SECOND, "02_second.py")
    return folder


def test_solved_notebooks_are_the_same_twice_and_carry_mine_on(two_lessons: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert len(list(build.build_solved(tmp_path / name, folder=two_lessons))) == 2
    assert contents(tmp_path / "a", "**/*.*") == contents(tmp_path / "b", "**/*.*")
    assert sorted(contents(tmp_path / "a", "**/*.*")) == [
        "01_first.ipynb",
        "02_second.ipynb",
        "mine/lesson_01.py",
        "mine/seed.txt",
    ]
    second = nbformat.read(tmp_path / "a" / "02_second.ipynb", as_version=4)
    (shown,) = second.cells[0].outputs  # and no line that says whose function it is
    assert shown.data["text/plain"] == "(8.0, 'bpkit.mine')"


def test_one_lesson_alone_finds_what_earlier_ones_left(two_lessons: Path, tmp_path: Path) -> None:
    whole = tmp_path / "solved"
    list(build.build_solved(whole, folder=two_lessons))
    before = contents(whole, "**/*.*")
    (path,) = build.build_solved(whole, ["02"], two_lessons)
    assert path == whole / "02_second.ipynb"
    assert contents(whole, "**/*.*") == before


def test_a_solved_notebook_holds_answers_and_no_version(two_lessons: Path, tmp_path: Path) -> None:
    path, _ = build.build_solved(tmp_path / "solved", folder=two_lessons)
    cells = nbformat.read(path, as_version=4).cells
    assert cells[1].outputs[0].text == "chain_rates: right, 1 point. Kept in mine/lesson_01.py.\n"
    assert re.fullmatch(r'review\("1\.1", [\d.]+\)', cells[3].source)
    assert "**Right.**" in cells[3].outputs[0].data["text/markdown"]
    assert "image/png" in cells[4].outputs[0].data
    assert "SOLUTION" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("answer", ["17", '"b"'])
def test_a_question_whose_own_answer_is_wrong_is_one_sentence(answer: str) -> None:
    cell = nbformat.v4.new_code_cell(f'review("1.1", {answer})')
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/markdown": "**Not yet.** You added the rates."})]
    with pytest.raises(build.BuildError, match=re.escape(f'review("1.1", {answer}) is not right')):
        require_right(nbformat.v4.new_notebook(cells=[cell]))


RUINS = {
    "a cell that raises": ("# %%\n1 / 0\n", "the cell that begins with '1 / 0' raised ZeroDivisionError: division"),
    "a kernel that dies": ("# %%\nimport os\n\nos._exit(1)\n", "begins with 'import os' ended the kernel"),
    "a solution that is partly right": (
        """
        # %% solution="topological_order"
        def topological_order(root):
            ### BEGIN SOLUTION
            order, seen = [], set()

            def visit(node):
                if node not in seen:
                    seen.add(node)
                    for parent in node.parents:
                        visit(parent)
                    order.append(node)

            visit(root)
            return order
            ### END SOLUTION


        # %% check="topological_order"
        """,
        "check_topological_order does not find the solution right",
    ),
}


@pytest.mark.parametrize("ruin", RUINS)
def test_a_solution_that_does_not_run_is_one_sentence(ruin: str, two_lessons: Path, tmp_path: Path) -> None:
    text, sentence = RUINS[ruin]
    lesson(two_lessons, text, "02_second.py")
    with pytest.raises(build.BuildError, match=re.escape(sentence)) as caught:
        list(build.build_solved(tmp_path / "solved", ["02"], two_lessons))
    assert str(caught.value).startswith("02_second.py, solved: ")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "solved" / "02_second.ipynb").exists()


# ---------------------------------------------------------------- the command


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder.build", *arguments],
        check=False,
        cwd=build.ROOT,
        capture_output=True,
        text=True,
        timeout=200,
    )


def test_the_command_writes_all_three_and_says_so(two_lessons: Path, tmp_path: Path) -> None:
    done = command("--sources", str(two_lessons), "--out", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    said = [line.replace("\\", "/") for line in done.stdout.splitlines()]
    assert said == [
        "lessons/01_first.ipynb",
        "lessons/02_second.ipynb",
        "build/course/source/01_first/01_first.ipynb",  # the second has no points
        "lessons/solved/01_first.ipynb",
        "lessons/solved/02_second.ipynb",
    ]
    assert all((tmp_path / line).is_file() for line in said)


def test_help_says_what_is_written_where() -> None:
    done = command("--help")
    assert done.returncode == 0
    assert "LESSONS limits what is run" in done.stdout
    assert "--no-run" in done.stdout


def test_an_unknown_lesson_is_a_usage_error(two_lessons: Path, tmp_path: Path) -> None:
    done = command("--sources", str(two_lessons), "--out", str(tmp_path), "03")
    assert done.returncode == 2
    assert "no lesson begins with '03'; there are 01_first, 02_second" in done.stderr
    assert not (tmp_path / "lessons").exists()


def test_a_folder_without_sources_is_a_usage_error(tmp_path: Path) -> None:
    done = command("--sources", str(tmp_path), "--out", str(tmp_path))
    assert done.returncode == 2
    assert "there is no lesson in" in done.stderr


FAILURES = {
    "a source that cannot be built": (CHECK, "Error: 02_second.py: the solution 'add_backward' has to stand before"),
    "a cell that raises": ("# %%\n1 / 0\n", "Error: 02_second.py, solved: the cell that begins with '1 / 0' raised"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_an_error_ends_the_command_with_its_sentence(failure: str, two_lessons: Path, tmp_path: Path) -> None:
    text, sentence = FAILURES[failure]
    lesson(two_lessons, text, "02_second.py")
    done = command("--sources", str(two_lessons), "--out", str(tmp_path), "02")
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1
