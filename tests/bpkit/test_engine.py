"""The array engine: the order, what accumulates, what is said when something does not fit, what `use` swaps."""

from __future__ import annotations

import copy
import math
import operator
import pickle  # noqa: TID251 (an op's own name; nothing that a learner sends)
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import bpkit
from bpkit import Var, backward, ops, topological_order, use
from bpkit.engine import OPS, op, overridden
from bpkit.gradcheck import numerical_gradient, relative_error
from bpkit.scalar import Value


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


def test_a_seed_is_made_an_array() -> None:
    x = Var([1.0, 2.0])
    assert np.array_equal(backward(x * 3.0, seed=[1, 10])[x], [3.0, 30.0])
    with pytest.raises(ValueError, match=r"seed has shape \(3,\), the root has shape \(2,\)"):
        backward(x * 3.0, seed=[1, 1, 1])
    with pytest.raises(TypeError, match=r"backward: seed is 'ab' \(str\)"):
        backward(x, seed="ab")
    seed = np.array([1.0, 10.0])
    assert alone([*backward(x + 0.0, seed=seed).values(), seed])


def test_every_gradient_has_shape_and_dtype() -> None:
    for x in (Var(3.0), Var(3), Var(np.float32(3))):
        for root in (x, x * x, ops.sum(x)):
            for seed in (None, 2, 2.0):
                for gradient in backward(root, seed=seed).values():
                    assert gradient.shape == ()
                    assert gradient.dtype == (np.float32 if x.data.dtype == np.float32 else np.float64)


@pytest.mark.parametrize("thing", [3.0, None, [Var(1.0)], "loss", np.ones(2), Value(1.0)], ids=repr)
def test_backward_starts_at_a_node(thing: Any) -> None:
    with pytest.raises(TypeError, match=rf"starts at one node of a graph, a Var; this is .*\({type(thing).__name__}\)"):
        backward(thing)


@pytest.mark.parametrize("data", [np.array([1.0, 2.0]), np.array(1.0)], ids=["vector", "0-d"])
@pytest.mark.parametrize(
    "build", [operator.add, operator.sub, lambda x, y: (x + y) + (x - y) + y], ids=["+", "-", "both"]
)
def test_no_gradient_shares_its_memory(build: Callable[[Any, Any], Any], data: Any) -> None:
    x, y = Var(data.copy()), Var(data.copy())
    gradients = backward(build(x, y), seed=np.ones_like(data))
    assert alone([*gradients.values(), *(node.data for node in gradients)])


def alone(arrays: list[Any]) -> bool:
    """Whether no two of them overlap; NumPy's numbers cannot be written into."""
    arrays = [array for array in arrays if isinstance(array, np.ndarray)]
    return not any(np.shares_memory(a, b) for place, a in enumerate(arrays) for b in arrays[:place])


def test_float32_stays_float32() -> None:
    x = Var(np.float32([1.0, 2.0]))
    for seed in (None, 1, 1.0):
        gradient = backward(ops.mean(ops.exp(-x) * 2.0 + 1.0), seed=seed)[x]
        assert gradient.dtype == np.float32
    assert backward(x * 2.0, seed=[1.0, 2.0])[x].dtype == np.float32


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
    machinery = {"doc", "init", "module", "repr", "slots", "weakref", "firstlineno", "static_attributes"}
    foreign = {"array", "array_function", "array_ufunc", "pandas_priority"}
    assert own - machinery - foreign == tried


NO_NUMBERS = ("abc", b"abc", None, {1: 2}, {1}, [1, "a"], [None], [Var(1.0)], [[1], [1, 2]], Value(1.0), [Value(1.0)],
              Fraction(1, 2), np.array(["a"]), np.array([1, "a"], object), np.str_("a"))  # fmt: skip


@pytest.mark.parametrize("data", NO_NUMBERS, ids=repr)
def test_a_var_holds_numbers(data: Any) -> None:
    with pytest.raises(TypeError, match=r"^Var: data is .*number"):
        Var(data)


@pytest.mark.parametrize(
    "data", [True, 3, 2.5, [1, 2], (1.0, 2.0), [[True]], np.float32(1), [np.array(1.0)], []], ids=repr
)
def test_what_a_var_may_hold(data: Any) -> None:
    assert np.array_equal(Var(data).data, data)


def test_lists_are_arrays_for_every_operator() -> None:
    A, B = [[2.0, -1.0], [0.5, 3.0]], [[1.0, 2.0], [3.0, 4.0]]
    for operation in (operator.add, operator.sub, operator.mul, operator.truediv, operator.matmul):
        for other in (B, tuple(map(tuple, B))):
            for swap in (False, True):
                x = Var(A)
                y = operation(other, x) if swap else operation(x, other)
                z = operation(np.array(B), x) if swap else operation(x, np.array(B))
                assert np.array_equal(y.data, z.data)
                assert np.array_equal(backward(y, seed=A)[x], backward(z, seed=A)[x])


def test_lists_are_arrays_for_every_op() -> None:
    assert np.array_equal(ops.add([1, 2], [3, 4]), [4, 6])
    assert np.array_equal(ops.add(a=(1, 2), b=[3, 4]), [4, 6])
    assert np.array_equal(ops.matmul([[1.0, 2.0]], [[3.0], [4.0]]), [[11.0]])
    assert np.array_equal(ops.pow([2, 3], [1, 2]), [2, 9])
    assert np.array_equal(ops.sum([[1, 2], [3, 4]], axis=(0, 1)), 10)
    assert ops.mse([1.0, 2.0], [1.0, 4.0]) == 2.0
    logits = Var([[0.0, 1.0], [2.0, 3.0]])
    assert np.array_equal(ops.cross_entropy(logits, [0, 1]).data, ops.cross_entropy(logits, np.array([0, 1])).data)


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul, operator.truediv])
def test_tables_are_arrays(operation: Callable[[Any, Any], Any]) -> None:
    pandas = pytest.importorskip("pandas")
    for data in (M, M[0]):
        table, x = (pandas.DataFrame if data.ndim == 2 else pandas.Series)(data), Var(data + 1.0)
        for y, z in ((operation(x, table), operation(x, data)), (operation(table, x), operation(data, x))):
            assert isinstance(y, Var)
            assert np.array_equal(y.data, z.data)
            assert np.array_equal(backward(y, seed=data)[x], backward(z, seed=data)[x])
    assert isinstance(ops.relu(pandas.DataFrame(M)), np.ndarray)
    assert ops.mse(Var(M), pandas.DataFrame(M)).data == 0.0
    assert np.array_equal(Var(pandas.Series([1.0, 2.0])).data, [1.0, 2.0])


NUMPYS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "mean": (np.mean, r"numpy.mean knows no graph: for a Var use bpkit.ops.mean, or take its .data"),
    "sum": (np.sum, r"use bpkit.ops.sum"),
    "dot": (lambda A: np.dot(M, A), r"numpy.dot knows no graph: for a Var use bpkit.ops.matmul"),
    "dot, Var first": (lambda A: np.dot(A, M), r"use bpkit.ops.matmul"),
    "norm": (np.linalg.norm, r"numpy.linalg.norm knows no graph: for a Var use the functions of bpkit.ops"),
    "asarray": (np.asarray, r"cannot make an array of a Var.*take its .data"),
    "an array of Vars": (lambda A: np.array([A, A]), r"cannot make an array of a Var"),
    "exp": (np.exp, "Var"),
}


@pytest.mark.parametrize(("call", "words"), NUMPYS.values(), ids=list(NUMPYS))
def test_numpys_own_functions_refuse_a_var(call: Callable[[Any], Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        call(Var(M))


def test_a_subclass_of_var_is_a_node() -> None:
    class Named(Var):
        pass

    x = Named([1.0, 2.0])
    assert np.array_equal(backward(ops.sum(x * x))[x], [2.0, 4.0])
    with pytest.raises(TypeError, match="pow has no gradient for 'n'"):
        ops.pow(x, x)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_a_copied_graph_keeps_its_ops(copied: Callable[[Any], Any]) -> None:
    root = copied(ops.relu(Var(3.0)))
    assert root.op is OPS["relu"]
    with use(relu_backward=lambda g, y, x: g * 10):
        assert backward(root)[root.parents[0]] == 10.0


def test_a_shallow_copy_of_an_op_keeps_its_function() -> None:
    """A training so goes on with the learner's function when the `use` block ends before it."""
    with use(relu_backward=lambda g, y, x: g * 10):
        kept = copy.copy(ops.relu)
    assert kept is not ops.relu
    assert kept.pull_back(1.0, 3.0, (3.0,)) == (10.0,)


def test_a_pickle_of_an_unknown_op_says_what_is_missing(own_op: Callable[..., Any], monkeypatch: Any) -> None:
    def thrice(a: Any) -> Any:
        return a * 3

    kept = pickle.dumps(own_op(thrice))
    monkeypatch.delitem(OPS, "thrice")
    with pytest.raises(ValueError, match="no op 'thrice' here: define it with @op"):
        pickle.loads(kept)


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
    "text": (lambda: row + "a", r"^add: b is 'a' \(str\); it needs a number"),
    "text in a list": (lambda: ["a", 1] * row, r"^mul: b is \['a', 1\] \(list\)"),
    "Vars in a list": (lambda: row * [x, x], r"^mul: b is \[Var.*take its .data"),
    "a scalar Value": (lambda: Value(2.0) * row, r"^mul: b is Value\(data=2.0, grad=0.0\) \(Value\)"),
    "a Fraction": (lambda: row * Fraction(1, 2), r"^mul: b is Fraction\(1, 2\)"),
    "text, by name": (lambda: ops.relu(x="a"), r"^relu: x is 'a'"),
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


def test_an_op_may_be_redefined_where_it_was_defined_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def relu(x: Any) -> Any:
        return x * 100

    theirs = OPS["relu"]
    with pytest.raises(ValueError, match=r"@op def relu: bpkit.ops has an op of that name.*call yours .*my_relu"):
        op(relu)
    assert OPS["relu"] is theirs
    monkeypatch.setitem(OPS, "halved", None)  # type: ignore[arg-type]
    for _ in range(2):  # as when a cell is run twice

        @op
        def halved(x: Any) -> Any:
            return x / 2

    assert OPS["halved"] is halved


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
    "text": (lambda g, y, a, b: ("12", g * a), TypeError, r"mul_backward returned '12' \(str\) for a: a gradient is"),
    "None for one": (lambda g, y, a, b: (g * b, None), TypeError, r"mul_backward returned None \(NoneType\) for b"),
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


def test_text_for_a_number_is_named() -> None:
    with (
        use(relu_backward=lambda g, y, x: "text"),
        pytest.raises(TypeError, match=r"relu_backward returned 'text' \(str\)"),
    ):
        backward(ops.relu(Var(1.0)))


def test_lists_and_numbers_become_arrays() -> None:
    a = Var([1.0, 2.0])
    with use(mul_backward=lambda g, y, a, b: ([1, 2], [3, 4])):
        gradient = backward(a * a, seed=[1, 1])[a]
    assert isinstance(gradient, np.ndarray)
    assert np.array_equal(gradient, [4.0, 6.0])
    x = Var(np.float32(2.0))
    with use(relu_backward=lambda g, y, x: 1):
        assert backward(ops.relu(x))[x].dtype == np.float32


def test_a_learners_function_may_write_into_what_it_is_given() -> None:
    def writing(upstream: Any, output: Any, x: Any) -> Any:
        upstream *= x > 0
        output[:] = x[:] = math.nan
        return upstream

    x = Var([1.0, -2.0, 3.0])
    y = ops.relu(x)
    root = y + 0.0
    expected = backward(root, seed=[1, 1, 1])
    with use(relu_backward=writing):
        found = backward(root, seed=[1, 1, 1])
    for node, gradient in expected.items():
        assert np.array_equal(found[node], gradient)
    assert np.array_equal(x.data, [1.0, -2.0, 3.0])
    assert np.array_equal(y.data, [1.0, 0.0, 3.0])


KEPT = np.ones(2)
RETURNED: dict[str, Callable[..., Any]] = {
    "the upstream gradient": lambda g, y, a, b: (g, g),
    "views of it": lambda g, y, a, b: (g[:], g[:]),
    "the inputs": lambda g, y, a, b: (a, b),
    "what it keeps": lambda g, y, a, b: (KEPT, KEPT),
    "a node's data": lambda g, y, a, b: (row.data, row.data),
}


@pytest.mark.parametrize("function", RETURNED.values(), ids=list(RETURNED))
def test_what_a_learners_function_returns_is_nobody_elses(function: Callable[..., Any]) -> None:
    z = Var([3.0, 4.0])
    with use(mul_backward=function):
        gradients = backward(row * z, seed=[1, 1])
    assert alone([*gradients.values(), *(node.data for node in gradients), KEPT])


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
