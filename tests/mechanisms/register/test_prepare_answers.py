"""Answers of officers: each is used, waits for a later run, or is in quarantine."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from mechanisms.register.supply import CODES, employer, places, prepared, rows
from wengang.kernel.errors import InputError
from wengang.kernel.period import parse_month
from wengang.mechanisms.register.services.answers.answer_file import COLUMNS, read_answers
from wengang.mechanisms.register.services.prepare import Prepared

NAMES = {"employer_no": "1", "name": "甲公司", "code": CODES[0]}
FULL = {
    **NAMES,
    "size": "small",
    "dispatch": False,
    "insured_from": dt.date(2015, 1, 1),
    "account_no": "1",
    "account_name": "甲",
}
ROW = {"employer_no": "1", "month": "2019-02", "insurance": "unemployment", "headcount": 3, "due_unit_fen": 6}


@pytest.fixture
def answered(tmp_path: Path):
    """Prepare tables with answers (employer_no, key, value[, on])."""

    def run(*said: tuple[str, ...], **tables) -> Prepared:
        path = tmp_path / "answers-1.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(COLUMNS)
            writer.writerows(
                [*line[:3], "王", line[3] if len(line) > 3 else "2020-03-01", "电话"] for line in said
            )
        given = {"employers": rows("employers", NAMES, {**FULL, "employer_no": "2", "code": None})}
        return prepared(options={"answers": path}, **{**given, **tables})

    return run


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("size", "large", "size", "large"),
        ("industry", "C3311", "industry", "C3311"),
        ("entity_type", "enterprise", "entity_type", "enterprise"),
        ("employees", "12", "employees", 12),
        ("revenue_fen", "1200", "revenue_fen", 1200),
        ("insured_from", "2016-02-03", "insured_from", dt.date(2016, 2, 3)),
        ("insured_to", "2020-01-31", "insured_to", dt.date(2020, 1, 31)),
        ("dispatch", "否", "dispatch", False),
        ("dispatch_application", "not_agency", "dispatch", False),
        ("account", "0012;甲;某行", "account_no", "0012"),
        ("account", "0012；；", "account_no", "0012"),
    ],
)
def test_an_answer_fills_a_field(answered, key, value, field, expected):
    """An answer in its form becomes the employer's field."""
    result = answered(("1", key, value))
    assert result.findings == ()
    assert employer(result, "1")[field] == expected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("size", "huge"),
        ("size", ""),
        ("employees", "-1"),
        ("employees", "1.5"),
        ("revenue_fen", "9" * 30),
        ("insured_from", "2016-02-30"),
        ("insured_to", "20160230"),
        ("dispatch", "maybe"),
        ("dispatch_application", "yes"),
        ("account", "0012"),
        ("account", ";甲;某行"),
        ("leavers", "retired"),
        ("leavers", "retired=1;retired=2"),
        ("leavers", "fled=1"),
        ("leavers", "retired=-1"),
        ("leavers", ""),
        ("claimants", "two"),
        ("ledger:2019-13", "none"),
        ("ledger:2019-01", "3;4"),
        ("ledger:2019-01", ";1;1;1;1;"),
        ("ledger:2019-01", "3;1;1;1;1;gestern"),
        ("ledger:2019-01", "3;-1;1;1;1;"),
        ("ledger", "none"),
        ("ledger2019", "none"),
        ("match:court:9", "1"),
        ("outcome", "granted"),
        ("spells", "none"),
        ("fund", "-18"),
    ],
)
def test_a_bad_answer_is_in_quarantine(answered, key, value):
    """A value without the form of its key, or a key nobody asked, changes nothing."""
    result = answered(("1", key, value))
    assert places(result) == [("answers-1", "2", "value")]
    untouched = answered()
    assert dict(result.tables) == dict(untouched.tables)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("size", "large"),
        ("insured_from", "2016-01-01"),
        ("dispatch_application", "agreed"),
        ("account", "2;甲;某行"),
        ("account", "1;乙;某行"),
    ],
)
def test_an_answer_does_not_overrule_a_file(answered, key, value):
    """What contradicts a supplied value goes to quarantine; the value stands."""
    result = answered(("2", key, value))
    assert places(result) == [("answers-1", "2", "value")]
    assert result.tables["employers"] == answered().tables["employers"]


def test_an_answer_that_says_the_same_is_used(answered):
    """No contradiction where the answer repeats what a file says; it may add what the file left blank."""
    result = answered(("2", "size", "small"), ("2", "account", "1;甲;某行"))
    assert result.findings == ()
    assert employer(result, "2")["bank"] == "某行"


def test_an_answer_settles_what_files_disagree_on(answered):
    """A field that files disagree on takes the answer, and is disputed no longer."""
    said = rows("employers", {**NAMES, "employees": 3}) + rows("tax", {**NAMES, "employees": 4})
    result = answered(("1", "employees", "4"), employers=said)
    assert employer(result, "1")["employees"] == 4
    assert employer(result, "1")["conflicts"] == ""
    assert places(result) == [("tax", "2", "employees")]


def test_unknown_employers_are_refused(answered):
    """An answer about nobody, or about an employer in quarantine, says so."""
    said = rows("employers", NAMES, {**NAMES, "size": "small"})
    result = answered(("9", "size", "small"), ("1", "size", "small"), employers=said)
    assert [f.row for f in result.findings if f.file == "answers-1"] == ["2", "3"]


def test_answers_count_from_their_day(answered):
    """Known-by filters answers by their day; one without a day counts."""
    result = answered(("1", "size", "large", "2020-03-16"), ("1", "employees", "7", "2020-03-15"))
    assert (employer(result, "1")["size"], employer(result, "1")["employees"]) == (None, 7)
    assert result.findings == ()
    assert employer(answered(("1", "size", "large", "")), "1")["size"] == "large"


def test_the_latest_answer_holds(answered):
    """An officer may correct an answer by a later one; two of one day that differ are both refused."""
    result = answered(("1", "size", "large", "2020-03-01"), ("1", "size", "small", "2020-02-01"))
    assert employer(result, "1")["size"] == "large"
    assert [w.row for w in result.warnings] == ["3"]
    result = answered(("1", "size", "large"), ("1", "size", "small"))
    assert employer(result, "1")["size"] is None
    assert [f.row for f in result.findings] == ["2", "3"]


def test_an_agency_that_applied(answered):
    """``agreed`` is an application of the answer's day, or of the decision day."""
    found = answered(("1", "dispatch_application", "agreed"), ("1", "size", "small")).tables["applications"]
    assert found.to_pylist() == [
        {"employer_id": 0, "kind": "dispatch", "on": dt.date(2020, 3, 1), "detail": "agreed"}
    ]
    found = answered(("1", "dispatch_application", "agreed", "")).tables["applications"]
    assert found["on"].to_pylist() == [dt.date(2020, 3, 15)]


def test_a_month_without_rows_is_answered(answered):
    """ledger:YYYY-MM becomes a row of the ledger; ``none`` one without people and dues."""
    result = answered(
        ("1", "ledger:2019-02", "3;10;5;10;4;2019-04-01"),
        ("1", "ledger:2019-01", "none"),
        ("1", "ledger:2019-03", "3;10;;10;;"),
    )
    found = result.tables["ledger"].to_pylist()
    shown = [(r["month"], r["headcount"], r["due_fen"], r["paid_fen"], r["paid_on"]) for r in found]
    assert shown == [
        (parse_month("2019-01"), 0, 0, 0, dt.date(2019, 1, 31)),
        (parse_month("2019-02"), 3, 15, 14, dt.date(2019, 4, 1)),
        (parse_month("2019-03"), 3, 10, 10, dt.date(2019, 3, 31)),
    ]
    assert {(r["insurance"], r["source_file"]) for r in found} == {("unemployment", "answers-1")}
    assert [r["source_row"] for r in found] == ["3", "2", "4"]


@pytest.mark.parametrize("value", ["3;6;0;0;0;", "3;0;6;0;0;2019-05-01"])
def test_a_month_answered_as_supplied(answered, value):
    """The same people, dues and payments as the ledger's: nothing changes."""
    result = answered(("1", "ledger:2019-02", value), ledger=rows("ledger", ROW))
    assert result.findings == ()
    assert result.tables["ledger"].num_rows == 1


@pytest.mark.parametrize("value", ["none", "4;6;0;0;0;", "3;6;0;6;0;"])
def test_a_month_answered_otherwise(answered, value):
    """An answer that differs from the ledger's month goes to quarantine."""
    result = answered(("1", "ledger:2019-02", value), ledger=rows("ledger", ROW))
    assert places(result) == [("answers-1", "2", "value")]
    assert result.tables["ledger"]["headcount"].to_pylist() == [3]


def test_a_blank_headcount_is_answered(answered):
    """Where the month's row leaves the people open the answer fills them; further blank rows get none."""
    blank = {**ROW, "headcount": None}
    said = rows("ledger", blank, blank, {**ROW, "insurance": "pension"})
    result = answered(("1", "ledger:2019-02", "5;12;0;0;0;"), ledger=said)
    assert result.findings == ()
    assert result.tables["ledger"]["headcount"].to_pylist() == [5, 0, 3]


def spell(who: str, to: str | None, reason: str | None) -> dict[str, object]:
    """A spell of employer 1."""
    return {
        "employer_no": "1",
        "person_id": who,
        "from_month": "2018-01",
        "to_month": to,
        "leave_reason": reason,
    }


def test_leavers_are_stated_by_reason(answered):
    """The statement stands for the spells' leavers; ``none`` states that nobody left."""
    result = answered(("1", "leavers", "retired=3;died=1"), ("2", "leavers", "none"))
    assert result.tables["leavers_stated"].to_pylist() == [
        {"employer_id": 0, "reason": "died", "people": 1},
        {"employer_id": 0, "reason": "retired", "people": 3},
        {"employer_id": 1, "reason": "other", "people": 0},
    ]


def test_leavers_are_not_fewer_than_the_spells_show(answered):
    """Fewer of a reason than supplied spells of the base year show is a contradiction; unstated reasons are free."""
    spells = rows(
        "spells",
        spell("a", "2019-03", "retired"),
        spell("b", "2019-12", "retired"),
        spell("c", "2019-04", None),
        spell("d", "2020-01", "died"),
        spell("e", None, None),
    )
    good = answered(("1", "leavers", "retired=2;resigned=1"), spells=spells)
    assert good.findings == ()
    bad = answered(("1", "leavers", "retired=1;died=5"), spells=spells)
    assert places(bad) == [("answers-1", "2", "value")]
    assert bad.tables["leavers_stated"].num_rows == 0


def test_claimants_are_stated_where_no_file_counts_them(answered):
    """Without a claims file the answer counts; with one it must say the same."""
    assert answered(("1", "claimants", "2")).tables["claimants_stated"].to_pylist() == [
        {"employer_id": 0, "people": 2}
    ]
    claims = rows(
        "claims",
        *(
            {"employer_no": "1", "person_id": "a", "first_month": m}
            for m in ("2019-01", "2019-05", "2020-01")
        ),
    )
    same = answered(("1", "claimants", "1"), claims=claims)
    assert (same.findings, same.tables["claimants_stated"].num_rows) == ((), 0)
    assert len(answered(("1", "claimants", "2"), claims=claims).findings) == 1


def test_the_fund_is_answered(answered):
    """Blank employer number: a row of the run's place at the end of the base year; the table is missing no longer."""
    result = answered(("", "fund", "18.50"))
    (row,) = result.tables["funds"].to_pylist()
    assert (row["place"], row["as_of"], row["fund_months"]) == ("210700", dt.date(2019, 12, 31), "18.50")
    assert "funds" not in result.missing
    copied = answered(("1", "fund", "18"), ("2", "fund", "18.0"), ("", "fund", "19"), ("9", "fund", "18"))
    assert copied.tables["funds"]["fund_months"].to_pylist() == ["18"]
    assert sorted(f.row for f in copied.findings) == ["4", "5"]


def test_the_fund_answer_against_the_file(answered):
    """A reserve that the place's row states or yields is not overruled; one that it lacks is filled."""
    fund = {"place": "210700", "as_of": dt.date(2019, 12, 31), "monthly_benefit_fen": 9}
    yields = rows("funds", {**fund, "balance_fen": 180, "monthly_outgo_fen": 10})
    assert answered(("", "fund", "18"), funds=yields).findings == ()
    assert len(answered(("", "fund", "17"), funds=yields).findings) == 1
    third = rows("funds", {**fund, "balance_fen": 100, "monthly_outgo_fen": 3})
    assert answered(("", "fund", "33.33"), funds=third).findings == ()
    assert "33.33" in answered(("", "fund", "33.34"), funds=third).findings[0].problem_en
    assert len(answered(("", "fund", "1e-99"), funds=third).findings) == 1
    elsewhere = {**fund, "place": "210000", "fund_months": "3"}
    result = answered(("", "fund", "18"), funds=rows("funds", fund, elsewhere))
    found = {row["place"]: row for row in result.tables["funds"].to_pylist()}
    assert (found["210700"]["fund_months"], found["210700"]["monthly_benefit_fen"]) == ("18", 9)
    assert found["210000"]["fund_months"] == "3"
    assert len(answered(("", "fund", "lots")).findings) == 1


def test_doubtful_listings_are_answered(answered):
    """1 makes the listing sure, 0 takes it away; each candidate is asked by itself."""
    units = rows("employers", {"employer_no": "1", "name": "丙"}, {"employer_no": "2", "name": "丙"})
    tables = {"employers": units, "lists": rows("court", {"list": "zombie", "name": "丙"})}
    result = answered(("1", "match:court:2", "1"), **tables)
    found = result.tables["listings"].to_pylist()
    assert [(one["employer_id"], one["certain"], one["confirmed"]) for one in found] == [
        (0, True, True),
        (1, False, False),
    ]
    result = answered(("1", "match:court:2", "0"), **tables)
    assert result.tables["listings"]["employer_id"].to_pylist() == [1]
    assert places(answered(("1", "match:court:2", "x"), **tables)) == [("answers-1", "2", "value")]


@pytest.mark.parametrize(("listed_on", "left", "refused"), [(None, 0, 0), (dt.date(2019, 1, 1), 1, 1)])
def test_a_sure_listing_falls_only_without_a_day(answered, listed_on, left, refused):
    """A sure listing without a day can be taken back; one with a day is a supplied fact."""
    said = rows("court", {"list": "zombie", "employer_no": "1", "listed_on": listed_on})
    result = answered(("1", "match:court:2", "0"), lists=said)
    assert (result.tables["listings"].num_rows, len(result.findings)) == (left, refused)
    kept = answered(("1", "match:court:2", "1"), lists=said)
    assert (kept.tables["listings"].num_rows, kept.findings) == (1, ())


def test_a_file_without_its_columns_is_refused(tmp_path):
    """What cannot be read as answers stops the run."""
    path = tmp_path / "a.csv"
    path.write_text("employer_no,key\n1,size\n", encoding="utf-8")
    with pytest.raises(InputError, match="value, by, on, source"):
        read_answers(path, known_by=dt.date(2020, 1, 1))
    with pytest.raises(InputError, match="cannot be read"):
        read_answers(tmp_path / "b.csv", known_by=dt.date(2020, 1, 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_answers_in_the_encodings_of_spreadsheets(tmp_path, encoding):
    """Encodings, spaces, blank lines and a bad day: rows are numbered as the file shows them."""
    path = tmp_path / "a.csv"
    lines = [
        "source,on,by,value,key,employer_no",
        "电话, 2020-01-01 ,王丽,某行,bank, 1 ",
        "",
        ",1 May,王,x,bank,1",
        "多,,,y,name,1",
    ]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    found = read_answers(path, known_by=dt.date(2020, 1, 1))
    assert [(a.employer_no, a.key, a.value, a.row) for a in found.known] == [
        ("1", "bank", "某行", "2"),
        ("1", "name", "y", "5"),
    ]
    assert [(f.row, f.column, f.value) for f in found.findings] == [("4", "on", "1 May")]
