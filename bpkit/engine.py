"""The array engine: a graph of NumPy arrays that knows its own gradients.

An `Op` is a forward function with its backward function. Called on plain arrays it computes; called
with a `Var` among its inputs it also remembers what it did, and that memory is the graph. `backward`
then walks the graph once, from the loss to the leaves.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias, overload

import numpy as np

from bpkit.operands import READY, fits, is_numeric, numeric, own_gradient, short

Array: TypeAlias = Any  # an ndarray or a number; NumPy's own shapes are not in its types
Backward: TypeAlias = Callable[..., Any]

_new, _ndarray = object.__new__, np.ndarray

OPS: dict[str, Op] = {}  # every op of `bpkit.ops`, by name


def unbroadcast(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Sum ``gradient`` back to ``shape``: the reverse of NumPy's broadcasting.

    An operand that was stretched over an axis was *used* once per entry of that axis, so its
    contributions add: leading axes that broadcasting made are summed away, axes of size 1 are summed
    and kept.

    Parameters
    ----------
    gradient : array whose shape is what ``shape`` broadcast to
    shape : shape of the operand

    Returns
    -------
    array of shape ``shape``, in the unit of ``gradient``

    Raises
    ------
    ValueError
        If ``shape`` does not broadcast to the gradient's; the message names both.
    """
    if type(gradient) is _ndarray and gradient.shape == shape:  # nearly always: nothing was broadcast
        return gradient
    gradient = np.asarray(gradient)
    if gradient.shape == tuple(shape):
        return gradient
    made = gradient.ndim - len(shape)
    if made < 0 or any(own not in (1, size) for own, size in zip(shape, gradient.shape[made:], strict=True)):
        raise ValueError(
            f"a gradient of shape {gradient.shape} cannot be summed back to shape {tuple(shape)}: "
            f"{tuple(shape)} does not broadcast to {gradient.shape}"
        )
    stretched = tuple(made + axis for axis, size in enumerate(shape) if size == 1)
    return gradient.sum(axis=(*range(made), *stretched), keepdims=True).reshape(shape)


def summed_to(gradient: Array, operand: Array) -> Array:
    """``unbroadcast(gradient, np.shape(operand))``; two arrays of the same shape, the usual case, need no call."""
    if isinstance(gradient, _ndarray) and isinstance(operand, _ndarray) and gradient.shape == operand.shape:
        return gradient
    return unbroadcast(gradient, np.shape(operand))


def lowered(n: Array) -> Array:
    """The exponent ``n - 1`` in the slope of ``a ** n``; 0 where ``n`` is 0, since ``0 · a⁻¹`` is no number at 0."""
    return (n - 1) * (n != 0)


class Op:
    """A forward function and, once ``@op.backward`` has given it, its backward function.

    ``op_backward(upstream, output, *inputs)`` returns one gradient per differentiable input, in
    input order; ``constants`` names the inputs that have none. An op is known by its name: pickled or
    deeply copied, it is itself, so that `use` reaches it.

    Raises
    ------
    ValueError
        If another module has an op of that name already.
    """

    def __init__(self, forward: Callable[..., Array], constants: tuple[str, ...] = ()) -> None:
        self.forward = forward
        self.name = forward.__name__
        _require_free(self.name, forward.__module__)
        self.__name__ = forward.__name__
        self.__doc__ = forward.__doc__
        self.signature = self.__signature__ = inspect.signature(forward)
        self.inputs = tuple(self.signature.parameters)
        self.differentiable = tuple(name not in constants for name in self.inputs)
        self._wanted = [place for place, wanted in enumerate(self.differentiable) if wanted]
        # for each input, which of the gradients is its own; None for a constant
        self._places = [
            self._wanted.index(place) if wanted else None for place, wanted in enumerate(self.differentiable)
        ]
        self.backward_function: Backward | None = None
        self.own_backward: Backward | None = None
        self._tested: Backward | None = None
        OPS[self.name] = self

    def backward(self, function: Backward) -> Backward:
        """Decorator: ``function`` is this op's backward function."""
        self.backward_function = self.own_backward = function
        self._tested = function if function.__module__ == "bpkit.ops" else None
        return function

    def __call__(self, *args: Array, **kwargs: Any) -> Array:
        """Compute; with a `Var` among the inputs, return a `Var` that remembers how."""
        if kwargs or len(args) != len(self.inputs):
            if all(type(value) in READY for value in (*args, *kwargs.values())):
                return self.forward(*args, **kwargs)
            try:
                bound = self.signature.bind(*args, **kwargs)
            except TypeError as error:
                raise TypeError(f"{self.name}({', '.join(self.inputs)}): {error}") from None
            bound.apply_defaults()
            args = bound.args
        values: list[Array] = []
        parents, places = [], []
        for value, place in zip(args, self._places):  # noqa: B905 (both as long as inputs; strict= costs more than the loop)
            kind = type(value)
            if kind is _ndarray:
                values.append(value)
            elif kind is Var or isinstance(value, Var):
                if place is None:
                    name = self.inputs[len(values)]
                    raise TypeError(f"{self.name} has no gradient for {name!r}: pass its plain value, {name}.data")
                parents.append(value)
                places.append(place)
                values.append(value.data)
            else:
                values.append(value if kind in READY else self._operand(len(values), value))
        data = self.forward(*values)
        if not parents:
            return data
        node = _new(Var)  # the same as Var(data, self, args, values), its parents found already
        node.data = data if type(data) is _ndarray or isinstance(data, np.generic) else np.asarray(data)
        node.op, node.parents, node.places, node._values = self, tuple(parents), tuple(places), tuple(values)
        return node

    def pull_back(self, upstream: Array, output: Array, values: tuple[Array, ...]) -> tuple[Array, ...]:
        """The gradients that the active backward function returns, checked for number, shape and kind.

        The functions of `bpkit.ops` are tested once and for all; the check would cost as much as they do. Any
        other is given copies: whatever it writes into them, the graph keeps its numbers.
        """
        function = self.backward_function
        if function is None:
            raise TypeError(f"{self.name} has no backward function: give it one with @{self.name}.backward")
        if function is self._tested:
            gradients = function(upstream, output, *values)
            return gradients if type(gradients) is tuple else (gradients,)
        given = [value.copy("K") if isinstance(value, _ndarray) else value for value in (upstream, output, *values)]
        gradients = function(*given)
        if gradients is None:
            raise TypeError(f"{self.name}_backward returned None: is there a return?")
        gradients = tuple(gradients) if isinstance(gradients, (tuple, list)) else (gradients,)
        self._check(gradients, values)
        wanted = [np.asarray(values[place]) for place in self._wanted]
        return tuple([own_gradient(gradient, value) for gradient, value in zip(gradients, wanted, strict=True)])

    def _check(self, gradients: tuple[Array, ...], values: tuple[Array, ...]) -> None:
        """Raise what is wrong with these gradients, if anything is."""
        if len(gradients) != len(self._wanted):
            names = ", ".join(self.inputs[place] for place in self._wanted)
            raise ValueError(
                f"{self.name}_backward returned {len(gradients)} gradients; "
                f"it needs {len(self._wanted)}, one for each of: {names}"
            )
        for gradient, place in zip(gradients, self._wanted, strict=True):
            if fits(gradient, values[place]):
                continue
            if not is_numeric(gradient):
                raise TypeError(
                    f"{self.name}_backward returned {short(gradient)} for {self.inputs[place]}: "
                    "a gradient is a number or an array of numbers"
                )
            if np.shape(gradient) != np.shape(values[place]):
                raise ValueError(
                    f"{self.name}_backward returned a gradient of shape {np.shape(gradient)} for "
                    f"{self.inputs[place]}, which has shape {np.shape(values[place])}: "
                    "a gradient has its input's shape"
                )

    def _operand(self, place: int, value: Any) -> Any:
        """A list, a DataFrame and the like as an array; what cannot be computed with is refused."""
        if isinstance(value, np.ndarray | np.generic | int | float):
            return value
        if self.differentiable[place]:
            return numeric(value, f"{self.name}: {self.inputs[place]}")
        # a constant may be anything: an axis is a tuple
        return np.asarray(value) if isinstance(value, list) or hasattr(type(value), "__array__") else value

    def __copy__(self) -> Op:
        twin = _new(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def __deepcopy__(self, memo: Any) -> Op:
        return self

    def __reduce__(self) -> tuple[Callable[[str], Op], tuple[str]]:
        return _named, (self.name,)

    def __repr__(self) -> str:
        return f"Op({self.name})"


def _named(name: str) -> Op:
    """The op of this name, for a pickle."""
    if name not in OPS:
        raise ValueError(f"there is no op {name!r} here: define it with @op before you load what was computed with it")
    return OPS[name]


def _require_free(name: str, module: str) -> None:
    """No op of this name from another module; a notebook's cell may be run twice."""
    known = OPS.get(name)
    if known is not None and known.forward.__module__ != module:
        raise ValueError(
            f"@op def {name}: {known.forward.__module__} has an op of that name, and use() and the operators find an "
            f"op by its name: call yours something else, my_{name} for example"
        )


@overload
def op(forward: Callable[..., Array], /) -> Op: ...
@overload
def op(*, constants: tuple[str, ...]) -> Callable[[Callable[..., Array]], Op]: ...
def op(
    forward: Callable[..., Array] | None = None, /, *, constants: tuple[str, ...] = ()
) -> Op | Callable[[Callable[..., Array]], Op]:
    """Decorator that makes a forward function an `Op`; ``constants`` names inputs without gradient."""
    if forward is not None:
        return Op(forward)
    return lambda function: Op(function, constants)


_NUMPYS_NAMES = {"dot": "matmul"}  # ops that NumPy calls something else


class Var:
    """A node of the graph: an array, and how it came to be.

    The functions of `bpkit.ops` and ``+ - * / ** @`` compute with it; NumPy's own functions refuse it.

    Attributes
    ----------
    data : the value, a NumPy array or NumPy number
    parents : the Vars that it was computed from; ``()`` for a leaf. One that is used twice is there twice.

    Raises
    ------
    TypeError
        If the data is no number and no array or list of numbers.
    """

    __slots__ = ("__weakref__", "_values", "data", "op", "parents", "places")
    __array_ufunc__ = None  # so that ``array * var`` asks this class, not NumPy
    __pandas_priority__ = 5000  # nor pandas, whose DataFrame has 4000

    def __init__(
        self,
        data: Array,
        op: Op | None = None,
        inputs: tuple[Array, ...] = (),
        values: tuple[Array, ...] = (),
    ) -> None:
        if isinstance(data, Var):
            raise TypeError("Var(Var): a Var is a node already; use it as it is, or its .data")
        if isinstance(data, np.ndarray | np.generic) and data.dtype.kind in "biufc":
            self.data = data
        else:
            self.data = np.asarray(data) if type(data) is float else numeric(data, "Var: data")
        self.op = op
        self.parents = tuple(value for value in inputs if isinstance(value, Var))
        self._values = values
        # which of the op's gradients belong to parents (a constant array has a gradient, but no node)
        self.places = self._parent_places(inputs)

    def _parent_places(self, inputs: tuple[Array, ...]) -> tuple[int, ...]:
        if self.op is None:
            return ()
        wanted = [value for value, yes in zip(inputs, self.op.differentiable, strict=True) if yes]
        return tuple(place for place, value in enumerate(wanted) if isinstance(value, Var))

    def pull_back(self, upstream: Array) -> tuple[Array, ...]:
        """One gradient per parent: the upstream gradient through this node's backward function."""
        if self.op is None:
            return ()
        gradients = self.op.pull_back(upstream, self.data, self._values)
        return gradients if len(gradients) == len(self.places) else tuple([gradients[place] for place in self.places])

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the value."""
        return np.shape(self.data)

    def __repr__(self) -> str:
        made_by = "leaf" if self.op is None else self.op.name
        value = f"{self.data:g}" if self.data.ndim == 0 else repr(self.data)
        return f"Var({value}, {made_by})"

    def __array__(self, *args: Any, **kwargs: Any) -> Array:
        raise TypeError("NumPy cannot make an array of a Var, its graph would be lost: take its .data")

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        name = _NUMPYS_NAMES.get(function.__name__, function.__name__)
        remedy = f"use bpkit.ops.{name}" if name in OPS else "use the functions of bpkit.ops"
        full_name = f"{function.__module__}.{function.__name__}"
        raise TypeError(f"{full_name} knows no graph: for a Var {remedy}, or take its .data")

    def __add__(self, other: Array) -> Var:
        return OPS["add"](self, other)  # type: ignore[no-any-return]

    __radd__ = __add__

    def __sub__(self, other: Array) -> Var:
        return OPS["sub"](self, other)  # type: ignore[no-any-return]

    def __rsub__(self, other: Array) -> Var:
        return OPS["sub"](other, self)  # type: ignore[no-any-return]

    def __mul__(self, other: Array) -> Var:
        return OPS["mul"](self, other)  # type: ignore[no-any-return]

    __rmul__ = __mul__

    def __truediv__(self, other: Array) -> Var:
        return OPS["div"](self, other)  # type: ignore[no-any-return]

    def __rtruediv__(self, other: Array) -> Var:
        return OPS["div"](other, self)  # type: ignore[no-any-return]

    def __pow__(self, n: Array) -> Var:
        return OPS["pow"](self, n)  # type: ignore[no-any-return]

    def __matmul__(self, other: Array) -> Var:
        return OPS["matmul"](self, other)  # type: ignore[no-any-return]

    def __rmatmul__(self, other: Array) -> Var:
        return OPS["matmul"](other, self)  # type: ignore[no-any-return]

    def __neg__(self) -> Var:
        return OPS["mul"](self, -1.0)  # type: ignore[no-any-return]


def topological_order(root: Any) -> list[Any]:
    """Every node that ``root`` depends on, once, parents before the nodes that use them, ``root`` last.

    A stack of our own, not recursion, so that a graph of any depth works. A node met for the first time goes
    back onto the stack with a mark above it and its parents above the mark: when the mark comes up, all that
    the node depends on is listed.
    """
    order: list[Any] = []
    seen: set[Any] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if node is None:
            order.append(stack.pop())
        elif node not in seen:
            seen.add(node)
            stack += (node, None, *node.parents)
    return order


def backprop(root: Any, seed: Array = 1.0) -> dict[Any, Array]:
    """``{node: gradient}``: from ``root``, whose gradient is ``seed``, back to everything that it depends on.

    When a node's turn comes, all nodes that use it have had theirs, so that its gradient is complete: the sum of what
    came along every path.
    """
    gradients: dict[Any, Array] = {root: seed}
    for node in reversed(topological_order(root)):
        upstream = gradients[node]
        for parent, contribution in zip(node.parents, node.pull_back(upstream), strict=True):
            gradients[parent] = gradients[parent] + contribution if parent in gradients else contribution
    return gradients


def backward(root: Any, seed: Array = None) -> dict[Any, Array]:
    """The gradient of ``root``, times ``seed``, with respect to every node it depends on.

    Parameters
    ----------
    root : a node; a scalar loss, unless ``seed`` is given
    seed : upstream gradient of ``root``, shaped like it; 1 for a scalar

    Returns
    -------
    ``{node: gradient}``; contributions of all paths are summed, and ``root`` maps to ``seed``. No array is
    there twice, nor any that somebody else holds: each may be written into.

    Raises
    ------
    TypeError
        If ``root`` is no node, or ``seed`` holds no numbers.
    ValueError
        If ``root`` is no scalar and no ``seed`` is given, or their shapes differ.
    """
    if not hasattr(root, "pull_back"):
        raise TypeError(f"backward starts at one node of a graph, a Var; this is {short(root)}")
    gradients = backprop(root, _require_seed(root, seed))
    held = set()
    for node, gradient in gradients.items():
        if type(gradient) is _ndarray:
            if id(gradient) in held:  # a sum passes the same array on to both its inputs
                gradients[node] = gradient.copy()
            held.add(id(gradient))
    return gradients


def _require_seed(root: Any, seed: Array) -> Array:
    """The upstream gradient of the root: an array, or a NumPy number, of its shape and its own memory."""
    shape = np.shape(getattr(root, "data", 0.0))
    if seed is None and shape != ():
        raise ValueError(f"backward starts at a scalar; this has shape {shape}. Give seed=, shaped like it.")
    array = numeric(1.0 if seed is None else seed, "backward: seed")
    if array.shape != shape:
        raise ValueError(f"seed has shape {array.shape}, the root has shape {shape}: they must agree")
    if not isinstance(root, Var):  # the numbers of another engine's nodes are that engine's
        return 1.0 if seed is None else seed
    if array.dtype.kind in "biu" or (array.dtype.kind == "f" and not isinstance(seed, np.ndarray | np.generic)):
        array = array.astype(root.data.dtype if root.data.dtype.kind in "fc" else np.float64)
    return array.copy()[()]


@contextmanager
def use(**functions: Backward) -> Iterator[None]:
    """Inside ``with use(relu_backward=mine, …):`` the engine, `fit` and the figures run on ``mine``.

    The swap holds for the whole process until the block ends: in other threads, too, and, where a generator yields
    inside the block, in the code that called it. ``mine`` is given copies of the arrays, to write into as it likes.

    Raises
    ------
    TypeError
        If a name is no ``<op>_backward`` of `bpkit.ops`, or its value cannot be called.
    """
    names = {f"{name}_backward": op for name, op in OPS.items()}
    for name, function in functions.items():
        if name not in names:
            raise TypeError(f"use() knows no {name!r}; it knows {', '.join(sorted(names))}")
        if not callable(function):
            raise TypeError(f"use({name}=…) needs a function, not {function!r}")
    before = {name: names[name].backward_function for name in functions}
    for name, function in functions.items():
        names[name].backward_function = function
    try:
        yield
    finally:
        for name, previous in before.items():
            names[name].backward_function = previous


def overridden() -> dict[str, Backward]:
    """The backward functions that `use` has put in place now, by name."""
    return {
        f"{name}_backward": op.backward_function
        for name, op in OPS.items()
        if op.backward_function is not None and op.backward_function is not op.own_backward
    }


# Last, because ops.py needs the names above. A Var's + and * look into OPS: whoever has a Var, has the ops.
import bpkit.ops  # noqa: E402, F401
