"""Ctrl-C at a moment when it would be lost."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def interrupts_postponed() -> Iterator[None]:
    """Ctrl-C that comes inside takes effect at the end.

    C code that calls Python back, as LLVM does while Numba compiles, cannot pass an exception on: a
    KeyboardInterrupt that is raised there is printed and forgotten. Signals come to the main thread alone, so that
    in another one this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before: Any = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
        if came:
            signal.raise_signal(signal.SIGINT)
