"""Whole runs over small files made by hand: what must be one, what must never be one, and what a run promises."""

import random
from collections import defaultdict
from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.linkage.made_up import (
    asked_pairs,
    cases,
    decisions,
    groups,
    linked,
    org_code,
    person_number,
    registration_number,
    table,
    unified_code,
)
from wengang.engines.linkage.models import saved_model
from wengang.kernel.errors import InputError


def _swapped(code):
    """With the first two neighbours of the organisation code that differ swapped."""
    at = next(place for place in range(13, 16) if code[place] != code[place + 1])
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


CODES = {
    "U": unified_code,
    "K": lambda number: unified_code(number, kind="92"),
    "O": org_code,
    "T": lambda number: f"210702{org_code(number)}",
    "R": registration_number,
    "L": lambda number: unified_code(number).replace("0", "O", 2),
    "S": lambda number: _swapped(unified_code(number)),
}
"""What a cell of the cases stands for: U1 is the unified code number 1, and so on; anything else is itself."""


def _number(kind, birth):
    whole = person_number(birth)
    forms = {
        "I": whole,
        "J": person_number(birth, sequence=2),
        "F": whole[:6] + whole[8:17],
        "M": f"{whole[:6]}{'*' * 8}{whole[14:]}",
        "W": f"{whole[:13]}{(int(whole[13]) + 1) % 10}{whole[14:]}",
    }
    return forms[kind]


def _cell(name, cell):
    if name == "code" and cell[:1] in CODES and cell[1:].isdigit():
        return CODES[cell[0]](int(cell[1:]))
    if name == "id_no" and cell[:1] in "IJFMW" and len(cell) == 9:
        return _number(cell[0], cell[1:])
    return cell or None


class WorkedCases:
    """All cases of a file in one run; ``rows``: (case, outcome, unit) of each row."""

    def __init__(self, file, kind):
        self.rows = {}
        records = []
        for number, case in enumerate(cases(file), start=1):
            said = {name: _cell(name, cell) for name, cell in case.items()}
            self.rows[said["file"], str(number)] = (said.pop("case"), said.pop("outcome"), said.pop("unit"))
            records.append({**said, "row_id": str(number)})
        self.records = table(records)
        self.found = linked(self.records, kind)
        self.clusters = groups(self.found)
        self.asked = asked_pairs(self.found)

    def of(self, case):
        """The rows of a case."""
        return {row: unit for row, (name, _, unit) in self.rows.items() if name == case}

    def faults(self, case, outcome):
        """Pairs of the case that are not as they must be."""
        where = {row: cluster for cluster in self.clusters for row in cluster}
        for one, other in combinations(self.of(case), 2):
            units = set(self.rows[one][2]) & set(self.rows[other][2])
            together = other in where[one]
            if together and not units:
                yield f"{one} and {other} are linked"
            if outcome == "linked" and units and not together:
                yield f"{one} and {other} are not linked"
            if outcome == "found" and not together and frozenset([one, other]) not in self.asked:
                yield f"{one} and {other} are neither linked nor asked about"


@pytest.fixture(scope="module")
def employers():
    """The cases of employers."""
    return WorkedCases("link_employers.csv", "employers")


@pytest.fixture(scope="module")
def persons():
    """The cases of persons."""
    return WorkedCases("link_persons.csv", "persons")


def _named(file):
    return sorted({(case["case"], case["outcome"]) for case in cases(file)})


@pytest.mark.parametrize(("case", "outcome"), _named("link_employers.csv"))
def test_employers(employers, case, outcome):
    """Each case by itself: linked, found (linked or asked), or safe: never two units in one cluster."""
    assert list(employers.faults(case, outcome)) == []


@pytest.mark.parametrize(("case", "outcome"), _named("link_persons.csv"))
def test_persons(persons, case, outcome):
    """Each case by itself, of people."""
    assert list(persons.faults(case, outcome)) == []


@pytest.mark.parametrize("kind", ["employers", "persons"])
def test_cases_do_not_touch(kind, request):
    """Rows of two cases have nothing to do with each other."""
    worked = request.getfixturevalue(kind)
    for cluster in worked.clusters:
        assert len({worked.rows[row][0] for row in cluster}) == 1


@pytest.mark.parametrize("kind", ["employers", "persons"])
def test_what_a_run_promises(kind, request):
    """Every row in one cluster; a question never within one, each pair once; evidence within one; best first; all told."""
    worked = request.getfixturevalue(kind)
    found = worked.found
    assert [(row["file"], row["row_id"]) for row in found.clusters.to_pylist()] == list(worked.rows)
    where = {row: cluster for cluster in worked.clusters for row in cluster}
    seen = set()
    for row in found.review.to_pylist():
        one, other = (row["file_l"], row["row_l"]), (row["file_r"], row["row_r"])
        assert where[one] != where[other]
        assert frozenset((where[one], where[other])) not in seen
        seen.add(frozenset((where[one], where[other])))
        assert row["reason_zh"]
        assert row["reason_en"].isascii()
    scores = [float(score) for score in found.review["score"].to_pylist()]
    assert scores == sorted(scores, reverse=True)
    for row in found.evidence.to_pylist():
        assert where[row["file_l"], row["row_l"]] == where[row["file_r"], row["row_r"]]
        assert row["rule"]
        assert row["agree"]
    assert sorted(set(found.clusters["cluster_id"].to_pylist())) == found.entities["cluster_id"].to_pylist()
    assert found.events is None
    assert list(found.findings) == []


@pytest.mark.parametrize("kind", ["employers", "persons"])
def test_golden_fields_come_from_their_rows(kind, request):
    """Each field of an entity is what the row that it names says, and that row is the entity's."""
    worked = request.getfixturevalue(kind)
    said = {(row["file"], row["row_id"]): row for row in worked.records.to_pylist()}
    entity = {(row["file"], row["row_id"]): row["cluster_id"] for row in worked.found.clusters.to_pylist()}
    for row in worked.found.entities.to_pylist():
        for name in [name for name in row if f"{name}_from" in row and row[name] is not None]:
            source = tuple(row[f"{name}_from"].split("/"))
            assert said[source][name] == row[name]
            assert entity[source] == row["cluster_id"]


def test_twice_the_same_and_in_any_order(employers):
    """Run again: identical to the byte. Rows shuffled: the same clusters with the same ids, the same questions."""
    again = linked(employers.records)
    for name in ("clusters", "review", "evidence", "entities"):
        assert getattr(again, name).equals(getattr(employers.found, name))
    order = list(range(employers.records.num_rows))
    random.Random(4).shuffle(order)
    shuffled = linked(employers.records.take(pa.array(order)))
    by_row = {(row["file"], row["row_id"]): row["cluster_id"] for row in shuffled.clusters.to_pylist()}
    assert by_row == {
        (row["file"], row["row_id"]): row["cluster_id"] for row in employers.found.clusters.to_pylist()
    }
    where = {row: cluster for cluster in employers.clusters for row in cluster}
    between = [
        {frozenset(where[row] for row in pair) for pair in asked_pairs(run)} for run in (shuffled, again)
    ]
    assert between[0] == between[1]


def test_next_month(employers):
    """All rows renumbered and shuffled, one firm gone, one new: ids stay, with one event each, and what was decided stays."""
    review = employers.found.review.to_pylist()
    pair = [(review[0][f"file_{side}"], review[0][f"row_{side}"]) for side in "lr"]
    first = linked(employers.records, decisions=decisions((*pair, "0", "2020-01-05")))
    assert frozenset(pair) in employers.asked
    assert frozenset(pair) not in asked_pairs(first)
    rows = employers.records.to_pylist()
    random.Random(5).shuffle(rows)
    old = {(row["file"], row["row_id"]): row["cluster_id"] for row in first.clusters.to_pylist()}
    gone = next(row for row in rows if row["name"] == "锦州尚品建材有限公司")
    stayed = [row for row in rows if row is not gone]
    new = {"file": "market", "row_id": "900", "name": "锦州新芽种业有限公司", "code": unified_code(900)}
    moved = [{**row, "row_id": str(500 + at)} for at, row in enumerate(stayed)]
    second = linked([*moved, new], previous=first.kept)
    ids = second.clusters["cluster_id"].to_pylist()
    assert ids[:-1] == [old[row["file"], row["row_id"]] for row in stayed]
    assert ids[-1] not in set(old.values())
    told = [(row["event"], row["cluster_id"]) for row in second.events.to_pylist()]
    assert sorted(told) == sorted([("new", ids[-1]), ("gone", old[gone["file"], gone["row_id"]])])
    number = {(row["file"], row["row_id"]): then["row_id"] for row, then in zip(stayed, moved, strict=True)}
    assert frozenset((file, number[file, row]) for file, row in pair) not in asked_pairs(second)
    assert {(row["file_l"], row["same"]) for row in second.kept.decisions.to_pylist()} == {(pair[0][0], "0")}


def test_decisions_go_before_rules(employers):
    """Decided to be different: apart, and never asked again. Decided to be one: one, whatever their codes say."""
    rows = {name: place for place, name in enumerate(employers.records["name"].to_pylist())}
    named = employers.records.select(["file", "row_id"]).to_pylist()
    apart = [
        tuple(named[rows[name]].values()) for name in ("锦州朗逸商贸有限公司", "朗逸商贸（锦州）有限公司")
    ]
    joined = [tuple(named[rows[name]].values()) for name in ("锦州尚品商贸有限公司", "锦州尚品建材有限公司")]
    found = linked(
        employers.records,
        decisions=decisions((*apart, "0", "2020-01-05"), (*joined, "1", "2020-01-05")),
    )
    where = {row: cluster for cluster in groups(found) for row in cluster}
    assert where[apart[0]] != where[apart[1]]
    assert where[joined[0]] == where[joined[1]]
    assert frozenset(apart) not in asked_pairs(found)
    assert list(found.findings) == []


def _firms(count, **same):
    """So many different firms, each in two files, with what they all have the same."""
    words = "鑫源宏达盛昌永福康泰兴隆华瑞祥和"
    rows = []
    for number in range(count):
        name = f"锦州{words[number % 16]}{words[number // 16 % 16]}{words[number // 256 % 16]}{words[number // 4096]}商贸有限公司"
        mine = {
            "name": name,
            "code": unified_code(number),
            "legal_rep": f"王{words[number % 16]}{words[number // 16 % 16]}",
        }
        rows += [{"file": file, "row_id": str(number), **mine, **same} for file in ("market", "social")]
    return rows


@pytest.mark.parametrize(
    ("same", "count"),
    [({"phone": "13841609999"}, 2500), ({"code": None}, 150), ({"legal_rep": "王伟"}, 300)],
    ids=["one phone", "no codes", "one person"],
)
def test_nothing_that_all_share_joins_strangers(same, count):
    """5,000 rows with one phone; no code at all; one person in charge of all: no cluster of two firms, and all rows there."""
    found = linked(_firms(count, **same))
    members = groups(found)
    assert sum(map(len, members)) == 2 * count
    assert all(len({row for _, row in cluster}) == 1 for cluster in members)


@pytest.mark.parametrize("placeholder", ["000000000000000000", "91210700000000000X", "91210700MA0T004760"])
def test_half_of_the_rows_with_one_code(placeholder):
    """A placeholder, one that looks like a code, even a sound one, on half of the rows: it joins nobody."""
    rows = [{**row, "code": placeholder} if row["file"] == "social" else row for row in _firms(60)]
    assert all(len({row for _, row in cluster}) == 1 for cluster in groups(linked(rows)))


def test_only_names():
    """A file with names alone: the very same full name is one unit, a branch is not its head, the rest is left or asked."""
    names = [
        "锦州鑫源商贸有限公司",
        "锦州鑫源商贸有限公司",
        "锦州宏达商贸有限公司北镇分公司",
        "锦州宏达商贸有限公司",
        "锦州永福商贸",
        "福",
    ]
    found = groups(linked([{"name": name} for name in names]))
    assert frozenset([("a", "1"), ("a", "2")]) in found
    assert len(found) == 5


@pytest.mark.parametrize("kind", ["employers", "persons"])
@pytest.mark.parametrize(
    "rows",
    [[], [{"name": "锦州鑫源商贸有限公司"}], [{"name": None}, {"name": ""}, {"name": " "}]],
    ids=["none", "one", "blank"],
)
def test_next_to_nothing(kind, rows):
    """No rows, one row, rows that say nothing: as many clusters as rows, in all four tables."""
    found = linked(rows, kind)
    assert len(groups(found)) == len(rows)
    assert found.entities.num_rows == len(rows)
    assert found.review.num_rows == found.evidence.num_rows == 0
    assert "reason_zh" in found.review.column_names


def test_columns_nobody_asked_for():
    """A column that linkage does not know changes nothing but the fingerprint."""
    rows = _firms(3)
    plain, more = linked(rows), linked([{**row, "remark": "x"} for row in rows])
    assert groups(plain) == groups(more)


def test_a_file_that_is_no_model():
    """Told with a cure, not a traceback."""
    with pytest.raises(InputError):
        linked(_firms(1), model={"colour": "blue"})


def test_a_model_with_a_level_unlearnt():
    """A level that the model lacks keeps a guess; the run goes through."""
    model = saved_model("employers")
    fewer = {**model, "comparisons": {name: {} for name in model["comparisons"]}}
    assert len(groups(linked(_firms(2), model=fewer))) == 2


def test_each_in_a_file_of_its_own():
    """Any number of files: sixty files with a row each of the same firm are one entity."""
    rows = [{**_firms(1)[0], "file": f"f{number}"} for number in range(60)]
    found = linked(rows)
    members = defaultdict(int)
    for name in found.clusters["cluster_id"].to_pylist():
        members[name] += 1
    assert list(members.values()) == [60]


CELLS = st.dictionaries(
    st.sampled_from(
        ["name", "code", "id_no", "phone", "address", "legal_rep", "former_name", "employer_name"]
    ),
    st.sampled_from(
        [
            "锦州鑫源商贸有限公司",
            "鑫",
            "(",
            "'",
            '"',
            "%",
            "_",
            "张%",
            "\x00",
            "\U0001f600",
            "1" * 18,
            "*" * 18,
        ]
    )
    | st.text(max_size=8),
)


@pytest.mark.parametrize("kind", ["employers", "persons"])
@settings(max_examples=5)
@given(rows=st.lists(CELLS, max_size=12))
def test_no_cells_crash_a_run(kind, rows):
    """Whatever stands in the cells, quotes and wildcards among it: every row is in a cluster."""
    assert sum(map(len, groups(linked(rows, kind)))) == len(rows)


SHOP, SCHOOL, COOPERATIVE = "老张便利店", "晨曦幼儿园", "兴农种植专业合作社"


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("employers", [{"name": SHOP, "division": "义县"}, {"name": SHOP, "division": "北镇市"}]),
        ("employers", [{"name": SCHOOL, "division": "义县"}, {"name": SCHOOL, "division": "北镇市"}]),
        (
            "employers",
            [{"name": COOPERATIVE, "division": "义县"}, {"name": COOPERATIVE, "division": "北镇市"}],
        ),
        ("employers", [{"name": "朗逸商贸", "legal_rep": "无"}, {"name": "朗逸商贸", "legal_rep": "无"}]),
        ("employers", [{"name": "朗逸商贸", "legal_rep": "-"}, {"name": "朗逸商贸", "legal_rep": "-"}]),
        ("persons", [{"name": "张伟", "account_no": "无"}, {"name": "张伟", "account_no": "无"}]),
        ("persons", [{"name": "张伟", "account_no": "0"}, {"name": "张伟", "account_no": "0"}]),
        ("persons", [{"name": "**", "phone": "13841600101"}, {"name": "张伟", "phone": "13841600101"}]),
        (
            "persons",
            [
                {"name": "张*", "phone": "13841600101"},
                {"name": "张伟", "phone": "13841600101"},
                {"name": "张红", "phone": "13841600101"},
            ],
        ),
    ],
    ids=[
        "shops",
        "schools",
        "cooperatives",
        "no person",
        "dash",
        "no account",
        "zero",
        "all masked",
        "two fit",
    ],
)
def test_too_little_to_link(kind, rows):
    """Two places, two cells without a value, a mask that fits anybody, a mask that fits two: not for a rule to decide."""
    assert len(groups(linked(rows, kind))) == len(rows)


def test_a_firm_with_many_rows():
    """A hundred rows that say the same of one firm are one firm, with or without a code."""
    rows = [{"name": "锦州朗逸商贸有限公司", "legal_rep": "高朗逸", "phone": "13841600101"}] * 100
    assert len(groups(linked(rows))) == 1


def test_one_code_on_very_many_rows_of_one_firm():
    """Evidence grows with the rows, not with their square."""
    rows = [{"name": "锦州朗逸商贸有限公司", "code": unified_code(1)}] * 300
    found = linked(rows)
    assert len(groups(found)) == 1
    assert found.evidence.num_rows < 10 * len(rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("锦州红星1号酒店有限公司", "锦州红星7号酒店有限公司"),
        ("锦州第一建筑工程有限公司", "锦州第二建筑工程有限公司"),
        ("锦州东苑物业有限公司", "锦州西苑物业有限公司"),
        ("锦州恒瑞商贸有限公司", "锦州恒瑞商务有限公司"),
        ("锦州鑫源A商贸有限公司", "锦州鑫源B商贸有限公司"),
        ("锦州明德小学", "锦州明德中学"),
    ],
)
def test_sister_units_are_a_question(one, other):
    """One owner, phone and address; told apart by a number, a direction, the line of business or the kind of school."""
    contact = {"legal_rep": "高朗逸", "phone": "13841600101", "address": "锦州市古塔区解放路12号"}
    assert len(groups(linked([{"name": one, **contact}, {"name": other, **contact}]))) == 2


def test_one_code_with_a_phone_of_its_own_on_each_row():
    """A unit of many rows is one entity, and its pairs grow with the rows."""
    rows = [
        {"name": "锦州朗逸商贸有限公司", "code": unified_code(1), "phone": f"1384160{at:04d}"}
        for at in range(400)
    ]
    found = linked(rows)
    assert len(groups(found)) == 1
    assert found.evidence.num_rows < 130 * len(rows)
