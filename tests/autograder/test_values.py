"""Plain values: what a stranger returns is made harmless, and compared by structure, shape and size."""

from __future__ import annotations

import collections
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from autograder import numbers
from autograder.graphs import Graph
from autograder.plain import DEEPEST, LARGEST_RESULT, MOST_PARTS, plain
from autograder.values import DOUBLE, SINGLE, Alien, NodeRef, agree, describe, identical


class Lying(np.ndarray):
    """An array that says that it is whatever is expected."""

    shape = property(lambda self: (2, 3))  # type: ignore[assignment]
    size = property(lambda self: 6)  # type: ignore[assignment]
    dtype = property(lambda self: np.dtype(float))  # type: ignore[assignment]

    def __array_function__(self, *_: Any) -> Any:
        return True

    def __array_ufunc__(self, *_: Any, **__: Any) -> Any:
        return True

    def __eq__(self, other: object) -> Any:
        return True

    __hash__ = None  # type: ignore[assignment]

    def copy(self, order: str = "C") -> Any:
        return np.zeros((2, 3))

    astype = view = __array__ = copy


class Agreeable(float):
    def __eq__(self, other: object) -> bool:
        return True

    def __float__(self) -> float:
        return 42.0

    def __mul__(self, other: object) -> Any:
        return self

    __hash__ = float.__hash__


class Whole(int):
    def __add__(self, other: object) -> Any:
        return "nonsense"

    def __lt__(self, other: object) -> bool:
        return True


class Words(str):
    def __getitem__(self, key: object) -> Any:
        return 7

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


class Endless(list):  # type: ignore[type-arg]
    def __iter__(self) -> Any:
        while True:
            yield 1

    def __len__(self) -> int:
        return 3


class Pretender:
    """Says that it is an array, by ``__class__`` alone."""

    __class__ = np.ndarray  # type: ignore[assignment]


class Scalar(np.float64):
    def item(self, *_: Any) -> Any:
        return "nonsense"


def deep(levels: int) -> list[Any]:
    value: list[Any] = [1.0]
    for _ in range(levels):
        value = [value]
    return value


def doubled(levels: int) -> list[Any]:
    value: list[Any] = [1.0]
    for _ in range(levels):
        value = [value, value]
    return value


LIAR = np.array([1.0, 2.0, 3.0]).view(Lying)
Pair = collections.namedtuple("Pair", "a b")

# What was returned, and what the judge sees of it.
READ = {
    "a Python float": (1.5, 1.5),
    "a whole number": (3, 3),
    "True": (True, True),
    "text": ("abc", "abc"),
    "a NumPy number": (np.float32(1.5), 1.5),
    "a NumPy whole number": (np.int64(3), 3),
    "a 0-d array": (np.array(2.0), np.array(2.0)),
    "a long double": (np.array([1.0], np.longdouble), np.array([1.0])),
    "the other byte order": (np.array([1.0, 2.0], ">f8"), np.array([1.0, 2.0])),
    "a named tuple": (Pair(1, 2.0), (1, 2.0)),
    "an ordered dict": (collections.OrderedDict(a=1), {"a": 1}),
    "a matrix": (np.array([[1.0, 2.0]]).view(np.matrix), np.array([[1.0, 2.0]])),
    "a masked array": (np.ma.masked_array([1.0, 2.0], [0, 1]), np.array([1.0, 2.0])),
    "a lying array": (LIAR, np.array([1.0, 2.0, 3.0])),
    "a lying number": (Agreeable(1.5), 1.5),
    "a lying whole number": (Whole(3), 3),
    "a lying NumPy number": (Scalar(1.5), 1.5),
    "a lying text": (Words("abc"), "abc"),
    "an endless list": (Endless([5.0]), [5.0]),
    "a node": (Graph(((), (0,)), ((), (1.0,))).nodes()[-1], NodeRef(1)),
    "nodes as keys": ({Graph(((),), ((),)).nodes()[0]: 2.0}, {NodeRef(0): 2.0}),
}
ALIENS = {
    "an object": object(),
    "objects in an array": np.array([object()]),
    "a complex array": np.array([1j]),
    "a complex number": 1j,
    "dates": np.array(["2020-01-01"], "M8[D]"),
    "a generator": (x for x in range(3)),
    "a map": map(abs, [1]),
    "a set": {1},
    "a range": range(3),
    "a function": len,
    "a class": int,
    "a decimal": Decimal("1.5"),
    "a fraction": Fraction(1, 2),
    "a huge whole number": 10**400,
    "a huge array": np.broadcast_to(1.0, (LARGEST_RESULT + 1,)),
    "a huge text array": np.broadcast_to("x" * 100, (LARGEST_RESULT,)),
    "a pretender": Pretender(),
}


@pytest.mark.parametrize(("value", "expected"), READ.values(), ids=list(READ))
def test_what_is_read(value: Any, expected: Any) -> None:
    read = plain(value)
    assert identical(read, expected)
    assert type(read) is type(expected)
    if isinstance(expected, np.ndarray):
        assert read.dtype == expected.dtype
        assert type(read) is np.ndarray


@pytest.mark.parametrize("value", ALIENS.values(), ids=list(ALIENS))
def test_what_is_not_plain_is_described(value: Any) -> None:
    assert isinstance(plain(value), Alien)
    assert plain(value).description.startswith(("a ", "an ", "one of ", "the class "))
    inside = plain([1.0, value])
    assert inside[0] == 1.0
    assert isinstance(inside[1], Alien)


def test_a_copy_is_read_so_that_a_later_change_does_not_matter() -> None:
    array = np.zeros(3)
    read = plain(array)
    array[:] = 7
    assert read.tolist() == [0, 0, 0]


def test_deep_and_endless_results_have_an_end() -> None:
    loop: list[Any] = []
    loop.append(loop)
    for value in (deep(10_000), loop, doubled(60), [0.0] * (MOST_PARTS + 5), dict.fromkeys(range(MOST_PARTS + 5))):
        assert "Alien" in repr(plain(value))[-400:]
    assert plain(deep(DEEPEST - 1)) == deep(DEEPEST - 1)


def test_numbers_of_numpy_stay_for_callbacks() -> None:
    kept = plain((np.float64(1.5), 2.5), scalars=True)
    assert [type(one) for one in kept] == [np.float64, float]


A = np.arange(6.0).reshape(2, 3)
# value, expected, whether they agree in double precision
AGREE = {
    "the same": (A, A, True),
    "within 1e-6 of the largest": (A + 4e-6, A, True),
    "beyond it": (A + 6e-6, A, False),
    "lists for an array": (A.tolist(), A, True),
    "a tuple for a list": (((1.0, 2.0), [3.0]), [[1.0, 2.0], (3.0,)], True),
    "float32": (A.astype(np.float32), A, True),
    "a 0-d array for a number": (np.array(2.0), 2.0, True),
    "a number for a 0-d array": (2.0, np.array(2.0), True),
    "a whole number for a float": (2, 2.0, True),
    "(1,) for a number": (np.array([2.0]), 2.0, False),
    "(1, 3) for (3,)": (A[:1], A[0], False),
    "(2, 3) for its broadcast": (A[:1], np.vstack([A[0], A[0]]), False),
    "True for 1": (True, 1.0, False),
    "text for a number": ("1.0", 1.0, False),
    "None for a number": (None, 1.0, False),
    "NaN": (np.nan, 1.0, False),
    "NaN where NaN is expected": (np.nan, np.nan, True),
    "the right infinity": (np.inf, np.inf, True),
    "the wrong infinity": (-np.inf, np.inf, False),
    "a finite number for infinity": (1e308, np.inf, False),
    "infinity among finite": (np.array([np.inf, 1.0]), np.array([np.inf, 1.0]), True),
    "nothing at all": (np.zeros((0, 3)), np.zeros((0, 3)), True),
    "nothing of another shape": (np.zeros((3, 0)), np.zeros((0, 3)), False),
    "zero within 1e-12": (1e-13, 0.0, True),
    "a tiny number that is no zero": (1e-11, 0.0, False),
    "ragged lists": ([[1.0], [1.0, 2.0]], A, False),
    "an alien": (Alien("a generator"), A, False),
    "parts of other shapes": ([(A, A[0])], [(A, A[0])], True),
    "one part wrong": ([(A, A[1])], [(A, A[0])], False),
    "one part missing": ([(A,)], [(A, A[0])], False),
    "a dict": ({"train": [1.0, 2.0]}, {"train": np.array([1.0, 2.0])}, True),
    "a dict without a key": ({}, {"train": [1.0]}, False),
    "a dict with one too many": ({"train": [1.0], "x": 1}, {"train": [1.0]}, False),
    "texts": (["a", "b"], ["a", "b"], True),
    "other texts": (["a", "c"], ["a", "b"], False),
    "an array of texts": (np.array(["a", "b"]), np.array(["a", "b"]), True),
    "an array of yes and no": (np.array([True]), np.array([True]), True),
    "another array of yes and no": (np.array([True, False]), np.array([True, True]), False),
    "None": (None, None, True),
}


@pytest.mark.parametrize(("value", "expected", "same"), AGREE.values(), ids=list(AGREE))
def test_agree(value: Any, expected: Any, same: bool) -> None:
    assert agree(plain(value), expected, DOUBLE) is same


def test_single_precision_has_a_tolerance_of_its_own() -> None:
    assert agree(A + 4e-4, A, SINGLE)
    assert not agree(A + 6e-4, A, SINGLE)


DESCRIBED = {
    "None": (None, "None"),
    "...": (..., "..."),
    "a number": (1.5, "the number 1.5"),
    "True": (True, "True"),
    "an array": (A, "an array of shape (2, 3)"),
    "a mask": (A > 2, "an array of True and False, of shape (2, 3)"),
    "texts": (np.array(["a"]), "an array of texts, of shape (1,)"),
    "a list": ([1], "a list of 1 value"),
    "a tuple": ((1, 2), "a tuple of 2 values"),
    "a dict": ({"a": 1}, "a dict of 1 entry"),
    "an alien": (Alien("a generator"), "a generator"),
    "text": ("abc", "'abc'"),
}


@pytest.mark.parametrize(("value", "words"), DESCRIBED.values(), ids=list(DESCRIBED))
def test_describe(value: Any, words: str) -> None:
    assert describe(value) == words


NEAR = A + 1
# found, wanted, a part of what is said
SAID = {
    "NaN": (np.where(A == 4, np.nan, A), A, "Entry [1, 1] is NaN"),
    "infinite": (np.where(A == 4, np.inf, A), A, "Entry [1, 1] is infinite"),
    "all zero": (0 * A, A, "Everything is 0"),
    "a zero": (0.0, 2.0, "Your number is 0"),
    "wrong sign": (-A, A, "Right size, wrong sign"),
    "transposed": (A.T, A, "It is transposed: shape (3, 2)"),
    "transposed square": (A[:, :2].T, A[:, :2], "rows and columns are swapped"),
    "a factor": (2.5 * A, A, "Exactly 2.5 times"),
    "an axis too many": (A[None], A, "Right numbers, but the shape is (1, 2, 3)"),
    "an array for a number": (A, 1.0, "(2, 3) where () (a single number)"),
    "another shape": (A[:1], A, "The shape is (1, 3) where (2, 3)"),
    "one entry": (np.where(A == 4, 5, A), A, "Entry [1, 1] is 5, which is too large; 1 of 6 entries is off"),
    "the worst entry": (
        A * A,
        A,
        "Entry [0, 2] is 4, which is too large; 4 of 6 entries are off, most of all entry [1, 2]",
    ),
    "rounded": (np.round(NEAR, 4) + 2e-5, NEAR, "Very nearly right"),
    "a single number": (3.0, 2.0, "Your number is 3, which is too large"),
    "not numbers": ("abc", A, "an array of shape (2, 3) is expected; yours is 'abc'"),
    "a number wanted": (None, 2.0, "a number is expected; yours is None"),
    "a dict wanted": (1.0, {"train": [1.0]}, "with the keys 'train'; yours is the number 1"),
    "a key missing": ({"a": 1}, {"train": [1.0]}, "no key 'train'"),
    "a key too many": ({"train": [1.0], "a": 1}, {"train": [1.0]}, "2 entries, 1 expected"),
    "a wrong entry of a dict": ({"train": [2.0]}, {"train": [1.0]}, "In 'train': entry [0] is 2"),
    "a node missing": ({}, {NodeRef(0): 1.0}, "1 of 1 nodes have no entry"),
    "a node too many": ({NodeRef(0): 1.0, NodeRef(1): 1.0}, {NodeRef(0): 1.0}, "2 entries for 1 nodes"),
    "a wrong node": ({NodeRef(0): 2.0}, {NodeRef(0): 1.0}, "The gradient of 1 of 1 nodes is off"),
    "no list": (1.0, [(A, A[0])], "A list of 1 is expected"),
    "a part missing": ([], [(A, A[0])], "A list of 1 is expected; yours holds 0"),
    "a wrong part": ([(A, A[1])], [(A, A[0])], "In part [0][1]: entry [0] is 3"),
    "texts wanted": (["a"], "b", "a list of 1 value, which is not what is expected"),
}


@pytest.mark.parametrize(("found", "wanted", "words"), SAID.values(), ids=list(SAID))
def test_what_is_said_of_a_difference(found: Any, wanted: Any, words: str) -> None:
    assert words in numbers.about(found if "NodeRef" in repr(found) else plain(found), wanted)


def test_a_difference_never_prints_what_is_right(rng: np.random.Generator) -> None:
    wanted = rng.normal(size=(3, 4))
    for _ in range(200):
        found = wanted.copy()
        found[rng.random((3, 4)) < 0.5] *= rng.choice([-1.0, 2.0, 0.3, np.nan])
        said = numbers.about(found, wanted)
        off = wanted[found != wanted]
        assert not any(f"{value:.6g}" in said for value in off if f"{-value:.6g}" not in said)
