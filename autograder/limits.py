"""Judging within a time limit, so that no learner's function can hang a kernel or bring it down.

On Linux the whole judgement runs in a forked child (about 10 ms more), which is killed at the limit: that
stops Python loops, compiled loops and C calls alike, and a crash takes only the child. Elsewhere a timer
signal stops Python code, and Python code only.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from autograder.calling import LocalCaller, TimeIsUp
from autograder.exercise import Exercise
from autograder.judging import Verdict, judge_caller

MEMORY = 4 * 2**30  # bytes that a child may take beyond what the kernel has
IDLE = 0.2  # a child that used less of the limit's CPU time than this share was waiting for a lock


def judge_within(exercise: Exercise, function: Callable[..., Any], seed: int | None = None) -> Verdict:
    """Judge ``function``, and stop it at the exercise's time limit."""
    if sys.platform != "linux":
        return _in_process(exercise, function, seed)
    return _in_child(exercise, function, seed)


def _in_child(exercise: Exercise, function: Callable[..., Any], seed: int | None) -> Verdict:
    read_end, write_end = os.pipe()
    with warnings.catch_warnings():
        # Python warns that a fork inherits other threads' locks; `_waited_in_vain` is the answer to that.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(read_end)
        _work(exercise, function, seed, write_end)
    os.close(write_end)
    try:
        said, in_time = _listen(read_end, exercise.seconds)
        busy = _cpu_seconds(child)
    except BaseException:  # Ctrl-C: the child must not outlive the cell
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(read_end)
    if not in_time:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    probe, verdict = _understand(said)
    if verdict is not None:
        return verdict
    if in_time:
        return _failed(exercise, f"{_death(status)}{probe}. The kernel and its variables are safe.")
    if busy < IDLE * exercise.seconds:
        return _in_process(exercise, function, seed)
    return _too_slow(exercise, probe)


def _work(exercise: Exercise, function: Callable[..., Any], seed: int | None, write_end: int) -> NoReturn:
    """The child: judge, write lines of JSON (the probe at hand, at last the verdict), and leave."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        sys.stdin, sys.stdout, sys.stderr = (Path(os.devnull).open(mode) for mode in ("r", "w", "w"))  # noqa: SIM115
        _limit_memory()

        def tell(kind: str, value: Any) -> None:
            os.write(write_end, (json.dumps({kind: value}) + "\n").encode())

        try:
            verdict = judge_caller(exercise, LocalCaller(function), seed, lambda label: tell("probe", label))
            tell("verdict", verdict.as_dict())
            status = 0
        except KeyboardInterrupt:  # nobody pressed Ctrl-C here, so the function raised it
            status = 0
        except BaseException:
            tell("fault", traceback.format_exc())
    finally:
        os._exit(status)


def _limit_memory() -> None:
    import resource

    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _listen(read_end: int, seconds: float) -> tuple[bytes, bool]:
    """All that the child says until it closes the pipe, and whether that was within ``seconds``."""
    said, deadline = b"", time.monotonic() + seconds
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([read_end], [], [], left)[0]:
            return said, False
        more = os.read(read_end, 1 << 16)
        if not more:
            return said, True
        said += more


def _understand(said: bytes) -> tuple[str, Verdict | None]:
    """Where the child was, as ", with …", and its verdict, if it got that far."""
    probe = ""
    for line in said.decode(errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            message = json.loads(line)
            if "verdict" in message:
                return probe, Verdict(**message["verdict"])
            if "fault" in message:
                raise RuntimeError(f"the judge itself failed; please report this:\n{message['fault']}")
            probe = f", with {message['probe']}"
    return probe, None


def _cpu_seconds(child: int) -> float:
    fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _death(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"Your function crashed Python ({signal.Signals(os.WTERMSIG(status)).name})"
    return "Your function ended Python"


def _failed(exercise: Exercise, message: str) -> Verdict:
    return Verdict(exercise.name, False, 0.0, None, message)


def _too_slow(exercise: Exercise, probe: str) -> Verdict:
    return _failed(
        exercise,
        f"Stopped after {exercise.seconds:g} seconds{probe}: {exercise.slow} The kernel and its variables are safe.",
    )


def _in_process(exercise: Exercise, function: Callable[..., Any], seed: int | None) -> Verdict:
    where = [""]

    def remember(label: str) -> None:
        where[0] = f", with {label}"

    try:
        with _alarm(exercise.seconds):
            return judge_caller(exercise, LocalCaller(function), seed, remember)
    except TimeIsUp:
        return _too_slow(exercise, where[0])


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise `TimeIsUp` after ``seconds``, and again every 10 ms: a bare ``except`` may swallow one."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield  # Windows has no such timer; the docs say so
        return

    def ring(number: int, frame: Any) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.01)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
