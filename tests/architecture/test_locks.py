"""What is installed is what was locked: versions and hashes, from whichever registry the installing machine uses."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from architecture.source import ROOT

REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)(?: ; ([^\\]+))? \\$")


def _lock_id(path: Path) -> str:
    return path.name


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name.strip())[0]).lower()


def _pins(path: Path) -> dict[tuple[str, str], str]:
    found = (PINNED.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {(_canonical(pin[1]), pin[3] or ""): pin[2] for pin in found if pin}


def test_every_list_has_its_lock():
    """Each requirements/*.in was resolved."""
    assert [path.stem for path in LOCKS] == sorted(path.stem for path in REQUIREMENTS.glob("*.in"))


@pytest.mark.parametrize("path", LOCKS, ids=_lock_id)
def test_every_package_is_pinned_with_hashes(path):
    """A line is a pin, a hash or a comment; each pin is followed by a hash."""
    lines = [
        line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
    ]
    hashes = [bool(re.match(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$", line)) for line in lines]
    pins = [bool(PINNED.match(line)) for line in lines]
    assert pins[0]
    assert not hashes[0]
    for i in range(1, len(lines)):
        assert pins[i] != hashes[i], lines[i]
        assert not (pins[i] and pins[i - 1]), f"{lines[i - 1]} has no hash"


@pytest.mark.parametrize("path", LOCKS, ids=_lock_id)
def test_no_lock_names_a_registry(path):
    """A city installs from the mirror it trusts: no address, no index."""
    assert not re.search(r"http|index", path.read_text(encoding="utf-8"), re.IGNORECASE)


def test_locks_agree_with_each_other():
    """One version of a package in all locks, so that they install side by side."""
    together: dict[tuple[str, str], set[str]] = {}
    for path in LOCKS:
        for key, version in _pins(path).items():
            together.setdefault(key, set()).add(version)
    assert {key: versions for key, versions in together.items() if len(versions) > 1} == {}


def test_the_package_asks_for_what_is_locked():
    """Each dependency that pyproject.toml names is named in requirements/base.in or spark.in, and the other way round."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {"base": project["dependencies"], "spark": project["optional-dependencies"]["spark"]}
    for name, dependencies in declared.items():
        lines = (REQUIREMENTS / f"{name}.in").read_text(encoding="utf-8").splitlines()
        listed = {_canonical(line) for line in lines if line and line[0] not in "#-"}
        assert listed == {_canonical(dependency) for dependency in dependencies}


def test_no_lock_of_another_tool_is_kept():
    """Lock files that hold a registry's addresses are not committed."""
    if not (ROOT / ".git").exists():
        return  # an unpacked source archive holds only what was put in
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    tracked = [Path(name) for name in done.stdout.splitlines()]
    assert [
        path for path in tracked if path.name in {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}
    ] == []
    for path in tracked:
        if path.name == "package-lock.json":
            assert '"resolved"' not in (ROOT / path).read_text(encoding="utf-8")
