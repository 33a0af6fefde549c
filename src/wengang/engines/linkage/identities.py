"""Ids that last (实体编号): which entity of before each cluster is, and what became of the others."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from .history import BY_CONTENT, BY_KEY, SEPARATOR, History

_BY_CODE = 1
_EVENTS = {
    "new": ("本期首次出现", "seen for the first time"),
    "gone": ("本期文件中不再出现, 编号保留", "no longer in the files; its id stays reserved"),
    "split": ("原实体拆出", "split off from another entity"),
    "merged": ("与另一实体合并", "merged with another entity"),
    "back": ("重新出现, 沿用原编号", "in the files again, under its old id"),
    "new_person": ("负责人变更", "another person in charge"),
    "moved": ("地址变更", "another address"),
    "status_changed": ("登记状态变更", "another status"),
    "renamed": ("名称变更, 仍为同一实体", "another name, the same entity"),
    "code_changed": ("代码更正或换发, 仍为同一实体", "another code, the same entity"),
}
Event = tuple[str, str, str, str]
"""cluster_id, event, from, to."""


@dataclass(frozen=True)
class Identities:
    """``ids``: the entity of each record. ``events``: cluster_id, event, from, to, why; None at the first run."""

    ids: pa.Array
    events: pa.Table | None


@dataclass(frozen=True)
class _Side:
    """Sound codes and names of each entity, before (by id) or now (by cluster)."""

    codes: Mapping[object, set[str]]
    names: Mapping[object, set[str]]

    @classmethod
    def of(
        cls, entities: Sequence[object], codes: Sequence[str | None], names: Sequence[str | None]
    ) -> "_Side":
        by_code: defaultdict[object, set[str]] = defaultdict(set)
        by_name: defaultdict[object, set[str]] = defaultdict(set)
        for entity, code, name in zip(entities, codes, names, strict=True):
            by_code[entity].update([code] if code else ())
            by_name[entity].update([name] if name else ())
        return cls(by_code, by_name)


def identities(clusters: np.ndarray, history: History, *, new: Mapping[int, str]) -> Identities:
    """Ids of the records' entities: kept where the entity is still there, else ``new`` ones."""
    labels = clusters.tolist()
    if history.previous is None:
        return Identities(pa.array([new[label] for label in labels], pa.string()), None)
    kept = history.previous.records
    before = _Side.of(*(kept[name].to_pylist() for name in ("cluster_id", "code", "name")))
    now = _Side.of(labels, history.now["code"], history.now["name"])
    assigned = _Assignment(_votes(history, labels, before=before, now=now), before, now)
    found = assigned.ids(new)
    ids = [found[label] for label in labels]
    events = _once([*assigned.events, *_said(history, ids)], history)
    return Identities(pa.array(ids, pa.string()), _table(events))


def _said(history: History, ids: Sequence[str]) -> Iterator[Event]:
    """What rows of the same unit and file say otherwise than at the last run."""
    assert history.previous is not None
    columns = ("mark", "key", "cluster_id", "name", "said")
    for mark, key, old, name, said in zip(
        *(history.previous.records[c].to_pylist() for c in columns), strict=True
    ):
        place, weight = history.place(mark, key)
        if weight != BY_KEY or ids[place] != old:
            continue
        if name and history.now["name"][place] not in (None, name):
            yield old, "renamed", name, history.now["name"][place] or ""
        here = history.now["said"][place] or ""
        for event, was, now in zip(
            history.watched, said.split(SEPARATOR), here.split(SEPARATOR), strict=True
        ):
            if was and now and was != now:
                yield old, event, was, now


def _once(events: Sequence[Event], history: History) -> list[Event]:
    """Sorted, each change once; of entities that were gone before, nothing but their coming back."""
    assert history.previous is not None
    kept = history.previous.records
    pairs = zip(kept["cluster_id"].to_pylist(), kept["here"].to_pylist(), strict=True)
    away = {entity for entity, here in pairs if here == "0"}
    gone = {entity for entity, event, _, _ in events if event == "gone"}
    known = [event for event in events if event[1] != "gone" or event[0] not in away]
    merged = {before for _, event, before, _ in events if event == "merged"}
    return sorted({*known, *((entity, "back", "", entity) for entity in away - gone - merged)})


def _votes(history: History, labels: Sequence[int], *, before: _Side, now: _Side) -> Counter[tuple[int, str]]:
    """How strongly a cluster of now is an entity of before. Where their sound codes differ, only a row of unchanged
    content speaks for it: a code was corrected in another row. Not if the code of before lives on elsewhere: then a
    new firm took the name, under which an old list still has the old one.
    """
    votes: Counter[tuple[int, str]] = Counter()
    unchanged: set[tuple[int, str]] = set()
    kept = history.previous.records if history.previous is not None else pa.table({})
    for mark, key, old in zip(
        *(kept[name].to_pylist() for name in ("mark", "key", "cluster_id")), strict=True
    ):
        place, weight = history.place(mark, key)
        if place >= 0:
            votes[labels[place], old] += weight
            unchanged.update([(labels[place], old)] if weight == BY_CONTENT else ())
    by_code = {code: label for label, codes in now.codes.items() for code in sorted(codes)}
    for old, codes in before.codes.items():
        for label in sorted({by_code[code] for code in codes if code in by_code}, key=str):
            votes[int(str(label)), str(old)] += _BY_CODE
    for label, old in list(votes):
        if not _differ(now.codes.get(label), before.codes.get(old)):
            continue
        if (label, old) not in unchanged or any(code in by_code for code in before.codes[old]):
            del votes[label, old]
    return votes


def _differ(one: set[str] | None, other: set[str] | None) -> bool:
    return bool(one and other and not one & other)


class _Assignment:
    """Each id goes to the cluster that has most of its rows; what is left over is split, merged, new or gone."""

    def __init__(self, votes: Counter[tuple[int, str]], before: _Side, now: _Side) -> None:
        self._before, self._now = before, now
        self._kept: dict[int, str] = {}
        self._taken: set[str] = set()
        self._given: set[str] = set()
        self._others: list[tuple[int, str]] = []
        self.events: list[Event] = []
        for label, old in sorted(votes, key=lambda pair: (-votes[pair], pair[1], pair[0])):
            if label in self._kept or old in self._taken:
                self._others.append((label, old))
                continue
            self._kept[label] = old
            self._taken.add(old)
            self._changes(label, old)

    def _changes(self, label: int, old: str) -> None:
        before, now = self._before.codes.get(old), self._now.codes.get(label)
        if _differ(before, now):
            self.events.append((old, "code_changed", min(before or ()), min(now or ())))

    def ids(self, new: Mapping[int, str]) -> Mapping[int, str]:
        """The id of each cluster; the events of those without an id of before are added."""
        parts = {label: old for label, old in reversed(self._others) if old in self._taken}
        for label, name in new.items():
            if label in self._kept:
                continue
            name = self._unused(name)
            self._kept[label] = name
            old = parts.get(label)
            self.events.append((name, "new", "", "") if old is None else (name, "split", old, name))
        merged = {old: self._kept[label] for label, old in reversed(self._others) if old not in self._taken}
        self.events += [(name, "merged", old, name) for old, name in merged.items()]
        gone = {str(old) for old in self._before.codes} - self._taken - set(merged)
        self.events += [(old, "gone", old, "") for old in gone]
        return self._kept

    def _unused(self, name: str) -> str:
        """An id that no entity has or had at the last run: names of new ones come from rows, which change places."""
        while name in self._before.codes or name in self._given:
            name = name[0] + hashlib.sha256(name.encode()).hexdigest()[: len(name) - 1].upper()
        self._given.add(name)
        return name


def _table(events: Sequence[Event]) -> pa.Table:
    columns = list(zip(*events, strict=True)) if events else [(), (), (), ()]
    found = dict(zip(("cluster_id", "event", "from", "to"), columns, strict=True))
    found["why"] = tuple(" / ".join(_EVENTS[event]) for event in columns[1])
    return pa.table({name: pa.array(values, pa.string()) for name, values in found.items()})
