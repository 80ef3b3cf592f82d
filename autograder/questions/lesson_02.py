"""Review of lesson 2, forward and backward on a graph."""

from __future__ import annotations

from autograder.question import Choice, Draw, Number, choice, question


@question("2.1", "compute")
def product_gradient(draw: Draw) -> Number:
    a, b, upstream = (int(n) for n in draw.choice([2, 3, 4, 5, 6, 7], size=3, replace=False))
    return Number(
        f"A node computes $c = a \\cdot b$ with $a = {a}$ and $b = {b}$. The upstream gradient {upstream} arrives at it. "
        "What does it pass on to $a$?",
        answer=upstream * b,
        because=f"The local slope for a is b = {b}, times the upstream gradient {upstream}.",
        wrong=[
            (upstream * a, "Hold b still and nudge a: what scales the change?"),
            (b, "That is the local slope; multiply it by what arrived from above."),
            (upstream * a * b, "You multiplied by the product itself."),
            (upstream, "That is what a sum would pass on."),
        ],
    )


@question("2.2", "compute")
def two_uses(draw: Draw) -> Number:
    a, b = (int(n) for n in draw.choice([3, 4, 5, 6, 7, 8], size=2, replace=False))
    return Number(
        f"$c = a \\cdot b$ and $L = c + a$, with $a = {a}$ and $b = {b}$. What is the gradient of $a$?",
        answer=b + 1,
        because=f"Through c it is {b}, directly it is 1; between paths contributions add.",
        wrong=[
            (b, "That is the contribution through c. a feeds L directly as well."),
            (1, "That is the direct contribution. a feeds c as well."),
            (a + 1, "Through c, a's step is scaled by the other factor."),
        ],
        hint="Draw the four nodes. Along how many paths does a reach L?",
    )


@question("2.3", "predict")
def doubling(draw: Draw) -> Number:
    levels = int(draw.integers(3, 7))
    return Number(
        "Predict, then run it in a cell of your own:\n\n"
        f"```python\nx = Var(1.0)\ny = x\nfor _ in range({levels}):\n    y = y + y\nbackprop(y)[x]\n```",
        answer=2**levels,
        because=f"Each level has two ways up, so there are 2^{levels} paths of rate 1. The walk needs {levels} steps, not {2**levels}.",
        wrong=[
            (2 * levels, "At each level the number of paths doubles; it does not grow by two."),
            (1, "y + y uses y twice: both contributions arrive."),
            (levels, "How many paths lead from y down to x?"),
            (2 ** (levels - 1), "One level is missing. With a single level, y + y has the slope 2."),
            (2 ** (levels + 1), "One level too many. With a single level, y + y has the slope 2."),
        ],
    )


@question("2.4", "choice")
def why_output(draw: Draw) -> Choice:
    return choice(
        draw,
        "Why does `exp_backward` get `output` and not only `a`?",
        {
            "The slope of exp is its output, so it need not be computed again.": "The forward pass has done the work; the backward pass reads it.",
            "Because the upstream gradient is not known otherwise.": "The upstream gradient is an argument of its own.",
            "Because exp has two inputs, and output is the second.": "exp has one input. The output is what it made of it.",
            "To check that the forward pass was right.": "A backward function checks nothing; it is told the truth.",
        },
    )


@question("2.5", "choice")
def what_it_computes(draw: Draw) -> Choice:
    return choice(
        draw,
        "Which of these sentences about backpropagation is true?",
        {
            "It computes the gradient of one number with respect to every node, in one walk.": "And that is all it does. What to do with a gradient is another matter.",
            "It updates the inputs so that the result gets smaller.": "It updates nothing. A rule that does so is the subject of lesson 4.",
            "It computes the formula again for each input, with a nudge.": "That is what your measuring tool does, and why it is slow.",
            "It works only when every node is used once.": "Nodes that are used several times are why contributions are accumulated.",
        },
    )


@question("2.6", "bug")
def overwritten(draw: Draw) -> Number:
    first = int(draw.integers(1, 4))
    lines = [
        "gradients = {root: seed}",
        "for node in reversed(topological_order(root)):",
        "    contributions = node.pull_back(gradients[node])",
        "    for parent, contribution in zip(node.parents, contributions):",
        "        gradients[parent] = contribution",
        "return gradients",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        f"This is meant to be `backprop`. It is right on a chain, and wrong on $L = a \\cdot b + a$. Which line is to blame?\n\n```text\n{shown}\n```",
        answer=first + 4,
        because="It overwrites what had arrived before: a node that feeds two places keeps only its last contribution.",
        wrong=[
            (first, "The walk starts at the root, with the seed. That is right."),
            (first + 1, "Going through the order from its end is right."),
            (first + 2, "By its turn all of a node's gradient has arrived. That line is right."),
            (first + 3, "Each parent gets its own contribution. That line is right."),
            (first + 5, "Returning at the end is right."),
        ],
        hint="Answer with the number in front of the line.",
        tolerance=1e-6,
    )


@question("2.7", "transfer")
def root_of_product(draw: Draw) -> Number:
    root = int(draw.choice([3, 5]))
    b = int(draw.choice([2, 4, 8]))
    a = root * root / b
    return Number(
        f"The geometric mean of two numbers is $\\sqrt{{a \\cdot b}} = (a \\cdot b)^{{0.5}}$. At $a = {a:g}$ and $b = {b}$ its value "
        f"is {root}. What is the gradient of $a$? Use the two backward functions that you have for it.",
        answer=b / (2 * root),
        because=f"The power passes 0.5 · {root * root}^(−0.5) = {0.5 / root:.4g} back to the product, and the product scales it by b = {b}.",
        wrong=[
            (1 / (2 * root), "That has arrived at the product. The product has a slope of its own."),
            (a / (2 * root), "A product hands each input the other one's value."),
            (b / root, "The power 0.5 comes down as a factor."),
            (b * root / 2, "The power goes down by one: 0.5 becomes −0.5."),
        ],
        hint="First pow_backward with upstream 1, then mul_backward with what it returned.",
    )
