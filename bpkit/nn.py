"""The multilayer perceptron: all its parameters in one flat vector, its layers views into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bpkit import ops
from bpkit.engine import Array
from bpkit.inputs import check_features


def he_std(fan_in: int) -> float:
    """``√(2 / fan_in)``: keeps the size of a signal through ReLU layers, which cut half of it.

    Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", arXiv:1502.01852, section 2.2.
    """
    return float(np.sqrt(2 / fan_in))


def xavier_std(fan_in: int, fan_out: int) -> float:
    """``√(2 / (fan_in + fan_out))``: a compromise between the way forward and the way back.

    Source: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010, section 4.2.
    """
    return float(np.sqrt(2 / (fan_in + fan_out)))


def small_std(fan_in: int, fan_out: int) -> float:
    """0.1 whatever the layer: the "small random weights" of the first lessons."""
    return 0.1


INITIALISATIONS: dict[str, Callable[[int, int], float]] = {
    "he": lambda fan_in, fan_out: he_std(fan_in),
    "xavier": xavier_std,
    "small": small_std,
}


class MLP:
    """``A ← max(A W + b, 0)`` layer by layer, and no ReLU after the last.

    Parameters
    ----------
    sizes : widths of the layers, input first, output last; at least two
    rng : generator or seed for the weights; biases start at 0
    dtype : float64 (exact comparisons) or float32 (speed)
    init : ``"he"``, ``"xavier"`` or ``"small"`` (standard deviation 0.1)

    Attributes
    ----------
    parameters : flat vector, per layer W row by row, then b
    layers : ``[(W, b), …]``, views: writing into W changes ``parameters``

    Raises
    ------
    ValueError
        For sizes, a dtype or an initialisation that make no network.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        rng: np.random.Generator | int = 0,
        dtype: Any = np.float64,
        init: str = "he",
    ) -> None:
        self.sizes = _check_sizes(sizes)
        try:
            self.dtype = np.dtype(dtype)
        except TypeError:
            raise ValueError(f"MLP: dtype is {dtype!r:.60}; use float32 or float64") from None
        if self.dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
            raise ValueError(f"MLP: dtype is {self.dtype}; use float32 or float64")
        if init not in INITIALISATIONS:
            raise ValueError(f"MLP: init is {init!r}; it is one of {', '.join(INITIALISATIONS)}")
        pairs = list(zip(self.sizes, self.sizes[1:], strict=False))
        self.parameters = np.zeros(sum(d * m + m for d, m in pairs), dtype=self.dtype)
        generator = np.random.default_rng(rng)
        for W, _ in self.layers:
            W[:] = generator.normal(0.0, INITIALISATIONS[init](*W.shape), W.shape)

    @classmethod
    def from_layers(cls, layers: Sequence[tuple[Array, Array]], dtype: Any = np.float64) -> MLP:
        """The network with these ``[(W, b), …]``, copied: W (D, M), b (M,), each D the M before it."""
        shapes = [np.shape(W) for W, _ in layers]
        if not shapes or any(len(shape) != 2 for shape in shapes):
            raise ValueError(f"from_layers: the W have shapes {shapes}; at least one, all matrices")
        model = cls([shapes[0][0], *(shape[1] for shape in shapes)], dtype=dtype)
        for number, ((W, b), (own_W, own_b)) in enumerate(zip(layers, model.layers, strict=True)):
            if np.shape(W) != own_W.shape or np.shape(b) != own_b.shape:
                raise ValueError(
                    f"from_layers: layer {number} has W {np.shape(W)} and b {np.shape(b)}; "
                    f"after the layers before it they need {own_W.shape} and {own_b.shape}"
                )
            own_W[:], own_b[:] = W, b
        return model

    @property
    def layers(self) -> list[tuple[Array, Array]]:
        """``[(W, b), …]``, views into ``parameters``."""
        views, start = [], 0
        for d, m in zip(self.sizes, self.sizes[1:], strict=False):
            W = self.parameters[start : start + d * m].reshape(d, m)
            start += d * m
            views.append((W, self.parameters[start : start + m]))
            start += m
        return views

    def predict(self, X: Array) -> Array:
        """The output, (N, sizes[-1]), for X (N, sizes[0]), in the unit of the target it was trained on."""
        A = check_features("predict", X, self.sizes[0], self.dtype)
        *hidden, (W, b) = self.layers
        for hidden_W, hidden_b in hidden:
            A = ops.relu(ops.affine(A, hidden_W, hidden_b))
        return ops.affine(A, W, b)

    def copy(self) -> MLP:
        """A network with the same parameters and no shared memory."""
        return MLP.from_layers(self.layers, dtype=self.dtype)

    def __repr__(self) -> str:
        return f"MLP({'-'.join(map(str, self.sizes))}, {self.parameters.size} parameters, {self.dtype})"


def _check_sizes(sizes: Any) -> tuple[int, ...]:
    widths = tuple(sizes) if np.iterable(sizes) else (sizes,)
    if len(widths) < 2 or not all(isinstance(width, (int, np.integer)) and width >= 1 for width in widths):
        raise ValueError(
            f"MLP: sizes are {list(widths)}; give whole numbers of at least 1, at least an input and an output"
        )
    return tuple(int(width) for width in widths)
