"""What learners hand in: for some lessons, answers with known mistakes, their marks, and a sentence for each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wrong:
    """One function of a submission, what it earns, and what its feedback says."""

    answer: str
    earns: float
    says: str


# Functions that a lesson's row leaves out are answered rightly.
WRONG = {
    "02_forward_and_backward": {
        "mul_backward": Wrong(
            """
            def mul_backward(upstream, output, a, b):
                return upstream * a, upstream * b
            """,
            0,
            "mul_backward: Hold b still and nudge a: what scales the change?",
        ),
        "pow_backward": Wrong(
            """
            def pow_backward(upstream, output, a, n):
                return upstream * a ** (n - 1)
            """,
            0,
            "pow_backward: Differentiate xⁿ: what happens to n?",
        ),
        "topological_order": Wrong(
            """
            def topological_order(root):
                order, seen = [], set()

                def visit(node):
                    if node not in seen:
                        seen.add(node)
                        for parent in node.parents:
                            visit(parent)
                        order.append(node)

                visit(root)
                return order
            """,
            1.5,
            "Python's recursion limit on a deep graph: keep your own stack. That earns 1.5 of 2 points.",
        ),
        "backprop": Wrong(
            """
            def backprop(root, seed=1.0):
                gradients = {root: seed}
                for node in reversed(topological_order(root)):
                    for parent, contribution in zip(node.parents, node.pull_back(gradients[node])):
                        gradients[parent] = contribution
                return gradients
            """,
            0,
            "backprop: A node that feeds two places got only its last contribution.",
        ),
    },
    "06_layer_for_a_batch": {
        "affine_backward": Wrong(
            """
            def affine_backward(upstream, output, X, W, b):
                return upstream @ W.T, X.T @ upstream, upstream
            """,
            0,
            "The same b served every row, so add their gradients up.",
        ),
        "unbroadcast": Wrong(
            """
            def unbroadcast(gradient, shape):
                while gradient.ndim > len(shape):
                    gradient = gradient.mean(axis=0)
                for axis, size in enumerate(shape):
                    if size == 1:
                        gradient = gradient.mean(axis=axis, keepdims=True)
                return gradient
            """,
            0,
            "unbroadcast: The operand was used several times: contributions add.",
        ),
    },
}

# Cells that would stop a notebook that is run in one go. The other cells keep their marks.
BROKEN = {
    "mul_backward": "def mul_backward(upstream, output, a, b):\n    return upstream * b, upstream * a)",  # no Python
    "pow_backward": "def pow_backward(upstream, output, a, n):\n    while True:\n        pass",
    "exp_backward": "while True:\n    pass",
}
# And one that is right, with more output than a kernel can pass on.
FLOOD = {
    "add_backward": """
        def add_backward(upstream, output, a, b):
            return upstream, upstream


        for line in range(20_000):
            print(line, flush=True)
        """,
}

# Written above every function of a right submission, and into it: all of it goes to stderr.
ABOVE = """
import logging
import sys
import warnings
from sys import stderr as held

logging.basicConfig()
warnings.simplefilter("always")
calls = iter(range(50))  # a figure may train with the function, and calls it thousands of times
"""
INSIDE = """
if next(calls, None) is not None:
    print("careful", file=sys.stderr)
    print("careful", file=held, flush=True)
    warnings.warn("careful")
    logging.getLogger("learner").warning("careful")
"""
