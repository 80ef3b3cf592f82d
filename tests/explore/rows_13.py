"""Lesson 13: the speed of a matrix product, and what it fetches from memory."""

from __future__ import annotations

from typing import Any

from bpkit.by_hand.loops import matmul_kernel
from tests.explore.row import Row


def whole(A: Any, B: Any, out: Any) -> None:
    out[:] = A @ B


def accumulates(A: Any, B: Any, out: Any) -> None:
    for i in range(A.shape[0]):
        for k in range(A.shape[1]):
            for j in range(B.shape[1]):
                out[i, j] += A[i, k] * B[k, j]


def returns(A: Any, B: Any, out: Any) -> Any:
    return A @ B


def last_product(A: Any, B: Any, out: Any) -> None:
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                out[i, j] = A[i, k] * B[k, j]


ROWS = [
    Row(
        "speed",
        "matmul_kernel",
        matmul_kernel,
        "Your matmul_kernel fetches 1,872.",
        {
            "accumulates": (accumulates, "left out as it was.  ✗"),
            "returns": (returns, "left out as it was.  ✗"),
            "last product": (last_product, "The product of your matmul_kernel is wrong.  ✗"),
            "whole arrays": (whole, "works on whole arrays"),
        },
        wishes=({"measure": False},),
    ),
]
