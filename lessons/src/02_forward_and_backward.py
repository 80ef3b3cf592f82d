# %% [markdown]
# # 2 · Walk forward, walk back
#
# - **You will do:** find every derivative of a small graph on paper, write the backward function of four operations, and
#   then the two walks that make it work on *any* graph.
# - **You will learn:** forward pass, backward pass, local slope × upstream gradient, accumulation, and why order matters.
# - **You need:** lesson 1. About 60 minutes, with a break in the middle.
#
# The one question of this lesson: **a formula with a thousand inputs has a thousand derivatives. How can one walk
# through it find them all?**

# %% [markdown]
# ## Play first
#
# A small formula, drawn as a graph. Step forward: values appear. Step on: gradients come back the other way. Then switch
# from `+=` to `=`, go through it again, and watch the node that feeds two others.

# %%
from bpkit import explore

explore.graph()

# %% [markdown]
# ## Take the formula apart
#
# Here is one with two inputs: $L = a \cdot b + a$. A computer cannot do it in one go; it does one operation after the
# other. So give the product a name:
#
# $$c = a \cdot b \qquad\qquad L = c + a$$
#
# Four **nodes**: $a$, $b$, $c$, $L$. The **parents** of a node are the nodes that it is computed from: $c$ has the
# parents $a$ and $b$, and $L$ has the parents $c$ and $a$. A node without parents, like $a$ and $b$, is a **leaf**. Note
# that $a$ stands twice: it feeds $c$ *and* $L$.
#
# Take paper. Draw the four nodes with an arrow from each parent. Set $a = 2$ and $b = 3$ and write each value into its
# node. This walk from the leaves to the end is the **forward pass**. What is $L$?

# %%
a, b = 2.0, 3.0
c = a * b
L = c + a
[c, L]

# %% [markdown]
# ## Go back on paper
#
# Now the other way. At each node we ask one question: *if this node's value moves by a little, how much does $L$ move?*
# The answer is that node's **gradient**.
#
# - At $L$ itself it is 1: nudge $L$ by 0.1 and $L$ moves by 0.1. This is where the walk starts.
# - $L = c + a$. Nudge $c$ by 0.1: $L$ moves by 0.1. So the gradient of $c$ is 1.
# - $c = a \cdot b$. Nudge $b$ by 0.1: $c$ moves by $0.1 \cdot a = 0.2$, and $L$ by as much. So the gradient of $b$ is 2.
# - And $a$? It reaches $L$ along *two* paths. Directly: 1. Through $c$: $b \cdot 1 = 3$. Between paths, effects add: 4.
#
# Before you believe it, measure it. Your tool from lesson 1 nudges $a$ and looks at $L$; expect 4, then 2.

# %%
from bpkit.mine import numerical_derivative

[numerical_derivative(lambda a: a * 3.0 + a, 2.0), numerical_derivative(lambda b: 2.0 * b + 2.0, 3.0)]

# %% [markdown]
# ## See the one rule
#
# At each step back you did the same thing. You took the gradient that had *arrived* at a node and multiplied it by a
# **local slope**, the slope of that one operation, knowing nothing of the rest of the graph:
#
# $$\underbrace{\frac{\partial L}{\partial b}}_{\text{passed on}} =
# \underbrace{\frac{\partial L}{\partial c}}_{\text{upstream}} \cdot \underbrace{\frac{\partial c}{\partial b}}_{\text{local slope}}$$
#
# What arrives from above is called the **upstream gradient**. It contains everything that happens between this node and
# $L$. That is the trick which makes large graphs possible: a node needs to know only its own slope and one number.
#
# This walk from the end to the leaves is the **backward pass**, and its full name is the *backward propagation of
# errors*: **backpropagation**.

# %% [markdown]
# ## Agree on one form
#
# Every operation of this course gets a function for its step back, and all have the same form:
#
# `op_backward(upstream, output, *inputs)` returns one gradient for each input, in input order.
#
# `upstream` is the gradient that has arrived, `output` is what the operation computed on the way forward, and the inputs
# are what it was given. Here is a subtraction, $a - b$, as a worked example. Nudge $a$ up: the difference goes up by as
# much. Nudge $b$ up: it goes *down* by as much. So the local slopes are 1 and −1, and with an upstream gradient of 5 we
# expect 5 and −5.


# %%
def sub_backward(upstream, output, a, b):
    d_a = upstream * 1.0
    d_b = upstream * -1.0
    return d_a, d_b


sub_backward(5.0, -1.0, 2.0, 3.0)

# %% [markdown]
# ## Write the sum
#
# $a + b$. Hold $b$ still and nudge $a$ by 0.1. How far does the sum move? Does it matter how large $a$ is?
#
# <details><summary>A hint</summary>
#
# The worked example above is one sign away.
#
# </details>


# %% solution="add_backward"
def add_backward(upstream, output, a, b):
    """Gradients of a and b for the sum ``output = a + b``. All numbers; returns (d_a, d_b)."""
    ### BEGIN SOLUTION
    return upstream, upstream
    ### END SOLUTION


# %% check="add_backward"

# %% [markdown]
# ## Write the product
#
# $a \cdot b$. You did it on paper: when $b$ moved, what scaled its step?
#
# <details><summary>A hint</summary>
#
# On paper $a$ was 2 and $b$ was 3. A nudge of $b$ came out twice as large, one of $a$ three times. And what arrived
# from above scales both.
#
# </details>


# %% solution="mul_backward"
def mul_backward(upstream, output, a, b):
    """Gradients of a and b for the product ``output = a * b``. All numbers; returns (d_a, d_b)."""
    ### BEGIN SOLUTION
    return upstream * b, upstream * a
    ### END SOLUTION


# %% check="mul_backward"

# %% [markdown]
# A sum hands the upstream gradient on to both. A product hands each input the *other* one's share. You now have all that
# the paper graph needed. Play it through with your functions: first $L = c + a$ with upstream 1, then $c = a \cdot b$
# with what arrived at $c$. Expect 1 and 1, then 3 and 2.

# %%
d_c, d_a_direct = add_backward(1.0, 8.0, 6.0, 2.0)
d_a_through_c, d_b = mul_backward(d_c, 6.0, 2.0, 3.0)
[d_c, d_a_direct, d_a_through_c, d_b]

# %% [markdown]
# ## Refresh: powers, eˣ and ln (ten minutes; skip it if you know them)
#
# **Powers.** The slope of $x^n$ is $n\,x^{n-1}$: the old power comes down as a factor, then the power goes down by one.
# It holds for $n = -1$ as well: the slope of $1/x$ is $-1/x^2$.
#
# **The exponential.** $e = 2.718\dots$ is chosen so that $e^x$ is its own slope. At $x = 0$ the curve has height 1 and
# slope 1; where it is 20 high, it rises by 20 for each unit.
#
# **The logarithm** $\ln x$ undoes it: $\ln(e^x) = x$. Its slope is $1/x$: steep near 0, flatter and flatter to the right.
# You need it from lesson 3 on.
#
# Expect $3 \cdot 2^2 = 12$, then $e^2 \approx 7.389$, then a half.

# %%
import math

[round(float(numerical_derivative(f, 2.0)), 3) for f in (lambda x: x**3, math.exp, math.log)]

# %% [markdown]
# ## Write the power
#
# $a^n$, where $n$ is a constant, not a node: it gets no gradient. Return one number, the gradient of $a$.
#
# <details><summary>A hint</summary>
#
# The local slope stands in the refresher, with $x$ for $a$. Python reads `a ** n - 1` as "$a^n$, less 1".
#
# </details>


# %% solution="pow_backward"
def pow_backward(upstream, output, a, n):
    """Gradient of a for ``output = a ** n`` with a constant n. All numbers; returns d_a alone."""
    ### BEGIN SOLUTION
    return upstream * n * a ** (n - 1)
    ### END SOLUTION


# %% check="pow_backward"

# %% [markdown]
# ## Write the exponential
#
# $e^a$. Its slope is a number that you have been handed already. Which of the arguments is it?
#
# <details><summary>A hint</summary>
#
# Where the curve is 20 high, its slope is 20. Where does your function learn how high the curve is?
#
# </details>


# %% solution="exp_backward"
def exp_backward(upstream, output, a):
    """Gradient of a for ``output = exp(a)``. All numbers; returns d_a."""
    ### BEGIN SOLUTION
    return upstream * output
    ### END SOLUTION


# %% check="exp_backward"

# %% [markdown]
# ---
#
# **A good place for a break.** You have four operations and their steps back. After the break: how to walk through a
# graph of any shape with them. Two walks, and both are short.
#
# ---

# %% [markdown]
# ## Let the computer draw the graph
#
# Welcome back. If you have restarted the kernel, choose *Run*, *Run All Above Selected Cell* first.
#
# `Var` is a number (or an array) that remembers how it was made. Compute with it as usual, and the graph is there. It
# has three parts: `.data` is the value, `.parents` are the nodes that it came from, and
# `.pull_back(upstream)` calls the operation's backward function and gives one gradient for each parent.
#
# The paper graph again. What do you expect `L.pull_back(1.0)` to return, and `c.pull_back(1.0)`?

# %%
from bpkit import Var

a, b = Var(2.0), Var(3.0)
c = a * b
L = c + a
L.pull_back(1.0), c.pull_back(1.0)

# %% [markdown]
# A step back for the node $L$ gave (1, 1), for $c$ and for $a$. A step back for $c$ gave (3, 2), for $a$ and for $b$.
# (`array(1.)` is how NumPy writes a single number.) What is left to decide is *in which order* the nodes get their turn,
# and what happens at $a$, where two contributions meet.

# %% [markdown]
# ## Find the order by hand
#
# A node may pass its gradient on only when *all* of it has arrived: from every node that uses it. In the figure, choose
# the nodes in an order in which they could be visited on the way back. If you choose too early, the figure says whom the
# node is still waiting for.

# %%
explore.order()

# %% [markdown]
# Read your order backwards: every node comes after all the nodes that it was computed from. Such a list is called a
# **topological order**: parents before the nodes that use them, the **root** last. (The root is the node at the end, our
# $L$.) There may be several; any of them will do. The forward pass goes through it from left to right, the backward pass
# from right to left.

# %% [markdown]
# ## Watch a stack at work
#
# To make such a list we must walk through a graph. A function that calls itself is the obvious way, and it works until
# the graph is deep: Python stops at about a thousand nested calls, and real graphs have more nodes than that. So we keep
# a list of what is still to be done, put new work on its end, and take the next piece from its end. Such a list is a
# **stack**.
#
# Here is a worked example. It finds every node that `root` depends on, each once. The order is not yet right. Two
# things matter: the stack, and the set of what has been `seen`. In which order will the four nodes come out?


# %%
def reachable(root):
    found, seen, stack = [], set(), [root]
    while stack:
        node = stack.pop()  # the last one that was put on
        if node not in seen:
            seen.add(node)
            found.append(node)
            stack.extend(node.parents)
    return found


names = {a: "a", b: "b", c: "c", L: "L"}
[names[node] for node in reachable(L)]

# %% [markdown]
# `L` first, then `a` (it was put on the stack last), then `c`, then `b`. As a topological order this is no good, even
# backwards: b, c, a, L has $c$ before $a$, and $c$ needs $a$.
#
# ## Write the order
#
# What has to change? A node may be listed only when all its parents are in the list. So when you meet a node for the
# first time, it cannot be listed yet: its parents have to be done first. Put it back and come to it *a second time*.
#
# The check tries graphs with shared nodes, a chain of 10,000 nodes, and a graph with 40 doublings. A solution that calls
# itself earns 1.5 of the 2 points: it is right until the chain gets long.
#
# <details><summary>A hint</summary>
#
# Put pairs on the stack: a node, and whether its parents have been taken care of. The first time, put the pair back with
# True, and the parents above it with False. The second time, list the node.
#
# </details>


# %% solution="topological_order"
def topological_order(root):
    """Every node that root depends on, once; parents before the nodes that use them; root last.

    A node has .parents (a tuple; a node may stand in it twice; empty for a leaf). Returns a list.
    """
    ### BEGIN SOLUTION
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
    ### END SOLUTION


# %% check="topological_order"

# %% [markdown]
# Try it on the paper graph. Only one order is legal here up to a swap of the two leaves. Which are the two?

# %%
[names[node] for node in topological_order(L)]

# %% [markdown]
# ## Write backpropagation
#
# You have the order. What is left is the walk. On paper you did this:
#
# 1. The root's gradient is the `seed`, 1 unless somebody says otherwise.
# 2. Go through the order from its end. At each node all of its gradient has arrived by now.
# 3. Pull back: one contribution for each parent. What has arrived at that parent so far, plus this, is its new sum.
#
# Step 3 is called **accumulation**. With `=` where a sum belongs, $a$ would keep one of its two contributions, and nothing
# would complain. Return a dict from *every* node to its gradient, and call `pull_back` once for a node.
#
# <details><summary>A hint</summary>
#
# `dict.get(node, 0.0)` gives what has arrived so far, or 0 where nothing has. `zip(node.parents, contributions)` walks
# through both side by side. The order is one function call away.
#
# </details>


# %% solution="backprop"
def backprop(root, seed=1.0):
    """Gradient of root, times seed, for every node that it depends on: a dict {node: gradient}.

    A node has .parents and .pull_back(upstream), which returns one gradient for each parent.
    """
    ### BEGIN SOLUTION
    gradients = {root: seed}
    for node in reversed(topological_order(root)):
        contributions = node.pull_back(gradients[node])
        for parent, contribution in zip(node.parents, contributions):
            gradients[parent] = gradients.get(parent, 0.0) + contribution
    return gradients
    ### END SOLUTION


# %% check="backprop"

# %% [markdown]
# The paper graph once more. You found 4 for $a$, 2 for $b$ and 1 for $c$.

# %%
gradients = backprop(L)
{names[node]: float(gradient) for node, gradient in gradients.items()}

# %% [markdown]
# And the figure from the beginning. Now it is yours: your order, your walk.

# %%
explore.graph(backprop, topological_order)

# %% [markdown]
# ## Use all of it at once
#
# A longer formula, with every operation that you wrote: $L = (a \cdot b + e^a)^3$. Inside `bpkit.use` the graph works with
# *your* backward functions, not with the library's. And a number to hold it against: your measuring tool. Both should
# say the same, about 5,587.

# %%
import bpkit
from bpkit import ops

mine = {"add_backward": add_backward, "mul_backward": mul_backward}
mine |= {"pow_backward": pow_backward, "exp_backward": exp_backward}
with bpkit.use(**mine):
    a, b = Var(2.0), Var(3.0)
    L = (a * b + ops.exp(a)) ** 3
    gradients = backprop(L)
float(gradients[a])

# %%
float(numerical_derivative(lambda a: (a * 3.0 + math.exp(a)) ** 3, 2.0))

# %% [markdown]
# One difference between the two is easy to overlook. The measuring tool computes the formula twice *for each input*. Your
# walk goes through the graph once, whatever the number of inputs. With a million inputs that is the difference between a
# second and three weeks. This is why backpropagation is used, and nothing else.
#
# And what it does *not* do: it computes gradients. It changes nothing, learns nothing, updates nothing. What to do with a
# gradient is the subject of lesson 4.

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="2.1"

# %% review="2.2"

# %% review="2.3"

# %% review="2.4"

# %% review="2.5"

# %% review="2.6"

# %% review="2.7"

# %% [markdown]
# **Question 2.8, in words.** Why may a node not pass its gradient on as soon as the *first* contribution has arrived?
# Explain it in three or four sentences on the graph $c = a \cdot b$, $d = e^c$, $L = d + c$. A good answer says what would
# be wrong at which node and by how much (take $a = 0$ and $b = 2$), why no error message appears, and what the order
# guarantees. (An instructor reads this one: a point of extra credit for each of the three.)

# %% [markdown] explain="explain_2"
# ### BEGIN SOLUTION
# At c two contributions arrive: 1 directly from L, and e^c = 1 through d, so its gradient is 2. If c passed on after the
# first, a would get b · 1 = 2 in place of b · 2 = 4, half of what is right. Every number on the way is a legal number, so
# Python has nothing to complain about. In a topological order every node that uses c stands after c; going through it
# from the end, all of them have had their turn before c has its own, so all of c's gradient has arrived.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `add_backward`, `mul_backward`, `pow_backward`, `exp_backward`: the local slope times what arrives.
# - `topological_order`: who has to wait for whom.
# - `backprop`: about six lines, and every deep learning library has them at its heart.
#
# **One step further** (optional, not graded): write `log_backward` and try it inside `bpkit.use` on $\ln(a \cdot b)$. To
# read: Goodfellow, Bengio and Courville, *Deep Learning*, section 6.5, which calls our graph a computational graph.
