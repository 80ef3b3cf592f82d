"""The judge as a whole: right, partly right, wrong; one name a mistake; the same verdict for the same seed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder import Verdict, calling, judge
from autograder.calling import Callback, Out, Seeded, compile_kernel
from autograder.exercise import EXERCISES, Exercise, Probe, exercise
from tests.marks import needs_numba


@pytest.fixture
def declared() -> Iterator[list[str]]:
    """Names of exercises that a test declares for itself; they are gone afterwards."""
    names: list[str] = []
    yield names
    for name in names:
        EXERCISES.pop(name, None)


def declare(declared: list[str], name: str, probes: Sequence[Probe], **settings: Any) -> Exercise:
    declared.append(name)
    made = exercise(name, lesson=99, points=1, **settings)
    made.probes(lambda rng: probes)
    return made


# ---------------------------------------------------------------- verdicts


def test_a_right_answer() -> None:
    verdict = judge("mul_backward", lambda upstream, output, a, b: (upstream * b, upstream * a))
    assert verdict == Verdict("mul_backward", True, 1.0, None, "right")


def test_a_known_mistake() -> None:
    verdict = judge("mul_backward", lambda upstream, output, a, b: [upstream * a, upstream * b])
    assert verdict.mistake == "mul-own-value"
    assert verdict.message == "Hold b still and nudge a: what scales the change?"
    assert (verdict.passed, verdict.score) == (False, 0.0)


def test_a_verdict_as_plain_values() -> None:
    def forgets(upstream: Any, output: Any, a: Any, b: Any) -> Any:
        upstream *= b

    verdict = judge("mul_backward", forgets)
    assert verdict.as_dict() == {
        "exercise": "mul_backward",
        "passed": False,
        "score": 0.0,
        "mistake": None,
        "message": "Your function returned nothing. Did you forget `return`?",
    }


def test_part_of_the_points_for_a_deep_graph() -> None:
    def topological_order(root: Any) -> Any:
        order: list[Any] = []

        def visit(node: Any) -> None:
            if node not in order:
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(root)
        return order

    verdict = judge("topological_order", topological_order)
    assert (verdict.passed, verdict.score, verdict.mistake) == (False, 0.75, "order-recursion")


def test_two_mistakes_are_both_named() -> None:
    verdict = judge("affine_backward", lambda G, Y, X, W, b: (G @ W.T / len(X), X.T @ G, G))
    assert verdict.message == (
        "dX: The gradient of the input is divided by N. db: The same b served every row, so add their gradients up."
    )
    assert verdict.mistake == "dx-batch-mean"


def test_an_unknown_exercise_is_named_with_those_that_there_are() -> None:
    with pytest.raises(KeyError, match=r"no exercise 'mul'; there are: chain_rates, total_derivative"):
        judge("mul", len)


def test_the_same_seed_gives_the_same_verdict() -> None:
    def wrong(upstream: Any, output: Any, a: Any, b: Any) -> Any:
        return upstream * b + 0.5, upstream * a

    assert judge("mul_backward", wrong, 7) == judge("mul_backward", wrong, 7)
    assert judge("mul_backward", wrong, 7) != judge("mul_backward", wrong, 8)


def test_a_hard_coded_answer_does_not_pass_another_seed() -> None:
    known: dict[Any, Any] = {}
    reference = EXERCISES["mul_backward"].reference
    for probe in EXERCISES["mul_backward"].draw(None):
        known[probe.arguments] = reference(*probe.arguments)

    def looked_up(*arguments: Any) -> Any:
        return known[arguments]

    assert judge("mul_backward", looked_up).passed
    assert not judge("mul_backward", looked_up, 1).passed


# ---------------------------------------------------------------- nothing that a function does changes the judge


def test_a_function_that_changes_numpy_does_not_change_what_is_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    exp = np.exp
    monkeypatch.setattr(np, "exp", exp)  # put back afterwards

    def sabotages(x: Any) -> Any:
        np.exp = lambda x: 0 * x
        return np.maximum(0.0, x) * 0 + 0.5

    assert not judge("sigmoid" if "sigmoid" in EXERCISES else "exp_backward", sabotages).passed


def test_a_function_cannot_change_the_next_probe() -> None:
    kept: list[Any] = []

    def hoards(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
        kept.extend((upstream, X, W, b))
        for array in kept:
            if array.flags.writeable and array is not upstream and array is not X and array is not W and array is not b:
                array[...] = 0
        return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)

    assert judge("affine_backward", hoards).passed


# ---------------------------------------------------------------- kinds of exercises


def test_where_an_exception_is_the_right_answer(declared: list[str]) -> None:
    def strict(x: Any) -> Any:
        if np.ndim(x) != 1:
            raise ValueError("a row is needed")
        return 2.0 * x

    declare(
        declared,
        "strict",
        [Probe("a row", (np.ones(3),)), Probe("a matrix", (np.ones((2, 2)),), raises=ValueError)],
        reference=strict,
        returns=("y",),
    )
    assert judge("strict", strict).passed
    lax = judge("strict", lambda x: 2.0 * x)
    assert lax.message == (
        "Your function returned an array of shape (2, 2) where it should raise ValueError (with a matrix)."
    )
    other = judge("strict", lambda x: 2.0 * x if x.ndim == 1 else x.nothing)
    assert other.message.startswith("Your function raised AttributeError in line")
    assert other.message.endswith("Here it should raise ValueError.")


def test_a_kernel_writes_and_returns_nothing(declared: list[str]) -> None:
    def kernel(a: Any, out: Any) -> None:
        for i in range(a.shape[0]):
            out[i] = 2 * a[i]

    def returns(a: Any, out: Any) -> Any:
        return 2 * a

    def both(a: Any, out: Any) -> Any:
        out[:] = 2 * a
        return out

    made = declare(
        declared,
        "kernel",
        [Probe("three", (np.arange(3.0) + 1, Out((3,))))],
        reference=kernel,
        returns=("out", "returned"),
        compiled=True,
    )
    made.mistake("Write into `out`.", name="kernel-returns")(returns)
    assert judge("kernel", kernel).passed
    assert judge("kernel", returns).mistake == "kernel-returns"
    assert not judge("kernel", both).passed
    assert "out: Entry [0] is NaN" in judge("kernel", lambda a, out: None).message


@needs_numba
def test_a_kernel_runs_as_plain_python_before_it_is_compiled(
    declared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []

    def compile_and_note(function: Callable[..., Any]) -> Callable[..., Any]:
        compiled.append(function.__name__)
        return compile_kernel(function)

    monkeypatch.setattr(calling, "compile_kernel", compile_and_note)

    def kernel(a: Any, out: Any) -> None:
        for i in range(a.shape[0]):
            out[i] = 2 * a[i]

    def too_far(a: Any, out: Any) -> None:
        for i in range(a.shape[0] + 1):
            out[i] = 2 * a[i]

    def listed(a: Any, out: Any) -> None:
        out[:] = [object(), *(2 * a)][1:]

    declare(
        declared,
        "kernel",
        [Probe("three", (np.arange(3.0) + 1, Out((3,))))],
        reference=kernel,
        returns=("out", "returned"),
        compiled=True,
    )
    assert "IndexError in line" in judge("kernel", too_far).message  # machine code writes past the end and says nothing
    assert "too_far" not in compiled
    assert judge("kernel", listed).message.startswith("Right as plain Python, but Numba cannot make machine code of it")
    assert "listed" in compiled


def test_randomness_must_be_the_seeds(declared: list[str]) -> None:
    def accept(arguments: Any, result: Any) -> str | None:
        return None if sorted(result) == list(range(arguments[0])) else "Every number once."

    def own(n: int, rng: Any) -> Any:
        return rng.permutation(n)

    def everywhere(n: int, rng: Any) -> Any:
        return np.random.permutation(n)  # noqa: NPY002

    def fixed(n: int, rng: Any) -> Any:
        return np.random.default_rng(0).permutation(n)

    def broken(n: int, rng: Any) -> Any:
        return rng.integers(0, n, n)

    made = declare(
        declared,
        "shuffle",
        [Probe(f"{n} numbers, seed {seed}", (n, Seeded(seed)), one_answer=False) for n in (30, 40) for seed in (1, 2)],
        reference=own,
        returns=("order",),
        accept=accept,
    )
    assert judge("shuffle", own).passed
    assert judge("shuffle", lambda n, rng: list(rng.permutation(n))[::-1]).passed
    assert judge("shuffle", everywhere).message.startswith("Called twice with the same seed")
    assert judge("shuffle", fixed).message.startswith("Two different seeds give the very same result")
    assert judge("shuffle", broken).message == "Every number once."
    made.mistake("Use the rng.", name="global-rng")(everywhere)
    assert judge("shuffle", lambda n, rng: list(np.random.permutation(n))).mistake == "global-rng"  # noqa: NPY002
    assert judge("shuffle", fixed).mistake is None


def test_what_no_author_thought_of_is_refused_and_does_not_break_the_judge(declared: list[str]) -> None:
    declare(
        declared,
        "fragile",
        [Probe("three", (3,))],
        reference=lambda n: list(range(n)),
        returns=("numbers",),
        accept=lambda arguments, result: None if result[0] + result[2] == 2 else "They should be 0, 1, 2.",
    )
    assert judge("fragile", lambda n: [0, 1, 2]).passed
    for odd in (None, ..., 7, "abc", [], {}, object(), [None, 1, "a"]):
        verdict = judge("fragile", lambda n, odd=odd: odd)
        assert not verdict.passed
        assert verdict.message


def test_a_mistake_seen_in_what_was_asked(declared: list[str]) -> None:
    def reference(f: Any, g: Any) -> bool:
        return bool(f(1.0) == g(1.0))

    made = declare(
        declared,
        "compare",
        [
            Probe("the same", (Callback(abs, "f"), Callback(abs, "g"))),
            Probe("another", (Callback(abs, "f"), Callback(lambda x: x + 1, "g"))),
        ],
        reference=reference,
        returns=("same",),
    )

    def never_asked(calls: Sequence[Any]) -> bool:
        return not any(name == "g" for _, asked in calls for name, _ in asked)

    @made.mistake("You never asked g.", name="one-sided", shown_by=never_asked)
    def one_sided(f, g):
        return f(1.0) == f(1.0)

    @made.mistake("You always say yes.", name="always-yes")
    def always_yes(f, g):
        g(1.0)
        return True

    assert judge("compare", reference).passed
    assert judge("compare", lambda f, g: True).mistake == "one-sided"
    assert judge("compare", lambda f, g: g(1.0) > 0).mistake == "always-yes"


def test_two_exercises_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two exercises are called 'affine'"):
        exercise("affine", lesson=6, points=1, reference=len, returns=("Y",))


def test_a_reference_that_fails_is_a_fault_of_ours_and_says_so(declared: list[str]) -> None:
    declare(declared, "broken", [Probe("one", (0.0,))], reference=lambda x: 1 / x, returns=("y",))
    with pytest.raises(RuntimeError, match="the reference of broken failed with one"):
        judge("broken", lambda x: 1.0)


def test_a_single_gradient_may_be_bare_or_a_tuple_of_one_and_a_row_is_no_tuple(declared: list[str]) -> None:
    declare(
        declared,
        "half_backward",
        [Probe("one row", (np.ones((1, 3)), None, np.ones((1, 3)))), Probe("three", (np.ones(3), None, np.ones(3)))],
        reference=lambda upstream, output, x: upstream / 2,
        returns=("d_x",),
    )
    for wrap in (lambda d: d, lambda d: (d,), lambda d: [d], lambda d: d.tolist(), lambda d: (d.tolist(),)):
        assert judge("half_backward", lambda upstream, output, x, wrap=wrap: wrap(upstream / 2)).passed
    assert not judge("half_backward", lambda upstream, output, x: (upstream / 2, upstream / 2)).passed
    assert not judge("half_backward", lambda upstream, output, x: ((upstream / 2,),)).passed


# ---------------------------------------------------------------- time


# CPU milliseconds of one verdict. A usual exercise takes 50 at most; what walks deep graphs, trains or measures
# derivatives takes a second; the capstone trains a network.
SLOWER = {
    "topological_order": 1000,
    "backprop": 1000,
    "minimise": 1000,
    "gradient_check": 1000,
    "numerical_gradient": 1000,
    "train": 1000,
    "init_parameters": 1000,
    "build_and_train": 60_000,
}


def cpu_milliseconds(name: str, function: Any) -> float:
    """The shortest of a few verdicts; the reference's answers count, and the warming up of imports does not."""
    taken = []
    for seed in (0, 1, 2):
        EXERCISES[name].drawn = None
        start = time.process_time()
        judge(name, function, seed)
        taken.append(1000 * (time.process_time() - start))
    return min(taken)


@pytest.mark.parametrize("name", [name for name in EXERCISES if name != "build_and_train"])
def test_a_verdict_takes_no_time_that_a_learner_would_notice(name: str) -> None:
    one = EXERCISES[name]
    limit = SLOWER.get(name, 50)
    assert cpu_milliseconds(name, one.reference) <= limit
    assert cpu_milliseconds(name, one.mistakes[-1].function) <= limit


def test_importing_the_check_costs_little_more_than_numpy() -> None:
    def seconds(code: str) -> float:
        timed = f"import time; start = time.process_time(); {code}; print(time.process_time() - start)"
        run = [sys.executable, "-c", timed]
        return min(float(subprocess.run(run, capture_output=True, check=True, text=True).stdout) for _ in range(5))

    assert seconds("from autograder import check") <= 1.5 * seconds("import numpy")


def test_neither_pandas_nor_numba_nor_nbgrader_is_imported_for_a_check() -> None:
    code = """
import sys
from autograder import check, judge

judge("affine", lambda X, W, b: X @ W + b)
heavy = ("pandas", "numba", "scipy", "nbgrader", "matplotlib", "IPython")
print([name for name in heavy if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stdout.strip() == "[]"
