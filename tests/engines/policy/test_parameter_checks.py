"""A parameter file with a gap, an overlap, or a value without a document does not load."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.policy.parameter_packs import RATIO, SOURCES, YEARS, book_of, faults_of, write_pack
from wengang.engines.policy.parameter_checks import check_gaps, check_overlaps
from wengang.engines.policy.parameter_entry import Dated, Origin
from wengang.engines.policy.parameter_values import Declaration
from wengang.engines.policy.parameters import load_book
from wengang.engines.policy.text import Text
from wengang.kernel.errors import InputError

PACK = YEARS + SOURCES + RATIO
FIRST_OF_2021 = '- {year: 2021, to: 2021-05-30, value: "0.30", source: A, status: cited}'


def test_the_pack_of_these_tests_loads(tmp_path):
    """The starting point of each mutation below is sound."""
    assert faults_of(tmp_path / "pack", PACK) == ()


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (
            "source: A, status: cited, cap",
            "source: B, status: cited, cap",
            ["ratio.sme", "CN 2020", "unknown source", "B"],
        ),
        ("source: A, status: cited, cap", "status: cited, cap", ["CN 2020", "has no source"]),
        ("status: cited, cap", "cap", ["CN 2020", "has no status"]),
        ("status: cited, cap", "status: certain, cap", ["CN 2020", "certain", "convention"]),
        ("status: cited, cap", "status: assumed, cap", ["CN 2020", "needs a note"]),
        ('value: "0.50", ', "", ["CN 2020", "either a value or unset"]),
        ('value: "0.50", ', 'value: "0.50", unset: x, ', ["CN 2020", "either a value or unset"]),
        ('"0.50"', "0.50", ["CN 2020", "0.5", "in quotes"]),
        ('"0.50"', '"50"', ["CN 2020", "at most 1.00"]),
        ("year: 2020", "year: 2022", ["CN", "2022", "2020-2021"]),
        ("{year: 2020", "{years: [2021, 2020]", ["CN", "needs year"]),
        ("{year: 2020, ", "{year: 2020, year_: 2021, ", ["year_", "unknown key"]),
        (FIRST_OF_2021, "", ["CN 2021", "no value before 2021-05-31"]),
        ("2021-05-30", "2021-05-29", ["CN 2021", "2021-05-30 to 2021-05-30"]),
        ("2021-05-30", "2021-05-31", ["CN", "2021", "already has a value"]),
        ("from: 2021-05-31", "from: 2021-05-31, to: 2021-12-31", ["CN 2021", "no value after 2021-12-31"]),
        ("to: 2021-05-30", "from: 2021-06-01, to: 2021-05-30", ["from is after to"]),
        ("to: 2021-05-30", "to: soon", ["to must be a day", "soon"]),
        ("years: [2020, 2021]", "years: [2020, 2022]", ["CN 2022", "has no value"]),
        ("CN:", "360043000:", ["360043000", "six digits"]),
        ("unit: rate", "unit: percent", ["percent", "units: rate"]),
        ("zh: 返还比例", "", ["zh, en and unit"]),
        ("unit: rate", "unit: choice", ["latest_known"]),
        ("latest_known: true", "latest: true", ["latest", "unknown key"]),
        ("latest_known: true", "at_most: 1.3", ["at_most", "1.3"]),
        ("A: {document", "A: {doc", ["sources.A", "document"]),
        ("A: {document", "A: 1\n      B: {document", ["sources", "mapping", "'A'"]),
        ("dated: 2020-02-05", "dated: 2020", ["sources.A", "YYYY-MM-DD"]),
        ("status: cited, cap", "note: [1], status: cited, cap", ["CN 2020", "note must be text"]),
        ("latest_known: true", "choices: word", ["choices is a list"]),
        ("latest_known: true", "at_most: word", ["at_most", "word"]),
        (RATIO.split("CN:")[1], " 5\n", ["CN", "list of entries"]),
        (RATIO.split("ratio.sme:")[1], " 5\n", ["mapping", "ratio.sme"]),
        ("parameters:\n", "parameters: []\n    x:\n", ["must be a mapping"]),
        ("sources:\n", "include: [{pack: other}]\n    sources:\n", ["include", "paths that it has"]),
    ],
)
def test_a_fault_is_named_with_file_path_place_and_year(tmp_path, old, new, parts):
    """Each slip of the pen that would change a decision stops the load, and the message says where it is."""
    assert old in PACK
    faults = faults_of(tmp_path / "pack", PACK.replace(old, new, 1))
    assert faults
    texts = [fault.text("en") for fault in faults]
    assert any(all(part in text for part in parts) for text in texts), texts
    assert all(
        "pack/parameters.yaml" in text and fault.problem_zh and fault.fix_zh
        for text, fault in zip(texts, faults, strict=True)
    )


def test_an_unused_document_is_a_fault(tmp_path):
    """A document that nobody cites is a value that was forgotten."""
    text = PACK.replace("    parameters:", '      B: {document: "乙"}\n    parameters:')
    assert [fault.column for fault in faults_of(tmp_path / "pack", text)] == ["sources.B"]


def test_a_parameter_without_values_is_a_fault(tmp_path):
    """A parameter that is declared and never given."""
    text = PACK + "      min_months: {zh: 月数, en: months, unit: months}\n"
    assert [(fault.column, fault.problem_en) for fault in faults_of(tmp_path / "pack", text)] == [
        ("min_months", "has no values")
    ]
    empty = PACK + "      min_months: {zh: 月数, en: months, unit: months, values: {}}\n"
    assert [fault.problem_en for fault in faults_of(tmp_path / "pack", empty)] == [
        "CN 2020 has no value",
        "CN 2021 has no value",
    ]


def test_a_key_that_stands_twice_is_a_fault(tmp_path):
    """YAML would silently keep the second of two; the reader of the file may have changed the first."""
    (fault,) = faults_of(tmp_path / "pack", PACK + "      ratio.sme: {}\n")
    assert "stands twice" in fault.problem_en
    assert fault.row


def test_a_file_that_is_no_mapping_or_not_there(tmp_path):
    """Broken YAML, a list, no file: each is an input error with the file's name."""
    assert "mapping" in faults_of(tmp_path / "pack", "- 1")[0].problem_en
    assert faults_of(tmp_path / "pack", "a: [")[0].row
    with pytest.raises(InputError, match=r"none/parameters\.yaml"):
        load_book(tmp_path / "none")


CITY = """
    place: "210700"
    parameters:
      ratio.sme:
        - {year: 2020, value: "0.75", source: A, status: cited}
"""


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('"210700"', "210700", ["division code", "quotes"]),
        ('place: "210700"', 'place: "2107"', ["division code"]),
        ("ratio.sme", "ratio.smal", ["ratio.smal", "no such parameter"]),
        ("parameters:", "parameter:", ["parameter", "unknown key"]),
        ("year: 2020", "year: 2019", ["210700", "2019", "2020-2021"]),
        ("source: A", "source: C", ["unknown source", "C"]),
        ("parameters:", "sources: {A: {document: 丙}}\n    parameters:", ["sources.A", "one name"]),
        ("parameters:", "sources: {C: {document: 丙}}\n    parameters:", ["sources.C", "no entry uses"]),
        (CITY.split("parameters:")[1], " 5\n", ["has no parameters"]),
    ],
)
def test_a_citys_file_is_checked_alike(tmp_path, old, new, parts):
    """The same checks, with the city's file named."""
    faults = faults_of(tmp_path / "pack", PACK, jinzhou=CITY.replace(old, new, 1))
    texts = [fault.text("en") for fault in faults]
    assert any(all(part in text for part in [*parts, "pack/local/jinzhou.yaml"]) for text in texts), texts


def test_two_files_of_one_city_may_not_disagree(tmp_path):
    """Two local files that give one place a value for the same day collide, `replaces` or not."""
    again = CITY.replace("status: cited", "status: cited, replaces: true")
    (fault,) = faults_of(tmp_path / "pack", PACK, jinzhou=CITY, jinzhou_2=again)
    assert "pack/local/jinzhou.yaml:" in fault.problem_en


def test_a_hole_in_a_citys_year_is_a_fault(tmp_path):
    """A city's value may begin late or end early, where the province's holds; a day forgotten in between is a slip."""
    two = CITY.replace("year: 2020, value", "year: 2020, to: 2020-05-30, value")
    assert faults_of(tmp_path / "pack", PACK, jinzhou=two) == ()
    holed = two + '        - {year: 2020, from: 2020-06-01, value: "0.80", source: A, status: cited}\n'
    (fault,) = faults_of(tmp_path / "pack", PACK, jinzhou=holed)
    assert "210700 2020 has no value from 2020-05-31 to 2020-05-31" in fault.problem_en


def test_every_fault_is_named_at_once(tmp_path):
    """Widening the years lists all that is missing: the list is the work to be done."""
    years = PACK.replace("[2020, 2021]", "[2018, 2023]")
    assert [fault.problem_en for fault in faults_of(tmp_path / "pack", years)] == [
        f"CN {year} has no value" for year in (2018, 2019, 2022, 2023)
    ]


# ── Properties ──

YEAR = 2021
NEW_YEAR = dt.date(YEAR, 1, 1)
DAYS = st.integers(0, 364).map(lambda n: NEW_YEAR + dt.timedelta(days=n))
CHAIN = ("360430", "360400", "360000", "CN")
DECLARED = {"p": Declaration(path="p", label=Text("某", "some"), unit="count")}


def dated(value, *, start=None, end=None, place="CN"):
    """An entry of the property tests; its value is its own number."""
    return Dated(
        path="p",
        place=place,
        years=(YEAR, YEAR),
        start=start,
        end=end,
        value=value,
        unset=None,
        status="cited",
        sources=("A",),
        origin=Origin(file="f", line=value + 1),
    )


def spans(cuts, keep):
    """Consecutive spans of days that the cuts make, those that are kept."""
    cuts = sorted(set(cuts))
    starts = [None, *cuts]
    ends = [*(cut - dt.timedelta(days=1) for cut in cuts), None]
    pairs = [(s, e) for s, e in zip(starts, ends, strict=True) if s is None or e is None or s <= e]
    return [pair for pair, kept in zip(pairs, [*keep, *[True] * len(pairs)], strict=False) if kept]


@given(st.lists(DAYS, max_size=4))
def test_a_year_that_is_cut_anyhow_has_neither_gap_nor_overlap(cuts):
    """Spans that follow each other cover every day once."""
    entries = [dated(i, start=s, end=e) for i, (s, e) in enumerate(spans(cuts, []))]
    assert list(check_overlaps(entries)) == []
    assert list(check_gaps(DECLARED, entries, (YEAR, YEAR), file="f")) == []


@given(st.lists(DAYS, min_size=1, max_size=4, unique=True), st.data())
def test_a_span_that_is_missing_is_found(cuts, data):
    """Taking one span away leaves a gap that is reported once, whichever it was."""
    whole = spans(cuts, [])
    missing = data.draw(st.integers(0, len(whole) - 1))
    entries = [dated(i, start=s, end=e) for i, (s, e) in enumerate(whole) if i != missing]
    assert len(list(check_gaps(DECLARED, entries, (YEAR, YEAR), file="f"))) == 1


@given(st.lists(st.tuples(DAYS, DAYS).map(sorted), min_size=2, max_size=4))
def test_an_overlap_is_found_exactly_where_a_day_is_covered_twice(pairs):
    """The check agrees with counting day by day."""
    entries = [dated(i, start=s, end=e) for i, (s, e) in enumerate(pairs)]
    days = [NEW_YEAR + dt.timedelta(days=n) for n in range(366)]
    twice = any(sum(entry.covers(YEAR, day) for entry in entries) > 1 for day in days)
    assert bool(list(check_overlaps(entries))) == twice


@given(
    st.fixed_dictionaries({place: st.lists(DAYS, max_size=3) for place in CHAIN}),
    st.lists(st.booleans(), max_size=4),
    DAYS,
)
def test_resolve_picks_the_nearest_place_in_force(tmp_path_factory, cuts, keep, day):
    """For random entries, the value is that of the first place of the chain with an entry on the day."""
    by_place = {place: spans(days, [] if place == "CN" else keep[:1]) for place, days in cuts.items()}
    numbered, lines = {}, []
    for place, parts in by_place.items():
        lines.append(f'      "{place}":')
        for start, end in parts:
            number = len(numbered)
            numbered[number] = dated(number, start=start, end=end, place=place)
            span = "".join(f"{key}: {value}, " for key, value in (("from", start), ("to", end)) if value)
            lines.append(f"        - {{year: {YEAR}, {span}value: {number}, source: A, status: cited}}")
        if not parts:
            lines.pop()
    head = f"years: [{YEAR}, {YEAR}]\nsources: {{A: {{document: 甲}}}}\nparameters:\n  p:\n    zh: 某\n    en: some\n    unit: count\n    values:\n"
    book = book_of(tmp_path_factory.mktemp("book") / "pack", head + "\n".join(lines) + "\n")
    expected = next(
        entry.value
        for place in CHAIN
        for entry in numbered.values()
        if entry.place == place and entry.covers(YEAR, day)
    )
    assert book.resolve(year=YEAR, place="360430", as_of=day)["p"] == expected


def test_a_pack_may_be_written_anywhere(tmp_path):
    """Messages name the pack's folder, not the machine's path."""
    folder = write_pack(tmp_path / "deep" / "pack", PACK.replace("status: cited, cap", "cap"))
    with pytest.raises(InputError) as caught:
        load_book(folder)
    assert str(tmp_path) not in str(caught.value)
