# %% [markdown]
# # 3 · Measure the error
#
# - **You will do:** turn many errors into one number, find its slope for every prediction, and do the same for a model that
#   chooses between classes.
# - **You will learn:** supervised learning, loss functions, mean squared error and its gradient, softmax, and the negative
#   log-likelihood.
# - **You need:** lessons 1 and 2. About 50 minutes.
#
# The one question of this lesson: **a model is wrong in a thousand places, a little here and a lot there. How wrong is it,
# in one number, and which way would each prediction have to move?**

# %% [markdown]
# ## Play first
#
# Four houses were sold (green dots), and somebody predicted their prices (orange diamonds). Drag a diamond, or use Tab and
# the arrow keys. The error of a house is the side of its square. Double a small error, then double a large one. Which of
# the two makes the mean square grow more? (The thin arrows are slopes. Their turn comes later in the lesson.)

# %%
from bpkit import explore

explore.squares()

# %% [markdown]
# ## Say what is right
#
# House A was sold for 1.2 hundred thousand dollars and was predicted at 1.7. We know the right answer, the **target**, so
# we can hold the **prediction** against it. Learning from examples whose right answers are known is called **supervised
# learning**, and it is what this whole course does.
#
# The **error** is prediction minus target. Here are all four, and their mean. What do you expect the mean to say about
# the four predictions?

# %%
import numpy as np

prediction = np.array([1.7, 1.5, 3.9, 2.4])  # hundred thousand dollars
target = np.array([1.2, 2.0, 3.1, 2.4])  # hundred thousand dollars
error = prediction - target
error.round(3).tolist(), round(float(error.mean()), 3)

# %% [markdown]
# The mean error is 0.2, and three of the four errors are larger than that, sign aside. A and B are off by half a unit
# each, and together they count as nothing: one is too dear, the other too cheap, and the signs cancel.
#
# ## Square before you add
#
# A square has no sign, so nothing cancels. It also weighs: an error twice as large counts four times. So square each
# error, then take the mean. Expect $(0.25 + 0.25 + 0.64 + 0) / 4$, which is 0.285.

# %%
round(float((error**2).mean()), 4)

# %% [markdown]
# This is the **mean squared error**, MSE for short. For $n$ predictions $p_i$ with targets $t_i$:
#
# $$L = \frac{1}{n} \sum_{i=1}^{n} (p_i - t_i)^2$$
#
# The sign $\sum$ says: add this up for every $i$ from 1 to $n$. A number that says how wrong a model is, where less is
# better, is called a **loss**. Its unit is the target's, squared: hundred thousand dollars, squared. To tell a person,
# take the root: $\sqrt{0.285} = 0.53$, so about 53,000 dollars. To learn, keep the square; its slope is simpler.

# %% [markdown]
# ## Look out for a silent mistake
#
# Before you write it, one trap. Prices may come as a row of numbers, shape (4,), or as a column, shape (4, 1). Subtract
# one from the other. How many numbers come out: 4, or an error message, or something else?

# %%
column = target.reshape(4, 1)
(prediction - column).shape

# %% [markdown]
# Sixteen. NumPy repeats the row downwards and the column sideways until both are 4 × 4: it **broadcasts**. Every
# prediction is held against every target, the mean is a number, and no one complains. So your loss compares the shapes
# first. Where they differ it raises an error, with a sentence that helps:

# %%
try:
    if prediction.shape != column.shape:
        raise ValueError(f"prediction has shape {prediction.shape}, target has shape {column.shape}")
except ValueError as complaint:
    print(complaint)

# %% [markdown]
# ## Write the loss
#
# The mean runs over *all* elements, whatever the shape: for 5 houses with 3 prices each, over 15 numbers. A wrong shape
# raises a `ValueError`, as above (without `try`; whoever calls you decides what to do with it).
#
# <details><summary>A hint</summary>
#
# `np.mean` without further arguments takes every element. What is its argument: the error, or its square?
#
# </details>


# %% solution="mse"
def mse(prediction, target):
    """Mean squared error over all elements: a float, in target's unit squared.

    prediction, target: arrays of one shape. Raises ValueError if their shapes differ.
    """
    ### BEGIN SOLUTION
    if prediction.shape != target.shape:
        raise ValueError(f"prediction has shape {prediction.shape}, target has shape {target.shape}")
    return np.mean((prediction - target) ** 2)
    ### END SOLUTION


# %% check="mse"

# %% [markdown]
# ## Ask each prediction for its slope
#
# If we nudge one prediction, how fast does the loss move? That is a partial derivative: the other predictions stand still,
# and so do their terms of the sum. What is left is one term, and it is a chain of three links:
#
# | link | from → to | slope |
# |---|---|---|
# | subtract the target | $p_i \to e_i = p_i - t_i$ | 1 |
# | square | $e_i \to e_i^2$ | $2 e_i$ |
# | share of the mean | $e_i^2 \to L$ | $1/n$ |
#
# Along a chain, slopes multiply:
#
# $$\frac{\partial L}{\partial p_i} = \frac{2\,(p_i - t_i)}{n}$$
#
# $L$ is one number, and it has one slope for each prediction. So the gradient has the *shape of the prediction*. For our
# four houses it should be $2 \cdot 0.5 / 4 = 0.25$, then −0.25, 0.4 and 0. Measure the first and the third.

# %%
from bpkit.mine import numerical_derivative


def loss_with(place, price):
    moved = prediction.copy()
    moved[place] = price
    return mse(moved, target)


house_a = numerical_derivative(lambda price: loss_with(0, price), 1.7)
house_c = numerical_derivative(lambda price: loss_with(2, price), 3.9)
[round(float(house_a), 6), round(float(house_c), 6)]

# %% [markdown]
# Read the signs. House A is predicted too dear, its slope is positive: predict more, and the loss rises. House B is too
# cheap, its slope is negative. A gradient points *uphill*. In lesson 4 we go the other way.
#
# ## Write its backward function
#
# The form is the one from lesson 2: `op_backward(upstream, output, *inputs)`. `upstream` is one number here, because the
# loss is one number; it scales every slope. The target gets no gradient: it is a fact, and nobody may move it.
#
# <details><summary>A hint</summary>
#
# $n$ is the number of *elements*: `prediction.size`. For an array of shape (5, 3), `len(prediction)` is 5 and its size 15.
#
# </details>


# %% solution="mse_backward"
def mse_backward(upstream, output, prediction, target):
    """Gradient of prediction for ``output = mse(prediction, target)``, shaped like prediction.

    upstream, output: numbers. Raises ValueError if the shapes of prediction and target differ.
    """
    ### BEGIN SOLUTION
    if prediction.shape != target.shape:
        raise ValueError(f"prediction has shape {prediction.shape}, target has shape {target.shape}")
    return upstream * 2 * (prediction - target) / prediction.size
    ### END SOLUTION


# %% check="mse_backward"

# %% [markdown]
# The figure again, on your functions. If one of yours is wrong, it draws its own square or its own arrows.

# %%
explore.squares(mse, mse_backward)

# %% [markdown]
# ## Send it back into a model
#
# A prediction does not fall from the sky. Say a model prices a house at $w$ times its size, with one $w$ for all houses.
# If $w$ moves by a little, all four predictions move, and the loss with them: four paths from $w$ to the loss.
#
# With $w = 1.2$ the predictions are 1.2, 2.16, 3.12 and 2.64, so the errors are 0, 0.16, 0.02 and 0.24. Your loss hands
# each prediction its gradient, $2 \cdot \text{error} / 4$. From there on to $w$ the local slope is the size of the house.
# Along each path multiply, between them add:
#
# $$\tfrac{2}{4}\,(0 \cdot 1 + 0.16 \cdot 1.8 + 0.02 \cdot 2.6 + 0.24 \cdot 2.2) = 0.434$$
#
# Backpropagation should say the same, and so should the measuring tool.

# %%
import bpkit
from bpkit import Var, ops
from bpkit.mine import backprop

size = np.array([1.0, 1.8, 2.6, 2.2])  # thousand square feet
w = Var(1.2)  # hundred thousand dollars for each thousand square feet
with bpkit.use(mse_backward=mse_backward):
    L = ops.mse(w * size, target)
    gradients = backprop(L)
round(float(gradients[w]), 6)

# %%
round(float(numerical_derivative(lambda w: mse(w * size, target), 1.2)), 6)

# %% [markdown]
# One step back through the loss, one through the product, and the model knows which way its $w$ is wrong.

# %% [markdown]
# ---
#
# **A good place for a break.** So far the target was a number. After the break it is a class.
#
# ---

# %% [markdown]
# ## Choose between classes
#
# Is this house a bungalow, a terrace or a villa? There is no "half a class too much", so a difference makes no sense.
# Instead a model gives every class a **score**, any number at all, and the largest is its favourite. We want two things
# from the scores: how *sure* the model is of each class, and a loss if the right class was not its favourite.
#
# Move the three scores. (The sliders call them *logits*; the name comes in a moment.) The point in the triangle shows how
# sure the model is: in a corner, it is sure of that class; in the middle, of none. The curve on the right is for later.

# %%
explore.simplex()

# %% [markdown]
# ## Turn scores into probabilities
#
# Probabilities are positive and sum to 1. Scores may be negative, so dividing them by their sum will not do. But $e^z$ is
# positive for every $z$, and larger for a larger score. So: exponentiate, then divide by the sum.
#
# $$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$$
#
# This is **softmax**, and a score that goes into it is called a **logit**. Take the logits 1, 2 and 3. One logit more
# means $e = 2.718$ times the share, so expect the second to be 2.7 times the first, and the third 2.7 times the second:

# %%
logits = np.array([1.0, 2.0, 3.0])
powers = np.exp(logits)
(powers / powers.sum()).round(3).tolist()

# %% [markdown]
# The probabilities 0.090, 0.245 and 0.665, and their sum is 1. "Soft" is the opposite of taking the maximum and giving it
# everything: the smaller ones keep a share, so they keep a slope.
#
# ## Break it, then mend it
#
# A network in training gives logits of every size. Try 1000, 999 and 0. The first should get 2.7 times the share of the
# second, and the third practically nothing. Does it work?

# %%
with np.errstate(all="ignore"):  # silences the warnings, not the mistake
    powers = np.exp(np.array([1000.0, 999.0, 0.0]))
    print(powers, powers / powers.sum())

# %% [markdown]
# $e^{1000}$ has 435 digits, and a float ends at 309. Infinity divided by infinity is `nan`, "not a number". But what
# happens if we subtract the same number $c$ from all logits of a row?
#
# $$\frac{e^{z_k - c}}{\sum_j e^{z_j - c}} = \frac{e^{-c}\, e^{z_k}}{e^{-c} \sum_j e^{z_j}} = \frac{e^{z_k}}{\sum_j e^{z_j}}$$
#
# Nothing at all: $c$ cancels. So we are free to choose it, and we choose the row's largest logit. Then the largest
# exponent is 0, and $e^0 = 1$ cannot overflow. With $c = 1000$ the three logits are 0, −1 and −1000; expect 0.731, 0.269
# and 0:

# %%
powers = np.exp(np.array([1000.0, 999.0, 0.0]) - 1000)
(powers / powers.sum()).round(3).tolist()

# %% [markdown]
# ## Write softmax
#
# `logits` is one row, shape (K,), or many, shape (N, K). In both cases the classes lie along the *last* axis, which NumPy
# calls axis −1. Each row has its own largest logit and its own sum; a row near −1000 must survive beside one near 1000.
#
# <details><summary>A hint</summary>
#
# `np.max(logits, axis=-1, keepdims=True)` has shape (N, 1) for N rows, so that it lines up with (N, K). Without
# `keepdims` it has shape (N,), and NumPy lines it up with the columns.
#
# </details>


# %% solution="softmax"
def softmax(logits):
    """Probabilities along the last axis: positive, and each row sums to 1.

    logits: (K,) or (N, K), any size. Returns an array of the same shape.
    """
    ### BEGIN SOLUTION
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)
    ### END SOLUTION


# %% check="softmax"

# %% [markdown]
# Now the figure runs yours. Push "Added to all three" to 1000: nothing may move.

# %%
explore.simplex(softmax)

# %% [markdown]
# ## Charge for surprise
#
# The number of the right class is called the **label**. Three houses, and the model gave their labels the probabilities
# 0.5, 0.8 and 0.1. How likely did it hold what really happened, all three together? Probabilities of independent things
# multiply: $0.5 \cdot 0.8 \cdot 0.1 = 0.04$. This number is the **likelihood**, and a good model makes it large.
#
# Now take 2,000 houses with 0.5 each. What does Python make of the product?

# %%
[round(0.5 * 0.8 * 0.1, 3), 0.5**2000]

# %% [markdown]
# 0.04, and 0.0: a product of many small numbers falls out of the range of floats. The logarithm rescues us. It turns a
# product into a sum, $\ln(a \cdot b) = \ln a + \ln b$, and it grows with the likelihood. We want a loss, where less is
# better, so we put a minus in front. For one house whose label got the probability $p$:
#
# $$L = -\ln p$$
#
# This is the **negative log-likelihood**. Sure and right, $p = 1$: it costs 0. Half sure: $\ln 2 = 0.693$. And each time
# that $p$ is halved, another 0.693. Expect 0.01 for 0.99, then 0.693 and 1.386 for a half and a quarter, and 6.908 for a
# thousandth:

# %%
[round(-float(np.log(p)), 3) for p in (0.99, 0.5, 0.25, 0.001)]

# %% [markdown]
# The unit is called *nat*, for the natural logarithm. And at $p = 0$? The model held impossible what happened. That costs
# infinitely much.
#
# ## Write the negative log-likelihood
#
# `probabilities` is one row, shape (K,); `label` counts from 0. What the other classes got need not be looked at: all
# shares sum to 1, so whatever they got is missing at the label.
#
# <details><summary>A hint</summary>
#
# NumPy's logarithm of 0 is minus infinity, with a warning; `math.log` refuses 0 with an error. Ask before you take it.
#
# </details>


# %% solution="negative_log_likelihood"
def negative_log_likelihood(probabilities, label):
    """Minus the natural logarithm of the label's probability, in nats; infinity where that is 0.

    probabilities: (K,). label: an int, 0 … K − 1. Returns a number.
    """
    ### BEGIN SOLUTION
    probability = probabilities[label]
    return -np.log(probability) if probability > 0 else np.inf
    ### END SOLUTION


# %% check="negative_log_likelihood"

# %% [markdown]
# Put both together. The logits 1, 2 and 3 gave the villa 0.665. If it *is* a villa the loss should be small, 0.408. If it
# is a bungalow, which got 0.090, it should be exactly 2 more. (Why exactly 2? Compare the two logits.) The figure above,
# set to 1, 2 and 3, has the same two numbers: choose what the house *is*, and look at the curve on its right.

# %%
probabilities = softmax(np.array([1.0, 2.0, 3.0]))
[round(float(negative_log_likelihood(probabilities, label)), 3) for label in (2, 0)]

# %% [markdown]
# ## Give it its name
#
# Softmax, then the negative log-likelihood, then the mean over the rows: together they are called **cross-entropy**. It is
# to classes what the MSE is to numbers. Each row goes by itself here. In lesson 7 you write it for a whole batch at once,
# and its gradient too, which turns out shorter than anybody expects.
#
# Why not square the missing probability, $(1 - p)^2$? It never costs more than 1, however sure the model was of the wrong
# class. And where $p$ is nearly 0 it can hardly teach: what a model moves is its *logits*, and there a nudged logit hardly
# moves $p$. The logarithm makes up for that. Lesson 7 shows it in numbers.

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="3.1"

# %% review="3.2"

# %% review="3.3"

# %% review="3.4"

# %% review="3.5"

# %% review="3.6"

# %% review="3.7"

# %% [markdown]
# **Question 3.8, in words.** A friend adds up the errors of ten predicted prices without squaring them, and gets 0 dollars.
# "My model is perfect", says the friend. Explain in three or four sentences why it need not be. A good answer gives two
# errors in dollars that cancel, says what squaring does to the sign *and* to large errors, and says in which unit the
# friend's MSE would be and how to turn it into dollars. (An instructor reads this one: a point of extra credit for each
# of the three.)

# %% [markdown] explain="explain_3"
# ### BEGIN SOLUTION
# Five houses may be predicted 40,000 dollars too dear and five 40,000 dollars too cheap; the sum is 0, and all ten prices
# are wrong. A square is never negative, so errors of opposite sign cannot cancel; and an error twice as large counts four
# times, so a few large errors show. The MSE of prices in dollars is in dollars squared. Its square root is in dollars
# again, here 40,000.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `mse`: many errors in one number, and it refuses arrays that do not fit.
# - `mse_backward`: which way, and how fast, for each prediction.
# - `softmax`: from any scores to probabilities, whatever their size.
# - `negative_log_likelihood`: what a probability costs once the truth is known.
#
# **One step further** (optional, not graded): measure the slope of the loss for each of the three logits with
# `numerical_derivative`, for the logits 1, 2, 3 and the label 2. Write the three slopes under the three probabilities. What
# do you see? To read: Prince, *Understanding Deep Learning*, chapter 5 (sections 5.2 to 5.5 derive both losses from one
# idea), and Goodfellow, Bengio and Courville, *Deep Learning*, section 4.1, on overflow.
