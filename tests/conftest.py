"""What every test may use."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import numpy as np
import pytest

os.environ.setdefault("MPLBACKEND", "agg")  # pictures without a screen
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background: the tests send Ctrl-C themselves
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def rng() -> np.random.Generator:
    """The same numbers in every run and in every order of the tests."""
    return np.random.default_rng(20261122)


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
