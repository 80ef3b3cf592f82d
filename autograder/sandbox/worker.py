"""The learner's side of the wire: ``python -m autograder.sandbox.worker`` reads calls from its input and answers.

It defines what it is told to define, and calls it. It knows no exercise, no reference and no seed.
"""

from __future__ import annotations

import builtins
import linecache
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np

from autograder.calling import LocalCaller, Problem, Reply
from autograder.child import nobody_answers
from autograder.sandbox.wire import Packer, Unpacker, WireError, frame, receive


class Worker:
    """Reads messages and answers them until there are no more."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self.incoming = incoming
        self.outgoing = outgoing
        self.space: dict[str, Any] = {"__name__": "__main__"}
        self.callers: dict[tuple[str, bool], LocalCaller] = {}
        self.cells = 0

    def run(self) -> None:
        """Serve until the judge's side closes the wire."""
        while True:
            try:
                message, body = receive(self._read)
            except EOFError:
                return
            if message.get("do") == "define":
                self._answer(self._define(message["source"]))
            else:
                self._answer(self._call(message, body))

    def _read(self, count: int) -> bytes:
        found = self.incoming.read(count)
        if len(found) < count:
            raise EOFError
        return found

    def _define(self, source: str) -> Reply:
        """Run a learner's cell in the one namespace of this process."""
        self.cells += 1
        filename = f"<cell {self.cells}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)

        def run_cell() -> bool:
            code = compile(source, filename, "exec", dont_inherit=True)
            exec(code, self.space)  # noqa: S102  (running what a learner wrote is what this process is for)
            return True

        return LocalCaller(run_cell)(())

    def _call(self, message: dict[str, Any], body: bytes) -> Reply:
        name, compiled = message["name"], message["compiled"]
        function = self.space.get(name)
        if not callable(function):
            return Reply(problem=Problem("NameError", f"name {name!r} is not defined"))
        caller = self.callers.get((name, compiled))
        if caller is None or caller.original is not function:
            caller = self.callers[name, compiled] = LocalCaller(function, compiled)
        arguments = Unpacker(body, self._callback).unpack(message["arguments"])
        return caller(arguments, message["layout"])

    def _callback(self, number: int) -> Callable[..., Any]:
        def ask(*arguments: Any, **keywords: Any) -> Any:
            packer = Packer()
            packed = packer.pack([list(arguments), keywords])
            self._send({"ask": number, "arguments": packed}, packer)
            message, body = receive(self._read)
            if "raised" in message:
                raise _exception(*message["raised"])
            return Unpacker(body).unpack(message["value"])

        return ask

    def _answer(self, reply: Reply) -> None:
        packer = Packer()
        problem = reply.problem
        message = {
            "result": packer.pack(reply.result),
            "problem": problem
            and [problem.type, problem.message, problem.line, problem.text, problem.bases, problem.inside],
            "changed": [[place, packer.pack(value)] for place, value in reply.changed.items()],
            "warned": list(reply.warned),
            "parameters": list(reply.parameters),
        }
        self._send(message, packer)

    def _send(self, message: dict[str, Any], packer: Packer) -> None:
        self.outgoing.write(frame(message, bytes(packer.body)))
        self.outgoing.flush()


def _exception(kind: str, message: str) -> Exception:
    """An exception of that name: Python's or NumPy's own where they have one."""
    known: Any = getattr(builtins, kind, None) or getattr(np.exceptions, kind, None)
    if isinstance(known, type) and issubclass(known, Exception):
        try:
            made: Exception = known(message)
            return made
        except TypeError:  # one that wants more than a message
            pass
    unknown: type[Exception] = type(kind, (Exception,), {})
    return unknown(message)


def main() -> None:
    """Take the wire away from the descriptors that a learner's code prints to, and serve."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    builtins.input = nobody_answers
    try:
        Worker(incoming, outgoing).run()
    except (BrokenPipeError, WireError):
        sys.exit(1)


if __name__ == "__main__":
    main()
