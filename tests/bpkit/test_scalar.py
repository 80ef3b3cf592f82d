"""The scalar engine: micrograd's numbers, any depth, memory given back, replay, and errors that say where."""

from __future__ import annotations

import copy
import gc
import math
import operator
import pickle  # noqa: TID251 (a Value's own copies; nothing that a learner sends)
import re
import sys
import tracemalloc
import weakref
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpkit import tape, tape_kernels
from bpkit.scalar import Value

# One row an operation: on Values, on plain numbers (real or complex), and a point where its slope exists.
OPERATIONS: dict[str, tuple[Callable[..., Any], Callable[..., Any], tuple[float, ...]]] = {
    "+": (operator.add, operator.add, (1.5, -0.7)),
    "-": (operator.sub, operator.sub, (1.5, -0.7)),
    "*": (operator.mul, operator.mul, (1.5, -0.7)),
    "/": (operator.truediv, operator.truediv, (1.5, -0.7)),
    "**": (lambda x: x**3.5, lambda x: x**3.5, (1.3,)),
    "neg": (operator.neg, operator.neg, (1.5,)),
    "relu": (Value.relu, lambda x: x if x.real > 0 else 0 * x, (0.8,)),
    "tanh": (Value.tanh, np.tanh, (0.8,)),
    "exp": (Value.exp, np.exp, (0.8,)),
    "log": (Value.log, np.log, (0.8,)),
}


def test_every_operation_has_a_row() -> None:
    assert set(OPERATIONS) == set(tape.NAMES) - {"leaf"}
    assert len(tape.NAMES) == len(tape.COMPUTE)
    for name in ("LEAF", "ADD", "SUB", "MUL", "DIV", "POW", "NEG", "RELU", "TANH", "EXP", "LOG"):
        assert getattr(tape, name) == getattr(tape_kernels, name)


@pytest.mark.parametrize("name", OPERATIONS)
def test_gradients_agree_with_a_complex_step(name: str) -> None:
    on_values, on_numbers, point = OPERATIONS[name]
    leaves = [Value(x) for x in point]
    result = on_values(*leaves)
    result.backward()
    assert result.data == pytest.approx(on_numbers(*point), rel=1e-15)
    for place, leaf in enumerate(leaves):
        nudged: list[complex] = [complex(x) for x in point]
        nudged[place] += 1e-30j
        assert leaf.grad == pytest.approx(on_numbers(*nudged).imag / 1e-30, rel=1e-13)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_replay_gives_what_recording_gives(name: str) -> None:
    on_values, _, point = OPERATIONS[name]
    leaves = [Value(0.9 * x) for x in point]
    replay = on_values(*leaves).compile()
    for leaf, x in zip(leaves, point, strict=True):
        leaf.data = x
    again = [Value(x) for x in point]
    expected = on_values(*again)
    expected.backward()
    assert replay() == pytest.approx(expected.data, rel=1e-15)
    assert [leaf.grad for leaf in leaves] == pytest.approx([leaf.grad for leaf in again], rel=1e-15)


def micrograds_example() -> tuple[Value, Value, Value]:
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return a, b, g


def test_micrograds_example_gives_its_numbers() -> None:
    a, b, g = micrograds_example()
    g.backward()
    assert (f"{g.data:.4f}", f"{a.grad:.4f}", f"{b.grad:.4f}") == ("24.7041", "138.8338", "645.5773")


def test_a_second_backward_gives_the_same_gradients() -> None:
    a, b, g = micrograds_example()
    g.backward()
    first = a.grad, b.grad
    g.backward()
    assert (a.grad, b.grad) == first


def test_reflected_operators_and_plain_numbers() -> None:
    x = Value(2.0)
    for result, data, slope in (
        (3 + x, 5, 1), (3 - x, 1, -1), (3 * x, 6, 3), (3 / x, 1.5, -0.75),
        (x - 3, -1, 1), (np.float64(3) * x, 6, 3), (np.int64(3) / x, 1.5, -0.75), (x**2, 4, 4),
    ):  # fmt: skip
        result.backward()
        assert (result.data, x.grad) == (data, slope)


LIKE_A_NUMBER = (3, 3.0, True, np.float32(3), np.int8(3), np.bool_(True), np.array(3.0), np.array(3), np.array(True))


@pytest.mark.parametrize("number", LIKE_A_NUMBER, ids=repr)
def test_a_number_is_one_on_both_sides_and_as_data(number: Any) -> None:
    x, plain = Value(2.0), float(number)
    for operation in (operator.add, operator.sub, operator.mul, operator.truediv):
        for result in (operation(x, number), operation(number, x)):
            assert isinstance(result, Value)
        assert (operation(x, number).data, operation(number, x).data) == (operation(2.0, plain), operation(plain, 2.0))
    assert ((x**number).data, Value(number).data) == (2.0**plain, plain)
    x.data = x.grad = number
    assert (x.data, x.grad, type(x.data), type(x.grad)) == (plain, plain, float, float)


NOT_A_NUMBER = (
    "3", b"3", None, [1], (1,), {1: 2}, 1j, np.complex128(1j), Fraction(1, 2), Decimal(2), np.array([1.0, 2.0]),
    np.array([1.0]), np.array("3"), np.str_("3"),
)  # fmt: skip


@pytest.mark.parametrize("thing", NOT_A_NUMBER, ids=repr)
def test_what_is_no_number_is_refused_on_both_sides_and_as_data(thing: Any) -> None:
    x = Value(2.0)
    words = type(thing).__name__ + (" of shape" if isinstance(thing, np.ndarray | np.generic) else "")
    for operation in (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow):
        for a, b in ((x, thing), (thing, x)):
            with pytest.raises(TypeError, match=f"{words}|can only concat|by non-int|{re.escape('0.5 ** Value')}"):
                operation(a, b)
    for use_it in (Value, lambda thing: setattr(x, "data", thing), lambda thing: setattr(x, "grad", thing)):
        with pytest.raises(TypeError, match=words):
            use_it(thing)
    assert (x.data, x.grad) == (2.0, 0.0)


def test_errors_read_a_plain_number_where_it_stood() -> None:
    with pytest.raises(ZeroDivisionError, match=r"^3 / 0"):
        3 / Value(0.0)
    with pytest.raises(ZeroDivisionError, match=r"^0 / 0: .*; 0 is 3 - 3, entry"):
        Value(0.0) / (3 - Value(3.0))


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
}


@pytest.mark.parametrize("copied", COPIES.values(), ids=list(COPIES))
def test_a_copy_is_a_leaf_of_its_own(copied: Callable[[Any], Any]) -> None:
    x = Value(3.0)
    y = x * 2
    x2 = copied(x)
    (x2 * 5).backward()
    assert (x.grad, x2.grad) == (0.0, 5.0)
    y.backward()
    y2 = copied(y)
    assert (y2.data, y2.grad, y.grad) == (6.0, 0.0, 1.0)
    y2.data = 7.0  # as a leaf's can be
    (y2 * x).backward()
    assert (x.grad, y2.grad, y.data) == (7.0, 3.0, 6.0)


def test_deep_copies_of_a_graph_have_right_gradients() -> None:
    x = Value(3.0)
    X, Y = copy.deepcopy((x, x * 2))
    a = Y * 3
    a.backward()
    (Y * a).backward()
    assert (Y.grad, X.grad) == (36.0, 0.0)
    twice = copy.deepcopy([x, x])
    assert twice[0] is twice[1]


def test_a_copy_after_a_long_history_needs_no_recursion() -> None:
    w = Value(1.0)
    for _ in range(400):
        loss = w * w
        loss.backward()
        w = w - loss * 0.0
    for copied in COPIES.values():
        assert copied(w).data == w.data
    del w, loss


def test_a_subclass_keeps_what_it_holds_when_it_is_copied() -> None:
    class Named(Value):
        def __init__(self, name: str) -> None:
            super().__init__(2.0)
            self.name = name

    for copied in (copy.copy, copy.deepcopy):
        again = copied(Named("w"))
        assert (type(again), again.name, again.data) == (Named, "w", 2.0)


def test_reprs() -> None:
    x = Value(2)
    y = x * 3
    assert repr(y) == "Value(data=6.0, grad=0.0)"
    y.backward()
    assert (repr(x), repr(y)) == ("Value(data=2.0, grad=3.0)", "Value(data=6.0, grad=1.0)")


numbers = st.floats(-3, 3).filter(lambda x: abs(x) > 1e-3)
programs = st.lists(st.tuples(st.sampled_from(["+", "-", "*", "neg", "relu", "tanh"]), st.integers(0, 50)), max_size=40)


@settings(deadline=None)
@given(st.lists(numbers, min_size=2, max_size=4), programs)
def test_random_graphs_agree_with_forward_mode(point: list[float], program: list[tuple[str, int]]) -> None:
    """Every graph of these operations, against derivatives carried along with the numbers (dual numbers)."""
    leaves = [Value(x) for x in point]
    values = list(leaves)
    duals = [(x, np.eye(len(point))[i]) for i, x in enumerate(point)]
    for name, pick in program:
        i, j = pick % len(values), (7 * pick + 3) % len(values)
        (a, da), (b, db) = duals[i], duals[j]
        if name in "+-*":
            values.append(OPERATIONS[name][0](values[i], values[j]))
            slopes = {"+": da + db, "-": da - db, "*": da * b + db * a}
            duals.append((OPERATIONS[name][1](a, b), slopes[name]))
        else:
            values.append(OPERATIONS[name][0](values[i]))
            f, df = {"neg": (-a, -da), "relu": (max(a, 0.0), da * (a > 0)), "tanh": (math.tanh(a), 0 * da)}[name]
            duals.append((f, da * (1 - f * f) if name == "tanh" else df))
    root, (data, slope) = values[-1], duals[-1]
    for leaf in leaves:
        leaf.grad = 0
    root.backward()
    assert root.data == pytest.approx(data, rel=1e-12, abs=1e-12)
    assert [leaf.grad for leaf in leaves] == pytest.approx(list(slope), rel=1e-9, abs=1e-9)


def test_a_chain_of_200_000_links() -> None:
    x = Value(1.0)
    y = x
    for _ in range(200_000):
        y = y * 1.00001
    y.backward()
    assert x.grad == pytest.approx(1.00001**200_000, rel=1e-9)
    del y
    gc.collect()


def test_a_graph_that_doubles_40_times() -> None:
    x = Value(1.0)
    y = x
    for _ in range(40):
        y = y + y
    y.backward()
    assert (y.data, x.grad) == (2.0**40, 2.0**40)


def test_a_training_loop_does_not_grow() -> None:
    w = Value(0.0)

    def train(steps: int) -> None:
        for step in range(steps):
            loss = (w * Value(0.1 * (step % 7)) - 1) ** 2
            loss.backward()
            w.data -= 0.01 * w.grad

    train(100)
    assert growth(lambda: train(10_000)) < 20_000


def test_a_finished_graph_is_given_back_with_its_last_value() -> None:
    def make_and_drop() -> None:
        x = Value(1.0)
        y = x
        for _ in range(50_000):
            y = y + x

    assert growth(make_and_drop) < 20_000


def test_a_loop_that_never_goes_backward_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "ENOUGH", 5_000)
    dead_proxy = weakref.proxy(type("Gone", (), {}))  # a clean-up looks at all objects, and at this one, too
    gc.collect()
    with pytest.raises(ReferenceError):
        isinstance(dead_proxy, Value)
    w, kept = Value(0.5), Value(1.0) * 2

    def predict(times: int) -> Value:
        total = kept
        for i in range(times):
            prediction = (w * (i % 5) + total).tanh()
            if i % 1_000 == 0:
                total = total + prediction
        return total

    assert growth(lambda: predict(10_000)) < 200_000  # 40,000 entries take 0.7 MB
    total = predict(10_000)  # across some clean-ups, with a graph that is built all along
    total.backward()
    gradient, again = w.grad, w.data
    w.data = again + 1e-6
    above = predict(10_000).data
    w.data = again - 1e-6
    assert gradient == pytest.approx((above - predict(10_000).data) / 2e-6, rel=1e-5)


@pytest.mark.parametrize("length", [1, tape.BLOCK - 2, tape.BLOCK - 1, tape.BLOCK, tape.BLOCK + 1, 3 * tape.BLOCK])
def test_a_tape_of_any_length_is_put_away_whole(length: int) -> None:
    x = Value(1.0)
    steps = [x * 1.0]
    for i in range(length):
        steps.append(steps[-1] + x * i)
    steps[-1].backward()
    assert x.grad == 1 + sum(range(length))
    assert {step.grad for step in steps} == {1.0}
    steps[0].backward()
    assert x.grad == 1.0


def interrupted_after(lines: int, work: Callable[[], Any]) -> bool:
    """Do the work, with a KeyboardInterrupt before its line number ``lines``; whether it came that far.

    Lines of the scalar engine count, and no others: a collector's callback may come by at any time.
    """
    left = lines

    def trace(frame: Any, event: str, argument: Any) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.startswith((tape.__file__, "<the method")):
            return None
        left -= event == "line"
        if left < 0:
            raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.parametrize("length", [0, 1, *range(tape.BLOCK - 6, tape.BLOCK + 3)])
def test_an_operation_interrupted_anywhere_damages_nothing(length: int) -> None:
    lines, came = 0, True
    while came:
        x, y = Value(2.0), Value(3.0)
        total = x * 1.0
        for _ in range(length // 2):
            total = total + 1.0
        came = interrupted_after(lines, lambda total=total, y=y: total * y)  # type: ignore[misc]
        again = total * x + y
        again.backward()
        assert (x.grad, y.grad) == (2.0 + total.data, 1.0), lines
        lines += 1
    assert lines > 20


def growth(work: Callable[[], Any]) -> int:
    """Bytes that are held after the work and were not before."""
    work()
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        work()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def test_what_was_computed_before_a_backward_can_be_used_after_it() -> None:
    x, z = Value(3.0), Value(5.0)
    inner = x * x
    middle = inner + z
    middle.backward()
    late = middle * inner * z  # (x² + z) x² z, on another tape
    late.backward()
    assert (x.grad, z.grad) == (4 * 27 * 5 + 2 * 3 * 25, 81 + 2 * 9 * 5)
    assert (middle.grad, inner.grad) == (45, 45 + 70)
    replay = late.compile()
    x.data = 2.0
    assert (replay(), x.grad) == (180, 4 * 8 * 5 + 2 * 2 * 25)


def test_a_state_carried_through_many_backwards() -> None:
    x = Value(1.0)
    state = x
    for _ in range(300):
        state = state + 1.0
        state.backward()
        assert x.grad == 1.0
    old = Value(0.0)
    for _ in range(30_000):  # one tape a step, each kept alive by the next; freeing them must not recurse
        tape.end(old._tape) if old._tape else None
        old = old + 1.0
    del old


def test_a_second_root_leaves_other_gradients_alone() -> None:
    a, b = Value(2.0), Value(3.0)
    first, second = a * a, b * b
    first.backward()
    second.backward()
    assert (a.grad, b.grad) == (4, 6)
    assert (first.grad, second.grad) == (1, 1)


def test_data_set_between_two_uses_counts_for_the_second() -> None:
    x = Value(2.0)
    first = x * x
    x.data = 5.0
    (first + 10 * x).backward()
    assert (x.data, x.grad) == (5.0, 4 + 10)


def test_a_leaf_is_its_own_gradient() -> None:
    x = Value(2.0)
    x.backward()
    assert (x.grad, x.compile()()) == (1.0, 2.0)


def replay_of_a_division_by_zero() -> None:
    x = Value(1.0)
    replay = (1 / x).compile()
    x.data = 0.0
    replay()


ERRORS: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "log of a negative number": ((Value(1.0) - 3).log, ValueError, r"log\(-2\).*-2 is 1 - 3, entry"),
    "log of zero": (lambda: Value(0.0).log(), ValueError, r"log\(0\)"),
    "division by zero": (lambda: 1 / (Value(2.0) - 2), ZeroDivisionError, r"1 / 0.*0 is 2 - 2"),
    "overflow of exp": (lambda: Value(1000.0).exp(), OverflowError, r"exp\(1000\)"),
    "overflow of a power": (lambda: Value(1e200) ** 2, OverflowError, r"1e\+200 \*\* 2"),
    "no real power": (lambda: Value(-8.0) ** (1 / 3), ValueError, r"-8 \*\* 0.333"),
    "zero to a negative power": (lambda: Value(0.0) ** -1, ZeroDivisionError, r"0 \*\* -1"),
    "no slope": ((3 * Value(0.0) ** 0.5).backward, ZeroDivisionError, r"^the slope of 0 \*\* 0.5: .*entry"),
    "no slope in a replay": ((Value(0.0) ** 0.5).compile(), ZeroDivisionError, r"^the slope of 0 \*\* 0.5: "),
    "no value in a replay": (replay_of_a_division_by_zero, ZeroDivisionError, r"^1 / 0: "),
    "text": (lambda: Value("2"), TypeError, "holds one number, not str"),  # type: ignore[arg-type]
    "a sum with text": (lambda: Value(2.0) + "2", TypeError, "unsupported"),
    "a Value in the exponent": (lambda: Value(2.0) ** Value(2.0), TypeError, r"\(x.log\(\) \* n\).exp\(\)"),
    "a number to a Value": (lambda: 2 ** Value(2.0), TypeError, "math.log"),
    "setting what was computed": (lambda: setattr(Value(1.0) + 1, "data", 3), AttributeError, "leaves"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_errors_are_pythons_and_say_where(case: str) -> None:
    make, kind, sentence = ERRORS[case]
    with pytest.raises(kind, match=sentence):
        make()
    x = Value(2.0)  # and the tape is still in order
    (x * x).backward()
    assert x.grad == 4


REFUSED: dict[str, tuple[Callable[[Value], Value], float, type[Exception]]] = {
    "log": (Value.log, -1.0, ValueError),
    "division": (lambda x: 1 / x, 0.0, ZeroDivisionError),
    "exp": (Value.exp, 800.0, OverflowError),
    "power": (lambda x: x**-2, 0.0, ZeroDivisionError),
    "no real power": (lambda x: x**0.5, -1.0, ValueError),
    "no slope": (lambda x: x**0.5, 0.0, ZeroDivisionError),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_replay_refuses_what_python_refuses(case: str) -> None:
    f, bad, kind = REFUSED[case]
    x = Value(2.0)
    replay = (f(x) * 3).compile()
    x.data = bad
    with pytest.raises(kind, match="entry"):
        replay()
    x.data = 2.0
    assert replay() == (f(x) * 3).data


def test_a_subclass_and_not_a_number() -> None:
    class Named(Value):
        pass

    x = Named(2.0)
    y = 3 * x * x
    y.backward()
    assert (y.data, x.grad) == (12, 12)
    nan = Value(math.nan)
    (nan.relu() * 2).backward()
    assert math.isnan((nan + 1).data)
    assert nan.grad == 0


def test_a_replay_says_what_it_is_and_reads_its_leaves() -> None:
    x, w = Value(2.0), Value(3.0)
    replay = (x * w + x * 10).compile()
    assert repr(replay) == "Replay(3 operations, 2 leaves)"
    assert replay.leaves == [x, w]
    w.data = 4.0
    assert (replay(), x.grad, w.grad) == (28.0, 14.0, 2.0)
