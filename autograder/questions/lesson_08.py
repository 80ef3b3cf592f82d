"""Review of lesson 8, the multilayer perceptron; 8.2 and 8.7 come back to lessons 6 and 3."""

from __future__ import annotations

import math

from autograder.question import Choice, Draw, Number, choice, question


@question("8.1", "compute")
def count_parameters(draw: Draw) -> Number:
    d, h, m = (int(n) for n in draw.choice([3, 4, 5, 6, 7, 8], size=3, replace=False))
    return Number(
        f"How many numbers can a {d}-{h}-{m} network learn?",
        answer=d * h + h + h * m + m,
        because=f"{d} · {h} weights and {h} biases in the first layer, {h} · {m} weights and {m} biases in the second.",
        wrong=[
            (d * h + h * m, "Those are the weights. Each unit of a hidden or output layer has a bias, too."),
            (d + h + m, "Those are the units. Between two layers every unit is connected with every other."),
            (d * h * m, "Layers stand one behind the other: their weights add up."),
            (d * h + h * m + d + h + m, "The input layer computes nothing, so it has no biases."),
        ],
    )


@question("8.2", "compute")
def shape_of_gradient(draw: Draw) -> Number:
    n, d, m = (int(k) for k in draw.choice([4, 5, 6, 7, 8, 9], size=3, replace=False))
    return Number(
        f"From lesson 6. A batch of {n} samples goes through a layer with {d} inputs and {m} units. How many entries does "
        "dW have?",
        answer=d * m,
        because=f"dW has W's shape, ({d}, {m}), whatever the batch is. The batch is what each entry is summed over.",
        wrong=[
            (n * d, "That is the size of X and of dX."),
            (n * m, "That is the size of the output and of the upstream gradient."),
            (m, "That is the size of b."),
            (n * d * m, "Each sample contributes to every entry of dW; contributions add, they are not kept apart."),
        ],
    )


@question("8.3", "predict")
def first_loss(draw: Draw) -> Number:
    classes = int(draw.choice([3, 4, 5, 10]))
    return Number(
        f"Predict, then run it: a network made by your `init_parameters([2, 16, {classes}], rng)` ends in {classes} logits. "
        "What is its cross-entropy before the first step, about? (Two digits are enough.)",
        answer=math.log(classes),
        because=f"Small weights make all logits nearly 0, so each class gets about 1/{classes}, and −ln(1/{classes}) = ln {classes}.",
        wrong=[
            (math.log(2), f"That is the answer for two classes. Here there are {classes}."),
            (1 / classes, "That is the probability of a class. The loss is −ln of it."),
            (0.0, "A loss of 0 would mean that it is sure and right."),
            (1.0, "How large is each class's probability when all logits are equal?"),
        ],
        tolerance=3e-2,
    )


@question("8.4", "choice")
def which_gate(draw: Draw) -> Choice:
    return choice(
        draw,
        "On the way back, `dA` comes out of layer 2's `affine_backward` and must go through a gate. Which numbers decide "
        "where that gate is open?",
        {
            "Z of layer 1, before its ReLU": "Layer 1's ReLU made layer 2's A out of layer 1's Z.",
            "Z of layer 2": "Layer 2 made that out of its A, and its A had passed the gate in question already.",
            "the sign of dA itself": "A gate is set on the way forward. What comes back cannot open or close it.",
            "none: only the output layer has a gate": "It is the other way round: after the output layer there is none.",
        },
    )


@question("8.5", "choice")
def why_random(draw: Draw) -> Choice:
    return choice(
        draw,
        "What goes wrong when all weights of a network start at the same number?",
        {
            "All hidden units of a layer stay identical.": "Same numbers, same gradients, same steps.",
            "The loss becomes infinite in the first step.": "The numbers stay small and well-behaved; they are all the same.",
            "The gradients are all 0.": "That happens to the weights when all of them start at 0. Other equal weights get equal gradients, not zero ones.",
            "Nothing, if the learning rate is small enough.": "A smaller step is the same smaller step for all of them.",
        },
    )


@question("8.6", "bug")
def off_by_one(draw: Draw) -> Number:
    first = int(draw.integers(1, 4))
    lines = [
        "for k in reversed(range(len(parameters))):",
        "    (A, Z), (W, b) = cache[k], parameters[k]",
        "    dA, dW, db = affine_backward(upstream, Z, A, W, b)",
        "    gradients[k] = (dW, db)",
        "    if k > 0:",
        "        upstream = relu_backward(dA, A, Z)",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        f"This is meant to be the loop of `mlp_backward`. Which line is to blame?\n\n```text\n{shown}\n```",
        answer=first + 5,
        because="The gate below layer k was set by the Z of layer k − 1; this Z comes after it, and in most networks has another shape.",
        wrong=[
            (first, "From the last layer to the first: that is right."),
            (first + 1, "Layer k's own input and weights: that is right."),
            (first + 2, "That is what lesson 6's function is called with."),
            (first + 3, "Written to place k, the pairs are in layer order."),
            (first + 4, "Below layer 0 there is no gate: that is right."),
        ],
        hint="Answer with the number in front of the line. Which Z made this layer's A?",
        tolerance=1e-6,
    )


@question("8.7", "transfer")
def skip_the_gate(draw: Draw) -> Number:
    w, v, x = int(draw.choice([2, 3, 6])), int(draw.choice([5, 7])), 3  # such that no two wrong ways meet
    target = int(draw.choice([8, 10, 20]))
    hidden = w * x
    prediction = v * hidden
    return Number(
        f"With lesson 3's loss. A 1-1-1 network without biases: $h = \\max({w} x, 0)$ and the prediction ${v} h$. For $x = {x}$ and the target "
        f"{target} the loss is $({v} h - {target})^2$. What is its gradient for the *first* weight, the {w}?",
        answer=2 * (prediction - target) * v * x,
        because=(
            f"The loss passes 2 · ({prediction} − {target}) down, the second weight scales it by {v}, the gate is open, and the first "
            f"weight's local slope is x = {x}."
        ),
        wrong=[
            (2 * (prediction - target) * hidden, "That is the gradient of the second weight: its local slope is h."),
            (
                2 * (prediction - target) * x,
                "On its way down the gradient passes the second weight, and is scaled by it.",
            ),
            (2 * (prediction - target) * v, "That arrives at the first layer's Z. The weight's local slope is x."),
            ((prediction - target) * v * x, "Exactly half: differentiate the square."),
        ],
    )
