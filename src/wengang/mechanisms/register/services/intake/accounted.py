"""Where each row of a file ended, once everything is joined: rows = used + quarantined + duplicates (行数对账)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from wengang.kernel.errors import Finding

from .folder import SourceFile


def accounted(files: Sequence[SourceFile], findings: Iterable[Finding]) -> tuple[SourceFile, ...]:
    """The files with the rows that went to quarantine after they were read, when they contradicted others.

    ``findings``: of the join, each row by stem and row as in ``quarantine.csv``; a row with several counts once.
    """
    rows: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        if finding.row:
            rows[finding.file].add(finding.row)
    sheets: dict[str, set[str]] = defaultdict(set)
    for file in files:
        sheets[file.stem].add(file.sheet)
    return tuple(_moved(file, rows.get(file.stem, set()), sheets[file.stem]) for file in files)


def _moved(file: SourceFile, rows: set[str], sheets: set[str]) -> SourceFile:
    """A row whose name begins with a sheet is that sheet's; a copy that was dropped has no row to move."""
    named = {row: row.rpartition("!")[0] for row in rows}
    mine = [row for row, sheet in named.items() if sheet == file.sheet or sheet not in sheets]
    read = file.used + file.disputed  # files thawed from an earlier run were accounted for once already
    count = min(len(mine), read)
    quarantined = file.quarantined - file.disputed + count
    return replace(file, used=read - count, quarantined=quarantined, disputed=count)
