"""The forked child in which a learner's function is judged: quiet, limited, and gone at the end.

It says what it is doing in lines of JSON on a pipe: each probe before it is asked, at last the verdict.
"""

from __future__ import annotations

import builtins
import contextlib
import faulthandler
import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from autograder.calling import LocalCaller
from autograder.exercise import Exercise
from autograder.judging import judge_caller

MEMORY = 4 * 2**30  # bytes that a child may take beyond what the kernel has; less where the machine has less


def work(exercise: Exercise, function: Callable[..., Any], seed: int | None, write_end: int) -> NoReturn:
    """Judge ``function``, say the verdict, and leave without running what the kernel would run at its end."""
    status, own = 1, os.getpid()

    def tell(kind: str, value: Any) -> None:
        if os.getpid() != own:  # the function has forked, and this is its child
            os._exit(1)
        os.write(write_end, (json.dumps({kind: value}) + "\n").encode())

    try:
        _be_nobody()
        _limit_memory()
        try:
            caller = LocalCaller(function, exercise.compiled)
            tell("verdict", judge_caller(exercise, caller, seed, lambda label: tell("probe", label)).as_dict())
            status = 0
        except KeyboardInterrupt:  # nobody pressed Ctrl-C here, so the function raised it
            status = 0
        except BaseException:
            tell("fault", traceback.format_exc())
    finally:
        os._exit(status)


def _be_nobody() -> None:
    """Let go of the kernel's terminal, its streams and its garbage."""
    os.setsid()  # a process group of its own, so that what the function starts can be ended with it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    faulthandler.disable()  # it would write a crash into the notebook
    gc.freeze()  # what belongs to the kernel is not tidied up here
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.stdin, sys.stdout, sys.stderr = (Path(os.devnull).open(mode) for mode in ("r", "w", "w"))  # noqa: SIM115
    builtins.input = nobody_answers


def nobody_answers(prompt: object = "") -> str:
    """What ``input`` is while a function is checked."""
    raise EOFError("input() asks a person; while a function is checked, nobody is there to answer")


def _limit_memory() -> None:
    """A memory bomb meets MemoryError; where the machine itself runs out, this process goes first, not the kernel."""
    import resource

    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + min(MEMORY, _available())
    resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _available() -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return MEMORY
