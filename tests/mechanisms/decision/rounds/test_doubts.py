"""What in the files a person must look at first."""

import pytest

from wengang.mechanisms.decision.services.rounds.doubts import doubts
from wengang.mechanisms.register.services.intake.folder import SourceFile
from wengang.mechanisms.register.services.prepare import Prepared


def read(rows, used, duplicates):
    """A file as it was read."""
    return SourceFile(
        name="ledger-2.csv", stem="ledger-2", table="ledger", sha256="", encoding="utf-8", sheet="",
        rows=rows, used=used, quarantined=rows - used - duplicates, duplicates=duplicates,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "used", "duplicates", "looked_at"),
    [(100, 20, 80, 1), (100, 0, 100, 0), (100, 99, 1, 0), (100, 50, 50, 0), (100, 0, 60, 0), (0, 0, 0, 0)],
)
def test_an_older_and_a_newer_export(rows, used, duplicates, looked_at):
    """A file that mostly repeats another, and differs in the rest, would count that rest twice."""
    counts = {one.key: one.count for one in doubts(Prepared(tables={}), [read(rows, used, duplicates)])}
    assert counts["overlapping"] == looked_at


def test_employers_and_numbers():
    """Employers in quarantine and numbers without their zeros are counted."""
    counts = {one.key: one.count for one in doubts(Prepared(tables={}, withheld=2, bare_numbers=3), [])}
    assert (counts["withheld"], counts["lost_zeros"]) == (2, 3)
