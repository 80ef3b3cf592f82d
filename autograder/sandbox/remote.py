"""The judge's side of the wire: a worker process, and a `Caller` that reaches one of its functions."""

from __future__ import annotations

import contextlib
import operator
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from autograder.calling import Problem, Reply, TimeIsUp
from autograder.exercise import Exercise
from autograder.judging import COMPILING, Verdict, judge_caller
from autograder.limits import TO_COMPILE, death, failed, too_slow
from autograder.sandbox.wire import Packer, Unpacker, WireError, frame, receive
from autograder.sending import materialise

WORKER = (sys.executable, "-m", "autograder.sandbox.worker")


class WorkerGone(Exception):
    """The other process has ended, or no longer speaks our language."""


class Remote:
    """A worker process; ``command`` starts it, and is where a sandbox is put around it."""

    def __init__(self, command: Sequence[str] = WORKER) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, start_new_session=True
        )
        assert self.process.stdin is not None
        os.set_blocking(self.process.stdin.fileno(), False)
        self.deadline = float("inf")

    def define(self, source: str, seconds: float = 60.0) -> Problem | None:
        """Run a cell of the learner's over there; what it raised, or None."""
        self.deadline = time.monotonic() + seconds
        self._send({"do": "define", "source": source})
        return self._reply(*self._receive()).problem

    def judge(self, exercise: Exercise, name: str | None = None, seed: int | None = None) -> Verdict:
        """Judge the function called ``name`` over there as ``exercise``, within its time limit."""
        self.deadline = time.monotonic() + exercise.seconds
        where = [""]

        def remember(label: str) -> None:
            where[0] = f", with {label}"
            if label == COMPILING:
                self.deadline = time.monotonic() + TO_COMPILE

        try:
            return judge_caller(exercise, RemoteCaller(self, name or exercise.name, exercise.compiled), seed, remember)
        except TimeIsUp:
            self.close()
            return too_slow(exercise, where[0], "")
        except WorkerGone:
            return failed(exercise, f"{death(self.close())}{where[0]}.")

    def call(self, message: dict[str, Any], packer: Packer, reply: Reply) -> Reply:
        """Send a call; answer the callbacks that it asks for, until its reply comes."""
        functions = [materialise(callback, "plain", reply.asked) for callback in packer.callbacks]
        self._send(message, bytes(packer.body))
        while True:
            message, body = self._receive()
            if "ask" not in message:
                return self._reply(message, body, reply)
            number, given = message["ask"], _understood(Unpacker(body).unpack, message.get("arguments"))
            if not isinstance(number, int) or not 0 <= number < len(functions):
                raise WorkerGone(f"there is no callback {number!r}")
            self._answer_callback(functions[number], given)

    def _answer_callback(self, function: Any, given: Any) -> None:
        packer = Packer()
        try:
            arguments, keywords = given
            value = packer.pack(function(*arguments, **keywords))
        except Exception as error:
            self._send({"raised": [type(error).__name__, " ".join(str(error).split())[:300]]})
        else:
            self._send({"value": value}, bytes(packer.body))

    def _reply(self, message: dict[str, Any], body: bytes, reply: Reply | None = None) -> Reply:
        reply = reply or Reply()
        unpacker = Unpacker(body)
        reply.result = _understood(unpacker.unpack, message.get("result"))
        reply.problem = _understood(_problem, message.get("problem"))
        reply.changed = _understood(lambda packed: _changed(unpacker.unpack(packed)), message.get("changed"))
        reply.warned = _understood(_texts, message.get("warned"))
        reply.parameters = _understood(_texts, message.get("parameters"))
        return reply

    def _send(self, message: dict[str, Any], body: bytes = b"") -> None:
        """Write a message; a worker that does not read is stopped at the time limit, too."""
        if self.process.stdin is None or self.process.stdin.closed:
            raise WorkerGone("the worker has been ended")
        wire, left = self.process.stdin.fileno(), memoryview(frame(message, body))
        while left:
            self._wait([], [wire])
            try:
                left = left[os.write(wire, left) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise WorkerGone(str(error)) from None

    def _receive(self) -> tuple[dict[str, Any], bytes]:
        return _understood(receive, self._read)  # type: ignore[no-any-return]

    def _read(self, count: int) -> bytes:
        assert self.process.stdout is not None
        wire, found = self.process.stdout.fileno(), bytearray()
        while len(found) < count:
            self._wait([wire], [])
            more = os.read(wire, min(count - len(found), 1 << 20))
            if not more:
                raise WorkerGone("the wire was closed")
            found += more
        return bytes(found)

    def _wait(self, reading: list[int], writing: list[int]) -> None:
        left = min(self.deadline - time.monotonic(), 3600)
        if left <= 0 or not any(select.select(reading, writing, [], left)):
            raise TimeIsUp

    def close(self) -> int:
        """End the worker and all that it started; how it ended, as `os.waitpid` says it."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=1.0)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        return -code if code < 0 else code << 8

    def __enter__(self) -> Remote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class RemoteCaller:
    """A `Caller` for one function of a worker."""

    def __init__(self, remote: Remote, name: str, compiled: bool = False) -> None:
        self.remote = remote
        self.name = name
        self.compiled = compiled

    def __call__(self, arguments: tuple[Any, ...], layout: str = "plain") -> Reply:
        """The reply to one call."""
        packer = Packer()
        message = {
            "do": "call",
            "name": self.name,
            "compiled": self.compiled,
            "arguments": packer.pack(arguments),
            "layout": layout,
        }
        reply = self.remote.call(message, packer, Reply())
        if any(place not in range(len(arguments)) for place in reply.changed):
            raise WorkerGone("an argument was changed that was not given")
        return reply


def _understood(read: Any, message: Any) -> Any:
    """What ``read`` makes of a message; a worker that sends nonsense is as good as gone."""
    try:
        return read(message)
    except (WireError, TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise WorkerGone(f"nonsense came over the wire: {error}") from None


def _changed(pairs: Any) -> dict[int, Any]:
    return {operator.index(place): value for place, value in pairs}


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise WireError("a list of texts is needed")
    return tuple(str(one)[:100] for one in values[:100])


def _problem(fields: Any) -> Problem | None:
    if fields is None:
        return None
    kind, message, line, text, bases, inside = fields
    number = int(line) if line is not None else None
    return Problem(str(kind)[:100], str(message)[:300], number, str(text)[:300], _texts(bases), str(inside)[:100])
