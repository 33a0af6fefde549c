"""Texts that a spreadsheet would run as formulas are shown as texts; nothing else changes."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from factories.extracts_folder import Folder, day, read_rows
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest
from wengang.mechanisms.decision.services.rounds.run import decide_folder
from wengang.mechanisms.register.services.writing.spreadsheet_cells import guarded, guarded_row

FORMULA = '=HYPERLINK("http://example.invalid")'
CELLS = {
    FORMULA: "'" + FORMULA,
    "@SUM(1)": "'@SUM(1)",
    "+cmd": "'+cmd",
    "-2+3": "'-2+3",
    "-1500": "-1500",
    "+1,200.50": "+1,200.50",
    "锦州公司=": "锦州公司=",
    "": "",
}


@pytest.mark.parametrize("kind", [pa.string(), pa.dictionary(pa.int32(), pa.string())])
def test_cells(kind):
    """Of the columns that hold what others wrote; identifiers and blanks stay."""
    texts = [*CELLS, None]
    table = pa.table({"employer_no": texts, "name": pa.array(texts).cast(kind)})
    found = guarded(table)
    assert found["name"].to_pylist() == [*CELLS.values(), None]
    assert found["employer_no"].to_pylist() == texts
    assert [guarded_row({"value": text, "row": text}) for text in CELLS] == [
        {"value": after, "row": text} for text, after in CELLS.items()
    ]


def test_a_round_with_such_a_name(tmp_path):
    """Harmless in what people open, exact where a bank or a program reads it."""
    town = Folder(2020)
    town.firm("1", [100] * 13, name=FORMULA)
    town.fund("210700")
    given = {"scheme": "retention-refund", "year": 2020, "place": "210700", "as_of": day("2020-03-15")}
    out = decide_folder(
        DecideRequest(**given, extracts=town.write(tmp_path / "in"), out=tmp_path / "out")
    ).out
    names = {
        name: [row["name"] for row in read_rows(out / f"{name}.csv")] for name in ("decisions", "publicity")
    }
    assert names == {"decisions": ["'" + FORMULA], "publicity": ["'" + FORMULA]}
    assert [row["name"] for row in read_rows(out / "payments.csv")] == [FORMULA]
    assert pq.read_table(out / "decisions.parquet")["name"].to_pylist() == [FORMULA]
