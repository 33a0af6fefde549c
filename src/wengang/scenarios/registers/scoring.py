"""How well rows were brought together: pairs, mixed clusters and the clerks' queue, counted without listing pairs.

Everything works on two arrays of whole numbers, one place a row: ``truth`` says which entity the row is about,
``clusters`` where a linker put it. Pairs are those of the full closure: all pairs within an entity, or a cluster.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class PairScores:
    """Counts of rows, clusters and pairs, and what follows from them.

    Attributes
    ----------
    records, entities, clusters
        Rows, true entities, clusters (rows that stand alone included).
    multiple
        Clusters of two rows or more.
    mixed
        Clusters that hold rows of two entities or more.
    true_pairs, linked_pairs, right_pairs
        Pairs of rows of one entity; of one cluster; of both.
    """

    records: int
    entities: int
    clusters: int
    multiple: int
    mixed: int
    true_pairs: int
    linked_pairs: int
    right_pairs: int

    @property
    def precision(self) -> float:
        """Share of the linked pairs that are true; 1 where nothing was linked."""
        return self.right_pairs / self.linked_pairs if self.linked_pairs else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were linked; 1 where there are none."""
        return self.right_pairs / self.true_pairs if self.true_pairs else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def mixed_per_10000(self) -> float:
        """Mixed clusters among ten thousand clusters, rows that stand alone included."""
        return 10_000 * self.mixed / self.clusters if self.clusters else 0.0

    def figures(self) -> dict[str, float]:
        """Counts and ratios by name, for a table or JSON."""
        return asdict(self) | {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "mixed_per_10000": self.mixed_per_10000,
        }


@dataclass(frozen=True, kw_only=True)
class QueueScores:
    """The clerks' queue: pairs asked, rows named in any, and shares of all rows."""

    pairs: int
    rows: int
    records: int

    @property
    def share(self) -> float:
        """Share of the rows that are in any pair."""
        return self.rows / self.records if self.records else 0.0

    @property
    def pairs_per_100(self) -> float:
        """Pairs for each hundred rows."""
        return 100 * self.pairs / self.records if self.records else 0.0


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A row that stands wrongly: ``row`` against ``other``, with the number of pairs that it costs."""

    row: int
    other: int
    pairs: float


def pair_scores(truth: np.ndarray, clusters: np.ndarray) -> PairScores:
    """Scores of clusters against the truth; two arrays of equal length."""
    entities, entity_of = np.unique(truth, return_inverse=True)
    groups, group_of = np.unique(clusters, return_inverse=True)
    cells = np.unique(_cell(entity_of, group_of, len(groups)), return_counts=True)
    sizes = np.bincount(group_of, minlength=len(groups))
    entities_in = np.bincount(cells[0] % max(len(groups), 1), minlength=len(groups))
    return PairScores(
        records=len(truth),
        entities=len(entities),
        clusters=len(groups),
        multiple=int((sizes > 1).sum()),
        mixed=int((entities_in > 1).sum()),
        true_pairs=_pairs(np.bincount(entity_of, minlength=len(entities))),
        linked_pairs=_pairs(sizes),
        right_pairs=_pairs(cells[1]),
    )


def queue_scores(records: int, left: np.ndarray, right: np.ndarray) -> QueueScores:
    """The queue's size; ``left`` and ``right`` hold row positions, a pair a place."""
    return QueueScores(pairs=len(left), rows=len(np.unique(np.concatenate([left, right]))), records=records)


def united(clusters: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Clusters after those of each pair of rows were joined, as whole numbers."""
    groups, group_of = np.unique(clusters, return_inverse=True)
    parent = list(range(len(groups)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in zip(group_of[left].tolist(), group_of[right].tolist(), strict=True):
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    roots = np.array([root(node) for node in range(len(groups))], dtype=np.int64)
    joined: np.ndarray = roots[group_of] if len(groups) else group_of
    return joined


def decided(clusters: np.ndarray, pairs: tuple[np.ndarray, np.ndarray], truth: np.ndarray) -> np.ndarray:
    """Clusters after a clerk who knows the truth has answered every pair of the queue."""
    left, right = pairs
    same = truth[left] == truth[right]
    return united(clusters, left[same], right[same])


def false_links(truth: np.ndarray, clusters: np.ndarray) -> list[Fault]:
    """Rows that share a cluster with a larger party of another entity.

    In each mixed cluster the entity with most rows is at home (the one met first where two are equal); each other
    row is a fault against the first row at home. ``pairs`` adds up to the number of false pairs.
    """
    return list(_strays(clusters, truth))


def missed_links(truth: np.ndarray, clusters: np.ndarray) -> list[Fault]:
    """Rows that are cut off from the cluster in which most rows of their entity stand, like ``false_links``."""
    return list(_strays(truth, clusters))


def main_clusters(entities: np.ndarray, clusters: np.ndarray) -> dict[str, set[str]]:
    """Entity to the cluster that holds most of its rows (several where equal); two arrays of text."""
    names, entity_of = np.unique(entities, return_inverse=True)
    groups, group_of = np.unique(clusters, return_inverse=True)
    cells, counts = np.unique(_cell(entity_of, group_of, len(groups)), return_counts=True)
    owner, group = cells // max(len(groups), 1), cells % max(len(groups), 1)
    most = np.zeros(len(names), dtype=np.int64)
    np.maximum.at(most, owner, counts)
    found: dict[str, set[str]] = {}
    for place in np.flatnonzero(counts == most[owner]).tolist():
        found.setdefault(str(names[owner[place]]), set()).add(str(groups[group[place]]))
    return found


def _cell(first: np.ndarray, second: np.ndarray, width: int) -> np.ndarray:
    cells: np.ndarray = first.astype(np.int64) * max(width, 1) + second
    return cells


def _pairs(counts: np.ndarray) -> int:
    whole = counts.astype(np.int64)
    return int((whole * (whole - 1) // 2).sum())


def _strays(within: np.ndarray, parties: np.ndarray) -> Iterable[Fault]:
    """In each group of ``within`` that holds several parties: the rows outside the largest one."""
    groups, group_of = np.unique(within, return_inverse=True)
    names, party_of = np.unique(parties, return_inverse=True)
    cells, first, size = np.unique(
        _cell(group_of, party_of, len(names)), return_index=True, return_counts=True
    )
    group_of_cell = cells // max(len(names), 1)
    several = np.bincount(group_of_cell, minlength=len(groups)) > 1
    home: dict[int, tuple[int, int, int]] = {}
    for cell in np.flatnonzero(several[group_of_cell]).tolist():
        group, rank = int(group_of_cell[cell]), (-int(size[cell]), int(first[cell]), cell)
        home[group] = min(home.get(group, rank), rank)
    sizes = np.bincount(group_of, minlength=len(groups))
    cell_of = np.searchsorted(cells, _cell(group_of, party_of, len(names)))
    for row in np.flatnonzero(several[group_of]).tolist():
        least, other, cell = home[int(group_of[row])]
        own = int(cell_of[row])
        if own != cell:
            strangers = int(sizes[group_of[row]]) + least - int(size[own])
            yield Fault(row=row, other=other, pairs=-least + strangers / 2)
