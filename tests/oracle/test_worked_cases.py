"""The oracle, on its own, gives what the worked cases expect."""

from pathlib import Path

import pytest

from oracle.cases import differences, read_cases

FILES = sorted((Path(__file__).parents[2] / "policies").glob("retention_refund*/cases/*.csv"))
CASES = [case for path in FILES for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=[case["case_id"] for case in CASES])
def test_the_oracle_passes_a_worked_case(case):
    """Every asserted column of a worked case is what the second implementation finds."""
    assert differences(case) == {}


def test_there_are_worked_cases():
    """The files of the packs were found: both families, all eighty-seven rows."""
    assert len(CASES) >= 87
    assert {case["family"] for case in CASES} == {"retention-refund", "retention-refund-hardship"}
