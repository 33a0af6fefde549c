"""An output folder is there whole or not at all."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from wengang.kernel.errors import InputError
from wengang.mechanisms.register.services.writing import whole_folder as module
from wengang.mechanisms.register.services.writing.whole_folder import (
    MARK,
    refuse_existing,
    remove_leftovers,
    whole_folder,
)

WRITER = """
import sys
from pathlib import Path
from wengang.mechanisms.register.services.writing.whole_folder import MARK, whole_folder
out, first = Path(sys.argv[1]), int(sys.argv[2])
for generation in range(first, 10_000):
    with whole_folder(out, replace=True) as folder:
        for i in range(20):
            (folder / f"{i}.csv").write_text(f"{generation}\\n" * 500)
        (folder / MARK).write_text(f"{generation}\\n" * 500)
    print(generation, flush=True)
"""


def _fill(folder: Path, word: str) -> None:
    (folder / "a.csv").write_text(word)
    (folder / MARK).write_text(word)


def _write(out: Path, word: str, *, replace: bool = False) -> None:
    with whole_folder(out, replace=replace) as folder:
        _fill(folder, word)


def test_a_folder_appears_with_all_that_was_written(tmp_path):
    """Parents are made, the hidden folder is gone, and others may read what was written."""
    out = tmp_path / "deep" / "down" / "out"
    _write(out, "one")
    assert {path.name for path in out.iterdir()} == {"a.csv", MARK}
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert out.stat().st_mode & 0o500 == 0o500


def test_one_that_exists_is_refused_without_replace(tmp_path):
    """Nothing is touched, and the message says what to do."""
    _write(tmp_path / "out", "one")
    with pytest.raises(InputError, match="--replace"):
        _write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "a.csv").read_text() == "one"


def test_replace_puts_the_new_one_in_its_place(tmp_path):
    """The old one is gone with all its files."""
    _write(tmp_path / "out", "one")
    (tmp_path / "out" / "left.csv").write_text("old")
    _write(tmp_path / "out", "two", replace=True)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a.csv", MARK}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_replace_works_where_the_system_cannot_exchange(tmp_path, monkeypatch):
    """File systems without an exchange get two renames."""
    monkeypatch.setattr(module, "_exchanged", lambda *_: False)
    _write(tmp_path / "out", "one")
    _write(tmp_path / "out", "two", replace=True)
    assert (tmp_path / "out" / "a.csv").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_old_output_that_lost_its_name_is_brought_back(tmp_path):
    """Killed between the two renames: the next run finds the old folder again."""
    aside = tmp_path / ".out.replaced-x1"
    aside.mkdir()
    _fill(aside, "one")
    remove_leftovers(tmp_path / "out")
    assert (tmp_path / "out" / "a.csv").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("kind", ["file", "foreign folder"])
def test_what_is_no_output_of_ours_is_never_replaced(tmp_path, kind):
    """--replace removes an earlier output, and nothing that someone else put there."""
    out = tmp_path / "out"
    if kind == "file":
        out.write_text("precious")
    else:
        out.mkdir()
        (out / "precious.docx").write_text("precious")
    with pytest.raises(InputError, match="not an earlier output"):
        _write(out, "two", replace=True)
    assert "precious" in (out.read_text() if kind == "file" else (out / "precious.docx").read_text())


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_nothing_and_says_so(tmp_path, monkeypatch, code):
    """Neither the folder, nor the hidden one, nor the parents that were made for it."""

    def fill(folder: Path, _: str) -> None:
        (folder / "a.csv").write_text("half")
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(sys.modules[__name__], "_fill", fill)
    with pytest.raises(InputError, match="the disk is full") as caught:
        _write(tmp_path / "made" / "out", "one")
    assert "磁盘已满" in caught.value.findings[0].problem_zh
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_output(tmp_path):
    """A real limit of the operating system is met while writing: the old folder stays as it was."""
    _write(tmp_path / "out", "one")
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from wengang.kernel.errors import InputError\n"
        "from wengang.mechanisms.register.services.writing.whole_folder import whole_folder\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    with whole_folder(Path(sys.argv[1]), replace=True) as folder:\n"
        "        (folder / 'a.csv').write_bytes(b'x' * 100_000)\n"
        "except InputError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "out"], capture_output=True, text=True, check=True
    )
    assert "the disk is full" in done.stdout
    assert (tmp_path / "out" / "a.csv").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_any_other_error_leaves_nothing_and_is_passed_on(tmp_path):
    """A defect while writing is no output either."""
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "out") as folder:
        (folder / "a.csv").write_text(str(1 // 0))
    assert list(tmp_path.iterdir()) == []


def test_a_parent_that_is_a_file_is_told_plainly(tmp_path):
    """What the file system refuses becomes bad input, not a traceback."""
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        _write(tmp_path / "file" / "out", "one")


def test_leftovers_of_the_dead_are_removed_and_the_living_left_alone(tmp_path):
    """A hidden folder whose writer still runs is not a leftover."""
    dead = tmp_path / ".out.writing-dead"
    dead.mkdir()
    (dead / "a.csv").write_text("half")
    with whole_folder(tmp_path / "out") as folder:
        assert not dead.exists()
        assert remove_leftovers(tmp_path / "out") == []
        assert folder.exists()
        _fill(folder, "one")


def test_one_that_came_into_being_meanwhile_is_refused(tmp_path):
    """Two runs to one folder: the second to finish is told, and overwrites nothing."""
    with ExitStack() as stack:
        stack.enter_context(pytest.raises(InputError, match="exists"))
        folder = stack.enter_context(whole_folder(tmp_path / "out"))
        _fill(folder, "slow")
        _write(tmp_path / "out", "quick")
    assert (tmp_path / "out" / "a.csv").read_text() == "quick"


def test_kill_9_at_any_moment_leaves_the_old_or_the_new(tmp_path):
    """A writer that replaces again and again is killed at many moments: every time one whole generation stands."""
    out, first = tmp_path / "out", 0
    for wait in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, out, str(first)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        last = int(child.stdout.readline())
        deadline = time.monotonic() + wait * 0.0037
        while time.monotonic() < deadline:
            pass
        os.kill(child.pid, signal.SIGKILL)
        rest = child.stdout.read().split()
        child.wait()
        child.stdout.close()
        written = {path.read_text() for path in out.iterdir()}
        assert len(written) == 1
        assert len(list(out.iterdir())) == 21
        generation = int(written.pop().split()[0])
        assert generation >= int(rest[-1] if rest else last)
        first = generation + 1
    remove_leftovers(out)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


DYING = """
import os, shutil, signal, sys
from pathlib import Path
from wengang.mechanisms.register.services.writing import whole_folder as module

out, exchange, moment = Path(sys.argv[1]), sys.argv[2] == "exchange", int(sys.argv[3])
reached = 0

def dying(call):
    def step(*arguments, **options):
        for before in (True, False):
            global reached
            if reached == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            reached += 1
            if before:
                result = call(*arguments, **options)
        return result
    return step

module._exchanged = dying(module._exchanged if exchange else lambda one, other: False)
Path.rename, shutil.rmtree = dying(Path.rename), dying(shutil.rmtree)
module.tempfile.mkdtemp = dying(module.tempfile.mkdtemp)
with module.whole_folder(out, replace=True) as folder:
    for name in ("a.csv", module.MARK):
        (folder / name).write_text("new")
"""
"""Replaces an output and is killed at one moment: before or after the n-th step that renames, makes or removes."""


@pytest.mark.parametrize("way", ["exchange", "two renames"])
def test_kill_9_before_and_after_each_rename(way, tmp_path):
    """The old output or the new one is there, whole, at once or when it is next asked for; then nothing is left over."""
    code, moment, seen = -signal.SIGKILL, 0, set()
    while code == -signal.SIGKILL:
        out = tmp_path / f"{moment}" / "out"
        _write(out, "old")
        code = subprocess.run(
            [sys.executable, "-c", DYING, str(out), way, str(moment)], check=False
        ).returncode
        there = refuse_existing(out, replace=True)
        words = {path.read_text() for path in there.iterdir()}
        assert len(words) == 1, f"moment {moment} of {way}: {words}"
        seen |= words
        with pytest.raises(InputError, match="--replace"):
            _write(out, "newer")
        _write(out, "newer", replace=True)
        assert [path.name for path in out.parent.iterdir()] == ["out"]
        moment += 1
    assert code == 0
    assert moment > 6
    assert seen == {"old", "new"}
