"""What a lesson source may say: every fault of one is one sentence, and what a lesson allows travels with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder import build
from tests.autograder.small_lessons import ADD, CHECK, lesson, says

FAULTS = {
    "an unknown kind": ('# %% solutoin="add_backward"\n1', "solution, check, review, explain and tags are known"),
    "a kind without quotes": ("# %% solution=add_backward\n1", "solution, check, review, explain and tags are known"),
    "two kinds": ('# %% solution="add_backward" check="add_backward"\n1', "a cell is one thing"),
    "a raw cell": ("# %% [raw]\n# 1", "a raw cell is not known here"),
    "a check in words": ('# %% [markdown] check="add_backward"\n', "belongs into a code cell"),
    "an explanation in code": (ADD.replace("solution=", "explain="), "belongs into a markdown cell"),
    "points of a check": (CHECK.rstrip() + " points=3\n", "an explained answer may say a whole number of points"),
    "points below one": (
        '# %% [markdown] explain="explain_2" points=0\n# ### BEGIN SOLUTION\n# 1\n# ### END SOLUTION',
        "points=0",
    ),
    "no BEGIN": (ADD.replace("    ### BEGIN SOLUTION\n", ""), "each alone on its line"),
    "no END": (ADD.replace("    ### END SOLUTION\n", ""), "each alone on its line"),
    "BEGIN twice": (ADD.replace("### END", "### BEGIN"), "each alone on its line"),
    "code before BEGIN": (ADD.replace("### BEGIN", "x = 1  ### BEGIN"), "each alone on its line"),
    "another comment mark": (ADD.replace("### BEGIN", "# BEGIN"), "each alone on its line"),
    "an answer in words without BEGIN": ('# %% [markdown] explain="explain_2"\n# 1', "each alone on its line"),
    "a solution in a plain cell": ("# %%\n### BEGIN SOLUTION\n1\n### END SOLUTION", "a cell that is no solution"),
    "another function": (ADD.replace("def add", "def sub"), "'add_backward' defines no function of that name"),
    "no Python": (ADD.replace("return upstream, ", "return upstream + + ("), "'add_backward' is no Python"),
    "an unknown exercise": ('# %% check="add_forward"\n', "there is no exercise 'add_forward'; there are: "),
    "an unknown question": ('# %% review="2.99"\n', "there is no question '2.99'; there are: 2.1"),
    "a check that says something": (ADD + CHECK + "check(add_backward, 3)", "check of 'add_backward' is left empty"),
    "a review that says something": ('# %% review="2.1"\nreview("2.1", 4)', "the review 2.1 is left empty"),
    "a check before its solution": (CHECK + "\n" + ADD, "'add_backward' has to stand before its check"),
    "a check without a solution": (CHECK, "'add_backward' has to stand before its check"),
    "a solution twice": (ADD + "\n" + ADD, "'add_backward' is there twice"),
    "a check twice": (ADD + CHECK + "\n" + CHECK, "'check_add_backward' is there twice"),
    "a question twice": ('# %% review="2.1"\n\n# %% review="2.1"\n', "is there twice"),
    "no cell": ("x = 1\n", "there is no cell in it"),
    "words before the first cell": ("import numpy\n\n# %%\n1", "before its first cell only lines such as"),
    "an unknown module": ("# allows: bpkit.castles\n# %%\n1", "its header allows 'bpkit.castles', which is no module"),
    "an empty name": ("# allows: bpkit.houses,\n# %%\n1", "its header allows '', which is no module"),
    "a name in a module": ("# allows: bpkit.houses.load\n# %%\n1", "'bpkit.houses.load', which is no module"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence_that_names_the_file(fault: str, tmp_path: Path) -> None:
    text, sentence = FAULTS[fault]
    with pytest.raises(build.BuildError, match=re.escape(sentence)) as caught:
        build.read(lesson(tmp_path, text))
    message = str(caught.value)
    assert message.startswith("02_tried.py: ")
    assert message.endswith(".")
    assert "\n" not in message


def test_the_source_that_the_faults_are_put_into_has_none(tmp_path: Path) -> None:
    notebook = build.read(lesson(tmp_path, f"{ADD}\n{CHECK}"))
    assert [says(cell).grade_id for cell in notebook.cells] == ["add_backward", "check_add_backward"]


@pytest.mark.parametrize(("says_so", "points"), [("", 0), (" points=10", 10)])
def test_an_explained_answer_has_points_only_where_it_says_so(says_so: str, points: int, tmp_path: Path) -> None:
    answer = "# ### BEGIN SOLUTION\n# 1\n# ### END SOLUTION"
    path = lesson(tmp_path, f'# %% [markdown] explain="explain_2"{says_so}\n{answer}')
    for notebook in (build.read(path), build.student(build.read(path))):
        assert (says(notebook.cells[0]).grade_id, says(notebook.cells[0]).points) == ("explain_2", points)


def test_what_a_lesson_allows_is_in_all_its_notebooks(tmp_path: Path) -> None:
    path = lesson(tmp_path, f"# allows: bpkit.houses, bpkit.explore\n# allows: math, bpkit.houses\n\n{ADD}\n{CHECK}")
    source = build.read(path)
    for notebook in (source, build.student(source), build.execute(build.solved(source), tmp_path)):
        assert notebook.metadata["bpkit"] == {"allows": ["bpkit.houses", "bpkit.explore", "math"]}
        assert "allows" not in notebook.cells[0].source


def test_a_lesson_without_a_header_allows_nothing(tmp_path: Path) -> None:
    assert "bpkit" not in build.read(lesson(tmp_path, ADD)).metadata
