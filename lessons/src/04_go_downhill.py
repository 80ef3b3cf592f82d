# allows: bpkit.houses
# %% [markdown]
# # 4 · Go downhill
#
# - **You will do:** take one step downhill, then as many as it needs, and let your own function find what a square foot of
#   house costs in 1,755 real sales.
# - **You will learn:** gradient descent, the learning rate, convergence and divergence, when to stop, and local minima.
# - **You need:** lessons 1 to 3. About 60 minutes.
#
# The one question of this lesson: **you stand on a hillside in the fog. You feel how steep it is under your feet, and in
# which direction; you see nothing else. How do you get down?**

# %% [markdown]
# ## Play first
#
# The curve is a loss, the orange ball is where we start, and each dot is a step. Move the learning rate η (the Greek letter
# eta) slowly from left to right. Four different things happen on the way. Which four? The ball can be dragged, too.

# %%
from bpkit import explore

explore.bowl()

# %% [markdown]
# ## Read the slope
#
# Take the loss $L(w) = (w - 3)^2$ and stand at $w = 0$. The loss is 9. By the chain rule the slope is $2\,(w - 3)$, which
# is −6 here. In which direction does the loss fall: to larger $w$, or to smaller? Decide, then measure.

# %%
from bpkit.mine import numerical_derivative


def loss(w):
    return (w - 3) ** 2


def gradient(w):
    return 2 * (w - 3)


[gradient(0.0), round(float(numerical_derivative(loss, 0.0)), 6)]

# %% [markdown]
# −6: for each unit to the right, the loss *falls* by 6. So we go right. Had the slope been positive, we would go left. Both
# cases are one rule: go *against* the gradient.
#
# ## Take one step
#
# How far? The steeper it is, the farther, and a number of our own choice says how much farther. It is called the **learning
# rate**, written η:
#
# $$w \leftarrow w - \eta \, \frac{\partial L}{\partial w}$$
#
# Read the arrow as "becomes". This line is the **weight update**. The parameter $w$ is often called a weight; in lesson 5
# you see why. From $w = 0$ with $\eta = 0.1$ we should land on $0 - 0.1 \cdot (-6) = 0.6$, and the loss should fall from 9
# to $2.4^2 = 5.76$.

# %%
w = 0.0 - 0.1 * gradient(0.0)
round(w, 6), round(loss(w), 6)

# %% [markdown]
# ## Write the step
#
# `w` and `gradient` are numbers, or arrays of one shape. Return the new place; leave the old one alone.
#
# <details><summary>A hint</summary>
#
# `w -= ...` writes into an array that belongs to whoever called you. `w = w - ...` makes a new one.
#
# </details>


# %% solution="gradient_step"
def gradient_step(w, gradient, learning_rate):
    """Where one step against the gradient leads from w.

    w, gradient: numbers, or arrays of one shape. Returns a new number or array of that shape.
    """
    ### BEGIN SOLUTION
    return w - learning_rate * gradient
    ### END SOLUTION


# %% check="gradient_step"

# %% [markdown]
# Now three steps in a row. The slope gets smaller on the way, so the steps do. After the first, at 0.6, the slope is −4.8:
# the second step should lead to 1.08. And the third?

# %%
w, places = 0.0, []
for _ in range(3):
    w = gradient_step(w, gradient(w), 0.1)
    places.append(round(w, 6))
places

# %% [markdown]
# 0.6, 1.08, 1.464. Look at how far it still is to 3: 2.4, then 1.92, then 1.536. Each is 0.8 times the one before. Why 0.8?
#
# ## Find the factor
#
# Subtract 3 from both sides of the update:
#
# $$w_{\text{new}} - 3 = w - 2\eta\,(w - 3) - 3 = (1 - 2\eta)\,(w - 3)$$
#
# So each step multiplies the distance to the bottom by the factor $1 - 2\eta$. With $\eta = 0.1$ that is 0.8. Everything
# that the figure showed follows from this one number:
#
# | η | factor | what happens |
# |---|---|---|
# | 0.01 | 0.98 | creeps: 2 percent of the way with each step |
# | 0.3 | 0.4 | converges quickly |
# | 0.9 | −0.8 | zigzags: each step lands on the other side, but nearer |
# | 1.05 | −1.1 | blows up: each step lands on the other side, and farther away |
#
# We start at a distance of 3. After ten steps it should be $3 \cdot 0.98^{10} = 2.45$, then 0.0003, then 0.32, and at last
# 7.78:

# %%
distances = []
for learning_rate in (0.01, 0.3, 0.9, 1.05):
    w = 0.0
    for _ in range(10):
        w = gradient_step(w, gradient(w), learning_rate)
    distances.append(round(abs(w - 3), 4))
distances

# %% [markdown]
# Coming ever nearer is called **convergence**; getting ever farther away is **divergence**. A learning rate that is too low
# wastes your time. One that is too high ruins everything, and there is no error message: the loss rises until it is no
# number any more.

# %% [markdown]
# ## Let the gradient be large, or small
#
# The learning rate is only half of a step. Make the bowl steeper or flatter: $L(w) = c\,(w - 3)^2$ has the gradient
# $2c\,(w - 3)$. Keep $\eta = 0.3$ and start at 0. With $c = 4$ the gradient is −24, so the step leads to 7.2; with
# $c = 0.1$ it is −0.6, and we get to 0.18. Which of the two has come nearer to 3?

# %%
[round(gradient_step(0.0, c * gradient(0.0), 0.3), 6) for c in (4.0, 0.1)]

# %% [markdown]
# Only the small step has. With the **large gradient** the step went past the bottom and ended on the other side, 4.2 away
# where it had been 3: that is **overshooting**, and the next step overshoots even more. With the **small gradient** it is
# **slow and stable**. The factor is now $1 - 2\eta c$: a steep bowl wants a small η, a flat one can take a large η. Try the
# second slider of the figure.
#
# Nobody tells you the right η. It is a **hyperparameter**: a number that *you* choose before the learning starts, unlike
# the parameter $w$, which the learning finds.

# %% [markdown]
# ## Go down with two parameters
#
# A model has more than one parameter. Numbers that belong together and have an order are called a **vector**; in NumPy it
# is an array. The gradient is then a vector, too: one slope for each parameter. Take $L(w) = w_0^2 + 4 w_1^2$ (we count from
# 0, as NumPy does). At the place $(3, 1)$ the two slopes are $2 w_0 = 6$ and $8 w_1 = 8$.
#
# With two parameters there are many directions to go. How fast does the loss rise along a direction $d$ of length 1? Along
# each axis separately, slope times distance; between the two paths, effects add (lesson 1):
#
# $$\text{rise} = 6\, d_0 + 8\, d_1$$
#
# Along the first axis that is 6, along the second 8. And along $d = (0.6, 0.8)$, which points where the gradient points?
# $6 \cdot 0.6 + 8 \cdot 0.8 = 10$. Measure all three.

# %%
import numpy as np


def oval(w):
    return w[0] ** 2 + 4 * w[1] ** 2


place = np.array([3.0, 1.0])


def rise(direction):
    return numerical_derivative(lambda distance: oval(place + distance * np.array(direction)), 0.0)


[round(float(rise(direction)), 4) for direction in ([1.0, 0.0], [0.0, 1.0], [0.6, 0.8])]

# %% [markdown]
# 6, 8 and 10. In fact 10 is the most that any direction can give. School's scalar product says so: $6 d_0 + 8 d_1$ is
# the length of the gradient, $\sqrt{6^2 + 8^2} = 10$, times the length of $d$, 1, times the cosine of the angle between
# them. No cosine is above 1, so the gradient points in the direction of steepest ascent, and against it lies the
# **steepest descent**. Your `gradient_step` goes there already: arrays subtract entry by entry.

# %%
gradient_step(place, np.array([6.0, 8.0]), 0.1)  # expect 3 - 0.6 and 1 - 0.8

# %% [markdown]
# ## Know when to stop
#
# Doing the same step again and again is called **iteration**. When is it enough? A tempting rule: stop when the loss is
# nearly 0. But who says that it can be? House prices have no formula, and the best model in the world has a loss far
# above 0. What does go to 0 near the bottom is the *change*. So we iterate until two losses in a row differ by less
# than an **acceptable threshold**. With $L_k$ for the loss after $k$ steps:
#
# $$|L_k - L_{k-1}| < \text{tolerance}$$
#
# The bars make a change count alike, up or down.
#
# And if the loss blows up, to infinity or to `nan`? Then no comparison helps. Guess what these three give:

# %%
nan = float("nan")
[nan < 1, nan > 1, nan == nan]

# %% [markdown]
# Three times no. `nan` is not smaller than the tolerance, not larger either, and not even itself. A loop that asks only
# "is the change small?" runs on and on with `nan`; one that asks "is the change still large?" takes it for the end and
# returns nonsense. So ask directly: `np.isfinite(x)` is False for `nan` *and* for infinity.

# %% [markdown]
# ## Write gradient descent
#
# `loss` and `gradient` are functions of w. Return two things: the last w, and the list of losses.
#
# 1. The list begins with the loss at `w0`. After each step it gets one more, so 3 steps make 4 losses.
# 2. As soon as a loss is not finite, the first one included, raise a `FloatingPointError`.
# 3. Stop after `max_steps` steps, or as soon as two losses in a row differ by less than `tolerance`, up or down.
#
# `w0` may be a number or an array. Do not change it; you have a function that makes the next w from the last.
#
# <details><summary>A hint</summary>
#
# A `for` loop over `range(max_steps)` cannot run for ever. In it: step, loss, is it finite, is the change small (`abs`)?
# `losses[-1]` is the last entry of a list, `losses[-2]` the one before. `break` leaves the loop.
#
# </details>


# %% solution="minimise"
def minimise(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    """Gradient descent from w0: (the last w, [loss at w0, loss after step 1, …]).

    loss(w) is a number, gradient(w) is shaped like w. Raises FloatingPointError if a loss is not finite.
    """
    ### BEGIN SOLUTION
    w, losses = w0, []
    for step in range(max_steps + 1):
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError(f"the loss is {losses[-1]} after {step} steps; take a smaller learning rate")
        if step == max_steps or (step > 0 and abs(losses[-1] - losses[-2]) < tolerance):
            break
        w = gradient_step(w, gradient(w), learning_rate)
    return w, losses
    ### END SOLUTION


# %% check="minimise"

# %% [markdown]
# Try it on the first bowl. Each step leaves 0.8 of the distance to 3, so 0.64 of the loss, and 0.64 of each change. The
# first change is from 9 to 5.76; the 56th is the first one below $10^{-10}$. That makes 57 losses, and $w$ should be 3 up to
# the fourth digit after the point.

# %%
w, losses = minimise(loss, gradient, 0.0, 0.1)
round(w, 4), len(losses)

# %% [markdown]
# And the figure. The rings are where *your* function goes.

# %%
explore.bowl(minimise)

# %% [markdown]
# ## Find the wrong valley
#
# A bowl has one bottom. This curve has two, and the ball feels only the slope under it. Before you drag it: from where on
# will it end in the other valley? And can a large η carry it across the ridge?

# %%
explore.valleys(minimise)

# %% [markdown]
# The valley on the right is a **local minimum**: lower than everything near it, and not the lowest of all. Gradient descent
# cannot know; at its bottom the slope is 0, and a step of 0 leads nowhere. What you can do is to start from several places,
# or to take steps that are large enough to leave a shallow valley. The loss of a neural network has many **local minima**.
# The loss of a straight line has one valley only, and that is where we go now.

# %% [markdown]
# ---
#
# **A good place for a break.** After it, your function learns something real.
#
# ---

# %% [markdown]
# ## Look at real sales
#
# We have 2,925 sales of houses in Ames, a small city in Iowa, from 2006 to 2010. We learn from 1,755 of them; lesson 9 says
# what the others are for. The size is the living area in square feet (10 square feet are not quite one square metre), the price is
# in thousand dollars. Here are the averages: how large is a house, and what does it cost?

# %%
from bpkit import houses

sales = houses.load("ames").part("train")
size = sales["living_area"]  # square feet
price = sales["price"] / 1000  # thousand dollars
len(sales), round(size.mean()), round(float(price.mean()), 1)

# %% [markdown]
# 1,490 square feet, and 179,600 dollars. Our model is a straight line, with two parameters:
#
# $$\text{price} = w \cdot \text{size} + b$$
#
# ## Derive its gradient
#
# Forward, the loss is `mse(w * size + b, price)`. Backward, one link after the other, as in lesson 2:
#
# - Your `mse_backward` gives each prediction its slope $g_i$, an array of shape (N,).
# - If $w$ moves by 1, prediction $i$ moves by $\text{size}_i$. There is a path through every house, so the contributions
#   add: $\partial L/\partial w = \sum_i g_i \cdot \text{size}_i$.
# - If $b$ moves by 1, every prediction moves by 1: $\partial L/\partial b = \sum_i g_i$.
#
# Your `minimise` takes one `w`, so both parameters go into one array, `wb`: first $w$, then $b$.
#
# That is the **gradient by the chain rule**, and it is all that backpropagation does here: it computes two slopes. It
# changes neither $w$ nor $b$. The update is the job of `gradient_step`.

# %%
from bpkit.mine import mse, mse_backward


def line_loss(wb, x):
    return mse(wb[0] * x + wb[1], price)


def line_gradient(wb, x):
    prediction = wb[0] * x + wb[1]
    g = mse_backward(1.0, mse(prediction, price), prediction, price)
    return np.array([np.sum(g * x), np.sum(g)])


# %% [markdown]
# First, trust nobody: at $w = 0.1$ and $b = 20$, does the measured slope for $w$ agree with the derived one?

# %%
derived = line_gradient(np.array([0.1, 20.0]), size)[0]
measured = numerical_derivative(lambda w: line_loss(np.array([w, 20.0]), size), 0.1)
round(float(derived), 2), round(float(measured), 2)

# %% [markdown]
# It does. So off we go, from $(0, 0)$, with the same $\eta = 0.1$ as before. What will happen?

# %%
try:
    with np.errstate(all="ignore"):
        minimise(lambda wb: line_loss(wb, size), lambda wb: line_gradient(wb, size), np.zeros(2), 0.1)
except FloatingPointError:
    print("The loss is no finite number any more.")
line_gradient(np.zeros(2), size).round(1).tolist()

# %% [markdown]
# It blows up, and the gradient at the start says why: −590,726 for $w$ and −359 for $b$. Sizes are numbers like 1,490, so
# the bowl is very steep along $w$ and flat along $b$. An η that is small enough for $w$ would need millions of steps
# for $b$. Nothing is wrong with the method. The *unit* is wrong.

# %% [markdown]
# ## Choose a better unit
#
# Measure the size from the average house, and in steps of a typical difference between houses. The typical difference is
# the **standard deviation**: the root of the mean squared distance from the mean. (You know the recipe. It is the root of
# the MSE of a model that always predicts the mean.) Here it is 495 square feet:
#
# $$z = \frac{\text{size} - \text{mean}}{\text{standard deviation}}$$
#
# This is called **standardising**. A house of average size has $z = 0$; one with 495 square feet more has $z = 1$. So the
# mean of $z$ should be 0, and the mean of $z^2$ should be 1.

# %%
mean, std = size.mean(), size.std()  # square feet
z = (size - mean) / std
round(float(std), 1), round(abs(float(np.mean(z))), 6), round(float(np.mean(z**2)), 6)

# %% [markdown]
# Put these two means into the gradient of the line. With $z$ for the size, $\sum_i g_i z_i$ is a mean, since each $g_i$ has
# been divided by N. Multiply it out, and take each term's mean by itself:
#
# $$\frac{\partial L}{\partial w} = \text{mean}\,\bigl(2\,(w z + b - \text{price})\,z\bigr)
# = 2\,\bigl(w\,\text{mean}(z^2) + b\,\text{mean}(z) - \text{mean}(z \cdot \text{price})\bigr)$$
#
# The first mean is 1 and the second is 0. The same for $b$, and what is left is:
#
# $$\frac{\partial L}{\partial w} = 2\,\bigl(w - \text{mean}(z \cdot \text{price})\bigr) \qquad
# \frac{\partial L}{\partial b} = 2\,\bigl(b - \text{mean}(\text{price})\bigr)$$
#
# Each is the gradient of the very first bowl of this lesson, with another bottom in place of 3. The bowl is round, the
# factor is $1 - 2\eta$ in both directions, and $\eta = 0.1$ will do. We even know where $b$ must end: at the mean price,
# 179.6.

# %% [markdown]
# ## Learn the line
#
# Start at $(0, 0)$: every house costs nothing. Each change of the loss is again 0.64 of the one before. The first is some
# 13,000, and the 74th is the first one below $10^{-10}$. So expect 74 steps.

# %%
wb, losses = minimise(lambda wb: line_loss(wb, z), lambda wb: line_gradient(wb, z), np.zeros(2), 0.1)
wb.round(2).tolist(), len(losses) - 1

# %% [markdown]
# Your machine has learnt: $w = 56.08$ and $b = 179.60$, in thousand dollars. How good is that? For a straight line there
# is a formula that gives the best parameters at once, called *least squares*; NumPy has it as `polyfit`. It should agree
# in every digit that we print.

# %%
exact = np.polyfit(z, price, 1)
exact.round(2).tolist(), bool(np.allclose(wb, exact, atol=1e-3))

# %% [markdown]
# It does. (Then why not always take the formula? Because it exists only where the prediction is a weighted sum, as on a
# straight line. For a network there is none, and gradient descent does not mind.)
#
# ## Say it in dollars
#
# $w$ says 56,079 dollars for each *standard deviation* of size. Who buys a standard deviation? Divide by its 494.8 square
# feet: about 113 dollars for each square foot. And a house of 1,500 square feet, 10 more than the average, should cost
# about 180,700 dollars.

# %%
per_foot = 1000 * wb[0] / std  # dollars for each square foot
this_house = 1000 * (wb[0] * (1500 - mean) / std + wb[1])  # dollars
round(float(per_foot), 2), round(this_house)

# %% [markdown]
# And how far off is a price, typically? The root of the last loss says it, in thousand dollars. Hold it against a model
# that knows no size and says the mean price every time: it is off by the standard deviation of the prices. How much does
# the size help?

# %%
round(float(losses[-1]) ** 0.5, 1), round(float(price.std()), 1)

# %% [markdown]
# 54.8 against 78.4: better, and far from good. Look at the line among the sales.

# %%
from bpkit import plots

slope, start = wb[0] / std, wb[1] - wb[0] * mean / std
ax = plots.price_line(size, price, slope, start, exact=np.polyfit(size, price, 1))

# %% [markdown]
# Your line lies on the dotted one. To the right the points spread like a fan: size is not all that a price is
# made of. There are location, and bathrooms, and bends that no straight line has. That takes more parameters and a model
# that can bend: a neuron, a layer, a network. The way down stays the one that you have written.

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="4.1"

# %% review="4.2"

# %% review="4.3"

# %% review="4.4"

# %% review="4.5"

# %% review="4.6"

# %% review="4.7"

# %% [markdown]
# **Question 4.8, in words.** Your neighbour trains with η = 0.1 and gets a loss of `nan` after 40 steps. With η = 0.0001 the
# loss falls, but so little that "nothing happens". Explain to your neighbour in three or four sentences what goes on. A
# good answer says what each of the two learning rates does to the *distance* from the bottom, why the size of the gradient
# matters and not η alone, and names something to try besides another η. (An instructor reads this one: a point of extra
# credit for each of the three.)

# %% [markdown] explain="explain_4"
# ### BEGIN SOLUTION
# With 0.1 each step is too large: it goes past the bottom and lands farther away than it began, so the distance grows
# with every step until the loss is no number any more. With 0.0001 each step keeps nearly the whole distance, so it
# converges, but needs thousands of steps. A step is η times the gradient: where the loss is steep, a small η is already
# too much. One can change the steepness itself, for instance by standardising the inputs, so that all directions are
# about equally steep and one η suits them all.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `gradient_step`: against the gradient, η times as far as it is steep.
# - `minimise`: steps until the loss hardly changes, and a clear word when it blows up.
# - A price for a square foot in Ames, found by your own code.
#
# **One step further** (optional, not graded): fit the line with $\eta = 0.5$ and look at `losses`. How many steps does it
# need, and what is the factor $1 - 2\eta$? Then try 0.99 and 1.01. To read: Goodfellow, Bengio and Courville, *Deep
# Learning*, section 4.3, on gradient-based optimisation; and the first part of Goh, "Why Momentum Really Works" (Distill,
# 2017), where each direction of a bowl gets its own factor.
