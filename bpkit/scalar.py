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
NUMBERS = (float, int, np.floating, np.integer)


# The method for ``a · b``. All that a node costs is in these lines, so they call next to nothing: not even the
# operation itself, whose formula is put in as text.
_METHOD = """
def operation({operands}):
{number}
    try:
        result = {formula}
    except (ArithmeticError, ValueError) as error:
        raise tape.located(error, {code}, a, b, y) from None
    now = tape.now()
    if now is None:
        now = tape.begin()
    if now.count > ROOM:
        now.tidy()
    mark = now.mark
    left = a._place if a._on is mark else now.bring(a, a._data)
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
        return NotImplemented
"""
_ALONE = """
    b, y = a, a._data
"""


def _operation(code: int) -> Callable[[Any, Any], Any]:
    """The method for this operation on two operands."""
    return _method(code, "a, b", _WITH_ANOTHER)


def _function(code: int, meaning: str) -> Callable[[Any], Any]:
    """The method for ``f(a)``: the entry of an operation whose operands are both ``a``."""
    function = _method(code, "a", _ALONE)
    function.__doc__ = meaning
    return function


def _method(code: int, operands: str, number: str) -> Callable[..., Any]:
    formula = tape.FORMULAS[code].format(a="a._data", b="y")
    made: dict[str, Any] = {}
    source = _METHOD.format(operands=operands, number=number.strip("\n"), formula=formula, code=code)
    program = compile(source, f"<the method for {tape.NAMES[code]}>", "exec")
    exec(program, globals(), made)  # noqa: S102 (the text above, with our own formulas)
    return cast("Callable[..., Any]", made["operation"])


class Value:
    """A number in a graph, with the gradient that `backward` leaves there.

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
        if not isinstance(data, NUMBERS):
            raise TypeError(f"Value({data!r}): a Value holds one number, not {type(data).__name__}")
        self._data, self._grad = float(data), 0.0
        self._tape, self._on, self._place = None, None, -1

    @property
    def data(self) -> float:
        """The number."""
        return self._data

    @data.setter
    def data(self, number: Number) -> None:
        if self._tape is not None:
            raise AttributeError(f"{self!r} was computed: set the data of the leaves it comes from, and compute again")
        self._data = float(number)
        self._on = None  # its entry on the tape holds the old number; the next use makes a new one

    @property
    def grad(self) -> float:
        """The derivative of the last root whose `backward` came by here."""
        return self._grad if self._tape is None else self._tape.gradient(self._place)

    @grad.setter
    def grad(self, number: Number) -> None:
        if self._tape is None:
            self._grad = float(number)
        else:
            self._tape.set_gradient(self._place, float(number))

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
    __neg__ = _function(tape.NEG, "``-self``.")
    relu = _function(tape.RELU, "``max(self, 0)``; the slope at exactly 0 is 0.")
    tanh = _function(tape.TANH, "Hyperbolic tangent.")
    exp = _function(tape.EXP, "``e ** self``.")
    log = _function(tape.LOG, "Natural logarithm; ``self`` positive.")
    _power = _operation(tape.POW)

    def __pow__(self, n: Any) -> Any:
        if isinstance(n, Value):
            raise TypeError("the exponent is a Value, and ** has no gradient for it: write (x.log() * n).exp()")
        return self._power(n)

    def __rpow__(self, base: Any) -> Value:
        raise TypeError(f"{base!r} ** Value has no gradient here: write (value * math.log({base!r})).exp()")

    def __radd__(self, number: Any) -> Any:
        return _constant(number) + self

    def __rsub__(self, number: Any) -> Any:
        return _constant(number) - self

    def __rmul__(self, number: Any) -> Any:
        return _constant(number) * self

    def __rtruediv__(self, number: Any) -> Any:
        return _constant(number) / self

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"


_blank: Callable[[], Value] = partial(object.__new__, Value)  # an empty one, without __init__


def _constant(number: Number) -> Value:
    made = _blank()
    made._data, made._tape, made._on = float(number), None, tape.CONSTANT
    return made


_NUMBER = _constant(0.0)  # stands where a plain number is an operand
