"""What the doctor asks about the machine: does Numba compile, can files be written, threads and memory."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ENOUGH_MEMORY = 500e6  # bytes; a kernel with the house network, its figures and Numba takes about 300e6


@dataclass(frozen=True)
class Finding:
    """The answer to one question; ``remedy`` is empty where nothing is wrong."""

    subject: str
    detail: str
    remedy: str = ""

    def __str__(self) -> str:
        if not self.remedy:
            return f"ok       {self.subject}: {self.detail}"
        return f"PROBLEM  {self.subject}: {self.detail}\n         -> {self.remedy}"


def numba_compiles() -> Finding:
    """Compile one function and run it."""
    if sys.platform == "emscripten":
        return Finding("Numba", "not in a browser; the NumPy kernels run, some ten times slower")
    began = time.perf_counter()
    try:
        import numba

        compiled = numba.njit(lambda x: x * x)(3.0)
    except Exception as error:  # a broken Numba raises anything from ImportError to SystemError
        remedy = "the course runs without it, slower; to repair it: delete .venv, then make lab"
        return Finding("Numba", f"does not compile: {type(error).__name__}: {error}", remedy)
    if compiled != 9.0:
        return Finding("Numba", f"compiles wrongly: 3 x 3 = {compiled}", "delete .venv, then make lab")
    return Finding("Numba", f"{numba.__version__} compiled a function in {time.perf_counter() - began:.1f} s")


def disk_is_writable() -> Finding:
    """Numba keeps compiled kernels beside bpkit or in NUMBA_CACHE_DIR; the learner's folder holds mine/."""
    cache = Path(os.environ.get("NUMBA_CACHE_DIR") or Path(__file__).resolve().parent / "__pycache__")
    if not _writable(cache):
        remedy = "set NUMBA_CACHE_DIR to a folder of yours; until then kernels are compiled anew in every session"
        return Finding("disk", f"{cache} cannot be written", remedy)
    if not _writable(Path.cwd()):
        return Finding(
            "disk",
            f"{Path.cwd()} cannot be written",
            "copy your lessons to a folder of yours and start there",
        )
    return Finding("disk", f"{Path.cwd()} and the kernels' cache can be written")


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"1")
    except OSError:
        return False
    return True


def blas_threads() -> Finding:
    """More BLAS threads than cores wait for each other."""
    import numpy as np
    from threadpoolctl import threadpool_info

    np.dot(np.ones((2, 2)), np.ones((2, 2)))  # some libraries are loaded at the first product only
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    libraries = [library for library in threadpool_info() if library["user_api"] == "blas"]
    text = ", ".join(f"{lib['internal_api']} {lib['version']}, {lib['num_threads']} threads" for lib in libraries)
    detail = f"{text or 'not recognised'} on {cores} cores"
    if any(library["num_threads"] > cores for library in libraries):
        return Finding("BLAS", detail, f"set OPENBLAS_NUM_THREADS={cores} before you start JupyterLab")
    return Finding("BLAS", detail)


def memory_left() -> Finding:
    """What is left on the machine or, where that is less, in the container."""
    try:
        import psutil
    except ImportError:
        return Finding("memory", "cannot be told without psutil")
    free = min([float(psutil.virtual_memory().available), *_left_in_container()])
    if free < ENOUGH_MEMORY:
        return Finding("memory", f"{free / 1e6:.0f} MB free", "close programs, or Kernel > Shut Down All Kernels")
    return Finding("memory", f"{free / 1e9:.1f} GB free")


def _left_in_container() -> list[float]:
    """Bytes below the limit of cgroup version 2 or 1; no entry where there is no limit.

    Cached file pages count as used there, though they are given back when someone needs the memory.
    """
    versions = (
        ("memory.max", "memory.current", "memory.stat", "inactive_file"),
        (
            "memory/memory.limit_in_bytes",
            "memory/memory.usage_in_bytes",
            "memory/memory.stat",
            "total_inactive_file",
        ),
    )
    left = []
    for *names, cached in versions:
        try:
            limit, usage, statistics = [(Path("/sys/fs/cgroup") / name).read_text() for name in names]
        except OSError:
            continue
        given_back = dict(line.split() for line in statistics.splitlines()).get(cached, "0")
        if limit.strip() != "max":
            left.append(float(limit) - float(usage) + float(given_back))
    return left
