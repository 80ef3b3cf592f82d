"""One module a peer. Each has ``NAME``, ``PACKAGE`` and ``class Trainer``, and is skipped where the package is missing.

``Trainer(work)`` gets ready; ``train(orders)`` goes once through the rows for every order in the list;
``layers()`` returns what was learnt. Each is written as the peer's own documentation would write it.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

MODULES = ("ours", "numpy_layers", "pytorch", "pytorch_fused", "jax_step", "jax_scan", "sklearn_mlp", "hips_autograd")


def found() -> tuple[dict[str, ModuleType], dict[str, str]]:
    """The peers that are installed, by name, and why each of the others is not here."""
    here, missing = {}, {}
    for module in MODULES:
        try:
            peer = import_module(f"bench.peers.{module}")
        except ImportError as error:
            missing[module] = str(error)
        else:
            here[peer.NAME] = peer
    return here, missing
