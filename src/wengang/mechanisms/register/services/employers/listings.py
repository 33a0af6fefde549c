"""Rows of lists (失信名单, 僵尸企业名单 …) as facts of employers: sure, or doubtful until a person has answered."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from wengang.mechanisms.register.services.columns.supplied import column, origin_order
from wengang.mechanisms.register.services.joining.joins import Keys, Matches, join
from wengang.mechanisms.register.services.prepared_tables import table_of_rows

from .likely import likely_units
from .roster import Roster


@dataclass(frozen=True, slots=True)
class Listing:
    """An employer on a list (名单), surely or perhaps; columns as in the prepared table."""

    employer_id: int
    list: str
    listed_on: dt.date | None
    removed_on: dt.date | None
    certain: bool
    confirmed: bool
    key: str
    source_file: str
    source_row: str


_NAMES = tuple(Listing.__dataclass_fields__)


@dataclass(frozen=True)
class Listed:
    """One listing for each list row and employer; ``unmatched``: rows that met nobody.

    ``likenesses``: pairs of a row and an employer that are doubtful although linkage asks nothing about them.
    """

    listings: list[Listing]
    unmatched: int
    likenesses: int


def listings_of(lists: pa.Table, roster: Roster) -> Listed:
    """One listing for each list row and employer it is, or perhaps is, about.

    Rows are joined to the employers as they are once other files have filled their names and codes. The key under
    which a listing is asked about is ``match:<file stem>:<row>``.
    """
    keys = Keys.of(lists)
    kinds, begun, ended = (column(lists, name) for name in ("list", "listed_on", "removed_on"))
    files, rows = keys.files.to_pylist(), keys.rows.to_pylist()
    matches = join(keys, roster.learned())
    doubtful = _likely(matches, lists, keys, roster=roster) if roster.index.links else {}
    found: list[Listing] = []
    unmatched = 0
    for place, (file, row) in enumerate(zip(files, rows, strict=True)):
        sure = {unit: bool(matches.certain[place]) for unit in matches.units(place)}
        units = {**dict.fromkeys(doubtful.get(place, ()), False), **sure}
        unmatched += not units
        found += [
            Listing(
                unit,
                kinds[place],
                begun[place],
                ended[place],
                certain=units[unit],
                confirmed=False,
                key=f"match:{file}:{row}",
                source_file=file,
                source_row=row,
            )
            for unit in units
            if unit < len(roster)
        ]
    return Listed(found, unmatched, sum(map(len, doubtful.values())))


def _likely(matches: Matches, lists: pa.Table, keys: Keys, *, roster: Roster) -> dict[int, tuple[int, ...]]:
    """For each row the units that it is like beside those that it met.

    A row that met somebody for certain is perhaps about further units of that legal person, whose codes nobody can
    read; not about branches, which what is said of the head office does not reach.
    """
    like = likely_units(roster, lists, keys, places=range(len(matches)))
    found = {}
    for place, units in enumerate(like):
        sure = matches.unit[place] >= 0 and matches.certain[place]
        met = matches.units(place)
        further = [unit for unit in units if unit not in met and not (sure and roster.index.branches[unit])]
        if further:
            found[place] = tuple(further)
    return found


def listings_table(listings: Iterable[Listing]) -> pa.Table:
    """The prepared table, by employer, then by file and row."""
    ordered = sorted(
        listings, key=lambda one: (one.employer_id, *origin_order(one.source_file, one.source_row), one.list)
    )
    return table_of_rows(
        "listings", [tuple(getattr(one, name) for name in _NAMES) for one in ordered], _NAMES
    )
