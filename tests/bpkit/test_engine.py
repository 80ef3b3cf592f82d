"""The array engine: the order, what accumulates, what is said when something does not fit, what `use` swaps."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import bpkit
from bpkit import Var, backward, ops, topological_order, use
from bpkit.engine import OPS, op, overridden
from bpkit.gradcheck import numerical_gradient, relative_error


class Node:
    """The smallest thing that the engine can walk, as in lesson 2: parents and local slopes."""

    def __init__(self, *parents: Node, slopes: tuple[float, ...] = ()) -> None:
        self.parents = parents
        self.slopes = slopes or (1.0,) * len(parents)
        self.pulled = 0

    def pull_back(self, upstream: float) -> tuple[float, ...]:
        self.pulled += 1
        return tuple(upstream * slope for slope in self.slopes)


@pytest.fixture
def own_op(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`op`, for ops that are forgotten when the test ends."""

    def define(function: Callable[..., Any], **options: Any) -> Any:
        monkeypatch.setitem(OPS, function.__name__, None)  # type: ignore[arg-type]
        return op(**options)(function) if options else op(function)

    return define


# ---- values and gradients


def test_a_reused_input_gets_every_contribution() -> None:
    x = Var(3.0)
    assert backward(x * x)[x] == 6.0
    assert backward(x * x * x)[x] == 27.0
    assert backward(x + x)[x] == 2.0


def test_contributions_of_all_paths_add() -> None:
    x, w = Var(2.0), Var(5.0)
    a = x * w
    loss = a * x + a + x
    gradients = backward(loss)
    assert gradients[x] == 2 * 2.0 * 5.0 + 5.0 + 1.0
    assert gradients[w] == 2.0**2 + 2.0
    assert gradients[a] == 3.0
    assert gradients[loss] == 1.0


def test_every_node_of_the_graph_has_a_gradient_and_no_other() -> None:
    x, elsewhere = Var([1.0, 2.0]), Var(1.0)
    squares = x * x
    loss = ops.sum(squares)
    assert set(backward(loss)) == {x, squares, loss}
    assert elsewhere not in backward(loss)


def test_a_second_backward_gives_the_same_and_changes_nothing(rng: np.random.Generator) -> None:
    X, W = Var(rng.normal(size=(5, 3))), Var(rng.normal(size=(3, 4)))
    loss = ops.mean(ops.relu(X @ W) * 2.0)
    before = X.data.copy(), W.data.copy()
    first, second = backward(loss), backward(loss)
    assert list(first) == list(second)
    for node, gradient in first.items():
        assert np.array_equal(gradient, second[node])
    assert np.array_equal(X.data, before[0])
    assert np.array_equal(W.data, before[1])


def test_a_chain_of_ten_thousand_links() -> None:
    x = Var(1.0)
    y = x
    for _ in range(10_000):
        y = y * 1.0001
    assert np.isclose(backward(y)[x], 1.0001**10_000)
    assert len(topological_order(y)) == 10_001
    del x, y  # Python frees the chain from its end on: that must not recurse either


def test_the_doubling_graph_takes_linear_time() -> None:
    """2⁴⁰ paths, 40 nodes: each is asked once."""
    calls = 0

    def counting(upstream: Any, output: Any, a: Any, b: Any) -> tuple[Any, Any]:
        nonlocal calls
        calls += 1
        return upstream, upstream

    x = y = Var(1.0)
    for _ in range(40):
        y = y + y
    with use(add_backward=counting):
        assert backward(y)[x] == 2.0**40
    assert calls == 40


def test_the_shape_of_a_bias_comes_back(rng: np.random.Generator) -> None:
    X, b = Var(rng.normal(size=(5, 3))), Var(rng.normal(size=3))
    gradients = backward(ops.sum((X + b) * X))
    assert gradients[b].shape == (3,)
    assert np.allclose(gradients[b], X.data.sum(axis=0))


def test_seeds() -> None:
    x = Var([1.0, 2.0])
    y = x * 3.0
    assert np.array_equal(backward(y, seed=np.array([1.0, 10.0]))[x], [3.0, 30.0])
    assert backward(Var(2.0) * 1.0, seed=5.0)
    leaf = Var(7.0)
    assert backward(leaf) == {leaf: 1.0}
    assert backward(leaf, seed=2.5) == {leaf: 2.5}
    with pytest.raises(ValueError, match=r"starts at a scalar; this has shape \(2,\). Give seed="):
        backward(y)
    with pytest.raises(ValueError, match=r"seed has shape \(\), the root has shape \(2,\)"):
        backward(y, seed=1.0)


def test_float32_stays_float32() -> None:
    x = Var(np.float32([1.0, 2.0]))
    gradient = backward(ops.mean(ops.exp(-x) * 2.0 + 1.0))[x]
    assert gradient.dtype == np.float32


# ---- the order


def test_parents_come_first_each_node_once_the_root_last(rng: np.random.Generator) -> None:
    for _ in range(20):
        nodes = [Node()]
        for _ in range(30):
            nodes.append(Node(*(nodes[place] for place in rng.integers(0, len(nodes), rng.integers(0, 4)))))
        root = Node(*nodes[-3:])
        order = topological_order(root)
        place = {node: number for number, node in enumerate(order)}
        assert len(place) == len(order)
        assert order[-1] is root
        assert all(place[parent] < place[node] for node in order for parent in node.parents)


def test_the_order_needs_no_recursion() -> None:
    node = Node()
    for _ in range(10_000):
        node = Node(node)
    assert len(topological_order(node)) == 10_001


def test_any_node_can_be_walked_and_is_asked_once() -> None:
    """`backward` is the reference of lesson 2's exercise, whose nodes are no Vars."""
    leaf = Node()
    left, right = Node(leaf, slopes=(2.0,)), Node(leaf, leaf, slopes=(3.0, 4.0))
    root = Node(left, right, slopes=(5.0, 7.0))
    gradients = backward(root)
    assert gradients == {root: 1.0, left: 5.0, right: 7.0, leaf: 5 * 2.0 + 7 * 3.0 + 7 * 4.0}
    assert [node.pulled for node in (leaf, left, right, root)] == [1, 1, 1, 1]


# ---- Var


M = np.array([[1.0, 2.0], [3.0, 4.0]])
OPERATORS: dict[str, tuple[Callable[[Any, Any], Any], Any]] = {
    "+": (operator.add, 2.0),
    "-": (operator.sub, 2.0),
    "*": (operator.mul, 2.0),
    "/": (operator.truediv, 2.0),
    "+ array": (operator.add, M),
    "- array": (operator.sub, M),
    "* array": (operator.mul, M),
    "/ array": (operator.truediv, M),
    "@ array": (operator.matmul, M),
    "+ row": (operator.add, M[0]),
    "* NumPy number": (operator.mul, np.float64(2.0)),
    "- 0-d array": (operator.sub, np.array(2.0)),
}


@pytest.mark.parametrize("reflected", [False, True], ids=["var first", "var second"])
@pytest.mark.parametrize(("operation", "other"), OPERATORS.values(), ids=list(OPERATORS))
def test_arithmetic(operation: Callable[[Any, Any], Any], other: Any, reflected: bool) -> None:
    def compute(value: Any) -> Any:
        return operation(other, value) if reflected else operation(value, other)

    x = Var(np.array([[2.0, -1.0], [0.5, 3.0]]))
    y = compute(x)
    assert isinstance(y, Var)
    assert np.array_equal(y.data, compute(x.data))
    weights = np.array([[1.0, -2.0], [3.0, 0.5]])
    measured = numerical_gradient(lambda value: float(np.sum(weights * compute(value))), x.data)
    assert relative_error(backward(y, seed=weights)[x], measured) < 1e-8


def test_powers_and_signs() -> None:
    x = Var(3.0)
    assert (x**2).data == 9.0
    assert backward(x**2)[x] == 6.0
    assert backward(-x)[x] == -1.0
    assert (-x).data == -3.0


def test_every_operator_of_var_is_tried() -> None:
    """A new ``__…__`` needs a row above."""
    tried = {"add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "matmul", "rmatmul", "pow", "neg"}
    own = {name.strip("_") for name in vars(Var) if name.startswith("__")}
    machinery = {"array_ufunc", "doc", "init", "module", "repr", "slots", "weakref", "firstlineno", "static_attributes"}
    assert own - machinery == tried


def test_a_var_says_what_it_is() -> None:
    x = Var(2.0)
    assert repr(x) == "Var(2, leaf)"
    assert repr(x * 1.5) == "Var(3, mul)"
    assert repr(Var([1.0, 2.0])) == "Var(array([1., 2.]), leaf)"
    assert (Var([1.0, 2.0]).shape, x.shape) == ((2,), ())
    assert x.parents == ()
    assert (x * x).parents == (x, x)
    assert (x * 2.0).parents == (x,)
    assert repr(OPS["mul"]) == "Op(mul)"


def test_plain_arrays_give_plain_arrays() -> None:
    assert isinstance(ops.relu(np.array([1.0, -1.0])), np.ndarray)
    assert ops.affine(np.ones((2, 3)), np.ones((3, 1)), b=np.ones(1)).shape == (2, 1)


def test_keywords_and_defaults(rng: np.random.Generator) -> None:
    a = Var(rng.normal(size=(5, 3)))
    for node in (ops.sum(a, axis=0), ops.sum(a, 0), ops.sum(a=a, axis=0)):
        assert np.array_equal(backward(node, seed=np.array([1.0, 2.0, 3.0]))[a], np.tile([1.0, 2.0, 3.0], (5, 1)))
    assert backward(ops.sum(a))[a].shape == (5, 3)


# ---- what is refused


x, row = Var(3.0), Var([1.0, 2.0])
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a Var as exponent": (lambda: x**x, r"pow has no gradient for 'n': pass its plain value, n.data"),
    "a Var as target": (lambda: ops.mse(row, row), "mse has no gradient for 'target'"),
    "Vars as labels": (lambda: ops.cross_entropy(Var(np.ones((1, 2))), Var(np.array([0]))), "'labels'"),
    "a Var as axis": (lambda: ops.sum(row, axis=Var(0)), "sum has no gradient for 'axis'"),
    "a Var in a Var": (lambda: Var(x), "a Var is a node already"),
    "too few arguments": (lambda: ops.affine(row, row), r"affine\(X, W, b\): missing a required argument: 'b'"),
    "too many arguments": (lambda: ops.relu(row, 1), r"relu\(x\): too many positional arguments"),
    "an unknown argument": (lambda: ops.relu(row, slope=1), r"relu\(x\): got an unexpected keyword argument 'slope'"),
}


@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=list(REFUSED))
def test_the_error_names_op_and_argument(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        call()


def test_an_op_without_a_backward_function_says_so(own_op: Callable[..., Any]) -> None:
    def half(a: Any) -> Any:
        return a / 2

    halved = own_op(half)(x)
    assert halved.data == 1.5
    with pytest.raises(TypeError, match=r"half has no backward function: give it one with @half.backward"):
        backward(halved)


def test_a_new_op_works_with_constants(own_op: Callable[..., Any]) -> None:
    def scaled(a: Any, factor: float) -> Any:
        return a * factor

    new = own_op(scaled, constants=("factor",))
    new.backward(lambda upstream, output, a, factor: upstream * factor)
    assert backward(new(x, 4.0))[x] == 4.0
    with pytest.raises(TypeError, match="scaled has no gradient for 'factor'"):
        new(x, x)


# ---- use


ANSWERS: dict[str, tuple[Callable[..., Any], type[Exception], str]] = {
    "too few gradients": (lambda g, y, a, b: g * b, ValueError, "mul_backward returned 1 gradients; it needs 2.*a, b"),
    "too many": (lambda g, y, a, b: (g, g, g), ValueError, "mul_backward returned 3 gradients; it needs 2"),
    "a gradient of another shape": (
        lambda g, y, a, b: (g * b, (g * a)[None]),
        ValueError,
        r"mul_backward returned a gradient of shape \(1, 2\) for b, which has shape \(2,\)",
    ),
    "a number for an array": (lambda g, y, a, b: (1.0, g * a), ValueError, r"of shape \(\) for a"),
    "nothing": (lambda g, y, a, b: None, TypeError, "mul_backward returned None: is there a return"),
}


@pytest.mark.parametrize(("function", "error", "words"), ANSWERS.values(), ids=list(ANSWERS))
def test_what_a_learners_function_returns_is_named(
    function: Callable[..., Any], error: type[Exception], words: str
) -> None:
    a, b = Var([1.0, 2.0]), Var([3.0, 4.0])
    with use(mul_backward=function), pytest.raises(error, match=words):
        backward(ops.sum(a * b))


def test_a_list_of_gradients_and_a_bare_one_are_welcome() -> None:
    a = Var([1.0, -2.0])
    for one in (lambda g, y, x: g * 5, lambda g, y, x: (g * 5,), lambda g, y, x: [g * 5]):
        with use(relu_backward=one):
            assert np.array_equal(backward(ops.sum(ops.relu(a)))[a], [5.0, 5.0])


def test_use_swaps_and_restores() -> None:
    def mine(upstream: Any, output: Any, x: Any) -> Any:
        return upstream * 10

    def other(upstream: Any, output: Any, x: Any) -> Any:
        return upstream * 20

    graph = ops.relu(x)
    assert overridden() == {}
    with use(relu_backward=mine):
        assert overridden() == {"relu_backward": mine}
        assert backward(graph)[x] == 10.0
        with use(relu_backward=other, exp_backward=mine):
            assert overridden() == {"relu_backward": other, "exp_backward": mine}
            assert backward(graph)[x] == 20.0
        assert overridden() == {"relu_backward": mine}
        assert backward(graph)[x] == 10.0
    assert overridden() == {}
    assert backward(graph)[x] == 1.0


def test_use_restores_after_an_error() -> None:
    with pytest.raises(RuntimeError, match="inside"), use(relu_backward=lambda g, y, x: g):
        raise RuntimeError("inside")
    assert overridden() == {}


def test_the_courses_own_function_is_no_override() -> None:
    with use(relu_backward=ops.relu_backward):
        assert overridden() == {}


def test_use_refuses_before_it_changes_anything() -> None:
    good = ops.relu_backward
    with pytest.raises(TypeError, match=r"knows no 'rellu_backward'; it knows .*relu_backward"):
        use(exp_backward=lambda *a: a, rellu_backward=good).__enter__()
    with pytest.raises(TypeError, match=r"use\(relu_backward=…\) needs a function, not 3"):
        use(exp_backward=lambda *a: a, relu_backward=3).__enter__()  # type: ignore[arg-type]
    assert overridden() == {}


def test_the_package_gives_the_engine_and_names_what_it_has() -> None:
    assert bpkit.Var is Var
    assert bpkit.ops is ops
    assert {"Var", "backward", "engine", "ops"} <= set(dir(bpkit))
    with pytest.raises(AttributeError, match=r"bpkit has no 'Tensor'; it has .*Var"):
        bpkit.Tensor  # noqa: B018
