"""The golden record of an entity: each field from the row that deserves most trust, with that row's place."""

import numpy as np
import pyarrow as pa

from engines.linkage.made_up import table
from wengang.engines.linkage.golden import entities, fingerprints

FIELDS = ("name", "code", "phone")


def golden(rows, ids, sound):
    """The golden records by id."""
    found = entities(table(rows), pa.array(ids, pa.string()), fields=FIELDS, sound=np.array(sound, bool))
    return {row["cluster_id"]: row for row in found.to_pylist()}


def test_what_more_rows_say():
    """The value of most rows, wherever they stand; blank cells say nothing."""
    rows = [{"name": "甲"}, {"name": "乙"}, {"name": "乙", "phone": "2"}, {"name": "", "phone": None}]
    found = golden(rows, ["E1"] * 4, [False] * 4)["E1"]
    assert (found["name"], found["name_from"]) == ("乙", "a/2")
    assert (found["phone"], found["phone_from"]) == ("2", "a/3")
    assert (found["code"], found["code_from"]) == (None, None)


def test_of_equals_the_better_file():
    """The file with the larger share of sound codes goes first, whatever its name and whichever comes first."""
    rows = [
        {"file": "a", "row_id": "1", "name": "甲"},
        {"file": "z", "row_id": "1", "name": "乙", "code": "x"},
        {"file": "z", "row_id": "2", "name": "丙", "code": "y"},
    ]
    for order in ([0, 1, 2], [2, 1, 0]):
        found = golden(
            [rows[place] for place in order],
            [["E1", "E1", "E2"][place] for place in order],
            [place > 0 for place in order],
        )
        assert (found["E1"]["name"], found["E1"]["name_from"]) == ("乙", "z/1")


def test_a_sound_code_before_many_damaged_ones():
    """One code that passed its check outweighs two equal ones that did not."""
    rows = [{"code": "bad"}, {"code": "bad"}, {"code": "good"}]
    found = golden(rows, ["E1"] * 3, [False, False, True])["E1"]
    assert (found["code"], found["code_from"]) == ("good", "a/3")


def test_one_row_an_entity_sorted():
    """Each entity once, by id; fields that no file has are there and blank."""
    found = entities(
        table([{"name": "甲"}, {"name": "乙"}, {"name": "丙"}]),
        pa.array(["E2", "E1", "E2"]),
        fields=FIELDS,
        sound=np.zeros(3, bool),
    )
    assert found["cluster_id"].to_pylist() == ["E1", "E2"]
    assert found["name"].to_pylist() == ["乙", "甲"]
    assert found["phone"].to_pylist() == [None, None]


def test_no_rows():
    """Nothing linked, no entities, the same columns."""
    none = entities(table([]), pa.array([], pa.string()), fields=FIELDS, sound=np.zeros(0, bool))
    assert none.num_rows == 0
    assert none.column_names == [
        "cluster_id",
        *(name for field in FIELDS for name in (field, f"{field}_from")),
    ]


def test_fingerprints():
    """What a row says, not where it stands: a number, a blank cell or a column nobody filled change nothing."""
    rows = [{"name": "甲", "code": "1"}, {"name": "甲1"}, {"name": "甲", "code": "1"}]
    marks = fingerprints(table(rows)).to_pylist()
    assert marks[0] == marks[2] != marks[1]
    assert fingerprints(table([{**row, "phone": None, "address": ""} for row in rows])).to_pylist() == marks
    moved = fingerprints(table([{**rows[0], "file": "b"}, {"name": "甲", "phone": "1"}])).to_pylist()
    assert not set(moved) & set(marks)
