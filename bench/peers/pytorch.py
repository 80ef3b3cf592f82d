"""PyTorch, eager: nn.Sequential, MSELoss, optim.Adam."""

from __future__ import annotations

from typing import Any

import torch

from bench.work import Layers, Work

NAME = "PyTorch eager"


class Trainer:
    """The loop of PyTorch's tutorial."""

    fused = False

    def __init__(self, work: Work) -> None:
        torch.set_num_threads(1)
        self.size = work.batch_size
        self.X, self.Y = torch.from_numpy(work.X), torch.from_numpy(work.Y)
        self.affine = [torch.nn.Linear(*W.shape, dtype=self.X.dtype) for W, _ in work.layers]
        with torch.no_grad():
            for layer, (W, b) in zip(self.affine, work.layers, strict=True):
                layer.weight[:] = torch.from_numpy(W.T.copy())
                layer.bias[:] = torch.from_numpy(b)
        self.model = torch.nn.Sequential(*[part for layer in self.affine for part in (layer, torch.nn.ReLU())][:-1])
        adam = work.adam
        self.optimizer = torch.optim.Adam(
            self.model.parameters(),
            lr=adam["learning_rate"],
            betas=(adam["beta1"], adam["beta2"]),
            eps=adam["epsilon"],
            fused=self.fused,
        )
        self.loss = torch.nn.MSELoss()

    def train(self, orders: list[Any]) -> None:
        """Forward, loss, backward, step."""
        for order in orders:
            for rows in torch.from_numpy(order).split(self.size):
                self.optimizer.zero_grad()
                self.loss(self.model(self.X[rows]), self.Y[rows]).backward()
                self.optimizer.step()

    def layers(self) -> Layers:
        """What was learnt."""
        return [(layer.weight.detach().numpy().T, layer.bias.detach().numpy()) for layer in self.affine]
