"""Review of lesson 13, make it fast; 13.2 and 13.5 come back to lessons 11 and 5."""

from __future__ import annotations

from autograder.question import Choice, Draw, Number, choice, question


@question("13.1", "compute")
def operations(draw: Draw) -> Number:
    N, D, M = (int(size) for size in draw.choice([20, 30, 50, 80, 100], size=3, replace=False))
    return Number(
        f"A has shape ({N}, {D}), B has shape ({D}, {M}). How many operations, multiplications and additions together, does "
        "their product take?",
        answer=2 * N * D * M,
        because=f"{N} · {M} entries, and each is a sum of {D} products: 2 · {N} · {D} · {M}.",
        wrong=[
            (N * D * M, "Those are the multiplications. Each product is added, too."),
            (N * M, "That is how many entries the result has. Each of them is a sum."),
            (2 * N * M, f"Each entry is a sum of {D} products, not of one."),
            (2 * N * D, "That is one column of the result."),
        ],
        tolerance=1e-6,
    )


@question("13.2", "compute")
def steady_velocity(draw: Draw) -> Number:
    momentum, gradient = float(draw.choice([0.75, 0.8, 0.9])), float(draw.choice([2.0, 3.0, 4.0]))
    limit = gradient / (1 - momentum)
    return Number(
        f"From lesson 11. Momentum {momentum:g}, and the gradient is {gradient:g} at every step. After many steps the velocity "
        "no longer changes. What is it?",
        answer=limit,
        because=f"v = {momentum:g} · v + {gradient:g} holds for v = {gradient:g} / (1 − {momentum:g}).",
        wrong=[
            (gradient, "That is the velocity after the first step. It remembers, and grows."),
            (gradient * (1 - momentum), "You multiplied by 1 − momentum. Solve v = momentum · v + gradient for v."),
            (gradient / momentum, "You divided by the momentum. Solve v = momentum · v + gradient for v."),
            (gradient * (1 + momentum), "That is the velocity after two steps."),
        ],
        hint="When it no longer changes, v = momentum · v + gradient.",
    )


@question("13.3", "predict")
def stride(draw: Draw) -> Number:
    rows, columns = (int(size) for size in draw.choice([10, 30, 50, 70], size=2, replace=False))
    return Number(
        "Predict, then run it in a cell of your own:\n\n"
        f"```python\nnp.zeros(({rows}, {columns}), dtype=np.float32).strides[0]\n```",
        answer=4 * columns,
        because=f"One row further are {columns} numbers of 4 bytes each.",
        wrong=[
            (8 * columns, "A float64 takes 8 bytes. This is a float32."),
            (4 * rows, "One step down skips a whole row. How many numbers are in a row?"),
            (8 * rows, "One step down skips a whole row, of float32."),
            (4, "That is one step along a row."),
            (columns, "Strides are counted in bytes."),
        ],
        tolerance=1e-6,
    )


@question("13.4", "choice")
def first_call(draw: Draw) -> Choice:
    first, later = draw.choice(["0.6 s", "0.8 s", "1.1 s"]), draw.choice(["2 ms", "3 ms", "5 ms"])
    return choice(
        draw,
        f"The first call of a function with `@njit` takes {first}, the second {later}. Then it is called with float32 arrays, "
        "for the first time. What do you expect?",
        {
            "It is slow once more: for other types Numba makes another version.": "One version for each kind of argument, each compiled at its first call.",
            f"It takes {later}: the function is compiled.": "It is compiled for float64. Machine code is made for exactly the types that it saw.",
            "An error: a compiled function takes the types that it was compiled for.": "With types given by hand that would be so. Here Numba compiles when it meets new ones.",
            "It runs as plain Python, because float32 was not compiled.": "Nothing of Python is asked in there. Numba compiles, or it raises.",
        },
    )


@question("13.5", "choice")
def gate_from_output(draw: Draw) -> Choice:
    return choice(
        draw,
        "From lesson 5. `affine_relu_kernel` keeps only its output, max(Z, 0), and forgets Z. On the way back, can you still "
        "tell where the gate was open?",
        {
            "Yes: the output is greater than 0 exactly where Z was.": "Where Z > 0 the output is Z itself; everywhere else it is 0.",
            "No: Z has to be kept as well.": "For a sigmoid, too, the output alone was enough. What is the output where the gate is closed?",
            "No: an output of 0 may come from Z = 0, where the gate is open.": "At exactly 0 this course uses slope 0: closed.",
            "Only if the upstream gradient is positive.": "The gate does not look at the gradient; Z alone decides.",
        },
    )


@question("13.6", "bug")
def rebound(draw: Draw) -> Number:
    first = int(draw.integers(2, 9))
    lines = [
        "for i in range(X.shape[0]):",
        "    for j in range(W.shape[1]):",
        "        out[i, j] = b[j]",
        "    for k in range(X.shape[1]):",
        "        for j in range(W.shape[1]):",
        "            out[i, j] += X[i, k] * W[k, j]",
        "out = np.maximum(out, 0.0)",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    return Number(
        "The body of somebody's `affine_relu_kernel`. It runs, and the caller finds negative numbers in the array. Which line "
        f"is to blame?\n\n```text\n{shown}\n```",
        answer=first + 6,
        because="It makes a new array and calls that out. The caller's array is another one, and nobody clipped it.",
        wrong=[
            (first, "Every row has its turn. That line is right."),
            (first + 1, "Every column has its turn. That line is right."),
            (first + 2, "Each entry starts with its bias, so nothing old is left in it. That line is right."),
            (first + 3, "All products are added. That line is right."),
            (first + 4, "Along the rows, and in a good order. That line is right."),
            (first + 5, "The sum is right. What should happen to it afterwards, and where does that happen?"),
        ],
        hint="Answer with the number in front of the line. Which lines write into the caller's array?",
        tolerance=1e-6,
    )


@question("13.7", "transfer")
def one_loop_of_a_program(draw: Draw) -> Number:
    total, share = int(draw.choice([100, 200, 300])), int(draw.choice([60, 80, 90]))
    factor = int(draw.choice([20, 30, 40]))
    loop = total * share / 100
    rest = total - loop
    return Number(
        f"A weather station's program takes {total} s. You measure: {share} % of that is one loop. A kernel makes this loop "
        f"{factor} times as fast. How many seconds does the whole program take then (compiling left aside)?",
        answer=rest + loop / factor,
        because=f"{rest:g} s are as before, and {loop:g} s become {loop / factor:g} s. What you did not touch decides now.",
        wrong=[
            (total / factor, f"Only the loop got faster, not the other {100 - share} %."),
            (loop / factor, "That is the loop alone. The rest of the program still runs."),
            (rest, "The loop is quick now, but it still takes its time."),
            (total - loop / factor, "You took away what the loop takes now. What does it save?"),
        ],
    )
