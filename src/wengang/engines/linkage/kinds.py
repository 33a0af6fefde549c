"""What is linked (关联对象): employers or persons, each with its columns, comparisons and rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from .comparisons import Comparison
from .rules import Mask, Pairs, Relation, Rule


@dataclass(frozen=True, kw_only=True)
class Kind:
    """All that differs between employers and persons.

    ``columns`` prepares records, ``searchable`` adds what candidates are searched by; ``enough``: sets of columns one of
    which must be filled for equal rows to be one without a comparison. ``label``: the column whose equality makes a training pair; ``agree_in``: columns whose equality stands for a match where
    codes are learnt; ``single``: columns of which a cluster holds one value at most (null aside); ``alike``: columns in
    which all of a cluster are equal, null being a value of its own. ``doubted``: records whose code contradicts all else
    (``single[0]`` is that code); ``doubts``: why a pair
    is left to a clerk; ``clear_by``: bits by which the best of several codes must lead;
    ``most_questions``: pairs put to a clerk about any one cluster. ``golden``: fields of the golden record; ``letter`` begins the ids;
    ``named_by``: columns that name a row within its file, the best first; ``watched``: columns, beside
    the name, whose change is an event, and the event.
    """

    name: str
    columns: Callable[..., pa.Table]
    searchable: Callable[[pa.Table], pa.Table]
    enough: Sequence[Sequence[str]]
    settings: Mapping[str, Any]
    comparisons: Sequence[Comparison]
    label: str
    agree_in: Sequence[str]
    guess_m: float
    guess_u: float
    facts: Callable[[pa.Table, np.ndarray, np.ndarray], Mapping[str, Mask]]
    vetoes: Sequence[Rule]
    rules: Sequence[Rule]
    worth_asking: Callable[[Pairs], Mask]
    doubts: Sequence[Rule]
    doubted: Callable[[Pairs, pa.Table], Mask]
    without_doubted: Callable[[Pairs, Mask], Pairs]
    clear_by: float
    most_questions: int
    relations: Sequence[Relation]
    single: Sequence[str]
    alike: Sequence[str]
    fields: Sequence[str]
    golden: Sequence[str]
    letter: str
    named_by: Sequence[str]
    watched: Sequence[tuple[str, str]]
