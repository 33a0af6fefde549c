"""Who is decided, and what further files may add."""

import datetime as dt

import pytest

from mechanisms.register.supply import CODES, employer, places, prepared, rows
from wengang.mechanisms.register.services.joining.links import Links
from wengang.mechanisms.register.services.prepared_tables import TABLES

ONE = {"employer_no": "001", "name": "锦州甲商贸有限公司", "code": CODES[0]}
TWO = {"employer_no": "002", "name": "锦州乙机械有限公司", "code": CODES[1]}


def test_every_table_is_there_with_its_schema():
    """Nothing supplied: every prepared table is empty, typed, and every canonical one is named as missing."""
    result = prepared()
    assert {name: part.schema for name, part in result.tables.items()} == dict(TABLES)
    assert all(part.num_rows == 0 for part in result.tables.values())
    assert result.missing == {
        *("employers", "ledger", "spells", "claims", "lists", "refunds", "funds", "applications"),
    }


def test_employers_are_sorted_as_bytes():
    """employer_id counts in the order of employer numbers as bytes, whichever file they stand in."""
    numbers = ["10", "9", "010", "A", "a", "锦", "\U00020000"]
    said = rows("employers-2", *({"employer_no": number} for number in numbers[:3]))
    said += rows("employers-1", *({"employer_no": number} for number in numbers[3:]))
    found = prepared(employers=said).tables["employers"]
    assert found["employer_no"].to_pylist() == sorted(numbers, key=str.encode)
    assert found["employer_id"].to_pylist() == list(range(7))


def test_an_equal_row_counts_once():
    """Two equal rows of one employer number: decided once, with a warning."""
    result = prepared(employers=rows("employers-1", ONE, ONE))
    assert result.tables["employers"].num_rows == 1
    assert [(w.file, w.row) for w in result.warnings] == [("employers-1", "3")]
    assert result.withheld == 0


def test_two_rows_that_differ_are_both_withheld():
    """Two differing population rows of one employer: neither is used, the run asks for a person."""
    result = prepared(employers=rows("employers", ONE, TWO, {**ONE, "size": "small"}))
    assert result.tables["employers"]["employer_no"].to_pylist() == ["002"]
    assert places(result) == [("employers", "2", "employer_no"), ("employers", "4", "employer_no")]
    assert result.withheld == 1


def test_parts_of_the_population_that_differ_are_withheld():
    """The same employer in two parts of the population, with another name: nobody knows which is right."""
    said = rows("employers-1", ONE) + rows("employers-2", {**ONE, "name": "另一名称"})
    result = prepared(employers=said)
    assert result.withheld == 1
    assert len(result.findings) == 2


def test_canonical_files_may_complete_each_other():
    """employers-tax adds to employers, also by number; so do two files that say nothing twice."""
    tax = {"employer_no": "001", "revenue_fen": 5, "employees": 8}
    result = prepared(employers=rows("employers", {**ONE, "employees": 7}) + rows("employers-tax", tax))
    found = employer(result, "001")
    assert (found["revenue_fen"], found["employees"], found["conflicts"]) == (None, None, "employees")
    assert (places(result), result.withheld) == ([("employers-tax", "2", "employees")], 0)
    result = prepared(employers=rows("employers-a", ONE) + rows("employers-tax", tax))
    assert (employer(result, "001")["revenue_fen"], result.withheld) == (5, 0)


def test_rows_of_the_withheld_meet_nobody_else():
    """Facts about a withheld employer are neither used nor called unmatched."""
    result = prepared(
        employers=rows("employers", ONE, {**ONE, "size": "small"}),
        ledger=rows("ledger", {"employer_no": "001", "month": "2019-01", "insurance": "unemployment"}),
        lists=rows("court", {"list": "dishonest", "code": CODES[0]}),
    )
    assert result.unmatched == {}
    assert result.tables["ledger"].num_rows == result.tables["listings"].num_rows == 0


def test_a_mapped_file_can_be_the_population():
    """Where no canonical file has the number, a mapped file's row is the employer."""
    result = prepared(employers=rows("employers", ONE) + rows("social", TWO))
    assert result.tables["employers"]["employer_no"].to_pylist() == ["001", "002"]


def test_the_mapped_file_with_most_numbers_is_the_population():
    """A short list that names employers by number does not become their own row because of its name."""
    said = rows("agencies", {"employer_no": "001", "dispatch": True, "name": "甲"}) + rows("social", ONE, TWO)
    result = prepared(employers=said)
    found = employer(result, "001")
    assert (found["name"], found["dispatch"], result.findings) == (ONE["name"], True, ())


def test_a_further_file_joins_by_number_first():
    """A row of a further file fills what is blank at the employer whose number it gives, whatever its code."""
    said = rows("employers", ONE, TWO) + rows("tax", {**ONE, "code": CODES[1], "revenue_fen": 5})
    result = prepared(employers=said)
    assert employer(result, "001")["revenue_fen"] == 5
    assert employer(result, "001")["code"] == CODES[0]
    assert employer(result, "002")["revenue_fen"] is None


@pytest.mark.parametrize(
    "code", [CODES[0], CODES[0][8:17], CODES[0].lower(), f"{CODES[0][8:16]}-{CODES[0][16]}"]
)
def test_an_equal_code_joins_all_its_units(code):
    """The organisation code joins, whatever the name, and reaches every unit that has it."""
    said = rows("employers", ONE, TWO, {**ONE, "employer_no": "003"})
    said += rows("market", {"name": "别名", "code": code, "status": "存续"})
    result = prepared(employers=said)
    assert [employer(result, n)["status"] for n in ("001", "002", "003")] == ["存续", None, "存续"]


def test_a_name_joins_only_where_it_is_one_employers():
    """Where the code is blank or invalid the cleaned name joins, if exactly one employer has it."""
    twin = {"employer_no": "004", "name": "锦州丙中心"}
    said = rows("employers", ONE, TWO, twin, {**twin, "employer_no": "005"})
    said += rows(
        "market",
        {"name": "锦州甲商贸 有限公司", "status": "存续"},
        {"name": "锦州乙机械有限公司", "code": "912107007371234512", "status": "吊销"},
        {"name": "锦州丙中心", "status": "注销"},
    )
    result = prepared(employers=said)
    assert employer(result, "001")["status"] == "存续"
    assert employer(result, "002")["status"] == "吊销"
    assert employer(result, "004")["status"] is employer(result, "005")["status"] is None
    assert result.unmatched == {"employers": 1}


def test_two_valid_codes_that_differ_never_join():
    """An equal name does not help where both codes are valid and different."""
    said = rows("employers", ONE) + rows(
        "market", {**ONE, "employer_no": None, "code": CODES[2], "size": "large"}
    )
    result = prepared(employers=said)
    assert employer(result, "001")["size"] is None
    assert result.unmatched == {"employers": 1}


def test_blank_cells_say_nothing():
    """A blank cell of a further file neither overwrites nor contradicts."""
    result = prepared(
        employers=rows("employers", {**ONE, "size": "small"}) + rows("tax", {**ONE, "size": None})
    )
    assert employer(result, "001")["size"] == "small"
    assert result.findings == ()


def test_a_disagreement_makes_the_field_unknown():
    """The row that differs is in quarantine, wholly; its employer is decided with that field unknown."""
    said = rows("employers", {**ONE, "employees": 10})
    said += rows("tax", {**ONE, "employees": 12, "revenue_fen": 7}, {**ONE, "assets_fen": 3})
    result = prepared(employers=said)
    found = employer(result, "001")
    assert (found["employees"], found["revenue_fen"], found["assets_fen"]) == (None, None, 3)
    assert found["conflicts"] == "employees"
    assert [(f.file, f.row, f.column, f.value) for f in result.findings] == [("tax", "2", "employees", "12")]
    assert result.withheld == 0


def test_further_files_can_disagree_among_themselves():
    """The first file by name fills, the second is in quarantine; a third that says the first's value is not."""
    said = rows("employers", ONE)
    for stem, size in (("c", "small"), ("b", "medium"), ("a", "small"), ("d", "micro")):
        said += rows(stem, {**ONE, "size": size, "division": stem})
    result = prepared(employers=said)
    assert employer(result, "001")["conflicts"] == "size"
    assert employer(result, "001")["division"] == "a"
    assert places(result) == [("b", "2", "size"), ("d", "2", "size")]


def test_names_and_codes_do_not_conflict():
    """Another spelling of the name or another code is no reason to doubt the employer."""
    said = rows("employers", ONE) + rows("tax", {**ONE, "name": "甲公司", "code": "坏", "division": "x"})
    result = prepared(employers=said)
    assert employer(result, "001")["conflicts"] == ""
    assert result.findings == ()


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("industry", "C3311", "3311"),
        ("industry", "C33", "C3311"),
        ("account_no", "6222 0001", "62220001"),
        ("account_name", "甲（锦州）", "甲(锦州)"),
        ("status", "存续", "存续(在营、开业、在册)"),
        ("head_code", CODES[2], CODES[2][8:17]),
    ],
)
def test_another_way_to_write_it_is_no_conflict(field, one, other):
    """Values that mean the same do not contradict; the employer keeps its own."""
    said = rows("employers", {**ONE, field: one}) + rows("tax", {**ONE, field: other})
    result = prepared(employers=said)
    assert result.findings == ()
    assert employer(result, "001").get(field, one) == one


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("industry", "C33", "F51"),
        ("status", "存续", "注销"),
        ("insured_to", dt.date(2019, 1, 1), dt.date(2019, 2, 1)),
        ("dispatch", True, False),
        ("entity_type", "enterprise", "sole_trader"),
        ("bank", "甲银行", "乙银行"),
    ],
)
def test_what_rules_read_can_conflict(field, one, other):
    """Each kind of field that rules read becomes unknown where files differ."""
    said = rows("employers", {**ONE, field: one}) + rows("tax", {**ONE, field: other})
    result = prepared(employers=said)
    assert employer(result, "001")["conflicts"] == field
    assert employer(result, "001")[field] is None


def test_a_branch_takes_its_legal_persons_figures():
    """head_* come from any employers row of the head's organisation code, also one without employer number."""
    branch = {"employer_no": "007", "name": "乙公司锦州分公司", "head_code": CODES[2]}
    head = {"name": "乙公司", "code": CODES[2][8:17], "size": "large", "employees": 900}
    result = prepared(employers=rows("employers", branch, {**ONE}) + rows("tax", head))
    found = employer(result, "007")
    assert (found["is_branch"], found["head_found"]) == (True, True)
    assert (found["head_size"], found["head_employees"], found["employees"]) == ("large", 900, None)
    assert found["legal_person"] == CODES[2][8:17]
    other = employer(result, "001")
    assert (other["is_branch"], other["head_found"], other["legal_person"]) == (False, False, CODES[0][8:17])


def test_a_head_that_files_disagree_on_is_unknown():
    """Two rows of the legal person with different sizes: found, its size unknown."""
    branch = {"employer_no": "007", "name": "乙公司锦州分公司", "head_code": CODES[2]}
    heads = ({"code": CODES[2], "size": "large"}, {"code": CODES[2], "size": "small"})
    found = employer(prepared(employers=rows("employers", branch) + rows("tax", *heads)), "007")
    assert (found["head_found"], found["head_size"]) == (True, None)


def test_another_branch_says_nothing_of_the_legal_person():
    """Units that are branches themselves are not taken for their legal person, even under its code."""
    units = [
        {
            "employer_no": n,
            "name": f"乙公司第{n}分公司",
            "code": CODES[2],
            "head_code": CODES[2],
            "employees": 3,
        }
        for n in ("1", "2")
    ]
    found = employer(prepared(employers=rows("employers", *units)), "1")
    assert (found["head_found"], found["head_employees"]) == (False, None)


def test_figures_of_the_legal_person_do_not_dispute_a_branchs_own():
    """Staff and money under the code of a branch are not read for it, so they cannot conflict."""
    unit = {"employer_no": "1", "name": "乙公司分公司", "code": CODES[2], "employees": 3}
    result = prepared(employers=rows("employers", unit) + rows("tax", {"code": CODES[2], "employees": 900}))
    assert result.findings == ()


def test_called_a_branch_without_a_head():
    """分公司 in the name makes a branch even where no legal person is named."""
    result = prepared(employers=rows("employers", {"employer_no": "1", "name": "某某分公司"}))
    assert employer(result, "1")["is_branch"] is True


def test_linkage_joins_before_codes_and_names():
    """Rows that linkage put into one cluster are one unit, although neither code nor name says so."""
    said = rows("employers", ONE, TWO) + rows("market", {"name": "改名后", "status": "注销"})
    clusters = {("employers", "3"): "k1", ("market", "2"): "k1", ("employers", "2"): "k2"}
    result = prepared(employers=said, options={"links": Links(clusters)})
    assert employer(result, "002")["status"] == "注销"
    assert employer(result, "001")["status"] is None
