"""A policy pack (政策包): a scheme's conditions in the statute's order, with all that their reading needs.

A pack is plain Python data. It says which tables it reads, how one row of facts for each entity is made from
them, which conditions that row must meet, how much is owed, and what to ask where something is not known.
The engine brings the parameters and the database; a pack never opens either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

from wengang.engines.policy.terms import Terms
from wengang.engines.policy.text import Text

Tables: TypeAlias = Mapping[str, Table]
Rule: TypeAlias = Callable[[Table, Terms], BooleanValue]
Number: TypeAlias = Callable[[Table, Terms], IntegerValue]
Word: TypeAlias = Callable[[Table, Terms], StringValue]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition (条件) of the scheme: met (true), not met (false) or undetermined (null).

    Attributes
    ----------
    id
        Name in ``reasons``; conditions are reported in the order in which the pack lists them.
    rule
        Nullable boolean over one row of facts. Null is never paid and never refused.
    article
        Document and article that it carries out.
    wording
        What it asks, as the reader of a decision sees it.
    parameters
        Paths of the thresholds that it compares with.
    shows
        Columns of the row whose values the explanation prints.
    granted_as
        For a condition that a grant names: which variant of it was met (null: none).
    after_others
        Judged only when no ordinary condition fails or is open.
    rests_on
        Tables of evidence (数据依据) whose rows an explanation names beside it, in that order.
    months_from
        Of the months in them, the first that it reads (an index); None: January of the base year.
    """

    id: str
    rule: Rule
    article: str
    wording: Text
    parameters: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    granted_as: Word | None = None
    variants: Mapping[str, Text] = field(default_factory=dict)
    after_others: bool = False
    rests_on: tuple[str, ...] = ()
    months_from: Callable[[Terms], int] | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a person can answer (待核实事项), and which department is asked.

    Attributes
    ----------
    key
        Key in ``questions``; one that ends in ``:`` is a family (``ledger:`` asks for single months).
    of
        Condition that it could settle; ``""`` asks about a grant.
    asked
        Whether this row's open condition needs it, for a plain key.
    keys
        For a family: the keys as text joined by ``;``, ``""`` when there is none.
    """

    key: str
    of: tuple[str, ...]
    to: Text
    wording: Text
    asked: Rule | None = None
    keys: Word | None = None


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A named pattern (疑点) that keeps a granted amount back until a person has looked."""

    id: str
    rule: Rule
    wording: Text
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lever:
    """Something that might have been otherwise, for "what would change it" and for cliffs.

    Attributes
    ----------
    of
        Conditions that it can turn.
    steps
        From a row of facts, the sizes of change to try, smallest first.
    apply
        The row after a change of that size.
    wording
        With ``{step}`` for the size of the change.
    """

    id: str
    of: tuple[str, ...]
    wording: Text
    steps: Callable[[Mapping[str, object]], range]
    apply: Callable[[Mapping[str, object], int], dict[str, object]]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Rows of facts along one line, for cliffs (断崖): a further step should never lower what is owed.

    Attributes
    ----------
    wording
        The line, in words.
    step
        One step along it (one worker more, one leaver more, one month less).
    rows
        Position and the facts there that differ from the specimen's, step by step.
    parameters
        Paths to name for a fall that shifting no single number undoes.
    """

    id: str
    wording: Text
    step: Text
    rows: Sequence[tuple[int, Mapping[str, object]]]
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """A plain entity that qualifies, and how it may differ: the ground of the static check.

    Attributes
    ----------
    row
        Its joined row of facts; a column that it leaves out is unknown (null).
    variations
        Groups of alternatives, each the facts that differ: around every boundary, known and unknown.
    profiles
        Lines along which the check looks for cliffs.
    assumed
        What the amounts rest on, in words.
    """

    row: Callable[[Terms], Mapping[str, object]]
    variations: Callable[[Terms], Sequence[Sequence[Mapping[str, object]]]]
    profiles: Callable[[Terms], Sequence[Profile]]
    assumed: Text


@dataclass(frozen=True, kw_only=True)
class Column:
    """A named value of a row: its label and its unit (persons, months, fen, rate, day, month, flag, text)."""

    label: Text
    unit: str


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A whole scheme.

    Attributes
    ----------
    needs
        Canonical tables that it cannot do without, given the parameters in force.
    keyed
        Engine tables that hold a column ``employer_id``: restricted to it when one entity is explained.
    facts
        One row for each entity, from the tables alone: what happened, free of thresholds.
    shared
        Small tables of what concerns several entities at once (a division's missing file), from all facts.
    shared_keys
        Shared table → the column of the facts by which its row is found (at most one row a value).
    derive
        Further named values that need parameters.
    entitlement
        Fen owed in all to one who qualifies, before what was already paid. Rounding as declared there.
    paid
        Fen already paid for the same year.
    notes
        Ids added to the reasons of a grant.
    report
        Columns of ``decisions.csv`` between ``amount_fen`` and ``reasons``.
    granted_only
        Columns of the report that only a grant shows.
    carried
        Table with a row for each entity → columns of it that no rule reads, so that the facts leave them out: they
        stand beside the decision all the same.
    reference
        Tables of the law itself (size classes) that the facts join.
    sheet
        The month-by-month sheet of one entity, or None.
    specimen
        What the static check varies, or None: then the scheme cannot be checked.
    """

    name: str
    title: Text
    years: tuple[int, int]
    needs: Callable[[Terms], tuple[str, ...]]
    keyed: tuple[str, ...]
    facts: Callable[[Tables, Terms], Table]
    shared: Callable[[Table, Tables, Terms], Mapping[str, Table]]
    shared_keys: Mapping[str, str]
    derive: Callable[[Table, Terms], Table]
    conditions: tuple[Condition, ...]
    questions: tuple[Question, ...]
    entitlement: Number
    paid: Number
    rounding: str
    notes: Mapping[str, Rule] = field(default_factory=dict)
    note_wordings: Mapping[str, Text] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()
    report: tuple[str, ...] = ()
    granted_only: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    sheet: Callable[[Tables, Terms], Table] | None = None
    levers: tuple[Lever, ...] = ()
    carried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reference: Mapping[str, Callable[[], Sequence[Mapping[str, object]]]] = field(default_factory=dict)
    specimen: Specimen | None = None

    def condition(self, name: str) -> Condition:
        """The condition of that id. Raises KeyError."""
        return {condition.id: condition for condition in self.conditions}[name]

    def question(self, key: str) -> Question:
        """The question that a key of ``questions`` belongs to. Raises KeyError."""
        families = {question.key: question for question in self.questions}
        family = key.split(":", 1)[0] + ":" if ":" in key else key
        return families[family]
