"""The policy engine (政策引擎): law as named, dated, explained expressions over one row of facts for each entity.

Usable alone: load a pack and its parameter book, open a session, bring tables, decide, explain, reform.
"""

from wengang.engines.policy.logic import (
    NO,
    OPEN,
    YES,
    Default,
    all_of,
    among,
    any_of,
    bit_count,
    chosen,
    count_where,
    floor_div,
    half_up,
    highest_bit,
    joined,
    joined_by,
    known,
    listed,
    not_above,
    power_of_two,
    rate_bp,
    total,
    when,
    without,
)
from wengang.engines.policy.pack import Column, Condition, Hold, Lever, Pack, Question, Tables
from wengang.engines.policy.terms import Terms
from wengang.engines.policy.text import Text

__all__ = [
    "NO",
    "OPEN",
    "YES",
    "Column",
    "Condition",
    "Default",
    "Hold",
    "Lever",
    "Pack",
    "Question",
    "Tables",
    "Terms",
    "Text",
    "all_of",
    "among",
    "any_of",
    "bit_count",
    "chosen",
    "count_where",
    "floor_div",
    "half_up",
    "highest_bit",
    "joined",
    "joined_by",
    "known",
    "listed",
    "not_above",
    "power_of_two",
    "rate_bp",
    "total",
    "when",
    "without",
]
