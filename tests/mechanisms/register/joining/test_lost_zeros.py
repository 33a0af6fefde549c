"""Employer numbers that a spreadsheet robbed of their zeros are named, and never joined by guess."""

from mechanisms.register.supply import prepared, rows

MONTH = {"month": "2019-02", "insurance": "unemployment", "headcount": 3}
UNITS = rows("employers", {"employer_no": "0012"}, {"employer_no": "7"})


def ledger(*numbers):
    """Prepare one ledger row for each employer number."""
    return prepared(
        employers=UNITS, ledger=rows("ledger", *({**MONTH, "employer_no": number} for number in numbers))
    )


def test_a_number_without_its_zeros_is_named():
    """The row is used nowhere; the warning says which employer may be meant, and where it stands."""
    result = ledger("7", "12", "12", "99")
    assert result.tables["ledger"].num_rows == 1
    assert result.unmatched == {"ledger": 3}
    (warning,) = result.warnings
    assert (warning.file, warning.row, warning.value) == ("ledger", "3", "12")
    assert "0012" in warning.problem_en
    assert result.bare_numbers == 1


def test_numbers_that_match_or_are_strange_are_no_matter():
    """Nothing is said of numbers that are known, nor of those that no employer resembles."""
    assert ledger("0012", "7", "120").bare_numbers == 0


def test_many_numbers_are_counted():
    """A whole file without zeros gives some warnings, and a count of the rest."""
    units = rows("employers", *({"employer_no": f"0{number}"} for number in range(100, 180)))
    said = rows("ledger", *({**MONTH, "employer_no": str(number)} for number in range(100, 180)))
    result = prepared(employers=units, ledger=said)
    assert len(result.warnings) == 51
    assert "30 more" in result.warnings[-1].problem_en
    assert result.bare_numbers == 80
