# %% [markdown]
# # 10 · Train, and know when to stop
#
# - **You will do:** cut the houses into batches, write the loop that trains a network on them, and diagnose six trainings
#   that went wrong.
# - **You will learn:** epochs and iterations, mini-batches, stochastic gradient descent, validation, early stopping, and what
#   to try before a long training.
# - **You need:** lessons 3, 4, 8 and 9. About 60 minutes.
#
# The one question of this lesson: **the training loss falls and falls. When has the network learnt about houses, and when
# has it only learnt these houses by heart?**

# %% [markdown]
# ## Play first
#
# The whole house network, six features, trains while you watch. An **epoch** is once through all its houses. Move the
# learning rate up until it breaks, then down until nothing happens. Then set 128 units and 200 epochs. What do the two
# curves do, once they have parted?

# %%
from bpkit import explore

explore.training()

# %% [markdown]
# The training loss goes on falling. The loss on the **validation** rows, which nothing is learnt from, stops falling, and
# may rise. That gap is what this lesson is about.

# %% [markdown]
# ## Ask what the first loss should be
#
# Before any training there is a number that you can predict. Lesson 9 scaled the log prices: their mean is 0 and their
# standard deviation 1. A network with small random weights says nearly 0 about every house. So its mean squared error
# is about the mean of $y^2$. Which number is that? (Lesson 4 told you how a standard deviation is made.)

# %%
import numpy as np

from bpkit import houses
from bpkit.mine import init_parameters, mlp_backward, mlp_forward, mse, mse_backward

data = houses.prepare("six")
X_train, y_train, X_val, y_val = data.X_train, data.y_train, data.X_val, data.y_val
parameters = init_parameters([6, 32, 32, 1], np.random.default_rng(0))
prediction, cache = mlp_forward(parameters, X_train)
round(float(mse(prediction, y_train)), 1)

# %% [markdown]
# 1.0: with the mean at 0, the mean of $y^2$ is the square of the standard deviation. (That square is lesson 9's
# **variance**.) So the network is as good as always saying the mean price. If yours begins at 50, something is wrong before
# the first step: a scaler, a unit, the size of the weights.

# %% [markdown]
# ## Overfit one batch
#
# Learning rows by heart, so that nothing is gained for others, is called **overfitting**. For once it is what you want: the
# second thing to try takes seconds and finds most bugs. Take 16 houses, and train on nothing else. A network with more
# than a thousand weights can learn sixteen prices by heart. If it cannot, the fault is in the network or in its gradients,
# not in the data. After 1,000 steps, how large will the loss be?

# %%
from bpkit.mine import gradient_step


def one_step(parameters, X, y, learning_rate):
    prediction, cache = mlp_forward(parameters, X)
    loss = float(mse(prediction, y))
    gradients = mlp_backward(parameters, cache, mse_backward(1.0, loss, prediction, y))
    stepped = [
        (gradient_step(W, dW, learning_rate), gradient_step(b, db, learning_rate))
        for (W, b), (dW, db) in zip(parameters, gradients)
    ]
    return stepped, loss


# %%
memory, losses = parameters, []
for _ in range(1000):
    memory, loss = one_step(memory, X_train[:16], y_train[:16], 0.1)
    losses.append(loss)
round(losses[0], 1), losses[-1] < 0.01

# %% [markdown]
# It starts at 0.8 and ends below 0.01: all sixteen prices, learnt by heart. About other houses it knows much less.

# %% [markdown]
# ## Take a few rows at a time
#
# Lesson 4 looked at all rows before each step. With 1,755 houses that is a long look for one step. The gradient of 32
# houses, drawn at random, points roughly the same way and costs a fiftieth. Such a handful is a **mini-batch**, or
# batch for short, and descending with it is **stochastic gradient descent**, **SGD**: stochastic, because the draw makes
# each step a little wrong, now to one side and now to the other.
#
# One step on one batch is an **iteration**; once through all rows is an epoch. How many iterations are in an epoch of 1,755
# rows with batches of 32?

# %%
-(-1755 // 32)  # rounded up: the last batch is short, but it is a batch

# %% [markdown]
# 55: fifty-four full batches and one of 27 rows.
#
# How wrong is the direction of one batch? Put all entries of a gradient into one long vector, and divide it by its length.
# Two such vectors are compared by the cosine of the angle between them: 1 is the same direction, 0 is at right angles, and
# below 0 the step would climb. For 32 of 1,755 rows, guess before you run the cell.


# %%
def direction(X, y):
    prediction, cache = mlp_forward(parameters, X)
    gradients = mlp_backward(parameters, cache, mse_backward(1.0, mse(prediction, y), prediction, y))
    flat = np.concatenate([array.ravel() for layer in gradients for array in layer])
    return flat / np.linalg.norm(flat)  # the length is 1 now


rows = np.random.default_rng(1).permutation(1755)[:32]
round(float(direction(X_train, y_train) @ direction(X_train[rows], y_train[rows])), 1)

# %% [markdown]
# 0.7, an angle of about 45 degrees. Every step is somewhat wrong, each in another way. But of 300 batches that we drew, none
# had a cosine below 0, so all of them led downhill. For a fiftieth of the cost that is a good bargain.

# %% [markdown]
# ## Cut an epoch into batches
#
# Return a list of arrays of row numbers: together every row once, in an order that is fresh at each call. The file of
# houses has an order of its own, and a network that always met the dear houses last would forget the cheap ones.
#
# The last batch may be short. What happens to its rows if you drop it, epoch after epoch?
#
# <details><summary>A hint</summary>
#
# `rng.permutation(n)` is one random order of 0 … n − 1. Cut it: `range` can count in steps of `batch_size`, and a slice
# that reaches beyond the end is cut short by itself.
#
# </details>


# %% solution="minibatches"
def minibatches(n, batch_size, rng):
    """The row numbers 0 … n - 1 in a fresh random order, cut into arrays of `batch_size`; the last may be short."""
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
    ### END SOLUTION


# %% check="minibatches"

# %% [markdown]
# Ten rows in batches of four: how many arrays, and how long is the last?

# %%
[len(batch) for batch in minibatches(10, 4, np.random.default_rng(0))]

# %% [markdown]
# ## Watch rows that nobody learns from
#
# How do you tell learning from learning by heart? Ask about houses that were not in any batch. The rows come in three
# parts:
#
# - **training** rows: every gradient comes from them;
# - **validation** rows: no gradient, but after each epoch you look at their loss, and choose by it;
# - **test** rows: looked at once, at the very end. Choosing by a loss makes it a little too good to be true, so the
#   validation rows cannot give the last word.
#
# **Early stopping** follows. Keep a copy of the parameters whenever the validation loss is better than ever before. When it
# has not been better for `patience` epochs, stop, and return the copy.
#
# This file has a fixed split, and we use it here, so that your numbers can be compared with the text. In lesson 14 your
# own `split_rows` cuts a new one.

# %% [markdown]
# ## Write the training
#
# An epoch, in words: cut the rows into batches. For each batch go forward, note the loss, go back, step. Then measure the
# validation loss.
#
# Three things deserve care:
#
# 1. The training loss of an epoch is the mean over its *rows*: each batch's loss, taken before its step, counts as often as
#    it has rows.
# 2. "Better" means strictly lower. Keep arrays that no later step changes.
# 3. As soon as a loss is not a finite number, a batch's or the validation loss, raise a `FloatingPointError`: what follows
#    would be NaN all the way.
#
# With `epochs=0` nothing happens: copies come back, and the lists are empty.
#
# <details><summary>A hint</summary>
#
# Before the loops: parameters of your own, the best so far, the lowest validation loss (infinity), and how many epochs
# have passed since. In the epoch: a running sum of `len(rows) * loss`. `np.isfinite` tells a number from NaN and infinity.
#
# </details>


# %% solution="train"
def train(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    """Plain SGD on the mean squared error; returns (parameters of the best validation epoch, losses).

    data: (X_train, y_train, X_val, y_val). losses: {"train": [...], "validation": [...]}, one entry an epoch.
    Stops after `patience` epochs without a better validation loss. FloatingPointError on a loss that is not finite.
    """
    ### BEGIN SOLUTION
    X_train, y_train, X_val, y_val = data
    parameters = [(W.copy(), b.copy()) for W, b in parameters]
    best, lowest, waited = parameters, np.inf, 0
    losses = {"train": [], "validation": []}
    for epoch in range(epochs):
        total = 0.0
        for rows in minibatches(len(X_train), batch_size, rng):
            prediction, cache = mlp_forward(parameters, X_train[rows])
            loss = float(mse(prediction, y_train[rows]))
            if not np.isfinite(loss):
                raise FloatingPointError(f"the loss is {loss} in epoch {epoch + 1}")
            total += len(rows) * loss
            upstream = mse_backward(1.0, loss, prediction, y_train[rows])
            gradients = mlp_backward(parameters, cache, upstream)
            parameters = [
                (gradient_step(W, dW, learning_rate), gradient_step(b, db, learning_rate))
                for (W, b), (dW, db) in zip(parameters, gradients)
            ]
        losses["train"].append(total / len(X_train))
        validation = float(mse(mlp_forward(parameters, X_val)[0], y_val))
        if not np.isfinite(validation):
            raise FloatingPointError(f"the validation loss is {validation} after epoch {epoch + 1}")
        losses["validation"].append(validation)
        waited += 1
        if validation < lowest:
            best, lowest, waited = parameters, validation, 0
        if waited >= patience:
            break
    return best, losses
    ### END SOLUTION


# %% check="train"

# %% [markdown]
# ## Train on the houses
#
# Everything in the next cell is yours. Learning rate 0.1, batches of 32, at most 60 epochs, patience 15. The first entry of
# the training loss should lie well below 1: the network learns during its first epoch, too.

# %%
rng = np.random.default_rng(0)
parameters = init_parameters([6, 32, 32, 1], rng)
best, losses = train(parameters, (X_train, y_train, X_val, y_val), 0.1, 32, 60, 15, rng)
[round(losses["train"][0], 1), round(losses["train"][-1], 1), round(min(losses["validation"]), 1)]

# %% [markdown]
# From 0.4 to 0.2, and on the validation rows to 0.2 as well. In which unit? The prices were scaled logarithms, so this is a
# squared number without a unit. Nobody can feel it.

# %% [markdown]
# ## Measure in a unit that means something
#
# The root of the mean squared error is in y's own unit. Write it down once and for all.
#
# <details><summary>A hint</summary>
#
# You have `mse`, and `mlp_forward` returns two things. The result is a float, not an array.
#
# </details>


# %% solution="evaluate"
def evaluate(parameters, X, y):
    """Root mean squared error of the network on X (N, D) and y (N, M): a float, in y's unit."""
    ### BEGIN SOLUTION
    prediction, _ = mlp_forward(parameters, X)
    return float(np.sqrt(mse(prediction, y)))
    ### END SOLUTION


# %% check="evaluate"

# %% [markdown]
# The standard deviation of the log prices brings it back to log prices: an error of 0.18 there means that a price is
# typically off by a factor of $e^{0.18}$, about 20 %. Two baselines to hold it against, on the test rows: always the mean
# price gives 0.41, and the best model without a bend, a weighted sum fitted by a formula called *ridge*, gives 0.224 on
# these six features. Will your network be below both?

# %%
round(evaluate(best, data.X_test, data.y_test) * data.encoder.price_std, 2)

# %% [markdown]
# 0.18. A straight model cannot bend, and location bends: dear and cheap parts of a town do not lie along a line. On *all*
# features, where neighbourhoods are columns of their own, ridge reaches 0.131 and a network about 0.127. So do not oversell
# it: what a network is worth here, it is worth on few and raw features.
#
# And in dollars?

# %%
from bpkit.mine import to_dollars

scale = (data.encoder.price_mean, data.encoder.price_std)
priced = to_dollars(mlp_forward(best, data.X_test)[0], *scale)
actual = to_dollars(data.y_test, *scale)
round(float(np.median(np.abs(priced - actual))), -3)

# %% [markdown]
# Half of the test houses are off by less than about 17,000 dollars. The house in the middle costs 160,000. (Why does the
# figure above say 36,500? It takes the root of the mean *square* of the dollars, and thirty houses that were missed by
# a lot, most of them dear, make up half of that. Two honest numbers: always say which one you mean.)

# %% [markdown]
# ## Diagnose six trainings
#
# Six trainings of the house network, each with one thing wrong. Four of the illnesses you have met. Two are new. *X and y
# shuffled apart*: house and price come from different rows. *Every gate closed*: the ReLUs of a hidden layer are shut for
# every house. What would you see in each of the six? Look at a curve, say aloud what ails it, then choose. A wrong choice
# tells you what you *would* see.

# %%
explore.sick_curves()

# %% [markdown]
# Each of them is a program without an error message. The curve is the only one who tells.

# %% [markdown]
# ## Drive the figure yourself
#
# The figure from the beginning again, but now the steps back are your own, from lessons 5 and 6. It is slower than compiled
# code, so you can watch it learn. What would it show if your `relu_backward` forgot the gate? Guess, then try it: below the
# import, define one that returns `upstream` as it is. Run the cell, look, and take your line out again.

# %%
from bpkit.mine import affine_backward, relu_backward

explore.training(relu_backward=relu_backward, affine_backward=affine_backward)

# %% [markdown]
# Without the gate it still learns, and no error appears. When we tried it, it ended at 44,200 dollars in place of 36,500. A
# worse number is all that you would ever see, and you would not know that it is worse. Lesson 7's checker tells you at once.

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="10.1"

# %% review="10.2"

# %% review="10.3"

# %% review="10.4"

# %% review="10.5"

# %% review="10.6"

# %% review="10.7"

# %% [markdown]
# **Question 10.8, in words.** A friend reports: "I trained for 500 epochs, and my loss is 0.01. I am done." Which two
# questions do you ask, and why? Answer in three or four sentences. A good answer asks on which rows the loss was measured,
# says what a large gap between two of them means, and says what a choice by validation loss does to that number. (An
# instructor reads this one: a point of extra credit for each of the three.)

# %% [markdown] explain="explain_10"
# ### BEGIN SOLUTION
# First: on which rows? A training loss of 0.01 can be learning by heart; only rows that no gradient came from tell. If
# the validation loss is far above it, the network has learnt these houses and not houses. Second: was the epoch, or
# anything else, chosen by the validation loss? Then that number is the best of many and a little too good; the last
# word belongs to test rows that were looked at once.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `minibatches`: an epoch, cut into batches.
# - `train`: SGD with validation and early stopping.
# - `evaluate`: an error in y's own unit.
# - Two tests that cost seconds: the expected first loss, and one batch learnt by heart.
#
# **One step further** (optional, not graded): train with batches of 1, 32 and 1,755 rows, and plot the validation loss
# against seconds, not epochs. To read: Goodfellow, Bengio and Courville, *Deep Learning*, section 8.1.3 on batches and
# section 7.8 on early stopping.
