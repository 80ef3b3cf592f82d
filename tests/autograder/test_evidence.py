"""What a learner reads when no known mistake fits: what was seen, where, and never more than that."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder import judge
from autograder.exercise import EXERCISES


def affine_by(change: Callable[..., Any]) -> Callable[..., Any]:
    """A right affine_backward, whose three gradients ``change`` gets to spoil."""

    def affine_backward(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
        return change(upstream, X, upstream @ W.T, X.T @ upstream, upstream.sum(axis=0))

    return affine_backward


def unwritten(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    raise NotImplementedError


def raises(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    return X.nothing


def later(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    return random.SystemRandom().getstate()  # raises one from within Python's library


def remembers() -> Callable[..., Any]:
    seen: list[Any] = []

    def affine_backward(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
        seen.append(X.tobytes())
        wrong = 1.5 if seen.count(X.tobytes()) == 2 else 1.0
        return wrong * (upstream @ W.T), X.T @ upstream, upstream.sum(axis=0)

    return affine_backward


def in_double_only(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    factor = 1.0 if X.dtype == np.float64 else 1.25
    return factor * (upstream @ W.T), X.T @ upstream, upstream.sum(axis=0)


def in_order_only(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    return upstream @ W.T, X.T @ upstream + (X.strides[0] < X.strides[1]), upstream.sum(axis=0)


def spoiled(array: Any, place: Any, value: float) -> Any:
    copy = np.array(array)
    copy[place] = value
    return copy


def writes(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    gradients = upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)
    b[:] = 0
    upstream[:] = 0
    return gradients


def spoil(change: str) -> Callable[..., Any]:
    """``affine_by`` with the expression ``change`` of the upstream gradient G, X and the three right gradients."""
    return affine_by(eval(f"lambda G, X, dX, dW, db: {change}", {"np": np, "spoiled": spoiled}))


def caret(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    return X ^ 2


def raises_for_one_row(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    if len(X) == 1:
        raise ValueError("one row")
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)


def six(a: Any, b: Any, c: Any, d: Any, e: Any, f: Any) -> Any:
    return a


# A function, and what must be among the words of its verdict.
SEEN: dict[str, tuple[Callable[..., Any], str]] = {
    "nothing returned": (spoil("None"), "returned nothing. Did you forget `return`?"),
    "dots returned": (spoil("..."), "`...` stands where your answer goes"),
    "a stub": (unwritten, "Not written yet"),
    "an error of that name from elsewhere": (later, "raised NotImplementedError in line"),
    "too few results": (spoil("(dX, dW)"), "a tuple of 2 values; 3 values are expected: (dX, dW, db)"),
    "too many results": (spoil("[dX, dW, db, 1]"), "a list of 4 values; 3 values"),
    "a generator": (spoil("(x for x in (dX, dW, db))"), "a generator (a comprehension needs"),
    "a dict": (spoil("{'dX': dX}"), "a dict of 1 entry; 3 values"),
    "too few arguments": (len, "could not be called: len() takes exactly one argument (5 given). It gets upstream, "),
    "too many arguments": (six, "missing 1 required positional argument: 'f'. It gets upstream, output, X, W, b."),
    "an exception": (raises, "`return X.nothing`. Python says: 'numpy.ndarray' object has no attribute 'nothing'."),
    "a caret for a power": (caret, "A power is written `**` in Python; `^` is something else."),
    "nothing, with N = 1 only": (
        spoil("None if len(X) == 1 else (dX, dW, db)"),
        "nothing (with N = 1, D = 3, M = 4). D",
    ),
    "an exception with N = 1 only": (raises_for_one_row, "Your function raised ValueError in line"),
    "two of them in each other's place": (spoil("(dX, db, dW)"), "This is"),
    "NaN in one": (spoil("(spoiled(dX, (0, 1), np.nan), dW, db)"), "dX: Entry [0, 1] is NaN"),
    "infinity in one": (spoil("(dX, dW, spoiled(db, 0, np.inf))"), "db: Entry [0] is infinite"),
    "a factor": (spoil("(dX, 3 * dW, db)"), "dW: Exactly 3 times what is expected, everywhere."),
    "a factor of two of them": (spoil("(3 * dX, 3 * dW, db)"), "dX and dW: Exactly 3 times"),
    "a factor of all": (spoil("(3 * dX, 3 * dW, 3 * db)"), "Exactly 3 times what is expected, everywhere."),
    "a sign": (spoil("(dX, dW, -db)"), "db: Right size, wrong sign."),
    "one number": (spoil("(dX, dW, 7.0)"), "db: The shape is () (a single number) where (4,) is expected"),
    "objects": (spoil("(dX, dW, np.array([None]))"), "(4,) is expected; yours is an array of objects"),
    "only with N = 1": (spoil("(dX + (len(X) == 1), dW, db)"), "(with N = 1, D = 3, M = 4)"),
    "float32 only": (in_double_only, "dX: Exactly 1.25 times what is expected, in every entry, but only with"),
    "another order in memory only": (in_order_only, "but only with arrays that are Fortran-ordered"),
    "written into": (writes, "its input is no longer what it was: look at upstream and b."),
}


@pytest.mark.parametrize(("function", "words"), SEEN.values(), ids=list(SEEN))
def test_what_is_seen_is_said(function: Callable[..., Any], words: str) -> None:
    verdict = judge("affine_backward", function)
    assert words in verdict.message
    assert verdict.mistake in (None, "input-changed")
    assert (verdict.passed, verdict.score) == (False, 0.0)


def test_the_second_time_is_said() -> None:
    verdict = judge("affine_backward", remembers())
    assert "only when it is called a second time with the same input" in verdict.message


# ---------------------------------------------------------------- no solution, no scolding


def spoilers(rng: np.random.Generator) -> Iterator[Callable[..., Any]]:
    """Functions that are wrong in ways that nobody has listed."""
    for _ in range(12):
        a, b, c = rng.uniform(0.2, 3.0, size=3)
        yield lambda upstream, output, x, y, a=a, b=b, c=c: (a * upstream * x + b, c * upstream - y)


def test_no_sentence_holds_an_expected_number(rng: np.random.Generator) -> None:
    exercise = EXERCISES["mul_backward"]
    right = [f"{value:.6g}" for probe in exercise.draw(None) for value in exercise.reference(*probe.arguments)]
    for function in spoilers(rng):
        verdict = judge("mul_backward", function)
        assert not verdict.passed
        assert verdict.mistake is None
        assert not [value for value in right if len(value) > 5 and value in verdict.message]
