"""What any run writes into its ``manifest.json``: hashes of files, versions, rows, and the only times."""

import datetime as dt
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from wengang import __version__
from wengang.mechanisms.register.services.writing.written import sha256_of

FORMAT = 1


def versions(packages: Iterable[str]) -> dict[str, str | None]:
    """Versions of Wengang, Python, and the packages that take part; None for one that is not installed."""
    found: dict[str, str | None] = {"wengang": __version__, "python": platform.python_version()}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def hashes(paths: Iterable[Path], *, below: Path | None = None) -> dict[str, str]:
    """SHA-256 of files, by name, or by path below a folder."""
    return {
        (path.name if below is None else path.relative_to(below).as_posix()): sha256_of(path)
        for path in sorted(paths)
        if path.is_file()
    }


def outputs(folder: Path, rows: Mapping[str, int]) -> dict[str, dict[str, object]]:
    """Hash, and rows where it has any, of every file that was written."""
    return {
        name: {**({"rows": rows[name]} if name in rows else {}), "sha256": digest}
        for name, digest in hashes(folder.rglob("*"), below=folder).items()
    }


def times(started: dt.datetime | None) -> dict[str, str | None]:
    """The only timestamps of an output folder, in UTC."""
    finished = dt.datetime.now(dt.UTC)
    return {
        "started": None if started is None else started.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "finished": finished.isoformat(timespec="seconds"),
    }


def plain(value: object) -> object:
    """A value as JSON takes it: dataclasses as objects, days and decimals as text, sets sorted. Raises TypeError."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dt.date | Decimal | Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(part) for part in value)
    if isinstance(value, Sequence):
        return [plain(part) for part in value]
    raise TypeError(f"no JSON for {type(value).__name__}")
