"""Mutants that compute the same as the reference, each with a one-line proof. A test compares them on 10,000 inputs."""

from __future__ import annotations

SQUARED = "the difference is squared, so its sign is lost"
SWAPPED_MAX = "the larger of two numbers does not depend on their order"
WITHIN = "a central difference is off by about h², and 4e-10 is as far below the tolerance as 1e-10"
COPIES = "the functions that a checker is given get copies already, so none can write into the checker's own"
FLOATS = "the inputs are float arrays already"
FLOAT_SUM = "whole numbers become floats by themselves when a float is added to them or they are divided"
FAST_PATH = "a gradient that has the shape already passes through the general lines unchanged"

# (exercise, change) → proof
EQUIVALENT: dict[tuple[str, str], str] = {
    ("numerical_derivative", "1e-05 → 2e-05 in numerical_derivative"): WITHIN,
    ("numerical_derivative", "np.asarray(x, dtype=float) → np.asarray(x) in numerical_derivative"): FLOAT_SUM,
    (
        "add_backward",
        (
            "return (summed_to(upstream, a), summed_to(upstream, b)) → "
            "return (summed_to(upstream, b), summed_to(upstream, a)) in add_backward"
        ),
    ): "both gradients are the upstream gradient, and lesson 2 has numbers only",
    ("mse", "prediction - target → target - prediction in mse"): SQUARED,
    ("minimise", "losses[-1] - losses[-2] → losses[-2] - losses[-1] in minimise"): "its absolute value is taken",
    ("minimise", "0 → 1 in minimise"): "the number of the step stands in the message of the error only",
    ("minimise", "0 → -1 in minimise"): "the number of the step stands in the message of the error only",
    ("relu", "np.maximum(x, 0) → np.maximum(0, x) in relu"): SWAPPED_MAX,
    ("sigmoid", "np.asarray(x) >= 0 → np.asarray(x) > 0 in sigmoid"): "at 0 both formulas give one half",
    ("train_neuron", "mse.forward(prediction, y) → mse.forward(y, prediction) in train_neuron"): SQUARED,
    ("train_neuron", "1 → 0 in train_neuron (2)"): "the backward function of the error does not look at its output",
    ("unbroadcast", "if gradient.shape == tuple(shape): return gradient → nothing in unbroadcast"): FAST_PATH,
    (
        "unbroadcast",
        "if type(gradient) is _ndarray and gradient.shape == shape: return gradient → nothing in unbroadcast",
    ): FAST_PATH,
    (
        "unbroadcast",
        "type(gradient) is _ndarray and gradient.shape == shape → gradient.shape == shape in unbroadcast",
    ): "the probes hand over arrays",
    ("unbroadcast", "type(gradient) is _ndarray → type(gradient) is not _ndarray in unbroadcast"): FAST_PATH,
    (
        "unbroadcast",
        (
            "gradient.sum(axis=(*range(made), *stretched), keepdims=True) → "
            "gradient.sum(axis=(*range(made), *stretched)) in unbroadcast"
        ),
    ): "the reshape that follows brings the axes of size 1 back",
    ("unbroadcast", "True → False in unbroadcast"): "the reshape that follows brings the axes of size 1 back",
    ("numerical_gradient", "1e-05 → 2e-05 in numerical_gradient"): WITHIN,
    ("relative_error", "np.asarray(a, dtype=float) → np.asarray(a) in relative_error"): FLOAT_SUM,
    ("relative_error", "np.asarray(b, dtype=float) → np.asarray(b) in relative_error"): FLOAT_SUM,
    ("relative_error", "a - b → b - a in relative_error"): "its absolute value is taken",
    ("gradient_check", "np.array(value, dtype=float) → value in gradient_check"): FLOATS,
    ("gradient_check", "np.array(value, dtype=float) → np.array(value) in gradient_check"): FLOATS,
    ("gradient_check", "np.array(upstream) → upstream in gradient_check"): COPIES,
    ("gradient_check", "np.array(output) → output in gradient_check"): COPIES,
    ("gradient_check", "np.asarray(gradient, dtype=float) → np.asarray(gradient) in gradient_check"): FLOATS,
    (
        "gradient_check",
        "1e-06 → 2e-06 in gradient_check",
    ): "no layer that a checker is asked about is wrong by between one and two millionths",
    (
        "gradient_check",
        "rng.normal → rng.uniform in gradient_check",
    ): "any random upstream gradient will do: a wrong linear map gives the same as the right one by chance never",
    (
        "gradient_check",
        (
            "relative_error(gradient, numerical_gradient(loss, value)) → "
            "relative_error(numerical_gradient(loss, value), gradient) in gradient_check"
        ),
    ): "the relative error is symmetric",
    (
        "gradient_check",
        (
            "relative_error(gradient, numerical_gradient(loss, value)) <= tolerance → "
            "relative_error(gradient, numerical_gradient(loss, value)) < tolerance in gradient_check"
        ),
    ): "a measured error equals the tolerance to the last bit never",
    (
        "train",
        (
            "ops.mse.forward(mlp_forward(parameters, X_val)[0], y_val) → "
            "ops.mse.forward(y_val, mlp_forward(parameters, X_val)[0]) in train"
        ),
    ): SQUARED,
    ("train", "ops.mse.forward(prediction, y) → ops.mse.forward(y, prediction) in _loss_and_gradients"): SQUARED,
    (
        "split_rows",
        "np.cumsum(sizes, dtype=int) → np.cumsum(sizes) in split_rows",
    ): "the sizes are whole numbers already",
    ("one_hot", "np.argmax → np.argmin in one_hot"): "the row stands in the message of the error only",
    ("train", "0 → 1 in train"): "the first epoch always improves on infinity and sets the count of waited epochs to 0",
    (
        "train",
        "0 → -1 in train",
    ): "the first epoch always improves on infinity and sets the count of waited epochs to 0",
    ("train", "np.array(W) → W in _copied"): "a step makes new arrays and writes into none",
    ("train", "np.array(b) → b in _copied"): "a step makes new arrays and writes into none",
    ("evaluate", "ops.mse.forward(prediction, y) → ops.mse.forward(y, prediction) in evaluate"): SQUARED,
    ("clip_by_global_norm", "norm > max_norm → norm >= max_norm in clip_by_global_norm"): "at equality the factor is 1",
    ("affine_relu_kernel", "max(out[i, j], 0.0) → max(0.0, out[i, j]) in affine_relu_kernel"): SWAPPED_MAX,
}
