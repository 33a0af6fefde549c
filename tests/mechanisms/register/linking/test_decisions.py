"""What clerks decided: read strictly, the latest holds, contradictions named with their rows."""

import datetime as dt

import pytest

from wengang.kernel.errors import InputError
from wengang.mechanisms.register.services.linking.decisions import (
    Decision,
    decided_table,
    read_decisions,
    settled,
)

HEADER = "file_l,row_l,file_r,row_r,same,by,on,why\n"


def written(folder, *rows, header=HEADER, encoding="utf-8-sig"):
    """A decisions file."""
    path = folder / "decided.csv"
    path.write_bytes((header + "".join(f"{row}\n" for row in rows)).encode(encoding))
    return path


def decision(left, right, *, same, on=None, at="2"):
    """A decision of rows of one file."""
    return Decision(left=("a", left), right=("a", right), same=same, on=on, file="d.csv", at=at)


def test_decisions_as_clerks_write_them(tmp_path):
    """Both orders, both words, days in any form; a blank is no decision yet."""
    path = written(
        tmp_path, "b,2,a,1,1,李,2020-01-05,同址", "a,1,c,3,否,,2020.1.6,", "a,1,d,4,,,,", encoding="gb18030"
    )
    found, told = read_decisions(path)
    assert [(one.left, one.right, one.same, one.on) for one in found] == [
        (("a", "1"), ("b", "2"), True, dt.date(2020, 1, 5)),
        (("a", "1"), ("c", "3"), False, dt.date(2020, 1, 6)),
    ]
    assert ["not decided (same is blank): 1" in one.problem_en for one in told] == [True]
    assert decided_table(found).to_pylist()[0] == {
        "file_l": "a", "row_l": "1", "file_r": "b", "row_r": "2", "same": "1", "by": "李", "on": "2020-01-05", "why": "同址",
    }  # fmt: skip


def test_answers_in_a_copy_of_the_queue(tmp_path):
    """review.csv with a column `same` is a decisions file."""
    header = "file_l,row_l,file_r,row_r,score,reason_zh,reason_en,same\n"
    found, _ = read_decisions(written(tmp_path, "a,1,b,2,9.1,电话相同,same phone,1", header=header))
    assert [one.pair for one in found] == [(("a", "1"), ("b", "2"))]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("a,1,b,2,maybe,,,", "same"),
        ("a,1,b,2,2,,,", "same"),
        ("a,,b,2,1,,,", "row_l"),
        ("a,1,a,1,1,,,", "row_r"),
        ("a,1,b,2,1,,2020-13-01,", "on"),
    ],
)
def test_faults_name_row_and_column(tmp_path, row, column):
    """Nothing is honoured of a file with a fault."""
    with pytest.raises(InputError) as caught:
        read_decisions(written(tmp_path, "a,1,b,9,1,,,", row))
    assert [(one.file, one.row, one.column) for one in caught.value.findings] == [
        ("decided.csv", "3", column)
    ]


@pytest.mark.parametrize(
    ("header", "column"),
    [("file_l,row_l,file_r,row_r,by\n", "same"), (HEADER.replace("why", "whyy"), "whyy")],
)
def test_unknown_and_missing_columns(tmp_path, header, column):
    """The nearest name is given."""
    with pytest.raises(InputError) as caught:
        read_decisions(written(tmp_path, header=header))
    assert column in {one.column for one in caught.value.findings}


def test_the_later_decision_holds_and_it_is_said():
    """A decision without a day is older than any other."""
    days = [None, dt.date(2020, 1, 5), dt.date(2020, 1, 6)]
    found = settled(
        [decision("1", "2", same=on != days[1], on=on, at=str(n)) for n, on in enumerate(days, 2)]
    )
    assert [(one.same, one.on) for one in found.decisions] == [(True, days[2])]
    assert [one.row for one in found.overruled] == ["3"]
    assert found.contradictions == ()


def test_both_ways_on_one_day():
    """Reported with both rows of the file; until it is settled the two are kept apart."""
    day = dt.date(2020, 1, 5)
    found = settled([decision("1", "2", same=True, on=day), decision("1", "2", same=False, on=day, at="3")])
    assert [one.same for one in found.decisions] == [False]
    [told] = found.contradictions
    assert all(part in told.problem_en for part in ("a/1", "a/2", "d.csv:2", "d.csv:3"))


def test_a_chain_that_contradicts():
    """A = B, B = C, C = D and A ≠ D: the chain is named."""
    pairs = [("1", "2"), ("2", "3"), ("3", "4")]
    found = settled([*(decision(*pair, same=True) for pair in pairs), decision("1", "4", same=False)])
    [told] = found.contradictions
    assert "a/1 ≠ a/4" in told.problem_en
    assert all(f"a/{one} = a/{other}" in told.problem_en for one, other in pairs)
    assert len(found.decisions) == 4


def test_no_contradiction_where_no_chain_leads():
    """A = B and B ≠ C is how entities are told apart."""
    found = settled(
        [decision("1", "2", same=True), decision("2", "3", same=False), decision("1", "9", same=False)]
    )
    assert found.contradictions == found.overruled == ()
