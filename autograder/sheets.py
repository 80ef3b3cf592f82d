r"""What the pages of mistakes say of each exercise: its formula, and an example small enough to follow by hand.

G is the upstream gradient, Y the output that was computed on the way forward. No number is written down here: what an
example gives is asked of the functions themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.graphs import Graph
from autograder.sending import Callback, Out, Seeded
from bpkit import ops

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Sheet:
    """``formula`` is LaTeX; ``example`` are arguments, told by ``label`` where they do not speak for themselves."""

    formula: str
    example: tuple[Any, ...] = ()
    label: str = ""


def _a(*rows: Any) -> Array:
    return np.array(rows, dtype=float)


def _minus_cube(x: Any) -> Any:
    return -x * x * x  # no power and no sine: the same bits on every machine, however small the difference


def _forgetful(upstream: Array, output: Array, x: Array) -> Array:
    return 2 * x


X, W, B = _a([1, 2], [3, -1], [0, 1]), _a([2, 1], [-1, 3]), _a(1, -2)
G = _a([1, -1], [2, 0], [-2, 3])
NETWORK = [(_a([1, -1], [2, 1]), _a(0, 1)), (_a([2], [-3]), _a(1))]
FORWARD = [(_a([1, 1], [2, 0]), _a([3, 1], [2, -1])), (_a([3, 1], [2, 0]), _a([4], [5]))]
LAYERS = [(_a([3, 0], [0, 0]), _a(0, 4)), (_a([12], [0]), _a(0))]
# leaf 0 → node 1 → node 2 → root 3, and 1 → 3 directly
GRAPH = Graph(((), (0,), (1,), (1, 2)), ((), (2.0,), (3.0,), (5.0, 7.0)))
ON_GRAPH = "nodes 0 → 1 → 2 → 3 and a second edge 1 → 3; node 3 is the root"
PREDICTION, TARGET = _a([1, 2], [3, 4], [5, 7]), _a([0, 2], [1, 5], [5, 3])
LOGITS, LABELS = _a([0, 1, 2], [3, 1, 1]), np.array([2, 1])
NORM = _a([1, 2, 6], [0, 4, 2]), _a(1, 2, -1), _a(0, 1, 3)

SHEETS = {
    "chain_rates": Sheet(r"r = r_1 \cdot r_2 \cdots r_k = \prod_i r_i", ([2.0, 4.0, 3.0],)),
    "total_derivative": Sheet(r"\frac{dz}{dx} = \sum_{\mathrm{paths}} \prod_i r_i", ([[8.0, 0.25], [2.0, 0.5, 3.0]],)),
    "numerical_derivative": Sheet(
        r"f'(x) \approx \frac{f(x + h) - f(x - h)}{2 h}",
        (Callback(_minus_cube), 2.0, 0.1),
        "f(x) = −x³, x = 2, h = 0.1",
    ),
    "compose_derivative": Sheet(
        r"\frac{d x_k}{d x_0} = \prod_i f_i'(x_{i-1}), \quad x_i = f_i(x_{i-1})",
        (
            [Callback(lambda x: x * x), Callback(lambda x: 3 * x + x * x)],
            [Callback(lambda x: 2 * x), Callback(lambda x: 3 + 2 * x)],
            2.0,
        ),
        "first x², then 3x + x², at x = 2",
    ),
    "add_backward": Sheet(r"d_a = G, \quad d_b = G", (3.0, 7.0, 2.0, 5.0)),
    "mul_backward": Sheet(r"d_a = G b, \quad d_b = G a", (3.0, 10.0, 2.0, 5.0)),
    "pow_backward": Sheet(r"d_a = G n a^{n - 1}", (5.0, 8.0, 2.0, 3)),
    "exp_backward": Sheet(r"d_a = G e^a = G Y", (3.0, float(np.exp(2.0)), 2.0)),
    "topological_order": Sheet(
        r"p \in \mathrm{parents}(n) \Rightarrow p \mathrm{\ stands\ before\ } n, \quad \mathrm{every\ node\ once}",
        (GRAPH,),
        ON_GRAPH,
    ),
    "backprop": Sheet(
        r"d_{\mathrm{root}} = \mathrm{seed}, \quad "
        r"d_p = \sum_{n \mathrm{\ uses\ } p} d_n \frac{\partial n}{\partial p}",
        (GRAPH,),
        f"{ON_GRAPH}. Slopes: 2 (0 → 1), 3 (1 → 2), 5 (1 → 3), 7 (2 → 3)",
    ),
    "mse": Sheet(r"L = \frac{1}{n} \sum_i (p_i - t_i)^2", (PREDICTION, TARGET)),
    "mse_backward": Sheet(r"d_{p_i} = G \frac{2}{n} (p_i - t_i)", (3.0, 11 / 3, PREDICTION, TARGET)),
    "softmax": Sheet(
        r"p_k = \frac{e^{z_k - m}}{\sum_j e^{z_j - m}}, \quad m = \max_j z_j \mathrm{\ of\ the\ row}",
        (LOGITS,),
    ),
    "negative_log_likelihood": Sheet(r"L = -\ln p_{\mathrm{label}}", (_a(0.25, 0.125, 0.625), 1)),
    "gradient_step": Sheet(r"w \leftarrow w - \eta g", (_a(3, -1), _a(4, 2), 0.5)),
    "minimise": Sheet(
        r"w \leftarrow w - \eta L'(w) \quad \mathrm{until} \quad |L_k - L_{k-1}| < \mathrm{tolerance}",
        (Callback(lambda w: 5 + w * w), Callback(lambda w: 2 * w), 2.0, 0.25, 3),
        "L(w) = 5 + w², from w = 2 with η = 0.25, at most 3 steps",
    ),
    "relu": Sheet(r"y = \max(x, 0)", (_a(-2, 0, 3),)),
    "relu_backward": Sheet(
        r"d_x = G \quad \mathrm{where} \quad x > 0, \quad \mathrm{else} \quad 0",
        (_a(5, 7, -4), _a(0, 0, 3), _a(-2, 0, 3)),
    ),
    "sigmoid": Sheet(r"\sigma(x) = \frac{1}{1 + e^{-x}}", (_a(-2, 0, 3),)),
    "sigmoid_backward": Sheet(r"d_x = G Y (1 - Y)", (_a(8, -4), _a(0.5, 0.75), _a(0, np.log(3)))),
    "tanh_backward": Sheet(r"d_x = G (1 - Y^2)", (_a(8, -4), _a(0, 0.5), _a(0, np.arctanh(0.5)))),
    "train_neuron": Sheet(
        r"L = \frac{1}{N} \sum_n (\sigma(w x_n + b) - y_n)^2, \quad "
        r"w \leftarrow w - \eta \frac{\partial L}{\partial w}, \quad "
        r"b \leftarrow b - \eta \frac{\partial L}{\partial b}",
        (_a(-1, 0, 2), _a(0, 1, 1), 0.5, 0.25, 2.0, 2),
    ),
    "affine": Sheet(r"Y = X W + b", (X, W, B)),
    "affine_backward": Sheet(r"dX = G W^T, \quad dW = X^T G, \quad db = \sum_n G_n", (G, X @ W + B, X, W, B)),
    "unbroadcast": Sheet(
        r"d_i = \sum_j G_j \quad \mathrm{over\ all\ entries\ } j \mathrm{\ that\ were\ made\ from\ entry\ } i",
        (_a([[1, 2], [3, 4], [5, 6]], [[1, 0], [0, 1], [1, 1]]), (3, 1)),
    ),
    "numerical_gradient": Sheet(
        r"\frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2 h}",
        (Callback(lambda x: float(-x[0] * x[0] * x[0] + 2 * x[0] * x[1])), _a(2, 1), 0.1),
        "f(x) = −x₀³ + 2 x₀ x₁, x = [2, 1], h = 0.1",
    ),
    "relative_error": Sheet(r"\frac{\max |a - b|}{\max(\max |a|, \max |b|, 10^{-12})}", (_a(2, -4, 1), _a(2, -3, 1))),
    "gradient_check": Sheet(
        r"\mathrm{error}(d_i, \nabla_i \sum U \cdot \mathrm{forward}) \leq \mathrm{tolerance}, "
        r"\quad U \mathrm{\ random}, \quad \mathrm{for\ every\ input\ } i",
        (Callback(lambda x: x * x, "forward"), Callback(_forgetful, "backward"), (_a([1, 2], [3, -1]),), Seeded(1)),
        "the square of a matrix, and a backward function that ignores its upstream gradient",
    ),
    "cross_entropy": Sheet(
        r"L = -\frac{1}{N} \sum_n \ln p_{n, \mathrm{label}_n}, \quad p_n = \mathrm{softmax}(z_n)",
        (LOGITS, LABELS),
    ),
    "cross_entropy_backward": Sheet(
        r"d_z = \frac{G}{N} (p - \mathrm{onehot}(\mathrm{labels})), \quad p_n = \mathrm{softmax}(z_n)",
        (4.0, ops.cross_entropy.forward(LOGITS, LABELS), LOGITS, LABELS),
    ),
    "init_parameters": Sheet(
        r"W_{ij} \sim N(0, \mathrm{scale}^2), \quad b_j = 0", ([2, 2, 1], Seeded(1)), "widths 2-2-1"
    ),
    "mlp_forward": Sheet(
        r"Z_k = A_k W_k + b_k, \quad A_{k+1} = \max(Z_k, 0), \quad \mathrm{prediction} = Z_{\mathrm{last}}",
        (NETWORK, _a([1, 1], [2, 0])),
    ),
    "mlp_backward": Sheet(
        r"dW_k = A_k^T G_k, \quad db_k = \sum_n G_{k,n}, \quad G_{k-1} = G_k W_k^T \mathrm{\ where\ } Z_{k-1} > 0, "
        r"\mathrm{\ else\ } 0",
        (NETWORK, FORWARD, _a([1], [2])),
    ),
    "split_rows": Sheet(
        r"\mathrm{size}_i = \lfloor f_i n \rfloor, \quad \mathrm{the\ last\ part\ takes\ the\ rest}",
        (13, (0.6, 0.2, 0.2), Seeded(1)),
        "13 rows in parts of 0.6, 0.2 and 0.2",
    ),
    "fit_scaler": Sheet(
        r"\mu_d = \frac{1}{N} \sum_n X_{nd}, \quad \sigma_d = \sqrt{\frac{1}{N} \sum_n (X_{nd} - \mu_d)^2}, "
        r"\quad \sigma_d = 1 \mathrm{\ where\ column\ } d \mathrm{\ is\ constant}",
        (_a([1, 10], [2, 10], [6, 10]),),
    ),
    "apply_scaler": Sheet(r"(X_{nd} - \mu_d) / \sigma_d", (_a([1, 10], [3, 30], [8, 20]), _a(2, 20), _a(0.5, 10))),
    "one_hot": Sheet(
        r"Y_{nk} = 1 \mathrm{\ where\ category\ } n \mathrm{\ is\ level\ } k, \mathrm{\ else\ } 0",
        (np.array(["Sawyer", "Edwards", "Sawyer"]), np.array(["Sawyer", "Gilbert", "Edwards"])),
    ),
    "to_dollars": Sheet(r"\mathrm{price} = e^{z \cdot \mathrm{std} + \mathrm{mean}}", (_a(0, 1, -2), 12.0, 0.5)),
    "minibatches": Sheet(
        r"\lceil n / B \rceil \mathrm{\ batches\ of\ one\ random\ order\ of\ } 0, 1, \ldots, n - 1",
        (13, 5, Seeded(1)),
        "13 rows in batches of 5",
    ),
    "train": Sheet(
        r"\theta \leftarrow \theta - \eta \frac{\partial L_{\mathrm{batch}}}{\partial \theta}, \quad "
        r"\mathrm{returned:\ } \theta \mathrm{\ of\ the\ epoch\ with\ the\ lowest\ validation\ loss}",
    ),
    "evaluate": Sheet(r"\sqrt{\frac{1}{n} \sum_i (p_i - y_i)^2}", (NETWORK, _a([1, 1], [2, 0]), _a([4], [2]))),
    "momentum_step": Sheet(
        r"v \leftarrow \beta v + g, \quad w \leftarrow w - \eta v", (_a(3, -1), _a(4, 2), _a(10, -20), 0.5, 0.8)
    ),
    "rmsprop_step": Sheet(
        r"s \leftarrow \beta s + (1 - \beta) g^2, \quad w \leftarrow w - \frac{\eta g}{\sqrt{s} + \varepsilon}",
        (_a(3, -1), _a(4, 2), _a(9, 1), 0.5, 0.75, 0.1),
    ),
    "adam_step": Sheet(
        r"t \leftarrow t + 1, \quad m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad "
        r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad "
        r"w \leftarrow w - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}",
        (_a(3, -1), _a(4, 2), (_a(1, -2), _a(9, 1), 1), 0.5, 0.5, 0.75, 0.1),
    ),
    "decayed_rate": Sheet(r"\eta = \eta_0 \cdot 0.5^{\mathrm{epoch} / \mathrm{half\ life}}", (0.8, 15, 10)),
    "xavier_std": Sheet(r"\sqrt{\frac{2}{\mathrm{fan}_{in} + \mathrm{fan}_{out}}}", (12, 20)),
    "he_std": Sheet(r"\sqrt{\frac{2}{\mathrm{fan}_{in}}}", (8,)),
    "gradient_norms": Sheet(r"\mathrm{norm}_k = \sqrt{\sum dW_k^2 + \sum db_k^2}", (LAYERS,)),
    "clip_by_global_norm": Sheet(
        r"g \leftarrow g \cdot \min(1, \frac{\mathrm{max\ norm}}{\mathrm{norm}}), \quad "
        r"\mathrm{norm} = \sqrt{\sum_{\mathrm{layers}} \mathrm{norm}_k^2}",
        (LAYERS, 6.5),
    ),
    "layer_norm": Sheet(
        r"y = \mathrm{gain} \cdot z + \mathrm{shift}, \quad z = \frac{x - \mu}{\sqrt{\mathrm{var} + 10^{-5}}} "
        r"\quad \mathrm{row\ by\ row}",
        NORM,
    ),
    "layer_norm_backward": Sheet(
        r"dX = \frac{1}{s} (H - \overline{H} - Z \overline{H Z}), \quad H = G \cdot \mathrm{gain}, \quad "
        r"Z = (X - \mu) / s, \quad s = \sqrt{\mathrm{var} + 10^{-5}}, \quad "
        r"d\mathrm{gain} = \sum_n G_n Z_n, \quad d\mathrm{shift} = \sum_n G_n",
        (_a([1, -1, 2], [0, 3, 1]), ops.layer_norm.forward(*NORM), *NORM),
    ),
    "matmul_kernel": Sheet(r"\mathrm{out}_{ij} = \sum_k A_{ik} B_{kj}", (X, W, Out((3, 2)))),
    "relu_backward_kernel": Sheet(
        r"\mathrm{out}_{ij} = G_{ij} \mathrm{\ where\ } x_{ij} > 0, \mathrm{\ else\ } 0",
        (_a([5, 7], [-4, 2]), _a([-2, 0], [3, 1]), Out((2, 2))),
    ),
    "affine_relu_kernel": Sheet(r"\mathrm{out} = \max(X W + b, 0)", (X, W, B, Out((3, 2)))),
    "build_and_train": Sheet(
        r"\sqrt{\frac{1}{n} \sum_i (\ln \hat{p}_i - \ln p_i)^2} \leq 0.150 \quad "
        r"\mathrm{on\ new\ houses,\ mean\ of\ 5\ seeds}"
    ),
}
