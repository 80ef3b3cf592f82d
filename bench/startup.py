"""How long until something has run: fresh interpreters, from birth until the last line is done; not their funeral."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from statistics import median
from time import time

FIRST_EPOCH = """
import numpy as np
from bpkit.nn import MLP
from bpkit.train import fit
rng = np.random.default_rng(0)
X = rng.normal(size=(1760, 40)).astype(np.float32)
fit(MLP([40, 64, 64, 1], dtype=np.float32), X, X[:, :1], epochs=1, progress=False)
"""
PROGRAMS = {
    "import numpy": "import numpy",
    "import bpkit": "import bpkit",
    "import Numba and its BLAS": "import numba, scipy.linalg.cython_blas",
    "first epoch, warm": FIRST_EPOCH,
}


def run(program: str, cache: str) -> str:
    """Run it in a fresh interpreter, with kernels kept in this folder; returns what it printed."""
    environment = os.environ | {"NUMBA_CACHE_DIR": cache, "PYTHONWARNINGS": "error"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a learner's Python keeps its bytecode
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def until_done(program: str, cache: str) -> float:
    """Seconds from before the interpreter's start until its last line has run."""
    began = time()
    return float(run(f"{program}\nimport time; print(time.time())", cache)) - began


def seconds(runs: int) -> dict[str, float]:
    """Median seconds of each program, in turn; "first epoch, cold" has an empty cache, and happens once."""
    with tempfile.TemporaryDirectory() as cache:
        until_done("import numba, scipy.linalg.cython_blas", cache)  # the disk's own cache is warm for all of them
        cold = until_done(FIRST_EPOCH, cache)
        times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
        for _ in range(runs):
            for name, program in PROGRAMS.items():
                times[name].append(until_done(program, cache))
    return {name: median(seconds) for name, seconds in times.items()} | {"first epoch, cold": cold}
