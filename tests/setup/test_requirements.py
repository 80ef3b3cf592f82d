"""The locks: one version a package, no addresses, and the oldest are what pyproject.toml promises."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.setup.hygiene import ROOT, faults

LOCKS = [
    "requirements/course.txt",
    "requirements/dev.txt",
    "requirements/oldest.txt",
    "binder/requirements.txt",
]


def pins(name: str) -> set[str]:
    """``package==version ; marker`` of each entry."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {match.strip(" \\") for match in re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)}


def project() -> dict[str, object]:
    loaded: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_names_versions_and_hashes(name: str) -> None:
    assert list(faults(ROOT / name, name)) == []
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 90
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==[0-9][^ ]*( ;.*)? \\\n    --hash=sha256:[0-9a-f]{64}", entry), entry[:80]


def test_dev_is_course_and_more() -> None:
    # A marker may be wider in dev, where another package asks for the same one.
    course, dev = ({pin.split(" ;")[0] for pin in pins(name)} for name in LOCKS[:2])
    assert course < dev


def test_binder_installs_what_a_learner_installs() -> None:
    assert Path(ROOT / LOCKS[3]).read_bytes() == Path(ROOT / LOCKS[0]).read_bytes()


def test_the_oldest_are_the_lower_bounds() -> None:
    metadata = project()["project"]
    assert isinstance(metadata, dict)
    extras = metadata["optional-dependencies"]
    oldest = {pin.split("==")[0]: pin.split("==")[1].split(" ")[0] for pin in pins(LOCKS[2])}
    for text in [*metadata["dependencies"], *extras["lab"], *extras["dev"]]:
        requirement = Requirement(text)
        if requirement.name != metadata["name"]:
            (bound,) = [one.version for one in requirement.specifier if one.operator == ">="]
            assert oldest[canonicalize_name(requirement.name)] == bound, requirement.name


def test_the_benchmarks_peers_are_in_no_lock() -> None:
    metadata = project()["project"]
    assert isinstance(metadata, dict)
    peers = {Requirement(text).name for text in metadata["optional-dependencies"]["bench"]}
    for name in LOCKS:
        assert not peers & {pin.split("==")[0] for pin in pins(name)}


def test_the_build_backend_is_locked() -> None:
    names = {pin.split("==")[0] for pin in pins(LOCKS[0])}
    assert {"hatchling", "editables"} <= names


def test_the_citation_has_the_version() -> None:
    import bpkit

    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {bpkit.__version__}\n" in citation
