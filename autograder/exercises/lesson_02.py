"""Lesson 2, forward and backward on a graph: local backward functions, order, accumulation."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from autograder.exercise import Probe, exercise
from autograder.graphs import Graph
from autograder.values import NodeRef
from bpkit import engine, ops

# ---------------------------------------------------------------- add_backward

add_backward = exercise("add_backward", lesson=2, points=1, reference=ops.add_backward, returns=("d_a", "d_b"))


@add_backward.probes
def sums(rng: np.random.Generator) -> Iterator[Probe]:
    for upstream, a, b in rng.normal(size=(4, 3)).tolist():
        yield Probe(f"a = {a:.2f}, b = {b:.2f}", (upstream, a + b, a, b))
    yield Probe("whole numbers", (-3, 7, 2, 5))


@add_backward.mistake("Nudge a by 0.1: how far does the sum move?")
def add_halved(upstream, output, a, b):
    return upstream / 2, upstream / 2


@add_backward.mistake("Your gradients depend on a and b. Nudge a by 0.1: does it matter how large a is?")
def add_own_value(upstream, output, a, b):
    return upstream * a, upstream * b


@add_backward.mistake("These are the gradients of a product. This node adds.")
def add_as_product(upstream, output, a, b):
    return upstream * b, upstream * a


@add_backward.mistake("You multiplied by the sum itself. How does the sum *change* when a changes?")
def add_output(upstream, output, a, b):
    return upstream * output, upstream * output


@add_backward.mistake("The sign of d_b belongs to a difference. This node adds.")
def add_as_difference(upstream, output, a, b):
    return upstream, -upstream


@add_backward.variant
def add_as_list(upstream, output, a, b):
    return [upstream, upstream]


@add_backward.variant
def add_times_one(upstream, output, a, b):
    return 1.0 * upstream, upstream * 1.0


@add_backward.variant
def add_as_array(upstream, output, a, b):
    return np.array([upstream, upstream])


# ---------------------------------------------------------------- mul_backward

mul_backward = exercise("mul_backward", lesson=2, points=1, reference=ops.mul_backward, returns=("d_a", "d_b"))


@mul_backward.probes
def products(rng: np.random.Generator) -> Iterator[Probe]:
    for upstream, a, b in rng.normal(size=(4, 3)).tolist():
        yield Probe(f"a = {a:.2f}, b = {b:.2f}", (upstream, a * b, a, b))
    yield Probe("b = 0", (1.5, 0.0, -2.0, 0.0))
    yield Probe("whole numbers", (-3, 10, 2, 5))


@mul_backward.mistake("Hold b still and nudge a: what scales the change?")
def mul_own_value(upstream, output, a, b):
    return upstream * a, upstream * b


@mul_backward.mistake("You multiplied by the product itself. Hold b still and nudge a: what scales the change?")
def mul_output(upstream, output, a, b):
    return upstream * output, upstream * output


@mul_backward.mistake(
    "You passed the upstream gradient on as an addition would. A product scales what passes through it."
)
def mul_as_sum(upstream, output, a, b):
    return upstream, upstream


@mul_backward.mistake("Both of your gradients are scaled by a + b. Nudge a alone: does the size of a matter?")
def mul_by_sum(upstream, output, a, b):
    return upstream * (a + b), upstream * (a + b)


@mul_backward.mistake("You added the other factor to the upstream gradient; along a path rates multiply.")
def mul_upstream_added(upstream, output, a, b):
    return upstream + b, upstream + a


@mul_backward.variant
def mul_as_list(upstream, output, a, b):
    return [b * upstream, a * upstream]


@mul_backward.variant
def mul_named(upstream, output, a, b):
    d_a = upstream * b
    d_b = upstream * a
    return d_a, d_b


@mul_backward.variant
def mul_as_numpy(upstream, output, a, b):
    return np.multiply(upstream, b), np.float64(upstream) * a


# ---------------------------------------------------------------- pow_backward

pow_backward = exercise("pow_backward", lesson=2, points=1, reference=ops.pow_backward, returns=("d_a",))


@pow_backward.probes
def powers(rng: np.random.Generator) -> Iterator[Probe]:
    for n in (3, 2, 5, -1, 0.5, 1, 0):
        a = float(rng.uniform(0.5, 2.0)) * (1 if n == 0.5 else float(rng.choice([-1, 1])))
        a = -abs(a) if n == 2 else a  # an even power alone shows a sign that was lost
        yield Probe(f"a = {a:.2f}, n = {n}", (float(rng.normal()), a**n, a, n))
    yield Probe("a = 0, n = 2", (float(rng.normal()), 0.0, 0.0, 2))


@pow_backward.mistake("Differentiate xⁿ: what happens to n?")
def pow_factor(upstream, output, a, n):
    return upstream * a ** (n - 1)


@pow_backward.mistake("The power should go down by one.")
def pow_exponent(upstream, output, a, n):
    return upstream * n * a**n


@pow_backward.mistake("The power goes down by one; yours went up. That is how one integrates.")
def pow_raised(upstream, output, a, n):
    return upstream * n * a ** (n + 1)


@pow_backward.mistake("This is the slope in n, with a held still. Here a moves and n is a constant.")
def pow_as_exponential(upstream, output, a, n):
    return upstream * output * math.log(abs(a)) if a else 0.0


@pow_backward.mistake("n is a constant of this node: return the gradient of a, and nothing for n.")
def constant_has_gradient(upstream, output, a, n):
    return upstream * n * a ** (n - 1), 0.0


@pow_backward.mistake("You multiplied by n − 1. The old power comes down as the factor; then the power is lowered.")
def pow_lowered_factor(upstream, output, a, n):
    return upstream * (n - 1) * a ** (n - 1)


@pow_backward.mistake("Python takes the power first and the 1 off afterwards: put brackets around the exponent.")
def pow_brackets(upstream, output, a, n):
    return upstream * n * a**n - 1


@pow_backward.mistake(
    "Python takes the power first and the 1 off afterwards: put brackets around the exponent.", name="pow-brackets"
)
def pow_brackets_inside(upstream, output, a, n):
    return upstream * (n * a**n - 1)


@pow_backward.variant
def pow_from_output(upstream, output, a, n):
    return upstream * n * output / a if a else 0.0


@pow_backward.variant
def pow_as_tuple(upstream, output, a, n):
    return (n * a ** (n - 1) * upstream,)


@pow_backward.variant
def pow_as_numpy(upstream, output, a, n):
    return np.float64(upstream) * n * np.power(float(a), n - 1)


# ---------------------------------------------------------------- exp_backward

exp_backward = exercise("exp_backward", lesson=2, points=1, reference=ops.exp_backward, returns=("d_a",))


@exp_backward.probes
def exponentials(rng: np.random.Generator) -> Iterator[Probe]:
    for upstream, a in rng.normal(size=(4, 2)).tolist():
        yield Probe(f"a = {a:.2f}", (upstream, math.exp(a), a))
    yield Probe("a = 0", (-2.0, 1.0, 0.0))


@exp_backward.mistake("You used the rule for powers. In eᵃ the exponent moves and the base stands still.")
def exp_as_power(upstream, output, a):
    return upstream * a * math.exp(a - 1)


@exp_backward.mistake("You took exp of the output. It has been taken once already.")
def exp_twice(upstream, output, a):
    return upstream * math.exp(output)


@exp_backward.mistake("You multiplied by a. How steep is eᵃ at a = 0? Yours says flat.")
def exp_by_input(upstream, output, a):
    return upstream * a


@exp_backward.mistake("You passed the upstream gradient on unchanged. At a = 2 the curve is far steeper than at a = 0.")
def exp_slope_one(upstream, output, a):
    return upstream


@exp_backward.mistake("You added the slope to the upstream gradient; along a path rates multiply.")
def exp_upstream_added(upstream, output, a):
    return upstream + output


@exp_backward.variant
def exp_again(upstream, output, a):
    return math.exp(a) * upstream


@exp_backward.variant
def exp_as_tuple(upstream, output, a):
    return (output * upstream,)


@exp_backward.variant
def exp_as_numpy(upstream, output, a):
    return np.array(upstream * np.exp(a))


# ---------------------------------------------------------------- graphs for the two walks


def _braid(rng: np.random.Generator, count: int) -> Graph:
    """A graph with one legal order: each node needs the one before it, and another at random."""
    parents: list[tuple[int, ...]] = [()]
    for node in range(1, count):
        others = [int(rng.integers(0, node))] if node > 1 else []
        parents.append((*others, node - 1) if rng.random() < 0.5 else (node - 1, *others))
    return _with_slopes(rng, parents)


def _with_slopes(rng: np.random.Generator, parents: list[tuple[int, ...]]) -> Graph:
    slopes = [tuple((rng.uniform(0.5, 1.5, len(row)) * rng.choice([-1, 1], len(row))).tolist()) for row in parents]
    return Graph(tuple(parents), tuple(slopes))


def _skip_ahead(rng: np.random.Generator) -> Graph:
    """leaf → a → b → root, and a → root directly: who passes on too early gives the leaf too little."""
    return _with_slopes(rng, [(), (0,), (1,), (1, 2)])


def _narrow_after_wide(rng: np.random.Generator) -> Graph:
    """A node with one parent stands after one with two: a sort by the number of parents goes wrong here."""
    return _with_slopes(rng, [(), (0,), (0, 1), (2,), (1, 3)])


def _square(rng: np.random.Generator) -> Graph:
    """x → u → u·u: one node that stands twice among the parents."""
    return _with_slopes(rng, [(), (0,), (1, 1)])


def _chain(length: int) -> Graph:
    return Graph(((), *((k,) for k in range(length))), ((), *((1.0,) for _ in range(length))))


def _doubling(levels: int) -> Graph:
    """Each level adds the one below to itself: 2 to the power of ``levels`` paths, ``levels`` + 1 nodes."""
    return Graph(((), *((k, k) for k in range(levels))), ((), *((1.0, 1.0) for _ in range(levels))))


GRAPHS = (
    ("a graph where a node feeds two others", _skip_ahead),
    ("a node used twice by one other", _square),
    ("a node with one parent after one with two", _narrow_after_wide),
    ("five nodes", lambda rng: _braid(rng, 5)),
    ("seven nodes", lambda rng: _braid(rng, 7)),
    ("nine nodes", lambda rng: _braid(rng, 9)),
)

# ---------------------------------------------------------------- topological_order


def order_fault(arguments, result):
    """None for a legal order; else a sentence about the first thing that is wrong with it."""
    graph = arguments[0]
    if not isinstance(result, (list, tuple)):
        return "A list of nodes is expected."
    if not all(isinstance(node, NodeRef) for node in result):
        return "The list should hold the nodes themselves, and nothing else."
    numbers = [node.number for node in result]
    if len(set(numbers)) < len(numbers):
        return "A node is listed more than once."
    reachable = len(graph.parents)
    if len(numbers) < reachable:
        return f"Your list has {len(numbers)} nodes; {reachable} can be reached from the root."
    position = {number: place for place, number in enumerate(numbers)}
    for node, parents in enumerate(graph.parents):
        if any(position[parent] > position[node] for parent in parents):
            return "A node comes before something that it needs."
    return None


topological_order = exercise(
    "topological_order",
    lesson=2,
    points=2,
    reference=engine.topological_order,
    returns=("order",),
    accept=order_fault,
    slow="is a node looked for in a list, or walked through once for every path to it? 40 doublings have 2⁴⁰ paths.",
)


@topological_order.probes
def graphs_to_order(rng: np.random.Generator) -> Iterator[Probe]:
    for label, make in GRAPHS:
        yield Probe(label, (make(rng),))
    tree = _with_slopes(rng, [(), (), (), (0, 1), (2, 1), (3, 4)])
    yield Probe("a graph with several legal orders", (tree,), one_answer=False)
    yield Probe("a single leaf", (Graph(((),), ((),)),))
    yield Probe("a chain of 10,000 nodes", (_chain(9_999),), heavy=True)
    yield Probe("40 levels of doubling", (_doubling(40),), heavy=True)


@topological_order.mistake("A node comes before something that it needs.", name="order-preorder")
def preorder(root):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            order.append(node)
            for parent in node.parents:
                visit(parent)

    visit(root)
    return order


@topological_order.mistake("A node comes before something that it needs.", name="order-preorder")
def preorder_reversed(root):
    return preorder(root)[::-1]


@topological_order.mistake("A shared node is listed (and visited) more than once.")
def order_repeats(root):
    order = []

    def visit(node):
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(root)
    return order


@topological_order.mistake("Python's recursion limit on a deep graph: keep your own stack.", score=0.75)
def order_recursion(root):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order


@topological_order.mistake("Right order, from the wrong end: the root comes first in yours, and should be last.")
def order_root_first(root):
    return engine.topological_order(root)[::-1]


@topological_order.mistake("The root itself is missing from your list.")
def order_without_root(root):
    return engine.topological_order(root)[:-1]


@topological_order.mistake("The leaves are missing from your list. They have no parents, but they are nodes.")
def order_without_leaves(root):
    return [node for node in engine.topological_order(root) if node.parents]


@topological_order.variant
def by_counting_uses(root):
    """Kahn's way: a node is ready when all that use it are listed; then the list is turned round."""
    uses, stack, seen = {}, [root], {root}
    while stack:
        for parent in stack.pop().parents:
            uses[parent] = uses.get(parent, 0) + 1
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    order, ready = [], [root]
    while ready:
        node = ready.pop()
        order.append(node)
        for parent in node.parents:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order[::-1]


@topological_order.variant
def by_iterators(root):
    order, seen, stack = [], {root}, [(root, iter(root.parents))]
    while stack:
        parent = next(stack[-1][1], None)
        if parent is None:
            order.append(stack.pop()[0])
        elif parent not in seen:
            seen.add(parent)
            stack.append((parent, iter(parent.parents)))
    return order


@topological_order.variant
def by_looking_again(root):
    order, listed, stack = [], set(), [root]
    while stack:
        node = stack[-1]
        waiting = [parent for parent in node.parents if parent not in listed]
        if waiting:
            stack.extend(waiting)
        else:
            stack.pop()
            if node not in listed:
                listed.add(node)
                order.append(node)
    return tuple(order)


# ---------------------------------------------------------------- backprop

backprop = exercise(
    "backprop",
    lesson=2,
    points=3,
    reference=engine.backprop,
    returns=("gradients",),
    slow="is a node looked for in a list, or walked through once for every path to it? 40 doublings have 2⁴⁰ paths.",
)


@backprop.probes
def graphs_to_walk(rng: np.random.Generator) -> Iterator[Probe]:
    for label, make in GRAPHS:
        yield Probe(label, (make(rng),))
        yield Probe(f"{label}, seed = -2.5", (make(rng), -2.5))
    yield Probe("a chain of three nodes", (_with_slopes(rng, [(), (0,), (1,)]),))
    yield Probe("a single leaf as root", (Graph(((),), ((),)), 3.0))
    yield Probe("a chain of three nodes, seed = 0", (_with_slopes(rng, [(), (0,), (1,)]), 0.0), heavy=True)
    yield Probe("a chain of 10,000 nodes", (_chain(9_999), 0.5), heavy=True)
    yield Probe("40 levels of doubling", (_doubling(40),), heavy=True)


def _walk(root, seed, order, combine):
    gradients = {root: seed}
    for node in order:
        for parent, contribution in zip(node.parents, node.pull_back(gradients.get(node, 0.0)), strict=True):
            gradients[parent] = combine(gradients.get(parent, 0.0), contribution)
    return gradients


def _sum(have, more):
    return have + more


@backprop.mistake("A node that feeds two places got only its last contribution.")
def accumulate_overwritten(root, seed=1.0):
    return _walk(root, seed, reversed(engine.topological_order(root)), lambda have, more: more)


@backprop.mistake("A node that feeds two places got only its first contribution.")
def accumulate_first(root, seed=1.0):
    return _walk(root, seed, reversed(engine.topological_order(root)), lambda have, more: have or more)


@backprop.mistake("A node passed its gradient on before all of it had arrived.", name="order-too-early")
def too_early_by_queue(root, seed=1.0):
    queue, seen = [root], {root}
    for node in queue:
        fresh = [parent for parent in dict.fromkeys(node.parents) if parent not in seen]
        seen.update(fresh)
        queue.extend(fresh)
    return _walk(root, seed, queue, _sum)


@backprop.mistake("A node passed its gradient on before all of it had arrived.", name="order-too-early")
def too_early_by_recursion(root, seed=1.0):
    return _walk(root, seed, preorder(root), _sum)


@backprop.mistake("A node passed its gradient on before all of it had arrived.", name="order-too-early")
def too_early_forwards(root, seed=1.0):
    return dict.fromkeys(engine.topological_order(root), 0.0) | _walk(root, seed, engine.topological_order(root), _sum)


@backprop.mistake(
    "You pulled back through a node more than once. Once is enough: when all has arrived, for all of its parents together."
)
def pulled_twice(root, seed=1.0):
    gradients: dict = {}
    stack = [(root, seed)]
    while stack:
        node, arrived = stack.pop()
        gradients[node] = gradients.get(node, 0.0) + arrived
        stack.extend(zip(node.parents, node.pull_back(arrived), strict=True))
    return gradients


@backprop.mistake("Every gradient is 0: nobody started the wave. What is ∂L/∂L?")
def seed_forgotten(root, seed=1.0):
    return dict.fromkeys(engine.topological_order(root), 0.0)


@backprop.mistake(
    "Nothing has arrived at a parent before its first contribution, so there is no sum yet that it could be added to. "
    "What is the sum of nothing?"
)
def sum_without_start(root, seed=1.0):
    gradients = {root: seed}
    for node in reversed(engine.topological_order(root)):
        for parent, contribution in zip(node.parents, node.pull_back(gradients[node]), strict=True):
            gradients[parent] += contribution
    return gradients


@backprop.mistake("The wave always starts at 1. Start it with the seed that was given.")
def seed_ignored(root, seed=1.0):
    return engine.backprop(root, 1.0)


@backprop.mistake("Inner nodes have gradients too.")
def leaves_only(root, seed=1.0):
    return {node: gradient for node, gradient in engine.backprop(root, seed).items() if not node.parents}


@backprop.mistake("The root is missing from your dict: it maps to the seed.")
def root_missing(root, seed=1.0):
    return {node: gradient for node, gradient in engine.backprop(root, seed).items() if node is not root}


@backprop.mistake("You return the gradients without their nodes; a dict from node to gradient is asked.")
def gradients_as_list(root, seed=1.0):
    gradients = engine.backprop(root, seed)
    return [gradients[node] for node in engine.topological_order(root)]


@backprop.variant
def by_zero_start(root, seed=1.0):
    order = by_counting_uses(root)
    gradients = dict.fromkeys(order, 0.0)
    gradients[root] = seed
    for node in reversed(order):
        for parent, contribution in zip(node.parents, node.pull_back(gradients[node]), strict=True):
            gradients[parent] += contribution
    return gradients


@backprop.variant
def by_recursive_order(root, seed=1.0):
    return by_zero_start(root, float(seed))


@backprop.variant
def by_counting(root, seed=1.0):
    uses: dict = {}
    for node in engine.topological_order(root):
        for parent in node.parents:
            uses[parent] = uses.get(parent, 0) + 1
    gradients, ready = {root: np.float64(seed)}, [root]
    while ready:
        node = ready.pop()
        pulled = node.pull_back(gradients[node])
        for place, parent in enumerate(node.parents):
            gradients[parent] = gradients.get(parent, 0.0) + pulled[place]
            uses[parent] -= 1
            if not uses[parent]:
                ready.append(parent)
    return gradients
