"""Review of lesson 9, house data; 9.2 and 9.5 come back to lessons 8 and 4."""

from __future__ import annotations

import math

from autograder.question import Choice, Draw, Number, choice, question


@question("9.1", "compute")
def scale_one_house(draw: Draw) -> Number:
    mean, std = int(draw.choice([1400, 1500, 1600])), int(draw.choice([400, 500]))
    steps = float(draw.choice([-1.5, -0.5, 0.5, 1.5, 2.0]))
    area = mean + steps * std
    return Number(
        f"The living areas of the train rows have the mean {mean:,} square feet and the standard deviation {std} square feet. "
        f"Scale a test house of {area:,.0f} square feet.",
        answer=steps,
        because=f"({area:,.0f} − {mean:,}) / {std} = {steps:g}: so many standard deviations from the mean, without a unit.",
        wrong=[
            (-steps, "Right size, wrong sign: a house above the average should become positive."),
            (area / std, "Divided, but not moved: a house like the average should become 0."),
            (area - mean, "Still square feet. Divide by the standard deviation."),
            (area - mean / std, "Brackets: subtract first, then divide."),
            ((area - mean) / std**2, "Divided by the variance. One std away from the mean should become 1."),
        ],
    )


@question("9.2", "compute")
def count_first_layer(draw: Draw) -> Number:
    numbers, levels = (int(n) for n in (draw.choice([2, 4, 6]), draw.choice([5, 7, 9])))
    hidden = int(draw.choice([8, 16, 32]))
    width = numbers + levels
    return Number(
        f"With lesson 8's layers. A table has {numbers} columns of numbers and one column of words with {levels} levels, which "
        f"becomes one-hot. How many numbers can a first layer of {hidden} units learn from it?",
        answer=width * hidden + hidden,
        because=f"{numbers} + {levels} = {width} features, so {width} · {hidden} weights, and {hidden} biases.",
        wrong=[
            (width * hidden, "Those are the weights. Each unit has a bias, too."),
            ((numbers + 1) * hidden + hidden, "One-hot makes a column for each level, not one for all of them."),
            ((numbers + 1) * hidden, "One-hot makes a column for each level, and each unit has a bias, too."),
            (width, "That is how many features there are. Each is connected with every unit."),
        ],
    )


@question("9.3", "predict")
def back_to_dollars(draw: Draw) -> Number:
    price, factor = int(draw.choice([100_000, 120_000, 150_000])), int(draw.choice([2, 3]))
    z = int(draw.choice([-1, 1, 2]))
    return Number(
        "Predict, then run it in a cell of your own. How many dollars?\n\n"
        f"```python\nto_dollars({z}.0, np.log({price}), np.log({factor}))\n```",
        answer=price * float(factor) ** z,
        because=f"Each step of z adds ln {factor} to the log price, and that multiplies the price by {factor}. Here z is {z}.",
        wrong=[
            (float(price), "That is an average house, z = 0. One step of z multiplies the price."),
            (price * (1 + z * math.log(factor)), "In logarithms it is a sum; in dollars it is a product."),
            (math.log(price) + z * math.log(factor), "The scaling is undone, the log is not."),
            (price * float(factor) ** -z, "Right idea, wrong direction: look at the sign of z."),
        ],
        hint="Undo the scaling first: ln price = z · std + mean. Then what is e to that power?",
    )


@question("9.4", "choice")
def which_one_leaks(draw: Draw) -> Choice:
    return choice(
        draw,
        "Four features for houses that will be priced next month. Which one is a leak?",
        {
            "the mean price per square foot in its street, this house's own sale included": "On the day you ask, this house "
            "has not been sold. In the file it has, and the feature knows its price.",
            "the distance to the university": "Known before any sale: a place does not move. It is location.",
            "the number of bathrooms": "Known before any sale. It is one of the amenities.",
            "the mean price of last year's sales in its street": "All of these were known before this house was sold. That is "
            "a fair use of neighbours.",
        },
    )


@question("9.5", "choice")
def which_step(draw: Draw) -> Choice:
    area = draw.choice(["1,490", "10,500"])
    return choice(
        draw,
        f"From lesson 4. A feature has values around {area}, another one around 2, and neither is scaled. What does that do to "
        "gradient descent?",
        {
            "The learning rate must be tiny for the first weight, and then the second one hardly moves.": "One rate "
            "serves a bowl that is steep one way and flat the other.",
            "The descent finds another minimum, with a higher loss.": "The minimum is as low as before: a unit changes no "
            "house. What changes is the way there.",
            "The first feature is more important, so it is learnt well.": "A unit says nothing about importance. In square "
            "miles the same area would be a tiny number.",
            "Nothing: each weight grows or shrinks to fit its feature.": "In the end it would. But with one learning rate "
            "for both it does not get there.",
        },
    )


@question("9.6", "bug")
def scaler_sees_everything(draw: Draw) -> Number:
    first = int(draw.integers(1, 5))
    lines = [
        "train, val, test = split_rows(len(X), (0.6, 0.2, 0.2), rng)",
        "mean, std = fit_scaler(X)",
        "X_train = apply_scaler(X[train], mean, std)",
        "X_val = apply_scaler(X[val], mean, std)",
        "X_test = apply_scaler(X[test], mean, std)",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        f"This prepares a table for training. Which line is to blame?\n\n```text\n{shown}\n```",
        answer=first + 1,
        because="The scaler has seen the validation and test rows. It belongs on X[train].",
        wrong=[
            (first, "Shuffled, three parts, no row in two of them: that is right."),
            (first + 2, "The train rows are scaled with the scaler that there is. Where does that one come from?"),
            (first + 3, "Validation rows are scaled with the same numbers as train rows: that is right."),
            (first + 4, "Test rows are scaled with the same numbers as train rows: that is right."),
        ],
        hint="Answer with the number in front of the line. Which rows may a scaler know?",
        tolerance=1e-6,
    )


@question("9.7", "transfer")
def take_the_bias_away(draw: Draw) -> Number:
    bias = float(draw.choice([0.2, 0.3, 0.4]))
    return Number(
        f"In another city your model's log prices are too low by {bias:g}, on average. By which number do you multiply all its "
        "dollar prices to take that away?",
        answer=math.exp(bias),
        because=f"Adding {bias:g} to a logarithm multiplies by e^{bias:g} = {math.exp(bias):.3f}.",
        wrong=[
            (1 + bias, f"Close for small numbers only. A log that is {bias:g} larger is a price times e^{bias:g}."),
            (math.exp(-bias), "Wrong direction: the prices are too low."),
            (bias, "That is what is missing in the logarithm. What does adding to a logarithm do to the number?"),
            (1 - bias, "Wrong direction, and a logarithm adds where a price multiplies."),
        ],
        tolerance=2e-3,
    )
