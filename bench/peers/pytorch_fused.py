"""PyTorch with its fused Adam: one C++ loop over all parameters."""

from __future__ import annotations

from bench.peers import pytorch

NAME = "PyTorch fused"


class Trainer(pytorch.Trainer):
    """The same, but for the optimiser."""

    fused = True
