"""Findings as the rows of ``quarantine.csv`` and ``warnings.csv``."""

from collections.abc import Sequence

from wengang.kernel.errors import FINDING_COLUMNS, Finding
from wengang.mechanisms.register.services.writing.spreadsheet_cells import guarded_row


def finding_rows(findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Rows of ``quarantine.csv``: each finding once, by file and by row as a person counts."""
    rows = {tuple(getattr(finding, name) for name in FINDING_COLUMNS) for finding in findings}
    ordered = sorted(rows, key=lambda row: (row[0].encode(), len(row[1]), row[1], row[2:]))
    return [guarded_row(dict(zip(FINDING_COLUMNS, row, strict=True))) for row in ordered]
