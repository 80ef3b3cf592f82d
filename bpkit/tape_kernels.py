"""The kernels of the scalar engine: three loops over a tape.

Entry i of a tape is ``values[i] = code(values[lefts[i]], values[rights[i]])``, and both places are below i.
So computing goes upwards, pulling gradients back goes downwards, and no order has to be searched for.
An operation with one operand has it on both sides; a leaf's places are its own.

No NumPy expression does a loop whose every step needs the one before it. The twins therefore run the same
loops on lists, which Python reads several times faster than arrays.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bpkit.compiling import KERNELS, kernel
from bpkit.engine import Array

LEAF, ADD, SUB, MUL, DIV, POW, NEG, RELU, TANH, EXP, LOG = range(11)


def _on_lists(name: str, *arrays: Array) -> Any:
    """The loop of this name on the arrays as lists; what it changed in the last one is copied back."""
    loop, _ = KERNELS[name]
    lists = [array.tolist() for array in arrays]
    with np.errstate(all="ignore"):
        result = loop(*lists)
    arrays[-1][:] = lists[-1]
    return result


def _reach(lefts: Array, rights: Array, needed: Array) -> None:
    _on_lists("reach", lefts, rights, needed)


@kernel(twin=_reach)
def reach(lefts: Array, rights: Array, needed: Array) -> None:
    """``needed[i]`` for every entry that a needed one was computed from."""
    for i in range(len(needed) - 1, -1, -1):
        if needed[i]:
            needed[lefts[i]] = True
            needed[rights[i]] = True


def _tape_forward(codes: Array, lefts: Array, rights: Array, values: Array) -> Any:
    return _on_lists("tape_forward", codes, lefts, rights, values)


@kernel(twin=_tape_forward)
def tape_forward(codes: Array, lefts: Array, rights: Array, values: Array) -> int:  # noqa: C901 (a branch an operation)
    """Compute every entry from its operands; -1, or the first entry that Python's floats refuse."""
    for i in range(len(codes)):
        code = codes[i]
        a, b = values[lefts[i]], values[rights[i]]
        if code == MUL:
            values[i] = a * b
        elif code == ADD:
            values[i] = a + b
        elif code == SUB:
            values[i] = a - b
        elif code == RELU:
            values[i] = 0.0 if a < 0 else a
        elif code == NEG:
            values[i] = -a
        elif code == TANH:
            values[i] = math.tanh(a)
        elif code != LEAF:
            if (code == DIV and b == 0) or (code == LOG and a <= 0):
                return i
            if code == DIV:
                values[i] = a / b
            elif code == LOG:
                values[i] = math.log(a)
            else:
                values[i] = np.exp(a) if code == EXP else np.power(a, b)
                if not math.isfinite(values[i]) and math.isfinite(a) and math.isfinite(b):
                    return i
    return -1


def _tape_backward(codes: Array, lefts: Array, rights: Array, values: Array, gradients: Array) -> Any:
    return _on_lists("tape_backward", codes, lefts, rights, values, gradients)


@kernel(twin=_tape_backward)
def tape_backward(  # noqa: C901 (a branch an operation)
    codes: Array, lefts: Array, rights: Array, values: Array, gradients: Array
) -> int:
    """From the last entry down: each hands its operands upstream × local slope, and they add it up.

    ``gradients`` arrives as 0 everywhere but at the root. Returns -1, or the entry whose slope does not exist.
    """
    for i in range(len(codes) - 1, -1, -1):
        code, upstream = codes[i], gradients[i]
        if code == LEAF or upstream == 0:
            continue
        left, right = lefts[i], rights[i]
        if code == MUL:
            gradients[left] += upstream * values[right]
            gradients[right] += upstream * values[left]
        elif code == ADD:
            gradients[left] += upstream
            gradients[right] += upstream
        elif code == SUB:
            gradients[left] += upstream
            gradients[right] -= upstream
        elif code == RELU:
            gradients[left] += upstream if values[i] > 0 else 0.0
        elif code == NEG:
            gradients[left] -= upstream
        elif code == TANH:
            gradients[left] += upstream * (1 - values[i] * values[i])
        elif code == EXP:
            gradients[left] += upstream * values[i]
        elif code == LOG:
            gradients[left] += upstream / values[left]
        elif code == DIV:
            gradients[left] += upstream / values[right]
            gradients[right] -= upstream * values[i] / values[right]
        else:
            a, n = values[left], values[right]
            slope = n * np.power(a, n - 1) if n != 0 else 0.0
            if not math.isfinite(slope) and math.isfinite(a):
                return i
            gradients[left] += upstream * slope
    return -1
