# %% [markdown]
# # 1 · Multiply the rates
#
# - **You will do:** couple three movers, write four short functions, and measure a slope with nothing but subtraction.
# - **You will learn:** the derivative as a rate, the chain rule, what happens when there are two ways from one thing to
#   another, and finite differences.
# - **You need:** school calculus (the slope of $x^2$) and Python functions. About 45 minutes.
#
# The one question of this lesson: **if one thing drives a second, and the second drives a third, how much does the
# third move when you nudge the first?**
#
# Everything that a neural network learns, it learns from answers to this question.

# %% [markdown]
# ## Play first
#
# A man walks. A bicycle goes along with him, faster; a car goes along with the bicycle, faster still. Drag the man, or
# use the arrow keys. Then change one of the two rates, and watch which movers notice.

# %%
from bpkit import explore

explore.movers()

# %% [markdown]
# ## Follow two links
#
# The bicycle does 4 km for each km that the man walks. The car does 2 km for each km that the bicycle does. While the
# man walks one kilometre, how far does the car get? Write your guess down before you run the cell.

# %%
bicycle_per_man = 4.0  # km by bicycle for each km on foot
car_per_bicycle = 2.0  # km by car for each km by bicycle
car_per_bicycle * bicycle_per_man

# %% [markdown]
# Eight, not six. The units say why:
#
# $$\frac{\text{km car}}{\text{km bicycle}} \times \frac{\text{km bicycle}}{\text{km foot}} = \frac{\text{km car}}{\text{km foot}}$$
#
# The unit in the middle cancels in a product, and in no sum. If you guessed six, you added the rates. Most people do,
# once.
#
# A **rate** says how many units one thing moves for each unit that another moves. Rates along a chain multiply. That is
# the whole idea; the rest of the course is about doing it for a million links at a time.

# %% [markdown]
# ## Write it for any chain
#
# A chain can have one link, or five, or none. With no link at all the first thing *is* the last one: it moves one
# kilometre for each kilometre that it moves. So which number should an empty chain give? Decide before you write.
#
# Your function replaces the line with `NotImplementedError`. The cell after it checks your function. When something is
# off it tells you what it saw, as often as you like.
#
# <details><summary>A hint</summary>
#
# Start from the rate of the empty chain, walk along the list, and let each link scale what you have.
#
# </details>


# %% solution="chain_rates"
def chain_rates(rates):
    """How far the last thing moves for each unit of the first.

    rates: a list of numbers, one for each link. Returns a float.
    """
    ### BEGIN SOLUTION
    result = 1.0
    for rate in rates:
        result = result * rate
    return result
    ### END SOLUTION


# %% check="chain_rates"

# %% [markdown]
# Here is the figure again, and now it asks *your* function as well. If yours is wrong, its arrow misses the car.

# %%
explore.movers(chain_rates)

# %% [markdown]
# ## Call the rate a derivative
#
# A bicycle goes at the same rate all the way. Most things do not. Take the area of a square, $y = x^2$: at a side of
# 3 m, how many square metres does it gain for each metre that the side grows? You know the rule from school: the slope
# of $x^2$ is $2x$. So at $x = 3$ it should be 6.
#
# A slope like this, the rate *at one point*, is called the **derivative**, written $\frac{dy}{dx}$ and read "d y by
# d x". We can also *measure* it. Nudge the side by a little, look at what the area does, divide. Before you run the
# cell: will the result be exactly 6, a bit more, or a bit less?

# %%
side, nudge = 3.0, 0.01  # metres
(((side + nudge) ** 2) - side**2) / nudge  # square metres gained for each metre

# %% [markdown]
# 6.01: a bit more, because while the side grew from 3.00 to 3.01 the slope grew as well. A smaller nudge comes closer
# to 6. But there is a better way than a smaller nudge.

# %% [markdown]
# ## Look to both sides
#
# What if we look as far ahead as we look back? Then the error of one side cancels against the error of the other. For
# $x^2$ it cancels completely, so expect 6 up to the last digits:

# %%
((side + nudge) ** 2 - (side - nudge) ** 2) / (2 * nudge)

# %% [markdown]
# This is the **central difference**, with a small step $h$:
#
# $$f'(x) \approx \frac{f(x + h) - f(x - h)}{2h}$$
#
# How good is it? Write both points with school's Taylor series, where $f''$ is the slope of the slope and $f'''$ the
# slope of that:
#
# $$f(x \pm h) = f(x) \pm h f'(x) + \tfrac{h^2}{2} f''(x) \pm \tfrac{h^3}{6} f'''(x) + \dots$$
#
# Subtract one from the other: $f(x)$ and the $h^2$ term are gone. Divide by $2h$: what is left is
# $f'(x) + \tfrac{h^2}{6} f'''(x)$. So the error shrinks like $h^2$. One-sided, it shrinks only like $h$. If that went
# fast, the next cell shows it in numbers.

# %% [markdown]
# The slope of $x^3$ at 1 is 3, and $f''' = 6$ everywhere, so the formula promises an error of $h^2$. With $h = 0.1$
# that is 0.01. And with $h = 0.01$?


# %%
def cube(x):
    return x**3


[(cube(1 + h) - cube(1 - h)) / (2 * h) - 3 for h in (0.1, 0.01)]

# %% [markdown]
# 0.01 and 0.0001 (up to rounding): a step ten times smaller, an error a hundred times smaller.

# %% [markdown]
# ## Write the measuring tool
#
# You will use this function in the next five lessons, and now and then later: it is how you find out whether a derivative is right without
# trusting anybody.
#
# `x` may be a number or an array. If it is an array, `f` works on each entry, and so should you; NumPy does that
# without a loop. Do not change `x` itself: it belongs to whoever called you.
#
# <details><summary>A hint</summary>
#
# Two calls of `f`, one subtraction, one division. How far apart are the two points?
#
# </details>


# %% solution="numerical_derivative"
def numerical_derivative(f, x, h=1e-5):
    """Slope of ``f`` at ``x`` by a central difference with step ``h``.

    f: a function of one number (or of an array, entry by entry). x: a number or an array.
    Returns what f returns, in f's unit for each unit of x.
    """
    ### BEGIN SOLUTION
    return (f(x + h) - f(x - h)) / (2 * h)
    ### END SOLUTION


# %% check="numerical_derivative"

# %% [markdown]
# Does a smaller step always help? Before you run the cell, write down which of these you trust most: $h = 10^{-1}$,
# $10^{-5}$ or $10^{-10}$. The figure measures the slope of $-x^3$ at 1, which is −3, and shows how far the result is off:
# one-sided, central, and yours as rings. Both axes are powers of ten. Drag $h$ from right to left, or use the arrow keys.

# %%
explore.step_size(numerical_derivative)

# %% [markdown]
# The error falls, and then it rises again. On the way down the curve's bend is to blame, and a smaller step helps. On the
# way up it is rounding: a computer keeps about 16 digits, and when $f(x + h)$ and $f(x - h)$ agree in the first 12, their
# difference has only 4 left. Dividing by a tiny $2h$ blows the rest up. For a central difference the best step is near
# $10^{-5}$, which is why it stands in the function's first line.

# %% [markdown]
# ## Put one function inside another
#
# Now a chain whose links bend. Heat a metal plate for $x$ minutes; its side grows to $u = g(x) = 2 + 0.1\,x$ metres, and
# its area is $y = f(u) = u^2$. How many square metres for each minute, at $x = 10$?
#
# Link by link. From minutes to side: 0.1 metres a minute, all the time. From side to area: $2u$, and at ten minutes the
# side is $u = 3$ metres, so 6 square metres a metre. The product is $6 \times 0.1 = 0.6$ square metres a minute. Does
# your tool agree?


# %%
def plate(minutes):
    side = 2 + 0.1 * minutes  # metres
    return side**2  # square metres


numerical_derivative(plate, 10.0)

# %% [markdown]
# It does. In letters this is the **chain rule**:
#
# $$\frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx} = f'(\,g(x)\,) \cdot g'(x)$$
#
# Look closely at what $f'$ is asked: *not* $x$. The outer function never sees minutes, it sees metres. Its slope is
# taken at what arrives there, $u = g(x)$.

# %% [markdown]
# A wrong turn on purpose: what if we ask $f'$ at $x = 10$ minutes? $2 \cdot 10 \cdot 0.1$ gives 2. More than three times
# too much, and no error message anywhere.

# %%
[2 * 10 * 0.1, 2 * 3 * 0.1]  # outer slope asked at x, and at what the outer function sees

# %% [markdown]
# ## Write the chain rule
#
# `functions` is a list, applied from its first to its last: `functions[0]` meets `x`. `derivatives` holds their slopes,
# in the same order, each a function of its own. You walk along the list once, and need two things on the way: the value
# so far, and the slope so far.
#
# <details><summary>A hint</summary>
#
# At each link do two things, in the right order: ask the derivative at the value that the function is *about to*
# receive; then let the function make the next value.
#
# </details>


# %% solution="compose_derivative"
def compose_derivative(functions, derivatives, x):
    """Derivative of the whole composition at ``x``.

    functions, derivatives: lists of equal length. x: a number. Returns a number, 1.0 for empty lists.
    """
    ### BEGIN SOLUTION
    slope = 1.0
    for function, derivative in zip(functions, derivatives):
        slope = slope * derivative(x)
        x = function(x)
    return slope
    ### END SOLUTION


# %% check="compose_derivative"

# %% [markdown]
# Your two functions can now check each other. The plate again: one of them knows the rule, the other only measures.
# Expect 0.6 twice.

# %%
functions = [lambda minutes: 2 + 0.1 * minutes, lambda side: side**2]
derivatives = [lambda minutes: 0.1, lambda side: 2 * side]
compose_derivative(functions, derivatives, 10.0), numerical_derivative(plate, 10.0)

# %% [markdown]
# ## Refresh: partial derivatives (ten minutes; skip it if you know them)
#
# A function may have two inputs: the area of a rectangle is $A = w \cdot h$. How fast does it grow? That depends on
# *which* side you nudge. Hold $h$ still and nudge $w$: each extra metre of width adds $h$ square metres. This is the
# **partial derivative** of $A$ with respect to $w$, written $\frac{\partial A}{\partial w} = h$. The round ∂ is read "d"
# as well; it only says: *the other inputs stand still*. In the same way $\frac{\partial A}{\partial h} = w$.
#
# At $w = 2$ and $h = 5$ metres, then, $\frac{\partial A}{\partial w}$ is 5 and $\frac{\partial A}{\partial h}$ is 2
# square metres a metre. Measure them: a function of two inputs becomes a function of one when the other stands still.

# %%
[numerical_derivative(lambda w: w * 5.0, 2.0), numerical_derivative(lambda h: 2.0 * h, 5.0)]

# %% [markdown]
# ## Add up the paths
#
# What if there are *two* ways from $x$ to $y$? Turn up the heater of a room by one step. The radiator gets warmer, and the
# room with it: one path. The cat comes, lies down for some hours, and warms the room, too: another path. One path gives
# 2 °C for each step, the other 0.6 °C. How much do both together give? Then move the four rates. What if the cat does not
# like the heat and stays away, so that its rate is negative?

# %%
explore.paths()

# %% [markdown]
# 2.6 °C: they add. Each path by itself is a chain, so along it the rates multiply; the room does not care which path the
# warmth took, so the effects of the paths add up. A negative one takes away. For a path through $u$ and one through $v$:
#
# $$\frac{dy}{dx} = \frac{\partial y}{\partial u}\frac{du}{dx} + \frac{\partial y}{\partial v}\frac{dv}{dx}$$
#
# A check that needs no figure: $y = x \cdot x$ is a product in which $x$ stands twice, so there are two paths. Nudge the
# left one alone: rate $x$. Nudge the right one alone: rate $x$. Sum: $2x$, the slope that you have known since school.
# At $x = 3$, that is 6 again:

# %%
[3.0 + 3.0, numerical_derivative(lambda x: x * x, 3.0)]

# %% [markdown]
# ## Write the sum over paths
#
# `paths` is a list of chains, and a chain is a list of rates, as before. What should come out when there is no path at
# all? Then nudging the first thing does nothing to the last. And with one path that has no links? You have answered that
# one already.
#
# <details><summary>A hint</summary>
#
# You have a function for one chain.
#
# </details>


# %% solution="total_derivative"
def total_derivative(paths):
    """How much the last thing moves for each unit of the first, over all paths.

    paths: a list of chains, each a list of rates. Returns a float.
    """
    ### BEGIN SOLUTION
    return sum((chain_rates(chain) for chain in paths), 0.0)
    ### END SOLUTION


# %% check="total_derivative"

# %% [markdown]
# The room once more, with your number beside it. Does the arrow point at the end of the lowest bar, whatever you do to
# the rates?

# %%
explore.paths(total_derivative)

# %% [markdown]
# ## See where this goes
#
# A **neural network** is a long chain of small functions, with very many paths through it. At its end stands one number
# that says how wrong its answer was. **Backpropagation** answers our question for all its inner numbers at once: if I
# nudge this one, how much does the error move? It does so by multiplying along paths and adding between them, and by
# nothing else. (Neural networks are loosely inspired by the brain; nobody has seen a brain do this step.) In the next lesson you do
# it on paper, on a graph with four nodes, and then in code, on any graph.

# %% [markdown]
# ## Review
#
# Seven questions to answer here, and one in words. Run a cell to see its question; put your answer in place of `...` and
# run it again. The numbers are yours: your neighbour has others.

# %%
from autograder import review

# %% review="1.1"

# %% review="1.2"

# %% review="1.3"

# %% review="1.4"

# %% review="1.5"

# %% review="1.6"

# %% review="1.7"

# %% [markdown]
# **Question 1.8, in words.** A friend says: "The man walks, the bicycle adds 4, the car adds 2, so together 6." Explain to
# your friend, in three or four sentences, why the answer is 8. A good explanation says what a rate *is*, uses units, and
# names a case in which adding *is* right. (An instructor reads this one: a point of extra credit for each of the three.)

# %% [markdown] explain="explain_1"
# ### BEGIN SOLUTION
# A rate says how many units one thing moves for each unit of another; it has a unit such as km by car for each km by
# bicycle. Going along the chain, each rate scales what comes before it, and only in a product does the middle unit
# cancel: (km car / km bicycle) × (km bicycle / km foot) = km car / km foot. Adding 4 and 2 adds numbers with different
# units. Adding is right between paths: when the first thing reaches the last in two separate ways, the two effects add.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `chain_rates`: along a path, multiply.
# - `total_derivative`: between paths, add.
# - `numerical_derivative`: measure any slope, trusting nobody.
# - `compose_derivative`: each slope is taken at what its own function receives.
#
# What passed its check is kept in the folder `mine`, and the next lessons use it.
#
# **One step further** (optional, not graded): how would you measure a *second* derivative, the slope of the slope, from
# three values of $f$? Try it on $x^3$ at 1, where it is 6. To read: Nocedal and Wright, *Numerical Optimization*, second
# edition, section 8.1, on finite differences and the best step.
