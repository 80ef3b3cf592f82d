"""bpkit: the small library under the backpropagation course.

``import bpkit`` costs what NumPy costs; everything heavier is imported when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bpkit.backend import backend as _backend
    from bpkit.engine import Op, Var, backward, topological_order, unbroadcast, use
    from bpkit.standing import progress

    BACKEND = _backend()

__version__ = "0.1.0"

_HOME = {
    "Op": "engine",
    "Var": "engine",
    "backward": "engine",
    "progress": "standing",
    "topological_order": "engine",
    "unbroadcast": "engine",
    "use": "engine",
}
_MODULES = ("engine", "explore", "gradcheck", "houses", "mine", "nn", "ops", "optim", "plots", "scalar", "train")

__all__ = ["BACKEND", "Op", "Var", "__version__", "backward", "progress", "topological_order", "unbroadcast", "use"]


def __getattr__(name: str) -> Any:
    """Import a submodule, or the one that holds ``name``, when it is first asked for."""
    if name == "BACKEND":
        from bpkit.backend import backend

        return backend()
    if name in _HOME:
        return getattr(importlib.import_module(f"bpkit.{_HOME[name]}"), name)
    if name in _MODULES:
        return importlib.import_module(f"bpkit.{name}")
    raise AttributeError(f"bpkit has no {name!r}; it has {', '.join([*__all__, *_MODULES])}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_MODULES])
