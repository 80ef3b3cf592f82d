"""Judging within a time limit, so that no learner's function can hang a kernel or bring it down.

On Linux the whole judgement runs in a forked child (about 10 ms more), which is killed at the limit with all
that it started: that stops Python loops, compiled loops and C calls alike, and a crash takes only the child.
Elsewhere a timer signal stops Python code, and Python code only.
"""

from __future__ import annotations

import contextlib
import functools
import json
import math
import os
import select
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.calling import LocalCaller, TimeIsUp
from autograder.child import work
from autograder.exercise import Exercise
from autograder.judging import COMPILING, Verdict, judge_caller

TO_COMPILE = 60.0  # seconds more for Numba, once a kernel has been right as plain Python
IDLE = 0.2  # a child that used less of the limit's CPU time than this share was waiting for a lock
LEAVING = 1.0  # seconds from the last word of a child to its end
SAFE = "The kernel and its variables are safe."


class JudgeFailed(RuntimeError):
    """A fault of ours; a notebook shows it without the frames around it."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def judge_within(exercise: Exercise, function: Callable[..., Any], seed: int | None = None) -> Verdict:
    """Judge ``function``, and stop it at the exercise's time limit."""
    if sys.platform != "linux":
        return _in_process(exercise, function, seed)
    return _in_child(exercise, function, seed)


def _in_child(exercise: Exercise, function: Callable[..., Any], seed: int | None) -> Verdict:
    read_end, write_end = os.pipe()
    try:
        with warnings.catch_warnings():
            # Python warns that a fork inherits other threads' locks; the idle child below is the answer to that.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
    except OSError:  # no process or no memory left for one
        os.close(read_end)
        os.close(write_end)
        return _in_process(exercise, function, seed)
    if child == 0:
        os.close(read_end)
        work(exercise, function, seed, write_end)
    os.close(write_end)
    busy, status = exercise.seconds, None
    try:
        said, in_time = _listen(read_end, exercise.seconds)
        busy = _cpu_seconds(child)
    finally:  # Ctrl-C too: neither the child nor what it started outlives the cell
        os.close(read_end)
        status = _end(child, at_once=sys.exc_info()[0] is not None or not in_time)
    probe, verdict = _understand(said)
    if verdict is not None:
        return verdict
    if in_time:
        return failed(exercise, f"{death(status)}{probe}. {SAFE}")
    if busy < IDLE * exercise.seconds and _can_ring():
        return _in_process(exercise, function, seed)
    return too_slow(exercise, probe)


def _end(child: int, at_once: bool) -> int:
    """Kill the child, unless it leaves by itself, and all that is in its process group; how it ended."""
    deadline = time.monotonic() + (0 if at_once else LEAVING)
    try:
        gone, status = os.waitpid(child, os.WNOHANG)
        while not gone and time.monotonic() < deadline:
            time.sleep(0.0005)
            gone, status = os.waitpid(child, os.WNOHANG)
        if not gone:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
    except ChildProcessError:  # someone else's handler of SIGCHLD was faster
        status = 0
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    return status


def _listen(read_end: int, seconds: float) -> tuple[bytes, bool]:
    """What the child says, up to its verdict or its end, and whether that came within ``seconds``.

    The time that Numba takes is not the learner's: a kernel that was right as plain Python gets a new limit.
    """
    said, deadline = b"", time.monotonic() + seconds
    compiles = (json.dumps({"probe": COMPILING}) + "\n").encode()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([read_end], [], [], left)[0]:
            return said, False
        more = os.read(read_end, 1 << 16)
        if compiles in more:
            deadline = time.monotonic() + TO_COMPILE
        said += more
        last = said[said[:-1].rfind(b"\n") + 1 :]
        if not more or (last.endswith(b"\n") and not last.startswith(b'{"probe"')):
            return said, True


def _understand(said: bytes) -> tuple[str, Verdict | None]:
    """Where the child was, as ", with …", and its verdict, if it got that far."""
    probe = ""
    for line in said.decode(errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            message = json.loads(line)
            if "verdict" in message:
                return probe, Verdict(**message["verdict"])
            if "fault" in message:
                raise JudgeFailed(
                    f"The judge itself failed, which is no fault of yours. Please report:\n{message['fault']}"
                )
            probe = f", with {message['probe']}"
    return probe, None


def _cpu_seconds(child: int) -> float:
    try:
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:  # someone else's handler of SIGCHLD was faster
        return math.inf
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def death(status: int) -> str:
    """How a process ended that should not have, from its wait status."""
    if os.WIFSIGNALED(status):
        return f"Your function crashed Python ({signal.Signals(os.WTERMSIG(status)).name})"
    return "Your function ended Python"


def failed(exercise: Exercise, message: str) -> Verdict:
    """The verdict on a function that gave no answer."""
    return Verdict(exercise.name, False, 0.0, None, message)


def too_slow(exercise: Exercise, probe: str, comfort: str = SAFE) -> Verdict:
    """The verdict on a function that was stopped at the time limit."""
    return failed(exercise, f"Stopped after {exercise.seconds:g} seconds{probe}: {exercise.slow} {comfort}".rstrip())


def _in_process(exercise: Exercise, function: Callable[..., Any], seed: int | None) -> Verdict:
    where = [""]

    def remember(label: str) -> None:
        where[0] = f", with {label}"
        if label == COMPILING and _can_ring():
            signal.setitimer(signal.ITIMER_REAL, TO_COMPILE, 0.01)

    streams = sys.stdout, sys.stderr
    try:
        with _alarm(exercise.seconds), warnings.catch_warnings():
            return judge_caller(exercise, LocalCaller(function, exercise.compiled), seed, remember)
    except TimeIsUp:
        return too_slow(exercise, where[0])
    finally:
        sys.stdout, sys.stderr = streams  # the alarm may have rung while they were being put back


def _can_ring() -> bool:
    """Whether there is a timer here that stops Python code; Windows has none, and threads other than the main one."""
    return hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()


def _stubborn() -> Any:
    """A `TimeIsUp` that rings again at the moment when an ``except`` has swallowed it and lets go of it.

    That moment lies behind the ``except``, so the next one is raised outside the ``try``: without it, a loop whose
    time is all spent inside would swallow every one. The finaliser must be C all through; a Python one would
    be interrupted by the very signal that it sends.
    """
    import ctypes

    send = functools.partial(ctypes.pythonapi.PyErr_SetInterruptEx, int(signal.SIGALRM))
    return type("TimeIsUp", (TimeIsUp,), {"__del__": send})


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise `TimeIsUp` after ``seconds``, and again every 10 ms: a bare ``except`` may swallow one."""
    if not _can_ring():
        yield  # the docs say so
        return
    late, ringing = _stubborn(), True

    def ring(number: int, frame: Any) -> None:
        if ringing:
            raise late

    start = time.monotonic()
    before = signal.signal(signal.SIGALRM, ring)
    theirs, again = signal.setitimer(signal.ITIMER_REAL, seconds, 0.01)
    try:
        yield
    finally:
        ringing = False
        del late.__del__  # one that is still held somewhere must not ring later
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if theirs:  # someone else's alarm goes on as if ours had not been
            signal.setitimer(signal.ITIMER_REAL, max(theirs - (time.monotonic() - start), 0.001), again)
