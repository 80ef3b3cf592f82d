"""How a loop becomes a kernel: compiled by Numba where it is there, its NumPy twin where it is not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache, cached_property
from importlib import import_module
from typing import Any, TypeVar, cast

from bpkit.backend import backend
from bpkit.interrupts import interrupts_postponed

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
    # Nobody calls a kernel from C: without that entrance compiling takes a tenth less.
    compiled = numba.njit(error_model="numpy", no_cfunc_wrapper=True)(loop)
    compiled._cache = _Kept(loop)
    compiled.compile = interrupts_postponed()(compiled.compile)
    return compiled


class _Kept:
    """What njit(cache=True) does, but never an error, and not before the kernel is first called.

    A folder that cannot be written and a file that is damaged cost a compilation. Numba files a kernel under its
    argument types, the processor's name and features and the code's digest, and reads no file that another Numba or
    an older source has left; what it does not find is compiled.
    """

    cache_path = None  # Numba asks for it in its statistics

    def __init__(self, loop: Callable[..., Any]) -> None:
        self.loop = loop

    @cached_property
    def _files(self) -> Any:
        files = import_module("numba.core.caching").FunctionCache(self.loop)
        files._cache_file = _Labelled(files._cache_file)
        return files

    def load_overload(self, signature: Any, target: Any) -> Any:
        """The compiled kernel from the disk; None where it has to be compiled, which is said once."""
        found = None
        with suppress(Exception):
            found = self._load(signature, target)
        if found is None:
            _say_once()
        return found

    def _load(self, signature: Any, target: Any) -> Any:
        # Numba first imports all that compiling anything may need: 0.12 s, of which machine code needs its memory
        # manager alone. That was seen with these versions; another one gets Numba's own way.
        numba: Any = import_module("numba")
        if not (0, 61) <= numba.version_info.short <= (0, 68):
            return self._files.load_overload(signature, target)
        import_module("numba.core.runtime").rtsys.initialize(target)
        return self._files._load_overload(signature, target)

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep it for the next time, if that can be done."""
        with suppress(Exception):
            self._files.save_overload(signature, compiled)

    def flush(self) -> None:
        """Forget what is kept: Numba's ``recompile()`` wants that."""
        self._files.flush()


class _Labelled:
    """Numba's files, where each says itself which kernel it holds.

    Numba numbers them in an index that it does not lock: two processes that compile at once can give one number to a
    float32 and a float64 kernel, and whoever asks for the one is then handed the other.
    """

    def __init__(self, files: Any) -> None:
        self.files = files
        self.flush = files.flush

    def save(self, key: Any, data: Any) -> None:
        """Keep ``data`` with its key beside it."""
        self.files.save(key, (key, data))

    def load(self, key: Any) -> Any:
        """What was kept under ``key``; None where the file holds anything else."""
        found = self.files.load(key)
        return found[1] if found and found[0] == key else None


@cache
def _say_once() -> None:
    if os.environ.get("BPKIT_STATIC") == "1":
        return
    # In a notebook stderr looks like an error, and nbgrader takes marks off for it; a command's stdout is its result.
    stream = sys.stdout if "ipykernel" in sys.modules else sys.stderr
    stream.write("bpkit compiles its kernels: some seconds, once. They are kept on disk for the next time.\n")
    stream.flush()
