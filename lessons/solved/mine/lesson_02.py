"""What you wrote and passed in lesson 2. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === add_backward
def add_backward(upstream, output, a, b):
    """Gradients of a and b for the sum ``output = a + b``. All numbers; returns (d_a, d_b)."""
    return upstream, upstream

# === mul_backward
def mul_backward(upstream, output, a, b):
    """Gradients of a and b for the product ``output = a * b``. All numbers; returns (d_a, d_b)."""
    return upstream * b, upstream * a

# === pow_backward
def pow_backward(upstream, output, a, n):
    """Gradient of a for ``output = a ** n`` with a constant n. All numbers; returns d_a alone."""
    return upstream * n * a ** (n - 1)

# === exp_backward
def exp_backward(upstream, output, a):
    """Gradient of a for ``output = exp(a)``. All numbers; returns d_a."""
    return upstream * output

# === topological_order
def topological_order(root):
    """Every node that root depends on, once; parents before the nodes that use them; root last.

    A node has .parents (a tuple; a node may stand in it twice; empty for a leaf). Returns a list.
    """
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, parents_are_done = stack.pop()
        if parents_are_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return order

# === backprop
def topological_order(root):
    """Every node that root depends on, once; parents before the nodes that use them; root last.

    A node has .parents (a tuple; a node may stand in it twice; empty for a leaf). Returns a list.
    """
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, parents_are_done = stack.pop()
        if parents_are_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return order


def backprop(root, seed=1.0):
    """Gradient of root, times seed, for every node that it depends on: a dict {node: gradient}.

    A node has .parents and .pull_back(upstream), which returns one gradient for each parent.
    """
    gradients = {root: seed}
    for node in reversed(topological_order(root)):
        contributions = node.pull_back(gradients[node])
        for parent, contribution in zip(node.parents, contributions):
            gradients[parent] = gradients.get(parent, 0.0) + contribution
    return gradients
