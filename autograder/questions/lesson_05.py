"""Review of lesson 5, one neuron; 5.2 and 5.5 are about lessons 3 and 4."""

from __future__ import annotations

import math

from autograder.question import Choice, Draw, Number, choice, question


@question("5.1", "compute")
def through_a_sigmoid(draw: Draw) -> Number:
    output, upstream = float(draw.choice([0.1, 0.2, 0.3, 0.8, 0.9])), int(draw.integers(3, 8))
    return Number(
        f"On the way forward a sigmoid gave {output:g}. On the way back the upstream gradient {upstream} arrives at it. What "
        "does it pass on?",
        answer=upstream * output * (1 - output),
        because=f"The slope is {output:g} · {1 - output:g}, and it scales what arrived.",
        wrong=[
            (
                upstream * output,
                "The slope has two factors, and one of them is missing: what lies between the output and 1?",
            ),
            (upstream * (1 - output), "The slope has two factors, and one of them is missing: the output itself."),
            (output * (1 - output), "That is the local slope; multiply it by what arrived from above."),
            (upstream * (1 - output * output), "That is the slope of tanh."),
            (upstream, "A gate that was wide open would do that. How steep is the sigmoid there?"),
        ],
        hint="The output is all you need to know of the sigmoid.",
    )


@question("5.2", "compute")
def shifted_logits(draw: Draw) -> Number:
    p, shift = float(draw.choice([0.1, 0.2, 0.3, 0.4])), int(draw.choice([5, 10, 20]))
    return Number(
        f"From lesson 3. Softmax gives the right class the probability {p:g}. Now somebody adds {shift} to *all* the logits of the "
        "row. What is the negative log-likelihood afterwards, in nats? Give three digits.",
        answer=-math.log(p),
        because=f"Adding the same number to all logits changes no probability: it cancels. So it is −ln {p:g}, as before.",
        wrong=[
            (-math.log(p) + shift, "Every logit rose by the same number. What does softmax make of that?"),
            (-math.log(p) - shift, "Every logit rose by the same number. What does softmax make of that?"),
            (math.log(p), "That is the logarithm, and it is negative. A loss is lower where the answer is better."),
            (1 - p, "That is the missing probability. The loss is −ln of the probability."),
            (p, "That is the probability. The loss is −ln of it."),
            (0.0, "A loss of 0 would mean that the model is sure and right."),
        ],
        hint="First the probability: what cancels in the softmax? Then −ln of it; `math.log` is ln.",
    )


@question("5.3", "predict")
def gate_with_a_zero(draw: Draw) -> Number:
    up = [int(n) for n in draw.choice([2, 3, 4, 5, 6, 7], size=4, replace=False)]
    x = [float(draw.choice([1.5, 2.0])), -float(draw.choice([0.5, 3.0])), 0.0, float(draw.choice([0.1, 4.0]))]
    through = up[0] + up[3]
    return Number(
        "Predict, then run it in a cell of your own:\n\n"
        f"```python\nupstream, x = np.array({[float(u) for u in up]}), np.array({x})\n"
        "float(relu_backward(upstream, relu(x), x).sum())\n```",
        answer=through,
        because="Open where x is positive, shut where it is negative, and at exactly 0 this course uses slope 0.",
        wrong=[
            (sum(up), "A gate that lets everything through would give that. Two of the four x are not positive."),
            (through + up[2], "At exactly 0 this course uses slope 0."),
            (2, "You counted open gates; the gradients that pass through them are asked."),
            (up[0] * x[0] + up[3] * x[3], "Nudge a positive x by 0.1: the output moves by 0.1, whatever x is."),
            (up[1], "The gate is open where x is positive."),
        ],
    )


@question("5.4", "choice")
def what_saturation_is(draw: Draw) -> Choice:
    return choice(
        draw,
        "A neuron with a sigmoid is saturated. What does that mean?",
        {
            "Its curve is flat where it stands, so hardly any gradient gets through.": "And the number that it gives may be quite wrong all the same.",
            "It has learnt all it can: its error is 0.": "It may be as wrong as can be. It is the slope that is 0, not the error.",
            "Its output is 0.5, so it can lean neither way.": "At 0.5 a sigmoid is at its steepest: it learns best there.",
            "Its gradient is so large that each step overshoots.": "It is the other way round: hardly any gradient arrives.",
        },
    )


@question("5.5", "choice")
def too_high_a_rate(draw: Draw) -> Choice:
    factor = int(draw.choice([3, 10]))
    return choice(
        draw,
        f"From lesson 4. The loss rises from step to step, faster and faster, and every gradient has passed its check. You "
        f"multiply the learning rate by {factor}. What happens?",
        {
            "It gets worse: the steps overshot before, and now they overshoot farther.": "Each step lands on the other side, higher up. Divide the rate instead.",
            "It gets better: larger steps reach the bottom sooner.": "The bottom lies between two steps already. They jump over it.",
            "Nothing: the size of a step depends on the gradient only.": "A step is the learning rate times the gradient.",
            "The gradients change their sign.": "The learning rate has no say in the gradient; it scales the step.",
        },
    )


@question("5.6", "bug")
def stale_activation(draw: Draw) -> Number:
    first = int(draw.integers(1, 4))
    lines = [
        "z = w * x + b",
        "prediction = sigmoid(z)",
        "d_prediction = mse_backward(1.0, mse(prediction, y), prediction, y)",
        "d_z = sigmoid_backward(d_prediction, sigmoid(prediction), z)",
        "w = w - learning_rate * np.sum(d_z * x)",
        "b = b - learning_rate * np.sum(d_z)",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        f"One step of `train_neuron`. The loss falls, but not as it should. Which line is to blame?\n\n```text\n{shown}\n```",
        answer=first + 3,
        because="`output` is the prediction itself. Here the sigmoid was applied to it once more.",
        wrong=[
            (first, "The weighted sum is right."),
            (first + 1, "The activation is right: the sigmoid of z."),
            (first + 2, "The walk back starts with 1, how fast the loss moves when the loss does. That line is right."),
            (first + 4, "Each row scales w's gradient by its own x, and the rows add up. That line is right."),
            (first + 5, "d_z was computed before w changed. That line is right."),
        ],
        hint="Answer with the number in front of the line. Look at what each backward function expects.",
        tolerance=1e-6,
    )


@question("5.7", "transfer")
def threshold_of_a_lamp(draw: Draw) -> Number:
    weight, lux = float(draw.choice([0.5, 0.2, 0.25])), int(draw.choice([20, 30, 40]))
    return Number(
        f"A street lamp has a neuron: it gives $\\sigma(w x + b)$ for a brightness of x lux, and the lamp goes on where that "
        f"is above one half. The weight is −{weight:g} for each lux. The lamp should go on below {lux} lux. What must the bias "
        "be?",
        answer=weight * lux,
        because=f"At the threshold w x + b is 0, so b = {weight:g} · {lux}. Darker than that, and the sum is positive.",
        wrong=[
            (-weight * lux, "Then the sum is negative for every brightness, and the lamp never goes on."),
            (lux, "That is where it should switch, in lux. The bias is added after the weight has done its work."),
            (lux / weight, "At x lux the weight takes weight · x away. How much must the bias give?"),
            (0.5, "One half is what the sigmoid gives at the threshold. Which sum belongs to it?"),
            (weight * lux + 0.5, "The sigmoid gives one half where the sum is 0, not where it is 0.5."),
        ],
        hint=f"Which sum does the sigmoid turn into one half? At {lux} lux the sum must be that.",
    )
