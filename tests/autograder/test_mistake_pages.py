"""The pages of mistakes: what is committed is what the command gives, and what stands there is true."""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder import mistake_pages
from autograder.answers import Case, ask
from autograder.calling import LocalCaller
from autograder.exercise import EXERCISES, Probe
from autograder.outcomes import differences, outcome, spell, told
from autograder.sending import Out
from autograder.sheets import SHEETS
from autograder.sources import body, helpers
from autograder.values import Alien, NodeRef

DOCS = Path(__file__).resolve().parents[2] / "docs"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


@cache
def texts() -> dict[str, str]:
    """Every page as it is now, by its path below docs."""
    shown = mistake_pages.lessons()
    return {"mistakes.md": mistake_pages.index(shown)} | {
        f"mistakes/{lesson.file}": mistake_pages.page(lesson) for lesson in shown
    }


# ---------------------------------------------------------------- the committed pages


def test_the_pages_are_what_the_command_gives() -> None:
    """Numbers may differ in their last digit, for another processor may round in another way."""
    committed = [DOCS / "mistakes.md", *(DOCS / "mistakes").iterdir()]
    other = {path.relative_to(DOCS).as_posix() for path in committed} ^ set(texts())
    assert not other, f"missing in docs, or left over: {other}: python -m autograder mistakes --out docs/mistakes"
    for name, text in texts().items():
        found = (DOCS / name).read_text(encoding="utf-8")
        remedy = f"docs/{name} is out of date: python -m autograder mistakes --out docs/mistakes"
        assert NUMBER.sub("#", found) == NUMBER.sub("#", text), remedy
        numbers = [[float(one) for one in NUMBER.findall(page)] for page in (found, text)]
        np.testing.assert_allclose(*numbers, rtol=0.002, atol=1e-12, err_msg=remedy)


@pytest.mark.parametrize("number", [8, 9, 10])
def test_chance_leaves_no_trace(number: int) -> None:
    lesson = mistake_pages.lessons()[number - 1]
    assert mistake_pages.page(lesson) == texts()[f"mistakes/lesson_{number:02}.md"]


def test_each_page_says_first_that_it_gives_answers_away() -> None:
    for text in texts().values():
        assert text.splitlines()[2].startswith("**This page gives answers away.**")


def test_no_page_holds_what_belongs_to_one_machine() -> None:
    for name, text in texts().items():
        assert not re.search(r"0x[0-9a-f]{6}|object at|<function|<lambda>", text), name


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)]+)\)", texts()["mistakes.md"])
    assert len(links) == 1 + len(mistake_pages.lessons())
    assert all((DOCS / link).is_file() for link in links)


def test_no_lesson_leads_to_the_answers() -> None:
    sources = sorted((DOCS.parent / "lessons" / "src").glob("*.py"))
    assert sources
    assert not [path.name for path in sources if "docs/mistakes" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
def test_every_mistake_stands_there_and_shows_itself(exercise: Any) -> None:
    section = mistake_pages.section(exercise)
    parts = dict(part.split("\n", 1) for part in section.split("\n### ")[1:])
    assert set(parts) == {mistake.name for mistake in exercise.mistakes}
    for name, mistake in mistake_pages.named(exercise).items():
        assert parts[name].startswith(f"\n> {mistake.sentence}\n")
        assert ("\n- " in parts[name]) is (exercise.grade is None), f"{exercise.name}: {name} shows nothing"


# ---------------------------------------------------------------- formulas and examples


def test_every_exercise_has_its_sheet_in_the_order_of_the_lessons() -> None:
    without = set(SHEETS) ^ set(EXERCISES)
    assert not without, f"autograder/sheets.py has one sheet for each exercise; look at {without}"
    lessons = [EXERCISES[name].lesson for name in SHEETS]
    assert lessons == sorted(lessons), "the sheets stand in the order of the lessons"


@pytest.mark.parametrize("name", SHEETS)
def test_a_formula_can_be_set(name: str) -> None:
    formula = SHEETS[name].formula
    MathTextParser("path").parse(f"${formula}$")
    # Markdown takes a backslash before a mark for its own, and a blank line ends the formula.
    assert not re.search(r"\\[^A-Za-z ]|\n", formula)


WITHOUT = {"train", "build_and_train"}  # what they get and give is too large for a line


@pytest.mark.parametrize("name", [name for name in SHEETS if name not in WITHOUT])
def test_an_example_is_small_and_every_right_answer_agrees_on_it(name: str) -> None:
    exercise, example = EXERCISES[name], SHEETS[name].example
    probe = Probe("the example", example, one_answer=exercise.accept is None)
    case = Case(exercise, probe, "plain", exercise.tolerance)
    for right in (exercise.reference, *exercise.variants):
        (answer,) = ask(exercise, LocalCaller(right), [case])
        assert not answer.wrong, right
    assert max(len(spell(value)) for value in case.expected.values()) <= 130


def test_examples_are_missing_only_where_they_would_be_large() -> None:
    assert {name for name, sheet in SHEETS.items() if not sheet.example} == WITHOUT


def test_an_example_hands_over_the_output_that_belongs_to_it() -> None:
    forward = {"mse_backward": "mse", "affine_backward": "affine", "layer_norm_backward": "layer_norm"}
    forward |= {"cross_entropy_backward": "cross_entropy", "relu_backward": "relu", "sigmoid_backward": "sigmoid"}
    for backward, name in forward.items():
        _, output, *inputs = SHEETS[backward].example
        np.testing.assert_allclose(EXERCISES[name].reference(*inputs), output, rtol=1e-12)
    for backward, function in {"exp_backward": np.exp, "tanh_backward": np.tanh, "pow_backward": np.power}.items():
        _, output, *inputs = SHEETS[backward].example
        np.testing.assert_allclose(function(*inputs), output, rtol=1e-12)
    (parameters, X), (_, cache, _) = SHEETS["mlp_forward"].example, SHEETS["mlp_backward"].example
    for ours, theirs in zip(EXERCISES["mlp_forward"].reference(parameters, X)[1], cache, strict=True):
        np.testing.assert_array_equal(ours[0], theirs[0])
        np.testing.assert_array_equal(ours[1], theirs[1])


# ---------------------------------------------------------------- what comes out

TOLD = {
    ("affine_backward", "bias-not-summed"): ["`db` is `[[1, -1], [2, 0], [-2, 3]]`, not `[1, 2]`."],
    ("affine_backward", "dw-transposed"): ["`dW` is `[[7, -2], [-1, 1]]`, not `[[7, -1], [-2, 1]]`."],
    ("affine_backward", "weights-updated"): [
        "`W` was `[[2, 1], [-1, 3]]`, and is `[[1.3, 1.1], [-0.8, 2.9]]` afterwards."
    ],
    ("affine_backward", "dx-product-reversed"): ["`ValueError` is raised."],
    ("chain_rates", "empty-chain-zero"): ["With an empty chain: `rate` is `0`, not `1`."],
    ("minimise", "nan-converged"): [
        "With steps too large, up to infinity: `(nan, a list of 21 values)` is returned, not `FloatingPointError`."
    ],
    ("minibatches", "global-rng"): [
        "Called twice with the same seed, it gives two different results. Draw from the rng that you were given."
    ],
    ("numerical_gradient", "nudged-in-place"): [
        "With x of shape (5,) and arrays that are read-only: `ValueError` is raised."
    ],
    ("sigmoid", "sigmoid-overflow"): [
        "With an entry of -1,000: The numbers may be right, but NumPy warned of an overflow on the way."
    ],
    ("train", "x-y-shuffled-apart"): ["Seen with a learning rate of 0."],
}


@pytest.mark.parametrize(("name", "mistake"), TOLD, ids=" ".join)
def test_what_comes_out_is_told(name: str, mistake: str) -> None:
    exercise = EXERCISES[name]
    wrong = mistake_pages.named(exercise)[mistake]
    shown = outcome(exercise, wrong)
    assert shown is not None
    assert list(told(exercise, wrong, *shown)) == TOLD[name, mistake]


SPELLED = (
    (1 / 3, "0.3333"),
    (-0.0, "0"),
    (162754.79, "162755"),
    (2.5e12, "2.5e+12"),
    (float("inf"), "inf"),
    (None, "None"),
    (True, "True"),
    ("Sawyer", "'Sawyer'"),
    (np.array([[1.0, 2.5], [0.0, -3.0]]), "[[1, 2.5], [0, -3]]"),
    (np.array(["a", "b"]), "['a', 'b']"),
    (np.int64(7), "7"),
    ((np.array([1.0]),), "([1],)"),
    ({NodeRef(2): 1.0, NodeRef(0): 0.5}, "{node 2: 1, node 0: 0.5}"),
    (Out((2, 3)), "np.full((2, 3), np.nan)"),
    (Alien("a generator"), "a generator"),
)


@pytest.mark.parametrize(("value", "words"), SPELLED, ids=[words for _, words in SPELLED])
def test_a_value_is_spelled_short(value: Any, words: str) -> None:
    assert spell(value) == words


LONG = np.arange(60.0).reshape(3, 20)
DIFFERENCES = (
    ("short ones are shown whole", [1.0, 2.0], [1.0, 3.0], ("x", "[1, 2]", "[1, 3]")),
    (
        "of long ones the first part that differs",
        [LONG[0], LONG],
        [LONG[0], LONG + (LONG == 47)],
        (
            "x[1][2]",
            "[40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59]",
            "[40, 41, 42, 43, 44, 45, 46, 48, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59]",
        ),
    ),
    ("other shapes", LONG, LONG.T, ("x", "an array of shape (3, 20)", "an array of shape (20, 3)")),
    ("more digits where four are the same", 1.00001, 1.00002, ("x", "1.00001", "1.00002")),
)


@pytest.mark.parametrize(("right", "found", "told"), [row[1:] for row in DIFFERENCES], ids=[r[0] for r in DIFFERENCES])
def test_a_difference(right: Any, found: Any, told: tuple[str, str, str]) -> None:
    assert list(differences("x", right, found)) == [told]


# ---------------------------------------------------------------- lines of code


def guarded(x):
    """A docstring, and checks of its input."""
    _first(x)
    for name in "ab":
        if name in x:
            raise ValueError(name)
    if x is None:
        raise TypeError("x")
    y = _third(x)  # type: ignore[no-untyped-call]

    return [y, y]


def _first(x):
    return x


def _third(x):
    return [_first(one) for one in x]


def _leaking(slope, gate=abs):
    return lambda x: gate(x) * slope


def recursive():
    def again(n):
        return again(n - 1)

    return again


BODIES = (
    (guarded, False, ["y = _third(x)", "", "return [y, y]"]),
    (_leaking(0.1), True, ["gate = abs", "slope = 0.1", "return gate(x) * slope"]),
    (recursive(), True, ["return again(n - 1)"]),
    (_first, True, ["return x"]),
)


@pytest.mark.parametrize(("function", "guards", "lines"), BODIES)
def test_the_lines_of_a_function(function: Any, guards: bool, lines: list[str]) -> None:
    assert body(function, guards) == lines


def test_guards_stay_where_they_are_asked_for() -> None:
    assert body(guarded)[0] == "_first(x)"


def test_helpers_are_found_through_one_another() -> None:
    sources = [inspect.getsource(_first).rstrip(), inspect.getsource(_third).rstrip()]
    assert helpers([guarded]) == sources
    assert helpers([_first, np.sum]) == []
