"""Seeds of grading: fresh probes for every student and exercise, the same ones at a regrade.

A seed is an HMAC of student and exercise under the class's secret, so that nobody without the secret knows
the probes, and feedback to one student tells another nothing. Only who grades a class draws them;
self-study uses the public seed (``seed=None`` of `autograder.judge`). The kernel that runs a student's notebook
is given that student's seeds, never the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

SHORTEST = 16  # bytes of a secret
VARIABLE = "BPKIT_SEEDS"  # {exercise: seed} as JSON, in a kernel that grades
FILE = "probes.secret"  # in the class's folder, beside its gradebook


def seed_for(secret: bytes, student: str, exercise: str) -> int:
    """The seed of ``exercise`` for ``student``, from 0 to 2⁶³ - 1.

    Parameters
    ----------
    secret : at least 16 bytes, such as ``secrets.token_bytes(32)``, kept with the gradebook
    student : the student's id, as the gradebook has it
    exercise : name of the exercise

    Raises
    ------
    ValueError
        If the secret is too short to be one, or the student or the exercise has no name.
    """
    if len(secret) < SHORTEST:
        raise ValueError(f"the secret has {len(secret)} bytes; at least {SHORTEST} are needed: secrets.token_bytes(32)")
    if not student or not exercise:
        raise ValueError(f"a student and an exercise are needed; these are {student!r} and {exercise!r}")
    # Each part goes in with its length: "ab" + "c" and "a" + "bc" are different pairs.
    parts = (part.encode() for part in (student, exercise))
    message = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def secret_of(folder: Path) -> bytes:
    """The secret of the class in ``folder``, made when it is asked for the first time.

    Raises
    ------
    ValueError
        If its file holds something else.
    """
    path = folder / FILE
    with suppress(FileExistsError):
        path.touch(mode=0o600, exist_ok=False)  # for its owner's eyes
        path.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    secret = b""
    with suppress(ValueError):
        secret = bytes.fromhex(path.read_text(encoding="utf-8", errors="replace"))
    if len(secret) < SHORTEST:
        raise ValueError(
            f"{path} is damaged: it holds no secret of {SHORTEST} bytes or more in hexadecimal. Restore it, or delete "
            "it: then a new one is made, and a regrade asks with other probes"
        )
    return secret


def handed_over(exercise: str) -> int | None:
    """The seed that this kernel was given for an exercise; None, the public one, where nothing is graded."""
    seed = json.loads(os.environ.get(VARIABLE, "{}")).get(exercise)
    return None if seed is None else int(seed)
