"""Rows that contradict others once files are joined: still, each row of a file ends in one place."""

from wengang.kernel.errors import Finding
from wengang.mechanisms.register.services.intake.accounted import accounted
from wengang.mechanisms.register.services.intake.folder import SourceFile


def read(stem, *, sheet="", used=10, duplicates=0):
    """A file of ten rows as it was read."""
    return SourceFile(
        name=f"{stem}.xlsx", stem=stem, table="ledger", sha256="", encoding="xlsx", sheet=sheet,
        rows=10, used=used, quarantined=10 - used - duplicates, duplicates=duplicates,
    )  # fmt: skip


def found(file, row):
    """A finding of the join."""
    return Finding(file=file, row=row, problem_zh="", problem_en="", fix_zh="", fix_en="")


def counts(files, *findings):
    """Used and quarantined rows of each file."""
    told = accounted(files, findings)
    assert all(one.rows == one.used + one.quarantined + one.duplicates for one in told)
    return [(one.used, one.quarantined) for one in told]


def test_rows_move_from_used_to_quarantine_once():
    """A row with two findings is one row; findings of other files, and those without a row, move none."""
    findings = (found("a", "3"), found("a", "3"), found("a", "4"), found("answers", "2"), found("a", ""))
    assert counts([read("a", used=9), read("b")], *findings) == [(7, 3), (10, 0)]


def test_accounted_again():
    """Files of an earlier run, decided again, are not charged twice, and an answer may settle what was disputed."""
    once = accounted([read("a", used=9)], [found("a", "3"), found("a", "4")])
    assert accounted(once, [found("a", "3"), found("a", "4")]) == once
    assert counts(once, found("a", "3")) == [(8, 2)]


def test_sheets_and_copies():
    """A row of a sheet moves that sheet's; a copy that was read once only has no used row to move."""
    files = [read("a", sheet="甲"), read("a", sheet="乙"), read("c"), read("c", used=0, duplicates=10)]
    assert counts(files, found("a", "乙!3"), found("c", "2")) == [(10, 0), (9, 1), (9, 1), (0, 0)]
