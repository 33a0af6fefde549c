"""What holds of any extracts: every row ends in one place, and the order of files says nothing."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from mechanisms.register.supply import CODES, prepared
from wengang.mechanisms.register.services.answers.answer_file import COLUMNS
from wengang.mechanisms.register.services.employers.enrich import _Adding

NUMBERS = st.sampled_from(["1", "2", "03", "3"])
BLANK = st.none()
NAMES = BLANK | st.sampled_from(["甲公司", "乙公司", "甲 公司", "甲公司分公司"])
SOME_CODES = BLANK | st.sampled_from([*CODES[:2], CODES[0][8:17], "坏"])
DAYS = BLANK | st.sampled_from([dt.date(2019, 1, 1), dt.date(2020, 1, 1)])
EMPLOYERS = st.fixed_dictionaries(
    {
        "employer_no": BLANK | NUMBERS,
        "name": NAMES,
        "code": SOME_CODES,
        "head_code": SOME_CODES,
        "size": BLANK | st.sampled_from(["small", "large"]),
        "employees": BLANK | st.sampled_from([1, 2]),
        "insured_to": DAYS,
        "source_file": st.sampled_from(["employers", "employers-2", "tax", "a"]),
    }
)
LISTS = st.fixed_dictionaries(
    {
        "list": st.sampled_from(["dishonest", "zombie"]),
        "employer_no": BLANK | NUMBERS,
        "name": NAMES,
        "code": SOME_CODES,
        "listed_on": DAYS,
        "source_file": st.sampled_from(["court", "b"]),
    }
)
AMOUNTS = BLANK | st.integers(-3, 5)
LEDGER = st.fixed_dictionaries(
    {
        "employer_no": BLANK | NUMBERS,
        "month": st.sampled_from(["2019-01", "2019-02"]),
        "insurance": st.sampled_from(["unemployment", "pension"]),
        "headcount": AMOUNTS,
        "due_unit_fen": AMOUNTS,
        "paid_unit_fen": AMOUNTS,
        "paid_on": DAYS,
        "source_file": st.sampled_from(["ledger-1", "ledger-2"]),
    }
)
SPELLS = st.fixed_dictionaries(
    {
        "employer_no": NUMBERS,
        "person_id": BLANK | st.sampled_from("pqr"),
        "from_month": st.sampled_from(["2018-12", "2019-02"]),
        "to_month": BLANK | st.sampled_from(["2019-02", "2019-03"]),
        "source_file": st.just("spells"),
    }
)
ANSWERS = st.tuples(
    st.sampled_from(["1", "2", "03", "9", ""]),
    st.sampled_from(["size", "ledger:2019-02", "leavers", "fund", "account", "match:court:0", "nonsense"]),
    st.sampled_from(["small", "none", "3;0;0;0;0;", "retired=1", "18", "1;a;b", "0", "1"]),
)


def numbered(said):
    """Rows with numbers of their own within their file, as read."""
    return [{**row, "source_row": str(number)} for number, row in enumerate(said)]


def lists_of(rows):
    """Up to eight rows."""
    return st.lists(rows, max_size=8).map(numbered)


def contents(result):
    """Everything that a run reads."""
    tables = {name: part.to_pylist() for name, part in result.tables.items()}
    return tables, sorted(map(str, result.findings)), result.unmatched, result.withheld


@given(lists_of(EMPLOYERS))
@settings(deadline=None)
def test_every_employer_is_decided_or_withheld_once(said):
    """Every row with an employer number: its employer is decided exactly once, or all its own rows are in quarantine."""
    result = prepared(employers=said)
    decided = Counter(result.tables["employers"]["employer_no"].to_pylist())
    withheld = {f.value for f in result.findings if f.column == "employer_no"}
    assert set(decided.values()) <= {1}
    assert not withheld & set(decided)
    assert withheld | set(decided) == {row["employer_no"] for row in said if row["employer_no"]}
    assert result.withheld == len(withheld)


@given(lists_of(EMPLOYERS))
@settings(deadline=None)
def test_a_disputed_field_is_unknown(said):
    """Wherever a field is disputed it is null, and a row in quarantine named it."""
    result = prepared(employers=said)
    named = {f.column for f in result.findings}
    for row in result.tables["employers"].to_pylist():
        for name in filter(None, row["conflicts"].split(";")):
            assert row.get(name) is None
            assert name in named


@given(lists_of(EMPLOYERS), lists_of(LISTS))
@settings(deadline=None)
def test_rows_added_at_once_are_rows_added_one_by_one(employers, lists):
    """What is known of employers, and what is not used, is the same as if each row were taken by itself."""
    at_once = prepared(employers=employers, lists=lists)
    with patch.object(_Adding, "at_once", lambda _self, _units, turns: turns[:0]):
        one_by_one = prepared(employers=employers, lists=lists)
    assert contents(at_once) == contents(one_by_one)


@given(lists_of(EMPLOYERS), lists_of(LISTS))
@settings(deadline=None)
def test_every_list_row_ends_in_one_place(employers, lists):
    """A list row is a sure listing, a doubtful one, about a withheld employer, or counted as unmatched."""
    result = prepared(employers=employers, lists=lists)
    found = result.tables["listings"].to_pylist()
    pairs = Counter((one["employer_id"], one["key"]) for one in found)
    assert set(pairs.values()) <= {1}
    sure = {one["key"] for one in found if one["certain"]}
    doubtful = {one["key"] for one in found if not one["certain"]}
    assert not sure & doubtful
    unmatched = result.unmatched.get("lists", 0)
    if result.withheld == 0:
        assert len(sure) + len(doubtful) + unmatched == len(lists)
    assert len(sure) + len(doubtful) + unmatched <= len(lists)


@given(lists_of(EMPLOYERS), lists_of(LEDGER), st.none() | lists_of(SPELLS))
@settings(deadline=None, max_examples=40)
def test_every_ledger_row_ends_in_one_place(employers, ledger, spells):
    """A ledger row is used, in quarantine, withheld with its employer, or of an unknown employer; no sum is negative."""
    supplied = {} if spells is None else {"spells": spells}
    result = prepared(employers=employers, ledger=ledger, **supplied)
    used = result.tables["ledger"]
    refused = [f for f in result.findings if f.file.startswith("ledger")]
    known = {row["employer_no"] for row in employers if row["employer_no"]}
    unmatched = sum(row["employer_no"] not in known for row in ledger)
    assert result.unmatched.get("ledger", 0) == unmatched
    decided = set(result.tables["employers"]["employer_no"].to_pylist())
    assert used.num_rows + len(refused) == sum(row["employer_no"] in decided for row in ledger)
    sums: Counter[tuple[object, ...]] = Counter()
    for row in used.to_pylist():
        assert row["paid_on"] is not None
        assert spells is None or row["headcount"] is not None
        for name in ("headcount", "due_fen", "paid_fen"):
            sums[row["employer_id"], row["month"], row["insurance"], name] += row[name] or 0
    assert min(sums.values(), default=0) >= 0


@given(lists_of(EMPLOYERS), lists_of(LISTS), lists_of(LEDGER), st.lists(ANSWERS, max_size=6))
@settings(deadline=None, max_examples=40)
def test_every_answer_is_used_or_in_quarantine(employers, lists, ledger, said):
    """No answer is lost: bad and contradicting ones are findings, each at its row once; the rest changes no outcome."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(COLUMNS)
            writer.writerows([*line, "王", "", ""] for line in said)
        result = prepared(employers=employers, lists=lists, ledger=ledger, options={"answers": path})
    refused = Counter(f.row for f in result.findings if f.file == "answers")
    assert set(refused.values()) <= {1}
    nonsense = {str(n) for n, line in enumerate(said, start=2) if line[1] == "nonsense" or line[0] == "9"}
    asked = Counter(line[:2] for line in said)
    once = {str(n) for n, line in enumerate(said, start=2) if asked[line[:2]] == 1}
    assert nonsense & once <= set(refused)


@given(lists_of(EMPLOYERS), lists_of(LISTS), lists_of(LEDGER), lists_of(SPELLS), st.randoms())
@settings(deadline=None, max_examples=40)
def test_the_order_of_rows_and_files_says_nothing(employers, lists, ledger, spells, random):
    """Files and rows read in another order give the same tables and the same findings."""
    tables = {"employers": employers, "lists": lists, "ledger": ledger, "spells": spells}
    shuffled = {name: random.sample(said, len(said)) for name, said in tables.items()}
    assert contents(prepared(**tables)) == contents(prepared(**shuffled))
