"""The time limit, and everything that could bring a kernel down: it is stopped, said so, and nothing is left over."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder import limits
from autograder.exercise import EXERCISES
from autograder.limits import JudgeFailed, judge_within
from tests.marks import needs_numba

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the forked child is Linux's; elsewhere a timer serves")
SHORT = replace(EXERCISES["mul_backward"], seconds=1.0)


def right(upstream: float, output: float, a: float, b: float) -> Any:
    return upstream * b, upstream * a


# ---------------------------------------------------------------- what never ends


def loops(upstream: float, output: float, a: float, b: float) -> Any:
    while True:
        pass


def swallows(upstream: float, output: float, a: float, b: float) -> Any:
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


def ignores_signals(upstream: float, output: float, a: float, b: float) -> Any:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def in_c(upstream: float, output: float, a: float, b: float) -> Any:
    return sum(range(10**12))


def sleeps(upstream: float, output: float, a: float, b: float) -> Any:
    time.sleep(1000)


def sleeps_and_swallows(upstream: float, output: float, a: float, b: float) -> Any:
    while True:
        try:  # noqa: SIM105
            time.sleep(0.5)
        except:  # noqa: E722
            pass


def deadlocks(upstream: float, output: float, a: float, b: float) -> Any:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def prints(upstream: float, output: float, a: float, b: float) -> Any:
    while True:
        print("x" * 10_000)  # noqa: T201


def nests(upstream: float, output: float, a: float, b: float) -> Any:
    sys.setrecursionlimit(10**9)
    return nests(upstream, output, a, b)


def compiled() -> Callable[..., Any]:
    from numba import njit

    @njit
    def forever(upstream: float, output: float, a: float, b: float) -> Any:
        while True:
            upstream += 1.0
        return upstream, upstream

    return forever


ENDLESS: dict[str, Callable[[], Callable[..., Any]]] = {
    "a loop": lambda: loops,
    "a loop that swallows every exception": lambda: swallows,
    "a loop that ignores signals": lambda: ignores_signals,
    "a loop in C": lambda: in_c,
    "a loop in Numba": compiled,
    "a loop of prints": lambda: prints,
    "a sleep": lambda: sleeps,
    "sleeps that swallow every exception": lambda: sleeps_and_swallows,
    "a lock that nobody opens": lambda: deadlocks,
}


@pytest.mark.parametrize(
    "make", [pytest.param(make, id=name, marks=[needs_numba] * (make is compiled)) for name, make in ENDLESS.items()]
)
def test_what_never_ends_is_stopped(make: Callable[[], Callable[..., Any]], capfd: pytest.CaptureFixture[str]) -> None:
    function = make()
    start = time.monotonic()
    verdict = judge_within(SHORT, function)
    assert time.monotonic() - start < 10
    assert verdict.message.startswith("Stopped after 1 seconds, with a = ")
    assert verdict.message.endswith(": a loop that never ends? The kernel and its variables are safe.")
    assert (verdict.passed, verdict.score, verdict.mistake) == (False, 0.0, None)
    assert capfd.readouterr() == ("", "")


def kernel(A: Any, B: Any, out: Any) -> None:
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = 0.0
            for k in range(A.shape[1]):
                out[i, j] += A[i, k] * B[k, j]


@needs_numba
def test_the_time_that_numba_takes_is_not_the_learners(monkeypatch: pytest.MonkeyPatch) -> None:
    hurried = replace(EXERCISES["matmul_kernel"], seconds=1.0)
    assert judge_within(hurried, kernel).passed
    monkeypatch.setattr(limits, "TO_COMPILE", 0.01)
    assert judge_within(hurried, kernel).message.startswith("Stopped after 1 seconds, with A of shape ")


# ---------------------------------------------------------------- what crashes


def segfaults(upstream: float, output: float, a: float, b: float) -> Any:
    ctypes.string_at(0)


def leaves(upstream: float, output: float, a: float, b: float) -> Any:
    os._exit(0)


def kills_itself(upstream: float, output: float, a: float, b: float) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def kills_its_group(upstream: float, output: float, a: float, b: float) -> Any:
    os.kill(0, signal.SIGTERM)


def aborts(upstream: float, output: float, a: float, b: float) -> Any:
    os.abort()


def presses_ctrl_c(upstream: float, output: float, a: float, b: float) -> Any:
    raise KeyboardInterrupt


CRASHES = {
    segfaults: "Your function crashed Python (SIGSEGV), with a = ",
    leaves: "Your function ended Python, with a = ",
    kills_itself: "Your function crashed Python (SIGKILL), with a = ",
    kills_its_group: "Your function crashed Python (SIGTERM), with a = ",
    aborts: "Your function crashed Python (SIGABRT), with a = ",
    presses_ctrl_c: "Your function ended Python, with a = ",
}


@pytest.mark.parametrize("function", CRASHES)
def test_a_crash_takes_only_the_child(function: Callable[..., Any], capfd: pytest.CaptureFixture[str]) -> None:
    verdict = judge_within(EXERCISES["mul_backward"], function)
    assert verdict.message.startswith(CRASHES[function])
    assert verdict.message.endswith("The kernel and its variables are safe.")
    assert capfd.readouterr() == ("", "")
    assert judge_within(EXERCISES["mul_backward"], right).passed


def test_a_function_that_closes_every_file_gets_a_verdict() -> None:
    def closes(upstream: float, output: float, a: float, b: float) -> Any:
        os.closerange(3, 4096)
        while True:
            pass

    start = time.monotonic()
    assert not judge_within(SHORT, closes).passed
    assert time.monotonic() - start < 10


# ---------------------------------------------------------------- what is too large


def hoards(upstream: float, output: float, a: float, b: float) -> Any:
    kept = []
    while True:
        kept.append(np.empty(2**28))


def huge(upstream: float, output: float, a: float, b: float) -> Any:
    return np.broadcast_to(upstream, (10**9,)), a


def endless_list(upstream: float, output: float, a: float, b: float) -> Any:
    result: list[Any] = []
    for _ in range(100):
        result = [result, result]
    return result


def recurses(upstream: float, output: float, a: float, b: float) -> Any:
    return recurses(upstream, output, a, b)


def asks(upstream: float, output: float, a: float, b: float) -> Any:
    return input("how much? ")


LARGE = {
    hoards: "Your function raised MemoryError in line",
    huge: "Here a number is expected; yours is an array of 1,000,000,000 entries",
    recurses: "Your function raised RecursionError in line",
    asks: "nobody is there to answer",
}


@pytest.mark.parametrize("function", LARGE)
def test_what_is_too_large_is_said(function: Callable[..., Any]) -> None:
    assert LARGE[function] in judge_within(EXERCISES["mul_backward"], function).message


@pytest.mark.parametrize("function", [endless_list, nests])
def test_results_and_recursion_without_end_have_one(function: Callable[..., Any]) -> None:
    verdict = judge_within(SHORT, function)
    assert not verdict.passed
    assert verdict.message


# ---------------------------------------------------------------- what is left over


def test_prints_to_any_descriptor_stay_in_the_child(capfd: pytest.CaptureFixture[str]) -> None:
    def loud(upstream: float, output: float, a: float, b: float) -> Any:
        print("out")  # noqa: T201
        os.write(1, b"one")
        os.write(2, b"two")
        os.system("echo shell; echo shell >&2")
        return upstream * b, upstream * a

    assert judge_within(EXERCISES["mul_backward"], loud).passed
    assert capfd.readouterr() == ("", "")


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return tmp_path / "pid"


def wait_until_gone(note: Path) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not is_alive(int(note.read_text())):
            return True
        time.sleep(0.01)
    return False


def test_processes_that_the_function_started_end_with_the_check(note: Path) -> None:
    def starts(upstream: float, output: float, a: float, b: float) -> Any:
        note.write_text(str(subprocess.Popen(["sleep", "1000"]).pid))
        return upstream * b, upstream * a

    assert judge_within(EXERCISES["mul_backward"], starts).passed
    assert wait_until_gone(note)


def test_a_fork_of_the_function_neither_speaks_nor_stays(note: Path) -> None:
    def forks(upstream: float, output: float, a: float, b: float) -> Any:
        if os.fork() == 0:
            note.write_text(str(os.getpid()))
            return "a wrong answer"
        time.sleep(0.05)
        return upstream * b, upstream * a

    assert judge_within(EXERCISES["mul_backward"], forks).passed
    assert wait_until_gone(note)


def test_threads_left_over_do_not_delay_the_verdict() -> None:
    def starts(upstream: float, output: float, a: float, b: float) -> Any:
        threading.Thread(target=time.sleep, args=(1000,)).start()
        return upstream * b, upstream * a

    start = time.monotonic()
    assert judge_within(EXERCISES["mul_backward"], starts).passed
    assert time.monotonic() - start < 5


def test_no_child_and_no_descriptor_is_left() -> None:
    before = {path.name for path in Path("/proc/self/fd").iterdir()}
    for function in (right, leaves, lambda *_: None):
        judge_within(EXERCISES["mul_backward"], function)
    assert {path.name for path in Path("/proc/self/fd").iterdir()} == before
    assert multiprocessing.active_children() == []
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def sabotage(*_: Any) -> Any:
    import autograder.answers
    import autograder.values

    autograder.values.close = autograder.answers.agree = lambda *_: True  # type: ignore[assignment]
    np.abs = np.array_equal = np.asarray = lambda *_, **__: True  # type: ignore[assignment]
    EXERCISES.clear()
    os.environ["SABOTAGED"] = "yes"
    return 0.0, 0.0


def test_what_a_function_changes_in_the_child_changes_no_later_verdict() -> None:
    judge_within(EXERCISES["mul_backward"], sabotage)
    assert "SABOTAGED" not in os.environ
    assert judge_within(EXERCISES["mul_backward"], right).passed
    assert not judge_within(EXERCISES["mul_backward"], lambda *_: (0.0, 0.0)).passed


# ---------------------------------------------------------------- where it is called


def test_a_check_in_a_thread() -> None:
    found: list[Any] = []
    for function in (right, loops, sleeps):
        thread = threading.Thread(target=lambda f=function: found.append(judge_within(SHORT, f)))
        thread.start()
        thread.join(20)
    assert [verdict.passed for verdict in found] == [True, False, False]
    assert all(verdict.message.startswith("Stopped") for verdict in found[1:])


def test_checks_in_two_threads_at_once() -> None:
    found: dict[int, bool] = {}

    def check(number: int) -> None:
        wrong = number % 2
        function = (lambda *_: (1.0, 1.0)) if wrong else right
        found[number] = judge_within(EXERCISES["mul_backward"], function).passed

    threads = [threading.Thread(target=check, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == {number: number % 2 == 0 for number in range(8)}


def test_ctrl_c_ends_the_check_and_its_child(note: Path) -> None:
    def stays(upstream: float, output: float, a: float, b: float) -> Any:
        note.write_text(str(os.getpid()))
        while True:
            pass

    def press_ctrl_c() -> None:
        while not note.exists() or not note.read_text():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press_ctrl_c).start()
    with pytest.raises(KeyboardInterrupt):
        judge_within(EXERCISES["mul_backward"], stays)
    assert wait_until_gone(note)


def test_someone_else_may_reap_the_child() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel then reaps by itself
    try:
        assert judge_within(EXERCISES["mul_backward"], right).passed
        assert not judge_within(EXERCISES["mul_backward"], leaves).passed
    finally:
        signal.signal(signal.SIGCHLD, before)


# ---------------------------------------------------------------- without a fork


@pytest.fixture
def without_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_fork() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no_fork)


@pytest.mark.usefixtures("without_fork")
def test_where_no_process_can_be_had_the_judge_works_in_this_one() -> None:
    assert judge_within(EXERCISES["mul_backward"], right).passed
    assert judge_within(EXERCISES["mul_backward"], lambda G, o, a, b: (G * a, G * b)).mistake == "mul-own-value"


def alarm_in() -> float:
    return signal.getitimer(signal.ITIMER_REAL)[0]


@pytest.mark.usefixtures("without_fork")
@pytest.mark.parametrize(
    "function", [loops, swallows, sleeps, sleeps_and_swallows, deadlocks, prints], ids=lambda one: one.__name__
)
def test_the_timer_stops_python_code(function: Callable[..., Any]) -> None:
    streams, handler, left = (sys.stdout, sys.stderr), signal.getsignal(signal.SIGALRM), alarm_in()
    start = time.monotonic()
    verdict = judge_within(SHORT, function)
    assert time.monotonic() - start < 10
    assert verdict.message.startswith("Stopped after 1 seconds, with a = ")
    assert (sys.stdout, sys.stderr) == streams
    assert signal.getsignal(signal.SIGALRM) is handler
    assert left - 10 < alarm_in() <= left  # pytest's own alarm goes on


# ---------------------------------------------------------------- faults of ours


def test_a_fault_of_the_judge_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = replace(EXERCISES["mul_backward"], reference=lambda upstream, output, a, b: 1 / 0, drawn=None)
    broken.make_probes = lambda rng: [replace(one, known={}) for one in EXERCISES["mul_backward"].make_probes(rng)]
    with pytest.raises(JudgeFailed, match="which is no fault of yours") as caught:
        judge_within(broken, right)
    assert "the reference of mul_backward failed" in str(caught.value)
    assert caught.value._render_traceback_() == [str(caught.value)]


def test_the_fork_costs_little() -> None:
    judge_within(EXERCISES["mul_backward"], right)
    times = []
    for _ in range(5):
        start = time.monotonic()
        judge_within(EXERCISES["mul_backward"], right)
        times.append(time.monotonic() - start)
    assert min(times) < 0.1
    assert limits.SAFE == "The kernel and its variables are safe."
