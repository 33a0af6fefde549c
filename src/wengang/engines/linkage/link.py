"""Link records (关联): which rows of any number of files are one employer, or one person."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.errors import Finding

from .alike import alike
from .decisions import on_rows
from .employer_kind import EMPLOYERS
from .golden import entities, fingerprints
from .history import History, Previous
from .identities import identities
from .judging import as_pairs, judge
from .kinds import Kind
from .models import saved_model
from .person_kind import PERSONS
from .relations import relations
from .telling import equal_rows, evidence, questions
from .vocabulary import Place
from .weights import compared

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (EMPLOYERS, PERSONS)}


@dataclass(frozen=True)
class Linked:
    """The result; all columns are text.

    clusters: file, row_id, cluster_id (every record once, in their order). review: file_l, row_l, file_r, row_r, score,
    reason_zh, reason_en, best first, never two rows of one cluster. evidence: … rule, score, agree, disagree,
    changed. entities: cluster_id and each field with FIELD_from (file/row). relations: cluster_id, relation, other_id, why. events: cluster_id, event, from, to, why
    (None without ``previous``). kept: what the next run needs to keep the ids (:class:`history.Previous`).
    """

    clusters: pa.Table
    review: pa.Table
    evidence: pa.Table
    entities: pa.Table
    relations: pa.Table
    events: pa.Table | None
    kept: Previous
    findings: Sequence[Finding]
    model: Mapping[str, Any]


def link(
    records: pa.Table,
    *,
    kind: str,
    places: Sequence[Place],
    model: Mapping[str, Any] | None = None,
    decisions: pa.Table | None = None,
    previous: Previous | None = None,
    spark: Any = None,
) -> Linked:
    """Link all records of one kind.

    ``records``: one row a usable row of any file, all text: ``file``, ``row_id`` (together unique) and canonical
    fields, raw; a file may lack any. ``places``: the country's divisions. ``model``: as saved by an earlier run (default: the one
    that ships). ``decisions``: file_l, row_l, file_r, row_r, same (1/0), by, on, why. ``previous``: what the
    run before kept. ``spark``: a running Spark session, to find and compare pairs there instead of in DuckDB.

    >>> place = Place("210700", "锦州市")
    >>> rows = pa.table({"file": ["a", "b"], "row_id": ["1", "1"], "name": ["锦州鑫源商贸有限公司"] * 2})
    >>> len(set(link(rows, kind="employers", places=[place]).clusters["cluster_id"].to_pylist()))
    1
    """
    chosen, model = KINDS[kind], model or saved_model(kind)
    given, records, marks = _in_order(records)
    columns = chosen.columns(records, places=places)
    rows = records.select(["file", "row_id"])
    keys = list(zip(rows["file"].to_pylist(), rows["row_id"].to_pylist(), strict=True))
    history = History(previous, records=rows, marks=marks, columns=columns, kind=chosen)
    decided = on_rows(history.with_earlier(decisions), {key: place for place, key in enumerate(keys)})
    same = alike(columns, enough=chosen.enough, alone={end for pair in decided.pairs for end in pair[:2]})
    few = chosen.searchable(columns.take(pa.array(same.places)))
    pairs = as_pairs(compared(few, chosen, model, spark=spark), few, chosen)
    judged = judge(
        pairs, few, chosen, decided=decided.at(same.first), rows=[keys[p] for p in same.places.tolist()]
    )
    clusters = judged.clusters[same.first]
    found = identities(clusters, history, new=_new_ids(clusters, keys, marks=marks, letter=chosen.letter))
    standing = rows.take(pa.array(same.places))
    told = evidence(judged, chosen, rows=standing, columns=few)
    return Linked(
        clusters=rows.append_column("cluster_id", found.ids).take(given),
        review=questions(judged, chosen, rows=standing),
        evidence=pa.concat_tables([told, equal_rows(same, rows)]),
        entities=entities(records, found.ids, fields=chosen.golden, sound=_sound(columns, chosen)),
        relations=relations(judged, found.ids.take(pa.array(same.places)), columns=few, kind=chosen),
        events=found.events,
        kept=history.kept(found.ids, decided_rows=history.with_earlier(decisions)),
        findings=(*decided.findings, *judged.findings),
        model=model,
    )


def _sound(columns: pa.Table, kind: Kind) -> np.ndarray:
    return np.asarray(columns[kind.single[0]].is_valid())


def _in_order(records: pa.Table) -> tuple[pa.Array, pa.Table, pa.Array]:
    """The records by what they say, so that neither their order nor their numbers decide between two that fit alike.

    Gives, for each record as given, its place now; the records; their digests.
    """
    marks = fingerprints(records)
    keyed = pa.table({"mark": marks, "file": records["file"], "row_id": records["row_id"]})
    order = pc.sort_indices(keyed, [(name, "ascending") for name in keyed.column_names])
    return pc.sort_indices(order), records.take(order), marks.take(order)


def _new_ids(
    clusters: np.ndarray, keys: Sequence[tuple[str, str]], *, marks: pa.Array, letter: str
) -> Mapping[int, str]:
    """An id for each cluster, from its first row by file and number and what that row says.

    The same files give the same ids, in whatever order; another row under the same number gives another id.
    """
    first: dict[int, tuple[str, str, str]] = {}
    for label, key, mark in zip(clusters.tolist(), keys, marks.to_pylist(), strict=True):
        row = (*key, mark)
        if label not in first or row < first[label]:
            first[label] = row
    return {
        label: letter
        + hashlib.sha256("\x1f".join(row).encode("utf-8", "surrogatepass")).hexdigest()[:15].upper()
        for label, row in first.items()
    }
