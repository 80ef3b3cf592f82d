# %% [markdown]
# # 7 · Trust, but check
#
# - **You will do:** build a machine that tells right gradients from wrong ones, let it judge the steps back that you wrote in
#   lessons 5 and 6, and then use it on the hardest derivative of the course.
# - **You will learn:** numerical gradients of arrays, relative error, the gradient check, and cross-entropy for a whole batch.
# - **You need:** lessons 1, 3, 5 and 6. About 60 minutes, with a break in the middle.
#
# The one question of this lesson: **your step back runs and returns numbers. How do you find out whether they are the right
# ones, with nobody to ask?**

# %% [markdown]
# ## Play first
#
# A layer, and somebody has planted a bug in its step back. Each square is an entry of a gradient. The stronger its colour,
# the farther `backward` is from what was *measured*; a thick frame with ✗ says "too far". Choose another bug with the first
# slider, and another, and point at the squares. Then move the step $h$ to both ends. Which squares light up although no bug
# is there?

# %%
from bpkit import explore

explore.gradient_errors()

# %% [markdown]
# At both ends nearly all of them do: with a large step the measuring itself is too coarse, with a tiny one the
# subtraction loses its digits. You know that from lesson 1. In between, a bug of half a percent in a single entry
# stands out.

# %% [markdown]
# ## Watch a wrong gradient work
#
# Is all this necessary? When the gradient is wrong, the loss will not fall, and one sees it. Will one? Here is a loss with
# two parameters, $L = (w_0 - 3)^2 + 0.01\,(w_1 - 5)^2$, smallest at (3, 5). In its gradient the second entry was forgotten;
# it is always 0. The loss starts at 9.25. What will it be after 100 steps?

# %%
import numpy as np

w = np.array([0.0, 0.0])
for _ in range(100):
    gradient = np.array([2 * (w[0] - 3), 0.0])
    w = w - 0.1 * gradient
loss = (w[0] - 3) ** 2 + 0.01 * (w[1] - 5) ** 2
float(loss), w.round(3).tolist()

# %% [markdown]
# 0.25. It fell to a thirty-seventh, smoothly, and one would call that a success. Only $w_1$ has never moved. A network with
# such a bug learns, a little worse than it could, and nobody ever knows. A falling loss proves nothing.

# %% [markdown]
# ## Measure a gradient
#
# What does prove something? Your measuring tool from lesson 1: nudge, look, divide. It was made for one number; here there
# is an array. So nudge *one entry at a time*, while all others stand still, and you get one slope for each: an array of
# the same shape.
#
# Take $f(x) = x_0 x_1 + x_2^2$ at $(2, 3, 1)$. By hand the slopes are $x_1$, $x_0$ and $2x_2$, so 3, 2 and 2. For the
# first of them:

# %%
h = 1e-5
x = np.array([2.0, 3.0, 1.0])
nudge = np.array([h, 0.0, 0.0])
above, below = x + nudge, x - nudge
rise = (above[0] * above[1] + above[2] ** 2) - (below[0] * below[1] + below[2] ** 2)
float(rise / (2 * h))

# %% [markdown]
# ## Write it for any shape
#
# `f` takes the whole array and returns one number. `x` may have any shape, may hold whole numbers, and may be read-only: it
# belongs to the caller. An integer array cannot hold 2.00001; what must you do before you nudge?
#
# <details><summary>A hint</summary>
#
# `np.array(x, dtype=float)` makes a copy of your own. `for place in np.ndindex(x.shape)` visits every entry, whatever the
# shape, and `x[place]` is that entry. Remember what stood there, and put it back before you go on.
#
# </details>


# %% solution="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    """Slope of ``f`` in each entry of ``x``, by central differences with step ``h``.

    f: from an array to one number. x: an array of any shape. Returns an array of that shape.
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + h
        above = f(x)
        x[place] = kept - h
        below = f(x)
        x[place] = kept
        gradient[place] = (above - below) / (2 * h)
    return gradient
    ### END SOLUTION


# %% check="numerical_gradient"

# %% [markdown]
# The three slopes from above, then: 3, 2, 2.

# %%
numerical_gradient(lambda x: x[0] * x[1] + x[2] ** 2, np.array([2, 3, 1])).round(6)

# %% [markdown]
# It costs two evaluations of `f` for each entry. The house network of lesson 10 will have 1,313 parameters, so one
# gradient would take 2,626 forward passes; backpropagation needs one forward and one backward. This is a tool for
# checking on small arrays, not for training.

# %% [markdown]
# ## Ask how far apart
#
# Two gradients, one derived and one measured. They will never agree in all digits. How far apart is too far? A difference
# of 0.001 is nothing between gradients of 1,000 and everything between gradients of 0.001. So hold the largest difference
# against the largest entry, the **relative error**:
#
# $$\frac{\max |a - b|}{\max(\,\max|a|,\ \max|b|,\ 10^{-12})}$$
#
# The $10^{-12}$ is there for two arrays of zeros, which agree: 0 divided by something, not by 0. How small is small?
# For central differences in ordinary floats, a right gradient comes out near $10^{-10}$ or below. A bug of one part in
# ten thousand is still $10^{-4}$. A limit of $10^{-6}$ is far from both.

# %% [markdown]
# ## Know the three traps
#
# A checker that can be fooled is worse than none. Before you run this cell, guess its three answers. How many numbers are
# in the difference of a column of four and a row of four? Is NaN ("not a number", lesson 4) larger than the limit? And what
# is the larger one of 1 and NaN?

# %%
column, row = np.ones((4, 1)), np.ones(4)
(column - row).size, np.nan > 1e-6, float(np.max([1.0, np.nan]))

# %% [markdown]
# Sixteen: NumPy stretches a column against a row, and the comparison runs over numbers that have nothing to do with each
# other. NaN compares False with everything, so `if error > 1e-6: it is wrong` waves NaN through. And the largest entry is NaN
# as soon as one of them is, so it does not help to look at the largest only.

# %% [markdown]
# ## Write the relative error
#
# Different shapes: raise a `ValueError`. Empty arrays: they agree, 0.0. Anything in them that is not finite: infinity, so
# that no limit lets it pass.
#
# <details><summary>A hint</summary>
#
# Deal with the three special cases first, each in a line or two. `np.isfinite(a).all()` is False for NaN and for infinity.
#
# </details>


# %% solution="relative_error"
def relative_error(a, b):
    """Largest difference over largest entry (at least 1e-12); 0.0 if empty, infinity if an entry is not finite.

    a, b: arrays of one shape; different shapes raise a ValueError. Returns a number, 0 or more.
    """
    ### BEGIN SOLUTION
    if a.shape != b.shape:
        raise ValueError(f"shapes {a.shape} and {b.shape} differ")
    if a.size == 0:
        return 0.0
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return np.inf
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-12)
    ### END SOLUTION


# %% check="relative_error"

# %% [markdown]
# ## Make one number out of many
#
# Your tool measures functions that end in *one number*. A layer ends in an array. What to do? You did it once, in lesson 6:
# make up a loss. A layer never sees the real one. It sees its upstream gradient $G$, and that says how much the loss moves
# for each unit of each output. So take the loss for which this is true:
#
# $$L = \sum G \cdot \text{output}$$
#
# Nudge one output entry by 0.1, and $L$ moves by 0.1 times its $G$: so $\partial L / \partial\,\text{output} = G$, exactly.
# Then `backward(G, output, …)` claims to be the gradient of this $L$, and that can be measured. Try it on $W$ of a layer
# from lesson 6. The error should be tiny.

# %%
from bpkit.mine import affine, affine_backward

rng = np.random.default_rng(7)
X, W, b = rng.normal(size=(5, 3)), rng.normal(size=(3, 4)), rng.normal(size=4)
output = affine(X, W, b)
G = rng.normal(size=output.shape)
dX, dW, db = affine_backward(G, output, X, W, b)
measured = numerical_gradient(lambda W: np.sum(G * affine(X, W, b)), W)
bool(relative_error(dW, measured) < 1e-8)

# %% [markdown]
# Why a *random* $G$? Ones would be simpler. Suppose that a step back forgets its upstream gradient and behaves as if it were
# always 1. With a $G$ of ones nobody can see it:


# %%
def forgetful_backward(upstream, output, X, W, b):
    return affine_backward(np.ones(output.shape), output, X, W, b)


def error_with(G):
    dW = forgetful_backward(G, output, X, W, b)[1]
    return relative_error(dW, numerical_gradient(lambda W: np.sum(G * affine(X, W, b)), W))


bool(error_with(np.ones(output.shape)) < 1e-6), bool(error_with(rng.normal(size=output.shape)) < 1e-6)

# %% [markdown]
# True with ones, False with a random one. A good test is one that a wrong answer cannot pass by luck.

# %% [markdown]
# ## Write the checker
#
# `forward(*inputs)` gives the output, `backward(upstream, output, *inputs)` one gradient for each input. Your function says
# True exactly when backward is right, for **every** input:
#
# 1. Run forward. Draw an upstream gradient in the output's shape from `rng`. The output of a loss is a single number, which
#    has no `.shape`; `np.shape(output)` works for both.
# 2. Run backward. If it raises, the layer is broken: False. With a single input it may return the array itself.
# 3. Count the gradients. Then, input by input: the shape, and the relative error against the measured one.
#
# To nudge one input while the others stand still, build the list of inputs anew: those before it, the nudged one, those
# after it.
#
# <details><summary>A hint</summary>
#
# For input number `k`, the output to measure is `forward(*inputs[:k], moved, *inputs[k + 1 :])`, as a function of `moved`.
# Make one number out of it as in the cells above. And write the comparison so that NaN ends in False: ask whether the error
# *is* small, not whether it is large.
#
# </details>


# %% solution="gradient_check"
def gradient_check(forward, backward, inputs, rng, tolerance=1e-6):
    """Whether backward is right, for a random upstream gradient drawn from rng.

    inputs: a tuple of float arrays, none near a corner such as ReLU's at 0. Returns True or False; a backward that
    raises is broken, so it gives False.
    """
    ### BEGIN SOLUTION
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
    except Exception:
        return False
    if not isinstance(gradients, (tuple, list)):
        gradients = (gradients,)
    if [np.shape(gradient) for gradient in gradients] != [np.shape(x) for x in inputs]:
        return False
    for k, x in enumerate(inputs):

        def loss(moved, k=k):
            return np.sum(upstream * forward(*inputs[:k], moved, *inputs[k + 1 :]))

        if not relative_error(gradients[k], numerical_gradient(loss, x)) <= tolerance:
            return False
    return True
    ### END SOLUTION


# %% [markdown]
# Now the tables are turned: *your checker* is checked. It gets a dozen layers that are right and more than thirty with one
# bug each. Some bugs are 0.01 % small, some sit in a single entry of the last input, two are NaN. It must find all of them
# and must not complain about a right one.

# %% check="gradient_check"

# %% [markdown]
# Here is the figure with your three functions in it. Change the bug, and see whether your verdict changes with it.

# %%
explore.gradient_errors(numerical_gradient, relative_error, gradient_check)

# %% [markdown]
# ## Judge what you have written
#
# Everything from lessons 5 and 6 that has a step back, in one go. What do you expect?

# %%
from bpkit.mine import relu, relu_backward, sigmoid, sigmoid_backward, tanh_backward

x = np.array([[0.5, -1.5, 2.0], [-0.3, 0.8, -2.2]])
layers = {"relu": (relu, relu_backward, (x,)), "sigmoid": (sigmoid, sigmoid_backward, (x,))}
layers |= {"tanh": (np.tanh, tanh_backward, (x,)), "affine": (affine, affine_backward, (X, W, b))}
{name: gradient_check(*layer, np.random.default_rng(0)) for name, layer in layers.items()}

# %% [markdown]
# Four times True. Now break something on purpose, and only a little: the bias gradient 0.1 % too large.


# %%
def sloppy_backward(upstream, output, X, W, b):
    dX, dW, db = affine_backward(upstream, output, X, W, b)
    return dX, dW, 1.001 * db


gradient_check(affine, sloppy_backward, (X, W, b), rng)

# %% [markdown]
# ## Know where it cannot see
#
# The check has one blind spot: a corner of the curve, called a **kink**. At exactly 0 we gave ReLU the slope 0. What
# does measuring say there, with one foot on the flat side and one on the slope?

# %%
numerical_gradient(lambda x: relu(x).sum(), np.array([-1.0, 0.0, 1.0])).round(3)

# %% [markdown]
# A half: neither side is right. So check away from kinks, by at least a few steps $h$, and draw the inputs at random: a
# random number is almost never exactly 0.

# %% [markdown]
# ---
#
# **A good place for a break.** You own a judge now. After the break it gets its first hard case.
#
# ---

# %% [markdown]
# ## Put a whole batch on trial
#
# Welcome back. In lesson 3 you measured how wrong a choice between classes is, one row at a time: softmax makes
# probabilities out of logits, and the loss is $-\ln$ of the right one's. For a batch, take the mean over the rows. This is
# **cross-entropy**, the loss of nearly every network that chooses.
#
# `logits` has the shape $(N, K)$: N rows, K classes. `labels` has the shape $(N,)$: one class number for each row. Two rows,
# three classes. The first row prefers class 0, and it is 0: a small loss. The second has no idea: what is its loss?

# %%
from bpkit.mine import softmax

logits = np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
labels = np.array([0, 2])
p = softmax(logits)
right_ones = p[np.arange(2), labels]  # row 0 with its label, row 1 with its label
p.round(3), right_ones.round(3), (-np.log(right_ones)).round(3)

# %% [markdown]
# $\ln 3 = 1.099$: a third for each class. A network with K classes whose logits are all near 0 starts near $\ln K$. When you
# train one, look at that first.
#
# Look at how the right ones were picked. `p[np.arange(2), labels]` pairs each row with its own label and gives 2 numbers.
# `p[:, labels]` takes *those columns from every row*. How many numbers are that?

# %%
p[:, labels].shape

# %% [markdown]
# ## Take the logarithm early
#
# One more trap. The network is very sure, and wrong: the logits are 0 and 1,000, and class 0 was right. The loss should be
# 1,000. What happens step by step?

# %%
with np.errstate(divide="ignore"):
    sure = softmax(np.array([0.0, 1000.0]))
    wrong_way = -np.log(sure[0])
float(sure[0]), float(wrong_way)

# %% [markdown]
# The probability is smaller than any float and became 0; the logarithm came too late. Take it on paper instead. For a row
# with logits $z$ and label $y$:
#
# $$-\ln \frac{e^{z_y}}{\sum_k e^{z_k}} = \ln \sum_k e^{z_k} - z_y$$
#
# And with the row's largest logit $m$ subtracted from every logit, which changes nothing (try it: $m$ cancels), no exponent
# is above 0 and at least one is exactly 0. So the sum is at least 1, and its logarithm is safe:
#
# $$L_n = \ln \sum_k e^{z_k - m} - (z_y - m)$$
#
# For our row: $m = 1000$, the sum is $e^{-1000} + 1$, its logarithm 0, and $z_y - m = -1000$. The loss is 1,000.

# %% [markdown]
# ## Write the cross-entropy
#
# A number comes out: the mean over the rows. Each row needs its *own* $m$.
#
# <details><summary>A hint</summary>
#
# `logits.max(axis=1, keepdims=True)` has the shape $(N, 1)$ and stretches over its row. From there on it is the last formula,
# with `np.arange(len(labels))` for the rows.
#
# </details>


# %% solution="cross_entropy"
def cross_entropy(logits, labels):
    """Mean over the rows of -ln softmax(row)[label], safe for logits of any size.

    logits: (N, K), unitless. labels: (N,) integers from 0 to K - 1. Returns one number.
    """
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return np.mean(log_sums - shifted[np.arange(len(labels)), labels])
    ### END SOLUTION


# %% check="cross_entropy"

# %% [markdown]
# The two rows from above had the losses 0.408 and 1.099. Their mean? And the one that is sure and wrong should cost 1,000.

# %%
round(float(cross_entropy(logits, labels)), 3), float(cross_entropy(np.array([[0.0, 1000.0]]), np.array([0])))

# %% [markdown]
# ## Derive the gradient, in three steps
#
# A fraction of exponentials, inside a logarithm, inside a mean: this looks bad. Start with one row, and with the form that
# you have written, $L_n = \ln S - z_y$ with $S = \sum_k e^{z_k}$. Nudge one logit, $z_k$.
#
# **Step 1: one row.** How does $\ln S$ move? The slope of $\ln$ at $S$ is $1/S$. And $S$ is a sum in which $z_k$ stands once:
# its slope is $e^{z_k}$. The chain rule multiplies them, and what comes out is an old friend:
#
# $$\frac{\partial \ln S}{\partial z_k} = \frac{1}{S} \cdot e^{z_k} = p_k$$
#
# The other part, $-z_y$, moves only if $k$ is the label: then its slope is −1. Together:
#
# $$\frac{\partial L_n}{\partial z_k} = p_k - 1 \ \text{ at the label,} \qquad p_k \ \text{ everywhere else}$$

# %% [markdown]
# **Step 2: the mean.** $L = \frac{1}{N} \sum_n L_n$. A logit stands in its own row and in no other, so there is only
# one path, and its slope is $1/N$.
#
# **Step 3: upstream.** The loss is one number, so the upstream gradient is one number, $u$, and scales everything. With
# $P$ for the probabilities and $T$ for the table with a 1 at each row's label and 0 elsewhere, all of shape $(N, K)$:
#
# $$\frac{\partial L}{\partial\,\text{logits}} = u\,\frac{P - T}{N}$$
#
# All the exponentials and logarithms are gone. What is left is "what you said, minus what was right". Each row adds up to 0;
# why must that be so? On our two rows, with $u = 1$ and $N = 2$, the first entry is $(0.665 - 1)/2 = -0.167$. Compute the
# last one on paper.

# %%
T = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
((p - T) / 2).round(3)

# %% [markdown]
# $(1/3 - 1)/2 = -0.333$. And a row adds up to 0 because adding the same number to all its logits changes no probability, so
# it may not change the loss.

# %% [markdown]
# ## Write it
#
# No table $T$ is needed: start from the probabilities and take 1 away in N places. You have met the way to reach them.
#
# <details><summary>A hint</summary>
#
# `softmax(logits)` is a fresh array, so you may write into it, as in `d_logits[rows, labels] -= 1`. Then the mean, then
# upstream.
#
# </details>


# %% solution="cross_entropy_backward"
def cross_entropy_backward(upstream, output, logits, labels):
    """Gradient of logits for ``output = cross_entropy(logits, labels)``; nothing for the labels.

    upstream, output: numbers. logits: (N, K). labels: (N,). Returns an array (N, K).
    """
    ### BEGIN SOLUTION
    d_logits = softmax(logits)
    d_logits[np.arange(len(labels)), labels] -= 1
    return upstream * d_logits / len(labels)
    ### END SOLUTION


# %% check="cross_entropy_backward"

# %% [markdown]
# ## Let your judge decide
#
# The check has said yes. You need not believe it: you have a judge of your own. The labels are no floats and have no slope,
# so they stay outside: a function of the logits alone is checked. Seven rows, four classes, random numbers.

# %%
labels = rng.integers(0, 4, size=7)
gradient_check(
    lambda logits: cross_entropy(logits, labels),
    lambda upstream, output, logits: cross_entropy_backward(upstream, output, logits, labels),
    (rng.normal(size=(7, 4)),),
    rng,
)

# %% [markdown]
# ## Free the stuck neuron
#
# In lesson 5 a neuron sat at $z = 10$ and said yes, $p = 0.99995$, to every house. Take one whose answer was no, $y = 0$. The
# squared error sends back $2(p - 0)$, nearly 2, and the sigmoid lets $p(1 - p)$ of it through, nearly nothing.
#
# Now with two classes, "no" with the logit 0 and "yes" with the logit $z$. The softmax of "yes" is $e^z / (1 + e^z)$, which
# is the sigmoid. Cross-entropy sends $p - 0$ to $z$, with no gate in between. What do the two say at $z = 10$?

# %%
z = np.array([10.0])
p_yes = sigmoid(z)
squared = sigmoid_backward(2 * (p_yes - 0), p_yes, z)
logits, label = np.array([[0.0, 10.0]]), np.array([0])
crossed = cross_entropy_backward(1.0, cross_entropy(logits, label), logits, label)
round(float(squared[0]), 5), round(float(crossed[0, 1]), 5)  # the gradient of z, either way

# %% [markdown]
# 0.00009 (Python writes 9e-05) against 0.99995. The slope of the sigmoid has cancelled: the more wrong the answer, the stronger the gradient. That
# is why softmax goes together with cross-entropy, and hardly ever with the squared error.

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="7.1"

# %% review="7.2"

# %% review="7.3"

# %% review="7.4"

# %% review="7.5"

# %% review="7.6"

# %% review="7.7"

# %% [markdown]
# **Question 7.8, in words.** A friend says: "My network's loss falls at every step, so my backward functions are right. A
# gradient check is a waste of time." Answer in three or four sentences. A good answer gives an example of a wrong gradient
# with which the loss falls all the same, says what a gradient check compares and why with a random upstream gradient, and
# names a case in which the check itself is misled. (An instructor reads this one: a point of extra credit for each of the
# three.)

# %% [markdown] explain="explain_7"
# ### BEGIN SOLUTION
# If a layer's bias gradient is always 0, or a tenth of what it should be, the other parameters still go downhill, so the
# loss falls, and the network merely ends in a worse place. A gradient check compares each entry that backward returns with
# a central difference of the forward function, two independent ways to the same number; with an upstream gradient of ones
# a layer that ignores its upstream gradient would pass, with a random one it cannot. The check is misled at a kink, such
# as a ReLU at exactly 0, where the central difference says a half, or with a step so small that rounding drowns the
# difference.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `numerical_gradient` and `relative_error`: how to measure, and how far is too far.
# - `gradient_check`: a judge for every step back that you will ever write. The first thing that you do with a new one is to
#   take it there.
# - `cross_entropy` and `cross_entropy_backward`: the loss of nearly every network that chooses, and a gradient that is what
#   you said minus what was right.
#
# **One step further** (optional, not graded): nudge *all* entries at once, in one random direction $v$. The slope along it
# should be $\sum \text{gradient} \cdot v$. Two forward passes then check a million parameters. What does such a check miss
# that yours finds? To read: Goodfellow, Bengio and Courville, *Deep Learning*, section 11.5, where the comparison with
# numerical derivatives is one of the debugging tests, and section 4.1 on overflow; and the notes of Stanford's course
# CS231n, *Neural Networks Part 3*, on gradient checks and on kinks.
