# %% [markdown]
# # 12 · Go deep without fading
#
# - **You will do:** find out why a ten-layer network learns nothing, repair its start with one line, and write the hardest
#   derivative of the course.
# - **You will learn:** vanishing and exploding gradients, initialisation by Xavier and by He, dead units, clipping, and layer
#   normalisation.
# - **You need:** lessons 6, 8 and 10. About 60 minutes, with a break in the middle.
#
# The one question of this lesson: **the house network with two hidden layers learns. The same network with ten does not.
# Every gradient is right. What is wrong?**

# %% [markdown]
# ## Play first
#
# A gradient starts at the end of a deep network. Its **norm** is its length, the root of the sum of all squared entries, and
# it starts with norm 1. The map shows what is left when it reaches the first layer, as a power of ten: −3 means a
# thousandth. Farther up the networks are deeper; farther right their random weights are larger. Choose a network with the
# arrow keys. Start in the middle, then go up, and to the left, and to the right. Which column stays healthy at every depth?

# %%
from bpkit import explore

explore.depth_map()

# %% [markdown]
# One column does: the one marked 1. To its left gradients **vanish**, to its right they **explode**, and each layer more
# makes it worse. So the spread of the weights decides, and there is one that fits. Which one, and why? That is the first
# half of this lesson.

# %% [markdown]
# ## See the failure
#
# Ten hidden layers of 32 units on the six features of the houses, made by your `init_parameters` with its standard
# deviation 0.1. Your `train` from lesson 10, fifteen epochs. Lesson 10 told you what the first loss should be. What will
# the last one be?

# %%
import numpy as np

from bpkit import houses
from bpkit.mine import init_parameters, mlp_backward, mlp_forward, mse, mse_backward, train

houses_six = houses.prepare("six")
data = (houses_six.X_train, houses_six.y_train, houses_six.X_val, houses_six.y_val)
sizes = [6, *[32] * 10, 1]
start = init_parameters(sizes, np.random.default_rng(0))
_, losses = train(start, data, 0.03, 32, 15, 99, np.random.default_rng(0))
[round(losses["train"][epoch], 1) for epoch in (0, 4, 14)]

# %% [markdown]
# 1.0 at the start, 1.0 at the end: it says the mean price about every house, and goes on saying so. A larger learning rate
# does not help: with ten times as much it is 1.0 still, and with a hundred times as much your `train` stops in the first
# epoch, because the loss is no longer a finite number. To see why,
# send a signal through a stack of layers and look at its size after each.

# %% [markdown]
# ## Follow the signal
#
# Two hundred random rows with 50 features of size 1 go through ten layers with ReLU. The size is the root mean square of
# all entries: square, take the mean, take the root. With weights of standard deviation 0.1, what happens at each layer: does
# the size grow, stay, or shrink?


# %%
def sizes_through(std, depth=10):
    rng = np.random.default_rng(1)
    A, found = np.random.default_rng(0).normal(size=(200, 50)), []
    for _ in range(depth):
        A = np.maximum(A @ (std * rng.normal(size=(50, 50))), 0)
        found.append(float(np.sqrt(np.mean(A**2))))
    return found


[round(size, 4) for size in sizes_through(0.1)]

# %% [markdown]
# It halves at every layer. After ten of them less than a thousandth is left, and what comes out at the end hardly depends on
# what went in. On the way back the same weights scale the gradient, so it halves at every layer, too.

# %% [markdown]
# ## Work out the factor
#
# One unit of a layer adds up D products: $z = \sum_{d=1}^{D} a_d w_d$. Its weights are random, with mean 0 and standard
# deviation $\sigma$ (a Greek s, read "sigma"), so the mean of $w_d^2$ is $\sigma^2$, the **variance**. They know nothing of
# the inputs. How large is z, on average over the weights?
#
# A product $a_d w_d$ has mean 0 and mean square $a_d^2 \sigma^2$. Square the sum of two: $(p + q)^2 = p^2 + 2pq + q^2$. Their
# signs are independent, so $pq$ is as often positive as negative, and averages to 0. With D of them it is the same: the
# mixed terms go, and the squares add up:
#
# $$\text{mean of } z^2 = \sigma^2 \sum_{d=1}^{D} a_d^2 = D\,\sigma^2 \cdot (\text{mean square of the inputs})$$
#
# Then comes the ReLU. Half of the z are negative, as z is symmetric around 0, and become 0. So half of the mean square is
# lost. Altogether a layer multiplies the mean square by $\tfrac{1}{2} D \sigma^2$, and the size by the root of it. With
# $D = 50$ and $\sigma = 0.1$ that is $\sqrt{0.25}$. Which factor is it, then?

# %%
float(np.sqrt(0.5 * 50 * 0.1**2))

# %% [markdown]
# A half, as you have seen. The size stays what it is when $\tfrac{1}{2} D \sigma^2 = 1$.

# %% [markdown]
# ## Write He's start
#
# Solve that for the standard deviation $\sigma$. D is called `fan_in`: how many inputs a unit has. This start is named after
# Kaiming He, who worked it out for ReLU networks in 2015.
#
# <details><summary>A hint</summary>
#
# $\sigma^2$ is the variance. Which number does `scale` in your `init_parameters` want?
#
# </details>


# %% solution="he_std"
def he_std(fan_in):
    """Standard deviation of the weights before a ReLU, such that the size of a signal stays what it is."""
    ### BEGIN SOLUTION
    return np.sqrt(2 / fan_in)
    ### END SOLUTION


# %% check="he_std"

# %% [markdown]
# For 50 inputs that is 0.2. And the sizes through ten layers, now?

# %%
[round(size, 1) for size in sizes_through(he_std(50))]

# %% [markdown]
# They stay near 1, all the way. Now you know what stands in the middle of the map.

# %% [markdown]
# ## Write Xavier's start
#
# Without a ReLU nothing is cut, and the factor of the mean square is $D\sigma^2$. On the way *back* the sum runs over
# the other side: each input feeds `fan_out` units, and the gradient's mean square is multiplied by `fan_out`
# $\cdot\,\sigma^2$. Both cannot be 1 unless the layer is square. Xavier Glorot and Yoshua Bengio took the middle in
# 2010: $\sigma^2$ is 1 over the mean of `fan_in` and `fan_out`. It is the start for tanh layers: around 0
# tanh is nearly a straight line of slope 1.
#
# <details><summary>A hint</summary>
#
# The mean of two numbers is half their sum. One over a half is two. And the root, at the end.
#
# </details>


# %% solution="xavier_std"
def xavier_std(fan_in, fan_out):
    """Standard deviation of the weights of a layer without ReLU: a compromise between the way forward and back."""
    ### BEGIN SOLUTION
    return np.sqrt(2 / (fan_in + fan_out))
    ### END SOLUTION


# %% check="xavier_std"

# %% [markdown]
# For a square layer with ReLU, Xavier's start is He's divided by $\sqrt 2$. So the mean square halves at every layer. What is
# left of the *size* after ten?

# %%
round(float(np.sqrt(0.5) ** 10), 3)

# %% [markdown]
# 3 %: much better than a thousandth, and still fading.

# %% [markdown]
# ## Measure the gradients
#
# A number for each layer: the norm of all its gradient entries, those of dW and of db together. (The 2 in its full name, L2
# norm, stands for the squares.) It is the first thing to print when a deep network does not learn.
#
# <details><summary>A hint</summary>
#
# Square all entries of both arrays, add everything up, take one root.
#
# </details>


# %% solution="gradient_norms"
def gradient_norms(gradients):
    """Per layer the L2 norm of all entries of dW and db together; gradients is a list of (dW, db)."""
    ### BEGIN SOLUTION
    return [float(np.sqrt(np.sum(dW**2) + np.sum(db**2))) for dW, db in gradients]
    ### END SOLUTION


# %% check="gradient_norms"

# %% [markdown]
# Hold it against the network that did not learn: eleven layers, ten hidden and the output. Will the numbers rise or fall
# from the first layer to the tenth?


# %%
def norms_at(parameters):
    prediction, cache = mlp_forward(parameters, data[0])
    upstream = mse_backward(1.0, mse(prediction, data[1]), prediction, data[1])
    return gradient_norms(mlp_backward(parameters, cache, upstream))


[float(f"{norm:.1g}") for norm in norms_at(start)]  # one digit each

# %% [markdown]
# They rise, from 0.00009 at the first layer to 0.07 at the tenth, some 800 times as much. So that is how the gradient
# fades on its way down. Most of it you see in db. An entry of dW is the gradient times the *signal*, and the signal fades on
# its way up: where one is large the other is small, and dW is tiny everywhere. (The output layer has dW and db small. Its
# one bias is right already, since the mean of the scaled prices is 0.)
#
# Now the map, with your own function:

# %%
explore.depth_map(gradient_norms)

# %% [markdown]
# ## Repair the network
#
# One line changes: each W gets He's standard deviation for its own fan-in. The same ten layers, the same `train`, the same
# learning rate, the same seed. Will it learn?

# %%
rng = np.random.default_rng(0)
start = [(he_std(d) * rng.normal(size=(d, m)), np.zeros(m)) for d, m in zip(sizes[:-1], sizes[1:])]
_, losses = train(start, data, 0.03, 32, 15, 99, np.random.default_rng(0))
[round(losses["train"][epoch], 1) for epoch in (0, 4, 14)]

# %% [markdown]
# From 0.7 in the first epoch to 0.2. No gradient was wrong before; the start was. (For houses ten layers are no better than
# two, and slower. Depth is worth its price where a problem has levels, as pictures and language do.)

# %% [markdown]
# ---
#
# **A good place for a break.** You can start a deep network. After the break: what to do when a gradient explodes all the
# same, and a layer that keeps its numbers in order by itself.
#
# ---

# %% [markdown]
# ## Meet dead units
#
# Welcome back. There is a third way to lose a gradient. A ReLU whose z is negative for *every* row lets nothing through, in
# either direction: its weights get the gradient 0 and stay what they are. It is **dead**: nothing that it learns can wake it,
# only a change in the layers below. One step that was too long can kill a unit, by pushing its bias far down. Here every bias is −5. What share of 50 units never opens for 200 rows?

# %%
X = np.random.default_rng(0).normal(size=(200, 50))
Z = X @ (he_std(50) * np.random.default_rng(1).normal(size=(50, 50))) - 5
float(np.mean(Z.max(axis=0) <= 0))

# %% [markdown]
# 96 % of them: two units are left. Smaller learning rates, and steps that cannot be too long, prevent it.

# %% [markdown]
# ## Write the clip
#
# An exploding gradient has a direction that is right and a length that is not. So keep the direction and limit the length:
# where the norm of *all* gradients together is more than `max_norm`, scale everything by `max_norm` / norm. **Clipping** by
# the global norm, this is called.
#
# One factor for all. What would happen to the direction if each array were shortened on its own?
#
# <details><summary>A hint</summary>
#
# You have a norm for each layer. The global norm is the root of the sum of their squares. Below `max_norm` nothing changes.
#
# </details>


# %% solution="clip_by_global_norm"
def clip_by_global_norm(gradients, max_norm):
    """Scale all arrays of [(dW, db), ...] by one factor so that their global L2 norm is at most max_norm."""
    ### BEGIN SOLUTION
    norm = np.sqrt(np.sum(np.square(gradient_norms(gradients))))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [(factor * dW, factor * db) for dW, db in gradients]
    ### END SOLUTION


# %% check="clip_by_global_norm"

# %% [markdown]
# A gradient of 3 in one weight and 4 in one bias has the norm 5. Clipped to 1, what is left of the two?

# %%
clip_by_global_norm([(np.array([[3.0]]), np.array([4.0]))], 1.0)

# %% [markdown]
# 0.6 and 0.8: a fifth of each, the same direction, length 1.

# %% [markdown]
# ## Keep each row in order
#
# A good start does not last: after a thousand steps the weights are others. So build the order into the network. **Layer
# normalisation** takes each row of a layer's numbers, subtracts the row's mean μ, divides by its standard deviation, and
# then lets the network choose a scale and an offset for each feature, `gain` and `shift`, which are learnt:
#
# $$z = \frac{x - \mu}{s}, \quad s = \sqrt{\text{var} + 10^{-5}}, \qquad y = \text{gain} \cdot z + \text{shift}$$
#
# The small number keeps s above 0 when all entries of a row are equal. The variance is the plain mean of the squares.
#
# In shapes: X (N, D), μ and s one number a row, (N, 1), gain and shift (D,), Y (N, D).
#
# <details><summary>A hint</summary>
#
# `keepdims=True` keeps the mean of each row as a column, so that it broadcasts against X.
#
# </details>


# %% solution="layer_norm"
def layer_norm(X, gain, shift):
    """Each row of X (N, D) to mean 0 and variance 1, then gain * row + shift; gain, shift (D,)."""
    ### BEGIN SOLUTION
    centred = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
    return gain * (centred / s) + shift
    ### END SOLUTION


# %% check="layer_norm"

# %% [markdown]
# The row (1, 2, 3) has the mean 2 and the standard deviation $\sqrt{2/3} \approx 0.816$. What are its ends after
# normalisation?

# %%
np.round(layer_norm(np.array([[1.0, 2.0, 3.0]]), np.ones(3), np.zeros(3)), 2)

# %% [markdown]
# ∓1/0.816, about ∓1.22. Multiply the row by 1,000, or add 1,000 to it, and (up to the tiny $10^{-5}$) nothing changes.
# Remember this; the derivative will say the same.

# %% [markdown]
# ## Derive it, step one: gain and shift
#
# From here it gets as hard as it will ever get in this course. Three steps, each short.
#
# G is the upstream gradient, (N, D). The last operation is $y = \text{gain} \cdot z + \text{shift}$, entry by entry, and
# one gain and one shift serve every row, as b did in lesson 6. So
#
# $$d\text{shift} = \sum_{\text{rows}} G \qquad d\text{gain} = \sum_{\text{rows}} G \cdot z \qquad H = G \cdot \text{gain}$$
#
# H, (N, D), is what arrives at z. From now on one row is enough: rows do not touch each other.

# %% [markdown]
# ## Step two: how z moves when x moves
#
# Nudge one entry $x_j$ of the row by a little $\delta$ (read "delta"). Three things happen:
#
# - $x_j$ itself is $\delta$ larger;
# - the mean μ is $\delta / D$ larger, and it is subtracted from *every* entry;
# - s changes, by $ds$. $s^2$ is the mean of $(x_i - \mu)^2$ (plus a constant). A square moves by twice its base times the
#   move of the base, on both sides: $2 s\, ds = \tfrac{2}{D} (x_j - \mu)\,\delta$. (μ has moved as well, in every term. But
#   all $x_i - \mu$ together are 0, so that cancels.) With $x_j - \mu = s z_j$ this is $ds = \tfrac{1}{D} z_j\,\delta$.
#
# Put together for the entry $z_i = (x_i - \mu)/s$. What is above the line changes by $dx_i - d\mu$. And where s grows
# by $ds$, $1/s$ changes by $-ds/s^2$ (lesson 2's slope of $1/x$):
#
# $$dz_i = \frac{dx_i - d\mu}{s} - \frac{x_i - \mu}{s^2}\, ds = \frac{1}{s}\,\bigl( dx_i - d\mu - z_i\, ds \bigr)$$
#
# Now $dx_i$ is δ for the entry that was nudged and 0 for the others, $d\mu = \delta / D$, and $ds = z_j\,\delta / D$. Divide
# by δ:
#
# $$\frac{\partial z_i}{\partial x_j} = \frac{1}{s}\left( [i = j] - \frac{1}{D} - \frac{z_i z_j}{D} \right)$$
#
# where $[i = j]$ is 1 if the two are the same entry and 0 otherwise. Check one of them. The row is (1, 2, 3), so $s = 0.816$,
# $z_0 = -1.22$, and for $i = j = 0$ the formula gives $(1 - \tfrac13 - \tfrac{1.5}{3}) / 0.816 \approx 0.204$.

# %%
from bpkit.mine import numerical_derivative


def first_normalised(x0):
    return layer_norm(np.array([[x0, 2.0, 3.0]]), np.ones(3), np.zeros(3))[0, 0]


round(float(numerical_derivative(first_normalised, 1.0)), 3)

# %% [markdown]
# ## Step three: add up the paths
#
# $x_j$ reaches the loss through every $z_i$ of its row. Between paths effects add:
#
# $$dx_j = \sum_i H_i \frac{\partial z_i}{\partial x_j}
# = \frac{1}{s}\left( H_j - \frac{1}{D}\sum_i H_i - z_j \cdot \frac{1}{D}\sum_i H_i z_i \right)$$
#
# The two sums divided by D are means over the row. In one line, for the whole table:
#
# $$dX = \frac{1}{s}\left( H - \text{mean}(H) - z \cdot \text{mean}(H \cdot z) \right)$$
#
# Read it. The first subtraction takes out what a *shift* of the row would do, because a shift changes nothing. The second
# takes out what a *scaling* of the row would do, because a scaling changes nothing. What is left is what can change.

# %% [markdown]
# ## Write it
#
# Three gradients come back: dX (N, D), dgain (D,), dshift (D,).
#
# <details><summary>A hint</summary>
#
# First compute z and s again from X, as on the way forward. Then H. Both means run over a row and keep their axis.
#
# </details>


# %% solution="layer_norm_backward"
def layer_norm_backward(upstream, output, X, gain, shift):
    """Gradients of X (N, D), gain (D,) and shift (D,) for output = layer_norm(X, gain, shift)."""
    ### BEGIN SOLUTION
    centred = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
    z = centred / s
    H = upstream * gain
    dX = (H - H.mean(axis=1, keepdims=True) - z * (H * z).mean(axis=1, keepdims=True)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)
    ### END SOLUTION


# %% check="layer_norm_backward"

# %% [markdown]
# And without trusting anybody, with your own checker from lesson 7:

# %%
from bpkit.mine import gradient_check

rng = np.random.default_rng(12)
inputs = (rng.normal(size=(4, 5)), rng.normal(size=5), rng.normal(size=5))
gradient_check(layer_norm, layer_norm_backward, inputs, rng)

# %% [markdown]
# Now the promise: a shift of a row changes nothing. So the entries of dX along a row must add up to 0, whatever the upstream
# gradient is. Do they?

# %%
X, gain, shift = inputs
dX, _, _ = layer_norm_backward(rng.normal(size=(4, 5)), layer_norm(X, gain, shift), X, gain, shift)
float(np.abs(dX.sum(axis=1)).max()) < 1e-12

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="12.1"

# %% review="12.2"

# %% review="12.3"

# %% review="12.4"

# %% review="12.5"

# %% review="12.6"

# %% review="12.7"

# %% [markdown]
# **Question 12.8, in words.** Your friend's twelve-layer ReLU network keeps its loss at 1.0. "So I multiplied the learning
# rate by a thousand," says the friend. Explain in three or four sentences why that is no cure. A good answer says what the
# gradient norms of the first and of the later layers look like, what a thousandfold rate does to each, and which one line
# would help. (An instructor reads this one: a point of extra credit for each of the three.)

# %% [markdown] explain="explain_12"
# ### BEGIN SOLUTION
# With weights that are too small, the gradient shrinks at every layer on its way down, so the first layers get a tiny
# fraction of what the later ones get. One learning rate multiplies them all: when it is large enough for the first
# layers, the later ones overshoot and the loss blows up. The start is wrong, not the rate: weights with He's standard
# deviation, the root of 2 / fan_in, keep the gradient's size through all layers.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `he_std`, `xavier_std`: a start that keeps signals and gradients at their size.
# - `gradient_norms`: the first thing to print when a deep network does not learn.
# - `clip_by_global_norm`: a right direction with a length that cannot hurt.
# - `layer_norm`, `layer_norm_backward`: a layer that keeps itself in order, and the hardest derivative of the course.
#
# **One step further** (optional, not graded): put `layer_norm` before each ReLU of the ten-layer network that started with
# standard deviation 0.1, and look at its gradient norms. To read: He, Zhang, Ren and Sun, "Delving Deep into Rectifiers"
# (2015), section 2.2; Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks"
# (2010); Ba, Kiros and Hinton, "Layer Normalization" (2016).
