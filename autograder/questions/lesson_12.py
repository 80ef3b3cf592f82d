"""Review of lesson 12, going deep; 12.2 and 12.5 come back to lessons 11 and 7."""

from __future__ import annotations

from autograder.question import Choice, Draw, Number, choice, question


@question("12.1", "compute")
def he_of(draw: Draw) -> Number:
    fan_in, std = ((8, 0.5), (50, 0.2), (200, 0.1), (32, 0.25))[int(draw.integers(4))]
    return Number(
        f"A ReLU layer has {fan_in} inputs and 10 units. Which standard deviation do its weights start with, after He?",
        answer=std,
        because=f"√(2 / {fan_in}) = {std:g}. The number of units does not enter.",
        wrong=[
            (2 / fan_in, "That is the variance; its root is asked."),
            ((1 / fan_in) ** 0.5, "Half of the signal is cut by the ReLU: where is the 2?"),
            ((2 / (fan_in + 10)) ** 0.5, "That is Xavier's, for layers without ReLU."),
        ],
    )


@question("12.2", "compute")
def first_momentum_steps(draw: Draw) -> Number:
    gradient = int(draw.choice([2, 3, 5]))
    return Number(
        f"From lesson 11. Momentum 0.9, learning rate 1, velocity 0 at the start, and the gradient is {gradient} at both steps. How "
        "far does w move in the *two* steps together?",
        answer=gradient * 2.9,
        because=f"The first step is {gradient}, the second 0.9 · {gradient} + {gradient} = {1.9 * gradient:g}.",
        wrong=[
            (2 * gradient, "That is plain gradient descent: the velocity is not remembered."),
            (1.9 * gradient, "That is the second step alone."),
            (0.29 * gradient, "You averaged. Here the new gradient enters whole."),
        ],
    )


@question("12.3", "predict")
def shrinks(draw: Draw) -> Number:
    depth = int(draw.choice([4, 6, 8]))
    return Number(
        f"Predict, then run it with the lesson's `sizes_through`: ReLU layers with 50 inputs and weights of standard deviation 0.1. "
        f"A signal of size 1 goes through {depth} of them. By which factor has it shrunk, about? (Give the size that is left.)",
        answer=0.5**depth,
        because=f"Each layer multiplies the size by √(½ · 50 · 0.01) = ½, {depth} times.",
        wrong=[
            (0.25**depth, "That is the mean square. The size is its root."),
            (0.1**depth, "A unit adds up 50 products; they do not all cancel."),
            (0.5, "That is one layer."),
            (0.5 * depth, "Along a chain factors multiply."),
        ],
        tolerance=0.25,
    )


@question("12.4", "choice")
def why_one_factor(draw: Draw) -> Choice:
    return choice(
        draw,
        "Why does `clip_by_global_norm` scale every array by the same factor?",
        {
            "So that the step keeps its direction and only its length changes.": "Downhill stays downhill.",
            "Because every layer has the same norm.": "They differ, often by powers of ten.",
            "So that small gradients become larger.": "A small gradient must stay as it is.",
            "Because single entries may not exceed max_norm.": "Cutting entries off would change the direction. The norm of all is limited.",
        },
    )


@question("12.5", "choice")
def checker_passes(draw: Draw) -> Choice:
    return choice(
        draw,
        "From lesson 7. Your gradient check passes, and the deep network still does not learn. What follows?",
        {
            "The gradients are right; look at the start, the learning rate and the data.": "A right gradient can be far too small to be of use.",
            "The gradient check is broken.": "It compares with measured slopes. It may be right, and the network still be badly started.",
            "backward must be computed in float32.": "Precision is not the matter here.",
            "The loss function is wrong.": "Then the first loss would not be what you predicted. The check says nothing about that.",
        },
    )


@question("12.6", "bug")
def constant_statistics(draw: Draw) -> Number:
    first = int(draw.integers(1, 4))
    lines = [
        "centred = X - X.mean(axis=1, keepdims=True)",
        "s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)",
        "z = centred / s",
        "H = upstream * gain",
        "dX = (H - H.mean(axis=1, keepdims=True)) / s",
        "return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        f"This is meant to be the body of `layer_norm_backward`. Which line is to blame?\n\n```text\n{shown}\n```",
        answer=first + 4,
        because="Scaling a row changes nothing in the output, and this dX says it does: the term with mean(H · z) is missing.",
        wrong=[
            (first, "Each row minus its own mean: that is right."),
            (first + 1, "The root of the variance and a small number: that is right."),
            (first + 2, "That is z: right."),
            (first + 3, "On its way to z the gradient passes the gain: right."),
            (first + 5, "Both are summed over the rows that they served: right."),
        ],
        hint="Answer with the number in front of the line. What two changes of a row leave the output as it is?",
        tolerance=1e-6,
    )


@question("12.7", "transfer")
def leaky(draw: Draw) -> Number:
    fan_in = int(draw.choice([40, 80, 160]))
    return Number(
        f"Somebody invents a unit that passes |z| on: nothing is cut. Its layer has {fan_in} inputs. Which *variance* should the "
        "weights have, so that the size of a signal stays what it is?",
        answer=1 / fan_in,
        because=f"|z| has the same mean square as z, so the factor is D σ², and it is 1 for σ² = 1 / {fan_in}.",
        wrong=[
            (2 / fan_in, "That is for ReLU, which cuts half. |z| cuts nothing."),
            ((1 / fan_in) ** 0.5, "That is the standard deviation; the variance is asked."),
            ((2 / fan_in) ** 0.5, "That is He's standard deviation, for ReLU."),
        ],
    )
