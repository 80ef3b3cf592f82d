"""A learner's function behind a wire: the same verdicts as here, and nothing that comes back is believed."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder import judge
from autograder.calling import Callback, LocalCaller, Out, Problem, Reply, Seeded
from autograder.exercise import EXERCISES
from autograder.graphs import Graph
from autograder.sandbox.remote import Remote, RemoteCaller, WorkerGone
from autograder.sandbox.wire import LENGTHS, Packer, Unpacker, WireError, frame, receive
from autograder.values import Alien, NodeRef, identical
from bpkit.houses import Houses

MUL = EXERCISES["mul_backward"]
X = np.arange(6.0).reshape(2, 3)


@pytest.fixture(scope="module")
def everyone() -> Iterator[Remote]:
    """A worker that has all exercises' functions at hand, as if a learner had written them all."""
    with Remote() as remote:
        remote.define("import autograder.exercises\nfrom autograder.exercise import EXERCISES")
        yield remote


@pytest.fixture
def worker() -> Iterator[Remote]:
    with Remote() as remote:
        yield remote


# ---------------------------------------------------------------- the same verdicts


# What takes thousands of calls of a callback, or trains for long, has its own test of the wire below.
LONG = {"build_and_train"}


@pytest.mark.parametrize("name", [name for name in EXERCISES if name not in LONG])
def test_a_second_process_gets_the_same_verdicts(name: str, everyone: Remote) -> None:
    exercise = EXERCISES[name]
    functions = {"reference": exercise.reference}
    variants = exercise.variants[:1] if exercise.compiled else exercise.variants  # Numba takes seconds for each
    functions |= {f"variants[{place}]": one for place, one in enumerate(variants)}
    last = len(exercise.mistakes) - 1
    functions |= {f"mistakes[{last}].function": exercise.mistakes[last].function}
    for where, function in functions.items():
        assert everyone.define(f"submitted = EXERCISES[{name!r}].{where}") is None
        patient = replace(exercise, seconds=60.0)
        there, here = everyone.judge(patient, "submitted", 5), judge(name, function, 5)
        assert there == here, where


# ---------------------------------------------------------------- the same replies

HOUSES = Houses({"price": X[0], "town": np.array(["a", "b", "c"])})
PAIR = Graph(((), (0,)), ((), (3.0,)))
CATCHES = """def f(g, x):
    try:
        return g(x)
    except FloatingPointError as error:
        return str(error)
"""


def _overflow(x: Any) -> float:
    raise FloatingPointError("the loss is not finite")


def _scaled(x: Any, scale: float = 1.0) -> Any:
    return scale * x + 1


CALLS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "numbers": ("def f(a, b): return a + b, a * b", (2.0, 3)),
    "arrays": ("def f(x): return [x, x.T, (x > 2), x.sum()]", (X,)),
    "an exception": ("def f(x):\n    y = x\n    return y.nothing", (X,)),
    "nothing": ("def f(x): pass", (X,)),
    "a forgotten return": ("def f(x): x + 1", (X,)),
    "NaN and infinity": ("def f(x): return x * float('nan'), float('-inf'), x", (np.inf,)),
    "text and no text": ("def f(x): return x, None, True, ...", ("é, 'x' and \n",)),
    "a dict": ("def f(x): return {'train': [x], 'n': 3}", (1.5,)),
    "what is not plain": ("def f(x): return (one for one in x), object, 10 ** 50", (X,)),
    "a warning": ("import numpy as np\ndef f(x): return np.exp(x)", (np.array([1000.0]),)),
    "what was written into": ("def f(x, rows):\n    x[0] = 7\n    rows.append(1)\n    return 0.0", (X, [X])),
    "a generator": ("def f(rng): return rng.normal(size=3)", (Seeded(7),)),
    "an out": ("def f(x, out): out[:] = 2 * x", (X, Out((2, 3)))),
    "a table": ("def f(houses): return len(houses), houses['price'], houses['town']", (HOUSES,)),
    "texts": ("def f(names): return names", (np.array(["a", "bc"]),)),
    "whole numbers": ("def f(labels): return labels, str(labels.dtype)", (np.array([1, 2]),)),
    "an empty array": ("def f(x): return x", (np.zeros((0, 3)),)),
    "a graph": ("def f(root): return {root: 1.0, root.parents[0]: root.pull_back(2.0)[0]}", (PAIR,)),
    "a callback": ("def f(g, x): return g(x) + g(x, scale=2.0)", (Callback(_scaled, "g"), X)),
    "callbacks in lists": (
        "def f(gs, x): return gs[1](gs[0](x))",
        ([Callback(np.sin, "s"), Callback(np.cos, "c")], 1.0),
    ),
    "a callback that raises": ("def f(g, x): return g(x)", (Callback(lambda x: x.nothing), X)),
    "a callback that raises NumPy's own": ("def f(g, x): return g(x)", (Callback(lambda x: np.sum(x, axis=7)), X)),
    "a callback that returns nothing": ("def f(g, x): return [g(x)]", (Callback(lambda x: None), X)),
    "a callback called with nonsense": ("def f(g, x): return g(object())", (Callback(abs), X)),
    "a caught exception of a callback": (CATCHES, (Callback(_overflow), X)),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("layout", ["plain", "float32", "read-only"])
def test_a_second_process_gets_the_same_replies(name: str, layout: str, everyone: Remote) -> None:
    source, arguments = CALLS[name]
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, "<here>", "exec", dont_inherit=True), space)
    assert everyone.define(source) is None
    there = RemoteCaller(everyone, "f")(arguments, layout)
    here = LocalCaller(space["f"])(arguments, layout)
    assert identical(there.result, here.result)
    assert (there.problem and (there.problem.type, there.problem.message, there.problem.line)) == (
        here.problem and (here.problem.type, here.problem.message, here.problem.line)
    )
    assert identical(there.changed, here.changed)
    assert there.warned == here.warned
    assert [name for name, _ in there.asked] == [name for name, _ in here.asked]
    assert identical([given for _, given in there.asked], [given for _, given in here.asked])


def test_ten_thousand_nodes_cross(everyone: Remote) -> None:
    chain = Graph(((), *((k,) for k in range(9_999))), ((), *((1.0,) for _ in range(9_999))))
    everyone.define(
        "def f(root):\n    n = 1\n    while root.parents:\n        root, n = root.parents[0], n + 1\n    return n, root"
    )
    assert RemoteCaller(everyone, "f")((chain,)).result == (10_000, NodeRef(0))


# ---------------------------------------------------------------- what goes wrong over there


def test_a_cell_that_fails_says_why(worker: Remote) -> None:
    assert worker.define("x = 1\n1 / 0") == Problem(
        "ZeroDivisionError", "division by zero", 2, "1 / 0", ("ArithmeticError", "Exception")
    )
    broken = worker.define("def f(:")
    assert broken is not None
    assert broken.type == "SyntaxError"
    assert "name 'f' is not defined" in worker.judge(MUL, "f").message
    worker.define("f = 3")
    assert "name 'f' is not defined" in worker.judge(MUL, "f").message


def test_the_order_of_arguments_is_known_here_too(worker: Remote) -> None:
    source = "def mul_backward(output, upstream, a, b): return upstream * b, upstream * a"
    worker.define(source)
    space: dict[str, Any] = {}
    exec(source, space)
    verdict = worker.judge(MUL)
    assert verdict == judge("mul_backward", space["mul_backward"])
    assert verdict.message.startswith("Your function takes (output, upstream, a, b)")


def test_a_line_of_the_learners_is_named(worker: Remote) -> None:
    worker.define("def f(upstream, output, a, b):\n    c = 1\n    return upstream / (a - a)")
    assert "in line 3: `return upstream / (a - a)`" in worker.judge(MUL, "f").message


ENDINGS = {
    "def f(u, o, a, b):\n    while True: pass": "Stopped after 1 seconds, with a = ",
    "def f(u, o, a, b):\n    os._exit(3)": "Your function ended Python, with a = ",
    "def f(u, o, a, b):\n    os.kill(os.getpid(), 11)": "Your function crashed Python (SIGSEGV), with a = ",
    "def f(u, o, a, b):\n    os.closerange(3, 100)\n    return 1": "Your function ended Python, with a = ",
}


@pytest.mark.parametrize("source", ENDINGS)
def test_an_end_over_there_is_a_verdict_here(source: str, worker: Remote) -> None:
    worker.define("import os\n" + source)
    verdict = worker.judge(replace(MUL, seconds=1.0), "f")
    assert verdict.message.startswith(ENDINGS[source])
    assert "kernel" not in verdict.message
    assert not verdict.passed
    with pytest.raises(WorkerGone):
        worker.define("x = 1")


def test_prints_over_there_do_not_disturb_the_wire(worker: Remote) -> None:
    worker.define("import os, sys\nprint('x' * 100_000)\nos.write(1, b'y' * 1000)")
    worker.define("def f(u, o, a, b):\n    os.write(1, b'z' * 1000)\n    print('z')\n    return u * b, u * a")
    assert worker.judge(MUL, "f").passed


def test_changes_over_there_change_nothing_here(worker: Remote) -> None:
    worker.define(
        "import numpy as np, autograder.values, autograder.answers\n"
        "np.abs = np.array_equal = lambda *a, **k: True\n"
        "autograder.values.close = autograder.answers.agree = lambda *a: True\n"
        "def f(u, o, a, b): return 0.0, 0.0"
    )
    assert not worker.judge(MUL, "f").passed
    assert not judge("mul_backward", lambda *_: (0.0, 0.0)).passed


REPLY = {"result": None, "problem": None, "changed": [], "warned": [], "parameters": []}
FORGERIES = {
    "nonsense": b"nonsense" * 50,
    "a huge message": LENGTHS.pack(2**40, 0),
    "no JSON": LENGTHS.pack(3, 0) + b"abc",
    "a list": LENGTHS.pack(2, 0) + b"[]",
    "an unknown callback": frame({"ask": 7, "arguments": [[], {"dict": []}]}),
    "another kind of callback": frame({"ask": "x", "arguments": [[], {"dict": []}]}),
    "no result": frame({"problem": 3}),
    "an array beyond its message": frame(REPLY | {"result": {"array": ["<f8", [10], 0]}}),
    "objects": frame(REPLY | {"result": {"array": ["|O", [1], 0]}}, b"x" * 8),
    "a number for what changed": frame(REPLY | {"changed": 7}),
    "a change in what was not given": frame(REPLY | {"changed": [[99, 1.0]]}),
    "a line without end": frame(REPLY | {"problem": ["E", "", float("inf"), "", [], ""]}),
    "a number for the warnings": frame(REPLY | {"warned": 7}),
    "a text for the parameters": frame(REPLY | {"parameters": "u"}),
    "a number for an error's kinds": frame(REPLY | {"problem": ["E", "", None, "", 7, ""]}),
}


@pytest.mark.parametrize("forged", FORGERIES.values(), ids=list(FORGERIES))
def test_a_forged_message_is_no_verdict(forged: bytes, worker: Remote) -> None:
    worker.define("import gc, os\nfrom autograder.sandbox.worker import Worker")
    worker.define(
        "def f(u, o, a, b):\n"
        "    wire = next(one for one in gc.get_objects() if type(one).__name__ == 'Worker').outgoing\n"
        f"    wire.write({forged!r})\n    wire.flush()\n    return u * b, u * a"
    )
    verdict = worker.judge(replace(MUL, seconds=2.0), "f")
    assert (verdict.passed, verdict.score) == (False, 0.0)


# ---------------------------------------------------------------- messages


VALUES: dict[str, Any] = {
    "nothing": None,
    "a float": 0.1,
    "a large whole number": 2**62,
    "NaN": float("nan"),
    "text": "é\n",
    "nested": [1, (2.0, [None, {"a": (True,)}])],
    "arrays": (X, X > 2, X.astype(np.float32), np.array([1, 2], np.int8), np.array(2.0)),
    "a node": {NodeRef(3): 1.0},
    "an alien": [Alien("a generator")],
    "dots": ...,
}


@pytest.mark.parametrize("value", VALUES.values(), ids=list(VALUES))
def test_what_is_packed_is_unpacked(value: Any) -> None:
    packer = Packer()
    message, body = receive(_reader(frame({"value": packer.pack(value)}, bytes(packer.body))))
    assert identical(Unpacker(body).unpack(message["value"]), value)


def _reader(stream: bytes) -> Callable[[int], bytes]:
    left = bytearray(stream)

    def read(count: int) -> bytes:
        found = bytes(left[:count])
        del left[:count]
        if len(found) < count:
            raise EOFError
        return found

    return read


REFUSED = {
    "an unknown tag": {"pickle": "gASV"},
    "two tags": {"alien": "x", "node": 1},
    "an object array": {"array": ["|O", [1], 0]},
    "a void array": {"array": ["|V8", [1], 0]},
    "an array beyond its message": {"array": ["<f8", [3], 0]},
    "an array before its message": {"array": ["<f8", [1], -8]},
    "a negative size": {"array": ["<f8", [-1], 0]},
    "a size that is no number": {"array": ["<f8", ["1"], 0]},
    "half an array": {"array": ["<f8"]},
    "too many texts": {"texts": [[1], ["a", "b"]]},
    "a text that is none": {"alien": 3},
    "a long text": {"alien": "x" * 10_001},
    "a node that is none": {"node": True},
    "a dict of no pairs": {"dict": [[1]]},
    "a key that is a list": {"dict": [[[], 1]]},
    "a huge number": 2**70,
    "a callback towards the judge": {"callback": 0},
    "a graph towards the judge": {"graph": [[[]], [[]]]},
    "a seed towards the judge": {"seeded": 1},
}


@pytest.mark.parametrize("packed", REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_value_is_refused(packed: Any) -> None:
    with pytest.raises(WireError):
        Unpacker(b"12345678").unpack(json.loads(json.dumps(packed)))


def test_a_deep_value_is_refused() -> None:
    packed: Any = 1
    for _ in range(100):
        packed = [packed]
    with pytest.raises(WireError, match="nested more than 60 deep"):
        Unpacker(b"").unpack(packed)
    with pytest.raises(WireError, match="no JSON"):
        receive(_reader(struct.pack(">QQ", 200_000, 0) + b"[" * 200_000))


@pytest.mark.parametrize("value", [object(), 1j, np.array([1j]), np.array([None]), {1, 2}])
def test_what_is_not_plain_is_not_sent(value: Any) -> None:
    with pytest.raises(TypeError, match="does not cross the wire"):
        Packer().pack(value)


def test_a_closed_worker_can_be_closed_again() -> None:
    remote = Remote()
    assert remote.close() == 0
    assert remote.close() == 0
    with pytest.raises(WorkerGone):
        RemoteCaller(remote, "f")((1.0,))
    assert isinstance(Reply(), Reply)
