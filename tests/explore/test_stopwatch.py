"""The measured half of lesson 13's figure: what is timed, and what is not and why."""

from __future__ import annotations

from typing import Any

import pytest

from bpkit.by_hand.loops import matmul_kernel
from bpkit.explore import stopwatch
from bpkit.explore.stopwatch import measure
from tests.marks import needs_numba


def in_blocks_of_12(A: Any, B: Any, out: Any) -> None:
    """Right where 12 divides the size; elsewhere its last block reaches past the end."""
    for i in range(A.shape[0]):
        for j in range(0, B.shape[1], 12):
            for jj in range(j, j + 12):
                out[i, jj] = 0.0
                for k in range(A.shape[1]):
                    out[i, jj] += A[i, k] * B[k, jj]


def the_first_24_alone(A: Any, B: Any, out: Any) -> None:
    for i in range(min(24, A.shape[0])):
        for j in range(min(24, B.shape[1])):
            out[i, j] = 0.0
            for k in range(A.shape[1]):
                out[i, j] += A[i, k] * B[k, j]


def with_eval(A: Any, B: Any, out: Any) -> None:
    out[:] = eval("A @ B")


@needs_numba
@pytest.mark.parametrize(
    ("kernel", "size", "trouble"),
    [
        (matmul_kernel, 16, ""),
        (in_blocks_of_12, 240, ""),
        (in_blocks_of_12, 16, "At 16 × 16 your matmul_kernel reaches past the end of a matrix, so it was not timed."),
        (the_first_24_alone, 32, "At 32 × 32 the product of your matmul_kernel is wrong."),
        (with_eval, 16, "Numba cannot make machine code of your matmul_kernel: "),
    ],
)
def test_only_a_kernel_that_is_right_at_this_size_is_timed(kernel: Any, size: int, trouble: str) -> None:
    bars, said = measure(size, kernel)
    assert said.startswith(trouble)
    assert bool(said) == bool(trouble)
    assert ("yours" in [kind for _, _, kind in bars]) == (not trouble)
    assert all(speed > 0 for _, speed, _ in bars)


@pytest.mark.parametrize(
    ("kernel", "trouble"),
    [
        (matmul_kernel, ""),
        (in_blocks_of_12, " At 16 × 16 your matmul_kernel reaches past the end of a matrix"),
    ],
)
def test_without_numba_a_kernel_that_does_not_fit_is_refused_as_well(
    kernel: Any, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopwatch, "backend", lambda: "numpy")
    bars, said = stopwatch.measure(32, getattr(kernel, "py_func", kernel))
    assert said.startswith("There is no Numba here, so nothing is compiled." + trouble)
    assert ("yours" in [kind for _, _, kind in bars]) == (not trouble)
