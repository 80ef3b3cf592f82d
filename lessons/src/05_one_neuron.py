# allows: bpkit.houses

# %% [markdown]
# # 5 · Teach one neuron
#
# - **You will do:** write three gates and their steps back, put one of them behind a weighted sum, and let that learn which
#   houses sold for more than most.
# - **You will learn:** neuron, weights, bias, activation function, and saturation: the state in which a neuron stops learning.
# - **You need:** lessons 1 to 4. About 50 minutes.
#
# The one question of this lesson: **what is the smallest thing that can learn a yes or a no, and what can keep it from
# learning?**

# %% [markdown]
# ## Play first
#
# A gate. A number $x$ goes in, a number comes out: the blue curve. From above an upstream gradient arrives, and the
# gate lets some of it through: the dashed orange curve. Drag the dot, or focus it and use the arrow keys, and look at
# the two arrows. Then choose another gate. Where does each of them let nothing through?

# %%
from bpkit import explore

explore.gate()

# %% [markdown]
# ## Weigh the evidence
#
# Is this house one of the dear ones? Hold it against the **median** house, the one in the middle when all are sorted by
# their area. Ours has half a doubling more: two such steps would make it twice as large, so one step makes it 1.4 times as
# large. And it has two garage places. Say that a doubling counts 4, a garage place counts 0.8, and that we start from −1.5
# because most houses have a garage. How much speaks for yes? Work it out before you run the cell.

# %%
area, cars = 0.5, 2.0  # doublings of the median living area; places in the garage
4.0 * area + 0.8 * cars - 1.5

# %% [markdown]
# 2.1, so it leans to yes. The 4 and the 0.8 are **weights**: a weight says how far the sum moves for each unit of its
# feature. The −1.5 is the **bias**: what the sum is when every feature is 0. In letters, with one weight $w$ for each
# feature $x$, and the bias $b$:
#
# $$z = w_0 x_0 + w_1 x_1 + \dots + b$$
#
# $z$ can be any number. What we want is a yes or a no, or something in between. So one more step follows: a function that
# bends. It is called the **activation function**, and the two steps together are a **neuron**.

# %% [markdown]
# ## See why it must bend
#
# Why not put one weighted sum behind another and leave the bending out? Try it: first $3x + 1$, then twice that plus 4.
# Multiply it out: $2(3x + 1) + 4 = 6x + 6$. What will the differences be?

# %%
[2 * (3 * x + 1) + 4 - (6 * x + 6) for x in (-1.0, 0.0, 2.5)]

# %% [markdown]
# A line behind a line is a line. A hundred of them are a line, too, and one would have done. Everything that a network
# can do beyond a straight line, it owes to the bend between its sums.
#
# The name is borrowed from the brain. A nerve cell gathers signals from others, some strong and some weak, and fires or
# does not. There the likeness ends. Our neuron has no time, no spikes and no chemistry, and no one has found a brain that
# sends gradients backwards in the way that you do. **How loosely brains inspired it** is worth remembering when somebody
# tells you that a network "thinks".

# %% [markdown]
# ## Write the simplest bend
#
# **ReLU**, the rectified linear unit, lets what is positive pass and turns the rest into 0: $\max(x, 0)$. From here on
# your functions get arrays, and work on each entry by itself. Do not change `x`: it belongs to whoever called you.
#
# <details><summary>A hint</summary>
#
# Python's own `max` looks at whole arrays and gives up. `np.maximum` and `np.where` work entry by entry.
#
# </details>

# %%
import numpy as np


# %% solution="relu"
def relu(x):
    """max(x, 0), entry by entry. x: an array of any shape, unitless. Returns an array of that shape."""
    ### BEGIN SOLUTION
    return np.maximum(x, 0)
    ### END SOLUTION


# %% check="relu"

# %% [markdown]
# ## Write its step back
#
# Nudge $x$ by 0.1. At $x = 3$ the output moves by 0.1: slope 1. At $x = -2$ it stays 0: slope 0. At exactly 0 there is a
# corner and no slope; in this course we use 0 there.
#
# So the gate is open or shut, and what goes through is the *upstream gradient*. You know the form from lesson 2, and the
# rule as well: upstream × local slope. `upstream` belongs to the caller, too.
#
# <details><summary>A hint</summary>
#
# `x > 0` is an array of True and False. In a product NumPy counts True as 1 and False as 0.
#
# </details>


# %% solution="relu_backward"
def relu_backward(upstream, output, x):
    """Gradient of x for ``output = relu(x)``. All three arrays have one shape; so has the result."""
    ### BEGIN SOLUTION
    return upstream * (x > 0)
    ### END SOLUTION


# %% check="relu_backward"

# %% [markdown]
# The gate again, and your curve lies on the course's. Put the dot on exactly 0: what gets through there?

# %%
explore.gate(relu_backward)

# %% [markdown]
# ## Turn a number into a yes or a no
#
# ReLU knows no upper end. For "how sure is this a yes?" we want a number between 0 and 1. The **sigmoid** gives one:
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# At $x = 0$ it is $1/(1 + 1)$, one half: no idea. Far to the right $e^{-x}$ dies out: nearly 1. Far to the left $e^{-x}$
# grows without end: nearly 0. Our house had 2.1. Is that a weak or a strong yes?

# %%
[round(float(1 / (1 + np.exp(-z))), 2) for z in (-5.0, 0.0, 2.1, 5.0)]

# %% [markdown]
# A fairly strong one: 0.89. But there is a trap in this line, the one of lesson 3. What is $e^{-x}$ at $x = -1000$? It is
# $e^{1000}$, larger than any float. NumPy warns and goes on with infinity.
#
# The way out: multiply the fraction above and below by $e^x$. It stays the same number, and looks like this:
#
# $$\sigma(x) = \frac{e^x}{e^x + 1}$$
#
# At −1000 that is 0 / 1, no harm done. But now +1000 is the trap. Each form is safe on one side.

# %% [markdown]
# ## Write the sigmoid
#
# It must be right at ±1000 and must not warn: the check counts an overflow as a mistake. It also sends arrays of `float32`,
# numbers of half as many digits, in which $e^x$ overflows from $x = 89$ on. One warning about a tempting tool:
# `np.where(x >= 0, this, that)` computes *both* `this` and `that` for every entry, and then chooses.
#
# <details><summary>A hint</summary>
#
# Whatever the sign of $x$, $e^{-|x|}$ lies between 0 and 1. Compute that once. Both forms can be written with it.
#
# </details>


# %% solution="sigmoid"
def sigmoid(x):
    """1 / (1 + exp(-x)), entry by entry, safe for any size. x: an array, unitless. Returns numbers from 0 to 1."""
    ### BEGIN SOLUTION
    shrunk = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, shrunk) / (1 + shrunk)
    ### END SOLUTION


# %% check="sigmoid"

# %% [markdown]
# ## Derive its slope
#
# Write $s = \sigma(x) = (1 + e^{-x})^{-1}$. A power, and inside it an exponential: the chain rule, from the outside in.
#
# 1. The power $-1$ has the slope $-1 \cdot (1 + e^{-x})^{-2}$, taken at what it receives.
# 2. Inside, $1 + e^{-x}$ has the slope $-e^{-x}$.
# 3. Multiply. The two minus signs cancel: $\quad\dfrac{ds}{dx} = \dfrac{e^{-x}}{(1 + e^{-x})^2}$
# 4. Split it into two fractions: $\quad\dfrac{1}{1 + e^{-x}} \cdot \dfrac{e^{-x}}{1 + e^{-x}}$. The first is $s$. The
#    second is what is missing to 1, because the two add up to $\frac{1 + e^{-x}}{1 + e^{-x}}$.
#
# $$\frac{ds}{dx} = s\,(1 - s)$$
#
# No new exponential: the output is all you need. At $x = 2$, $s$ is 0.8808, so the slope should be
# $0.8808 \cdot 0.1192 = 0.105$. Does your measuring tool agree?

# %%
from bpkit.mine import numerical_derivative

s = sigmoid(np.array([2.0]))
(s * (1 - s)).round(6), numerical_derivative(sigmoid, np.array([2.0])).round(6)

# %% [markdown]
# ## Write the step back
#
# Which of the three arguments do you need, and which not?
#
# <details><summary>A hint</summary>
#
# The slope stands in the last formula, and $s$ is what the forward pass has computed already. Then the rule of lesson 2.
#
# </details>


# %% solution="sigmoid_backward"
def sigmoid_backward(upstream, output, x):
    """Gradient of x for ``output = sigmoid(x)``. All three arrays have one shape; so has the result."""
    ### BEGIN SOLUTION
    return upstream * output * (1 - output)
    ### END SOLUTION


# %% check="sigmoid_backward"

# %% [markdown]
# ## Stretch the sigmoid
#
# The third gate runs from −1 to 1. **Tanh** (say "tanch") is a sigmoid, stretched and moved:
#
# $$\tanh(x) = 2\,\sigma(2x) - 1$$
#
# NumPy has it. The slope follows from what you know. Call the output $t$, and $s = \sigma(2x)$, so $t = 2s - 1$ and
# $s = (1 + t)/2$. The chain rule gives $2 \cdot s(1 - s) \cdot 2$: the outer 2, the sigmoid, and the inner 2. Put $s$ in:
#
# $$\frac{dt}{dx} = 4 \cdot \frac{1 + t}{2} \cdot \frac{1 - t}{2} = (1 + t)(1 - t) = 1 - t^2$$
#
# At $x = 0$ the slope should be 1, four times as steep as a sigmoid. And at $x = 3$, about 0.01.

# %%
x = np.array([0.0, 3.0])
(1 - np.tanh(x) ** 2).round(4), numerical_derivative(np.tanh, x).round(4)

# %% [markdown]
# The last of the three. As with the sigmoid, the forward pass has done the work.
#
# <details><summary>A hint</summary>
#
# $t$ is `output`. At $x = 3$ your slope must be near 0; if it is −8, you squared something else.
#
# </details>


# %% solution="tanh_backward"
def tanh_backward(upstream, output, x):
    """Gradient of x for ``output = np.tanh(x)``. All three arrays have one shape; so has the result."""
    ### BEGIN SOLUTION
    return upstream * (1 - output**2)
    ### END SOLUTION


# %% check="tanh_backward"

# %% [markdown]
# All three are yours now. Look at the ends of each curve before you read on.

# %%
explore.gate(relu_backward, sigmoid_backward, tanh_backward, start="sigmoid")

# %% [markdown]
# ## Look at the flat ends
#
# How much of an upstream gradient of 1 does a sigmoid let through at $x = 0$, 2, 5 and 10? You know the first two. Guess
# the last.

# %%
x = np.array([0.0, 2.0, 5.0, 10.0])
sigmoid_backward(np.ones(4), sigmoid(x), x)

# %% [markdown]
# A quarter, a tenth, less than a hundredth, and at 10 about 0.00005. Far out the sigmoid is as good as flat: nudge $x$,
# and nothing happens. A neuron in this state is **saturated**, and the effect is called **saturation**. The number that it
# gives may be quite wrong, and still no gradient comes through to say so. Tanh saturates on both sides, ReLU on one.
#
# Even at its best a sigmoid passes on only a quarter. With five of them in a row, how much of 1 is left? Keep the number
# in mind for lesson 12.

# %%
0.25**5

# %% [markdown]
# A thousandth, and that is the best case.

# %% [markdown]
# ## Walk through one neuron
#
# One house, one feature: $x = 0.5$, and the right answer is yes, $y = 1$. The neuron starts with $w = 1$ and $b = 0$.
# Forward: the sum, the sigmoid, the squared error. On paper first: $z = 0.5$, the sigmoid of it is about 0.62, and that is
# 0.38 short of 1. So the loss should be about $0.38^2 = 0.14$.

# %%
x, y, w, b = np.array([0.5]), np.array([1.0]), 1.0, 0.0
z = w * x + b
prediction = sigmoid(z)
loss = (prediction - y) ** 2
z, prediction.round(4), loss.round(4)

# %% [markdown]
# Backward, one link at a time. Each line multiplies what has arrived by one local slope:
#
# $$\frac{\partial L}{\partial p} = 2(p - y) \qquad \frac{\partial L}{\partial z} = \frac{\partial L}{\partial p}\; p(1 - p)
# \qquad \frac{\partial L}{\partial w} = \frac{\partial L}{\partial z}\; x \qquad
# \frac{\partial L}{\partial b} = \frac{\partial L}{\partial z}$$
#
# With our numbers: $2 \cdot (0.6225 - 1) = -0.755$. Times $0.6225 \cdot 0.3775$: $-0.177$. For $w$, times 0.5: $-0.089$.

# %%
d_prediction = 2 * (prediction - y)
d_z = sigmoid_backward(d_prediction, prediction, z)
d_w, d_b = d_z * x, d_z
d_w.round(4), d_b.round(4)

# %% [markdown]
# All of them negative: raise $w$ or $b$, and the loss falls. That makes sense, the answer should have been higher. And
# the measuring tool, which knows nothing of all this?


# %%
def loss_of(w, b):
    return (sigmoid(w * x + b) - y) ** 2


(
    numerical_derivative(lambda w: loss_of(w, 0.0), 1.0).round(4),
    numerical_derivative(lambda b: loss_of(1.0, b), 0.0).round(4),
)

# %% [markdown]
# ## Write the training
#
# Now with $N$ houses. `x` and `y` have the shape $(N,)$, while $w$ and $b$ are single numbers: the *same* $w$ serves every
# house. So there are $N$ paths from $w$ to the loss, and between paths effects add:
#
# $$\frac{\partial L}{\partial w} = \sum_n \frac{\partial L}{\partial z_n}\, x_n \qquad
# \frac{\partial L}{\partial b} = \sum_n \frac{\partial L}{\partial z_n}$$
#
# The loss is the mean squared error of lesson 3. Its step back already divides by $N$; nothing else does. After the
# backward pass comes the step of lesson 4, for $w$ and $b$ at once. Then again, `steps` times.
#
# Two things to try by hand first: with $x = (-1, 1)$, $y = (0, 1)$ and a start at $w = b = 0$, both predictions are 0.5.
# What is the loss? And which of $w$ and $b$ should move?
#
# <details><summary>A hint</summary>
#
# In each step: $z$, prediction, loss, and back: `mse_backward`, `sigmoid_backward`, then two sums. Compute both gradients
# before you change $w$ or $b$. The list of losses begins with the loss at the start and has `steps + 1` entries.
#
# </details>

# %%
from bpkit.mine import mse, mse_backward


# %% solution="train_neuron"
def train_neuron(x, y, w, b, learning_rate, steps):
    """Gradient descent on the mean squared error of ``sigmoid(w * x + b)``, all rows at once.

    x, y: arrays (N,). w, b, learning_rate: numbers. Returns (w, b, losses) with steps + 1 losses.
    """
    ### BEGIN SOLUTION
    losses = []
    for step in range(steps + 1):
        z = w * x + b
        prediction = sigmoid(z)
        losses.append(mse(prediction, y))
        if step < steps:
            d_prediction = mse_backward(1.0, losses[-1], prediction, y)
            d_z = sigmoid_backward(d_prediction, prediction, z)
            w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
    return w, b, losses
    ### END SOLUTION


# %% check="train_neuron"

# %% [markdown]
# The two rows that you did by hand. The loss starts at $0.5^2 = 0.25$. $w$ should rise, because large $x$ means yes: each
# row sends $2 \cdot 0.5 / 2$, the sigmoid lets a quarter of it through, and with $\eta = 1$ two rows make 0.25. And $b$ is
# pulled up by one row as hard as it is pulled down by the other.

# %%
w, b, losses = train_neuron(np.array([-1.0, 1.0]), np.array([0.0, 1.0]), 0.0, 0.0, learning_rate=1.0, steps=1)
float(w), float(b), [round(float(loss), 4) for loss in losses]

# %% [markdown]
# ## Fetch the houses
#
# The sales of Ames again, from lesson 4. We learn from the same part, `train`, and this time keep another one at hand,
# `val`, to see whether what was learnt holds for houses that the neuron has never met. The question to each house: did it
# sell for more than the median price of the first part? About half of those did: that is what a median is.

# %%
from bpkit import houses

sales = houses.load()
known, new = sales.part("train"), sales.part("val")
median_price = np.median(known["price"])
len(known), len(new), float(median_price)  # houses, houses, dollars

# %% [markdown]
# One feature: the living area. A house of 3,000 square feet differs from one of 1,500 as that one differs from 750, so we
# count in **doublings** of the median house: 0 is as large as the median, 1 is twice as large, −1 is half as large. The
# numbers stay small, which a sigmoid likes. The median comes from the known houses alone. The cell shows it, and then five
# houses out of all, sorted by size: the smallest, the one a quarter of the way up, the one in the middle, the one at three
# quarters, the largest. Which of the five numbers do you know?

# %%
median_area = np.median(known["living_area"])  # square feet


def doublings(part):
    return np.log2(part["living_area"] / median_area)


x, y = doublings(known), (known["price"] > median_price).astype(float)
float(median_area), [round(float(q), 2) for q in np.quantile(x, [0, 0.25, 0.5, 0.75, 1])]

# %% [markdown]
# The middle one is 0, by the choice of the unit. The largest house is 1.41 doublings above it.
#
# ## Let it learn
#
# The neuron starts with $w = b = 0$ and says 0.5 to every house. What is its loss, then? Afterwards, which sign will $w$
# have? And a bolder guess, before you run the second cell: of 100 new houses, how many will it get right? A coin gets 50.

# %%
w, b, losses = train_neuron(x, y, 0.0, 0.0, learning_rate=10.0, steps=300)
[round(float(number), 3) for number in (losses[0], losses[-1], w, b)]


# %%
def share_right(part):
    says_yes = sigmoid(w * doublings(part) + b) > 0.5
    return float(np.mean(says_yes == (part["price"] > median_price)))


round(share_right(known), 3), round(share_right(new), 3)

# %% [markdown]
# About 80 of 100, from one number for each house, and it holds for houses that it has not learnt from. You have written
# every line of what happened there.
#
# A learning rate of 10 looks wild after lesson 4. It is not: the slopes that we multiply it by are small, a quarter at
# most from the sigmoid alone. There is no right learning rate as such; it depends on how steep things are.

# %% [markdown]
# ## Ask what it has learnt
#
# It says yes where $w x + b > 0$, so from $x = -b/w$ on. In square feet?

# %%
round(float(median_area * 2 ** (-b / w)))  # square feet

# %% [markdown]
# "Larger than 1,388 square feet." That is all. Be honest about it: with one feature and one rising curve, a neuron can
# do no more than find a threshold, and you could have found it with a ruler. The year of building does as well: "built
# after 1984" is right about 81 of 100 new houses. What the curve adds is *how sure* it is. Here are the new houses,
# sorted by what the neuron says, in five groups from "0 to 0.2" up to "0.8 to 1". If its numbers mean something, the
# share that really was dear should rise from group to group. From about what to about what?

# %%
says = sigmoid(w * doublings(new) + b)
dear = new["price"] > median_price
groups = [(says >= low) & (says < low + 0.2) for low in (0.0, 0.2, 0.4, 0.6, 0.8)]
[(int(group.sum()), round(float(dear[group].mean()), 2)) for group in groups]  # houses, share that was dear

# %% [markdown]
# From 2 in 100 to 90 in 100, and each about 0.1 at most from the middle of its own group. So when this neuron says 0.5, it
# really has no idea. Better answers need more features (lesson 6) and more neurons (lesson 8).

# %% [markdown]
# ## Start it in the wrong place
#
# The same houses, the same neuron, the same learning rate. Only the start is another: $b = 10$. At first it says yes to
# everybody, 0.99995 sure. Half of them are no. A loss of a half, then, and much to learn. What will 300 steps make of it?

# %%
stuck_w, stuck_b, stuck = train_neuron(x, y, 0.0, 10.0, learning_rate=10.0, steps=300)
[round(float(number), 3) for number in (stuck[0], stuck[-1], stuck_w, stuck_b)]

# %% [markdown]
# As good as nothing: the loss is the same in all three digits. It is wrong about every second house, quite sure of
# itself, and it does not learn: each gradient has to pass through the gate, and the gate lets 0.00005 of it through. No
# error message, no bug; your functions are right. This is why networks start with small weights (lesson 8), and why for
# yes-or-no answers another loss is used that has no such trap: cross-entropy (lesson 7).

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="5.1"

# %% review="5.2"

# %% review="5.3"

# %% review="5.4"

# %% review="5.5"

# %% review="5.6"

# %% review="5.7"

# %% [markdown]
# **Question 5.8, in words.** A neuron with a sigmoid gives 0.0001 for a house that sold above the median, and gradient
# descent on the squared error hardly changes it. Explain in three or four sentences why. A good answer follows the gradient
# from the loss back to $w$ and says at which link it is lost (with a number), says why a larger learning rate is no good
# cure, and names a change that would help. (An instructor reads this one: a point of extra credit for each of the three.)

# %% [markdown] explain="explain_5"
# ### BEGIN SOLUTION
# The loss sends back 2(p − y), nearly −2, so the signal is strong. It has to pass the sigmoid, whose slope there is
# p(1 − p) = 0.0001, and what reaches w is a ten-thousandth of it times x: the neuron is saturated. A learning rate ten
# thousand times larger would move this one, and throw every neuron that is not saturated far over its goal; on the way the
# slope itself grows by a factor of 2,500. Better: start with small weights and scaled features, so that z is near 0, or
# use a loss whose gradient cancels the flat slope, such as cross-entropy.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `relu`, `sigmoid` and NumPy's `tanh`: three bends, and `relu_backward`, `sigmoid_backward`, `tanh_backward`: how much of
#   an upstream gradient each lets through.
# - `train_neuron`: forward, backward, step, and a neuron that knows a dear house when it sees one, four times in five.
# - A new kind of failure: saturation. Everything right, nothing learnt.
#
# **One step further** (optional, not graded): replace the squared error by the negative log-likelihood of the right answer,
# $-\ln p$ for a yes and $-\ln(1 - p)$ for a no. Work out its gradient at $z$ on paper: something cancels. Then start at
# $b = 10$ again. To read: Michael Nielsen, *Neural Networks and Deep Learning*, chapter 3, on how a neuron slows down and
# what the cross-entropy does about it. On brains: Francis Crick, "The recent excitement about neural networks", *Nature*
# 337 (1989), and, with more hope, Lillicrap and others, "Backpropagation and the brain", *Nature Reviews Neuroscience* 21
# (2020).
