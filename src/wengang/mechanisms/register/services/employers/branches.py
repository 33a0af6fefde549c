"""Branches and their legal persons (分支机构与法人): whose size counts, and which units belong together."""

from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.mechanisms.register.services.columns.supplied import TEXT, taken
from wengang.mechanisms.register.services.joining.joins import BRANCH, valid_codes
from wengang.mechanisms.register.services.prepared_tables import EMPLOYERS

from .roster import Roster, agree, is_called_branch

HEAD_FIELDS = ("size", "industry", "employees", "revenue_fen", "assets_fen")


def branch_columns(roster: Roster, further: np.ndarray) -> dict[str, pa.Array]:
    """Columns ``is_branch, head_found, head_size … head_assets_fen, legal_person`` of the employers.

    The legal person (法人) is looked up by the organisation code within ``head_code``, among employers and among the
    rows at the places ``further`` of the canonical table; rows that are branches themselves say nothing of it. Where
    its rows disagree, the value is unknown (null).
    """
    own, heads = roster.codes(), valid_codes(roster.column("head_code"))
    said = _said_of(roster, further, wanted=pc.unique(heads).drop_null(), own=own)
    found = pc.index_in(heads, value_set=pa.array(list(said), TEXT))
    return {
        "is_branch": pa.array(_branches(roster)),
        "head_found": pc.is_valid(found),
        **{
            f"head_{name}": pa.array(
                [values[name] for values in said.values()], EMPLOYERS.field(name).type
            ).take(found)
            for name in HEAD_FIELDS
        },
        "legal_person": pc.coalesce(heads, own),
    }


def _branches(roster: Roster) -> np.ndarray:
    """:meth:`Roster.is_branch` of every employer."""
    called = pc.fill_null(pc.match_substring(roster.column("name"), BRANCH), False)
    named = pc.or_(called, pc.is_valid(roster.column("head_code")))
    branches: np.ndarray = named.to_numpy(zero_copy_only=False).copy()
    branches[[place for place, names in roster.disputed.items() if "head_code" in names]] = True
    return branches


def _said_of(
    roster: Roster, further: np.ndarray, *, wanted: pa.Array, own: pa.Array
) -> dict[str, dict[str, Any]]:
    """For each wanted organisation code that is found, what its rows say, None where nothing or several things."""
    said: dict[str, dict[str, list[Any]]] = defaultdict(lambda: {name: [] for name in HEAD_FIELDS})
    disputed: set[tuple[str, str]] = set()
    for place in _among(own, wanted):
        if not roster.is_branch(place):
            code = own[place].as_py()
            _note(said[code], {name: roster.value(place, name) for name in HEAD_FIELDS})
            disputed |= {(code, name) for name in roster.disputed.get(place, ())}
    codes = taken(roster.keys.codes, further)
    for turn in _among(codes, wanted):
        row = roster.said_by(int(further[turn]), ("head_code", "name", *HEAD_FIELDS))
        if not row.get("head_code") and not is_called_branch(row.get("name")):
            _note(said[codes[turn].as_py()], {name: row.get(name) for name in HEAD_FIELDS})
    return {
        code: {
            name: None if (code, name) in disputed else _one_value(name, row[name]) for name in HEAD_FIELDS
        }
        for code, row in said.items()
    }


def _among(codes: pa.Array, wanted: pa.Array) -> list[int]:
    """Places of the codes that are wanted."""
    places: list[int] = np.flatnonzero(
        pc.is_in(codes, value_set=wanted).to_numpy(zero_copy_only=False)
    ).tolist()
    return places


def _note(said: dict[str, list[Any]], row: dict[str, Any]) -> None:
    for name, value in row.items():
        if value is not None:
            said[name].append(value)


def _one_value(name: str, values: list[Any]) -> Any:
    if not values:
        return None
    first, *others = values
    return first if all(agree(name, first, other) for other in others) else None
