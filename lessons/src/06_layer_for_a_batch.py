# %% [markdown]
# # 6 · Send a whole batch through a layer
#
# - **You will do:** multiply two tables by hand, write a layer that takes any number of houses at once, and write its step
#   back.
# - **You will learn:** vectors, matrices and their product; shapes; broadcasting and how to undo it; and why a gradient is
#   a sum over the batch.
# - **You need:** lessons 1, 2 and 5, the loss of lesson 3 and the step of lesson 4. About 45 minutes.
#
# The one question of this lesson: **every house in the batch uses the same weight. What is the gradient of a number that
# is used a thousand times?**

# %% [markdown]
# ## Play first
#
# Eight tables of numbers. Above, a layer makes `Y` out of `X`. Below, the gradients come back. Point at an entry of `dW`,
# or press Tab and walk with the arrow keys: what feeds the entry lights up, and equal small numbers are multiplied with
# each other.
#
# Then drag the letter N, so that there are more samples. Before you let go: which of `dX`, `dW` and `db` get more
# entries, and which get longer sums?

# %%
from bpkit import explore

explore.shapes()

# %% [markdown]
# `dX` gets more entries: a row for each sample. `dW` and `db` keep their shape, and each of their sums gets longer. Keep
# this picture. The rest of the lesson says why it must be so.

# %% [markdown]
# ## Put neurons side by side
#
# The neuron of lesson 5 looked at one number of a house and gave one number. A house has more to say than one number, so
# a neuron needs a weight for each. And one neuron has only one answer, so we put several side by side. Such a row of
# neurons is a **layer**, and its neurons are called **units**. All units look at the same numbers, each with weights and
# a bias of its own.

# %% [markdown]
# ## Send several at once
#
# We do not send the houses one by one either. Several go through together, and together they are a **batch**. So there
# are three sizes:
#
# - N **samples**: the houses in the batch;
# - D **features**: the numbers that describe each house;
# - M **units**: the numbers that come out for each house.
#
# A list of numbers is a **vector**, a table of them is a **matrix**. The **shape** of a matrix is (rows, columns); the
# shape of a vector is its length and a comma.
#
# | name | shape | what it holds |
# |---|---|---|
# | `X` | (N, D) | a row for each sample |
# | `W` | (D, M) | a column of weights for each unit |
# | `b` | (M,) | a bias for each unit |
# | `Y` | (N, M) | a row for each sample, again |
#
# Here are the numbers that stood in the figure when it opened. How many samples, features and units are these?

# %%
import numpy as np

X = np.array([[2.0, 1.0, 0.0], [-3.0, -3.0, -2.0], [0.0, 1.0, 3.0], [0.0, 3.0, -2.0]])
W = np.array([[-3.0, -1.0], [-3.0, -3.0], [-2.0, 1.0]])
b = np.array([-1.0, 0.0])
[X.shape, W.shape, b.shape]

# %% [markdown]
# Four samples, three features, two units: three different numbers, on purpose. Where two of them are equal, a mix-up of
# rows and columns raises no error, and you find it a week later.

# %% [markdown]
# ## Refresh: the matrix product (ten minutes; skip it if you know it)
#
# Four tables in a café order coffee, tea and cake. `orders` has a row for each table. `prices` has a column for each of
# two cafés, in euros. Table 0 orders 2 coffees, no tea and 1 cake. In café 0 a coffee costs 3 euros, a tea 2 and a cake 4.
# What does table 0 pay there?

# %%
orders = np.array([[2, 0, 1], [1, 2, 0], [0, 3, 2], [1, 0, 0]])  # tables × items
prices = np.array([[3.0, 2.0], [2.0, 3.0], [4.0, 5.0]])  # items × cafés, euros
2 * 3.0 + 0 * 2.0 + 1 * 4.0

# %% [markdown]
# Ten euros. A row of `orders` met a column of `prices`: multiply pair by pair, then add. Do that for every row with every
# column, and you have the **matrix product**, which NumPy writes as `@`. Eight bills at once. The first must be 10. Table 3
# had one coffee and nothing else: what is its row?

# %%
bills = orders @ prices
bills

# %% [markdown]
# 3 and 2 euros, a coffee in each café. In letters, for table $n$ and café $m$:
#
# $$\text{bill}[n, m] = \sum_d \text{orders}[n, d] \cdot \text{prices}[d, m]$$
#
# Read the $\sum$, as in lesson 3: "add up over all $d$".
#
# Look at the shapes: (4 tables, 3 items) `@` (3 items, 2 cafés) gives (4 tables, 2 cafés). The items in the middle are
# gone, like the unit in the middle of lesson 1's chain. So the two sizes in the middle must be equal, and where they are
# not, NumPy refuses.
#
# Which means that the order counts. `prices @ orders` would be (3, 2) `@` (4, 3): 2 against 4, an error. To turn a matrix
# round there is the **transpose**, in letters $X^\mathsf{T}$ and in NumPy `X.T`: its rows are the columns of `X`, so
# `orders.T` has the shape (3, 4). Work out these two shapes before you run the cell.

# %%
[(bills @ prices.T).shape, (orders.T @ bills).shape]

# %% [markdown]
# (4, 2) `@` (2, 3) is (4, 3), the shape of `orders`. (3, 4) `@` (4, 2) is (3, 2), the shape of `prices`. From the result of
# a product we came back to the shapes of its two factors. Remember these two; you will need them soon.

# %% [markdown]
# ## Watch NumPy stretch
#
# Each table also pays for the service: 1 euro in café 0, 2 euros in café 1. The charges have shape (2,), the bills
# (4, 2). NumPy lines the two shapes up *from the right*. An axis that is missing, or that has size 1, is stretched to fit.
# This is **broadcasting**. What does table 3 pay now?

# %%
bills + np.array([1.0, 2.0])

# %% [markdown]
# 4 euros in both. Each of the two charges was *used four times*, once for each table. Keep that in mind for the way back.
#
# With this rule you can explain the trap of lesson 3. One array is a column of shape (4, 1), the other a vector of shape
# (4,). Line them up from the right. Which shape has their sum?

# %%
(np.zeros((4, 1)) + np.zeros(4)).shape

# %% [markdown]
# (4, 4): from the right, 1 is stretched to 4, and then the vector gets a new axis in front, which is stretched as well.
# Sixteen numbers, and no error. When a result surprises you, print the shapes first.

# %% [markdown]
# ## Write the layer
#
# For sample $n$ and unit $m$: row $n$ of `X` meets column $m$ of `W`, and the unit's bias is added:
#
# $$Y[n, m] = \sum_d X[n, d] \cdot W[d, m] + b[m] \qquad\text{or, for all at once,}\qquad Y = X W + b$$
#
# So $Y[0, 0]$ of our numbers is $2 \cdot (-3) + 1 \cdot (-3) + 0 \cdot (-2) - 1 = -10$. Such a layer, a product and a
# shift, is called **affine**.
#
# <details><summary>A hint</summary>
#
# One product, one sum, no loop. Both stand in this lesson already: the bills and the charges.
#
# </details>


# %% solution="affine"
def affine(X, W, b):
    """A layer for a whole batch: ``X W + b``.

    X: (N, D), a row for each sample. W: (D, M). b: (M,). Returns Y: (N, M).
    """
    ### BEGIN SOLUTION
    return X @ W + b
    ### END SOLUTION


# %% check="affine"

# %% [markdown]
# The first row, for the first sample. You know one of its numbers; the other is $-2 - 3 + 0 + 0$.

# %%
Y = affine(X, W, b)
Y[0]

# %% [markdown]
# ## Go back, one entry at a time
#
# Now the other way. A gradient has arrived at `Y`. Call it $G$: the upstream gradient. It has the shape of `Y`, because
# $G[n, m]$ says how fast the loss moves when $Y[n, m]$ does. These are the figure's numbers again. Two equal shapes:

# %%
G = np.array([[1.0, -1.0], [3.0, 2.0], [0.0, -1.0], [1.0, 1.0]])
[G.shape, Y.shape]

# %% [markdown]
# From lesson 5 you know a neuron with one input, $z = w \cdot x + b$. On the way back $w$ gets upstream × $x$, $x$ gets
# upstream × $w$, and $b$ gets upstream × 1. From lesson 1 you know what to do where there are several paths. Nothing else
# is needed; only, at each number, the question *where is it used?*
#
# **A weight**, $W[d, m]$. It is used in column $m$ of `Y`, and there in every row, because every sample goes through the
# same unit. In row $n$ it is multiplied by $X[n, d]$. So there are N paths. Along each multiply, between them add:
#
# $$dW[d, m] = \sum_n X[n, d] \cdot G[n, m]$$
#
# **A bias**, $b[m]$. Used in the same N places, with the local slope 1:
#
# $$db[m] = \sum_n G[n, m]$$
#
# **An input**, $X[n, d]$. Used in row $n$ and in no other, but there by all M units, by unit $m$ with the slope $W[d, m]$:
#
# $$dX[n, d] = \sum_m G[n, m] \cdot W[d, m]$$
#
# That answers the question of this lesson: **the gradient of a number that is used a thousand times is the sum of a
# thousand contributions.**

# %% [markdown]
# Take paper for one of each.
#
# - $dW[1, 0]$: column 1 of `X` is 1, −3, 1, 3. Column 0 of $G$ is 1, 3, 0, 1. That makes $1 - 9 + 0 + 3 = -5$.
# - $db[0]$: column 0 of $G$ again, $1 + 3 + 0 + 1 = 5$.
# - $dX[0, 0]$: row 0 of $G$ is 1, −1. Row 0 of `W` is −3, −1. That makes $-3 + 1 = -2$.
#
# Before you believe it, measure it. For that we need a loss whose gradient at `Y` is exactly $G$. Here is one: multiply
# each entry of `Y` by its entry of $G$, and add up everything. Nudge $Y[n, m]$ by 0.1, and this loss moves by
# $0.1 \cdot G[n, m]$. The cell copies the three arrays, puts one nudged number into its place, and computes this loss. Expect
# −5, 5 and −2.

# %%
from bpkit.mine import numerical_derivative


def measure(name, place):
    def loss(value):
        nudged = {"X": X.copy(), "W": W.copy(), "b": b.copy()}
        nudged[name][place] = value
        return (G * affine(nudged["X"], nudged["W"], nudged["b"])).sum()

    start = {"X": X, "W": W, "b": b}[name][place]
    return float(numerical_derivative(loss, start))


places = [("W", (1, 0)), ("b", 0), ("X", (0, 0))]
[round(measure(name, place), 6) for name, place in places]

# %% [markdown]
# ## Turn the sums into products
#
# Three formulas, and a sum in each. In a matrix product the index that is summed stands in the *middle*: second in the
# left factor, first in the right one. Look where it stands here.
#
# In $\sum_n X[n, d] \cdot G[n, m]$ the summed $n$ comes first in both. Transpose `X`, and it stands in the middle. In
# $\sum_m G[n, m] \cdot W[d, m]$ the summed $m$ comes second in both. Transpose `W`.
#
# | gradient | formula | shapes |
# |---|---|---|
# | $dX$ | $G\,W^\mathsf{T}$ | (N, M) `@` (M, D) is (N, D), the shape of `X` |
# | $dW$ | $X^\mathsf{T} G$ | (D, N) `@` (N, M) is (D, M), the shape of `W` |
# | $db$ | sum of the rows of $G$ | (N, M) becomes (M,), the shape of `b` |
#
# A gradient always has the shape of the thing it belongs to. So if you forget the formulas, the shapes give them back:
# there is only one way to fit the factors together. And you have seen both products before, in the café.

# %% [markdown]
# ## Write the step back
#
# The form is the one of lesson 2: `op_backward(upstream, output, *inputs)`, one gradient for each input, in input order.
# `upstream` is $G$. `output` is there because every backward function gets it; this one has no use for it.
#
# What can go wrong: a transpose on the wrong factor, a sum along each row where the rows should be added up, or a write into
# `W`. A backward function computes gradients. It updates nothing.
#
# <details><summary>A hint</summary>
#
# Write the shapes under one another: `upstream` (N, M), `X` (N, D), `W` (D, M). For each gradient, which two can be
# multiplied so that its own shape comes out, and which of the two has to be transposed?
#
# </details>
#
# <details><summary>A second hint, for db</summary>
#
# Rows are counted by axis 0. To add the rows up is to sum *over* axis 0, and what is left is a vector of length M.
#
# </details>
#
# <details><summary>A third hint, if the shapes fit and the check is not content</summary>
#
# Compare with the table above, letter by letter. Is there a mean where a sum should be? Do you return three things, in the
# order X, W, b?
#
# </details>


# %% solution="affine_backward"
def affine_backward(upstream, output, X, W, b):
    """Gradients of ``X W + b``: returns (dX, dW, db).

    upstream, output: (N, M). X: (N, D). W: (D, M). b: (M,). Changes none of them.
    Each gradient has the shape of its input.
    """
    ### BEGIN SOLUTION
    dX = upstream @ W.T
    dW = X.T @ upstream
    db = upstream.sum(axis=0)
    return dX, dW, db
    ### END SOLUTION


# %% check="affine_backward"

# %% [markdown]
# Your paper said −5, 5 and −2:

# %%
dX, dW, db = affine_backward(G, Y, X, W, b)
np.array([dW[1, 0], db[0], dX[0, 0]])

# %% [markdown]
# And the other entries? Measure all six weights. The largest disagreement should be rounding: 0 to six digits.

# %%
gaps = [abs(measure("W", place) - dW[place]) for place in np.ndindex(W.shape)]
round(float(max(gaps)), 6)

# %% [markdown]
# Here is the figure again, and now the gradients in it are *yours*. An entry that is not as expected gets a dashed frame.
# Drag N, D and M: does yours hold for one sample? For one unit?

# %%
explore.shapes(affine_backward)

# %% [markdown]
# ## Average once, in the loss
#
# A thousand contributions are a lot. Should `affine_backward` not divide by N, so that a large batch does not take larger
# steps? Think of the loss first. Lesson 3's `mse` is a *mean*: it has divided by the number of entries already. So the
# gradient that arrives here contains the division.
#
# A test without any formula. Put every house into the batch twice. A mean does not notice: the loss stays what it was,
# whatever `W` is. So the gradient of `W` has to stay what it was, too. With the sum, will it?

# %%
from bpkit.mine import mse, mse_backward


def weight_gradient(X, target):
    Y = affine(X, W, b)
    G = mse_backward(1.0, mse(Y, target), Y, target)
    return affine_backward(G, Y, X, W, b)[1]


target = np.zeros((4, 2))
once = weight_gradient(X, target)
twice = weight_gradient(np.vstack([X, X]), np.vstack([target, target]))
np.array([once[1, 0], twice[1, 0]])

# %% [markdown]
# −25.25 both times: twice as many contributions, each half as large. Had the layer divided by N once more, it would be
# −25.25 / 4 with four rows and −25.25 / 8 with eight.
#
# In a network this gets worse. Each layer hands its `dX` on to the layer before it. If every layer divides by a batch
# of 32, then three layers down the gradient is 32 · 32 · 32 = 32,768 times too small. With the steps of lesson 4 its
# first layers would hardly move, and no error message appears. So: **the mean over the batch is taken in the loss, and
# nowhere else.**

# %% [markdown]
# ## Undo any stretching
#
# `b` was stretched over the rows, and on the way back its gradient was summed over the rows. That is no accident. Here is
# another stretching: a factor for each feature, shape (3,), times `X`, shape (4, 3). Lesson 2's rule for a product is
# upstream × the other factor. With an upstream gradient of ones, which shape comes out for `s`, which has three numbers?

# %%
s = np.array([1.0, 10.0, 100.0])  # one factor for each feature
scaled = X * s
d_s = np.ones((4, 3)) * X  # upstream × the other factor
[s.shape, d_s.shape]

# %% [markdown]
# Three numbers, and twelve contributions: each factor was used in four rows. They have to be added up until the shape is
# that of `s`. There are two kinds of stretching, and each is undone in its own way:
#
# 1. **An axis that was not there.** (3,) was stretched to (4, 3). New axes are made in front. Sum over them; they go away.
# 2. **An axis of size 1.** (4, 1) is stretched to (4, 3). Sum over it, but keep it as an axis of size 1.
#
# The second kind as a worked example. A column of four numbers was used three times each, and twelve contributions have
# come back: 0 to 11, row by row. The first row adds up to 0 + 1 + 2 = 3. And the last? `keepdims=True` keeps the axis.

# %%
contributions = np.arange(12.0).reshape(4, 3)
contributions.sum(axis=1, keepdims=True)

# %% [markdown]
# 30 in the last row, and still a column: shape (4, 1), not (4,).

# %% [markdown]
# ## Write the way back from any shape
#
# `unbroadcast` gets a gradient in the stretched shape and the shape that the operand had before. It returns the gradient
# summed back to that shape. There may be one axis, or three, or none: the shape of a single number is `()`. If nothing
# was stretched, nothing is summed.
#
# <details><summary>A hint</summary>
#
# NumPy lines shapes up from the right, so the axes that it made stand in front: `gradient.ndim - len(shape)` of them. Get
# rid of these first. Then the two shapes have the same length, and you can walk along them.
#
# </details>
#
# <details><summary>A second hint</summary>
#
# `while` there are too many axes, sum over axis 0. Then, for each axis where `shape` says 1, sum over that axis and keep
# it. To sum over an axis that has size 1 already does no harm.
#
# </details>


# %% solution="unbroadcast"
def unbroadcast(gradient, shape):
    """``gradient`` summed back to ``shape``.

    gradient: an array, in the stretched shape. shape: a tuple, the operand's own shape.
    Returns an array of the operand's shape.
    """
    ### BEGIN SOLUTION
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient
    ### END SOLUTION


# %% check="unbroadcast"

# %% [markdown]
# For `s`, the sums of `X`'s columns: −1, 2 and −1. And `b`, which was stretched from (2,) to (4, 2), should get what
# `affine_backward` found for it: 5 and 1.

# %%
[unbroadcast(d_s, s.shape), unbroadcast(G, b.shape)]

# %% [markdown]
# The same function stands behind `+`, `-`, `*` and `/` in the engine that you have been using since lesson 2.

# %% [markdown]
# ## Price houses with one layer
#
# You have everything that a machine needs to learn from a batch: a layer, its step back, a loss, a step downhill. Here are
# 1,755 real sales from the town of Ames, with six features each: living area, lot area, latitude, longitude, bathrooms and
# garage places. Features and prices have been scaled so that each has mean 0 and mean square 1 (lesson 9 says how). The
# layer has one unit.
#
# `W` and `b` start at 0, so every prediction is 0. What is the first loss? And a formula (least squares, lesson 4) says that
# on these sales no weighted sum of the six features gets below 0.2805. How near do a hundred steps come?

# %%
from bpkit import houses
from bpkit.mine import gradient_step

data = houses.prepare("six")
price_W, price_b, losses = np.zeros((6, 1)), np.zeros(1), []
for _ in range(100):
    guess = affine(data.X_train, price_W, price_b)
    losses.append(mse(guess, data.y_train))
    upstream = mse_backward(1.0, losses[-1], guess, data.y_train)
    dX, dW, db = affine_backward(upstream, guess, data.X_train, price_W, price_b)
    price_W = gradient_step(price_W, dW, 0.1)
    price_b = gradient_step(price_b, db, 0.1)
[round(float(losses[0]), 4), round(float(losses[-1]), 4)]

# %% [markdown]
# 1, because the mean square of the scaled prices is 1. And 0.2805: there is nothing left to gain with one layer of one unit.
# Seven numbers, 1,755 houses, three products a step.

# %% [markdown]
# ## Lend it to a network
#
# Three such layers with ReLUs between them can bend where a straight rule cannot. You write that network yourself in
# lesson 8. But the course's own can borrow your step back today: inside `bpkit.use`, all its layers go backward
# through *your* function.
#
# Now look at 585 other sales, which nothing was learnt from. On them one layer has a loss of 0.294. A network can bend,
# so it should get lower. In the cell `epochs=20` is twenty times through all houses (lesson 10). Expect it to begin
# above the one layer, at 0.532 after its first time through, and to end below it, at 0.249 after the twentieth.

# %%
import bpkit
from bpkit import nn, train

model = nn.MLP([6, 32, 32, 1], rng=0)
unseen = (data.X_val, data.y_val)
with bpkit.use(affine_backward=affine_backward):
    history = train.fit(model, data.X_train, data.y_train, validation=unseen, epochs=20, progress=False)
[history.functions, round(history.validation[0], 3), round(history.validation[-1], 3)]

# %% [markdown]
# The list names whose function did the work. Now watch it, in dollars. Who says one and the same price for every house is off
# by about 80,500 dollars on houses that nobody has learnt from (the root of the mean squared error), and one layer by about
# 45,500. What do you expect of the network?

# %%
explore.training(affine_backward=affine_backward)

# %% [markdown]
# About 36,500 dollars. Move the sliders if you like; the gradients of every layer, in every step, are yours. Want to see
# what a mistake does? Change a line of your `affine_backward`, run its cell and then the figure's, and change it back.

# %% [markdown]
# ## Review
#
# Seven questions here, two of them about earlier lessons, and one in words.

# %%
from autograder import review

# %% review="6.1"

# %% review="6.2"

# %% review="6.3"

# %% review="6.4"

# %% review="6.5"

# %% review="6.6"

# %% review="6.7"

# %% [markdown]
# **Question 6.8, in words.** A friend looks at $dW = X^\mathsf{T} G$ and says: "That is a sum over the batch, so it
# grows with the batch. You have to divide by N." Answer your friend in three or four sentences. A good answer says why
# the contributions of the rows add, where the division by N takes place, and what becomes of the gradient of `W` when
# every house stands in the batch twice, with your way and with your friend's. (An instructor reads this one: a point of
# extra credit for each of the three.)

# %% [markdown] explain="explain_6"
# ### BEGIN SOLUTION
# Every row of the batch uses the same W, so there are N paths from a weight to the loss, and between paths effects add.
# The division by N is in the loss, which is a mean: the upstream gradient G contains it before it reaches the layer. With
# every house twice, the entries of G are half as large and there are twice as many, so my sum stays as it was, like the
# loss itself. My friend's gradient would be halved, although the loss has not changed at all.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `affine`: a layer for any number of samples.
# - `affine_backward`: $G\,W^\mathsf{T}$, $X^\mathsf{T} G$ and the sum of the rows of $G$; each in its input's shape.
# - `unbroadcast`: what was used several times gets the sum of its contributions.
#
# In a network of such layers the matrix products are nearly all of the work, forward and back. In the next lesson you
# build the tool that finds out whether a backward function is right, whoever wrote it.
#
# **One step further** (optional, not graded): give `X` one more column, full of ones, and `W` one more row. Which row must
# it be, so that the product alone does what `X W + b` does? And what does $X^\mathsf{T} G$ then hold in that row? To read:
# Goodfellow, Bengio and Courville, *Deep Learning*, section 6.5.6, where the two products stand under the same letter $G$.
