"""Branches and their legal persons (分支机构与法人): whose size counts, and which units belong together."""

from collections import defaultdict
from typing import Any

import pyarrow as pa

from .checked_codes import org_codes
from .roster import Roster, agree, is_called_branch
from .supplied import column

HEAD_FIELDS = ("size", "industry", "employees", "revenue_fen", "assets_fen")


def branch_columns(roster: Roster, further: pa.Table) -> dict[str, list[Any]]:
    """Columns ``is_branch, head_found, head_size … head_assets_fen, legal_person`` of the employers.

    The legal person (法人) is looked up by the organisation code within ``head_code``, among employers and among the
    rows that only add to employers; rows that are branches themselves say nothing of it. Where its rows disagree,
    the value is unknown (null).
    """
    own = org_codes(roster.columns["code"])
    heads = org_codes(roster.columns["head_code"])
    branch = [roster.is_branch(place) for place in range(len(roster))]
    said = _said_of(roster, further, wanted={head for head in heads if head}, own=own)
    found = [said.get(head) if head else None for head in heads]
    return {
        "is_branch": branch,
        "head_found": [values is not None for values in found],
        **{f"head_{name}": [values[name] if values else None for values in found] for name in HEAD_FIELDS},
        "legal_person": [head or code for head, code in zip(heads, own, strict=True)],
    }


def _said_of(
    roster: Roster, further: pa.Table, *, wanted: set[str], own: list[str | None]
) -> dict[str, dict[str, Any]]:
    """For each wanted organisation code that is found, what its rows say, None where nothing or several things."""
    said: dict[str, dict[str, list[Any]]] = defaultdict(lambda: {name: [] for name in HEAD_FIELDS})
    if not wanted:
        return {}
    disputed: set[tuple[str, str]] = set()
    for place, code in enumerate(own):
        if code in wanted and not roster.is_branch(place):
            _note(said[code], {name: roster.columns[name][place] for name in HEAD_FIELDS})
            disputed |= {(code, name) for name in roster.disputed.get(place, ())}
    for code, row in _further_heads(further, wanted):
        _note(said[code], row)
    return {
        code: {
            name: None if (code, name) in disputed else _one_value(name, row[name]) for name in HEAD_FIELDS
        }
        for code, row in said.items()
    }


def _further_heads(further: pa.Table, wanted: set[str]) -> list[tuple[str, dict[str, Any]]]:
    codes, names = org_codes(column(further, "code")), column(further, "name")
    heads, values = (
        column(further, "head_code"),
        {field: column(further, field) for field in HEAD_FIELDS},
    )
    found = []
    for place, code in enumerate(codes):
        if code in wanted and not heads[place] and not is_called_branch(names[place]):
            found.append((code, {field: values[field][place] for field in HEAD_FIELDS}))
    return found


def _note(said: dict[str, list[Any]], row: dict[str, Any]) -> None:
    for name, value in row.items():
        if value is not None:
            said[name].append(value)


def _one_value(name: str, values: list[Any]) -> Any:
    if not values:
        return None
    first, *others = values
    return first if all(agree(name, first, other) for other in others) else None
