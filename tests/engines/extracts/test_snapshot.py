"""Snapshots: named by content, written whole or not at all."""

import datetime as dt
import errno
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wengang.engines.extracts import snapshot
from wengang.engines.extracts.snapshot import content_sha256, read_snapshot, with_file_hashes, write_snapshot
from wengang.kernel.errors import InputError

TABLE = pa.table(
    {
        "employer_no": pa.array(["0012", "0003", None, "0012"]),
        "month": pa.array([2, 1, None, 1], pa.int32()),
        "paid_on": pa.array([dt.date(2020, 1, 5), None, None, None]),
        "open": pa.array([True, None, False, True]),
        "source_file": pa.array(["a", "a", "b", "b"]),
    }
)


def test_written_sorted_and_found_again(tmp_path):
    """The file is sorted by its keys and named by its content; the same content twice is recognised."""
    first = write_snapshot(
        TABLE, tmp_path / "s", name="ledger", keys=["employer_no", "month"], provenance={"a": "x"}
    )
    again = write_snapshot(TABLE, tmp_path / "s", name="ledger", keys=["employer_no", "month"])
    assert (first.written, again.written) == (True, False)
    assert first.path == again.path
    assert first.sha256 in first.path.name
    table, provenance = read_snapshot(first.path)
    assert table["employer_no"].to_pylist() == ["0003", "0012", "0012", None]
    assert table["month"].to_pylist() == [1, 1, 2, None]
    assert provenance == {"a": "x"}
    assert pq.ParquetFile(first.path).metadata.row_group(0).column(0).compression == "ZSTD"
    assert [path.name for path in (tmp_path / "s").iterdir()] == [first.path.name]


def test_a_changed_file_is_noticed(tmp_path):
    """Content that is not what the name says is refused."""
    written = write_snapshot(TABLE, tmp_path, name="t", keys=["month"])
    written.path.chmod(0o644)
    pq.write_table(TABLE.slice(1), written.path)
    with pytest.raises(InputError, match="not what its name says"):
        read_snapshot(written.path)
    written.path.write_bytes(b"PAR1")
    with pytest.raises(InputError, match="cannot be read"):
        read_snapshot(written.path)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.none() | st.text(max_size=4), st.none() | st.integers(0, 3)), max_size=8),
    st.integers(0, 8),
)
def test_hash_is_of_the_content_alone(rows, cut):
    """Chunks, slices and what lies under nulls do not matter; any value does."""

    def of(some):
        return pa.table(
            {
                "t": pa.array([t for t, _ in some], pa.string()),
                "n": pa.array([n for _, n in some], pa.int64()),
            }
        )

    table = of(rows)
    chunked = pa.concat_tables([of(rows[:cut]), of(rows[cut:])])
    assert content_sha256(chunked) == content_sha256(table)
    assert content_sha256(of([("x", 1), *rows]).slice(1)) == content_sha256(table)
    if rows:
        assert content_sha256(of([*rows[:-1], ("other", 9)])) != content_sha256(table)


@settings(max_examples=50)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from([None, "", "0003", "0012", "九"]), st.sampled_from([None, -3, 0, 7])),
        max_size=9,
    ),
    cut=st.integers(0, 9),
)
def test_words_kept_once_are_the_same_content_in_the_same_order(rows, cut):
    """However a column is kept, its hash and its order by keys are those of Arrow's plain table."""
    plain = pa.table(
        {
            "no": pa.array([row[0] for row in rows], pa.string()),
            "month": pa.array([row[1] for row in rows], pa.int32()),
            "place": pa.array(range(len(rows)), pa.int64()),
        }
    )
    coded = plain.set_column(0, "no", plain["no"].dictionary_encode())
    pieces = pa.concat_tables([coded.slice(0, cut), coded.slice(cut)])
    assert content_sha256(coded) == content_sha256(pieces) == content_sha256(plain)
    nulls = pa.DictionaryArray.from_arrays(
        pa.array([0 if row[0] is None else 1 for row in rows], pa.int32()), pa.array([None, "w"])
    )
    blank = pa.table({"no": pa.array([None if row[0] is None else "w" for row in rows], pa.string())})
    assert content_sha256(pa.table({"no": nulls})) == content_sha256(blank)
    expected = plain.sort_by([("no", "ascending"), ("month", "ascending")])
    for table in (plain, coded):
        found = snapshot._sorted(snapshot._words_once(table), ["no", "month"])
        assert found.to_pylist() == expected.to_pylist()


def test_file_hashes_on_every_row():
    """Each row names the hash of the file from which it came."""
    table = with_file_hashes(TABLE, {"a": "aa", "b": "bb"})
    assert table["source_sha256"].to_pylist() == ["aa", "aa", "bb", "bb"]


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    """No space left: a clear error, and no file, not even a part of one."""

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(snapshot.pq, "write_table", full)
    with pytest.raises(InputError, match="disk is full"):
        write_snapshot(TABLE, tmp_path, name="t", keys=[])
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
import pyarrow as pa
from wengang.engines.extracts import snapshot
real = snapshot.pq.write_table
def half(table, sink, **options):
    real(table, sink, **options)
    sink.flush()
    os.kill(os.getpid(), signal.SIGKILL)
snapshot.pq.write_table = half
snapshot.write_snapshot(pa.table({"a": [1, 2]}), Path(sys.argv[1]), name="t", keys=["a"])
"""


def test_kill_leaves_no_half_snapshot(tmp_path):
    """A writer killed half-way leaves no snapshot, and the next one sweeps up its leavings."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert done.returncode == -9
    assert list(tmp_path.glob("*.parquet")) == []
    written = write_snapshot(pa.table({"a": [1, 2]}), tmp_path, name="t", keys=["a"])
    assert written.written
    assert [path.name for path in Path(tmp_path).iterdir()] == [written.path.name]
