"""Months without the weights: rows whose clusters the test gives, and what became of the entities."""

import numpy as np

from engines.linkage.made_up import NEAR, table
from wengang.engines.linkage.employer_kind import EMPLOYERS
from wengang.engines.linkage.golden import fingerprints
from wengang.engines.linkage.history import History
from wengang.engines.linkage.identities import identities


def history_of(rows, previous=None):
    """The rows of a month beside those of the last."""
    records = table(rows)
    columns = EMPLOYERS.columns(records, places=NEAR)
    return History(
        previous,
        records=records.select(["file", "row_id"]),
        marks=fingerprints(records),
        columns=columns,
        kind=EMPLOYERS,
    )


class Month:
    """A month: ``ids`` of its rows in their order, ``events`` as (event, from, to), ``kept`` for the next."""

    def __init__(self, rows, clusters, last=None, decided=None):
        history = history_of(rows, last.kept if last else None)
        first = {name: place for place, name in reversed(list(enumerate(clusters)))}
        labels = np.array([first[name] for name in clusters], dtype=np.int64)
        # Ids by the place of a row: the worst case, in which a new row stands where an old one stood.
        new = {int(label): f"E{label:015X}" for label in np.unique(labels)}
        found = identities(labels, history, new=new)
        self.history = history
        self.ids = found.ids.to_pylist()
        self.decided = history.with_earlier(decided)
        self.kept = history.kept(found.ids, decided_rows=self.decided)
        said = found.events.to_pylist() if found.events is not None else []
        self.why = [row["why"] for row in said]
        self.events = [(row["event"], row["from"], row["to"]) for row in said]
        self.by_id = {(row["cluster_id"], row["event"]) for row in said}
        self.first_run = found.events is None


def firm(number, code=None, **more):
    """A row of the register: a made-up firm with its code."""
    return {
        "file": "market",
        "name": f"锦州{'鑫宏盛福'[number % 4]}源{number}号商贸有限公司",
        "code": code,
        **more,
    }
