"""Review of lesson 14, the capstone; 14.2 and 14.5 come back to lessons 8 and 2."""

from __future__ import annotations

import math

from autograder.question import Choice, Draw, Number, choice, question


@question("14.1", "compute")
def error_as_a_price(draw: Draw) -> Number:
    error, price = float(draw.choice([0.1, 0.15, 0.2])), float(draw.choice([100_000, 200_000, 300_000]))
    return Number(
        f"A house is priced at {price:,.0f} dollars, and the log price is too low by {error:g}. What was paid, in dollars?",
        answer=price * math.exp(error),
        because=f"{price:,.0f} · exp({error:g}): an error of a log price is a factor of the price.",
        wrong=[
            (
                price * (1 + error),
                "Close for small errors only. A log price that is higher by so much is a price times exp of it.",
            ),
            (price * math.exp(-error), "The prediction was too low. Was more paid, or less?"),
            (
                price,
                "That is the prediction. An error of a log price is a factor of the price, not a number of dollars.",
            ),
            (math.log(price) + error, "That is the log price. Undo the logarithm."),
        ],
        tolerance=1e-3,
    )


@question("14.2", "compute")
def weights_of_the_network(draw: Draw) -> Number:
    features, hidden = int(draw.choice([50, 60, 80])), int(draw.choice([8, 16, 24]))
    return Number(
        f"From lesson 8. A network has {features} features, one hidden layer of {hidden} units and one output. How many numbers "
        "does it learn, weights and biases together?",
        answer=float(features * hidden + hidden + hidden + 1),
        because=f"{features} · {hidden} + {hidden} for the hidden layer, {hidden} + 1 for the output.",
        wrong=[
            (
                features * hidden + hidden,
                "Those are all the weights, or the first layer alone: count W and b of both layers.",
            ),
            (features * hidden, "That is the first W alone."),
            (features * hidden + hidden + 1, "One of the two kinds is missing in a layer: count W and b of each."),
            (features + hidden + 1, "Those are the units. Each unit of a layer meets each of the layer before it."),
        ],
        tolerance=1e-6,
    )


@question("14.3", "predict")
def off_on_average(draw: Draw) -> Number:
    high, low = float(draw.choice([20, 30, 40])), float(draw.choice([5, 10]))
    return Number(
        f"Predict, then compute it. Three houses of a neighbourhood are priced {high:g} thousand dollars too high, {high:g} too low "
        f"and {low:g} too high. By how many thousand dollars is it off on average, the sign left out?",
        answer=(2 * high + low) / 3,
        because=f"({high:g} + {high:g} + {low:g}) / 3. With their signs they nearly cancel, and the map would show a neighbourhood "
        "where all is well.",
        wrong=[
            (low / 3, "With their signs the errors cancel. Leave the signs out."),
            (2 * high + low, "That is the sum."),
            (high, "That is the median."),
        ],
    )


@question("14.4", "choice")
def what_leaks(draw: Draw) -> Choice:
    return choice(
        draw,
        "Which of these lets the new houses have a part in the preparation?",
        {
            "Fitting the scaler on all houses, because means are steadier with more rows.": "Then the new houses move the means, and removing one changes the others' prices.",
            "Sending the new houses through the encoder of the old ones.": "That is how it should be: they are scaled by numbers that they had no part in.",
            "Stopping early by rows that no gradient came from.": "Those are old houses, whose prices are given.",
            "Taking the logarithm of the new houses' areas.": "Each row for itself: no other row is asked.",
        },
    )


@question("14.5", "choice")
def which_is_false(draw: Draw) -> Choice:
    return choice(
        draw,
        "From lesson 2. Three of these sentences are true. Which one is false?",
        {
            "Backpropagation updates the weights so that the loss gets smaller.": "It computes gradients, and updates nothing. The step is gradient descent's.",
            "Backpropagation applies the chain rule from the loss back to the inputs.": "This one is true: at each node, local slope times upstream.",
            "Gradients that reach a node on several paths are added.": "This one is true: between paths effects add.",
            "One backward pass gives the gradients of all parameters.": "This one is true, and it is why training is affordable.",
        },
    )


@question("14.6", "bug")
def scaled_by_themselves(draw: Draw) -> Number:
    first = int(draw.integers(1, 5))
    lines = [
        "mean, std = fit_scaler(numbers_of(houses.take(learn)))",
        "X = apply_scaler(numbers_of(houses), mean, std)",
        "best, _ = train(parameters, data, 0.02, 32, 60, 10, rng)",
        "X_new = apply_scaler(numbers_of(new_houses), *fit_scaler(numbers_of(new_houses)))",
        "z, _ = mlp_forward(best, X_new)",
        "return to_dollars(z, price_mean, price_std)[:, 0]",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        "Asked about a hundred houses, this function prices a certain house at 180,000 dollars. Asked about that house alone, it "
        f"says 155,000. Which line is to blame?\n\n```text\n{shown}\n```",
        answer=first + 3,
        because="The new houses are scaled by their own mean and spread. A house alone is its own mean: it becomes a row of zeros.",
        wrong=[
            (first, "The statistics of the rows that are learnt from: that is right."),
            (first + 1, "All old rows with those statistics: that is right."),
            (first + 2, "The new houses have no part in this line."),
            (first + 4, "Each row goes through the network for itself."),
            (first + 5, "Each price is undone for itself, with the old prices' mean and spread."),
        ],
        hint="Answer with the number in front of the line. Where do the other new houses have a part?",
        tolerance=1e-6,
    )


@question("14.7", "transfer")
def prices_that_rose(draw: Draw) -> Number:
    percent = int(draw.choice([10, 20, 30, 50]))
    return Number(
        f"You price used bicycles, and your model is perfect for last year. Since then all prices have risen by {percent} %. What is "
        "the mean of (predicted minus paid) log price now?",
        answer=-math.log(1 + percent / 100),
        because=f"Each price is {1 + percent / 100:g} times what it was, so each log price is ln({1 + percent / 100:g}) higher, and the prediction "
        "stayed: a shift, and no scatter at all.",
        wrong=[
            (math.log(1 + percent / 100), "Right size. Is the prediction too high now, or too low?"),
            (-percent / 100, "A factor becomes its logarithm, not its percentage."),
            (0.0, "It was perfect for last year."),
        ],
        tolerance=1e-2,
    )
