"""Review of lesson 7, trust, but check; 7.2 and 7.5 are about lessons 6 and 5."""

from __future__ import annotations

import numpy as np

from autograder.question import Choice, Draw, Number, choice, question


@question("7.1", "compute")
def gradient_at_the_label(draw: Draw) -> Number:
    p, rows = float(draw.choice([0.2, 0.4, 0.6, 0.7])), int(draw.choice([4, 5, 8]))
    return Number(
        f"A batch of {rows} rows. In one of them softmax gives the right class the probability {p:g}. With an upstream "
        "gradient of 1, what is the cross-entropy's gradient of that class's logit?",
        answer=(p - 1) / rows,
        because=f"({p:g} − 1) / {rows}: what was said minus what is right, as one row of {rows}.",
        wrong=[
            (p - 1, f"Exactly {rows} times too large: the loss is a mean over the rows."),
            (p / rows, "There is no trace of the label in it. This logit is the label's."),
            ((1 - p) / rows, "Right size, wrong sign: raising the label's logit lowers the loss."),
            (-np.log(p) / rows, "That is the row's part of the loss itself; its slope is asked."),
            (p * (1 - p) / rows, "That is a slope of softmax alone. With the logarithm behind it most of it cancels."),
        ],
    )


@question("7.2", "compute")
def bias_gradient(draw: Draw) -> Number:
    rows = [[int(n) for n in draw.choice([-3, -2, -1, 1, 2, 4, 5], size=2, replace=False)] for _ in range(3)]
    first, last = (sum(row[k] for row in rows) for k in (0, 1))
    return Number(
        f"From lesson 6. An affine layer has two units, and the batch has three rows. The upstream gradient is {rows}. What is "
        "the first entry of db?",
        answer=first,
        because="The same bias served all three rows, so the first column adds up.",
        wrong=[
            (first / 3, "The loss already averaged over the batch."),
            (sum(rows[0]), "Summed along the wrong axis: that is the first row."),
            (last, "That is the second unit's bias."),
            (first + last, "Each bias has its own gradient; you added both."),
            (rows[0][0], "That is what the first row sends. The same b served every row."),
        ],
    )


@question("7.3", "predict")
def relative_error_of_two(draw: Draw) -> Number:
    scale = float(draw.choice([1e-9, 1e-8, 1e-7]))
    a, b = float(draw.choice([2.0, 4.0])), float(draw.choice([5.0, 8.0]))
    return Number(
        "Predict, then run it in a cell of your own. Give three digits:\n\n"
        f"```python\nrelative_error(np.array([{a * scale:.0e}, 0.0]), np.array([{b * scale:.0e}, 0.0]))\n```",
        answer=(b - a) / b,
        because="The largest difference over the largest entry. That both are tiny does not matter.",
        wrong=[
            ((b - a) * scale, "That is the absolute difference. This passes any gradient that is small enough."),
            ((b - a) / a, "Held against the smaller one. It is the larger of the two that counts."),
            ((b - a) / (a + b), "Held against the sum of both; here it is the larger of the two."),
            ((b - a) / (2 * b), "You took the mean over the entries; the largest difference counts."),
        ],
        hint="Difference, divided by the larger of the two. Their common size cancels.",
    )


@question("7.4", "choice")
def why_random_upstream(draw: Draw) -> Choice:
    return choice(
        draw,
        "Why does a gradient check draw a random upstream gradient and not take ones?",
        {
            "With ones, a layer that ignores its upstream gradient would pass.": "A factor of 1 that is forgotten changes nothing. A random one cannot be forgotten unseen.",
            "With ones, the numerical gradient would lose its digits.": "Digits are lost when h is too small; ones do no harm there.",
            "So that the inputs stay away from kinks.": "Whether an input is near a kink is decided by the input, not by what arrives from above.",
            "Because the loss of a real network is random.": "It need not be. The check asks whether backward is right for any upstream gradient.",
        },
    )


@question("7.5", "choice")
def largest_slope(draw: Draw) -> Choice:
    layers = int(draw.integers(4, 8))
    return choice(
        draw,
        f"From lesson 5. A gradient goes back through {layers} sigmoids in a row (and nothing else). What can you say about what "
        "is left of it?",
        {
            f"At most $0.25^{layers}$ of it, however well the inputs are chosen.": "Each lets through a quarter at best, and less where it is saturated.",
            "All of it, if no sigmoid is saturated.": "Even at its steepest, at x = 0, a sigmoid lets only a quarter through.",
            f"At most $0.5^{layers}$ of it, since a sigmoid gives 0.5 at x = 0.": "0.5 is its value there. Its slope is 0.5 · (1 − 0.5).",
            f"It may be {layers} times as large, since contributions add.": "Between paths they add. Here there is one path, and along it slopes multiply.",
        },
    )


@question("7.6", "bug")
def nan_gets_through(draw: Draw) -> Number:
    first = int(draw.integers(1, 4))
    lines = [
        "for k, x in enumerate(inputs):",
        "    measured = numerical_gradient(lambda moved: loss_with(k, moved), x)",
        "    if np.shape(gradients[k]) != x.shape:",
        "        return False",
        "    error = np.abs(gradients[k] - measured).max() / np.abs(measured).max()",
        "    if error > tolerance:",
        "        return False",
        "return True",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        "The end of a gradient checker. It finds wrong numbers, wrong shapes and wrong signs. But a gradient with NaN in it "
        f"passes. In which line does it slip through?\n\n```text\n{shown}\n```",
        answer=first + 5,
        because="NaN compares False with everything, so `error > tolerance` is False. Ask `not error <= tolerance`.",
        wrong=[
            (first, "Every input gets its turn. That line is right."),
            (first + 1, "The measured gradient comes from forward alone; no NaN of backward gets in there."),
            (first + 2, "A gradient with NaN in it may well have the right shape."),
            (first + 4, "The error becomes NaN here, and rightly so. What is done with it afterwards?"),
            (first + 7, "True is right where nothing was found. Why was nothing found?"),
        ],
        hint="Answer with the number in front of the line.",
        tolerance=1e-6,
    )


@question("7.7", "transfer")
def nudged_recipe(draw: Draw) -> Number:
    base, up = int(draw.choice([200, 300, 400])), int(draw.choice([3, 4, 6]))
    down = up - int(draw.choice([1, 2]))
    grams = float(draw.choice([2.0, 4.0]))
    return Number(
        f"A baker wants to know how a loaf's volume depends on the yeast, and trusts no formula. At the usual amount it is "
        f"{base * 10} ml. With {grams:g} g more yeast it is {base * 10 + up} ml, with {grams:g} g less {base * 10 - down} ml. What is the central "
        "difference, in ml for each gram?",
        answer=(up + down) / (2 * grams),
        because=f"({up} + {down}) ml over 2 · {grams:g} g: the points are twice the nudge apart.",
        wrong=[
            ((up + down) / grams, "Exactly twice the slope. How far apart are your two points?"),
            (up / grams, "You looked to one side only."),
            (down / grams, "You looked to one side only."),
            (float(up + down), "This is the rise between the two points. A slope is rise divided by run."),
            (
                (up - down) / (2 * grams),
                "The volume fell on one side and rose on the other: what lies between the two?",
            ),
        ],
    )
