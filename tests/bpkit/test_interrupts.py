"""Ctrl-C where it would be lost: postponed, and never forgotten."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from bpkit.interrupts import interrupts_postponed
from tests.marks import needs_numba

# The first training on this machine, interrupted while the kernel of `affine` is being compiled, inside a callback
# from C: what is raised there is printed and forgotten.
WHILE_COMPILING = """
import ctypes, signal
import numpy as np
from bpkit import compiling
from bpkit.nn import MLP
from bpkit.train import fit

def from_c():
    ctypes.CFUNCTYPE(None)(lambda: signal.raise_signal(signal.SIGINT))()

compiling._say_once = from_c
rng = np.random.default_rng(0)
X = rng.normal(size=(64, 3))
history = fit(MLP([3, 4, 1]), X, X[:, :1], epochs=1000, progress=False)
print(history.stopped, len(history.train))
"""


def from_c(work: Any) -> None:
    """Call it back from C, as LLVM calls Numba back."""
    ctypes.CFUNCTYPE(None)(work)()


def ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


def test_it_comes_at_the_end() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), interrupts_postponed():  # noqa: PT012
        from_c(ctrl_c)
        done.append("the rest of the work")
    assert done == ["the rest of the work"]
    with pytest.raises(KeyboardInterrupt):
        ctrl_c()


def test_one_inside_another_leaves_it_to_the_outer() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), interrupts_postponed():  # noqa: PT012
        with interrupts_postponed():
            from_c(ctrl_c)
        done.append("the outer one's rest")
    assert done == ["the outer one's rest"]


def test_without_one_nothing_happens_and_an_error_passes() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interrupts_postponed():
        pass
    with pytest.raises(ZeroDivisionError), interrupts_postponed():
        1 / 0  # noqa: B018
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_may_use_it() -> None:
    done: list[str] = []

    def work() -> None:
        with interrupts_postponed():
            done.append("worked")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == ["worked"]


@needs_numba
def test_it_is_not_lost_while_kernels_are_compiled(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHILE_COMPILING],
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("interrupted 0\n", "")
