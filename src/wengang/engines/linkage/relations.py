"""Relations between entities (主体关系): a branch and its head office, a company and the shop it grew from.

They are not one entity, and that is the point: what is true of the one is not thereby true of the other.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from .judging import Judged
from .kinds import Kind


def relations(judged: Judged, ids: pa.Array, *, columns: pa.Table, kind: Kind) -> pa.Table:
    """cluster_id, relation, other_id, why: each once, sorted. ``ids``: the entity of each record."""
    names = np.asarray(ids.to_pylist(), dtype=object)
    found: set[tuple[str, str, str, str]] = set()
    for relation in kind.relations:
        holds, is_left = relation.test(judged.pairs, columns)
        one = np.where(is_left, judged.pairs.left, judged.pairs.right)[holds]
        other = np.where(is_left, judged.pairs.right, judged.pairs.left)[holds]
        pairs = zip(names[one].tolist(), names[other].tolist(), strict=True)
        why = f"{relation.zh} / {relation.en}"
        found |= {(a, relation.id, b, why) for a, b in pairs if a != b}
    rows: Sequence[tuple[str, ...]] = sorted(found)
    columns_ = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    titles = ("cluster_id", "relation", "other_id", "why")
    return pa.table(
        {title: pa.array(values, pa.string()) for title, values in zip(titles, columns_, strict=True)}
    )
