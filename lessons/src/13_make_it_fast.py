# %% [markdown]
# # 13 · Make it fast
#
# - **You will do:** write three kernels, and measure a matrix product at every step from a Python loop to the best that your
#   machine can do.
# - **You will learn:** what Numba does, what it costs, why the order of loops matters, and when to leave all of it alone.
# - **You need:** lessons 5 and 6. About 45 minutes. Lesson 14 does not need this one.
#
# The one question of this lesson: **two programs multiply the same numbers and get the same result. Why can one take ten
# thousand times as long as the other?**

# %% [markdown]
# ## Play first
#
# One matrix product, made in several ways. Every way makes the same multiplications, in another order. In a running
# notebook, the left half shows how fast each is on your machine: move the size, and measure again. (On paper it shows two
# ways through the matrix B instead.) The right half counts how often each has to fetch something from memory. Which order
# fetches most?

# %%
from bpkit import explore

explore.speed()

# %% [markdown]
# Entry by entry, the order in which you learnt it. It goes down the columns of B, and each step lands on another line of
# memory. More of that below. First: how much work is there?

# %% [markdown]
# ## Count the work
#
# A has N rows and D columns, B has D rows and M columns. The product has N · M entries. Each of them is a sum of D
# products: D multiplications, and D additions. In all
#
# $$2 \, N \, D \, M \text{ operations.}$$
#
# For two matrices of 240 × 240, how many millions is that?

# %%
n = 240
2 * n**3 / 1e6

# %% [markdown]
# Nearly 28 million. A processor makes thousands of millions of operations a second. A thousand million a second is one
# **GFLOP/s**: G for giga, FLOP for floating-point operation. So at 1 GFLOP/s this product takes 28 ms. Let us see.

# %% [markdown]
# ## Start with a loop in Python
#
# A function of loops over numbers that works on arrays is called a **kernel** here (Jupyter's kernel is another thing). It
# gets its result array, `out`, from the caller, writes into it, and returns nothing. Why that is so, we will see under
# *Make no arrays*. What stands in `out` when it comes is old and means nothing.
#
# Here is the first one. Row i meets column j.

# %%
import numpy as np


def entry_by_entry(A, B, out):
    """out <- A B, one entry after the other."""
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            total = 0.0
            for k in range(A.shape[1]):
                total += A[i, k] * B[k, j]
            out[i, j] = total


# %%
A, B, out = np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.full((1, 1), np.nan)
entry_by_entry(A, B, out)
out

# %% [markdown]
# 1 · 3 + 2 · 4 = 11, as it should be. Next a stopwatch: it runs a kernel a few times and keeps the best time, because
# whatever else your computer does can only make it slower.

# %%
import time


def gflops(multiply, n, runs=20):
    """Thousand million operations a second; the best of several runs."""
    A, B, out = np.ones((n, n)), np.ones((n, n)), np.empty((n, n))
    multiply(A, B, out)  # a run that does not count
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        multiply(A, B, out)
        times.append(time.perf_counter() - start)
    return 2 * n**3 / min(times) / 1e9


# %% [markdown]
# Your loops use one core of the processor. So that the comparison is fair, NumPy gets one as well.

# %%
from threadpoolctl import threadpool_limits

one_core = threadpool_limits(limits=1)

# %% [markdown]
# A loop in Python is so slow that 40 × 40 must do. The speed hardly depends on the size. Will it reach 1 GFLOP/s?
#
# (The next cell, and three more below, show times. Yours differ from those in the text, which come from the machine on
# which this was written, one with two cores.)

# %% tags=["nbval-ignore-output"]
print(f"a loop in Python: {gflops(entry_by_entry, 40, runs=3):.4f} GFLOP/s")

# %% [markdown]
# Between 0.003 and 0.01 GFLOP/s there: a hundredth, at most. For 240 × 240 that would be several seconds. The
# multiplications are not to blame. For each of them Python looks up what `A` is, what `[i, k]` means for it, makes a new
# number object, asks what `*` means for two of those, and throws them away again.

# %% [markdown]
# ## Turn it into machine code
#
# A processor understands only **machine code**: multiply this, add that, jump back. **Numba** reads a Python function, sees
# from its arguments that all is arrays of numbers, and writes machine code for exactly that. `njit` does it; the n stands
# for *no Python*: while such a function runs, nothing of Python is asked.
#
# (Where Numba is missing, as in a browser, the cell below makes an `njit` that changes nothing. Then everything in this
# lesson still runs, with smaller sizes, and slowly.)

# %%
try:
    from numba import njit
except Exception:

    def njit(function):
        function.signatures = []  # nothing is compiled
        return function

    n = 24
quick = njit(entry_by_entry)
len(quick.signatures)

# %% [markdown]
# 0: nothing has been compiled so far. Numba waits for the first call, because only then does it know the types of the
# arguments. One call with arrays of float64, one with float32. How many versions are there then?

# %%
for dtype in (np.float64, np.float64, np.float32):
    square = np.ones((4, 4), dtype)
    quick(square, square, np.empty_like(square))
len(quick.signatures)

# %% [markdown]
# Two: one for each kind of argument, and the second call with float64 found its version ready. Compiling takes time, once
# for each version. Let us see how long, and what it brings.

# %% tags=["nbval-ignore-output"]
fresh, square = njit(entry_by_entry), np.ones((4, 4))
start = time.perf_counter()
fresh(square, square, np.empty((4, 4)))
print(f"the first call, which compiles: {time.perf_counter() - start:.2f} s")
print(f"from then on: {gflops(fresh, n):.2g} GFLOP/s")

# %% [markdown]
# There, between a tenth of a second and about a second for compiling, and then 2 to 4 GFLOP/s: several hundred times the
# Python loop, with not one line changed. Those who time only the first call measure the compiler.
#
# `njit(cache=True)` keeps the machine code in a file, and the next session starts with it. `bpkit` does so for all of its
# kernels. That is why its first training on a new machine takes some seconds more than all later ones.

# %% [markdown]
# ## Read an error together
#
# Numba knows numbers, arrays, tuples, loops, and many functions of NumPy. It does not know everything. Here is a kernel
# that calls a small function of ours. What will Numba say?


# %%
def half(x):
    return x / 2


def halve(x, out):
    for i in range(x.shape[0]):
        out[i] = half(x[i])


try:
    njit(halve)(np.ones(3), np.empty(3))
except Exception as error:
    print(str(error).partition("\n\nFile")[0])

# %% [markdown]
# Skip the first line, which says only at which stage it gave up. Read the second: the name `half` comes from outside
# (*untyped global name*), and it is a plain Python function. No Python is asked in there, so `half` needs machine code of
# its own. (After that come the place and the line, cut off here.) The cure is `half = njit(half)`.
#
# Two more that you will meet: *Cannot unify float64 and array(…)*: one variable is a number here and an array there, so give
# it two names. *Use of unsupported NumPy function*: write the loop yourself, or do that part outside.
#
# One thing Numba does **not** say: machine code does not look whether an index is inside the array. `out[i + 1]` at the end
# writes into memory that belongs to something else. So try a kernel without `njit` first, on something small: Python does
# look. The checks below do the same, plain Python first and then machine code, and the time for compiling is not yours.

# %% [markdown]
# ## Write a kernel for the way back
#
# A worked example first. The forward step of ReLU, entry by entry:


# %%
def relu_kernel(x, out):
    """out <- max(x, 0), for x of shape (N, M)."""
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = x[i, j] if x[i, j] > 0 else 0.0


x, out = np.array([[3.0, -1.0, 0.0]]), np.full((1, 3), np.nan)
njit(relu_kernel)(x, out)
out

# %% [markdown]
# Every entry of `out` was written, also where the answer is 0.
#
# Now the step back: what arrives goes through where the gate was open. `out` may hold anything when it comes; the check
# fills it with NaN. Write it with or without `@njit`, as you like.
#
# <details><summary>A hint</summary>
#
# The same two loops. What decides is `x[i, j]`; what is written comes from `upstream`. And where the gate is closed?
#
# </details>


# %% solution="relu_backward_kernel"
def relu_backward_kernel(upstream, x, out):
    """out <- upstream where x > 0, else 0; all three of shape (N, M). Returns nothing."""
    ### BEGIN SOLUTION
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = upstream[i, j] if x[i, j] > 0 else 0.0
    ### END SOLUTION


# %% check="relu_backward_kernel"

# %% [markdown]
# ## Ask how memory is read
#
# Your compiled product makes 2 to 4 GFLOP/s, and the processor could make ten times as many. What is it waiting for? How
# far apart, in bytes, are two neighbours in a row of B, and two neighbours in a column? A float64 takes 8 bytes.

# %%
B = np.ones((240, 240))
{"down a column": B.strides[0], "along a row": B.strides[1]}

# %% [markdown]
# Along a row 8 bytes; down a column 240 · 8 = 1,920. Rows lie in memory one after the other.
#
# A processor never fetches a single number. It fetches a **line**, on most processors 64 bytes, eight numbers, into a small and quick memory
# beside it, the **cache**. Along a row, one fetch serves eight steps. Down a column each step lands on another line, seven
# of its eight numbers are of no use yet, and before they are wanted the line may have been thrown out.
#
# And there is a second gain. Machine code can multiply four or eight neighbours in *one* instruction. Neighbours in a row,
# that is.
#
# So: can the same products be added up in an order that runs along rows? The innermost loop of `entry_by_entry` runs over
# k, down a column of B. Which index would have to be innermost, so that B *and* `out` are both walked along their rows?

# %% [markdown]
# ## Write the product, row by row
#
# j. Row i of the result is a sum of rows of B:
#
# $$\text{row}_i(\text{out}) = \sum_k A_{ik} \, \text{row}_k(B)$$
#
# For each i and each k: one number, A[i, k], times a whole row of B, added to a whole row of `out`. The check accepts every
# order that is right. The stopwatch does not.
#
# <details><summary>A hint</summary>
#
# Three loops: i, then k, then j. You add to `out[i, j]` many times. What has to stand there before the first time?
#
# </details>


# %% solution="matmul_kernel"
def matmul_kernel(A, B, out):
    """out <- A B for A (N, D), B (D, M) and out (N, M), which holds old numbers. Returns nothing."""
    ### BEGIN SOLUTION
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = 0.0
        for k in range(A.shape[1]):
            a = A[i, k]
            for j in range(B.shape[1]):
                out[i, j] += a * B[k, j]
    ### END SOLUTION


# %% check="matmul_kernel"

# %% [markdown]
# The figure again, with your kernel in it. It walks through your loops and counts the lines, with a cache that holds 24 of
# them. Your order should stand with "row by row", below 2,000.

# %%
explore.speed(matmul_kernel)

# %% [markdown]
# An eighth of the lines, as there are eight numbers in each.

# %% [markdown]
# ## Use it while it is there
#
# One step more. Row by row, all of B is read again for every single row of A, and each entry of `out` is read and written
# again for every k. **Blocking** means: do more with what has been fetched, before it goes. Here two rows of A and four of
# B are worked on together. Each number of B serves twice, and `out` is read a quarter as often.


# %%
def in_blocks(A, B, out):
    """out <- A B, for a number of rows of A that is even, and of B that is a multiple of four."""
    out[:, :] = 0.0
    for i in range(0, A.shape[0], 2):
        for k in range(0, A.shape[1], 4):
            a, b, c, d = A[i, k], A[i, k + 1], A[i, k + 2], A[i, k + 3]
            e, f, g, h = A[i + 1, k], A[i + 1, k + 1], A[i + 1, k + 2], A[i + 1, k + 3]
            for j in range(B.shape[1]):
                p, q, r, s = B[k, j], B[k + 1, j], B[k + 2, j], B[k + 3, j]
                out[i, j] += a * p + b * q + c * r + d * s
                out[i + 1, j] += e * p + f * q + g * r + h * s


# %%
rng = np.random.default_rng(0)
A, B, out = rng.normal(size=(4, 8)), rng.normal(size=(8, 3)), np.empty((4, 3))
in_blocks(A, B, out)
np.allclose(out, A @ B)

# %% [markdown]
# True: another order of the same sums. Last comes NumPy. It hands matrix products to **BLAS**, a library that people have
# tuned for decades: blocks for each level of cache, machine code written by hand, several cores where it may. Write down four
# guesses in GFLOP/s, then run it.


# %% tags=["nbval-ignore-output"]
def machine(kernel):
    """The kernel as machine code; one that bears @njit already is left as it is."""
    return kernel if hasattr(kernel, "signatures") else njit(kernel)


ways = {
    "entry by entry": machine(entry_by_entry),
    "row by row (yours)": machine(matmul_kernel),
    "in blocks": machine(in_blocks),
    "BLAS, by NumPy": np.dot,
}
for name, multiply in ways.items():
    print(f"{name:20} {gflops(multiply, n):.3g} GFLOP/s")

# %% [markdown]
# There: 2 to 3, then 15 to 20, then 35 to 40, and BLAS about 50. With both cores BLAS makes up to 100 there. (If no other
# program is using them: its threads wait for one another, and on a busy machine two of them can be slower than your
# kernel.) From the first Python loop to BLAS that is a factor of five to fifteen thousand, for the same sums of the
# same products.
#
# So NumPy wins. Why write kernels at all? Because not everything is a matrix product.

# %% [markdown]
# ## Make no arrays
#
# A layer with ReLU in NumPy: `np.maximum(X @ W + b, 0)`. How many arrays of the size of the result are made on the way, if
# each step makes one?

# %%
X, W, b = np.ones((100, 64)), np.ones((64, 50)), np.ones(50)
steps = [X @ W]
steps.append(steps[-1] + b)
steps.append(np.maximum(steps[-1], 0))
len({step.__array_interface__["data"][0] for step in steps}), steps[-1].shape

# %% [markdown]
# Three, of 100 × 50, at three places in memory. Two of them are thrown away at once. The system has to find room for each,
# and each is written to memory in full and read back in full, for one addition, and for one comparison.
#
# A kernel does it in one go: the sum of an entry is complete, b is added, the gate acts, and only then comes the next.
# This is called **fusion**: several steps in one pass. And `out` comes from the caller, who makes it once and uses it for
# every batch. That is what `out` is for.
#
# Your last kernel: a whole layer, fused.
#
# <details><summary>A hint</summary>
#
# Take your `matmul_kernel`. What could `out[i, j]` start with, instead of 0? And when may the gate act: before or after the
# last k?
#
# </details>


# %% solution="affine_relu_kernel"
def affine_relu_kernel(X, W, b, out):
    """out <- max(X W + b, 0) for X (N, D), W (D, M), b (M,) and out (N, M). Returns nothing."""
    ### BEGIN SOLUTION
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            out[i, j] = b[j]
        for k in range(X.shape[1]):
            x = X[i, k]
            for j in range(W.shape[1]):
                out[i, j] += x * W[k, j]
        for j in range(W.shape[1]):
            out[i, j] = max(out[i, j], 0.0)
    ### END SOLUTION


# %% check="affine_relu_kernel"

# %% [markdown]
# Is it the layer of lessons 5 and 6? Your own `affine` and `relu` should agree with it to the last digits, far below
# 1e-12.

# %%
from bpkit.mine import affine, relu

X, W, b = rng.normal(size=(5, 3)), rng.normal(size=(3, 4)), rng.normal(size=4)
out = np.full((5, 4), np.nan)
machine(affine_relu_kernel)(X, W, b, out)
float(np.abs(out - relu(affine(X, W, b))).max()) < 1e-12

# %% [markdown]
# ## Let each do what it does best
#
# A kernel beats NumPy where NumPy makes arrays. BLAS beats a kernel at the product. So take both: BLAS for the product,
# straight into `out`, and a fused kernel for what is left. That is what `bpkit` trains with.


# %%
@njit
def bias_relu(b, out):
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = max(out[i, j] + b[j], 0.0)


def both(X, W, b, out):
    np.dot(X, W, out)
    bias_relu(b, out)


# %% [markdown]
# All 1,755 training houses through one layer of 64 × 64, where `n` is 240. Which of the three is fastest, and by how much?

# %% tags=["nbval-ignore-output"]
from timeit import repeat

N = 1755 if n == 240 else 50
X, W, b, out = np.ones((N, 64)), np.ones((64, 64)), np.ones(64), np.empty((N, 64))
quick = machine(affine_relu_kernel)
layers = {
    "NumPy, three arrays": lambda: np.maximum(X @ W + b, 0),
    "your kernel, fused": lambda: quick(X, W, b, out),
    "BLAS and a small kernel": lambda: both(X, W, b, out),
}
for name, layer in layers.items():
    print(f"{name:24} {1000 * min(repeat(layer, number=1, repeat=30)):.2f} ms")

# %% [markdown]
# There: NumPy about 1 ms, your kernel as much or less, both together about 0.3 ms, and nearly all of that is the
# product.
# So some three quarters of NumPy's time went into making arrays and walking through them. With small batches, such as 32
# rows, everything stays in the cache, and NumPy comes before your kernel; both together are still first.

# %% [markdown]
# ## Know when to leave it
#
# Numba is no cure for slowness as such. Leave it alone
#
# - where one call of NumPy does the work: a product, a sum, a sort. It is compiled already;
# - where a function runs once, for less time than it takes to compile;
# - where the time goes into reading files, into pandas, into dictionaries and text;
# - before you have measured. Nine tenths of a program's time are often spent in a tenth of its lines. Find those first;
# - before you have a slow version that is right. You need it to hold the quick one against.
#
# And an order to try things in: a better method; then NumPy without loops; then fewer arrays; then a kernel.

# %% [markdown]
# ## Review

# %%
from autograder import review

# %% review="13.1"

# %% review="13.2"

# %% review="13.3"

# %% review="13.4"

# %% review="13.5"

# %% review="13.6"

# %% review="13.7"

# %% [markdown]
# **Question 13.8, in words.** A friend has written a matrix product in three loops, has compiled it, and gets 3 GFLOP/s.
# "That is machine code," says the friend, "so it cannot get faster." Answer in three or four sentences. A good answer says
# what the processor is waiting for, says which loop should be innermost and why, and says what the friend should use
# instead of any loop. (An instructor reads this one: a point of extra credit for each of the three.)

# %% [markdown] explain="explain_13"
# ### BEGIN SOLUTION
# The processor waits for memory: it fetches lines of eight numbers, and a loop that goes down the columns of B uses one of
# them before it needs another line. With j innermost both B and out are walked along their rows, so each line that is
# fetched serves eight steps, and several neighbours can be multiplied in one instruction. For a plain matrix product
# NumPy's @ is better than any such loop, because BLAS does this for every level of cache and on several cores.
# ### END SOLUTION

# %% [markdown]
# ## What you now have
#
# - `relu_backward_kernel`, `matmul_kernel` and `affine_relu_kernel`: loops that become machine code.
# - A stopwatch, and a unit to think in: GFLOP/s.
# - Four reasons why the same work takes longer: Python in the loop, the wrong order, too little use of what was fetched, and
#   arrays that nobody needs.
#
# **One step further** (optional, not graded): make `in_blocks` work for any number of rows, and try four rows of A at a
# time. When does it stop getting faster? To read: Bryant and O'Hallaron, *Computer Systems: A Programmer's Perspective*,
# chapter 6, on cache memories and the order of loops; Goto and van de Geijn, "Anatomy of High-Performance Matrix
# Multiplication", *ACM Transactions on Mathematical Software* 34 (2008); and Numba's own "A ~5 minute guide to Numba".
