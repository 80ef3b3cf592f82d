# %% [markdown]
# # 11 · Take better steps
#
# **You will do:** write three update rules that remember, and one that slows down, race them down a ravine, and train the
# house network with each of them.
# **You will learn:** momentum, adaptive learning rates, RMSProp, Adam, hyperparameters, and the sensitivity to the
# learning rate.
# **You need:** lessons 4, 8 and 10. About 60 minutes.
#
# The one question of this lesson: **a gradient says where it goes down, here and now. What can a step do better if it
# remembers the gradients before?**

# %% [markdown]
# ## Play first
#
# A ravine from above: along it the ground falls gently, across it the walls are fifty times as steep. Four update rules
# start at the same place. Move the step, and see who runs ahead. Then multiply every learning rate by 1.5, by 2, by 5. Who
# breaks first? At last turn the ravine. Who notices, and who does not?

# %%
from bpkit import explore

explore.race()

# %% [markdown]
# Keep what you saw in mind: the winner of the straight ravine is not the winner of the turned one. You will soon know why.

# %% [markdown]
# ## See what holds gradient descent back
#
# Lesson 4 found the factor of a bowl: each step multiplies the distance to the bottom by one number. A ravine is two bowls
# in one, so it has two such numbers. For the loss
#
# $$L = \tfrac{1}{2}\,(u^2 + 50\,v^2), \qquad \frac{\partial L}{\partial u} = u, \qquad \frac{\partial L}{\partial v} = 50\,v$$
#
# a step turns $u$ into $(1 - \eta)\,u$ and $v$ into $(1 - 50\,\eta)\,v$. The second one grows without bound as soon as
# $50\,\eta > 2$, that is, above $\eta = 0.04$. So take 0.03. What do 60 steps leave of $u$, which could bear a rate of 1?
# And how large is the factor of $v$?

# %%
eta = 0.03
round((1 - eta) ** 60, 2), round(1 - 50 * eta, 2)

# %% [markdown]
# 16 percent of the way along is still to go, while across, −0.5, everything was over after ten steps. The steep direction
# sets the speed limit, and the flat one pays for it. Networks have thousands of directions, some steep and some flat.
#
# ## Let the ball roll
#
# Think of a heavy ball in place of a walker. It does not follow the slope under it alone; it has a **velocity** $v$, which
# the slope changes a little at every step, and friction eats a tenth of it:
#
# $$v \leftarrow \beta\, v + g, \qquad w \leftarrow w - \eta\, v$$
#
# This rule is called **momentum**, and so is its number $\beta$ (the Greek letter beta), most often 0.9. Here $g$ is the
# gradient; $v$ and $g$ have the shape of $w$, and $v$ starts at 0.
#
# What does it do where all gradients agree? Let $g$ be 1 at every step. Then $v$ is 1, then $0.9 + 1$, then
# $0.81 + 0.9 + 1$. This sum goes towards $1 / (1 - \beta)$. And where they disagree, $+1, -1, +1, -1$, as from wall to wall?
# Guess both speeds after a hundred steps.

# %%
steady = zigzag = 0.0
for k in range(100):
    steady = 0.9 * steady + 1.0
    zigzag = 0.9 * zigzag + (-1.0) ** k
round(steady, 2), round(abs(zigzag), 2)

# %% [markdown]
# 10 and 0.53. Where the gradients agree the ball becomes ten times as fast; where they fight each other it keeps about
# half. That is the whole trick: along the ravine they agree, across it they fight.
#
# So with momentum 0.9 a learning rate acts like one ten times as large. Whoever adds momentum should first divide $\eta$ by
# ten.

# %% [markdown]
# ## Write the momentum step
#
# Return the new place and the new velocity; both are needed at the next step. `w` may be a number or an array, and the very
# first velocity may be the number 0.
#
# A warning before you compare with a book: some let $(1 - \beta)\,g$ enter, some put $\eta$ into the velocity. Here the
# gradient enters whole, and $\eta$ stands in the step.
#
# <details><summary>A hint</summary>
#
# Two lines, in this order: first the velocity, then the step with the *new* one. `velocity = ...` makes a new array;
# `velocity += ...` would write into the caller's.
#
# </details>


# %% solution="momentum_step"
def momentum_step(w, gradient, velocity, learning_rate, momentum=0.9):
    """One step with momentum; returns (w, velocity).

    w, gradient: numbers, or arrays of one shape. velocity: of that shape, or 0 at the start.
    """
    ### BEGIN SOLUTION
    velocity = momentum * velocity + gradient
    return w - learning_rate * velocity, velocity
    ### END SOLUTION


# %% check="momentum_step"

# %% [markdown]
# Two steps from $w = 0$, with the gradient 1 and $\eta = 0.1$. The first goes to −0.1. The velocity is then 1, and 1.9
# after the next: where does the second step lead?

# %%
w, velocity = momentum_step(0.0, 1.0, 0.0, 0.1)
w, velocity = momentum_step(w, 1.0, velocity, 0.1)
round(w, 2), velocity

# %% [markdown]
# To −0.1 − 0.19 = −0.29.

# %% [markdown]
# ## Give each parameter its own rate
#
# Another idea against the same trouble. The wall is steep, so the gradient across is large; give that direction a small
# rate. The floor is flat, so give that one a large rate. Who knows beforehand which is which? Nobody. But the gradients tell:
# divide each parameter's gradient by the size that it has had lately. A rate that sets itself in this way is called
# **adaptive**.
#
# The size is a root mean square, with a mean that forgets. For each parameter by itself:
#
# $$s \leftarrow \rho\, s + (1 - \rho)\, g^2, \qquad w \leftarrow w - \eta\, \frac{g}{\sqrt{s} + \varepsilon}$$
#
# $\rho$ (the Greek letter rho) is the `decay`, most often 0.9: how much of the old mean is kept. $\varepsilon$ (epsilon) is
# tiny and keeps us from dividing by 0 where every gradient was 0. This is **RMSProp**.
#
# Look at the units: $\sqrt{s}$ has the unit of $g$, so the fraction has none. It is a bare number, and a step is $\eta$ times
# that number. How long is a step, then, once the gradient has been the same for a while: 0.001, or 1, or 1,000?

# %%
import numpy as np

g, s = np.array([0.001, 1.0, 1000.0]), np.zeros(3)
for _ in range(100):
    s = 0.9 * s + 0.1 * g**2
0.01 * g / (np.sqrt(s) + 1e-8)

# %% [markdown]
# 0.01 for all three, which is $\eta$. The gradient gives the direction, and no longer the length.

# %% [markdown]
# ## Write the RMSProp step
#
# Return the new place and the new mean square. Everything is elementwise: each parameter has a mean of its own.
#
# <details><summary>A hint</summary>
#
# The new mean square first; it already contains this gradient. Then the step, with the root of the new one. $\varepsilon$
# is added after the root is taken.
#
# </details>


# %% solution="rmsprop_step"
def rmsprop_step(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    """One step, divided by the recent size of each gradient; returns (w, mean_square).

    w, gradient: numbers, or arrays of one shape. mean_square: of that shape, or 0 at the start.
    """
    ### BEGIN SOLUTION
    mean_square = decay * mean_square + (1 - decay) * gradient**2
    return w - learning_rate * gradient / (np.sqrt(mean_square) + epsilon), mean_square
    ### END SOLUTION


# %% check="rmsprop_step"

# %% [markdown]
# Now the very *first* step. The mean square starts at 0 and takes in only a tenth of $g^2$. So with $\eta = 0.01$ the step is
# not 0.01, but $0.01 / \sqrt{0.1}$. How many times too long is that?

# %%
w, s = rmsprop_step(0.0, 5.0, 0.0, 0.01)
round(float(w), 4)

# %% [markdown]
# −0.0316, more than three times as long. Before it has seen much, the mean is too small: it still remembers the 0 that
# nobody measured. The next rule repairs that.

# %% [markdown]
# ## Put both together
#
# **Adam** keeps two means for each parameter: $m$ of the gradients, which is momentum, and $v$ of their squares, as in
# RMSProp. (The letter $v$ is no velocity here. The paper calls it so, and everybody follows.)
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2$$
#
# Both begin at 0, so both are too small at first. By how much? Let $g$ be the same at every step. After one step
# $m = (1 - \beta_1)\,g$. After two it is $\beta_1 (1 - \beta_1)\, g + (1 - \beta_1)\, g = (1 - \beta_1^2)\, g$. Each further
# step goes the same way: after $t$ steps
#
# $$m = (1 - \beta_1^t)\, g, \qquad v = (1 - \beta_2^t)\, g^2$$
#
# So divide each by its own factor, and the zeros from the start are gone. This is the **bias correction**. Check the
# formula with numbers: $g = 2$, ten steps, $\beta_1 = 0.9$.

# %%
m = 0.0
for _ in range(10):
    m = 0.9 * m + 0.1 * 2.0
round(m, 4), round((1 - 0.9**10) * 2.0, 4)

# %% [markdown]
# 1.3026 twice. Divided by $1 - 0.9^{10} = 0.6513$, that is 2 again. The step itself is
#
# $$w \leftarrow w - \eta\, \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}$$
#
# Why bother? With $\beta_2 = 0.999$ the mean of the squares takes a thousand steps to fill. Without the correction, how
# many times $\eta$ would the first step be, and how many times the tenth?

# %%
t = np.array([1, 10, 1000])
np.round((1 - 0.9**t) / np.sqrt(1 - 0.999**t), 1)

# %% [markdown]
# 3.2 times at first, then even 6.5 times, and still 1.3 times after a thousand steps. With the correction it is 1 from the
# start.

# %% [markdown]
# ## Write the Adam step
#
# The state is a tuple `(m, v, t)`. It starts at `(0, 0, 0)`, three numbers, whatever the shape of `w`. Count first: at the
# first step `t` is 1. Return the new place and the new state. The state keeps the means as they are; the corrected ones are
# for this step alone.
#
# <details><summary>A hint</summary>
#
# `m, v, t = state` takes it apart. Then, line by line: raise t, the new m, the new v, the two corrected means under other
# names, and the return.
#
# </details>


# %% solution="adam_step"
def adam_step(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """One step of Adam; returns (w, state).

    w, gradient: numbers, or arrays of one shape. state: (m, v, t), (0, 0, 0) at the start.
    """
    ### BEGIN SOLUTION
    m, v, t = state
    t = t + 1
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)
    ### END SOLUTION


# %% check="adam_step"

# %% [markdown]
# The first step again, with $\eta = 0.01$ and the gradients 0.001, 1 and −1,000. Write down the three steps before you run
# it.

# %%
moved, state = adam_step(np.zeros(3), np.array([0.001, 1.0, -1000.0]), (0, 0, 0), 0.01)
np.round(moved, 6)

# %% [markdown]
# 0.01 each, against the sign of the gradient. The first step of Adam has the length $\eta$, however large the gradient is.
# (Only where it is exactly 0, or as tiny as $\varepsilon$, is the step shorter.)

# %% [markdown]
# ## Race with your own
#
# The ravine from the beginning, with your three functions in it. A ring means that yours goes as the course's does.

# %%
explore.race(momentum_step, rmsprop_step, adam_step)

# %% [markdown]
# Straight, RMSProp and Adam are far ahead: 0.00005 and 0.005 against 0.2 for SGD. Turned by 45 degrees they end at 0.12
# and 0.15, and momentum, at 0.03, is the best. SGD and momentum end at the very same loss as before. Why?
#
# An adaptive rule has a rate for each *parameter*. In the straight ravine one parameter is steep and the other flat, so two
# rates are what it takes. In the turned one both parameters are as steep as each other: the steep direction lies between
# them, and no choice of two rates helps. SGD and momentum know nothing of single parameters. Turn the ravine, and their
# whole path turns with it.
#
# Which one is a network? Something in between, and nobody knows beforehand. So we try.

# %% [markdown]
# ## Slow down
#
# One more idea, and the oldest: large steps to get near, small steps to settle. Let the learning rate halve every
# `half_life` epochs. Not in jumps, but smoothly, a little every epoch:
#
# $$\eta_{\text{epoch}} = \eta_0 \cdot 0.5^{\,\text{epoch} / \text{half-life}}$$
#
# From 0.1 with a half-life of 10 epochs: which rate belongs to epoch 20? And to epoch 5, is it 0.075?
#
# <details><summary>A hint</summary>
#
# One line. Python's power is `**`, and `/` divides without rounding down.
#
# </details>


# %% solution="decayed_rate"
def decayed_rate(initial_rate, epoch, half_life):
    """The learning rate in an epoch, when it halves every half_life epochs, smoothly.

    epoch: counted from 0. half_life: in epochs.
    """
    ### BEGIN SOLUTION
    return initial_rate * 0.5 ** (epoch / half_life)
    ### END SOLUTION


# %% check="decayed_rate"

# %%
[round(decayed_rate(0.1, epoch, 10), 4) for epoch in (0, 5, 10, 20)]

# %% [markdown]
# 0.025 at epoch 20. At epoch 5 it is 0.0707 and not 0.075: two such halves have to make one halving, and
# $0.707 \cdot 0.707 = 0.5$.

# %% [markdown]
# ## Train the house network with each
#
# Now the real thing: six features, the 6-32-32-1 network, and everything in it yours. Every array gets a memory of its own.
# The training is lesson 10's loop, with the step left open. `half_life=np.inf` means: never slow down.

# %%
from bpkit import houses
from bpkit.mine import evaluate, gradient_step, init_parameters, minibatches
from bpkit.mine import mlp_backward, mlp_forward, mse, mse_backward

data = houses.prepare("six")
X_train, y_train, X_val, y_val = data.X_train, data.y_train, data.X_val, data.y_val


def layers(arrays):
    return list(zip(arrays[0::2], arrays[1::2]))


def gradients_of(arrays, X, y):
    prediction, cache = mlp_forward(layers(arrays), X)
    upstream = mse_backward(1.0, mse(prediction, y), prediction, y)
    return [array for layer in mlp_backward(layers(arrays), cache, upstream) for array in layer]


# %%
def run(step, memory, learning_rate, epochs=10, batch_size=32, half_life=np.inf):
    rng = np.random.default_rng(0)
    arrays = [array for layer in init_parameters([6, 32, 32, 1], rng) for array in layer]
    memories, losses = [memory] * len(arrays), []
    for epoch in range(epochs):
        rate = decayed_rate(learning_rate, epoch, half_life)
        for rows in minibatches(len(X_train), batch_size, rng):
            gradients = gradients_of(arrays, X_train[rows], y_train[rows])
            moved = [step(w, g, m, rate) for w, g, m in zip(arrays, gradients, memories)]
            arrays, memories = zip(*moved)
        losses.append(float(mse(mlp_forward(layers(arrays), X_val)[0], y_val)))
    return layers(arrays), losses


# %% [markdown]
# SGD remembers nothing, so it hands its memory back as it came. Then all four with the *same* learning rate, 0.01. What
# do you expect of the validation loss after one epoch, and after ten? Always answering the mean price has a loss of about
# 1.


# %%
def sgd_step(w, gradient, memory, learning_rate):
    return gradient_step(w, gradient, learning_rate), memory


rules = {"SGD": (sgd_step, 0), "momentum": (momentum_step, 0)}
rules |= {"RMSProp": (rmsprop_step, 0), "Adam": (adam_step, (0, 0, 0))}


def first_and_last(step, memory, learning_rate):
    _, losses = run(step, memory, learning_rate)
    return round(losses[0], 2), round(losses[-1], 2)


{name: first_and_last(*rule, 0.01) for name, rule in rules.items()}

# %% [markdown]
# After one epoch SGD has hardly begun, 0.89, while the others are at about 0.3. A great victory? Not quite: 0.01 is a small
# rate for SGD, and momentum acts as if it had ten times as much. Give each rule a rate that suits it: ten times as
# much for SGD, a third for the adaptive ones. What is left of the lead?

# %%
suited = {"SGD": 0.1, "momentum": 0.01, "RMSProp": 0.003, "Adam": 0.003}
{name: first_and_last(*rule, suited[name]) for name, rule in rules.items()}

# %% [markdown]
# Almost nothing: about 0.3 after one epoch for all of them, 0.25 or 0.26 after ten. On this network, with features that
# lesson 9 has scaled, plain SGD with a good learning rate is as good as any. So what are the others for?

# %% [markdown]
# ## Change the unit of the loss
#
# Somebody measures the same error in another unit, and every gradient becomes a thousand times as large. Nothing about the
# houses has changed. Which of the four do not even notice?

# %%
other = {}


def in_other_unit(step):
    return lambda w, g, memory, rate: step(w, 1000 * g, memory, rate)


with np.errstate(all="ignore"):
    for name, (step, memory) in rules.items():
        other[name] = round(run(in_other_unit(step), memory, suited[name], epochs=1)[1][-1], 2)
other

# %% [markdown]
# SGD and momentum: not a number. RMSProp and Adam: 0.29 and 0.32, as before. That is their gift. You need not know how
# large the gradients of a new problem are, for a rate of about 0.001 to 0.01 means the same everywhere.

# %% [markdown]
# ## Choose what no gradient chooses
#
# Weights are learnt. The learning rate is not: you choose it. Such a number is called a **hyperparameter**. So are the
# batch size, the number of epochs, the widths of the layers, $\beta$, the half-life, and the choice of the rule itself. They are
# chosen by trial, and judged by the *validation* loss.
#
# The figure does that for 36 trainings at once: the loss after ten epochs, against the learning rate. Your own functions
# train at three of the rates. How wide is the bottom of each curve? That is its **sensitivity** to the learning rate: a
# narrow bottom means that you have to search. Then move the batch size to 512, and see where the bottoms go.

# %%
explore.sensitivity(momentum_step, rmsprop_step, adam_step)

# %% [markdown]
# Each rule has a range that is good: a factor of thirty wide for SGD, a hundred for the others. The ranges lie at
# different places, and their bottoms are nearly equally deep. Left of the bottom nothing is wrong except time; right of it
# the training breaks. So search in factors of three, not in steps of 0.001, and when in doubt stay on the left.
#
# Now the batch size, with Adam at 0.003 and ten epochs each. Larger batches give better gradients. Do they give a lower loss?

# %%
{size: round(run(adam_step, (0, 0, 0), 0.003, batch_size=size)[1][-1], 2) for size in (8, 32, 512)}

# %% [markdown]
# 0.23, 0.25, 0.30: the loss is *higher* with large batches, because ten epochs are then only 40 steps. Three numbers hang
# together: learning rate, batch size and epochs. Larger batches mean fewer steps, and ask for a larger rate or more
# epochs. With 0.03 and the same ten epochs?

# %%
round(run(adam_step, (0, 0, 0), 0.03, batch_size=512)[1][-1], 2)

# %% [markdown]
# 0.27: most of it is back.

# %% [markdown]
# ## Let it settle
#
# SGD at 0.3, which is as fast as it can bear. Forty epochs, and of the last ten the lowest and the highest validation loss.
# Once without slowing down, and once with a half-life of ten epochs. What will the second one look like?

# %%
ranges = {}
for half_life in (np.inf, 10):
    last = run(sgd_step, 0, 0.3, epochs=40, half_life=half_life)[1][-10:]
    ranges[half_life] = round(min(last), 2), round(max(last), 2)
ranges

# %% [markdown]
# Without it the loss jumps between 0.22 and 0.63, and what you get is a matter of luck. With it, it stays between 0.22
# and 0.23. Here is a change that is not small.
#
# And the last word, on the test rows, in log price as in lesson 10: each rule with a rate near the fast end of its range,
# and slowing down. Lesson 10's plain SGD had 0.18. How much better is Adam?

# %%
fast = {"SGD": 0.3, "momentum": 0.03, "RMSProp": 0.01, "Adam": 0.01}
errors = {}
for name, rule in rules.items():
    parameters, _ = run(*rule, fast[name], epochs=40, half_life=10)
    errors[name] = round(evaluate(parameters, data.X_test, data.y_test) * data.encoder.price_std, 2)
errors

# %% [markdown]
# Not at all: 0.18 for each of them. (With other seeds it is 0.18 or 0.19, again for each.) A better step can get you to the
# bottom sooner, and the adaptive ones forgive who does not know the size of the gradients. What lies at the bottom is
# decided by the data and the network. Whoever wants less than 0.18 has to bring more features, not another rule.

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="11.1"

# %% review="11.2"

# %% review="11.3"

# %% review="11.4"

# %% review="11.5"

# %% review="11.6"

# %% review="11.7"

# %% [markdown]
# **Question 11.8, in words.** A friend writes: "I replaced SGD by Adam, kept the learning rate of 0.1, and now the network is
# worse. Adam is no good." What do you answer? Three or four sentences. A good answer says what 0.1 means to SGD and what it
# means to Adam, what your friend should try, and which rows decide. (An instructor reads this one: a point of extra credit
# for each of the three.)

# %% [markdown] explain="explain_11"
# ### BEGIN SOLUTION
# For SGD 0.1 is a factor: the step is a tenth of the gradient, and small gradients make small steps. For Adam it is the
# length of the step: every weight moves by about 0.1 at a time, as large as the weights themselves. So the two rates cannot
# be compared, and each rule needs its own. Try 0.01, 0.003 and 0.001, or let the rate decay, and compare the best of Adam
# with the best of SGD, by the loss on the validation rows.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `momentum_step`: gradients that agree add up, those that fight cancel.
# - `rmsprop_step` and `adam_step`: a rate for each parameter, set by its own gradients.
# - `decayed_rate`: large steps first, small steps last.
# - A sober view: a good rate matters more than the rule, and neither replaces data.
#
# **One step further** (optional, not graded): multiply one column of X by 0.01, as if you had forgotten to scale it, and
# train again with SGD and with Adam. Who suffers, and how much? To read: G. Goh, "Why Momentum Really Works", *Distill*
# (2017), with figures to move; and D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization" (arXiv:1412.6980).
