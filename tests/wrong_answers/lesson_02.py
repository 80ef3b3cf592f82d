"""Wrong answers to lesson 2."""

from __future__ import annotations

import math

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- add_backward


@listed("add_backward", "add-halved")
def _(upstream, output, a, b):
    share = 0.5 * upstream
    return [share, share]


@listed("add_backward", "add-halved")
def _(upstream, output, a, b):
    return tuple(np.full(2, upstream / 2.0))


@listed("add_backward", "add-own-value")
def _(upstream, output, a, b):
    d_a = a * upstream
    d_b = b * upstream
    return d_a, d_b


@listed("add_backward", "add-own-value")
def _(upstream, output, a, b):
    return np.array([a, b]) * upstream


@listed("add_backward", "add-as-product")
def _(upstream, output, a, b):
    return np.multiply(b, upstream), np.multiply(a, upstream)


@listed("add_backward", "add-as-product")
def _(upstream, output, a, b):
    return [upstream * other for other in (b, a)]


@listed("add_backward", "add-output")
def _(upstream, output, a, b):
    return upstream * (a + b), (a + b) * upstream


@listed("add_backward", "add-output")
def _(upstream, output, a, b):
    d = output * upstream
    return d, d


@listed("add_backward", "add-as-difference")
def _(upstream, output, a, b):
    return 1.0 * upstream, -1.0 * upstream


@listed("add_backward", "add-as-difference")
def _(upstream, output, a, b):
    return [upstream, 0 - upstream]


@listed("add_backward", "upstream-forgotten")
def _(upstream, output, a, b):
    return 1.0, 1.0


@listed("add_backward", "upstream-forgotten")
def _(upstream, output, a, b):
    return np.ones(2)


@unlisted("add_backward")
def _(upstream, output, a, b):
    return upstream + a, upstream + b


@unlisted("add_backward")
def _(upstream, output, a, b):
    return 0.0, 0.0


@unlisted("add_backward")
def _(upstream, output, a, b):
    return upstream * a / (a + b), upstream * b / (a + b)


@double("add_backward", "add-halved", "add-own-value")
def _(upstream, output, a, b):
    return upstream / 2, upstream * b


@double("add_backward", "add-as-difference", "add-output")
def _(upstream, output, a, b):
    return upstream * output, -upstream


# ---------------------------------------------------------------- mul_backward


@listed("mul_backward", "mul-own-value")
def _(upstream, output, a, b):
    d_a = a * upstream
    d_b = b * upstream
    return [d_a, d_b]


@listed("mul_backward", "mul-own-value")
def _(upstream, output, a, b):
    return tuple(upstream * np.array([a, b]))


@listed("mul_backward", "mul-output")
def _(upstream, output, a, b):
    return a * b * upstream, a * b * upstream


@listed("mul_backward", "mul-output")
def _(upstream, output, a, b):
    d = upstream * output
    return d, d


@listed("mul_backward", "mul-as-sum")
def _(upstream, output, a, b):
    return [1.0 * upstream, 1.0 * upstream]


@listed("mul_backward", "mul-as-sum")
def _(upstream, output, a, b):
    return np.full(2, float(upstream))


@listed("mul_backward", "mul-by-sum")
def _(upstream, output, a, b):
    return upstream * a + upstream * b, upstream * b + upstream * a


@listed("mul_backward", "mul-by-sum")
def _(upstream, output, a, b):
    d = sum((a, b)) * upstream
    return d, d


@listed("mul_backward", "mul-upstream-added")
def _(upstream, output, a, b):
    return b + upstream, a + upstream


@listed("mul_backward", "mul-upstream-added")
def _(upstream, output, a, b):
    return np.array([b, a]) + upstream


@listed("mul_backward", "upstream-forgotten")
def _(upstream, output, a, b):
    return b, a


@listed("mul_backward", "upstream-forgotten")
def _(upstream, output, a, b):
    return np.array([float(b), float(a)])


@unlisted("mul_backward")
def _(upstream, output, a, b):
    return upstream * b * b, upstream * a * a


@unlisted("mul_backward")
def _(upstream, output, a, b):
    return upstream * abs(b), upstream * abs(a)


@unlisted("mul_backward")
def _(upstream, output, a, b):
    return upstream - b, upstream - a


@unlisted("mul_backward")
def _(upstream, output, a, b):
    return upstream * b / 2, upstream * a / 2


@double("mul_backward", "mul-own-value", "mul-as-sum")
def _(upstream, output, a, b):
    return upstream * a, upstream


@double("mul_backward", "mul-output", "mul-own-value")
def _(upstream, output, a, b):
    return upstream * output, upstream * b


@double("mul_backward", "upstream-forgotten", "mul-own-value")
def _(upstream, output, a, b):
    return b, upstream * b


# ---------------------------------------------------------------- pow_backward


@listed("pow_backward", "pow-factor")
def _(upstream, output, a, n):
    return np.power(float(a), n - 1) * upstream


@listed("pow_backward", "pow-factor")
def _(upstream, output, a, n):
    slope = math.pow(a, n - 1)
    return (slope * upstream,)


@listed("pow_backward", "pow-exponent")
def _(upstream, output, a, n):
    return n * output * upstream


@listed("pow_backward", "pow-exponent")
def _(upstream, output, a, n):
    return upstream * n * np.power(float(a), n)


@listed("pow_backward", "pow-raised")
def _(upstream, output, a, n):
    return upstream * n * a**n * a


@listed("pow_backward", "pow-raised")
def _(upstream, output, a, n):
    return (n * output * a * upstream,)


@listed("pow_backward", "pow-as-exponential")
def _(upstream, output, a, n):
    if a == 0:
        return 0.0
    return upstream * math.log(abs(a)) * a**n


@listed("pow_backward", "pow-as-exponential")
def _(upstream, output, a, n):
    return upstream * output * (np.log(np.abs(a)) if a != 0 else 0.0)


@listed("pow_backward", "constant-has-gradient")
def _(upstream, output, a, n):
    return [n * upstream * a ** (n - 1), 0]


@listed("pow_backward", "constant-has-gradient")
def _(upstream, output, a, n):
    d_a = upstream * n * a ** (n - 1)
    d_n = 0.0
    return d_a, d_n


@listed("pow_backward", "pow-lowered-factor")
def _(upstream, output, a, n):
    m = n - 1
    return upstream * m * a**m


@listed("pow_backward", "pow-lowered-factor")
def _(upstream, output, a, n):
    return (n * upstream - upstream) * float(a) ** (n - 1)


@listed("pow_backward", "upstream-forgotten")
def _(upstream, output, a, n):
    return n * a ** (n - 1)


@listed("pow_backward", "upstream-forgotten")
def _(upstream, output, a, n):
    return (n * np.power(float(a), n - 1),)


@unlisted("pow_backward")
def _(upstream, output, a, n):
    return upstream + n * a ** (n - 1)


@unlisted("pow_backward")
def _(upstream, output, a, n):
    return upstream * n * (a - 1) ** n if n >= 0 else 0.0


@unlisted("pow_backward")
def _(upstream, output, a, n):
    return upstream * a ** (n + 1) / (n + 1) if n != -1 else 0.0


@double("pow_backward", "pow-factor", "pow-exponent")
def _(upstream, output, a, n):
    return upstream * a**n


@double("pow_backward", "pow-factor", "upstream-forgotten")
def _(upstream, output, a, n):
    return a ** (n - 1)


# ---------------------------------------------------------------- exp_backward


@listed("exp_backward", "exp-as-power")
def _(upstream, output, a):
    return upstream * a * output / math.e


@listed("exp_backward", "exp-as-power")
def _(upstream, output, a):
    return a * math.e ** (a - 1) * upstream


@listed("exp_backward", "exp-twice")
def _(upstream, output, a):
    return math.exp(math.exp(a)) * upstream


@listed("exp_backward", "exp-twice")
def _(upstream, output, a):
    return (np.exp(output) * upstream,)


@listed("exp_backward", "exp-by-input")
def _(upstream, output, a):
    return a * upstream


@listed("exp_backward", "exp-by-input")
def _(upstream, output, a):
    return upstream * math.log(output)


@listed("exp_backward", "exp-slope-one")
def _(upstream, output, a):
    return 1.0 * upstream


@listed("exp_backward", "exp-slope-one")
def _(upstream, output, a):
    return (upstream,)


@listed("exp_backward", "exp-upstream-added")
def _(upstream, output, a):
    return math.exp(a) + upstream


@listed("exp_backward", "exp-upstream-added")
def _(upstream, output, a):
    return sum((upstream, output))


@listed("exp_backward", "upstream-forgotten")
def _(upstream, output, a):
    return math.exp(a)


@listed("exp_backward", "upstream-forgotten")
def _(upstream, output, a):
    return [output]


@unlisted("exp_backward")
def _(upstream, output, a):
    return upstream * a * output


@unlisted("exp_backward")
def _(upstream, output, a):
    return upstream / output


@unlisted("exp_backward")
def _(upstream, output, a):
    return upstream * output * (1 - output)


@double("exp_backward", "exp-by-input", "exp-upstream-added")
def _(upstream, output, a):
    return upstream + a


# ---------------------------------------------------------------- topological_order


def in_order(root):
    """A right order, by a stack and a count of how many parents are still missing."""
    nodes, stack = [], [root]
    known = {root}
    while stack:
        node = stack.pop()
        nodes.append(node)
        for parent in node.parents:
            if parent not in known:
                known.add(parent)
                stack.append(parent)
    users = {node: [] for node in nodes}
    missing = {}
    for node in nodes:
        missing[node] = len(node.parents)
        for parent in node.parents:
            users[parent].append(node)
    ready = [node for node in nodes if missing[node] == 0]
    order = []
    for node in ready:
        order.append(node)
        for user in users[node]:
            missing[user] -= 1
            if missing[user] == 0:
                ready.append(user)
    return order


@listed("topological_order", "order-preorder")
def _(root):
    order, stack, seen = [], [root], {root}
    while stack:
        node = stack.pop()
        order.append(node)
        for parent in reversed(node.parents):
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    return order


@listed("topological_order", "order-preorder")
def _(root):
    order = []

    def visit(node):
        if node in order:
            return
        order.insert(0, node)
        for parent in node.parents:
            visit(parent)

    visit(root)
    return order


@listed("topological_order", "order-preorder")
def _(root):
    order, queue = [], [root]
    while len(queue) > 0:
        node = queue.pop(0)
        if node not in order:
            order.append(node)
            queue += list(node.parents)
    return order[::-1]


@listed("topological_order", "order-repeats")
def _(root):
    def below(node):
        found = []
        for parent in node.parents:
            found += below(parent)
        return [*found, node]

    return below(root)


@listed("topological_order", "order-repeats")
def _(root):
    order, stack = [], [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        else:
            stack.append((node, True))
            stack.extend((parent, False) for parent in reversed(node.parents))
    return order


@listed("topological_order", "order-recursion")
def _(root):
    done = {}

    def visit(node):
        if node in done:
            return
        for parent in node.parents:
            visit(parent)
        done[node] = True

    visit(root)
    return list(done)


@listed("topological_order", "order-recursion")
def _(root, seen=None):
    def walk(node, seen):
        if node in seen:
            return []
        seen.add(node)
        order = []
        for parent in node.parents:
            order.extend(walk(parent, seen))
        order.append(node)
        return order

    return walk(root, set())


@listed("topological_order", "order-root-first")
def _(root):
    return list(reversed(in_order(root)))


@listed("topological_order", "order-root-first")
def _(root):
    order = []
    for node in in_order(root):
        order.insert(0, node)
    return order


@listed("topological_order", "order-without-root")
def _(root):
    return [node for node in in_order(root) if node is not root]


@listed("topological_order", "order-without-root")
def _(root):
    order = in_order(root)
    order.pop()
    return order


@listed("topological_order", "order-without-leaves")
def _(root):
    return [node for node in in_order(root) if len(node.parents) > 0]


@listed("topological_order", "order-without-leaves")
def _(root):
    order = in_order(root)
    for node in list(order):
        if node.parents == ():
            order.remove(node)
    return order


@unlisted("topological_order", "order-preorder")
def _(root):
    return sorted(in_order(root), key=lambda node: len(node.parents))


@unlisted("topological_order")
def _(root):
    return [root]


@unlisted("topological_order")
def _(root):
    return [repr(node) for node in in_order(root)]


@unlisted("topological_order")
def _(root):
    return dict.fromkeys(in_order(root), 0.0)


@double("topological_order", "order-without-root", "order-without-leaves")
def _(root):
    return [node for node in in_order(root) if node.parents and node is not root]


# ---------------------------------------------------------------- backprop


@listed("backprop", "accumulate-overwritten")
def _(root, seed=1.0):
    gradients = {root: seed}
    for node in in_order(root)[::-1]:
        pulled = node.pull_back(gradients[node])
        for place in range(len(pulled)):
            gradients[node.parents[place]] = pulled[place]
    return gradients


@listed("backprop", "accumulate-overwritten")
def _(root, seed=1.0):
    order = in_order(root)
    gradients = dict.fromkeys(order, 0.0)
    gradients[root] = seed
    while order:
        node = order.pop()
        gradients.update(zip(node.parents, node.pull_back(gradients[node]), strict=True))
    return gradients


@listed("backprop", "accumulate-first")
def _(root, seed=1.0):
    gradients = {root: seed}
    for node in reversed(in_order(root)):
        for parent, contribution in zip(node.parents, node.pull_back(gradients[node]), strict=True):
            if parent not in gradients:
                gradients[parent] = contribution
    return gradients


@listed("backprop", "accumulate-first")
def _(root, seed=1.0):
    gradients = {root: seed}
    for node in reversed(in_order(root)):
        for parent, contribution in zip(node.parents, node.pull_back(gradients[node]), strict=True):
            gradients.setdefault(parent, contribution)
    return gradients


@listed("backprop", "order-too-early")
def _(root, seed=1.0):
    gradients, queue, seen = {root: seed}, [root], {root}
    while queue:
        node = queue.pop(0)
        for parent, contribution in zip(node.parents, node.pull_back(gradients[node]), strict=True):
            gradients[parent] = gradients.get(parent, 0.0) + contribution
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)
    return gradients


@listed("backprop", "order-too-early")
def _(root, seed=1.0):
    gradients, seen = {root: seed}, set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent, contribution in zip(node.parents, node.pull_back(gradients[node]), strict=True):
            gradients[parent] = gradients.get(parent, 0.0) + contribution
        for parent in node.parents:
            visit(parent)

    visit(root)
    return gradients


@listed("backprop", "pulled-twice")
def _(root, seed=1.0):
    gradients = {}

    def visit(node, arrived):
        gradients[node] = gradients.get(node, 0.0) + arrived
        for parent, contribution in zip(node.parents, node.pull_back(arrived), strict=True):
            visit(parent, contribution)

    visit(root, seed)
    return gradients


@listed("backprop", "pulled-twice")
def _(root, seed=1.0):
    gradients, queue = {}, [(root, seed)]
    while queue:
        node, arrived = queue.pop(0)
        gradients[node] = gradients.get(node, 0.0) + arrived
        pulled = node.pull_back(arrived)
        for place, parent in enumerate(node.parents):
            queue.append((parent, pulled[place]))
    return gradients


@listed("backprop", "seed-forgotten")
def _(root, seed=1.0):
    order = in_order(root)
    gradients = dict.fromkeys(order, 0.0)
    for node in reversed(order):
        for parent, contribution in zip(node.parents, node.pull_back(gradients[node]), strict=True):
            gradients[parent] += contribution
    return gradients


@listed("backprop", "seed-forgotten")
def _(root, seed=1.0):
    gradients = {}
    for node in reversed(in_order(root)):
        gradients.setdefault(node, 0.0)
        pulled = node.pull_back(gradients[node])
        for place, parent in enumerate(node.parents):
            gradients[parent] = gradients.get(parent, 0.0) + pulled[place]
    return gradients


def walked(root, seed):
    """The right gradients."""
    gradients = {root: seed}
    for node in reversed(in_order(root)):
        for parent, contribution in zip(node.parents, node.pull_back(gradients[node]), strict=True):
            gradients[parent] = gradients.get(parent, 0.0) + contribution
    return gradients


@listed("backprop", "seed-ignored")
def _(root, seed=1.0):
    return walked(root, 1.0)


@listed("backprop", "seed-ignored")
def _(root, seed=1.0):
    return {node: gradient / seed for node, gradient in walked(root, seed).items()}


@listed("backprop", "leaves-only")
def _(root, seed=1.0):
    gradients = walked(root, seed)
    return {node: gradients[node] for node in gradients if node.parents == ()}


@listed("backprop", "leaves-only")
def _(root, seed=1.0):
    gradients = walked(root, seed)
    for node in list(gradients):
        if len(node.parents) > 0:
            del gradients[node]
    return gradients


@listed("backprop", "root-missing")
def _(root, seed=1.0):
    gradients = walked(root, seed)
    gradients.pop(root)
    return gradients


@listed("backprop", "root-missing")
def _(root, seed=1.0):
    return {node: gradient for node, gradient in walked(root, seed).items() if node != root}


@listed("backprop", "gradients-as-list")
def _(root, seed=1.0):
    gradients = walked(root, seed)
    return [gradients[node] for node in in_order(root)]


@listed("backprop", "gradients-as-list")
def _(root, seed=1.0):
    gradients = walked(root, seed)
    return tuple(map(gradients.get, in_order(root)))


@unlisted("backprop")
def _(root, seed=1.0):
    return {node: abs(gradient) for node, gradient in walked(root, seed).items()}


@unlisted("backprop")
def _(root, seed=1.0):
    gradients = walked(root, seed)
    return {node: gradient / (1 + len(node.parents)) for node, gradient in gradients.items()}


@unlisted("backprop")
def _(root, seed=1.0):
    return walked(root, seed + 1.0)


@unlisted("backprop")
def _(root, seed=1.0):
    return walked(root, seed)[root]


@double("backprop", "seed-ignored", "leaves-only")
def _(root, seed=1.0):
    return {node: gradient for node, gradient in walked(root, 1.0).items() if not node.parents}


@double("backprop", "root-missing", "accumulate-overwritten")
def _(root, seed=1.0):
    gradients = {root: seed}
    for node in in_order(root)[::-1]:
        gradients.update(zip(node.parents, node.pull_back(gradients[node]), strict=True))
    del gradients[root]
    return gradients


@listed("pow_backward", "pow-brackets")
def _(upstream, output, a, n):
    d = n * output - 1
    return d * upstream


@listed("pow_backward", "pow-brackets")
def _(upstream, output, a, n):
    slope = n * math.pow(a, n)
    return upstream * slope - 1


@listed("backprop", "sum-without-start")
def _(root, seed=1.0):
    total = {}
    total[root] = seed
    for node in in_order(root)[::-1]:
        pulled = node.pull_back(total[node])
        for k in range(len(pulled)):
            total[node.parents[k]] = total[node.parents[k]] + pulled[k]
    return total


@listed("backprop", "sum-without-start")
def _(root, seed=1.0):
    arrived = {root: [seed]}
    for node in reversed(in_order(root)):
        for parent, more in zip(node.parents, node.pull_back(sum(arrived[node])), strict=True):
            arrived[parent].append(more)
    return {node: sum(parts) for node, parts in arrived.items()}
