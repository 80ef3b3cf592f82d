"""Where only the learner's own functions will do: the capstone. What is missing is named, with its lesson."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterable

from bpkit import mine

# Lesson → what is written there and may be needed later. A test holds it against the exercises.
WRITTEN = {
    1: ("chain_rates", "total_derivative", "numerical_derivative", "compose_derivative"),
    2: ("add_backward", "mul_backward", "pow_backward", "exp_backward", "topological_order", "backprop"),
    3: ("mse", "mse_backward", "softmax", "negative_log_likelihood"),
    4: ("gradient_step", "minimise"),
    5: ("relu", "relu_backward", "sigmoid", "sigmoid_backward", "tanh_backward", "train_neuron"),
    6: ("affine", "affine_backward", "unbroadcast"),
    7: ("numerical_gradient", "relative_error", "gradient_check", "cross_entropy", "cross_entropy_backward"),
    8: ("init_parameters", "mlp_forward", "mlp_backward"),
    9: ("split_rows", "fit_scaler", "apply_scaler", "one_hot", "to_dollars"),
    10: ("minibatches", "train", "evaluate"),
    11: ("momentum_step", "rmsprop_step", "adam_step", "decayed_rate"),
    12: ("xavier_std", "he_std", "gradient_norms", "clip_by_global_norm", "layer_norm", "layer_norm_backward"),
    13: ("matmul_kernel", "relu_backward_kernel", "affine_relu_kernel"),
    14: ("build_and_train",),
}
LESSON = {name: lesson for lesson, names in WRITTEN.items() for name in names}
IMPORT = re.compile(r"^ *from bpkit\.mine import (.+)$", re.MULTILINE)


class NotYours(LookupError):
    """A function is needed that has not passed its check; a notebook shows the sentence alone."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def require_own(names: Iterable[str]) -> tuple[str, ...]:
    """``names`` and all that they import from `bpkit.mine`, sorted; `NotYours` where one is not the learner's own."""
    waiting, own, missing = list(names), set[str](), set[str]()
    while waiting:
        name = waiting.pop()
        if name in own | missing:
            continue
        found = mine.find(name) if _runs(name) else None
        if found is None:
            missing.add(name)
            continue
        own.add(name)
        for imported in IMPORT.findall(found[1]):
            waiting += [part.split(" as ")[0].strip(" ()") for part in imported.split(",")]
    if missing:
        raise NotYours(_sentence(sorted(missing, key=lambda name: (LESSON.get(name, 99), name))))
    return tuple(sorted(own))


def _runs(name: str) -> bool:
    """Whether the learner's function is there and can be loaded; what it says of fallbacks is of no interest here."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            return mine.load(name) is not None
        except mine.DoesNotRun:
            return False


def _sentence(missing: list[str]) -> str:
    named = ", ".join(f"{name} (lesson {LESSON[name]})" if name in LESSON else name for name in missing)
    return (
        f"Only your own functions will do here, and {'this one has' if len(missing) == 1 else 'these have'} not passed "
        f"yet: {named}. Go back, run the check there, and come again."
    )
