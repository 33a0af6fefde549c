"""The file of answers as a whole: what is read, what is left for a later run, what cannot be read."""

import datetime as dt

import pytest

from mechanisms.register.supply import DAY, prepared, rows
from wengang.kernel.errors import InputError
from wengang.mechanisms.register.services.answers.answer_file import read_answers

HEADER = "employer_no,key,value,by,on,source\n"


def said(tmp_path, text):
    """A file of answers with these rows."""
    path = tmp_path / "answers.csv"
    path.write_text(HEADER + text, encoding="utf-8-sig")
    return path


def test_an_answer_given_later_is_not_lost_from_sight(tmp_path):
    """It is no fact yet on the day up to which facts are known, and a warning says so."""
    answers = read_answers(said(tmp_path, "1,size,small,x,2020-04-01,\n"), known_by=DAY)
    assert (answers.known, answers.findings) == ((), ())
    (warning,) = answers.warnings
    assert (warning.file, warning.row) == ("answers", "2")
    assert "2020-03-15" in warning.problem_en
    assert read_answers(said(tmp_path, "1,size,small,x,2020-04-01,\n"), known_by=dt.date(2020, 4, 1)).known


def test_a_stray_quotation_mark_is_refused(tmp_path):
    """It would swallow the answers below it; the row is named."""
    path = said(tmp_path, '1,size,small,x,,\n2,size,"small,x,,\n3,size,small,x,,\n')
    with pytest.raises(InputError) as caught:
        read_answers(path, known_by=DAY)
    assert (caught.value.findings[0].file, caught.value.findings[0].row) == ("answers.csv", "3")


@pytest.mark.parametrize(
    "answer",
    [
        f"ledger:2019-12,{10**19};2;3;4;5;2020-01-01",
        f"ledger:2019-12,1;{10**14};3;4;5;",
        f"claimants,{'9' * 5000}",
        f"leavers,retired={10**20}",
        f"employees,{10**10}",
    ],
)
def test_absurd_numbers_go_to_quarantine(tmp_path, answer):
    """Numbers that no employer can have, and that no table could hold."""
    path = said(tmp_path, f"1,{answer},x,,\n")
    result = prepared(employers=rows("employers", {"employer_no": "1"}), options={"answers": path})
    assert [finding.row for finding in result.findings] == ["2"]
