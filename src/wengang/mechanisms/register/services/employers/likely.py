"""Which employers a row of any file may be about though no join says so (疑似), by what linkage knows of both."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.mechanisms.register.services.columns.supplied import TEXT, arrow_column
from wengang.mechanisms.register.services.joining.joins import Keys, join, keyed_names
from wengang.mechanisms.register.services.joining.likenesses import Named, likely

from .roster import Roster


def likely_units(
    roster: Roster, table: pa.Table, keys: Keys, *, places: Sequence[int]
) -> list[tuple[int, ...]]:
    """The units that rows at some places of a table, whose ``keys`` these are, are like.

    A row is known by what it says and by what rows say that linkage found to be the same unit.
    """
    if not places:
        return []
    said, asked = _named(roster.table, roster.keys), _named(table, keys)
    known = join(roster.keys, roster.index)
    certain = np.flatnonzero((known.unit >= 0) & known.certain).tolist()
    linked = defaultdict(list)
    for one, cluster in zip(said, roster.index.links.of(roster.keys).to_pylist(), strict=True):
        if cluster is not None:
            linked[cluster].append(one)
    clusters = roster.index.links.of(keys).to_pylist()
    rows = [[asked[place], *linked.get(clusters[place], ())] for place in places]
    return likely(rows, [(unit, said[row]) for row in certain for unit in known.units(row)])


def _named(table: pa.Table, keys: Keys) -> list[Named]:
    """What each row says of whom it is about."""
    parts = (keyed_names(keys.names), arrow_column(table, "legal_rep", TEXT), keys.codes)
    return [
        Named(*said) for said in zip(*(pc.fill_null(part, "").to_pylist() for part in parts), strict=True)
    ]
