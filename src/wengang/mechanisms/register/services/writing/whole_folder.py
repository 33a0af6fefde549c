"""An output folder that appears whole or not at all, whatever happens while it is written.

Everything is written to a hidden folder beside it, flushed to the disk, and put in place by one rename. With
``replace`` the old and the new folder change places in one step of the file system, and the old one is removed
afterwards. Whoever writes holds a lock on the hidden folder; the operating system lets go of it when the process
ends in any way, so the next run knows which leftovers belong to nobody and removes them.
"""

import ctypes
import errno
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wengang.kernel.errors import InputError, bad_input, refusal

MARK = "manifest.json"
"""A folder that holds it is an earlier output; any other folder is never replaced."""
_AT_FDCWD = -100
_EXCHANGE = 2
_NO_EXCHANGE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def refuse_existing(out: Path, *, replace: bool = False) -> Path:
    """The real path of ``out``, once it is clear that it may be written.

    Raises InputError if it exists and ``replace`` is not set, or if it is no earlier output (nothing that
    someone else put there is ever removed).
    """
    real = Path(os.path.realpath(out))
    _bring_back(real)
    if not os.path.lexists(real):
        return real
    if not replace:
        raise bad_input(
            "输出文件夹已存在, 未写入",
            "the output folder exists; nothing was written",
            "换一个 --out, 或用 --replace 替换它",
            "choose another --out, or replace it with --replace",
            file=str(out),
        )
    if not real.is_dir() or (not (real / MARK).is_file() and any(real.iterdir())):
        raise bad_input(
            f"不是以前的输出文件夹(没有 {MARK}), 不会替换",
            f"not an earlier output folder (it has no {MARK}); it is not replaced",
            "换一个 --out, 或自行移走其中的文件",
            "choose another --out, or move its files away yourself",
            file=str(out),
        )
    return real


@contextmanager
def whole_folder(out: Path, *, replace: bool = False) -> Iterator[Path]:
    """A folder to write into; it becomes ``out`` when the block ends well, and vanishes when it does not.

    Raises InputError when ``out`` may not be written, or when the disk is full or refuses: nothing is left then.
    """
    real = refuse_existing(out, replace=replace)
    made: list[Path] = []
    with _told_plainly(out):
        try:
            made = _make_parents(real.parent)
            remove_leftovers(real)
            with _hidden_folder(real) as folder:
                yield folder
                _flush(folder)
                _put_in_place(folder, real, replace=replace)
        except BaseException:
            for parent in reversed(made):
                if not any(parent.iterdir()):
                    parent.rmdir()
            raise


def remove_leftovers(out: Path) -> list[Path]:
    """Remove what runs that were killed left beside ``out``; bring back an old output that lost its name."""
    gone = []
    _bring_back(out)
    for leftover in sorted(out.parent.glob(f".{out.name}.*")):
        ours = leftover.name.startswith((f".{out.name}.writing-", f".{out.name}.replaced-"))
        if ours and leftover.is_dir() and _unlocked(leftover):
            shutil.rmtree(leftover, ignore_errors=True)
            gone.append(leftover)
    return gone


def _bring_back(out: Path) -> None:
    """Give an old output its name again that a killed run had put aside, where no new one took its place."""
    for aside in sorted(out.parent.glob(f".{out.name}.replaced-*")):
        if not os.path.lexists(out) and (aside / MARK).is_file():
            with suppress(OSError):
                aside.rename(out)


@contextmanager
def _told_plainly(out: Path) -> Iterator[None]:
    """Say in plain words what the file system refused."""
    try:
        yield
    except InputError:
        raise
    except OSError as error:
        full = error.errno in _FULL
        why_zh, why = refusal(error.errno)
        raise bad_input(
            "磁盘已满, 未写入" if full else f"无法写入: {why_zh}",
            "the disk is full; nothing was written" if full else f"it cannot be written: {why}",
            "腾出空间后再运行, 或换到别的磁盘" if full else "检查路径和权限, 或换一个 --out",
            "free some space and run again, or choose another disk"
            if full
            else "check the path and the rights, or choose another --out",
            file=str(out),
        ) from error


def _make_parents(parent: Path) -> list[Path]:
    missing = [folder for folder in (parent, *parent.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
    return missing[::-1]


@contextmanager
def _hidden_folder(out: Path) -> Iterator[Path]:
    folder, lock = _locked_folder(out)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _locked_folder(out: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.writing-", dir=out.parent))
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue  # another run took it for a leftover before it was locked
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            folder.chmod(0o777 & ~_umask())
            return folder, lock
        os.close(lock)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _unlocked(folder: Path) -> bool:
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _flush(folder: Path) -> None:
    """Everything in it reaches the disk before the folder gets its name."""
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_in_place(folder: Path, out: Path, *, replace: bool) -> None:
    if os.path.lexists(out):
        refuse_existing(out, replace=replace)  # it may have come into being meanwhile
        if not _exchanged(folder, out):
            aside = Path(tempfile.mkdtemp(prefix=f".{out.name}.replaced-", dir=out.parent))
            out.rename(aside)
            folder.rename(out)
            shutil.rmtree(aside, ignore_errors=True)
    else:
        folder.rename(out)
    _sync(out.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        call = getattr(library, "renamex_np", None)
        arguments: tuple[object, ...] = (first, second, _EXCHANGE)
    else:
        call = getattr(library, "renameat2", None)
        arguments = (_AT_FDCWD, first, _AT_FDCWD, second, _EXCHANGE)
    if call is None:
        return False
    if call(*arguments) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))
