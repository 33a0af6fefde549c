"""Why two rows are linked, or asked about, in words an officer reads (关联理由)."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from .alike import Alike
from .comparisons import Text
from .judging import Judged
from .kinds import Kind
from .rules import Pairs, first_of

_NO_RULE = Text("依据不足以自动认定", "not enough to link without a person")
_RIVAL = Text("另有同样相符的, 不能自动选择", "another one fits as well: a person must choose")

EQUAL_ROWS = ("equal_rows", Text("所比各项完全相同", "the very same in all that is compared"))
"""The rule of rows that were not compared by themselves, and its words."""


def evidence(judged: Judged, kind: Kind, *, rows: pa.Table, columns: pa.Table) -> pa.Table:
    """One row an automatic link: the rule, the weight in bits, what agrees, what disagrees, what cleaning changed."""
    pairs = judged.pairs.at(judged.linked)
    rules = np.asarray([rule.id for rule in kind.rules], dtype=object)[judged.verdicts.rule[judged.linked]]
    agree, disagree = _said(pairs, kind)
    return pa.table(
        {
            **_ends(pairs, rows),
            "rule": pa.array(rules, pa.string()),
            "score": _score(pairs),
            "agree": agree,
            "disagree": disagree,
            "changed": _changed(pairs, columns),
        }
    )


def equal_rows(same: Alike, rows: pa.Table) -> pa.Table:
    """One row for each record that says the very same as another and was not compared by itself."""
    stands_for = same.places[same.first]
    places = np.flatnonzero(stands_for != np.arange(len(stands_for)))
    left, right = rows.take(pa.array(stands_for[places])), rows.take(pa.array(places))
    ends = {
        "file_l": left["file"],
        "row_l": left["row_id"],
        "file_r": right["file"],
        "row_r": right["row_id"],
    }
    rule, words = EQUAL_ROWS
    said = {"rule": rule, "score": "", "agree": words.both(), "disagree": "", "changed": ""}
    return pa.table(ends | {name: pa.array([text] * len(places), pa.string()) for name, text in said.items()})


def questions(judged: Judged, kind: Kind, *, rows: pa.Table) -> pa.Table:
    """One row a question, best first, with its reason in both languages."""
    pairs = judged.pairs.at(judged.asked)
    ruled = judged.verdicts.rule[judged.asked] >= 0
    doubt = first_of(kind.doubts, pairs)
    whys = {
        language: {
            -2: getattr(_RIVAL, language),
            -1: getattr(_NO_RULE, language),
            **{place: getattr(rule, language) for place, rule in enumerate(kind.doubts)},
        }
        for language in ("zh", "en")
    }
    reasons = {}
    for language in ("zh", "en"):
        agree, disagree = _said(pairs, kind, language=language)
        separator = "; "
        texts = [
            separator.join(part for part in (yes, no, whys[language][why]) if part)
            for yes, no, why in zip(
                agree.to_pylist(), disagree.to_pylist(), np.where(ruled, -2, doubt).tolist(), strict=True
            )
        ]
        reasons[f"reason_{language}"] = pa.array(texts, pa.string())
    return pa.table({**_ends(pairs, rows), "score": _score(pairs), **reasons})


def _ends(pairs: Pairs, rows: pa.Table) -> dict[str, pa.ChunkedArray]:
    left, right = pa.array(pairs.left), pa.array(pairs.right)
    return {
        "file_l": rows["file"].take(left),
        "row_l": rows["row_id"].take(left),
        "file_r": rows["file"].take(right),
        "row_r": rows["row_id"].take(right),
    }


def _score(pairs: Pairs) -> pa.Array:
    """Bits, to one decimal: what stands behind it differs from machine to machine."""
    return pa.array([f"{weight:.1f}" for weight in pairs.weight.tolist()], pa.string())


def _said(pairs: Pairs, kind: Kind, *, language: str = "") -> tuple[pa.Array, pa.Array]:
    """What agrees and what disagrees, a text a pair; each different combination of levels is put in words once."""
    levels = np.stack([pairs.levels[comparison.name] for comparison in kind.comparisons], axis=1)
    combinations, which = np.unique(levels, axis=0, return_inverse=True)
    texts = [_words(combination.tolist(), kind, language) for combination in combinations]
    found = []
    for side in (0, 1):
        dictionary = pa.array([text[side] for text in texts], pa.string())
        found.append(dictionary.take(pa.array(which.reshape(-1))))
    return found[0], found[1]


def _words(levels: Sequence[int], kind: Kind, language: str) -> tuple[str, str]:
    agree: list[str] = []
    disagree: list[str] = []
    for comparison, level in zip(kind.comparisons, levels, strict=True):
        if level < 0:
            continue
        words = comparison.words(level)
        (agree if level > 0 else disagree).append(getattr(words, language) if language else words.both())
    return "; ".join(agree), "; ".join(disagree)


def _changed(pairs: Pairs, columns: pa.Table) -> pa.Array:
    changed = np.asarray(columns["changed"].to_pylist(), dtype=object)
    sides = zip(changed[pairs.left].tolist(), changed[pairs.right].tolist(), strict=True)
    return pa.array(
        [
            "; ".join(text for text in (one and f"l: {one}", other and f"r: {other}") if text)
            for one, other in sides
        ],
        pa.string(),
    )
