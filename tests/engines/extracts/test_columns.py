"""Columns are typed in bulk, and exactly as cell by cell."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wengang.engines.extracts import cells, problems
from wengang.engines.extracts.columns import Reading, read_column, reader
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
