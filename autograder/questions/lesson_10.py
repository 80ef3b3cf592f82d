"""Review of lesson 10, training; 10.2 and 10.5 come back to lessons 9 and 4."""

from __future__ import annotations

from autograder.question import Choice, Draw, Number, choice, question


@question("10.1", "compute")
def iterations(draw: Draw) -> Number:
    size = int(draw.choice([16, 32, 64]))
    full, rest = int(draw.integers(10, 30)), int(draw.integers(3, size - 2))
    rows, epochs = size * full + rest, int(draw.choice([5, 10, 20]))
    return Number(
        f"{rows} rows, batches of {size}, {epochs} epochs. How many iterations, that is, weight updates, are made?",
        answer=(full + 1) * epochs,
        because=f"{full} full batches and one of {rest} rows make {full + 1} updates an epoch, {epochs} times.",
        wrong=[
            (full * epochs, "The last batch is short, but it is a batch."),
            (full + 1, "That is one epoch."),
            (epochs, "An epoch is once through all rows. How many batches is that?"),
            (rows * epochs, "That would be one update for each row: batches of 1."),
        ],
        tolerance=1e-6,
    )


@question("10.2", "compute")
def back_to_dollars(draw: Draw) -> Number:
    z = float(draw.choice([-1.5, -0.5, 0.5, 1.0, 1.5]))
    return Number(
        f"From lesson 9. Log prices were scaled with the mean 12.0 and the standard deviation 0.4. The network says {z:g} about "
        "a house. What is its log price?",
        answer=12.0 + 0.4 * z,
        because=f"{z:g} · 0.4 + 12.0. exp of that is the price in dollars.",
        wrong=[
            (z, "That is the scaled number. Undo the scaling."),
            (12.0 + z, "The standard deviation is missing."),
            ((z - 12.0) / 0.4, "You scaled once more. Undoing goes the other way: first times, then plus."),
            (0.4 * z, "The mean is missing."),
        ],
        tolerance=1e-4,
    )


@question("10.3", "predict")
def weighted_loss(draw: Draw) -> Number:
    first, last = float(draw.choice([0.2, 0.3, 0.4])), float(draw.choice([0.6, 0.8, 1.0]))
    size, rest = int(draw.choice([30, 40])), int(draw.choice([5, 10]))
    rows = 2 * size + rest
    return Number(
        f"Predict, then compute it: {rows} rows come in batches of {size}, {size} and {rest}. Their losses are {first:g}, "
        f"{first:g} and {last:g}. What is the epoch's training loss?",
        answer=(2 * size * first + rest * last) / rows,
        because=f"(2 · {size} · {first:g} + {rest} · {last:g}) / {rows}: a loss counts as often as its batch has rows.",
        wrong=[
            ((2 * first + last) / 3, "The short batch counts as much as a full one. Weigh each with its rows."),
            (2 * first + last, "The loss of an epoch is a mean, not a sum."),
            (last, "That is the last batch alone."),
        ],
    )


@question("10.4", "choice")
def what_overfits(draw: Draw) -> Choice:
    return choice(
        draw,
        "After epoch 20 the training loss goes on falling, and the validation loss rises. Which is right?",
        {
            "The network begins to learn the training rows by heart; the parameters of epoch 20 are the ones to keep.": "That is what early stopping does.",
            "The learning rate is too high; the network diverges.": "Then the training loss would not fall.",
            "The validation rows are too easy.": "Their loss rises: they get harder for this network, epoch by epoch.",
            "Training on the validation rows as well would help.": "Their loss would fall, and tell you nothing any more.",
        },
    )


@question("10.5", "choice")
def rate_too_high(draw: Draw) -> Choice:
    return choice(
        draw,
        "From lesson 4. What does a learning rate that is far too high do?",
        {
            "Each step overshoots, farther than the one before; the loss grows without bound.": "It diverges, and ends in infinity and NaN.",
            "The training gets slower.": "That is a rate that is too low.",
            "The network ends in a better minimum.": "It does not end in any: it jumps over all of them.",
            "Nothing, as long as the gradients are right.": "The gradient gives the direction; the rate decides how far, and too far is uphill again.",
        },
    )


@question("10.6", "bug")
def no_copy(draw: Draw) -> Number:
    first = int(draw.integers(1, 4))
    lines = [
        "for rows in minibatches(len(X), batch_size, rng):",
        "    gradients = gradients_of(parameters, X[rows], y[rows])",
        "    for (W, b), (dW, db) in zip(parameters, gradients):",
        "        W -= learning_rate * dW",
        "        b -= learning_rate * db",
        "validation = loss_of(parameters, X_val, y_val)",
        "if validation < lowest:",
        "    lowest, best = validation, parameters",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        "One epoch of a training that always returns the parameters of the *last* epoch as the best. Which line is to blame?"
        f"\n\n```text\n{shown}\n```",
        answer=first + 7,
        because="best is a second name for the arrays that the next epochs change in place. Keep a copy.",
        wrong=[
            (first, "Batches in a fresh order: that is right."),
            (first + 1, "The gradients of one batch: that is right."),
            (first + 2, "Parameters and gradients side by side: that is right."),
            (first + 3, "Changing W in place is allowed here. Who else holds that array?"),
            (first + 4, "Changing b in place is allowed here. Who else holds that array?"),
            (first + 5, "After the epoch's last step: that is right."),
            (first + 6, "Strictly lower: that is right."),
        ],
        hint="Answer with the number in front of the line. How many arrays are there in all?",
        tolerance=1e-6,
    )


@question("10.7", "transfer")
def first_loss_of_classes(draw: Draw) -> Number:
    share = int(draw.choice([20, 25, 50]))
    classes = 100 // share
    return Number(
        f"You sort photographs into {classes} kinds, equally many of each, with a network whose small weights make all classes "
        "equally likely. Which share of the photographs, in percent, should it get right before the first step, about?",
        answer=float(share),
        because=f"It guesses, and one guess in {classes} is right. A first number that you can predict is a test that costs nothing.",
        wrong=[
            (share / 100, "That is the share as a fraction; give it in percent."),
            (0.0, "It would take knowledge to be wrong every time."),
            (100.0, "It has learnt nothing yet."),
            (50.0 if classes != 2 else 25.0, f"There are {classes} kinds."),
        ],
        tolerance=1e-2,
    )
