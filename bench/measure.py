"""What every benchmark does: time beside a baseline in the same run, peak memory, a table, JSON."""

import json
import platform
import resource
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter


def median(seconds: Sequence[float]) -> float:
    """The middle one; figures of a shared machine have long tails."""
    return statistics.median(seconds)


def percentile(seconds: Sequence[float], part: int) -> float:
    """The value that ``part`` per cent do not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * part // 100)]


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def peak_mib() -> int:
    """The most memory that this process has held, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if platform.system() == "Darwin" else 1024)


def cpu_seconds() -> float:
    """Processor seconds of this process so far, all threads: steadier than wall time where a machine is shared."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def show(title: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows as a table, figures with two decimals."""
    if not rows:
        return
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[_text(row.get(name, "")) for name in names] for row in rows]
    widths = [max(len(name), *(len(line[i]) for line in cells)) for i, name in enumerate(names)]
    print(f"\n{title}")
    for line in (names, *cells):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    sys.stdout.flush()


def write(path: Path | None, figures: Mapping[str, object]) -> None:
    """Write the figures as JSON where a path was asked for."""
    if path is not None:
        path.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _text(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
