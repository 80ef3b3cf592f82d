# %% [markdown]
# # 8 · Stack the layers
#
# - **You will do:** push numbers through a small network on paper, forward and back, then write three functions that do it
#   for a network of any depth.
# - **You will learn:** input, hidden and output layers, architecture, small random weights, and the full backward pass.
# - **You need:** lessons 5, 6 and 7. About 50 minutes.
#
# The one question of this lesson: **a network has several layers, and each knows only its own step back. How do they
# work together, so that every weight of every layer gets its gradient?**

# %% [markdown]
# ## Play first
#
# A small network with one sample in it. Press Next: each layer makes its numbers out of those before it. One box turns grey
# and its border breaks. Then the wave turns round. What does the grey unit let through?

# %%
from bpkit import explore

explore.wave()

# %% [markdown]
# Nothing, neither forward nor back. It is a ReLU whose Z is below 0. A closed gate passes 0 on, and it gets the gradient 0.

# %% [markdown]
# ## Name the parts
#
# Put layers one behind the other, and what comes out of one goes into the next. Such a stack is a **neural network**, and
# this kind of it a **multilayer perceptron**. Its numbers stand in places that have names:
#
# - the **input layer** is the sample itself, one unit for each feature; it computes nothing;
# - a **hidden layer** makes $Z = A W + b$ and sends it through an activation function, here ReLU;
# - the **output layer** makes $Z = A W + b$ and stops there. What it predicts may be any number, below 0 as well: a
#   logit, or a price on a scale where 0 is the mean.
#
# The widths of the layers, from input to output, are the network's **architecture**. The one in the figure is 2-3-3-1.

# %% [markdown]
# ## Count what it can learn
#
# How many numbers can such a network learn? Each layer has a W of (from × to) weights and a b of (to) biases. Count them
# for 2-3-3-1 before you run the cell.

# %%
sizes = [2, 3, 3, 1]
sum(d * m + m for d, m in zip(sizes[:-1], sizes[1:]))

# %% [markdown]
# Nine for the first layer, twelve for the second, four for the last: 25. The network that prices houses in lesson 14 has
# 2,305, and nothing about it is different.

# %% [markdown]
# ## Go forward on paper
#
# Take paper again. A 2-2-1 network, one sample $x = (1, 2)$ and the target 4. Its layers are
#
# $$W_0 = \begin{pmatrix} 1 & 2 \\ 1 & -2 \end{pmatrix},\; b_0 = (0, 1) \qquad
# W_1 = \begin{pmatrix} 2 \\ 3 \end{pmatrix},\; b_1 = -1$$
#
# Write down $Z_0 = x W_0 + b_0$, then $A_1 = \max(Z_0, 0)$, then $Z_1 = A_1 W_1 + b_1$. That is the prediction. What is
# the mean squared error of this one number?

# %%
import numpy as np

from bpkit.mine import affine, mse, mse_backward, relu

X, target = np.array([[1.0, 2.0]]), np.array([[4.0]])
W0, b0 = np.array([[1.0, 2.0], [1.0, -2.0]]), np.array([0.0, 1.0])
W1, b1 = np.array([[2.0], [3.0]]), np.array([-1.0])
Z0 = affine(X, W0, b0)
A1 = relu(Z0)
Z1 = affine(A1, W1, b1)
Z0, A1, Z1, float(mse(Z1, target))

# %% [markdown]
# $Z_0 = (3, -1)$, so the second gate is closed and $A_1 = (3, 0)$. The prediction is $3 \cdot 2 + 0 \cdot 3 - 1 = 5$, one
# above the target, and the error is 1.

# %% [markdown]
# ## Go back on paper
#
# The full name of what follows is the backward propagation of errors. Start at the loss: its slope is
# $2 \cdot (5 - 4) = 2$. That is the upstream gradient $G_1$ of the last layer. Then the rules that you have written, one
# after the other:
#
# - the last layer: $dW_1 = A_1^\mathsf{T} G_1$, $db_1$ is the sum of the rows of $G_1$ (here there is one row), and it hands
#   $dA_1 = G_1 W_1^\mathsf{T}$ down;
# - the gate: $G_0 = dA_1$ where $Z_0 > 0$, else 0;
# - the first layer: $dW_0 = x^\mathsf{T} G_0$, and $db_0$ is the sum of the rows of $G_0$.
#
# Do it with the numbers. Which entries of $dW_0$ are 0, and why must they be?

# %%
from bpkit.mine import affine_backward, relu_backward

G1 = mse_backward(1.0, mse(Z1, target), Z1, target)
dA1, dW1, db1 = affine_backward(G1, Z1, A1, W1, b1)
G0 = relu_backward(dA1, A1, Z0)
dX, dW0, db0 = affine_backward(G0, Z0, X, W0, b0)
dW1.ravel(), db1, dA1, G0, dW0, db0

# %% [markdown]
# $dW_1 = (6, 0)$, $db_1 = 2$, $dA_1 = (4, 6)$. The gate lets the 4 pass and stops the 6. So $dW_0$ has the column $(4, 8)$
# and a column of zeros: the weights of a unit that said nothing had no part in the error.
#
# One **weight update** with $\eta = 0.01$ should lower the error. The prediction was 5. Will it go below 4?

# %%
from bpkit.mine import gradient_step

stepped = [gradient_step(w, g, 0.01) for w, g in ((W0, dW0), (b0, db0), (W1, dW1), (b1, db1))]
A = relu(affine(X, stepped[0], stepped[1]))
prediction = affine(A, stepped[2], stepped[3])
round(float(prediction[0, 0]), 3), round(float(mse(prediction, target)), 3)

# %% [markdown]
# From 5 to about 4.33, and the error from 1 to 0.11. It does not get below the target: that step was short enough.

# %% [markdown]
# ## Start with small random weights
#
# Which numbers should the weights have before anything is learnt? All zeros would be tidy. Try it on paper: with
# $W_1 = 0$ the gate receives $dA_1 = 0$, and the first layer learns nothing. All equal is no better. Then every hidden
# unit computes the same, gets the same gradient, and makes the same step, for ever: a hundred units are as good as one.
# Nothing in the network would ever tell them apart.

# %% [markdown]
# ## Break the tie
#
# So the **initialisation** must break the tie: **small random weights**. **Normal** numbers around 0 are enough. They come
# from the bell curve: most are near 0, few are far out, and how far is said by the standard deviation (lesson 4), which we
# choose. About two in three lie within one standard deviation of 0, and 95 in 100 within two. The biases may start at 0.
# (How small is best is a question that grows with the depth of the network. Lesson 12 answers it.)
#
# `rng.normal` draws with the standard deviation 1, and a factor in front of it stretches or shrinks that. Two thousand such
# numbers with the factor 0.1: what will their standard deviation be, and which share lies between −0.1 and 0.1?

# %%
rng = np.random.default_rng(8)
drawn = 0.1 * rng.normal(size=(40, 50))
round(float(drawn.std()), 2), round(float(np.mean(np.abs(drawn) < 0.1)), 2)

# %% [markdown]
# 0.1, and about two in three.
#
# ## Write the start
#
# `sizes` are the widths, such as `[2, 3, 3, 1]`. Between two widths stands one layer. Return a list of pairs `(W, b)`.
# All randomness comes from `rng`, so that somebody else with the same seed gets the same network.
#
# <details><summary>A hint</summary>
#
# `zip(sizes[:-1], sizes[1:])` walks through the pairs of neighbours. Each pair is the shape of one W.
#
# </details>


# %% solution="init_parameters"
def init_parameters(sizes, rng, scale=0.1):
    """Parameters of a network: a list of (W, b), one pair for each layer.

    sizes: widths, input first, output last. W (from, to) is normal around 0 with standard deviation
    scale; b (to,) is zeros. rng: a NumPy generator.
    """
    ### BEGIN SOLUTION
    parameters = []
    for d, m in zip(sizes[:-1], sizes[1:]):
        parameters.append((scale * rng.normal(size=(d, m)), np.zeros(m)))
    return parameters
    ### END SOLUTION


# %% check="init_parameters"

# %% [markdown]
# ## Write the way forward
#
# Layer by layer, as on paper. And on the way, keep what the way back will need: for each layer the numbers that it
# *received*, A, and what it made *before* the ReLU, Z. This list of pairs is the **cache**.
#
# Between layers there is a ReLU. After the last one there is none.
#
# <details><summary>A hint</summary>
#
# Keep one variable for what travels. At each layer: make Z, put the pair into the cache, make the next A. What is the
# prediction, when the loop is over? It stands in the cache.
#
# </details>


# %% solution="mlp_forward"
def mlp_forward(parameters, X):
    """Send X (N, D) through the network; returns (prediction, cache).

    parameters: a list of (W, b). prediction: (N, M), no ReLU after the last layer.
    cache[k] is (A, Z): the input of layer k, and A W + b before the ReLU.
    """
    ### BEGIN SOLUTION
    A, cache = X, []
    for W, b in parameters:
        Z = affine(A, W, b)
        cache.append((A, Z))
        A = relu(Z)
    return cache[-1][1], cache
    ### END SOLUTION


# %% check="mlp_forward"

# %% [markdown]
# The paper network again. What do you expect in the cache?

# %%
paper = [(W0, b0), (W1, b1)]
prediction, cache = mlp_forward(paper, X)
prediction, cache

# %% [markdown]
# The prediction 5, then the pairs: $(x, Z_0)$ with $Z_0 = (3, -1)$, and $(A_1, Z_1)$ with $A_1 = (3, 0)$.

# %% [markdown]
# ## Write the way back
#
# Now the heart of the course. `upstream` is the gradient of the prediction, what the loss hands down. Go through the
# layers from the last to the first. At each of them:
#
# 1. `affine_backward` gives $dA$, $dW$ and $db$. The last two belong to this layer: keep them.
# 2. If there is a layer below, $dA$ goes through the gate that stands between the two. Which $Z$ decides about that gate?
#    The one of the layer *below*: its ReLU made this layer's A.
#
# In shapes, for layer k with D inputs and M units: upstream (N, M), dA (N, D), dW (D, M), db (M,). What leaves a layer
# downwards has the shape of what came into it.
#
# The pairs come back in layer order, the first layer first, although you meet the last one first.
#
# <details><summary>A hint</summary>
#
# `for k in reversed(range(len(parameters)))`. In the body you need `cache[k]`, `parameters[k]`, and for the gate
# `cache[k - 1]`. At layer 0 there is no gate: the sample has none.
#
# </details>


# %% solution="mlp_backward"
def mlp_backward(parameters, cache, upstream):
    """Gradients of all parameters: a list of (dW, db) in layer order.

    cache: from mlp_forward, cache[k] is (A, Z) of layer k. upstream (N, M): the gradient of the prediction.
    """
    ### BEGIN SOLUTION
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        (A, Z), (W, b) = cache[k], parameters[k]
        dA, dW, db = affine_backward(upstream, Z, A, W, b)
        gradients[k] = (dW, db)
        if k > 0:
            upstream = relu_backward(dA, A, cache[k - 1][1])
    return gradients
    ### END SOLUTION


# %% check="mlp_backward"

# %% [markdown]
# On the paper network you found $dW_1 = (6, 0)$ and, in $dW_0$, the column $(4, 8)$ beside a column of zeros.

# %%
(dW0, db0), (dW1, db1) = mlp_backward(paper, cache, np.array([[2.0]]))
dW0, dW1.ravel()

# %% [markdown]
# And the figure from the beginning, through your own cache. If a number in it is wrong, you see where the wave left the
# right path.

# %%
explore.wave(mlp_forward, mlp_backward)

# %% [markdown]
# ## Trust it, but check
#
# One network, one loss, every weight nudged: lesson 7's tool against your backward pass. With six rows and a 3-4-2
# network, how small do you expect the relative error to be?

# %%
from bpkit.mine import numerical_gradient, relative_error

rng = np.random.default_rng(80)
parameters = init_parameters([3, 4, 2], rng, scale=1.0)
X, target = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
prediction, cache = mlp_forward(parameters, X)
gradients = mlp_backward(parameters, cache, mse_backward(1.0, mse(prediction, target), prediction, target))


def loss_of_first_weights(W):
    return mse(mlp_forward([(W, parameters[0][1]), parameters[1]], X)[0], target)


measured = numerical_gradient(loss_of_first_weights, parameters[0][0])
bool(relative_error(gradients[0][0], measured) < 1e-8)

# %% [markdown]
# True: below one part in a hundred million, for the weights that are farthest from the loss.

# %% [markdown]
# ## Let it learn a curve
#
# Lesson 5's neuron could only find a threshold. With two features it could cut the plane with a straight line, no more. Here
# are two moons, one reaching into the other, and no straight line separates them. (You need not read how the cell draws
# them: points on two half circles, a little blurred, with the label 0 or 1.)


# %%
def two_moons(n, rng):
    angle = rng.uniform(0, np.pi, n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    labels = rng.integers(0, 2, n)
    X = np.where(labels[:, None] == 0, upper, lower)
    return X + 0.1 * rng.normal(size=(n, 2)), labels


rng = np.random.default_rng(0)
X, labels = two_moons(200, rng)
X.shape, labels[:8]

# %% [markdown]
# Your functions do the rest: the network 2-16-16-2 with two logits a sample, and lesson 7's cross-entropy as the loss. What
# should the loss be before the first step? With small weights both logits are close to 0, so each class gets about one
# half: $-\ln \frac{1}{2} \approx 0.69$.

# %%
from bpkit.mine import cross_entropy, cross_entropy_backward


# %%
def learn(parameters, steps, learning_rate):
    losses = []
    for _ in range(steps):
        logits, cache = mlp_forward(parameters, X)
        losses.append(cross_entropy(logits, labels))
        upstream = cross_entropy_backward(1.0, losses[-1], logits, labels)
        gradients = mlp_backward(parameters, cache, upstream)
        parameters = [
            (gradient_step(W, dW, learning_rate), gradient_step(b, db, learning_rate))
            for (W, b), (dW, db) in zip(parameters, gradients)
        ]
    return parameters, losses


# %%
start = init_parameters([2, 16, 16, 2], rng)
trained, losses = learn(start, steps=1000, learning_rate=0.5)
[round(float(losses[step]), 2) for step in (0, 100, 300, 999)]

# %% [markdown]
# 0.69 at the start, 0.27 after a hundred steps, and close to 0 in the end. The network says 1 where the logit of class 1 is
# the larger one, so their difference is a score whose sign decides. Where is the border now?

# %%
from bpkit import plots


def score(points):
    logits, _ = mlp_forward(trained, points)
    return logits[:, 1] - logits[:, 0]


ax = plots.regions(score, X, labels)

# %% [markdown]
# The border bends between the moons. And samples that it has never seen? Draw 200 new ones. How many will it get right?

# %%
new_X, new_labels = two_moons(200, rng)
float(np.mean((score(new_X) > 0) == (new_labels == 1)))

# %% [markdown]
# All 200. Nobody told the network what a moon is. It made its hidden features by itself, one small step after the other,
# out of the gradients that *your* functions computed.

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="8.1"

# %% review="8.2"

# %% review="8.3"

# %% review="8.4"

# %% review="8.5"

# %% review="8.6"

# %% review="8.7"

# %% [markdown]
# **Question 8.8, in words.** A friend starts all weights of a 2-16-1 network at 0.1, "small, as you said". Explain in three
# or four sentences why sixteen hidden units are then worth as much as one. A good answer says what the units compute,
# what gradients they get and why, and what breaks the tie. (An instructor reads this one: a point of extra credit for each
# of the three.)

# %% [markdown] explain="explain_8"
# ### BEGIN SOLUTION
# All hidden units have the same weights and the same bias, so for every sample they compute the same number. The output
# layer weighs each of them with 0.1, so the same gradient arrives at each, and their dW and db are equal: after a step
# they are equal again, and after a thousand steps, too. The network can do no more than one with a single hidden unit.
# Small random weights break the tie: the units start differently, get different gradients and drift apart.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `init_parameters`: small random weights, zero biases.
# - `mlp_forward`: the prediction, and a cache of what the way back needs.
# - `mlp_backward`: every gradient of a network of any depth, in one loop.
#
# In lesson 10 they learn the prices of houses. Before that, lesson 9 looks at the houses.
#
# **One step further** (optional, not graded): replace ReLU by tanh in a copy of your two functions, with lesson 5's
# `tanh_backward`, and separate the moons again. To read: Goodfellow, Bengio and Courville, *Deep Learning*, section 6.1,
# where a network with two hidden units learns XOR, which no straight line separates either.
