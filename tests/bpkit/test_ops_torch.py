"""Every op and a whole network against PyTorch, where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bpkit import Var, backward, ops
from bpkit.engine import OPS
from bpkit.gradcheck import relative_error
from tests.bpkit.op_cases import CASES, Case

torch = pytest.importorskip("torch", reason="PyTorch is not installed: a peer to compare with, never needed")

CLOSE = 1e-10
SAME: dict[str, Callable[..., Any]] = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "pow": torch.pow,
    "exp": torch.exp,
    "log": torch.log,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "matmul": torch.matmul,
    "affine": lambda X, W, b: torch.nn.functional.linear(X, W.T, b),
    "sum": lambda a, axis: torch.sum(a) if axis is None else torch.sum(a, dim=axis),
    "mean": lambda a, axis: torch.mean(a) if axis is None else torch.mean(a, dim=axis),
    "mse": torch.nn.functional.mse_loss,
    "cross_entropy": torch.nn.functional.cross_entropy,
    "layer_norm": lambda X, gain, shift: torch.nn.functional.layer_norm(X, gain.shape, gain, shift, eps=1e-5),
}


def test_every_op_has_a_peer() -> None:
    assert set(SAME) == {case.op for case in CASES}


def tensor(value: Any, differentiable: bool) -> Any:
    if differentiable:
        return torch.tensor(value, dtype=torch.float64, requires_grad=True)
    return torch.from_numpy(value) if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_op(case: Case, rng: np.random.Generator) -> None:
    op = OPS[case.op]
    inputs = case.inputs(rng)
    tensors = [tensor(value, yes) for value, yes in zip(inputs, op.differentiable, strict=True)]
    theirs = SAME[case.op](*tensors)
    output = op.forward(*inputs)
    assert relative_error(output, theirs.detach().numpy()) < CLOSE
    upstream = rng.normal(size=np.shape(output))
    theirs.backward(torch.tensor(upstream, dtype=torch.float64))
    expected = [each.grad.numpy() for each, yes in zip(tensors, op.differentiable, strict=True) if yes]
    for gradient, their_gradient in zip(op.pull_back(upstream, output, inputs), expected, strict=True):
        assert relative_error(gradient, their_gradient) < CLOSE


def test_relu_at_zero_and_the_extremes() -> None:
    x = np.array([-1000.0, 0.0, 1000.0])
    for name in ("relu", "sigmoid", "tanh"):
        theirs = torch.tensor(x, requires_grad=True)
        output = SAME[name](theirs)
        output.sum().backward()
        mine = OPS[name].forward(x)
        assert np.allclose(mine, output.detach().numpy(), rtol=0, atol=1e-15)
        assert np.allclose(OPS[name].pull_back(np.ones(3), mine, (x,))[0], theirs.grad.numpy(), rtol=0, atol=1e-15)


def test_a_network_whose_layers_share_weights(rng: np.random.Generator) -> None:
    """Reused nodes, a skip, a normalisation, a loss: every gradient of one graph."""
    X, labels = rng.normal(size=(6, 4)), np.arange(6) % 3
    arrays = [rng.normal(size=shape) for shape in ((4, 4), (4,), (4,), (4,), (4, 3), (3,))]

    W, b, gain, shift, V, c = nodes = [Var(array) for array in arrays]
    hidden = ops.relu(ops.affine(X, W, b))
    again = ops.layer_norm(ops.affine(hidden, W, b) + hidden, gain, shift)
    loss = ops.cross_entropy(ops.affine(ops.tanh(again), V, c), labels) + 0.1 * ops.sum(W * W)
    mine = backward(loss)

    t_W, t_b, t_gain, t_shift, t_V, t_c = tensors = [tensor(array, True) for array in arrays]
    t_hidden = torch.relu(torch.from_numpy(X) @ t_W + t_b)
    t_again = torch.nn.functional.layer_norm(t_hidden @ t_W + t_b + t_hidden, (4,), t_gain, t_shift, eps=1e-5)
    t_logits = torch.tanh(t_again) @ t_V + t_c
    t_loss = torch.nn.functional.cross_entropy(t_logits, torch.from_numpy(labels)) + 0.1 * (t_W * t_W).sum()
    t_loss.backward()

    assert relative_error(loss.data, t_loss.item()) < CLOSE
    for node, peer in zip(nodes, tensors, strict=True):
        assert relative_error(mine[node], peer.grad.numpy()) < CLOSE
