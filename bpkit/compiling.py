"""How a loop becomes a kernel: compiled by Numba where it is there, its NumPy twin where it is not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, TypeVar, cast

from bpkit.backend import backend

F = TypeVar("F", bound=Callable[..., Any])

KERNELS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {}  # name → (the loop, its NumPy twin)


def kernel(twin: Callable[..., Any] | None = None) -> Callable[[F], F]:
    """Decorator: compile the loop below; without Numba its name means ``twin`` instead.

    A function that only calls kernels and NumPy needs no twin: uncompiled, it is its own.
    Compilation happens at the first call for each dtype, and is kept on disk. `fastmath` stays off: it
    reorders sums, and 50 epochs of float32 Adam drifted by 3e-2. ``error_model="numpy"`` lets a division
    by zero give inf, as in NumPy; without that check inside them the loops vectorise.
    """

    def compile_or_replace(loop: F) -> F:
        replacement: Any = twin or loop
        KERNELS[loop.__name__] = (loop, replacement)
        compiled: Any = replacement if backend() == "numpy" else _compile(loop)
        return cast("F", compiled)

    return compile_or_replace


def _compile(loop: Callable[..., Any]) -> Any:
    numba: Any = import_module("numba")
    caching: Any = import_module("numba.core.caching")
    compiled = numba.njit(error_model="numpy")(loop)
    # What njit(cache=True) does, except that here a folder that cannot be written and a file that is damaged
    # cost a compilation, never an error.
    with suppress(RuntimeError):  # Numba found no folder for its cache at all
        cache = caching.FunctionCache(loop)
        cache.load_overload = _forgiving(cache.load_overload)
        cache.save_overload = _forgiving(cache.save_overload)
        compiled._cache = cache
    return compiled


def _forgiving(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        try:
            return function(*args)
        except Exception:
            return None

    return call
