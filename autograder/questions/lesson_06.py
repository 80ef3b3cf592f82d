"""Review of lesson 6, a layer for a whole batch; 6.2 and 6.5 look back at lessons 3 and 5."""

from __future__ import annotations

from autograder.question import Choice, Draw, Number, choice, question


def _distinct(draw: Draw, low: int, high: int, count: int) -> list[int]:
    """``count`` different whole numbers from ``low`` to below ``high``."""
    return [int(n) for n in draw.choice(range(low, high), size=count, replace=False)]


@question("6.1", "compute")
def one_weight(draw: Draw) -> Number:
    x, g = _distinct(draw, 2, 9, 3), _distinct(draw, 2, 9, 3)
    total = sum(a * b for a, b in zip(x, g, strict=True))
    return Number(
        f"A batch of three samples. Column 0 of X is {x[0]}, {x[1]}, {x[2]}, and column 0 of the upstream gradient is "
        f"{g[0]}, {g[1]}, {g[2]}. What is $dW[0, 0]$?",
        answer=total,
        because=f"{x[0]} · {g[0]} + {x[1]} · {g[1]} + {x[2]} · {g[2]}: the weight met all three samples.",
        wrong=[
            (total / 3, "The loss already averaged over the batch. Here the contributions add."),
            (x[0] * g[0], "That is the share of the first sample alone."),
            (x[2] * g[2], "That is the share of the last sample alone: did a `=` stand where a sum belongs?"),
            (sum(g), "That is $db[0]$. A weight is scaled by what it was multiplied with."),
            (sum(x), "There is no trace of the upstream gradient in it."),
            (sum(x) * sum(g), "Pair each sample with its own upstream gradient, and only then add."),
        ],
        hint="One product for each sample, then add.",
    )


@question("6.2", "compute")
def gradient_of_the_mean(draw: Draw) -> Number:
    rows, target, off = int(draw.choice([4, 5, 8])), int(draw.integers(20, 30)), int(draw.choice([3, 6, 7]))
    return Number(
        f"From lesson 3. There are {rows} predictions, and the loss is their mean squared error. One of them is {target + off} where the "
        f"target is {target}. What is the gradient of the loss with respect to this one prediction?",
        answer=2 * off / rows,
        because=f"2 · ({target + off} − {target}) / {rows}. The division by {rows} happens here, so no layer needs to repeat it.",
        wrong=[
            (2 * off, "The loss is a mean: it divides by the number of predictions."),
            (off / rows, "The square has a slope of its own: its 2 comes down."),
            (-2 * off / rows, "Right size, wrong sign: raise this prediction and the loss rises."),
            (off**2 / rows, "That is its share of the loss itself, not the slope."),
            (2 * off / rows**2, "You divided by the number of predictions twice."),
        ],
    )


@question("6.3", "predict")
def all_ones(draw: Draw) -> Number:
    n, d, m = _distinct(draw, 3, 8, 3)
    return Number(
        "Predict, then run it in a cell of your own:\n\n"
        f"```python\nX, W, b = np.ones(({n}, {d})), np.ones(({d}, {m})), np.zeros({m})\n"
        f"dX, dW, db = affine_backward(np.ones(({n}, {m})), X @ W + b, X, W, b)\ndX[0, 0]\n```",
        answer=m,
        because=f"An input is used by all {m} units, in its own row: {m} contributions of 1. An entry of dW has {n}.",
        wrong=[
            (n, "That many samples used each weight. By how many units is an *input* used?"),
            (d, f"D = {d} is the number of features, and only the forward sum runs over them."),
            (1, "One unit passes back 1. There are more units."),
            (1 / n, "The mean over the batch is taken in the loss."),
            (n * m, "Row 0 of X is used in row 0 of Y, and in no other row."),
        ],
        hint="Where is X[0, 0] used? Point at an entry of dX in the figure.",
    )


@question("6.4", "choice")
def why_the_rows_add(draw: Draw) -> Choice:
    n = int(draw.choice([16, 32, 64]))
    return choice(
        draw,
        f"A batch has {n} samples, and `b` has shape (5,). Why is `db` the sum of the rows of the upstream gradient?",
        {
            "Each bias was used in every row, and the contributions of all its uses add.": "One bias, as many paths to the loss as there are rows.",
            "Because a bias is a mean over the batch.": "A mean would divide. The loss did that; here contributions add.",
            f"It is not: `db` is the upstream gradient itself, of shape ({n}, 5).": "A gradient has the shape of what it belongs to, and the same b served every row.",
            f"It is not: each row is summed over its 5 units, which gives shape ({n},).": "That runs along the wrong axis: the units would share a gradient, and the samples would not.",
        },
    )


@question("6.5", "choice")
def stuck_neuron(draw: Draw) -> Choice:
    z = int(draw.choice([12, 15, 18]))
    return choice(
        draw,
        f"From lesson 5. A sigmoid neuron gets $z = {z}$ for a house whose target is 0. Its answer is badly wrong, and yet its "
        "weight hardly moves. Why?",
        {
            "At this z the sigmoid is almost flat, and its slope scales all that passes back.": "It is saturated: output · (1 − output) is close to 0.",
            "The loss is small, so its gradient is small.": "The answer is near 1 and the target is 0: the loss is about as large as it gets.",
            f"The slope of the sigmoid is {z} · (1 − {z}), and a negative slope cancels the step.": "A sigmoid never falls. Its slope is made of its output, not of its input.",
            "The gradient was not divided by the size of the batch.": "Dividing would make the step smaller still.",
        },
    )


@question("6.6", "bug")
def one_division_too_many(draw: Draw) -> Number:
    first = int(draw.integers(1, 5))
    lines = [
        "def affine_backward(upstream, output, X, W, b):",
        "    dX = upstream @ W.T",
        "    dW = X.T @ upstream / len(X)",
        "    db = upstream.sum(axis=0)",
        "    return dX, dW, db",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        "The loss is a mean squared error. With this function the biases learn at the right pace and the weights far too "
        f"slowly, the more so the larger the batch. Which line is to blame?\n\n```text\n{shown}\n```",
        answer=first + 2,
        because="The mean is in the loss, so upstream contains the division by N. This line divides once more.",
        wrong=[
            (first, "The arguments are right: upstream, output, then the inputs."),
            (first + 1, "(N, M) @ (M, D) is (N, D). That line is right."),
            (first + 3, "The same b served every row, so the rows add. That line is right."),
            (first + 4, "Input order is X, W, b. That line is right."),
        ],
        hint="Answer with the number in front of the line.",
        tolerance=1e-6,
    )


@question("6.7", "transfer")
def brighter_photo(draw: Draw) -> Number:
    height, width = (int(n) for n in draw.choice([20, 30, 40, 50, 60], size=2, replace=False))
    return Number(
        f"A photo has the shape ({height}, {width}, 3): {height} rows of {width} pixels, each with a red, a green and a blue value. It is "
        "multiplied by `gain`, shape (3,), one factor for each colour. On the way back, how many contributions are added up in "
        "*each entry* of the gradient of `gain`?",
        answer=height * width,
        because=f"Each factor was used once in each of the {height} · {width} pixels. unbroadcast sums away both axes in front.",
        wrong=[
            (height * width * 3, "That many contributions come back in all. They go to three factors."),
            (3, "That is how many entries the gradient has."),
            (height, "One axis was summed. NumPy made two."),
            (width, "One axis was summed. NumPy made two."),
            (1, "Each factor was used more than once: the same red for every pixel."),
            (height + width, "Count the pixels: rows times columns."),
        ],
        hint="Write the shapes under one another, lined up from the right. Which axes are missing in (3,)?",
    )
