# %% [markdown]
# # 9 · Prepare the houses
#
# **You will do:** unmask a score that is too good to be true, then write five functions that bring a table of houses
# into a network, and its prices back into dollars. **You will learn:** data preparation: splitting, logarithms,
# normalisation, encoding, and how a number leaks. **You need:** lessons 4, 6 and 8. About 55 minutes.
#
# The one question of this lesson: **a model prices houses so well that it surprises you. How do you find out whether it
# has learnt anything?**

# %% [markdown]
# ## Hear about a splendid score
#
# A friend writes: "I have 2,925 house sales, and a straight model with eight features. Its error on the test houses is
# 0.13. Your whole course will not beat that with six." He sends his notebook. Read it as a detective does.
#
# First the sales. Each has a price, and stands in one of three parts: from the train rows the model learns, the test rows
# are for the score. An error is always the root of the mean squared error of the *log* price. (Why the log? Soon.)

# %%
import numpy as np

from bpkit import houses

sales = houses.load("ames")
is_train, is_test = sales["split"] == "train", sales["split"] == "test"
log_price = np.log(sales["price"])  # price in dollars
len(sales), int(is_train.sum()), int(is_test.sum())

# %% [markdown]
# 2,925 sales: 1,755 to learn from, 585 for the score, and as many again for validation, which lesson 10 needs.
#
# Now the eight features: six that you would think of yourself, then two of his own.


# %%
def six(sales):
    size = np.log(sales["living_area"]), np.log(sales["lot_area"])
    location = sales["latitude"], sales["longitude"]
    amenities = sales["bathrooms"], sales["garage_cars"]
    return np.column_stack([*size, *location, *amenities])


def block_price(sales):
    """Mean log price of the sales within the same 100 metres: what do the neighbours pay?"""
    place = np.round(sales["latitude"] * 1e3) * 1e6 + np.round(sales["longitude"] * 1e3)
    _, block, count = np.unique(place, return_inverse=True, return_counts=True)
    return (np.bincount(block, np.log(sales["price"])) / count)[block]


# %%
unfinished = sales["sale_condition"] == "Partial"  # not finished when it was last assessed: new, mostly
X = np.column_stack([six(sales), block_price(sales), unfinished])
X = (X - X.mean(axis=0)) / X.std(axis=0)  # lesson 4's recipe for a better unit

# %% [markdown]
# Last, the best straight model: the weights with the least squared error on the train rows. (`lstsq` computes in one go
# where lesson 4's descent would end up.) With his six ordinary features alone the error is 0.22. And with all eight?


# %%
def error(X):
    X = np.column_stack([X, np.ones(len(X))])  # a column of ones, for b
    weights = np.linalg.lstsq(X[is_train], log_price[is_train])[0]
    return np.sqrt(np.mean((X[is_test] @ weights - log_price[is_test]) ** 2))


round(float(error(six(sales))), 2), round(float(error(X)), 2)

# %% [markdown]
# 0.13 indeed, on houses whose prices the model was never trained on. A factor of $e^{0.13}$ is 14 %; before, it was 25 %.
#
# Stop here and look again. Three lines are suspicious. Imagine the day on which the model is used: somebody stands in
# front of a house that has *not been sold yet*, and asks for its price. Which numbers of the notebook would not be there?
# Write your suspects down.

# %% [markdown]
# ## Question the suspects
#
# Here they are, under switches. The block price can come from all sales, from the train sales, or from the *other*
# train sales, without the house's own. The recipe in the last line can take mean and standard deviation from all rows
# or from the train rows. The sale condition can be left out. On the left is the score on paper, on the right the same
# houses on the day, when nothing is known that only a sale tells.
#
# Which switch closes the gap? Does any make the paper *worse*?

# %%
from bpkit import explore

explore.leak()

# %% [markdown]
# The block price of all sales is the culprit: 0.129 on paper, 0.251 on the day. That is worse than the six plain
# features. Without it and without the sale condition, both are 0.224. How could the neighbours' prices know so much?
# Count the blocks in which one house only was sold. How far is their block price from the house's own price?

# %%
place = np.round(sales["latitude"] * 1e3) * 1e6 + np.round(sales["longitude"] * 1e3)
_, block, count = np.unique(place, return_inverse=True, return_counts=True)
alone = count[block] == 1
int(alone.sum()), float(np.max(np.abs(block_price(sales)[alone] - log_price[alone])))

# %% [markdown]
# 479 houses, and the difference is 0: for each of them the feature *is* the price. In blocks of two it is half of it. The
# model learnt to read the answer off the question.
#
# This is called **leakage**: something reaches the features that will not be there on the day. No error message tells
# you. The score is the only sign, and it says what you would love to hear. So ask of each number: **would I know it for
# a house that has not been sold?**
#
# The other suspects:
#
# - *Sale condition*: 0.216 on paper, 0.225 on the day. Whether a sale will be "Partial" is known at the sale only. A
#   small leak, but a leak: it is never a feature in this course.
# - *Scaler fitted on all rows*: no difference. A straight model undoes every shift and stretch with its weights. A
#   network starts with small weights and stops after so many steps, so for it the scale matters; and in a short table a
#   single extreme test house moves a mean. It is a leak: test rows had a say in the features. So we never start with
#   it.
# - *Block price from the train sales, own included*: 0.260, twice, so the paper is honest. But the model is poor. It
#   trusts a feature that knows the price of every train house and of no test house. From the *other* train sales:
#   0.206, better than the six alone. The idea was good.

# %% [markdown]
# ## Read the data card
#
# Before you use a table, ask where it comes from. This one has a card, in `bpkit/data/DATA.md`:
#
# - **Source**: public records of the City Assessor of Ames, Iowa, prepared by Dean De Cock for teaching (2011); latitude
#   and longitude were added in the R package AmesHousing; ours is the copy in the R package modeldata.
# - **Rows**: 2,925 sales, 2006 to 2010. Five houses above 4,000 square feet were left out, as De Cock advises.
# - **Units**: US dollars, square feet (a hundred of them are 9.3 square metres), degrees, calendar years.
# - **Never a feature**: `sale_condition`; `house_id` and `split`, which say nothing about a house.
#
# Our **six features** are of three kinds:
#
# | kind | columns | unit |
# |---|---|---|
# | size | `living_area`, `lot_area` | square feet |
# | location | `latitude`, `longitude` | degrees |
# | amenities | `bathrooms`, `garage_cars` | rooms (a half has no bath), cars |
#
# One house, to make it real. It was sold for 215,000 dollars. How many square feet of living area would you expect?

# %%
names = ("price", "living_area", "lot_area", "latitude", "longitude", "bathrooms", "garage_cars")
{name: float(sales[name][0]) for name in names}

# %% [markdown]
# 1,656 square feet, about 154 square metres, on a large lot, with two bathrooms and two places for cars.
#
# **A word on what a price model does to people.** There is no column for race or income here, but neighbourhood and
# coordinates stand in for both: where people could live was decided by both, for a long time. A model that learns
# prices learns that, too, and gives it back as a number that looks neutral. And it knows one small university town,
# from 2006 to 2010. So it is for learning. It must not be used to lend, to tax or to insure, nor for another place or
# another time. At the end of this lesson you see how wrong it gets elsewhere.

# %% [markdown]
# ## Split before anything else
#
# What comes between the table and the network is called **data preparation**: choose columns, split the rows, take
# logarithms, scale, encode. Splitting comes first. What has not been looked at cannot leak.
#
# Could one take the first 60 % of the file for training? Look at the years. In which years were the first 1,755 houses
# sold, on average, and the last 585?

# %%
float(sales["year_sold"][:1755].mean().round(1)), float(sales["year_sold"][-585:].mean().round(1))

# %% [markdown]
# 2008.7 and 2006.0: the file begins with 2010, and it is sorted. The model would learn from the late years and be
# tested on the first. So shuffle, then cut.
#
# `split_rows` returns row *numbers*, not rows: with the same numbers you take X and y apart in the same way. Each part
# has `int(fraction * n)` rows, and the last part takes the rest, so that no row is lost.
#
# <details><summary>A hint</summary>
#
# `rng.permutation(n)` holds every row number once, shuffled. What is left is cutting it in places that you find by
# adding up the sizes. `np.split` cuts at given places; a loop with slices does it as well.
#
# </details>


# %% solution="split_rows"
def split_rows(n, fractions, rng):
    """The row numbers 0 … n - 1, shuffled by rng and cut into len(fractions) index arrays.

    fractions: sizes of the parts, together 1. A part has int(fraction * n) rows, the last takes the rest.
    """
    ### BEGIN SOLUTION
    sizes = [int(fraction * n) for fraction in fractions[:-1]]
    return np.split(rng.permutation(n), np.cumsum(sizes, dtype=int))
    ### END SOLUTION


# %% check="split_rows"

# %% [markdown]
# 2,925 rows, 60 %, 20 % and 20 %: how many rows in each part? And how many different rows in all parts together?

# %%
parts = split_rows(len(sales), (0.6, 0.2, 0.2), np.random.default_rng(9))
[len(part) for part in parts], len(np.unique(np.concatenate(parts)))

# %% [markdown]
# 1,755, 585 and 585, and no row is lost. **Which split is used when?** Lessons 9 to 12 use the one that is fixed in the
# file, the column `split`, so that your numbers can be compared with the text, and with other people's. In lesson 14
# your own `split_rows` cuts a new one for each seed: a model that is good on one split only was lucky.
#
# How lucky can one be? The same straight model with six features, on your split:

# %%
is_train, is_test = np.isin(np.arange(len(sales)), parts[0]), np.isin(np.arange(len(sales)), parts[2])
mine = float(error(six(sales)))
is_train, is_test = sales["split"] == "train", sales["split"] == "test"  # the fixed split again
round(mine, 2), round(float(error(six(sales))), 2)

# %% [markdown]
# 0.21 against 0.22. Differences of that size between two models mean little, as long as one split is all you have.

# %% [markdown]
# ## Take the logarithm of prices and areas
#
# Is an error of 20,000 dollars large? For a house of 60,000 it is; for one of 500,000 it is not. People talk about prices
# in percent, and a percentage is a difference of logarithms: $\ln 110 - \ln 100 = 0.095$, and so is $\ln 550 - \ln 500$.
#
# There is a second reason. A few prices are very high, and a square makes the largest errors count most. How far does the
# mean of the prices lie above the median, the price in the middle? And in logarithms?

# %%
price = sales["price"][is_train]
skew = float((price.mean() - np.median(price)) / price.std())
log_skew = float((np.log(price).mean() - np.median(np.log(price))) / np.log(price).std())
round(float(price.mean())), round(float(np.median(price))), round(skew, 2), round(log_skew, 2)

# %% [markdown]
# 179,603 dollars against 159,000: a quarter of a standard deviation. In logarithms it is a tenth. Numbers like these, a
# few of them far above all others, are called **skewed**. The areas are skewed as well, lots even more, so they get a
# logarithm, too: twice the lot is then the same step everywhere.
#
# **What comes back is a median.** The squared error makes a model predict the *mean* of the log price. Log prices are
# about as often above their mean as below, so that mean is about their median as well. Now take exp: it changes numbers
# but not their order, so the middle one stays the middle one. The mean does not stay the mean. So exp of a predicted
# log price is a typical price, with about half of such houses above it, and *not* the mean, which the few dear ones
# pull up.
#
# Test it: how many test houses were sold for more than predicted? And is the mean prediction below the mean price?

# %%
ones = np.column_stack([six(sales), np.ones(len(sales))])
weights = np.linalg.lstsq(ones[is_train], log_price[is_train])[0]
predicted, actual = np.exp(ones[is_test] @ weights), sales["price"][is_test]
round(float(np.mean(actual > predicted)), 2), round(float(predicted.mean() / actual.mean()), 2)

# %% [markdown]
# 52 % of them, about half. But the sum of all predictions is 3 % too low. Whoever adds up predicted prices, for a whole
# street, must know that.

# %% [markdown]
# ## Compare two bowls
#
# Now the features' units. Two weights, one for the area and one for the bathrooms, and the loss over them, seen from
# above. Both axes of a panel have the same scale. (The bias is learnt along; it is not drawn.) Forty steps go down in
# each bowl, with the same learning rate.
#
# At $\eta = 0.1$ the raw bowl throws the descent out. Move η down until it stays. How far do the two get then? After
# that, measure the area in other units. Which of the two bowls changes?

# %%
explore.scaling()

# %% [markdown]
# At $\eta = 0.0032$ the raw descent stays, and its loss falls from 1 to 0.93; the scaled one, much too slow now, comes
# to 0.67. At 0.1 it reaches the bottom, 0.397. And the scaled bowl is the same in any unit. The houses have not
# changed. What has changed is the shape of the bowl, and with it what one learning rate can do.
#
# ## Write the scaler
#
# Lesson 4 did this for one column. A refresher: the **standard deviation** is a typical distance from the mean.
# Subtract the mean from each number, square, take the mean of the squares, take the root. For a column $x_1, \dots,
# x_N$:
#
# $$\mu = \frac{1}{N} \sum_i x_i \qquad \sigma = \sqrt{\frac{1}{N} \sum_i (x_i - \mu)^2}
# \qquad z_i = \frac{x_i - \mu}{\sigma}$$
#
# X has the shape (N, D), so μ and σ have the shape (D,): one for each column, in that column's unit. In z the unit
# cancels. Bringing all columns to mean 0 and standard deviation 1 is called **normalisation**, or standardisation.
#
# Why does that give a mean of 0 and a standard deviation of 1? The mean of $x_i - \mu$ is $\mu - \mu = 0$. The mean of
# $z_i^2$ is the mean of $(x_i - \mu)^2$, which is $\sigma^2$, divided by $\sigma^2$. ($\sigma^2$ has a name of its own, the
# **variance**.)
#
# By hand: the column 1, 3, 5, 7. Mean? Distances? Standard deviation?

# %%
x = np.array([1.0, 3.0, 5.0, 7.0])
distance = x - x.mean()
float(x.mean()), distance.tolist(), round(float(np.sqrt(np.mean(distance**2))), 3)

# %% [markdown]
# Mean 4, distances −3, −1, 1 and 3, and $\sqrt{20 / 4} = \sqrt 5 \approx 2.236$.
#
# One case needs care. A **constant column** has $\sigma = 0$, and 0 / 0 is NaN. It says nothing, so let its σ be 1:
# then it becomes 0 everywhere and does no harm. How would you recognise one? Is the standard deviation of six times 0.1
# equal to 0?

# %%
bool(np.full((6, 1), 0.1).std() == 0)

# %% [markdown]
# False: rounding has left a trace, about $10^{-17}$. Who asks `std == 0` then divides one rounding error by another.
# Whether the largest number equals the smallest is a question without rounding.
#
# <details><summary>A hint</summary>
#
# `axis=0` goes down the rows. `np.where(condition, a, b)` takes a where the condition holds, else b.
#
# </details>


# %% solution="fit_scaler"
def fit_scaler(X):
    """(mean, std) of every column of X (N, D), each (D,), in the column's unit. Give it train rows only.

    std is the root of the mean squared distance from the mean (no N - 1). A column with max = min has std 1.
    """
    ### BEGIN SOLUTION
    constant = X.max(axis=0) == X.min(axis=0)
    return X.mean(axis=0), np.where(constant, 1.0, X.std(axis=0))
    ### END SOLUTION


# %% check="fit_scaler"

# %% [markdown]
# ## Apply it
#
# Fitting and applying are two functions, because they happen at different times: fitted once, on train rows, and
# applied to train, validation and test rows, and to the house that somebody asks about next year. Always with the
# *same* two numbers for a column. Why not with each part's own? A house of 2,000 square feet would be large among small
# ones and small among large ones, and a single new house would always be average.
#
# <details><summary>A hint</summary>
#
# One line, with brackets. `mean` and `std` have the shape (D,), X has (N, D): lesson 6's broadcasting does the rest.
#
# </details>


# %% solution="apply_scaler"
def apply_scaler(X, mean, std):
    """(X - mean) / std for X (N, D), with mean and std (D,) of the train rows; the result has no unit."""
    ### BEGIN SOLUTION
    return (X - mean) / std
    ### END SOLUTION


# %% check="apply_scaler"

# %% [markdown]
# The figure again, with your two functions in it.

# %%
explore.scaling(fit_scaler, apply_scaler)

# %% [markdown]
# Fit on the train rows and apply to both parts. The train columns must have mean 0 and standard deviation 1. Which mean
# will the test columns have?

# %%
train_rows, test_rows = six(sales)[is_train], six(sales)[is_test]
mean, std = fit_scaler(train_rows)
X_train, X_test = apply_scaler(train_rows, mean, std), apply_scaler(test_rows, mean, std)
as_promised = np.allclose(X_train.mean(axis=0), 0, atol=1e-9), np.allclose(X_train.std(axis=0), 1)
as_promised, X_test.mean(axis=0).round(2).tolist()

# %% [markdown]
# The train columns are as promised. The test means are close to 0, but not 0. That is no mistake. It is the sign that no
# test row had a say.

# %% [markdown]
# ## Encode words
#
# A network multiplies. What is "North_Ames" times a weight? A category needs **encoding** as numbers. A first idea:
# number the neighbourhoods 0, 1, 2, …, and add that as a seventh column. There are 28. How much better will the error of
# 0.224 get?

# %%
neighbourhood = sales["neighborhood"]
levels = np.unique(neighbourhood[is_train])  # sorted by name
number = np.searchsorted(levels, neighbourhood)
len(levels), round(float(error(np.column_stack([six(sales), number]))), 3)

# %% [markdown]
# 0.224: nothing is won. A weight times the number says that each neighbourhood is dearer than the one before it in the
# alphabet, always by the same step. Nothing in a town is like that.
#
# So give each **level**, each value that occurs, a column of its own: 1 in the houses that are there, 0 in all others.
# This is called **one-hot** encoding. Each neighbourhood then has a weight of its own: what it adds to the log price.
#
# The levels come from the train rows, in a fixed order, for the same reason as the scaler's numbers. A category that is
# no level should not pass without a word: raise a `ValueError` that names it. (`houses.prepare`, which lesson 10 uses,
# decides otherwise: it makes a row of zeros of it, "none of those I know". Both can be right. Silence by accident
# cannot.)
#
# <details><summary>A hint</summary>
#
# Broadcasting, from lesson 6: `categories[:, None]` is a column (N, 1). Which shape has a comparison, `==`, of such a column
# with a row (K,), and what stands in it? `.astype(float)` makes numbers of True and False. And what do you know about a
# house whose row holds no 1?
#
# </details>


# %% solution="one_hot"
def one_hot(categories, levels):
    """(N, K) of 1.0 and 0.0: entry (n, k) is 1.0 where categories[n] is levels[k].

    categories (N,), levels (K,): arrays of text or whole numbers. ValueError for a category that is no level.
    """
    ### BEGIN SOLUTION
    columns = (categories[:, None] == levels[None, :]).astype(float)
    for category, row in zip(categories, columns):
        if not row.any():
            raise ValueError(f"{category!r} is none of the levels {list(levels)}")
    return columns
    ### END SOLUTION


# %% check="one_hot"

# %% [markdown]
# Three houses, and the levels in an order that you choose. Which column is hot in which row? Then the error with all 28
# columns in place of the number: lower than 0.224, by how much?

# %%
small = one_hot(np.array(["b", "c", "b"]), np.array(["c", "b", "a"]))
encoded = one_hot(neighbourhood, levels)
small.tolist(), encoded.shape, round(float(error(np.column_stack([six(sales), encoded]))), 3)

# %% [markdown]
# The second column, the first, the second. And the error falls from 0.224 to 0.183: the same words, told in a way that a
# straight model can use.

# %% [markdown]
# ## Come back to dollars
#
# The target is scaled as well: the log price has a mean of about 12 and a standard deviation of 0.4, and small random
# weights begin near 0. So a network predicts $z = (\ln p - \mu) / \sigma$. Nobody buys a house for 0.4. Undo the steps,
# the last one first:
#
# $$\ln p = z\,\sigma + \mu \qquad p = e^{z \sigma + \mu}$$
#
# <details><summary>A hint</summary>
#
# The formula is one line. `np.exp` works on arrays of every shape and on single numbers.
#
# </details>


# %% solution="to_dollars"
def to_dollars(z, mean, std):
    """Prices in dollars from standardised log prices z (any shape, unitless); mean and std of ln(price)."""
    ### BEGIN SOLUTION
    return np.exp(z * std + mean)
    ### END SOLUTION


# %% check="to_dollars"

# %% [markdown]
# There and back: the first price was 215,000 dollars. And $z = 0$: which price is that? Neither the mean, 179,603, nor
# exactly the median, 159,000.

# %%
price_mean, price_std = (part[0] for part in fit_scaler(log_price[is_train][:, None]))
z = apply_scaler(log_price, price_mean, price_std)
[round(float(to_dollars(one, price_mean, price_std))) for one in (z[0], 0.0)]

# %% [markdown]
# 215,000, and 165,367: exp of the mean log price.
#
# What does one step of z mean in dollars? The log price grows by 0.403, so the price is *multiplied* by $e^{0.403}$.
# Compare with the formula's slope: $dp/dz = \sigma\, p$. At $z = 0$, is it what you measure?

# %%
from bpkit.mine import numerical_derivative

measured = numerical_derivative(lambda one: to_dollars(one, price_mean, price_std), 0.0)
round(float(np.exp(price_std)), 2), round(float(measured)), round(float(price_std * np.exp(price_mean)))

# %% [markdown]
# A factor of 1.5, and 66,667 dollars for each unit of z, measured and derived.

# %% [markdown]
# ## Put it together
#
# `houses.prepare` does the same for all three parts, and lesson 10 begins with it. Does it agree with you to the last
# digits?

# %%
data = houses.prepare("six")
np.allclose(data.X_train, X_train), np.allclose(data.X_test, X_test), np.allclose(data.y_train[:, 0], z[is_train])

# %% [markdown]
# It does. Now be honest before you build a network: how much will it be worth? `price_houses` trains one much as
# lessons 10 and 11 will (a larger one, whose weights are pulled a little towards 0), and holds it against the best straight model. Three seeds, the six features; then all the features that a
# buyer can know, 70 columns after encoding. Always the mean price: 0.41.

# %%
from bpkit.pricing import price_houses


def network_and_straight(features):
    results = [price_houses(features, seed=seed, progress=False) for seed in range(3)]
    return round(float(np.mean([one.rmse_log for one in results])), 2), round(results[0].ridge_rmse_log, 2)


network_and_straight("six"), network_and_straight("all")

# %% [markdown]
# On six features the network is clearly better, 0.18 against 0.22: where it is dear in a town is no straight line in
# latitude and longitude, and a network can bend. On all features it is 0.13 against 0.13. There the neighbourhoods have
# columns of their own, somebody has done the bending by hand, and little is left to gain. So do not oversell it.

# %% [markdown]
# ## Take it somewhere else
#
# A second file: 932 sales in and around Sacramento, California, in May 2008. Living area, bedrooms and bathrooms are known there as
# well. (So are latitude and longitude, but no house of Ames says what they are worth in California.) A straight model of
# these three, trained on Ames, has an error of 0.24 in Ames. What will it be in Sacramento, and will the predictions be
# too high or too low, on average?


# %%
def three(sales, area, beds, baths):
    return np.column_stack([np.log(sales[area]), sales[beds], sales[baths], np.ones(len(sales))])


there = houses.load("sacramento")
here = three(sales, "living_area", "bedrooms", "bathrooms")
weights = np.linalg.lstsq(here[is_train], log_price[is_train])[0]
at_home = here[is_test] @ weights - log_price[is_test]
away = three(there, "sqft", "beds", "baths") @ weights - np.log(there["price"])
guess = log_price[is_train].mean() - np.log(there["price"])
[round(float(np.sqrt(np.mean(off**2))), 2) for off in (at_home, away, guess)], round(float(away.mean()), 2)

# %% [markdown]
# 0.24 at home, 0.44 away. That still beats always naming the mean price of Ames, which is off by 0.59 there; but at home even
# that was off by 0.41 only. And there is a bias of −0.27 (not the b of a layer: a mean error that is not 0): on average the
# prices are too low by a factor of $e^{0.27} \approx 1.3$. Nothing in the program is wrong. A square foot costs
# more in California, and no column says where it lies. This is called **distribution shift**: the houses you are asked
# about are not like those you learnt from. No test rows from Ames could have told you.

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="9.1"

# %% review="9.2"

# %% review="9.3"

# %% review="9.4"

# %% review="9.5"

# %% review="9.6"

# %% review="9.7"

# %% [markdown]
# **Question 9.8, in words.** A colleague scales the whole table first, splits it afterwards, and says: "The scaler has
# never seen a price, so nothing can leak." Answer in three or four sentences. A good answer says what of the test rows
# has reached the features, says why the effect is small here and when it is not, and says in which order to do it, with
# the question that decides such cases. (An instructor reads this one: a point of extra credit for each of the three.)

# %% [markdown] explain="explain_9"
# ### BEGIN SOLUTION
# A leak need not be a price: the mean and the standard deviation of every feature contain the test rows, so these had a
# say in the numbers that the model learns from. With 2,925 rows a mean hardly moves when some are left out, and a
# straight model undoes any scaling anyway; with few rows, or one extreme house among the test rows, a network would
# feel it. Split first, fit on the train rows, apply to all parts. The question is: would I have this number on the day
# when the new house comes?
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `split_rows`, `fit_scaler`, `apply_scaler`, `one_hot`: a table becomes X, with nothing in it that the day does not
#   bring.
# - `to_dollars`: a prediction becomes a price, the median of such houses.
# - A question that unmasks splendid scores: would I know this number for a house that has not been sold?
#
# In lesson 10 your network from lesson 8 learns these houses.
#
# **One step further** (optional, not graded): repair the friend's idea. Compute the block price from the other train
# sales, add it to the six, and count the other sales in the block as a feature, too. To read: Kaufman, Rosset, Perlich
# and Stitelman, "Leakage in Data Mining: Formulation, Detection, and Avoidance", *ACM Transactions on Knowledge
# Discovery from Data* 6(4), 2012; and De Cock, "Ames, Iowa: Alternative to the Boston Housing Data as an End of
# Semester Regression Project", *Journal of Statistics Education* 19(3), 2011.
