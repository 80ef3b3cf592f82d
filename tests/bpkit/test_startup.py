"""A fresh interpreter: what `import bpkit` brings along, what the first training says, and a cache in any state."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bpkit
from tests.marks import needs_numba

HEAVY = ("numba", "scipy", "pandas", "matplotlib", "ipywidgets", "anywidget", "tqdm")
TRAIN = """
import numpy as np
from bpkit.nn import MLP
from bpkit.train import fit
rng = np.random.default_rng(0)
X = rng.normal(size=(64, 3))
model = MLP([3, 4, 1])
fit(model, X, X[:, :1], epochs=2, progress=False)
print(model.parameters.sum().hex())
"""
BOTH_DTYPES = """
import numpy as np
from bpkit import kernels
for dtype in (np.float32, np.float64):
    w = np.linspace(0, 1, 5, dtype=dtype)
    kernels.sgd_update(w, w.copy(), 0.1)
    print(float(w.sum()).hex())
"""
ONE_KERNEL = """
import numpy as np
from bpkit import kernels
w = np.linspace(0, 1, 5)
kernels.sgd_update(w, w.copy(), 0.1)
print(w.sum().hex())
"""


def run(program: str, *arguments: str, **environment: str) -> tuple[str, str]:
    """Stdout and stderr of a fresh interpreter that must end well."""
    done = subprocess.run(
        [sys.executable, *arguments, "-c", program],
        env=os.environ | environment, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    "program",
    ["import bpkit", "import bpkit.engine, bpkit.ops, bpkit.nn, bpkit.optim, bpkit.gradcheck", "import bpkit.scalar"],
)
def test_a_fresh_import_holds_nothing_heavy(program: str) -> None:
    report = f"{program}\nimport sys, json; print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    assert json.loads(run(report)[0]) == []


# Each in an interpreter of its own, where nothing else has been imported.
ALONE = {
    "a Var computes": ("from bpkit.engine import Var; print(-(Var(3.0) * 2 - 1) / 2)", "Var(-2.5, div)"),
    "the ops come first": ("import bpkit.ops, bpkit.engine; print(bpkit.engine.OPS['exp'])", "Op(exp)"),
    "a replaced op is known": (
        "from bpkit.engine import overridden, use\nwith use(relu_backward=min): print(*overridden())",
        "relu_backward",
    ),
    "Var from the package": ("from bpkit import Var; print(1 + Var(3.0))", "Var(4, add)"),
    "Value from the package": ("import bpkit; print((bpkit.scalar.Value(2.0) * 4.0).data)", "8.0"),
    **{f"bpkit.{name}": (f"import bpkit; print(bpkit.{name}.__name__)", f"bpkit.{name}") for name in bpkit._MODULES},
}


@pytest.mark.parametrize(("program", "printed"), ALONE.values(), ids=list(ALONE))
def test_alone_in_a_fresh_interpreter(program: str, printed: str) -> None:
    assert run(program)[0].strip() == printed


def test_import_bpkit_brings_no_more_modules_than_numpy() -> None:
    """The figure itself, 1.25 times NumPy's time, is the bench's; this counts, and so cannot waver."""
    count = "import {}, sys; print(len(sys.modules))"
    ours, numpy = (int(run(count.format(name))[0]) for name in ("bpkit", "numpy"))
    assert ours <= numpy + 5


@needs_numba
def test_the_first_training_says_that_it_compiles_and_the_second_has_no_need_to(tmp_path: Path) -> None:
    first, said = run(TRAIN, NUMBA_CACHE_DIR=str(tmp_path), BPKIT_STATIC="0")
    assert said.count("bpkit compiles its kernels: some seconds, once.") == 1
    second, silent = run(TRAIN, NUMBA_CACHE_DIR=str(tmp_path), BPKIT_STATIC="0")
    assert (second, silent) == (first, "")


@needs_numba
def test_kernels_from_the_disk_need_none_of_what_compiling_needs(tmp_path: Path) -> None:
    """A tenth of a second at each first training; another Numba than those that were tried goes its own way."""
    import numba

    asks = TRAIN + "import sys; print('numba.core.typing.cffi_utils' in sys.modules)"
    run(TRAIN, NUMBA_CACHE_DIR=str(tmp_path))
    brought = run(asks, NUMBA_CACHE_DIR=str(tmp_path))[0].split()[-1]
    assert brought == str(not (0, 61) <= numba.version_info.short <= (0, 68))


@needs_numba
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_kernels_from_the_disk_compute_what_their_twins_do(tmp_path: Path) -> None:
    """All of them, in an interpreter that has compiled nothing."""
    for state in ("compiles", ""):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "tests/bpkit/test_kernels.py"],
            env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path), "BPKIT_STATIC": "0"},
            capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        assert ("compiles its kernels" in done.stdout + done.stderr) == bool(state)


CACHES = {
    "a file where the folder should be": lambda folder: (folder / "cache").write_text("not a folder"),
    "a folder full of nonsense": lambda folder: [
        file.write_bytes(b"\x80nonsense") for file in folder.rglob("*.nb?") if file.is_file()
    ],
    "truncated files": lambda folder: [file.write_bytes(file.read_bytes()[:50]) for file in folder.rglob("*.nb?")],
}


@needs_numba
@pytest.mark.parametrize("state", CACHES)
def test_a_cache_in_a_bad_state_costs_time_and_no_error(state: str, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    if state != "a file where the folder should be":
        run(ONE_KERNEL, NUMBA_CACHE_DIR=str(cache))
        assert list(cache.rglob("*.nbc"))
    CACHES[state](tmp_path)
    expected, _ = run(ONE_KERNEL)
    assert run(ONE_KERNEL, NUMBA_CACHE_DIR=str(cache))[0] == expected


@needs_numba
def test_two_kernels_under_one_another_s_number_are_compiled_anew(tmp_path: Path) -> None:
    """Numba does not lock its index: two processes that compile at once can leave the files so."""
    cache = {"NUMBA_CACHE_DIR": str(tmp_path), "BPKIT_STATIC": "0"}
    expected, _ = run(BOTH_DTYPES, **cache)
    one, other = tmp_path.rglob("*sgd_update*.nbc")
    for file, content in ((one, other.read_bytes()), (other, one.read_bytes())):
        file.write_bytes(content)
    found, said = run(BOTH_DTYPES, **cache)
    assert found == expected
    assert "compiles its kernels" in said
    again, silent = run(BOTH_DTYPES, **cache)
    assert (again, silent) == (expected, "")


@needs_numba
def test_a_cache_from_another_processor_is_left_alone(tmp_path: Path) -> None:
    """Compiled for a processor that every x86-64 or ARM is; the real one must then compile for itself."""
    other = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    run(ONE_KERNEL, NUMBA_CACHE_DIR=str(tmp_path), **other)
    theirs = {file.name: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nbc")}
    _, said = run(ONE_KERNEL, NUMBA_CACHE_DIR=str(tmp_path), BPKIT_STATIC="0")
    assert "compiles its kernels" in said
    left = {file.name: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nbc") if file.name in theirs}
    assert left == theirs
    _, silent = run(ONE_KERNEL, NUMBA_CACHE_DIR=str(tmp_path), BPKIT_STATIC="0", **other)
    assert silent == ""


def test_a_broken_numba_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "numba.py").write_text("raise SystemError('built for another Python')")
    program = "import bpkit; print(bpkit.BACKEND)" + TRAIN
    backend, parameters = run(program, PYTHONPATH=str(tmp_path))[0].split()
    assert backend == "numpy"
    assert float.fromhex(parameters) == pytest.approx(float.fromhex(run(TRAIN)[0]), rel=1e-9)
