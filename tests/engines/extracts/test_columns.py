"""Columns are typed in bulk, and exactly as cell by cell."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wengang.engines.extracts import cells, problems
from wengang.engines.extracts.columns import Reading, constant_column, read_column, reader
from wengang.engines.extracts.problems import Problem
from wengang.engines.extracts.schema import Field, Kind

FIELDS = {
    kind: Field(name="x", kind=kind, choices=("a", "b") if kind is Kind.CHOICE else ()) for kind in Kind
}
TEXTS = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.from_regex(r"-?\d{1,18}(\.\d{1,7})?", fullmatch=True),
    st.sampled_from(["", " ", "1e5", "0x1F", "２", "2019-13", "2020.1.5", "9.1E+17", "12.0", "锟斤拷", " a ", "\u3000b", "+1", ".5", "5."]),
)  # fmt: skip


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("unit", ["fen", "yuan", "10k_yuan"])
@settings(deadline=None, max_examples=50)
@given(texts=st.lists(TEXTS, max_size=12))
def test_bulk_equals_cell_by_cell(kind, unit, texts):
    """The quick ways (casts, patterns) never differ from the reader of single cells."""
    reading = Reading(field=FIELDS[kind], unit=unit)
    column = read_column(pa.array(texts, pa.string()), reading)
    read = reader(reading)
    for row, text in enumerate(texts):
        plain = (text or "").strip(cells.BLANKS)
        wanted = read(plain) if plain else None
        if isinstance(wanted, Problem):
            assert column.values[row].as_py() is None
            assert column.faults[row] == (plain, wanted)
        else:
            assert column.values[row].as_py() == wanted
            assert row not in column.faults


PLAIN = {
    Kind.AMOUNT: st.from_regex(r"-?[0-9]{1,9}\.[0-9]{2}", fullmatch=True),
    Kind.INTEGER: st.from_regex(r"[0-9]{1,9}", fullmatch=True),
    Kind.IDENTIFIER: st.from_regex(r"[0-9A-DF-Z]{1,18}", fullmatch=True),
    Kind.TEXT: st.from_regex(r"[!-~]{1,9}", fullmatch=True),
    Kind.MONTH: st.from_regex(r"2019(0[1-9]|1[0-2])", fullmatch=True),
}


@pytest.mark.parametrize("kind", list(PLAIN))
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_plain_columns_with_a_few_odd_cells(kind, data):
    """What is mostly plain is taken over in bulk, part by part: the odd cells among it are read as ever."""
    few = data.draw(
        st.lists(
            st.tuples(st.integers(0, 99), TEXTS | st.sampled_from([".-5", "-.50", "1,5", "12..00", "5"])),
            max_size=4,
        )
    )
    texts = data.draw(st.lists(PLAIN[kind], min_size=5, max_size=5)) * 12
    for place, text in few:
        texts[place % len(texts)] = text
    cut = data.draw(st.integers(0, len(texts)))
    column = pa.chunked_array([pa.array(part, pa.string()) for part in (texts[:cut], texts[cut:])])
    reading = Reading(field=FIELDS[kind], unit="yuan")
    typed = read_column(column, reading)
    read = reader(reading)
    wanted = {text: read(plain) if (plain := (text or "").strip(cells.BLANKS)) else None for text in texts}
    values = [None if isinstance(wanted[text], Problem) else wanted[text] for text in texts]
    assert typed.values.to_pylist() == values
    assert {row: problem for row, (_, problem) in typed.faults.items()} == {
        row: wanted[text] for row, text in enumerate(texts) if isinstance(wanted[text], Problem)
    }


def test_constants_stand_in_every_row():
    """A text given for a whole column is read as a cell is; nothing given is blank, and a fault where required."""
    money = Reading(field=Field(name="x", kind=Kind.AMOUNT), unit="yuan")
    assert constant_column("1.5", 2, money).values.to_pylist() == [150, 150]
    assert constant_column("1.5", 0, money).values.to_pylist() == []
    needed = Reading(field=Field(name="x", kind=Kind.TEXT, required=True))
    assert constant_column(None, 2, needed).faults == {0: ("", problems.BLANK), 1: ("", problems.BLANK)}


def test_required_blanks_are_faults():
    """A blank cell of a required field is named."""
    field = Field(name="x", kind=Kind.IDENTIFIER, required=True)
    column = read_column(pa.array(["1", None, " "]), Reading(field=field))
    assert column.faults == {1: ("", problems.BLANK), 2: ("", problems.BLANK)}


def test_words_are_translated():
    """The schema's synonyms hold, and the mapping's words go before them."""
    field = Field(
        name="x", kind=Kind.CHOICE, choices=("large", "small"), synonyms={"大型": "large", "小": "small"}
    )
    texts = pa.array(["大型", "小", "small", "巨型"])
    column = read_column(texts, Reading(field=field, values={"小": "large"}))
    assert column.values.to_pylist() == ["large", "large", "small", None]
    assert list(column.faults) == [3]
