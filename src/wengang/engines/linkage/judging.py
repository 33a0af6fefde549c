"""From candidate pairs to clusters and questions (判定): vetoes, rules, constrained clusters, what is left for a clerk."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wengang.kernel.errors import Finding

from .clusters import Constrained
from .decisions import NONE_DECIDED, Decided, Row, apply
from .kinds import Kind
from .rules import Mask, Pairs, Verdicts, codes_of, first_of


@dataclass(frozen=True)
class Judged:
    """``clusters``: for each record the position of its cluster's first record. ``linked``/``asked``: places of pairs."""

    pairs: Pairs
    verdicts: Verdicts
    clusters: np.ndarray
    linked: np.ndarray
    asked: np.ndarray
    doubted: np.ndarray
    findings: tuple[Finding, ...]


def as_pairs(found: pa.Table, columns: pa.Table, kind: Kind) -> Pairs:
    """Splink's table as arrays, with the facts of the kind."""
    left, right = (found[name].to_numpy() for name in ("id_l", "id_r"))
    levels = {comparison.name: found[comparison.name].to_numpy() for comparison in kind.comparisons}
    # Sums of the same numbers in another order differ in the last bits: nothing is to hang on those.
    weight = np.round(found["weight"].to_numpy(), 3)
    return Pairs(left, right, weight, levels, kind.facts(columns, left, right))


def judge(
    pairs: Pairs, columns: pa.Table, kind: Kind, *, decided: Decided = NONE_DECIDED, rows: Sequence[Row] = ()
) -> Judged:
    """Clusters and questions of one kind. ``decided`` comes first; ``rows`` names the records in what is told of it."""
    doubted = kind.doubted(pairs, columns)
    pairs = kind.without_doubted(pairs, doubted)
    veto = first_of(kind.vetoes, pairs)
    rule = np.where(veto < 0, first_of(kind.rules, pairs), -1)
    verdicts = Verdicts(rule, veto)
    allowed = _unrivalled(pairs, columns, kind, rule=rule, doubted=doubted)
    order = np.lexsort((pairs.right, pairs.left, -pairs.weight, rule))
    order = order[(rule[order] >= 0) & allowed[order]]
    sets = Constrained(
        _held(columns, kind, doubted), single=kind.single, alike=kind.alike, count=columns.num_rows
    )
    findings = apply(decided, sets, rows)
    linked = [place for place in order.tolist() if sets.join(int(pairs.left[place]), int(pairs.right[place]))]
    clusters = sets.labels()
    asked = _questions(pairs, kind, verdicts=verdicts, clusters=clusters, sets=sets)
    return Judged(
        pairs, verdicts, clusters, np.asarray(sorted(linked), dtype=np.int64), asked, doubted, tuple(findings)
    )


def _held(columns: pa.Table, kind: Kind, doubted: Mask) -> pa.Table:
    """The columns that constrain a cluster; a doubted code constrains nothing."""
    held = columns.select([*kind.single, *kind.alike])
    code = kind.single[0]
    kept = pa.array(np.where(doubted, None, held[code].to_numpy(zero_copy_only=False)), pa.string())
    return held.set_column(held.schema.get_field_index(code), code, kept)


def _unrivalled(pairs: Pairs, columns: pa.Table, kind: Kind, *, rule: np.ndarray, doubted: Mask) -> Mask:
    """Not those by which a record without a sound code would go to several codes: only the clearly best of them."""
    code = np.where(doubted, -1, codes_of(columns[kind.single[0]]))
    sides = []
    for one, other in ((pairs.left, pairs.right), (pairs.right, pairs.left)):
        places = np.flatnonzero((rule >= 0) & (code[one] < 0) & (code[other] >= 0))
        sides.append((places, one[places], code[other[places]]))
    places, records, codes = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    allowed = np.ones(len(pairs), bool)
    if not len(places):
        return allowed
    order = np.lexsort((places, -pairs.weight[places], records))
    places, records, codes = places[order], records[order], codes[order]
    weights = pairs.weight[places]
    first = np.r_[True, records[1:] != records[:-1]]
    group = np.cumsum(first) - 1
    rival = codes != codes[first][group]
    runner = np.full(first.sum(), -np.inf)
    np.maximum.at(runner, group[rival], weights[rival])
    clear = weights[first] - runner >= kind.clear_by
    allowed[places] = ~rival & clear[group]
    return allowed


def _questions(
    pairs: Pairs, kind: Kind, *, verdicts: Verdicts, clusters: np.ndarray, sets: Constrained
) -> np.ndarray:
    """The pairs for a clerk, best first: one for any two clusters, and few for any one record."""
    apart = clusters[pairs.left] != clusters[pairs.right]
    asked = np.flatnonzero(apart & (verdicts.veto < 0) & ((verdicts.rule >= 0) | kind.worth_asking(pairs)))
    asked = np.asarray(
        [p for p in asked.tolist() if sets.can_join(int(pairs.left[p]), int(pairs.right[p]))], dtype=np.int64
    )
    if not len(asked):
        return asked
    asked = asked[np.lexsort((pairs.right[asked], pairs.left[asked], -pairs.weight[asked]))]
    seen: set[tuple[int, int]] = set()
    times: dict[int, int] = {}
    kept = []
    for place in asked.tolist():
        one, other = sorted((int(clusters[pairs.left[place]]), int(clusters[pairs.right[place]])))
        if (one, other) in seen or max(times.get(one, 0), times.get(other, 0)) >= kind.most_questions:
            continue
        seen.add((one, other))
        times[one], times[other] = times.get(one, 0) + 1, times.get(other, 0) + 1
        kept.append(place)
    return np.asarray(kept, dtype=np.int64)
