"""Which kernels run: Numba's, or their NumPy twins."""

from __future__ import annotations

from functools import cache
from typing import Literal


@cache
def backend() -> Literal["numba", "numpy"]:
    """``"numba"`` where Numba really imports, ``"numpy"`` where it is missing or broken.

    A broken installation raises anything from ImportError to SystemError, so every exception counts
    as "none": the twins give the same numbers, only later.
    """
    try:
        import numba  # noqa: F401
    except Exception:
        return "numpy"
    return "numba"
