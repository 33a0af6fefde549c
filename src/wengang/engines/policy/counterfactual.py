"""What would have changed the decision (反事实): the smallest change of each kind, tried in the very expression."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from wengang.engines.policy.evaluate import ENTITY, GRANTED, judged
from wengang.engines.policy.pack import Lever, Pack
from wengang.engines.policy.plans import plan
from wengang.engines.policy.session import Session
from wengang.engines.policy.terms import Terms
from wengang.engines.policy.text import Text

MOST_STEPS = 2_000
"""Steps tried of one lever; a firm that would have had to keep more people than this is told nothing about it."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A smallest change that turns the decision into a grant, and the entitlement it would give (fen)."""

    wording: Text
    outcome: str
    entitlement_fen: int


def would_change(
    pack: Pack, session: Session, *, inputs: pa.Table, decided: Mapping[str, Any], terms: Terms
) -> list[Change]:
    """The smallest changes that would have turned a decision that is no grant.

    Each lever of a condition that is not met is tried alone, and the smallest step that meets its own condition;
    where several conditions stand in the way, these smallest steps are tried together. ``inputs`` is the entity's
    one row of facts before it was judged, ``decided`` the same after: the facts are perturbed, and everything
    after them is computed anew by the same expression.
    """
    if decided["outcome"] == GRANTED or inputs.num_rows != 1:
        return []
    row = inputs.to_pylist()[0]
    blocking = [c.id for c in pack.conditions if not c.after_others and decided[c.id] is not True]
    levers = [lever for lever in pack.levers if set(lever.of) & set(blocking)]
    trials = [(lever, step) for lever in levers for step in itertools.islice(lever.steps(row), MOST_STEPS)]
    if not trials:
        return []
    judge = _Judge(pack, session, terms=terms, schema=inputs.schema)
    results = judge([lever.apply(row, step) for lever, step in trials])
    alone = _smallest(trials, results, lambda result, _: result["outcome"] == GRANTED)
    if alone:
        return [_change([(lever, step)], result) for lever, step, result in alone]
    helping = _smallest(
        trials,
        results,
        lambda result, lever: any(result[i] is True and decided[i] is not True for i in lever.of),
    )
    together: Mapping[str, Any] = row
    for lever, step, _ in helping:
        together = lever.apply(together, step)
    [result] = judge([together])
    if helping and result["outcome"] == GRANTED:
        return [_change([(lever, step) for lever, step, _ in helping], result)]
    return []


def _smallest(
    trials: Sequence[tuple[Lever, int]], results: Sequence[Mapping[str, Any]], good: Any
) -> list[Any]:
    """For each lever, its first step with a good result."""
    found: dict[str, tuple[Lever, int, Mapping[str, Any]]] = {}
    for (lever, step), result in zip(trials, results, strict=True):
        if lever.id not in found and good(result, lever):
            found[lever.id] = (lever, step, result)
    return list(found.values())


def _change(moves: Sequence[tuple[Lever, int]], result: Mapping[str, Any]) -> Change:
    parts = [
        (lever.wording.zh.format(step=step), lever.wording.en.format(step=step)) for lever, step in moves
    ]
    wording = Text("; 并且".join(zh for zh, _ in parts), "; and ".join(en for _, en in parts))
    return Change(wording=wording, outcome=result["outcome"], entitlement_fen=result["entitlement_fen"])


class _Judge:
    """Judges perturbed rows by the pack's expression, all in one query that is compiled once for a run."""

    def __init__(self, pack: Pack, session: Session, *, terms: Terms, schema: pa.Schema) -> None:
        self.pack, self.session, self.terms, self.schema = pack, session, terms, schema
        self.shown = (ENTITY, "outcome", "entitlement_fen", *[condition.id for condition in pack.conditions])

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        plain = [{**row, ENTITY: number} for number, row in enumerate(rows)]
        table = self.session.read("perturbed", pa.Table.from_pylist(plain, schema=self.schema))
        judging = plan(
            self.pack,
            self.session,
            step="perturbed",
            tables={"perturbed": table},
            terms=self.terms,
            build=lambda here: judged(self.pack, table, here).select(*self.shown),
        )
        found: list[dict[str, Any]] = self.session.run(judging.query).sort_by(ENTITY).to_pylist()
        return found
