"""Persons (人员) as a kind of thing to link."""

from . import person_rules as rules
from .comparisons import splink_settings
from .kinds import Kind
from .person_settings import BLOCKS, COMPARISONS
from .persons import FIELDS, person_columns, searchable_persons

PERSONS = Kind(
    name="persons",
    columns=person_columns,
    searchable=searchable_persons,
    enough=(("sound", "name_plain"), ("name_plain", "phone")),
    settings=splink_settings(COMPARISONS, blocks=BLOCKS, across=(), prior=1e-4),
    comparisons=COMPARISONS,
    label="sound",
    agree_in=("name", "phone"),
    guess_m=0.01,
    guess_u=0.01,
    facts=rules.facts,
    vetoes=rules.VETOES,
    rules=rules.RULES,
    worth_asking=rules.worth_asking,
    doubts=rules.DOUBTS,
    doubted=rules.doubted,
    without_doubted=rules.without_doubted,
    clear_by=4.0,
    most_questions=2,
    relations=(),
    single=("sound",),
    alike=(),
    fields=FIELDS,
    golden=("name", "id_no", "phone", "account_no", "employer_no", "employer_name", "division"),
    letter="P",
    named_by=("sound", "account", "text", "name"),
    watched=(),
)
