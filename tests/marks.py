"""Marks that several folders of tests use."""

from __future__ import annotations

import pytest

from bpkit import BACKEND

needs_numba = pytest.mark.skipif(BACKEND == "numpy", reason="about compiled kernels, and Numba is not there")
