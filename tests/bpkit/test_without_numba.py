"""The same tests where Numba cannot be imported, as in a browser's Python: everything runs on the NumPy twins.

`make test` runs the files below that are about kernels; `make test-all` (mark `slow`) all of bpkit's and the
autograder's; and `make test-without-numba` all that `make test` runs, but for the set-up's and the doctor's.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
NO_NUMBA = Path(__file__).parent / "no_numba"  # a folder whose numba.py says that there is none
ABOUT_KERNELS = ["test_kernels.py", "test_startup.py", "test_optim.py", "test_nn.py"]
ABOUT_NUMBA = ["test_without_numba.py", "test_diagnosis.py"]  # the doctor rightly misses it


def run(*arguments: str) -> tuple[str, str]:
    """Stdout and stderr of Python without Numba."""
    path = os.pathsep.join([str(NO_NUMBA), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": path, "BPKIT_TEST_SEEDS": "2"},
        capture_output=True, text=True, check=False, cwd=TESTS.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    return done.stdout, done.stderr


def outcome_of(*where: Path | str) -> str:
    """Run these; the last line of what pytest says."""
    ignored = [f"--ignore={TESTS / 'bpkit' / name}" for name in ABOUT_NUMBA]
    said, _ = run("-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, where), *ignored)
    return said.strip().splitlines()[-1]


def test_there_is_no_numba_there() -> None:
    assert run("-c", "import bpkit; print(bpkit.BACKEND)")[0].strip() == "numpy"
    with pytest.raises(AssertionError, match="No module named 'numba'"):
        run("-c", "import numba")


def test_the_kernels_tests() -> None:
    assert "passed" in outcome_of(*[TESTS / "bpkit" / name for name in ABOUT_KERNELS])


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_all_of_bpkits_tests() -> None:
    assert "passed" in outcome_of(TESTS / "bpkit")


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_all_of_the_autograders_tests() -> None:
    assert "passed" in outcome_of(TESTS / "autograder")
