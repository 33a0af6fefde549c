"""Employers (用人单位) as a kind of thing to link."""

from . import employer_rules as rules
from .comparisons import splink_settings
from .employer_settings import ACROSS, BLOCKS, COMPARISONS
from .employers import FIELDS, employer_columns, searchable_employers
from .kinds import Kind

EMPLOYERS = Kind(
    name="employers",
    columns=employer_columns,
    searchable=searchable_employers,
    enough=(("org", "core"), ("core", "phone"), ("core", "street")),
    settings=splink_settings(COMPARISONS, blocks=BLOCKS, across=ACROSS, prior=1e-4),
    comparisons=COMPARISONS,
    label="org",
    agree_in=("name", "rep", "place"),
    guess_m=0.01,
    guess_u=0.01,
    facts=rules.facts,
    vetoes=rules.VETOES,
    rules=rules.RULES,
    worth_asking=rules.worth_asking,
    doubts=rules.DOUBTS,
    doubted=rules.doubted,
    without_doubted=rules.without_doubted,
    clear_by=6.0,
    most_questions=2,
    relations=rules.RELATIONS,
    single=("org", "city", "sure_family"),
    alike=("branch",),
    fields=FIELDS,
    golden=("name", "code", "legal_rep", "address", "phone", "division", "status"),
    letter="E",
    named_by=("number", "account", "code", "name"),
    watched=(("rep", "new_person"), ("place", "moved"), ("status", "status_changed")),
)
