"""What no linter checks: nothing of one machine in the tree, no addresses in the locks, clean text files.

python tests/setup/hygiene.py [FILE ...]     all tracked and new files, or those
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 2_000_000  # bytes
BINARY = {".png", ".gif", ".ico", ".woff2", ".pdf"}

# Written so that no pattern finds itself.
EVERYWHERE = {
    "a path of one machine": r"(?<![\w.])/(?:(?:home|Users)/(?!jovyan\b)[a-z]\w*|roo[t]|work)/[a-z.]",
    "the host of a package registry": r"python[h]osted[.]org|pypi[.]org|registry[.]npmjs|deb[.]debian",
    "a left-over of a merge": r"^(?:<{7}|>{7}) ",
    "a note to oneself": r"(?<![\w/+])(?:TO[D]O|FIX[M]E|X[X]X)(?![\w/+=])",  # a picture's base64 may spell it
    "the notes beside the project": r"(?:\.\./|/)shared/(?:DESIGN|SYLLABUS|MISTAKES|STYLE|data)",
}
IN_TEXT = {
    "a blank at the end of a line": r"[ \t]+$",
    "a carriage return": r"\r",
}
IN_LOCKS = {"an address in a lock": r"://|--(?:extra-)?index-url|--find-links|--trusted-host"}
IN_MODULES = {"a machine's Python": r"\A#!\s*/(?!bin/sh|bin/bash|usr/bin/env)"}
FORBIDDEN_NAMES = re.compile(
    r"(^|/)(uv\.lock|poetry\.lock|gradebook\.db|\.DS_Store|__pycache__|\.ipynb_checkpoints)(/|$)"
)


def files() -> list[Path]:
    """What git tracks or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def faults(path: Path, name: str) -> Iterator[str]:
    """One line for everything in ``path`` that should not be there."""
    if FORBIDDEN_NAMES.search(name):
        yield f"{name}: does not belong into the repository"
    if path.stat().st_size > LARGEST:
        yield f"{name}: {path.stat().st_size / 1e6:.1f} MB, the limit is {LARGEST / 1e6:.0f} MB"
    if path.suffix in BINARY:
        return
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        yield f"{name}: is no UTF-8 text"
        return
    patterns = dict(EVERYWHERE)
    if path.suffix not in {".ipynb", ".csv", ".svg"}:  # made by programs
        patterns |= IN_TEXT
        if text and not text.endswith("\n"):
            yield f"{name}: the last line does not end"
    if name.startswith(("requirements/", "binder/")) and path.suffix == ".txt":
        patterns |= IN_LOCKS
    if path.suffix in {".py", ".sh", ""}:
        patterns |= IN_MODULES
    for what, pattern in patterns.items():
        for match in re.finditer(pattern, text, re.MULTILINE):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{name}:{line}: {what}: {match.group().strip()[:60]!r}"


def main() -> int:
    """Print every fault; 1 if there is one."""
    chosen = [Path(name).resolve() for name in sys.argv[1:]] or files()
    found = [fault for path in chosen for fault in faults(path, path.relative_to(ROOT).as_posix())]
    print("\n".join(found) if found else f"hygiene: {len(chosen)} files, nothing to complain about")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
