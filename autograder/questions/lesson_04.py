"""Review of lesson 4, downhill. Questions 4.2 and 4.4 go back to lessons 3 and 2."""

from __future__ import annotations

from autograder.question import Choice, Draw, Number, choice, question


@question("4.1", "compute")
def one_step(draw: Draw) -> Number:
    w, slope = (int(n) for n in draw.choice([2, 3, 4, 5, 6, 7], 2, replace=False))
    rate = float(draw.choice([0.1, 0.2, 0.5]))
    return Number(
        f"You stand at $w = {w}$, the gradient there is $-{slope}$, and $\\eta = {rate:g}$. Where are you after one step of "
        "gradient descent?",
        answer=w + rate * slope,
        because=f"{w} − {rate:g} · (−{slope}): the loss falls to the right, so you go right.",
        wrong=[
            (w - rate * slope, "The gradient is negative here, and we subtract it. Which way does the loss fall?"),
            (w + slope, "The step is scaled by η."),
            (rate * slope, "That is the step alone. Where does it start?"),
            (w - slope, "The gradient is negative here, and the step is scaled by η."),
            (w + slope / rate, "The learning rate scales the gradient; it does not divide it."),
        ],
        hint="w minus η times the gradient, with its sign.",
    )


@question("4.2", "compute")
def slope_of_the_loss(draw: Draw) -> Number:
    n = int(draw.choice([4, 5, 8]))
    off = int(draw.choice([3, 6, 7]))
    return Number(
        f"From lesson 3. The mean squared error of {n} predictions. One of them is {off} thousand dollars too *low*. What is the "
        "gradient of the loss for this prediction?",
        answer=-2 * off / n,
        because=f"2 · (prediction − target) / n = 2 · (−{off}) / {n}. It is negative: predicting more would make the loss fall.",
        wrong=[
            (
                2 * off / n,
                "Right size. But predicting more brings it nearer to its target: does the loss rise or fall?",
            ),
            (-2 * off, "The loss is a mean over all predictions."),
            (2 * off, "The loss is a mean over all predictions, and the sign says which way it falls."),
            (-off / n, "The square brings down a factor of 2."),
            (off * off / n, "That is this house's share of the loss. Asked for is how fast it changes."),
            (-(off * off) / n, "That is this house's share of the loss. Asked for is how fast it changes."),
        ],
        hint="2 times the error, divided by the number of predictions; error is prediction minus target.",
    )


@question("4.3", "predict")
def to_and_fro(draw: Draw) -> Number:
    start = int(draw.integers(2, 9))
    return Number(
        "Predict, then run it in a cell of your own. What is `w`?\n\n"
        f"```python\nw, losses = minimise(lambda w: w**2, lambda w: 2 * w, {start}.0, 1.0)\n```",
        answer=-start,
        because=f"η = 1 has the factor 1 − 2 = −1: one step leads from {start} to −{start}. The loss is the same there, the change is 0, "
        "and 0 is below any threshold. It stops, and is nowhere near the bottom.",
        wrong=[
            (0, "The bottom is at 0, but with η = 1 the first step goes past it. By how much?"),
            (start, f"From {start} the step leads away. Does it come back? Look at the two losses first."),
            (start - 1, "The step is η times the *gradient*, and the gradient is not 1 here."),
        ],
        hint="Do the first step by hand, write down both losses, then ask whether the loop goes on.",
    )


@question("4.4", "choice")
def what_backpropagation_does(draw: Draw) -> Choice:
    return choice(
        draw,
        "What does backpropagation (lesson 2) do for gradient descent?",
        {
            "It computes the gradient, and it updates nothing.": "One walk back gives the slope for every parameter. Moving them is the job of the step.",
            "It moves each parameter a little against its gradient.": "That is the step of gradient descent. Backpropagation only says which way and how steep.",
            "It chooses the learning rate.": "The learning rate is a hyperparameter: you choose it.",
            "It finds the lowest of all valleys.": "Nobody does that. Gradient descent ends in one valley, and backpropagation does not even go down.",
            "It carries the inputs forward to the loss.": "That is the forward pass. Backpropagation goes the other way.",
        },
    )


@question("4.5", "choice")
def too_high_too_low(draw: Draw) -> Choice:
    return choice(
        draw,
        "What does a learning rate do that is too high, and one that is too low?",
        {
            "Too high: it overshoots, and the loss may grow without end. Too low: it goes down safely, but very slowly.": "The size of the factor by which a step scales the distance is above 1 in one case, just below 1 in the other.",
            "Too high: it converges too fast, to a bad place. Too low: it overshoots.": "It is the large step that goes past the bottom.",
            "Too high: the gradient becomes larger. Too low: the gradient becomes 0.": "The gradient belongs to the place, not to η. η scales the step.",
            "Both only change how long it takes; the end is the same.": "Only as long as it converges. Above a limit each step leads farther away.",
        },
    )


@question("4.6", "bug")
def never_ends_well(draw: Draw) -> Number:
    first = int(draw.integers(1, 4))
    lines = [
        "w, losses = w0, [loss(w0)]",
        "for _ in range(max_steps):",
        "    w = w - learning_rate * gradient(w0)",
        "    losses.append(loss(w))",
        "    if abs(losses[-1] - losses[-2]) < tolerance:",
        "        break",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        "This runs down one side of the bowl and up the other, with steps that never get shorter. Which line is to "
        f"blame?\n\n```text\n{shown}\n```",
        answer=first + 2,
        because="It asks for the gradient at the start, again and again. The slope that counts is the one at the present w.",
        wrong=[
            (first, "The history begins with the loss at the start. That is right."),
            (first + 1, "At most max_steps steps. That is right."),
            (first + 3, "The loss at the new place. That is right."),
            (first + 4, "The change, whatever its sign, against the threshold. That is right."),
            (first + 5, "Leaving the loop there is right."),
        ],
        hint="Answer with the number in front of the line. At which place should the slope be asked?",
        tolerance=1e-6,
    )


@question("4.7", "transfer")
def shower(draw: Draw) -> Number:
    reaction = int(draw.choice([4, 5, 8, 10]))
    return Number(
        f"A shower gets {reaction} degrees warmer for each unit that you turn the tap. You turn it back by η units for each degree "
        "that it is too warm, and wait. At which η does a *single* turn bring exactly the right temperature, whatever it was "
        "before?",
        answer=1 / reaction,
        because=f"A turn multiplies the error by 1 − {reaction}η, and that is 0 at η = 1/{reaction}. Above it you overshoot: too warm becomes too "
        f"cold. Above η = 2/{reaction} each turn makes it worse.",
        wrong=[
            (
                1.0,
                f"Turning by 1 for each degree changes the temperature by {reaction} for each degree that it was off.",
            ),
            (2 / reaction, "There the error only changes its sign: as much too cold as it was too warm."),
            (1 / (2 * reaction), "That leaves half of the error."),
            (float(reaction), "The stronger the tap reacts, the less you should turn it."),
        ],
        hint="It is 1 degree too warm. You turn by η units; by how many degrees does the temperature fall?",
        tolerance=1e-3,
    )
