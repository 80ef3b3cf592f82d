"""One call of a learner's function: fresh arguments, nothing gets out, and what happened is in the reply."""

from __future__ import annotations

import functools
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.calling import Callback, LocalCaller, Out, Reply, Seeded, TimeIsUp
from autograder.graphs import Graph
from autograder.sending import LAYOUTS, MOST_RECORDED, materialise
from autograder.values import Alien, NodeRef
from bpkit.houses import Houses
from tests.marks import needs_numba

X = np.arange(6.0).reshape(2, 3)


def call(function: Callable[..., Any], *arguments: Any, layout: str = "plain") -> Reply:
    return LocalCaller(function)(arguments, layout)


# ---------------------------------------------------------------- what may be called


class Doubler:
    def __call__(self, x: float) -> float:
        return 2 * x

    def method(self, x: float) -> float:
        return 2 * x

    @staticmethod
    def static(x: float) -> float:
        return 2 * x

    @classmethod
    def of_class(cls, x: float) -> float:
        return 2 * x


def with_default(x: float, factor: float = 2) -> float:
    return factor * x


def with_keyword(x: float, *, factor: float = 2) -> float:
    return factor * x


def with_stars(*args: float, **keywords: float) -> float:
    return 2 * args[0]


CALLABLE = {
    "a lambda": lambda x: 2 * x,
    "defaults": with_default,
    "keyword-only": with_keyword,
    "stars": with_stars,
    "a partial": functools.partial(with_default, factor=2),
    "an object": Doubler(),
    "a method": Doubler().method,
    "a static method": Doubler.static,
    "a class method": Doubler.of_class,
    "cached": functools.lru_cache(with_default),
    "a ufunc": np.frompyfunc(lambda x: 2 * x, 1, 1),
}


@pytest.mark.parametrize("function", CALLABLE.values(), ids=list(CALLABLE))
def test_anything_callable_is_called(function: Callable[..., Any]) -> None:
    assert call(function, 3.0) == Reply(result=6.0)


# ---------------------------------------------------------------- what is raised


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise ValueError


class Outside(BaseException):
    pass


def stub(x: float) -> float:
    raise NotImplementedError


def dots(x: float) -> float: ...


def documented(x: float) -> float:
    """Twice x."""


def passed(x: float) -> float:
    pass  # type: ignore[return]


def divides(x: float) -> float:
    x = x + 1
    return x / 0


def chained(x: float) -> float:
    try:
        return x / 0
    except ZeroDivisionError as error:
        raise ValueError("no\n  good") from error


def leaves(x: float) -> float:
    sys.exit(3)


def unspeakable(x: float) -> float:
    raise Unspeakable


def outside(x: float) -> float:
    raise Outside("out")


def recursive(x: float) -> float:
    return recursive(x)


def deeper(x: float) -> float:
    sys.setrecursionlimit(sys.getrecursionlimit() + 500)
    return recursive(x)


def numpy_error(x: float) -> Any:
    return np.ones((2, 3)) @ np.ones((2, 3))


def two_needed(x: float, y: float) -> float:
    return x


def none_wanted() -> float:
    return 1.0


def keyword_needed(x: float, *, factor: float) -> float:
    return factor * x


# function, type of what is raised, a part of the message, the learner's own line
RAISED = {
    "a stub": (stub, "NotImplementedError", "", "raise NotImplementedError"),
    "dots": (dots, "NotImplementedError", "", ""),
    "a docstring alone": (documented, "NotImplementedError", "", ""),
    "pass": (passed, "NotImplementedError", "", ""),
    "a division": (divides, "ZeroDivisionError", "float division by zero", "return x / 0"),
    "raised in except": (chained, "ValueError", "no good", 'raise ValueError("no\\n  good") from error'),
    "sys.exit": (leaves, "SystemExit", "3", "sys.exit(3)"),
    "an exception without words": (unspeakable, "Unspeakable", "", "raise Unspeakable"),
    "no Exception at all": (outside, "Outside", "out", 'raise Outside("out")'),
    "recursion": (recursive, "RecursionError", "maximum recursion depth", "return recursive(x)"),
    "recursion with a higher limit": (deeper, "RecursionError", "maximum recursion depth", "return recursive(x)"),
    "an error of NumPy's": (numpy_error, "ValueError", "matmul", "return np.ones((2, 3)) @ np.ones((2, 3))"),
    "too few arguments": (two_needed, "TypeError", "missing 1 required positional argument", ""),
    "too many arguments": (none_wanted, "TypeError", "takes 0 positional arguments but 1 was given", ""),
    "a keyword missing": (keyword_needed, "TypeError", "missing 1 required keyword-only argument", ""),
}


# A collection in the depth of a recursion can break the __del__ of somebody else's object, such as an old ZeroMQ's.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("function", "kind", "words", "line"), RAISED.values(), ids=list(RAISED))
def test_what_is_raised_is_told_by_the_learners_own_line(
    function: Callable[..., Any], kind: str, words: str, line: str
) -> None:
    before = sys.getrecursionlimit()
    problem = call(function, 1.0).problem
    assert problem is not None
    assert (problem.type, problem.text) == (kind, line)
    assert words in problem.message
    assert "\n" not in problem.message
    assert sys.getrecursionlimit() == before


def test_a_line_of_the_course_is_not_the_learners() -> None:
    from bpkit.ops import affine

    problem = call(lambda x: affine(x, x, x), X).problem
    assert problem is not None
    assert problem.text == "problem = call(lambda x: affine(x, x, x), X).problem"


def test_ctrl_c_and_the_time_limit_get_out() -> None:
    def interrupted(x: float) -> float:
        raise KeyboardInterrupt

    def late(x: float) -> float:
        try:
            raise TimeIsUp
        except Exception:
            return 1.0

    with pytest.raises(KeyboardInterrupt):
        call(interrupted, 1.0)
    with pytest.raises(TimeIsUp):
        call(late, 1.0)


def test_a_function_that_returns_none_on_one_branch_forgot_to_return() -> None:
    def forgets(x: float) -> Any:
        x = 2 * x

    assert call(forgets, 1.0) == Reply(result=None)


# ---------------------------------------------------------------- what is printed and warned of


def test_prints_and_warnings_are_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    def loud(x: float) -> float:
        print("out")  # noqa: T201
        print("err", file=sys.stderr)  # noqa: T201
        sys.stdout.write("written")
        warnings.warn("careful", stacklevel=1)
        logging.getLogger("loud").error("logged")
        np.float64(1.0) / np.float64(0.0)
        return x

    assert call(loud, 1.0) == Reply(result=1.0, warned=("divide",))
    assert capfd.readouterr() == ("", "")


def test_a_warning_that_the_function_makes_an_error_of_is_its_own_business() -> None:
    def strict(x: float) -> float:
        warnings.simplefilter("error")
        warnings.warn("careful", stacklevel=1)
        return x

    problem = call(strict, 1.0).problem
    assert problem is not None
    assert problem.type == "UserWarning"
    with pytest.warns(UserWarning, match="still a warning"):
        warnings.warn("still a warning out here", stacklevel=1)


WARNED = {
    "overflow": lambda: np.exp(np.float64(1000)),
    "divide": lambda: np.log(np.float64(0)),
    "invalid": lambda: np.float64(np.inf) - np.float64(np.inf),
}


@pytest.mark.parametrize("kind", WARNED)
def test_floating_point_warnings_are_noted(kind: str) -> None:
    assert call(WARNED[kind]).warned == (kind,)


def test_underflow_and_what_the_function_silences_are_not_noted() -> None:
    def silent() -> Any:
        np.exp(np.float64(-1000))
        with np.errstate(over="ignore"):
            return np.exp(np.float64(1000))

    assert call(silent) == Reply(result=np.inf)


def test_a_changed_error_state_does_not_outlive_the_call() -> None:
    before = np.geterr()
    call(lambda: np.seterr(all="raise"))
    assert np.geterr() == before


def test_display_in_a_notebook_is_dropped() -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    publisher = shell.display_pub
    try:

        def shows(x: float) -> float:
            from IPython.display import display

            assert shell.display_pub is not publisher
            display(x)
            return x

        assert call(shows, 1.0) == Reply(result=1.0)
        assert shell.display_pub is publisher
    finally:
        InteractiveShell.clear_instance()


def test_a_thread_left_over_does_no_harm() -> None:
    stop = threading.Event()

    def starts(x: float) -> float:
        threading.Thread(target=stop.wait, daemon=True).start()
        return x

    assert call(starts, 1.0) == Reply(result=1.0)
    stop.set()


# ---------------------------------------------------------------- arguments


def test_arrays_come_in_every_layout() -> None:
    def looks(x: Any) -> Any:
        flags = x.flags
        return [str(x.dtype), flags.writeable, flags.c_contiguous, flags.f_contiguous, x.tolist() == X.tolist()]

    assert {layout: call(looks, X, layout=layout).result for layout in LAYOUTS} == {
        "plain": ["float64", True, True, False, True],
        "again": ["float64", True, True, False, True],
        "read-only": ["float64", False, True, False, True],
        "Fortran-ordered": ["float64", True, False, True, True],
        "every second entry": ["float64", True, False, False, True],
        "float32": ["float32", True, True, False, True],
        "rounded": ["float64", True, True, False, True],
    }


def test_rounded_holds_the_numbers_that_float32_can() -> None:
    third = np.array([1 / 3])
    given = call(lambda x: x, third, layout="rounded").result
    assert given == third.astype(np.float32)
    assert given != third


def test_whole_numbers_stay_whole_in_float32() -> None:
    assert call(lambda x: str(x.dtype), np.array([1, 2]), layout="float32").result == "int64"


def test_arrays_inside_lists_tuples_dicts_and_tables_come_in_the_layout_too() -> None:
    inside = ([(X, X)], {"a": X}, Houses({"price": X[0]}))

    def looks(pairs: Any, named: Any, houses: Any) -> Any:
        return [str(array.dtype) for array in (*pairs[0], named["a"], houses["price"])]

    assert call(looks, *inside, layout="float32").result == ["float32"] * 4


# what the function does with its arguments (array, list, dict, table), and which of them are then noted as changed
WRITES: dict[str, tuple[Callable[..., Any], set[int]]] = {
    "nothing": (lambda x, pairs, named, houses: x.sum(), set()),
    "an array": (lambda x, pairs, named, houses: x.fill(0), {0}),
    "one entry": (lambda x, pairs, named, houses: x.__setitem__((0, 0), 9), {0}),
    "NaN": (lambda x, pairs, named, houses: x.__setitem__((0, 0), np.nan), {0}),
    "its shape": (lambda x, pairs, named, houses: x.resize((3, 2), refcheck=False), {0}),
    "a list": (lambda x, pairs, named, houses: pairs.append(1), {1}),
    "a list's order": (lambda x, pairs, named, houses: pairs.reverse(), {1}),
    "an array in a list": (lambda x, pairs, named, houses: pairs[0][1].fill(0), {1}),
    "something odd in a list": (lambda x, pairs, named, houses: pairs.__setitem__(0, object()), {1}),
    "a dict": (lambda x, pairs, named, houses: named.pop("a"), {2}),
    "an array in a dict": (lambda x, pairs, named, houses: named["a"].fill(0), {2}),
    "a column of a table": (lambda x, pairs, named, houses: houses["price"].fill(0), {3}),
    "a table's columns": (lambda x, pairs, named, houses: houses.columns.pop("price"), {3}),
    "two of them": (lambda x, pairs, named, houses: (x.fill(0), named.clear()), {0, 2}),
}


@pytest.mark.parametrize(("function", "places"), WRITES.values(), ids=list(WRITES))
def test_what_is_written_into_is_noted(function: Callable[..., Any], places: set[int]) -> None:
    arguments = (X, [(X, X), (X, X[0])], {"a": X}, Houses({"price": X[0]}))
    kept = X.copy()
    assert set(call(function, *arguments).changed) == places
    assert (kept == X).all()


def test_nan_in_an_input_is_no_change() -> None:
    assert call(lambda x: 0.0, np.array([np.nan, 1.0])).changed == {}


def test_a_generator_is_fresh_at_every_call() -> None:
    caller = LocalCaller(lambda rng: rng.normal(size=3))
    first, second = caller((Seeded(3),)).result, caller((Seeded(3),)).result
    assert (first == second).all()
    assert (first == np.random.default_rng(3).normal(size=3)).all()


def test_out_arrives_full_of_nan_and_is_half_of_the_result() -> None:
    def kernel(a: Any, out: Any) -> None:
        assert np.isnan(out).all()
        out[:] = 2 * a

    def returns(a: Any, out: Any) -> Any:
        return 2 * a

    filled, returned = call(kernel, X[0], Out((3,))).result
    assert filled.tolist() == (2 * X[0]).tolist()
    assert returned is None
    filled, returned = call(returns, X[0], Out((3,))).result
    assert np.isnan(filled).all()
    assert returned.tolist() == (2 * X[0]).tolist()
    assert call(kernel, X[0], Out((3,)), layout="float32").result[0].dtype == np.float32
    assert call(kernel, X[0], Out((3,))).changed == {}


@needs_numba
def test_a_kernel_is_compiled_where_that_is_asked() -> None:
    def kernel(a, out):
        for i in range(a.shape[0]):
            out[i] = 2 * a[i]

    def uncompilable(a, out):
        out[:] = [object(), *a][1:]

    caller = LocalCaller(kernel, compiled=True)
    for layout in ("plain", "again"):  # first as plain Python, which knows a wrong index and a time limit
        assert caller((X[0], Out((3,))), layout).result[0].tolist() == (2 * X[0]).tolist()
        assert hasattr(caller.function, "py_func") == (layout == "again")
    decorated = LocalCaller(caller.function, compiled=True)
    for layout in ("plain", "again"):
        assert decorated((X[0], Out((3,))), layout).result[0].tolist() == (2 * X[0]).tolist()
    assert decorated.function is caller.function
    assert LocalCaller(uncompilable, compiled=True)((X[0], Out((3,)))).problem is None
    problem = LocalCaller(uncompilable, compiled=True)((X[0], Out((3,))), "again").problem
    assert problem is not None
    assert problem.type in ("TypingError", "UnsupportedError")


# ---------------------------------------------------------------- graphs

DIAMOND = Graph(((), (0,), (0,), (1, 2)), ((), (2.0,), (3.0,), (5.0, 7.0)))


def test_nodes_are_rebuilt_for_every_call_and_come_back_by_number() -> None:
    def walk(root: Any) -> Any:
        return {root: 1.0, root.parents[0]: root.pull_back(1.0)[0]}

    caller = LocalCaller(walk)
    for _ in range(2):
        assert caller((DIAMOND,)).result == {NodeRef(3): 1.0, NodeRef(1): 5.0}


def test_pulling_back_twice_is_refused_and_a_leaf_pulls_back_nothing() -> None:
    def twice(root: Any) -> Any:
        root.pull_back(1.0)
        return root.pull_back(1.0)

    problem = call(twice, DIAMOND).problem
    assert problem is not None
    assert "a second time on node 3" in problem.message
    assert call(lambda root: (root.pull_back(1.0), root.pull_back(1.0)), Graph(((),), ((),))).result == ((), ())


# ---------------------------------------------------------------- callbacks


def test_callbacks_are_recorded_with_their_names() -> None:
    def asks(f: Any, g: Any, x: float) -> float:
        return float(f(x) + g(f(x), scale=2.0))

    reply = call(asks, Callback(lambda x: x + 1, "f"), Callback(lambda x, scale: scale * x, "g"), 3.0)
    assert reply.result == 12.0
    assert reply.asked == [("f", (3.0,)), ("f", (3.0,)), ("g", (4.0, 2.0))]


def test_callbacks_in_lists_are_recorded_too() -> None:
    reply = call(lambda functions, x: functions[1](functions[0](x)), [Callback(np.sin), Callback(np.cos)], 1.0)
    assert reply.result == np.cos(np.sin(1.0))
    assert len(reply.asked) == 2
    assert reply.changed == {}


def test_what_a_callback_gets_and_gives_is_a_copy() -> None:
    kept = np.zeros(3)
    seen: list[Any] = []

    def gives(x: Any) -> Any:
        seen.append(x)
        return kept

    def writes(f: Any, x: Any) -> Any:
        given = f(x)
        given += 1
        x += 1
        return f(x)

    assert call(writes, Callback(gives), X).result.tolist() == [0, 0, 0]
    assert kept.tolist() == [0, 0, 0]
    assert seen[0].tolist() == X.tolist()


def test_numpy_numbers_stay_numpy_numbers_for_callbacks() -> None:
    def looks(f: Any) -> Any:
        return [type(f(np.float64(2.0))).__name__, type(f(2.0)).__name__, f(np.float64(0.0)) / np.float64(0.0)]

    found = call(looks, Callback(lambda x: x)).result
    assert found[:2] == ["float64", "float"]
    assert np.isnan(found[2])


def test_an_exception_in_a_callback_reaches_the_learner_and_then_the_judge() -> None:
    def careless(x: Any) -> Any:
        raise ValueError("shapes differ")

    def catches(f: Any) -> Any:
        try:
            return f(1.0)
        except ValueError as error:
            return str(error)

    assert call(catches, Callback(careless)).result == "shapes differ"
    problem = call(lambda f: f(1.0), Callback(careless)).problem
    assert problem is not None
    assert (problem.type, problem.message) == ("ValueError", "shapes differ")


def test_a_callback_takes_plain_values_only() -> None:
    problem = call(lambda f: f(x for x in [1]), Callback(abs)).problem
    assert problem is not None
    assert problem.message.startswith("the function that you were given was called with a generator")


def test_warnings_in_a_callback_are_not_the_learners() -> None:
    assert call(lambda f: f(1000.0), Callback(np.exp)) == Reply(result=np.inf, asked=[("", (1000.0,))])


def test_a_record_has_an_end() -> None:
    def asks(f: Any) -> float:
        for _ in range(MOST_RECORDED + 10):
            f(1.0)
        return 1.0

    assert len(call(asks, Callback(lambda x: x)).asked) == MOST_RECORDED


def test_an_unknown_kind_of_argument_is_handed_over_as_it_is() -> None:
    assert materialise("text", "plain", []) == "text"
    assert isinstance(call(lambda x: x, os).result, Alien)
