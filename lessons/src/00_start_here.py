# %% [markdown]
# # 0 · Start here
#
# - **You will do:** watch a network learn the prices of houses, ask whether this computer is ready, and make a check
#   speak.
# - **You will learn:** how a lesson works. Nothing here is graded.
# - **You need:** five minutes.
#
# Click into the grey cell below and press Shift and Enter together. That runs a cell and goes on to the next one.

# %%
from bpkit import explore

explore.training()

# %% [markdown]
# ## This is the end
#
# 2,925 houses were sold in Ames, Iowa. A small neural network sees 1,755 of them, each as six numbers: living area, lot
# area, latitude, longitude, bathrooms, places in the garage. It learns to name a price. On the right are 585 houses
# that it has never seen: a dot on the green line is a price that was guessed exactly.
#
# Whoever says the mean price for every house is off by about 80,500 dollars. The best straight-line model, *ridge*, is
# off by about 45,500. After 60 epochs (60 times through the houses) the network is off by about 36,500.
#
# Now move the **learning rate** all the way to the left. What do you expect? Then all the way to the right. One of the
# two is too slow, the other no better than the mean price. In lesson 4 you see why.
#
# By lesson 14 such a network stands in your own notebook, and every derivative in it is one that you wrote.

# %% [markdown]
# ## Ask whether this computer is ready
#
# Did sliders and a moving curve appear? Good. Either way, ask the doctor: it takes a few seconds. Every line should
# begin with `ok`.

# %%
from bpkit.learner import doctor

doctor()

# %% [markdown]
# What to do when it does not:
#
# - A line begins with `PROBLEM`: the line below it, after the arrow, says what to do. Begin with the first one.
# - `No module named 'bpkit'`: the notebook runs in another Python. Close JupyterLab and start it with `make lab`; on a
#   page that is open already, choose *Kernel*, *Change Kernel*, *Python 3 (ipykernel)*.
# - A cell shows `[*]` for minutes: choose *Kernel*, *Restart Kernel*, and run the cells again from the top.
#
# The doctor also comes to a terminal: `python -m bpkit doctor`.

# %% [markdown]
# ## Make a check speak
#
# In every lesson you write functions, and a check tells you what it thinks of each. Here is the plainest way to price a
# house: name the mean price of all houses. Three of them were sold for 120,000, 150,000 and 330,000 dollars. The
# function below is wrong, on purpose. What will the check say?

# %% tags=["raises-exception"]
from autograder.warm_up import check


def mean_price(prices):
    return sum(prices)


check(mean_price)

# %% [markdown]
# It does not print what the right answer is. It says what is wrong with *this* one, and a wrong answer that it has often
# seen bears a name. A mistake costs nothing, and you may ask as often as you like.
#
# Repair the function above and run the cell again, or run this one:


# %%
def mean_price(prices):
    return sum(prices) / len(prices)


check(mean_price)

# %% [markdown]
# The mean of the three prices is 600,000 dollars shared out among three houses. That is, in dollars,

# %%
mean_price([120_000, 150_000, 330_000])

# %% [markdown]
# ## What you now have
#
# - A kernel that works, and a doctor in case it stops.
# - The way of every lesson: guess, run, look, write, check. From now on a right answer is kept in the folder `mine`
#   beside the lessons, and later lessons use it.
# - An overview of how far you have come, whenever you want it: `python -m bpkit progress` in a terminal.
#
# Save your work with Ctrl and S. Should you ever want a lesson as new, `python -m bpkit reset 1` brings it, and keeps
# yours beside it. Now open lesson 1, `01_rates_multiply.ipynb`.
