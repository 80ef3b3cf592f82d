"""Seeds of grading: fresh probes for every student and exercise, the same ones at a regrade.

A seed is an HMAC of student and exercise under the course's secret, so that nobody without the secret knows
the probes, and feedback to one student tells another nothing. Only who grades a class draws them;
self-study uses the public seed (``seed=None`` of `autograder.judge`).
"""

from __future__ import annotations

import hashlib
import hmac

SHORTEST = 16  # bytes of a secret


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
