"""Review of lesson 11, better steps; 11.2 and 11.5 come back to lessons 10 and 8."""

from __future__ import annotations

import math

from autograder.question import Choice, Draw, Number, choice, question


@question("11.1", "compute")
def second_momentum_step(draw: Draw) -> Number:
    first, second = (int(n) for n in draw.choice([2, 3, 5, 7], size=2, replace=False))
    momentum = float(draw.choice([0.5, 0.8, 0.9]))
    return Number(
        f"A ball at rest meets the gradient {first}, then the gradient {second}. With momentum {momentum:g}, what is its velocity "
        "after the second step?",
        answer=momentum * first + second,
        because=f"{momentum:g} · {first} + {second}: the old velocity fades, the new gradient enters whole.",
        wrong=[
            (momentum * first + (1 - momentum) * second, "You average. Here the new gradient enters whole."),
            (first + second, "Nothing has faded: the old velocity counts only in part."),
            (second, "That is plain SGD: the first gradient is forgotten."),
            (momentum * (first + second), "Only the old velocity fades; the new gradient enters whole."),
            (first + momentum * second, "The other way round: the old velocity fades, the new gradient does not."),
        ],
    )


@question("11.2", "compute")
def steps_in_all(draw: Draw) -> Number:
    size = int(draw.choice([32, 64, 128]))
    full, rest, epochs = int(draw.integers(5, 15)), int(draw.integers(3, 20)), int(draw.choice([4, 5, 6]))
    return Number(
        f"From lesson 10. {size * full + rest} rows, batches of {size}, {epochs} epochs. At the end of the training, what is the t "
        "in Adam's state?",
        answer=(full + 1) * epochs,
        because=f"t counts weight updates: {full + 1} in an epoch, the short batch included, {epochs} times.",
        wrong=[
            (full * epochs, "The last batch is short, but it is a batch."),
            (epochs, "t counts steps, not epochs."),
            (full + 1, "That is one epoch."),
            ((size * full + rest) * epochs, "One step for each batch, not for each row."),
        ],
        tolerance=1e-6,
    )


@question("11.3", "predict")
def first_adam_step(draw: Draw) -> Number:
    gradient = int(draw.choice([20, 50, 300, 700]))
    rate = float(draw.choice([0.001, 0.002, 0.005]))
    return Number(
        f"Predict, then run your `adam_step`: from w = 1 with the gradient {gradient}, the state (0, 0, 0) and η = {rate:g}. "
        "How *far* does w move? (A length, without a sign.)",
        answer=rate,
        because="The first step of Adam has the length η, whatever the gradient is: m is corrected to g, and v to g².",
        wrong=[
            (rate * gradient, "That is the step of SGD. Adam divides the gradient by its own size."),
            (rate * 0.1 / math.sqrt(0.001), "That is the step without bias correction."),
            (rate * 0.1, "m alone is corrected, too: divide it by 1 − β₁."),
            (1 - rate, "That is where w is afterwards."),
        ],
    )


@question("11.4", "choice")
def add_momentum(draw: Draw) -> Choice:
    return choice(
        draw,
        "SGD trains well with η = 0.1. You switch to momentum 0.9, as in this course, and keep η. What is to be expected?",
        {
            "Where the gradients agree, the steps grow to ten times as long, and the training may break.": "1 / (1 − 0.9) = 10. Begin with η = 0.01.",
            "The same training, a little smoother.": "That would be so if the new gradient entered with a weight of 0.1. Here it enters whole.",
            "Shorter steps, because 0.9 of each is lost to friction.": "Friction takes a tenth of the velocity, and each step adds a whole gradient.",
            "Every step has the length 0.1.": "That is what an adaptive rule does. Momentum's steps still grow with the gradient.",
        },
    )


@question("11.5", "choice")
def equal_start(draw: Draw) -> Choice:
    return choice(
        draw,
        "From lesson 8. All weights of a network start at 0.1. Does Adam, with a rate of its own for each weight, tell the hidden "
        "units of a layer apart?",
        {
            "No: equal gradients make equal means, and equal means equal steps.": "Only a random start breaks the tie.",
            "Yes: every weight has its own m and v.": "Its own, but with the same numbers in it.",
            "Yes, thanks to the bias correction.": "That depends on t alone, which is the same for all.",
            "Only with small batches, because they differ.": "A batch differs from the last one, and is the same for all units.",
        },
    )


@question("11.6", "bug")
def state_not_kept(draw: Draw) -> Number:
    first = int(draw.integers(1, 4))
    lines = [
        "m, v, t = state",
        "t = t + 1",
        "m = beta1 * m + (1 - beta1) * gradient",
        "v = beta2 * v + (1 - beta2) * gradient**2",
        "m = m / (1 - beta1**t)",
        "v_hat = v / (1 - beta2**t)",
        "w = w - learning_rate * m / (np.sqrt(v_hat) + epsilon)",
        "return w, (m, v, t)",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        "The first step of this `adam_step` is right, and from the second on its m is too large. Which line is to blame?"
        f"\n\n```text\n{shown}\n```",
        answer=first + 4,
        because="It overwrites m with the corrected mean, and the state keeps that. The corrected one needs a name of its own.",
        wrong=[
            (first, "The state taken apart: that is right."),
            (first + 1, "Counted first, so that t is 1 at the first step: that is right."),
            (first + 2, "The mean of the gradients: that is right."),
            (first + 3, "The mean of their squares: that is right."),
            (first + 5, "The corrected mean has a name of its own here: that is right."),
            (first + 6, "The step is right: the m in it should be corrected."),
            (first + 7, "It returns what m, v and t are at the end. Who changed one of them too much?"),
        ],
        hint="Answer with the number in front of the line. What should the state hold, and what does it hold?",
        tolerance=1e-6,
    )


@question("11.7", "transfer")
def smoothed_temperature(draw: Draw) -> Number:
    degrees = int(draw.choice([10, 15, 20, 30]))
    return Number(
        f"A thermometer smooths its readings: shown ← 0.9 · shown + 0.1 · reading, and it starts at 0. The room has {degrees} °C, "
        "always. What does it show, in °C, after the third reading?",
        answer=degrees * (1 - 0.9**3),
        because=f"(1 − 0.9³) · {degrees}. Divided by 1 − 0.9³ = 0.271 it is right from the first reading on: a bias correction.",
        wrong=[
            (degrees, "That is the corrected one. The mean itself still remembers the 0 of its start."),
            (degrees * 0.1, "That is after the first reading."),
            (degrees * (1 - 0.9**2), "That is after the second reading."),
            (degrees * 0.3, "Three tenths, if nothing faded. The older two have."),
            (degrees * 0.9**3, "That is what is still missing."),
        ],
    )
