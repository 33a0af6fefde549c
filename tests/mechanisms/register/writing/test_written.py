"""CSV, Parquet and JSON of an output folder."""

import csv
import datetime as dt
import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengang.mechanisms.register.services.writing.written import (
    by_bytes,
    write_csv,
    write_parquet,
    write_rows,
)

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"))


def test_a_csv_has_a_bom_plain_header_and_blanks_for_null(tmp_path):
    """Spreadsheets open it, and a script's first line is the header as it is written in the contract."""
    table = pa.table(
        {
            "employer_no": pa.array(["00123", None]),
            "amount_fen": pa.array([1, None], pa.int64()),
            "on": pa.array([dt.date(2020, 3, 5), None]),
            "held": pa.array([True, False]),
        }
    )
    assert write_csv(table, tmp_path / "x.csv") == 2
    assert (tmp_path / "x.csv").read_bytes() == (
        b"\xef\xbb\xbfemployer_no,amount_fen,on,held\n00123,1,2020-03-05,1\n,,,0\n"
    )


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=20), skipped=st.integers(0, 3))
def test_any_text_comes_back_from_a_csv_as_it_was(tmp_path_factory, rows, skipped):
    """Rare characters, quotes, commas, line ends: what is written is what a reader gets, also from a slice."""
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    table = pa.table({name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate("ab")})
    write_csv(table.slice(skipped), path)
    read = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert read == [["a", "b"], *[list(row) for row in rows[skipped:]]]


def test_a_single_blank_column_keeps_its_rows(tmp_path):
    """A file of one column with blank cells still has a line for each row."""
    assert write_rows([{"a": None}, {"a": "x"}], ["a"], tmp_path / "x.csv") == 2
    assert (tmp_path / "x.csv").read_bytes().decode("utf-8-sig") == "a\n\nx\n"


def test_floats_are_refused(tmp_path):
    """No float reaches an output file, not even by mistake."""
    with pytest.raises(TypeError):
        write_csv(pa.table({"a": [0.5]}), tmp_path / "x.csv")
    with pytest.raises(TypeError):
        write_rows([{"a": 0.5}], ["a"], tmp_path / "x.csv")


def test_parquet_of_equal_tables_is_equal_bytes(tmp_path):
    """Neither the moment nor the tool's metadata shows."""
    plain = pa.table({"a": [1, 2]})
    write_parquet(plain, tmp_path / "1.parquet")
    write_parquet(plain.replace_schema_metadata({"made": "elsewhere"}), tmp_path / "2.parquet")
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()


@given(words=st.lists(CELLS))
def test_rows_are_sorted_as_bytes(words):
    """The order is that of the UTF-8 bytes, on every machine."""
    table = by_bytes(pa.table({"a": pa.array(words, pa.string())}), "a")
    assert table["a"].to_pylist() == sorted(words, key=str.encode)
