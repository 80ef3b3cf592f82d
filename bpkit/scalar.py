"""The scalar engine: numbers that remember how they were made.

>>> from bpkit.scalar import Value
>>> x = Value(3.0)
>>> y = x * x + 2 * x
>>> y.backward()
>>> x.grad  # 2 x + 2
8.0

Each operation appends one entry to a flat tape (`bpkit.tape`), and `backward` reads the tape from its end
to its start. No operation keeps a function, and nothing recurses, so a graph may be as deep as it likes.
One thread at a time may record.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import exp, log, tanh  # noqa: F401 (the formulas of the methods use them)
from typing import Any, TypeAlias, cast

import numpy as np

from bpkit import tape
from bpkit.tape import ROOM, Replay, power  # noqa: F401

Number: TypeAlias = int | float | np.integer[Any] | np.floating[Any]
NUMBERS = (float, int, np.floating, np.integer, np.bool_)  # bool is an int; 0-d arrays of these are numbers, too


# The method for ``a · b``. All that a node costs is in these lines, so they call next to nothing: not even the
# operation itself, whose formula is put in as text.
_METHOD = """
def operation({operands}):
{number}
    try:
        result = {formula}
    except (ArithmeticError, ValueError) as error:
        raise tape.located(error, {code}, a, b, {x}, y) from None
    now = tape.now()
    if now is None:
        now = tape.begin()
    if now.count > ROOM:
        now.tidy()
    mark = now.mark
    left = a._place if a._on is mark else now.bring(a, {x})
    right = b._place if b._on is mark else now.bring(b, y)
    k = now.count
    now.codes[k] = {code}
    now.lefts[k] = left
    now.rights[k] = right
    now.values[k] = result
    made = _blank()
    made._data = result
    made._tape = now
    made._on = mark
    made._place = now.start + k
    now.count = k + 1
    return made
"""

# Its beginning, where ``y`` is b's number. A plain number beside a Value is an entry that no gradient is kept for.
_WITH_ANOTHER = """
    if isinstance(b, Value):
        y = b._data
    elif isinstance(b, NUMBERS):
        y, b = float(b), _NUMBER
    else:
        y, b = _number(b), _NUMBER
        if y is None:
            return NotImplemented
"""
_AFTER_A_NUMBER = """
    x, a = float(a) if isinstance(a, NUMBERS) else _number(a), _NUMBER
    if x is None:
        return NotImplemented
    y = b._data
"""
_WITH_EXPONENT = """
    y, b = float(b) if isinstance(b, NUMBERS) else _exponent(b), _NUMBER
"""
_ALONE = """
    b, y = a, a._data
"""


def _operation(code: int) -> Callable[[Any, Any], Any]:
    """The method for this operation on two operands."""
    return _method(code, "a, b", _WITH_ANOTHER)


def _reflected(code: int) -> Callable[[Any, Any], Any]:
    """The method of ``b`` for this operation on a plain number ``a`` and ``b``."""
    return _method(code, "b, a", _AFTER_A_NUMBER, x="x")


def _function(code: int, meaning: str) -> Callable[[Any], Any]:
    """The method for ``f(a)``: the entry of an operation whose operands are both ``a``."""
    function = _method(code, "a", _ALONE)
    function.__doc__ = meaning
    return function


def _method(code: int, operands: str, number: str, x: str = "a._data") -> Callable[..., Any]:
    formula = tape.FORMULAS[code].format(a=x, b="y")
    made: dict[str, Any] = {}
    source = _METHOD.format(operands=operands, number=number.strip("\n"), formula=formula, code=code, x=x)
    program = compile(source, f"<the method for {tape.NAMES[code]}>", "exec")
    exec(program, globals(), made)  # noqa: S102 (the text above, with our own formulas)
    return cast("Callable[..., Any]", made["operation"])


class Value:
    """A number in a graph, with the gradient that `backward` leaves there.

    A number is an int, a float, a bool, one of NumPy's, or a 0-d array of those; nothing else is computed with.
    A copy (`copy.copy`, `copy.deepcopy`, pickle) is a new leaf with the same number and gradient 0: the graph
    stays with the original.

    Attributes
    ----------
    data : the number. A leaf's can be set; what was computed from it before keeps its own.
    grad : derivative of the last root whose `backward` reached this number; 0 before that
    """

    __slots__ = ("_data", "_grad", "_on", "_place", "_tape")
    __array_ufunc__ = None  # so that ``np.float64(2) * value`` asks this class, not NumPy

    _data: float
    _grad: float  # a leaf's; a computed value's lies on its tape
    _on: object  # the mark of the tape that `_place` refers to
    _place: int
    _tape: tape.Tape | None  # what a computed value was recorded on

    def __init__(self, data: Number) -> None:
        self._data, self._grad = data if type(data) is float else _checked(data, "a Value holds"), 0.0
        self._tape, self._on, self._place = None, None, -1

    @property
    def data(self) -> float:
        """The number."""
        return self._data

    @data.setter
    def data(self, number: Number) -> None:
        if self._tape is not None:
            raise AttributeError(f"{self!r} was computed: set the data of the leaves it comes from, and compute again")
        self._data = number if type(number) is float else _checked(number, "data is")
        self._on = None  # its entry on the tape holds the old number; the next use makes a new one

    @property
    def grad(self) -> float:
        """The derivative of the last root whose `backward` came by here."""
        return self._grad if self._tape is None else self._tape.gradient(self._place)

    @grad.setter
    def grad(self, number: Number) -> None:
        gradient = number if type(number) is float else _checked(number, "grad is")
        if self._tape is None:
            self._grad = gradient
        else:
            self._tape.set_gradient(self._place, gradient)

    def backward(self) -> None:
        """Set ``grad`` of every Value that this one depends on: d self / d value.

        It *sets* them: a second call gives the same gradients, not doubled, and none need be zeroed first.

        Raises
        ------
        ArithmeticError
            Where a slope does not exist, as that of ``x ** 0.5`` at 0; the message says where in the graph.
        """
        tape.backward(self)

    def compile(self) -> Replay:
        """The graph as a program: ``replay()`` computes it anew from its leaves' present data, and backward.

        It runs the same operations whatever the numbers, so a graph that was built with ``if`` on a
        Value's data is compiled as it came out this time.
        """
        return Replay(self)

    __add__ = _operation(tape.ADD)
    __sub__ = _operation(tape.SUB)
    __mul__ = _operation(tape.MUL)
    __truediv__ = _operation(tape.DIV)
    __radd__ = _reflected(tape.ADD)
    __rsub__ = _reflected(tape.SUB)
    __rmul__ = _reflected(tape.MUL)
    __rtruediv__ = _reflected(tape.DIV)
    __neg__ = _function(tape.NEG, "``-self``.")
    relu = _function(tape.RELU, "``max(self, 0)``; the slope at exactly 0 is 0.")
    tanh = _function(tape.TANH, "Hyperbolic tangent.")
    exp = _function(tape.EXP, "``e ** self``.")
    log = _function(tape.LOG, "Natural logarithm; ``self`` positive.")
    __pow__ = _method(tape.POW, "a, b", _WITH_EXPONENT)

    def __rpow__(self, base: Any) -> Any:
        if _number(base) is None:
            return NotImplemented
        raise TypeError(f"{base!r} ** Value has no gradient here: write (value * math.log({base!r})).exp()")

    def __reduce__(self) -> tuple[Any, ...]:
        return _leaf, (type(self), self._data), getattr(self, "__dict__", None)

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"


_blank: Callable[[], Value] = partial(object.__new__, Value)  # an empty one, without __init__


def _constant() -> Value:
    made = _blank()
    made._data, made._tape, made._on = 0.0, None, tape.CONSTANT
    return made


def _leaf(kind: type[Value], number: float) -> Value:
    """A new leaf of this class, as a copy is one."""
    made = object.__new__(kind)
    Value.__init__(made, number)
    return made


def _number(thing: Any) -> float | None:
    """The float that it is; None for what is no number. NumPy would say of an array what leads astray."""
    if isinstance(thing, NUMBERS):
        return float(thing)
    if not isinstance(thing, np.ndarray | np.generic):
        return None
    if thing.ndim == 0 and thing.dtype.kind in "biuf":
        return float(thing)
    raise TypeError(
        f"a Value computes with one real number, not with {type(thing).__name__} of shape {thing.shape} and dtype "
        f"{thing.dtype}: take its numbers one by one, or bpkit.Var for arrays"
    )


def _exponent(n: Any) -> float:
    """The float that it is. To others nothing is left: a Fraction's own ``**`` would turn the Value into a number."""
    if isinstance(n, Value):
        raise TypeError("the exponent is a Value, and ** has no gradient for it: write (x.log() * n).exp()")
    return _checked(n, "the exponent is")


def _checked(thing: Any, what: str) -> float:
    """The float that it is, or a TypeError: "a Value holds one number, not str"."""
    number = _number(thing)
    if number is None:
        raise TypeError(f"Value, given {thing!r}: {what} one number, not {type(thing).__name__}")
    return number


_NUMBER = _constant()  # stands where a plain number is an operand
