"""A blind sample of links, and what verdicts say of all of them."""

import csv
import json
from collections import Counter
from math import comb

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengang.kernel.errors import InputError
from wengang.mechanisms.register.services.linking.audit import draw, judge, lower_bound
from wengang.mechanisms.register.services.writing.written import write_csv


def folder_of(sizes):
    """Records and clusters: one cluster of each size."""
    ids = [f"E{number}" for number, size in enumerate(sizes) for _ in range(size)]
    count = len(ids)
    records = {
        "file": pa.array(["ab"[n % 2] for n in range(count)]),
        "row_id": pa.array([str(n) for n in range(count)]),
        "name": pa.array([f"名{n}" for n in range(count)]),
        "phone": pa.nulls(count, pa.string()),
    }
    clusters = {"file": records["file"], "row_id": records["row_id"], "cluster_id": pa.array(ids)}
    return pa.table(records), pa.table(clusters)


def rows_of(sheet):
    """The pairs of a sheet, as sets of row numbers."""
    return [frozenset((row["row_l"], row["row_r"])) for row in sheet.to_pylist()]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_all_pairs_within_clusters_and_no_other(sizes):
    """Drawn to the last one, the sample is every pair of two rows of one cluster, each once."""
    records, clusters = folder_of(sizes)
    sheet, links = draw(records, clusters, 1000)
    ids = clusters["cluster_id"].to_pylist()
    expected = {frozenset((str(i), str(j))) for i in range(len(ids)) for j in range(i) if ids[i] == ids[j]}
    assert sorted(map(sorted, rows_of(sheet))) == sorted(map(sorted, expected))
    assert links == len(expected)


def test_the_sheet_shows_the_rows_and_nothing_else():
    """Raw fields side by side, the verdict blank, no score, no rule, no column without content; the same each time."""
    records, clusters = folder_of([3, 2, 4])
    sheet, _ = draw(records, clusters, 4)
    assert sheet.column_names == [
        "pair", "correct", "file_l", "row_l", "file_r", "row_r", "name_l", "name_r",
    ]  # fmt: skip
    assert sheet.num_rows == 4
    assert sheet["correct"].null_count == 4
    assert sheet.equals(draw(records, clusters, 4)[0])
    assert rows_of(sheet) != rows_of(draw(records, clusters, 10)[0])[:4]


def test_pairs_that_a_clerk_linked_are_not_drawn():
    """They are no automatic links."""
    records, clusters = folder_of([3, 1])
    decided = {(("a", "0"), ("b", "1")), (("a", "2"), ("b", "3"))}
    sheet, links = draw(records, clusters, 9, decided=decided)
    assert links == 2
    assert frozenset(("0", "1")) not in rows_of(sheet)
    assert len(rows_of(sheet)) == 2


def test_every_pair_is_as_likely():
    """Over many runs each pair of clusters of unlike sizes comes up about as often."""
    records, clusters = folder_of([2, 5])
    seen = Counter()
    for number in range(1, 400):
        named = clusters.set_column(
            2, "cluster_id", pa.array([f"{one}-{number}" for one in clusters["cluster_id"].to_pylist()])
        )
        seen.update(rows_of(draw(records, named, 2)[0]))
    assert len(seen) == 11
    assert min(seen.values()) > 40


@given(st.integers(1, 60), st.data())
def test_the_bound_is_the_exact_one(answered, data):
    """At the bound so many right ones have at most 5 %, a millionth above it more; as binomials in whole numbers say."""
    right = data.draw(st.integers(0, answered))
    low = int(lower_bound(right, answered).replace(".", ""))

    def tail(p):
        return sum(
            comb(answered, k) * p**k * (10**6 - p) ** (answered - k) for k in range(right, answered + 1)
        )

    whole = 10 ** (6 * answered)
    if right == 0:
        assert low == 0
    else:
        assert tail(low) * 20 <= whole < tail(low + 1) * 20


def test_bounds_that_are_known():
    """0 wrong of 3,000 is at least 99.90 %; 9 of 10 at least 60.6 % (any table of Clopper-Pearson)."""
    assert lower_bound(3000, 3000) == "0.999001"
    assert lower_bound(9, 10).startswith("0.6058")


@pytest.fixture
def drawn(tmp_path):
    """A linked folder with a sample of six pairs, and its rows."""
    records, clusters = folder_of([4])
    sheet, links = draw(records, clusters, 6)
    write_csv(sheet, tmp_path / "audit.csv")
    (tmp_path / "summary.json").write_text(json.dumps({"audit": {"drawn": 6, "linked_pairs": links}}))
    with (tmp_path / "audit.csv").open(encoding="utf-8-sig", newline="") as stream:
        return tmp_path, list(csv.DictReader(stream))


def answered(folder, rows, name="back.csv"):
    """The sheet handed back."""
    path = folder / name
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_verdicts_give_the_precision(drawn):
    """Right, wrong, blank and rows that were left out; the folder keeps the result."""
    folder, rows = drawn
    for row, verdict in zip(rows, ("1", "1", "是", "0", ""), strict=False):
        row["correct"] = verdict
    found = judge(folder, answered(folder, rows[:5]))
    assert (found.drawn, found.right, found.wrong, found.unanswered, found.links) == (6, 3, 1, 2, 6)
    assert (found.precision, found.bound) == ("0.750000", lower_bound(3, 4))
    kept = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
    assert (kept["precision"], kept["lower_bound_95"], kept["unanswered"]) == (
        found.precision,
        found.bound,
        2,
    )
    assert kept["wrong_pairs"] == [{name: rows[3][name] for name in ("file_l", "row_l", "file_r", "row_r")}]


def test_no_verdict_no_precision(drawn):
    """A sheet handed back as it was says nothing."""
    folder, rows = drawn
    found = judge(folder, answered(folder, rows))
    assert (found.unanswered, found.precision, found.bound) == (6, None, None)


def test_pairs_of_another_sample_are_refused(drawn):
    """As are a pair given twice and a verdict that is none; nothing is written."""
    folder, rows = drawn
    foreign = [{**rows[0], "row_l": "99", "correct": "1"}, *rows[1:]]
    twice = [rows[0], rows[0]]
    odd = [{**rows[0], "correct": "perhaps"}]
    for sheet, said in ((foreign, "not drawn"), (twice, "twice"), (odd, "neither 1 nor 0")):
        with pytest.raises(InputError, match=said):
            judge(folder, answered(folder, sheet))
    assert not (folder / "audit.json").exists()


def test_a_folder_without_a_sample(tmp_path):
    """It is said how to draw one."""
    with pytest.raises(InputError, match="--audit N"):
        judge(tmp_path, tmp_path / "x.csv")
