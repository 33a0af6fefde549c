"""What would have changed the decision (反事实): the smallest change of each kind, tried in the very expression.

A pack's levers are of three sorts. Those of its conditions turn a refusal. Those of ``""`` are about a grant: what
would have lost or changed it. And one whose id begins with ``answer:`` is an answer to the question named there
(``answer:size=large``): what it would lead to, for a decision that only waits for answers.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa

from wengang.engines.policy.evaluate import ENTITY, GRANTED, UNDETERMINED, judged
from wengang.engines.policy.pack import Lever, Pack
from wengang.engines.policy.plans import plan
from wengang.engines.policy.session import Session
from wengang.engines.policy.terms import Terms
from wengang.engines.policy.text import Text

ANSWER = "answer:"
OF_A_GRANT = ""
MOST_STEPS = 2_000
"""Steps tried of one lever; a firm that would have had to keep more people than this is told nothing about it."""
MOST_TOGETHER = 64
"""Combinations of answers that are tried where one alone decides nothing."""
_TRIED_AT_ONCE = 24
Row: TypeAlias = Mapping[str, Any]
Move: TypeAlias = tuple[Lever, int]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A smallest change: what the decision would have been with it, and the entitlement then (fen)."""

    wording: Text
    outcome: str
    entitlement_fen: int


def would_change(
    pack: Pack, session: Session, *, inputs: pa.Table, decided: Mapping[str, Any], terms: Terms
) -> list[Change]:
    """The smallest changes that would have turned a decision.

    A refusal: each lever of a condition that is not met is tried alone, and the smallest step that meets its own
    condition; where several conditions stand in the way, these smallest steps are tried together. A grant: the
    smallest step that would have lost it, or changed its amount. An undetermined decision: the answers to what is
    asked, alone and, where none of them grants, together. ``inputs`` is the entity's one row of facts before it
    was judged, ``decided`` the same after: the facts are perturbed, and everything after them is computed anew by
    the same expression.
    """
    if inputs.num_rows != 1:
        return []
    judge = _Judge(pack, session, terms=terms, schema=inputs.schema)
    row = inputs.to_pylist()[0]
    if decided["outcome"] == GRANTED:
        return list(_nearest_losses(pack, judge, row=row, decided=decided))
    if decided["outcome"] == UNDETERMINED:
        answers = _answers(pack, decided)
        if answers:
            return _by_answers(judge, answers, row={**decided, **row})
    return _turning(pack, judge, row=row, decided=decided)


def _turning(pack: Pack, judge: "_Judge", *, row: Row, decided: Row) -> list[Change]:
    """What would have made a grant of it."""
    blocking = [c.id for c in pack.conditions if not c.after_others and decided[c.id] is not True]
    levers = [
        lever for lever in pack.levers if set(lever.of) & set(blocking) and not lever.id.startswith(ANSWER)
    ]
    trials = [(lever, step) for lever in levers for step in itertools.islice(lever.steps(row), MOST_STEPS)]
    if not trials:
        return []
    results = judge([lever.apply(row, step) for lever, step in trials])
    alone = _smallest(trials, results, lambda result, _: result["outcome"] == GRANTED)
    if alone:
        return [_change([(lever, step)], result) for lever, step, result in alone]
    helping = _smallest(
        trials,
        results,
        lambda result, lever: any(result[i] is True and decided[i] is not True for i in lever.of),
    )
    together: Row = row
    for lever, step, _ in helping:
        together = lever.apply(together, step)
    [result] = judge([together])
    if helping and result["outcome"] == GRANTED:
        return [_change([(lever, step) for lever, step, _ in helping], result)]
    return []


def _smallest(
    trials: Sequence[Move], results: Sequence[Row], good: Callable[[Row, Lever], bool]
) -> list[Any]:
    """For each lever, its first step with a good result."""
    found: dict[str, tuple[Lever, int, Row]] = {}
    for (lever, step), result in zip(trials, results, strict=True):
        if lever.id not in found and good(result, lever):
            found[lever.id] = (lever, step, result)
    return list(found.values())


def _nearest_losses(pack: Pack, judge: "_Judge", *, row: Row, decided: Row) -> Iterator[Change]:
    """For each lever about a grant, its first step that loses it; or, where it has but one step, changes the amount.

    A longer step is taken to lose no less than a shorter one, so that few need to be tried.
    """
    levers = [lever for lever in pack.levers if OF_A_GRANT in lever.of]
    spans = {lever.id: lever.steps(row)[:MOST_STEPS] for lever in levers}
    found: dict[str, tuple[int, Row]] = {}

    def differs(lever: Lever, result: Row) -> bool:
        changed = len(spans[lever.id]) == 1 and result["entitlement_fen"] != decided["entitlement_fen"]
        return bool(result["outcome"] != GRANTED or changed)

    looking = [lever for lever in levers if spans[lever.id]]
    while looking:
        trials = [(lever, step) for lever in looking for step in _spread(spans[lever.id])]
        results = judge([lever.apply(row, step) for lever, step in trials])
        still = []
        for lever in looking:
            mine = [(step, r) for (of, step), r in zip(trials, results, strict=True) if of is lever]
            first = next((at for at, (_, result) in enumerate(mine) if differs(lever, result)), None)
            if first is None:
                continue
            found[lever.id] = mine[first]
            below = mine[first - 1][0] + 1 if first else mine[0][0]
            spans[lever.id] = range(below, mine[first][0])
            if spans[lever.id]:
                still.append(lever)
        looking = still
    for lever in levers:
        if lever.id in found:
            step, result = found[lever.id]
            yield _change([(lever, step)], result)


def _spread(steps: range) -> list[int]:
    """A few steps over the whole span, its ends among them."""
    if len(steps) <= _TRIED_AT_ONCE:
        return list(steps)
    last = len(steps) - 1
    return [steps[last * at // (_TRIED_AT_ONCE - 1)] for at in range(_TRIED_AT_ONCE)]


def _answers(pack: Pack, decided: Row) -> dict[str, list[Lever]]:
    """Levers that answer what is asked, by the question's key or family."""
    asked = dict.fromkeys(key.partition(":")[0] for key in (decided["questions"] or "").split(";") if key)
    of_key = {key: [lever for lever in pack.levers if _answered(lever) == key] for key in asked}
    return {key: levers for key, levers in of_key.items() if levers}


def _answered(lever: Lever) -> str | None:
    return lever.id[len(ANSWER) :].partition("=")[0] if lever.id.startswith(ANSWER) else None


def _by_answers(judge: "_Judge", answers: Mapping[str, Sequence[Lever]], *, row: Row) -> list[Change]:
    """Each answer that decides it alone; and, where none of them grants, the combinations of answers that do."""
    single = [
        ((lever, step),)
        for levers in answers.values()
        for lever in levers
        for step in itertools.islice(lever.steps(row), MOST_STEPS)
    ]
    changes, steps = _decided_by(judge, single, row=row)
    options = [[move for move in steps if _answered(move[0]) == key] for key in answers]
    if any(change.outcome == GRANTED for change in changes) or len(options) < 2:
        return changes
    combined = list(itertools.islice(itertools.product(*options), MOST_TOGETHER))
    together, _ = _decided_by(judge, combined, row=row)
    return [*changes, *(change for change in together if change.outcome == GRANTED)]


def _decided_by(
    judge: "_Judge", trials: Sequence[tuple[Move, ...]], *, row: Row
) -> tuple[list[Change], list[Move]]:
    """What trials decide, and the first step of each lever with a result of its own."""
    if not trials:
        return [], []
    results = judge([_applied(row, moves) for moves in trials])
    seen: set[tuple[object, ...]] = set()
    changes, steps = [], []
    for moves, result in zip(trials, results, strict=True):
        outcome = (result["outcome"], result["entitlement_fen"])
        verdicts = tuple(sorted((name, str(value)) for name, value in result.items() if name != ENTITY))
        levers = tuple(lever.id for lever, _ in moves)
        if (levers, verdicts) not in seen:
            steps.append(moves[0])
        if result["outcome"] != UNDETERMINED and (levers, outcome) not in seen:
            changes.append(_change(moves, result))
        seen |= {(levers, verdicts), (levers, outcome)}
    return changes, steps


def _applied(row: Row, moves: Sequence[Move]) -> Row:
    for lever, step in moves:
        row = lever.apply(row, step)
    return row


def _change(moves: Sequence[Move], result: Row) -> Change:
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
        if not rows:
            return []
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
