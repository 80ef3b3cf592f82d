"""Review of lesson 3, measuring the error. Questions 3.3 and 3.5 go back to lessons 2 and 1."""

from __future__ import annotations

import math

from autograder.question import Choice, Draw, Number, choice, question


@question("3.1", "compute")
def three_prices(draw: Draw) -> Number:
    a, b, c = (
        int(n) * sign for n, sign in zip(draw.choice([1, 2, 3, 4, 5], 3, replace=False), (1, -1, 1), strict=True)
    )
    squares, n = a * a + b * b + c * c, 3
    return Number(
        f"Three predictions are off by {a}, {b} and {c} thousand dollars. What is the mean squared error, in thousand "
        "dollars squared?",
        answer=squares / n,
        because=f"({a * a} + {b * b} + {c * c}) / 3.",
        wrong=[
            (squares, "That is the sum of the squares. The loss is a mean."),
            (
                ((a + b + c) / n) ** 2,
                "You squared the mean error. Errors of opposite sign cancelled before the square saw them.",
            ),
            ((a + abs(b) + c) / n, "That is the mean absolute error: square each one first."),
            (math.sqrt(squares / n), "You took the root too. That is what one tells a person, in thousand dollars."),
            (squares / (2 * n), "Exactly half. There is no ½ in this loss."),
        ],
    )


@question("3.2", "compute")
def shares(draw: Draw) -> Number:
    a, b = (int(n) for n in draw.choice([2, 3, 5], 2, replace=False))
    return Number(
        f"Three logits are 0, $\\ln {a}$ and $\\ln {b}$. What is the softmax probability of the last one?",
        answer=b / (1 + a + b),
        because=f"$e$ undoes ln: the powers are 1, {a} and {b}, and {b} is divided by their sum, {1 + a + b}.",
        wrong=[
            (b / (a + b), "The first logit is 0, but $e^0$ is 1: it has a share."),
            (math.log(b) / (math.log(a) + math.log(b)), "You divided the logits themselves. exp comes first."),
            (float(b), "That is the power. Divide it by the sum of all three."),
            (1.0, "That would be the maximum. Softmax leaves the others their share."),
            (a / (1 + a + b), "That is the probability of the middle one."),
        ],
        hint="What is e to the power of each logit? Then divide by the sum of the three.",
    )


@question("3.3", "predict")
def back_into_the_model(draw: Draw) -> Number:
    w, x = (int(n) for n in draw.choice([3, 5, 7], 2, replace=False))  # with 2 and 3, two wrong ways would meet
    off = int(draw.choice([4, 8]))
    t = w * x - off
    return Number(
        "From lesson 2. Predict, then run it in a cell of your own:\n\n"
        f"```python\nw = Var({w}.0)\nL = (w * {x}.0 - {t}.0) ** 2\nbackprop(L)[w]\n```",
        answer=2 * off * x,
        because=f"The square passes 2 · {off} back to the difference, which hands it on, and the product scales it by {x}.",
        wrong=[
            (2 * off, "That has arrived at the product. The product has a slope of its own."),
            (off * x, "The power 2 comes down as a factor."),
            (2 * off * w, "Hold the other factor still and nudge w: what scales the change?"),
            (off * off, "That is the loss itself. Asked for is how fast it moves when w does."),
            (2 * off + x, "Along a chain the slopes multiply."),
        ],
        hint="Three links: times a number, minus a number, squared. What is the slope of each?",
    )


@question("3.4", "choice")
def halved(draw: Draw) -> Choice:
    p = float(draw.choice([0.2, 0.4, 0.6, 0.8]))
    return choice(
        draw,
        f"A model gave the right class the probability {p:g}; now it gives it {p / 2:g}. What happens to the negative "
        "log-likelihood?",
        {
            "It grows by ln 2, about 0.69.": "ln of a half is −0.69, and the logarithm of a product is a sum. It is 0.69 for each halving.",
            "It doubles.": "1/p doubles. The loss is the logarithm of 1/p, and there a factor of 2 adds ln 2.",
            f"It grows by {p / 2:g}.": "That is the loss 1 − p. It would charge a probability of 0 only 1.",
            "It falls by ln 2.": "Less probability for what happened is worse, so the loss rises.",
        },
    )


@question("3.5", "choice")
def measured_slope(draw: Draw) -> Choice:
    k = int(draw.integers(2, 6))
    return choice(
        draw,
        f"From lesson 1. You measure the slope of a loss $L(p) = {k} p^3$ at $p = 1$ with a one-sided difference, first with "
        "$h = 0.01$, then with $h = 0.001$. What happens to its error?",
        {
            "It becomes about 10 times smaller.": "To one side the error shrinks like h. The central difference would gain a factor of 100.",
            "It becomes about 100 times smaller.": "That is the central difference, where the errors of both sides cancel.",
            "It stays as it is.": "A smaller step sees less of the curve's bend.",
            "It becomes larger, because of rounding.": "Rounding wins only at much smaller steps, near 10⁻⁸ for one side.",
        },
    )


@question("3.6", "bug")
def wrong_axis(draw: Draw) -> Number:
    first = int(draw.integers(1, 4))
    lines = [
        "def softmax(logits):  # (N, K)",
        "    largest = logits.max(axis=-1, keepdims=True)",
        "    powers = np.exp(logits - largest)",
        "    total = powers.sum(axis=0, keepdims=True)",
        "    return powers / total",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        f"Which line is wrong?\n\n```text\n{shown}\n```",
        answer=first + 3,
        because="It adds up each class over all rows, so the columns sum to 1. The classes lie along the last axis.",
        wrong=[
            (first, "That line is fine: the logits of N rows, K classes each."),
            (first + 1, "Each row's largest logit, with its axis kept: that is right."),
            (first + 2, "The subtraction keeps exp from overflowing and cancels later. That is right."),
            (first + 4, "Dividing is right. What is it divided by?"),
        ],
        hint="Answer with the number in front of the line. Which numbers should sum to 1?",
        tolerance=1e-6,
    )


@question("3.7", "transfer")
def other_units(draw: Draw) -> Number:
    mse = int(draw.choice([400, 900, 1600, 2500]))
    return Number(
        "A flower shop predicts how long tulips last. Its mean squared error is "
        f"{mse} hours squared. A colleague asks for the same loss in *minutes* squared. What is it?",
        answer=mse * 3600,
        because="Each error becomes 60 times as large, and a square counts that twice: 60² = 3,600.",
        wrong=[
            (mse * 60, "Each error becomes 60 times as large. What does that do to its square?"),
            (mse / 3600, "There are more minutes than hours: the number grows."),
            (mse / 60, "There are more minutes than hours: the number grows, and by the square."),
            (mse, "The unit is squared hours; in another unit it is another number."),
            (math.sqrt(mse) * 60, "That is the root of it, in minutes. The loss itself is asked."),
        ],
        hint="Take one error of 1 hour. How large is it in minutes, and its square?",
    )
