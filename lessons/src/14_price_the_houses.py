# %% [markdown]
# # 14 · Price the houses
#
# **You will do:** put everything that you wrote together, price houses that nobody shows you the price of, draw your errors
# on a map, and write a short report.
# **You will learn:** to begin with a baseline, to keep the new houses out of all preparation, and to say honestly how wrong
# you are, where, and for whom.
# **You need:** lessons 3 to 6 and 8 to 10, with all their checks passed. About 60 minutes.
#
# The one question of this lesson: **what is a house in Ames worth, and how wrong are you when you say so?**

# %% [markdown]
# ## Play first
#
# 585 houses in Ames, Iowa, each where it stands. A straight model has priced them, without knowing what was paid. A
# triangle that points up was priced too high, one that points down too low, and a large one was missed by many dollars.
# Point at houses, or go through the list with the arrow keys. In which neighbourhoods is the model farthest off? What do
# they have in common?

# %%
from bpkit import explore

explore.ames_map()

# %% [markdown]
# Half of the houses are off by less than 11,200 dollars. One price for all would bring that to 39,200, so the model knows
# something. It is farthest off in Veenker: there are four houses, most of them priced far too low. Dear neighbourhoods
# with few houses are hard.

# %% [markdown]
# ## Take stock of what is yours
#
# In this lesson the course lends you nothing. The next cell looks into your folder `mine` for nine functions, and for all
# that *they* stand on. If one has not passed its check, the cell says in which lesson to write it. Nine are named. How
# many will it find?

# %%
from bpkit import mine

prepare = ("split_rows", "fit_scaler", "apply_scaler", "one_hot", "to_dollars")
learn = ("init_parameters", "minibatches", "train", "evaluate")
own = mine.require(*prepare, *learn)
print(len(own), "functions of yours:", ", ".join(own))

# %% [markdown]
# Eighteen, from seven lessons. `train` alone stands on the way forward and back through a network, a layer, a gate, a
# loss and a step.

# %%
from bpkit.mine import affine, affine_backward, apply_scaler, evaluate, fit_scaler, init_parameters
from bpkit.mine import mlp_forward, mse, one_hot, split_rows, to_dollars, train

# %% [markdown]
# ## Look at the sales
#
# 2,925 houses that were sold between 2006 and 2010, 31 columns. What decides a price? People who sell houses give three
# answers: **size**, **location** and **amenities**. Which columns belong to which?

# %%
import numpy as np

from bpkit import houses

sales = houses.load()
print(", ".join(sales))
len(sales), int(np.median(sales["price"])), int(sales["price"].max())

# %% [markdown]
# Areas, rooms and bedrooms are size. Neighbourhood, latitude, longitude and zoning are location. Bathrooms, garage,
# fireplaces, central air and pool are amenities. The years say how old a house is. The median price is 160,000 dollars.
#
# Three columns are no features. `house_id` and `split` say nothing about a house. And `sale_condition` is known only when
# the house is sold: whoever learns from it learns from the future.

# %% [markdown]
# ## Cut the rows yourself
#
# Lessons 9 and 10 used the split that stands in the file, so that your numbers could be compared with the text. Those
# test rows have been looked at by now. Here your own `split_rows` cuts new parts: rows to learn from, rows to watch, and
# rows to test on, once.

# %%
learn, watch, test = split_rows(len(sales), (0.6, 0.2, 0.2), np.random.default_rng(14))
len(learn), len(watch), len(test)

# %% [markdown]
# ## Begin with the mean
#
# What is the least clever prediction? The same for every house. As in lesson 9 you work with the logarithm of the price,
# scaled by the mean and the standard deviation of the rows that you learn from. The loss is the **mean squared error**; its
# root times that standard deviation is in log price again. 0.1 there is about 10 % of a price.
#
# Lesson 10 gave you a number for always saying the mean. Do you remember it?

# %%
logs = np.log(sales["price"])[:, None]
price_mean, price_std = fit_scaler(logs[learn])
y = apply_scaler(logs, price_mean, price_std)
mean_error = price_std * np.sqrt(mse(np.zeros_like(y[test]), y[test]))
round(float(mean_error[0]), 2)

# %% [markdown]
# About 0.4. It is the number to beat, and if something clever ends up near it, the cleverness is a mistake.

# %% [markdown]
# ## Choose what a buyer can know
#
# Areas are skewed, so their logarithms are taken; an area may be 0, and `np.log1p` is ln(1 + x). Four columns hold words.

# %%
AREAS = (
    "living_area", "lot_area", "basement_area", "basement_finished", "garage_area", "porch_area", "deck_area",
)  # fmt: skip
PLAIN = (
    "garage_cars", "bedrooms", "rooms", "bathrooms", "fireplaces", "central_air", "pool", "overall_cond",
    "heating_quality", "exterior_cond", "year_built", "year_remodelled", "year_sold", "latitude", "longitude",
)  # fmt: skip
WORDS = ("building_type", "house_style", "neighborhood", "zoning")


# %%
def numbers_of(table):
    """(N, 22) numbers of the houses of a table: areas as logarithms, the rest as it is."""
    areas = [np.log1p(table[name]) for name in AREAS]
    return np.column_stack(areas + [table[name] for name in PLAIN])


numbers_of(sales).shape

# %% [markdown]
# ## Prepare, and let nothing leak
#
# Means, standard deviations and levels come from the rows that you learn from, and from no others. `fit_encoder` takes
# them, `encode` uses them. (`sales.take(learn)` is the same table, with these rows alone.)
#
# One trap is new. In the neighbourhood Landmark a single house was sold. If it is one of the new houses, then Landmark is no
# level that you know, and your `one_hot` raises a ValueError, as it should. What can you say about a neighbourhood that
# you have never seen? Nothing: a row of zeros.


# %%
def fit_encoder(table):
    """Means, standard deviations and levels. Give it rows to learn from, nothing else."""
    mean, std = fit_scaler(numbers_of(table))
    return mean, std, {name: np.unique(table[name]) for name in WORDS}


# %%
def encode(table, encoder):
    """(N, D) features, unitless; a word that the encoder does not know is a row of zeros."""
    mean, std, levels = encoder
    columns = [apply_scaler(numbers_of(table), mean, std)]
    for name in WORDS:
        known = np.isin(table[name], levels[name])
        words = np.where(known, table[name], levels[name][0])  # any level will do: its row is cleared
        columns.append(one_hot(words, levels[name]) * known[:, None])
    return np.hstack(columns)


# %% [markdown]
# 22 numbers, and a column for each word: how wide will X be?

# %%
encoder = fit_encoder(sales.take(learn))
X = encode(sales, encoder)
X.shape, round(float(np.abs(X[learn, :22].mean(axis=0)).max()), 6)

# %% [markdown]
# 70 columns: 22 numbers and 48 words. On the rows that you learn from each number has the mean 0.

# %% [markdown]
# ## Let a straight model try
#
# Before a network, the best model without a bend: $XW + b$, fitted by **ridge**. It makes the sum of the squared errors
# small, and the weights too, with a strength $\lambda$ (the Greek letter lambda)
# between the two wishes:
#
# $$S = \sum (X W + b - y)^2 + \lambda \sum W^2$$
#
# You know the gradient. With $G = 2\,(X W + b - y)$, of shape (N, 1), lesson 6 gives $X^T G$, of shape (D, 1), and the
# second sum adds $2 \lambda W$. At the lowest point both together are 0, so $X^T X W + \lambda W = X^T (y - b)$: linear
# equations, solved in one go. Is the gradient 0 where `ridge` ends? Your `affine_backward` knows.

# %%
from bpkit.pricing import ridge

strength = 10.0
W, b = ridge(X[learn], y[learn], strength)
straight = affine(X, W, b)
_, dW, _ = affine_backward(2 * (straight - y)[learn], straight[learn], X[learn], W, b)
round(float(np.abs(dW + 2 * strength * W).max()), 6)

# %% [markdown]
# 0. And its error on the test rows? The mean had 0.4.

# %%
round(float((price_std * np.sqrt(mse(straight[test], y[test])))[0]), 2)

# %% [markdown]
# 0.12: less than a third of it. That is what your network is up against, and on so many features there is little left to gain.
# Lesson 10 told you why: neighbourhoods have columns of their own here, and a straight model needs no bend to use them.

# %% [markdown]
# ## Train your network
#
# One hidden layer with 32 units. Everything below is yours. What do you expect, above 0.12 or below?

# %%
rng = np.random.default_rng(14)
parameters = init_parameters([X.shape[1], 32, 1], rng)
data = (X[learn], y[learn], X[watch], y[watch])
best, losses = train(parameters, data, learning_rate=0.02, batch_size=32, epochs=60, patience=10, rng=rng)
round(float(evaluate(best, X[test], y[test]) * price_std[0]), 2)

# %% [markdown]
# 0.12 again. It does not lose, and it does not win by much. Say so when you are asked: on all features a network barely
# beats a straight model; on the six raw ones of lesson 10 it was clearly ahead.
#
# And in dollars? exp of a predicted log price is a **median**: half of such houses should be dearer. What share of the test
# houses will you price too low?

# %%
paid = sales["price"][test]
priced = to_dollars(mlp_forward(best, X[test])[0], price_mean, price_std)[:, 0]
off = np.abs(priced - paid)
round(float(np.median(off)), -3), round(float(np.mean(priced < paid)), 1)

# %% [markdown]
# Half of the houses are off by less than 11,000 dollars, and half of them are priced too low. A median is fair to the
# *number* of houses. It need not be fair to the sum: a few dear houses pull a mean up, so medians tend to add up to less than
# what was paid. In lesson 9, with larger errors, that was 3 %; here the errors are small, and chance decides the sign.
#
# Who gets the large errors? Compare the cheapest quarter of the houses, the middle half and the dearest quarter, in
# dollars and in percent. The last number is the error that you have trained for: it counts the large misses most.

# %%
order = np.argsort(paid)
parts = {"cheapest quarter": order[:146], "middle half": order[146:-146], "dearest quarter": order[-146:]}
for name, rows in parts.items():
    dollars, percent = np.median(off[rows]), 100 * np.median(off[rows] / paid[rows])
    rmse_log = np.sqrt(np.mean(np.log(priced / paid)[rows] ** 2))
    print(f"{name}: {round(dollars, -2):,.0f} dollars, {percent:.0f} %, RMSE of log price {rmse_log:.2f}")

# %% [markdown]
# 8,000 dollars against 20,400, but 8 % against 8 %: a typical error grows with the price. That was a choice of yours: an
# error of the *log* price counts percent. It does not mean that all are served alike. In the middle it is 6 %, and the large
# misses, in percent, are among the cheap houses: 0.15, against 0.10 for all others.

# %% [markdown]
# ## Put it into one function
#
# Now the capstone. `houses` is a table with prices, `new_houses` one without. Return an array of prices in dollars, one for
# each new house, in their order. `seed` is where all chance comes from.
#
# The judge deals the sales anew, and it knows what was paid. It multiplies all prices by a factor of its own, as if years
# had passed: looking them up does not help. Then it
#
# - asks about the same houses in another order, with some left out, and one alone: no price may change by that;
# - asks twice with the same seed: the prices must be the same;
# - changes how the sales went, and the numbers of the houses: no price may change by that either;
# - takes five deals with five seeds, at most a minute each, and measures the RMSE of your log prices on average.
#
# **Points**: up to 0.150 all ten. From there they fall on a straight line to none at 0.41, where the mean is:
# $10 \cdot (0.41 - \text{error}) \,/\, 0.26$, rounded down to tenths.
#
# <details><summary>A hint</summary>
#
# You have done all of it, in this order: a generator from the seed; `split_rows` into rows to learn from and rows to watch
# (there is no test part, the judge holds it); an encoder from the first; scaled log prices; parameters; `train`; then the new
# houses through the same encoder, `mlp_forward`, and back to dollars. What comes out of `mlp_forward` is a column.
#
# </details>


# %% solution="build_and_train"
def build_and_train(houses, new_houses, seed):
    """Learn from `houses`, which have prices, and price `new_houses`: an array of dollars, one for each.

    seed: a whole number; where all chance comes from.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    learn, watch = split_rows(len(houses), (0.85, 0.15), rng)
    encoder = fit_encoder(houses.take(learn))
    X, logs = encode(houses, encoder), np.log(houses["price"])[:, None]
    price_mean, price_std = fit_scaler(logs[learn])
    y = apply_scaler(logs, price_mean, price_std)
    parameters = init_parameters([X.shape[1], 32, 1], rng)
    data = (X[learn], y[learn], X[watch], y[watch])
    best, _ = train(parameters, data, learning_rate=0.02, batch_size=32, epochs=60, patience=10, rng=rng)
    prediction, _ = mlp_forward(best, encode(new_houses, encoder))
    return to_dollars(prediction, price_mean, price_std)[:, 0]
    ### END SOLUTION


# %% check="build_and_train"

# %% [markdown]
# ## See where you are wrong
#
# The map from the beginning, with your prices. Here the 585 are the test rows of the file, so that you can compare: the
# straight model's half was off by less than 11,200 dollars. In which neighbourhoods did yours do better?

# %%
explore.ames_map(build_and_train)

# %% [markdown]
# Half of them are off by less than 11,000 dollars: hardly a difference. Veenker and most other dear neighbourhoods came out
# better. Now Blueste is the worst, four houses again. Where few houses were sold, little can be learnt, and chance
# decides who comes out badly.

# %% [markdown]
# ## Price a house you know
#
# Begin with a house of the table, and change what you know to be different. What happens to the price when the same
# house has one more bathroom? And when it stands somewhere else?


# %%
def price_of(**changes):
    """Dollars, to the nearest thousand, for the first house of the table with some of its columns changed."""
    house = {name: np.array([changes.get(name, column[0])]) for name, column in sales.columns.items()}
    table = type(sales)(house).without("price")
    return round(float(build_and_train(sales, table, seed=0)[0]), -3)


price_of(), price_of(bathrooms=3), price_of(neighborhood="Stone_Brook", latitude=42.06, longitude=-93.633)

# %% [markdown]
# 158,000 dollars as it is, 2,000 more with the bathrooms, and 40,000 more in Stone Brook. You have met this house in lesson
# 9: it was sold for 215,000. Your network may even have learnt from it, and still misses it by a quarter. A typical error is
# small; a single one need not be.
#
# Be careful with such games. The network has seen houses that *have* three bathrooms, and those are better in other ways,
# too. It cannot say what building one would bring: it knows what goes together, not what causes what.
#
# Now edit the cell: `living_area` (square feet), `year_built`, `garage_cars` and the other names that you printed above. A
# house you know, with everything that you know of it. What would it have cost in Ames in 2010?

# %% [markdown]
# ## Take it somewhere else, once
#
# Sacramento, California, in May 2008. Living area, bedrooms and bathrooms are known for both towns. Learn from Ames, with
# these three, and price 932 houses in and around Sacramento. In Ames the error with them is about 0.2. What will it be there, and
# what share of the prices will be too low?

# %%
there = houses.load("sacramento")
three = np.column_stack([np.log(sales["living_area"]), sales["bedrooms"], sales["bathrooms"]])
abroad = np.column_stack([np.log(there["sqft"]), there["beds"], there["baths"]])
mean, std = fit_scaler(three[learn])
X3 = apply_scaler(three, mean, std)

# %%
rng = np.random.default_rng(0)
data = (X3[learn], y[learn], X3[watch], y[watch])
small, _ = train(init_parameters([3, 16, 1], rng), data, 0.05, 32, 40, 10, rng)
guess = mlp_forward(small, apply_scaler(abroad, mean, std))[0] * price_std + price_mean
error = guess[:, 0] - np.log(there["price"])
home = evaluate(small, X3[test], y[test]) * price_std[0]
rmse, too_low = np.sqrt(np.mean(error**2)), np.mean(error < 0)
[round(float(number), 2) for number in (home, rmse, error.mean(), too_low)]

# %% [markdown]
# 0.21 at home and 0.44 there. The mean error is −0.27: a typical price is too low by about a quarter, and four prices of five
# are too low, since a house of that size was dearer in Sacramento.
#
# Nothing in the program says that it is wrong. The numbers come out as smoothly as before. A model knows the town and the
# years that it has seen, and this is called **distribution shift**.

# %% [markdown]
# ## Ask whom it may hurt
#
# There is no column for race or income in this table. Is the model blind to both? Where people could live was decided by
# both for a long time, so neighbourhood and coordinates speak of them. A model that learns from the prices that were paid
# learns what was unfair about them, and says it again as if it were a fact.
#
# So: this is a small university town, in 2006 to 2010. Do not price elsewhere or later with it. Do not decide with it who
# gets a loan or pays which tax. And when you report an error, say for whom it is large: an average hides the few.

# %% [markdown]
# ## Hold it against PyTorch (optional)
#
# Libraries such as PyTorch record every operation and go back by themselves. They do what you did. If PyTorch is installed
# where you are (`pip install torch`; the course does not need it), paste this into a new cell. It takes 64 rows, and
# compares each of your gradients with PyTorch's. What is the largest difference that you would accept?
#
# ```python
# import torch
# from bpkit.mine import mlp_backward, mse_backward
#
# rows = learn[:64]
# prediction, cache = mlp_forward(best, X[rows])
# yours = mlp_backward(best, cache, mse_backward(1.0, mse(prediction, y[rows]), prediction, y[rows]))
# theirs = [[torch.tensor(array, requires_grad=True) for array in layer] for layer in best]
# A = torch.tensor(X[rows])
# for k, (W, b) in enumerate(theirs):
#     A = A @ W + b if k == 0 else torch.relu(A) @ W + b
# ((A - torch.tensor(y[rows])) ** 2).mean().backward()
# for (dW, db), (W, b) in zip(yours, theirs):
#     print(np.allclose(dW, W.grad, rtol=1e-9, atol=1e-12), np.allclose(db, b.grad, rtol=1e-9, atol=1e-12))
# ```
#
# It prints `True True` for both layers: `loss.backward()` equals yours to nine digits. Without PyTorch there is nothing to
# run here, and nothing is missing.

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="14.1"

# %% review="14.2"

# %% review="14.3"

# %% review="14.4"

# %% review="14.5"

# %% review="14.6"

# %% review="14.7"

# %% [markdown]
# ## Report
#
# **Question 14.8, in words.** Write a short report, half a page, for somebody who wants to sell a house in Ames and has never
# heard of a network. An instructor reads it, and it counts ten points, two for each of these:
#
# 1. *What it does*: what goes in, what comes out, and from which sales it has learnt.
# 2. *How wrong it is*: in dollars or percent, on houses that it had not seen, beside the mean and the straight model.
# 3. *Where it is wrong*: which houses or neighbourhoods, and a reason that you can defend.
# 4. *What was kept apart*: how you made sure that no new house had a part in the preparation, and what a leak would do.
# 5. *What it must not be used for*: where, when and for which decisions, and why.

# %% [markdown] explain="explain_14" points=10
# ### BEGIN SOLUTION
# The program gets the size, the location, the age and the amenities of a house, 70 numbers in all, and answers with a
# price in dollars. It is a small network of 32 hidden units that has learnt from sales in Ames between 2006 and 2010.
#
# On houses that it had never seen, half of its prices are off by less than 11,000 dollars. Its typical error is about
# 12 percent of a price. Always saying the mean price gives 40 percent or more; a straight model is about as good as the
# network, which gains little when all features are known.
#
# It is farthest off in neighbourhoods such as Blueste and Veenker, where few houses were sold: four houses teach little, and
# what makes them special stands in no column. In dollars the dearest quarter is missed by far more than the cheapest. In
# percent a typical error is the same for both, because the loss counts the logarithm of the price; but the worst misses, in
# percent, are among the cheap houses.
#
# Means, standard deviations and levels come from the rows that were learnt from, and when to stop was decided on rows that
# no gradient came from. The new houses had no part in either: taking one away changes no other price. With a leak the error
# would look better here than it is on the next house.
#
# It must not price houses elsewhere or later: in Sacramento its prices were far too low. It must not decide about loans or
# taxes: neighbourhoods speak of race and income, and the model repeats what was unfair about old prices.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `build_and_train`: houses in, dollars out, and nothing in between that you did not write.
# - A baseline, an error in dollars, a map of where it is large, and a report that says so.
# - Every gradient of a neural network, written by hand: from 2 × 4 = 8 to the price of a house.
#
# **One step further** (optional, not graded): train with lesson 11's `adam_step`, or average three networks with different
# seeds, and see whether the map changes. To read: D. De Cock, "Ames, Iowa: Alternative to the Boston Housing Data as an End
# of Semester Regression Project", *Journal of Statistics Education* 19(3), 2011, on where these sales come from; and
# Goodfellow, Bengio and Courville, *Deep Learning*, chapter 11, on how to begin with a baseline and what to try next.
