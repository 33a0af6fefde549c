"""The static check (静态检查) of a pack under given terms: conditions that cannot turn, idle parameters, cliffs.

It judges a lattice of rows around every boundary by the very expression that decides, in one query. What it says
holds on that lattice of boundary values; it is a search for mistakes, not a proof that there are none.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
from ibis.expr.types import Table

from wengang.engines.policy.evaluate import ENTITY, judged, judged_row
from wengang.engines.policy.pack import Pack, Profile, Specimen
from wengang.engines.policy.session import DuckDBSession
from wengang.engines.policy.terms import Terms, varied_column

Row = Mapping[str, object]
_SHIFTS = tuple(1 << power for power in range(14))
"""Sizes by which a number is shifted to see whether that undoes a fall: 1 (a person, a month, a basis point) and up."""


@dataclass(frozen=True, kw_only=True)
class Cliff:
    """A step that costs: what is owed falls from one position of a profile to the next.

    Attributes
    ----------
    at, to
        Positions before and after the step.
    parameters
        Paths of the thresholds that the step crosses: those whose smallest shift undoes the fall, else the
        profile's own.
    before_fen, after_fen
        Entitlement before and after, under the specimen's assumptions.
    turned
        Conditions met before the step and not after it.
    """

    profile: Profile
    at: int
    to: int
    parameters: tuple[str, ...]
    before_fen: int
    after_fen: int
    turned: tuple[str, ...]

    @property
    def loss_fen(self) -> int:
        """What the step costs."""
        return self.before_fen - self.after_fen


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What the check found.

    Attributes
    ----------
    lattice
        Number of rows judged for the conditions.
    never_holds, never_fails
        Conditions that are met on no row; that are met on every row.
    unread
        Parameters that no rule reads under these terms.
    cliffs
        Falls, in the order of the profiles.
    specimen
        Outcome and reasons of the plain entity itself; where it is no grant, cliffs say nothing.
    """

    lattice: int
    never_holds: tuple[str, ...]
    never_fails: tuple[str, ...]
    unread: tuple[str, ...]
    cliffs: tuple[Cliff, ...]
    specimen: tuple[str, str]


def check(
    pack: Pack,
    session: DuckDBSession,
    *,
    tables: Mapping[str, Table],
    terms: Terms,
    read_elsewhere: frozenset[str] = frozenset(),
) -> Checked:
    """Check a pack under terms. ``tables`` are the engine tables: their columns are read, never their rows.

    ``read_elsewhere``: paths that are read outside the rules. Raises LookupError for a pack without a specimen, or one whose specimen names a column that the row lacks.
    """
    if pack.specimen is None:
        raise LookupError(f"{pack.name} has no specimen to vary")
    judge = _Judge(pack, session=session, tables=tables, terms=terms)
    told = replace(terms, reads=set(), plain_reads=set())
    plain, profiles = pack.specimen.row(told), pack.specimen.profiles(told)
    lattice = list(lattice_rows(pack.specimen, told))
    lines = [(profile, at, {**plain, **facts}) for profile in profiles for at, facts in profile.rows]
    results = judge([*lattice, *[row for _, _, row in lines]])
    on_lattice, on_lines = results[: len(lattice)], results[len(lattice) :]
    steps = [
        (profile, one, other)
        for profile, here in itertools.groupby(zip(lines, on_lines, strict=True), lambda pair: pair[0][0])
        for one, other in itertools.pairwise(here)
        if other[1]["entitlement_fen"] < one[1]["entitlement_fen"]
    ]
    cliffs = [
        _cliff(pack, profile, before=(one[0][1], one[1]), after=(other[0][1], other[1]))
        for profile, one, other in steps
    ]
    return Checked(
        lattice=len(lattice),
        never_holds=_without_any(pack, on_lattice, lambda state: state is True),
        never_fails=_without_any(pack, on_lattice, lambda state: state is not True),
        unread=tuple(sorted(set(terms.values) - judge.reads - read_elsewhere)),
        cliffs=_attributed(judge, cliffs, [other[0][2] for _, _, other in steps]),
        specimen=(on_lattice[0]["outcome"], on_lattice[0]["reasons"]),
    )


def lattice_rows(specimen: Specimen, terms: Terms) -> Iterator[Row]:
    """The specimen, each alternative alone, and each pair of alternatives of two groups."""
    plain = specimen.row(terms)
    groups = [list(group) for group in specimen.variations(terms)]
    yield plain
    yield from ({**plain, **one} for group in groups for one in group)
    for first, second in itertools.combinations(groups, 2):
        yield from ({**plain, **one, **other} for one, other in itertools.product(first, second))


def _without_any(pack: Pack, results: Sequence[Mapping[str, Any]], state: Any) -> tuple[str, ...]:
    return tuple(c.id for c in pack.conditions if not any(state(result[c.id]) for result in results))


def _cliff(
    pack: Pack,
    profile: Profile,
    *,
    before: tuple[int, Mapping[str, Any]],
    after: tuple[int, Mapping[str, Any]],
) -> Cliff:
    return Cliff(
        profile=profile,
        at=before[0],
        to=after[0],
        parameters=profile.parameters,
        before_fen=before[1]["entitlement_fen"],
        after_fen=after[1]["entitlement_fen"],
        turned=tuple(c.id for c in pack.conditions if before[1][c.id] is True and after[1][c.id] is not True),
    )


def _attributed(judge: "_Judge", cliffs: Sequence[Cliff], after: Sequence[Row]) -> tuple[Cliff, ...]:
    """Name the thresholds: each number is shifted until the row after the step gets no less than before it."""
    trials = [
        (number, path, size, value) for number in range(len(cliffs)) for path, size, value in judge.shifts()
    ]
    if not trials:
        return tuple(cliffs)
    results = judge([after[number] for number, _, _, _ in trials], [{p: v} for _, p, _, v in trials])
    undone: dict[int, dict[str, int]] = {number: {} for number in range(len(cliffs))}
    for (number, path, size, _), result in zip(trials, results, strict=True):
        if result["entitlement_fen"] >= cliffs[number].before_fen:
            undone[number].setdefault(path, size)
    return tuple(
        replace(cliff, parameters=_nearest(undone[number]) or cliff.parameters)
        for number, cliff in enumerate(cliffs)
    )


def _nearest(undone: Mapping[str, int]) -> tuple[str, ...]:
    """The paths whose shift was the smallest."""
    least = min(undone.values(), default=0)
    return tuple(sorted(path for path, size in undone.items() if size == least))


class _Judge:
    """Judges made-up rows by the pack's expression; compiled once, numbers as columns so that they may be shifted."""

    def __init__(
        self, pack: Pack, *, session: DuckDBSession, tables: Mapping[str, Table], terms: Terms
    ) -> None:
        own = replace(terms, reads=set(), plain_reads=set())
        facts = pack.facts(tables, own)
        row = judged_row(pack, facts, pack.shared(facts, tables, own))
        self._schema = row.schema().to_pyarrow()
        judged(pack, self._read(session, [], {}), own)
        self.reads = frozenset(own.reads)
        self._session = session
        self._numbers: dict[str, int] = {
            path: value
            for path in sorted(own.reads - own.plain_reads)
            if isinstance(value := terms.values[path], int) and not isinstance(value, bool)
        }
        whole = judged(
            pack, self._read(session, [], self._numbers), replace(own, varied=frozenset(self._numbers))
        )
        shown = (ENTITY, "outcome", "reasons", "entitlement_fen", *[c.id for c in pack.conditions])
        self._query = session.sql(whole.select(*shown))

    def __call__(
        self, rows: Sequence[Row], patches: Iterable[Mapping[str, int]] = ()
    ) -> list[dict[str, Any]]:
        """Results in the order of the rows; a row's patch replaces numbers of the terms."""
        patched = itertools.chain(patches, itertools.repeat({}))
        full = [
            {**row, **{varied_column(path): value for path, value in {**self._numbers, **patch}.items()}}
            for row, patch in zip(rows, patched, strict=False)
        ]
        self._read(self._session, full, self._numbers)
        found: list[dict[str, Any]] = self._session.run(self._query).sort_by(ENTITY).to_pylist()
        return found

    def shifts(self) -> Iterator[tuple[str, int, int]]:
        """Path, size and value of each number shifted up and down, small shifts first; none below zero."""
        for size in _SHIFTS:
            for path, value in self._numbers.items():
                yield path, size, value + size
                if value >= size:
                    yield path, size, value - size

    def _read(self, session: DuckDBSession, rows: Sequence[Row], numbers: Iterable[str]) -> Table:
        """The rows as a table of the session, numbered by entity."""
        fields = [*self._schema, *[pa.field(varied_column(path), pa.int64()) for path in numbers]]
        names = {field.name for field in fields}
        unknown = sorted({name for row in rows for name in row} - names)
        if unknown:
            raise LookupError(f"the specimen names columns that the row of facts lacks: {', '.join(unknown)}")
        numbered = [{**row, ENTITY: number} for number, row in enumerate(rows)]
        return session.read("specimens", pa.Table.from_pylist(numbered, schema=pa.schema(fields)))
