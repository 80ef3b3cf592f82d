"""Every lesson source has what lessons must have: its parts in order, short cells, hints, and the house's English.

The rules are in `rules.py`. `FAULTS` breaks a good lesson in one place for each of them, so that no rule is one that
never complains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.build import sources
from tests.lessons.rules import (
    SOURCES,
    WORDS,
    Lesson,
    british,
    exercises,
    lesson_of,
    links,
    manner,
    parts,
    questions,
    short_cells,
    taught_first,
    words,
)

# Lesson 0 takes five minutes and is not graded: it has no parts, exercises and review of this kind, and shows the end.
GRADED_ONLY = (parts, exercises, questions, taught_first)
RULES = (*GRADED_ONLY, short_cells, manner, british, links, words)


def test_there_are_lessons() -> None:
    assert sources()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_lesson(path: Path, rule: Callable[[Lesson], Iterator[str]]) -> None:
    lesson = lesson_of(path)
    if lesson.number == 0 and rule in GRADED_ONLY:
        return
    complaints = list(rule(lesson))
    assert not complaints, "\n" + "\n".join(f"{path.name}: {complaint}" for complaint in complaints)


def test_every_lesson_has_its_words() -> None:
    without = {int(path.stem[:2]) for path in sources()} ^ set(WORDS)
    assert not without, f"WORDS in tests/lessons/rules.py has one row for each lesson; look at {sorted(without)}"
    assert all(WORDS.values())


# A good lesson, broken in one place: rule, what is replaced, by what, and what the complaint says.
FAULTS: list[tuple[Callable[[Lesson], Iterator[str]], str, str, str]] = [
    (parts, "# # 6 ·", "# # 7 ·", "title"),
    (parts, "**You need:**", "**Needed:**", "first cell"),
    (parts, "# ## Play first", "# ## Play first\n#\n# $$Y = X W + b$$", "formula"),
    (parts, "explore.", "draw.", "no figure"),
    (parts, "# ## Review", "# ## Questions", "missing: ## Review"),
    (parts, "# ## What you now have", "# ## Your tools", "missing: ## What you now have"),
    (parts, "To read:", "See", "missing: a source"),
    (parts, "# ## Put neurons side by side", "# ## What you now have", "not in order"),
    (short_cells, "s = np.array([1.0, 10.0, 100.0])", "x = 1\n" * 12 + "s = np.array([1.0, 10.0, 100.0])", "16 lines"),
    (short_cells, "    dX = upstream @ W.T\n", "    dX = upstream @ W.T\n" * 30, "solution in cell"),
    (
        exercises,
        "<details><summary>A hint</summary>\n#\n# One product",
        "<details><summary>More</summary>\n#\n# One",
        "affine",
    ),
    (
        taught_first,
        "# ## Put neurons side by side",
        "# An epoch of it.\n#\n# ## Put neurons side by side",
        "'epoch' is used",
    ),
    (taught_first, "explore.shapes()", "gradient_check", "uses gradient_check"),
    (exercises, '# %% check="affine"', "# %%", "check cells"),
    (exercises, '# %% check="affine"\n', '# %% review="1.1"\n\n# %% check="affine"\n', "has to follow"),
    (questions, '# %% review="6.4"\n', "", "6.1 to 6.7"),
    (questions, 'explain="explain_6"', 'explain="explain_5"', "explain_6"),
    (questions, "**Question 6.8, in words.**", "**Question 6.9.**", "6.8"),
    (manner, "Ten euros.", "It is just ten euros.", "'just'"),
    (manner, "Ten euros.", "Obviously ten euros.", "'Obviously'"),
    (manner, "Ten euros.", "Ten euros!", "exclaims"),
    (manner, "Ten euros.", "Ten euros \U0001f389.", "emoji"),
    (manner, "# one factor for each feature", "# simply a factor", "'simply'"),
    (british, "Ten euros.", "Ten euros in another color.", "'color'"),
    (british, "Ten euros.", "Ten euros, normalized.", "'normalized'"),
    (british, "Ten euros.", "Ten euros in the center.", "'center'"),
    (british, "Changes none of them.", "Its behavior is plain.", "'behavior'"),
    (links, "Ten euros.", "Ten euros, see [here](99_no_such_lesson.ipynb).", "99_no"),
    (links, "Ten euros.", "Ten euros, see [above](#no-such-heading).", "#no-such"),
    (words, "broadcasting", "stretching", "'broadcasting'"),
]
BREAKABLE = SOURCES / "06_layer_for_a_batch.py"


@pytest.mark.parametrize(
    ("rule", "old", "new", "says"), FAULTS, ids=[f"{rule.__name__}-{k}" for k, (rule, *_) in enumerate(FAULTS)]
)
def test_a_fault_is_seen(
    rule: Callable[[Lesson], Iterator[str]], old: str, new: str, says: str, tmp_path: Path
) -> None:
    text = BREAKABLE.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / BREAKABLE.name
    broken.write_text(text.replace(old, new), encoding="utf-8")
    complaints = "\n".join(rule(lesson_of(broken)))
    assert says in complaints
    assert complaints


def test_every_rule_has_a_fault() -> None:
    assert {rule for rule, *_ in FAULTS} == set(RULES)


# What looks like a fault and is none.
INNOCENT = [
    (
        british,
        "the colour of size, a prize, sizes, resized, seized, the centre, centred, a metre, a parameter, perimeters",
    ),
    (
        british,
        "a program, analysed, its license, an optimiser, `color='red'`, [text](color.html), greyer, equals, leveller",
    ),
    (british, "One step further. To\nread: Nocedal and Wright, *Numerical Optimization*"),
    (manner, "adjust, justice, `a != b`, $n!$, ![a picture](picture.png), unjust"),
]


@pytest.mark.parametrize(("rule", "text"), INNOCENT)
def test_what_is_right_is_left_alone(rule: Callable[[Lesson], Iterator[str]], text: str) -> None:
    cell = NotebookNode(cell_type="markdown", source=text, metadata={})
    assert list(rule(Lesson(BREAKABLE, [cell]))) == []
