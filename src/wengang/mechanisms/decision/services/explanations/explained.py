"""The shape of an explanation (决定说明): one employer's decision as the batch made it, for people and programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wengang.engines.policy.text import Text

MET, NOT_MET, OPEN, NOT_JUDGED = "met", "not_met", "undetermined", "not_judged"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A named value of the decision, as text in its unit: persons, months, fen, rate, day, month, flag, text."""

    name: str
    label: Text
    value: object
    unit: str = "text"


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A parameter that a condition compares with, and what it rests on."""

    path: str
    label: Text
    value: str
    status: str
    place: str
    documents: Sequence[str] = ()
    unit: str = "text"


@dataclass(frozen=True, kw_only=True)
class ExplainedCondition:
    """One condition: ``state`` is met, not_met, undetermined or not_judged (another rule came first)."""

    id: str
    wording: Text
    article: str
    state: str
    values: Sequence[Shown] = ()
    thresholds: Sequence[Threshold] = ()
    rows: Sequence[tuple[str, str]] = ()
    variant: Text | None = None


@dataclass(frozen=True, kw_only=True)
class AskedOf:
    """An open question: its key, who is asked, what."""

    key: str
    to: Text
    wording: Text


@dataclass(frozen=True, kw_only=True)
class WouldChange:
    """The smallest change of one kind that would have turned the decision, and what it would have given."""

    wording: Text
    outcome: str
    entitlement_fen: int


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Everything that ``wengang explain`` shows.

    Attributes
    ----------
    decision
        The employer's row of ``decisions.csv``.
    sheet
        One mapping for each month: month (text), headcount, due_fen, paid_fen, paid_on, counts, why (Text),
        last_day_to_cure; keys beyond these are shown under their own name.
    sheet_labels
        Label and unit of the sheet's columns.
    """

    scheme: str
    title: Text
    year: int
    place: str
    as_of: str
    known_by: str
    decision: Mapping[str, object]
    conditions: Sequence[ExplainedCondition]
    amounts: Sequence[Shown] = ()
    questions: Sequence[AskedOf] = ()
    holds: Sequence[tuple[str, Text]] = ()
    sheet: Sequence[Mapping[str, object]] = ()
    sheet_labels: Mapping[str, tuple[Text, str]] = field(default_factory=dict)
    changes: Sequence[WouldChange] = ()
