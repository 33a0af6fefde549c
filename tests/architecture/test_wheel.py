"""What is installed elsewhere is whole: the packs, the tables and the mappings travel inside the wheel."""

import subprocess
import sys
import zipfile

import pytest

from architecture.source import ROOT

PACKAGED = {"src/wengang": "wengang", "policies": "wengang/_policies"}


@pytest.fixture(scope="module")
def contents(tmp_path_factory):
    """Names of the files in a wheel built from this checkout."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(("folder", "inside"), PACKAGED.items())
def test_every_file_is_in_the_wheel(contents, folder, inside):
    """Code, YAML, CSV and text of the package and of the packs: nothing is left behind."""
    files = [
        path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    assert files
    expected = {f"{inside}/{path.relative_to(ROOT / folder).as_posix()}" for path in files}
    assert sorted(expected - contents) == []


def test_the_command_is_in_the_wheel(contents):
    """Installing the wheel makes the command ``wengang``."""
    assert any(name.endswith(".dist-info/entry_points.txt") for name in contents)
