"""Counts of a run, and how they moved since the last."""

import pyarrow as pa

from wengang.mechanisms.register.services.linking.summary import counted, drift, fallen, percent, read_summary

CLUSTERS = pa.table(
    {
        "file": ["a", "a", "b", "b", "c"],
        "row_id": ["1", "2", "1", "2", "1"],
        "cluster_id": ["X", "Y", "X", "Z", "X"],
    }
)
REVIEW = pa.table(
    {
        "file_l": ["a", "a"],
        "row_l": ["2", "2"],
        "file_r": ["b", "c"],
        "row_r": ["2", "1"],
        "score": ["9.1", "3.0"],
    }
)
EVIDENCE = pa.table({"rule": ["code", "code", "name"]})


def test_counts():
    """Records, entities, links, queue; by source, size and rule."""
    told = counted(CLUSTERS, REVIEW, EVIDENCE)
    assert (told["records"], told["entities"], told["linked_records"], told["single_records"]) == (5, 3, 3, 2)
    assert (told["linked_pairs"], told["largest_entity"]) == (3, 3)
    assert told["queue"] == {"records": 3, "pairs": 2, "records_bp": 6000, "pairs_per_100_records": "40.00"}
    assert told["sources"]["a"] == {"rows": 2, "matched": 1, "match_bp": 5000}
    assert told["sources"]["c"]["match_bp"] == 10000
    assert told["sizes"] == {"1": 2, "3": 1}
    assert told["rules"] == {"code": 2, "name": 1}


def test_rows_of_one_source_alone_are_no_match():
    """Two rows of one file are one entity, and still nobody else knows it."""
    told = counted(CLUSTERS.set_column(0, "file", pa.array(["a"] * 5)), REVIEW, EVIDENCE)
    assert told["sources"]["a"]["matched"] == 0


def run(rate, *, rows=1000):
    """A summary of one source."""
    return {
        "sources": {"tax": {"rows": rows, "matched": 0, "match_bp": rate}},
        "sizes": {"1": 1, "10+": 1},
        "rules": {"code": 3},
    }


def test_a_fall_is_an_alarm():
    """More than five points less; a small source moves by chance; a rise is good."""
    for before, now, rows, alarms in (
        (9000, 8400, 1000, 1),
        (9000, 8500, 1000, 0),
        (9000, 1000, 50, 0),
        (10, 9000, 1000, 0),
    ):
        moved = drift(run(before, rows=rows), run(now, rows=rows))
        found = fallen(moved)
        assert len(found) == alarms
    assert "90.00 %" in fallen(drift(run(9000), run(8400)))[0].problem_en


def test_what_is_new_or_gone():
    """A source, size or rule of one run only has no share in the other."""
    now = run(9000) | {"sources": {"bank": {"rows": 1, "matched": 1, "match_bp": 10000}}, "sizes": {"2": 1}}
    moved = {(one.what, one.name): (one.before_bp, one.now_bp) for one in drift(run(9000), now)}
    assert moved == {
        ("match", "bank"): (None, 10000),
        ("match", "tax"): (9000, None),
        ("size", "1"): (5000, None),
        ("size", "2"): (None, 10000),
        ("size", "10+"): (5000, None),
        ("rule", "code"): (10000, 10000),
    }


def test_summaries_that_are_none(tmp_path):
    """Drift is left out where the earlier summary cannot be read."""
    assert read_summary(tmp_path) is None
    (tmp_path / "summary.json").write_text("[1")
    assert read_summary(tmp_path) is None


def test_shares_for_people():
    """Two decimals; nothing where there is none."""
    assert [percent(one) for one in (8270, 5, 10000, None)] == ["82.70 %", "0.05 %", "100.00 %", ""]
