"""Made-up names and numbers that nobody bears, and the two ways in that the tests use: a name's reader, and a whole run."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from wengang.codes.divisions import divisions
from wengang.engines.linkage.link import link
from wengang.engines.linkage.names import NameReader
from wengang.engines.linkage.places import Gazetteer
from wengang.engines.linkage.text import all_folded
from wengang.engines.linkage.vocabulary import Place
from wengang.scenarios.check_characters import (
    with_credit_check,
    with_org_check,
    with_person_check,
    with_registration_check,
)

HERE = Path(__file__).parent
PLACES = tuple(Place(one.code, one.name) for one in divisions())
NEAR = tuple(place for place in PLACES if place.code.startswith("21"))
"""The places of one province: enough where the country's are not the point."""
HOME = "2107"


def cases(name):
    """The rows of a CSV file beside the tests; an empty cell is ""."""
    return list(csv.DictReader((HERE / name).read_text(encoding="utf-8").splitlines()))


def _with(check, body):
    return str(check(np.array([body], dtype=object))[0])


def org_code(number):
    """An organisation code with a right check character; a different one for each number below 10,000."""
    return _with(with_org_check, f"WGQK{number:04d}")


def unified_code(number, *, kind="91", division="210702"):
    """A unified code around :func:`org_code`."""
    return _with(with_credit_check, f"{kind}{division}{org_code(number)}")


def registration_number(number):
    """A registration number of fifteen digits with a right check digit."""
    return _with(with_registration_check, f"21070012{number:06d}")


def person_number(birth, *, division="210702", sequence=0):
    """A citizen's number of a sequence that is never issued."""
    return _with(with_person_check, f"{division}{birth}{sequence:03d}")


@cache
def gazetteer(home=HOME):
    """The country's places, seen from one city."""
    return Gazetteer(PLACES, home=home)


@cache
def read_name(cell):
    """The parts of a name as a file has it."""
    return NameReader(gazetteer()).read(all_folded([cell])[cell] if cell else "")


def table(rows):
    """Rows as linkage takes them: all text, ``file`` "a" and ``row_id`` by count where a row does not say."""
    columns = dict.fromkeys(["file", "row_id", *(name for row in rows for name in row)])
    whole = [{"file": "a", "row_id": str(number), **row} for number, row in enumerate(rows, start=1)]
    return pa.table({name: pa.array([row.get(name) for row in whole], pa.string()) for name in columns})


def linked(rows, kind="employers", **asked):
    """A whole run over rows (or a table of them)."""
    records = rows if isinstance(rows, pa.Table) else table(rows)
    return link(records, kind=kind, places=PLACES, **asked)


def row_of(record):
    """Which row a record is: its file and number."""
    return record["file"], record["row_id"]


def groups(found):
    """The clusters of a run, each a set of (file, row)."""
    members = defaultdict(set)
    for row in found.clusters.to_pylist():
        members[row["cluster_id"]].add(row_of(row))
    return {frozenset(rows) for rows in members.values()}


def asked_pairs(found):
    """The pairs put to a clerk, each a set of two (file, row)."""
    return {
        frozenset([(row["file_l"], row["row_l"]), (row["file_r"], row["row_r"])])
        for row in found.review.to_pylist()
    }


def decisions(*said):
    """A table of decisions: (row_l, row_r, same, on) of file "a", or of (file, row) pairs."""
    columns = ("file_l", "row_l", "file_r", "row_r", "same", "by", "on", "why")
    rows = []
    for left, right, same, on in said:
        ends = [end if isinstance(end, tuple) else ("a", end) for end in (left, right)]
        rows.append((*ends[0], *ends[1], same, "李", on, ""))
    return pa.table(
        {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(columns)}
    )
