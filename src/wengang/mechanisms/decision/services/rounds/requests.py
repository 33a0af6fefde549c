"""What is asked of a round, and what comes back: shapes that the commands and the site share."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from wengang.engines.policy.text import Text
from wengang.mechanisms.decision.services.outputs.summary import Attention

Progress = Callable[[Text], None]
"""Told what is being done now."""


def silent(step: Text) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, kw_only=True)
class RoundRequest:
    """A round to decide or to simulate: the scheme, its year and place, the two days, and the facts.

    Attributes
    ----------
    as_of, known_by
        Decision day, and the day up to which facts are known (None = the decision day).
    patch
        Parameter path → text, as ``--set`` gives them.
    sources, links
        Folders of further mappings; the output of linkage.
    without
        Canonical tables that are knowingly not supplied.
    max_bad_percent
        More rows than this quarantined in one file stop the run.
    """

    scheme: str
    year: int
    place: str
    as_of: dt.date
    extracts: Path
    known_by: dt.date | None = None
    engine: str = "duckdb"
    patch: Mapping[str, str] = field(default_factory=dict)
    sources: Sequence[Path] = ()
    links: Path | None = None
    without: Sequence[str] = ()
    answers: Path | None = None
    max_bad_percent: Decimal = Decimal(5)
    progress: Progress = silent


@dataclass(frozen=True, kw_only=True)
class DecideRequest(RoundRequest):
    """A round to decide and write down."""

    out: Path
    previous: Path | None = None
    replace: bool = False


@dataclass(frozen=True, kw_only=True)
class SimulateRequest(RoundRequest):
    """A round to try under other values: ``patch`` is one reform, each of ``grid`` multiplies (path → texts)."""

    grid: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """A decided round as written: ``summary`` is ``summary.json``; attentions mean exit status 3."""

    out: Path
    summary: Mapping[str, Any]
    rows: Mapping[str, int]
    attentions: tuple[Attention, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Baseline or reform of a simulation. Money in fen, months as decimal text (None = not known).

    Attributes
    ----------
    values
        Parameter path → text, what differs from the terms in force; empty for the baseline.
    by_size, by_industry
        Group → ``{"employers": granted, "amount_fen": …}``.
    gainers, losers
        Employers that get more, or less, than in the baseline.
    left_open
        Employers entitled in the baseline that the reform leaves undetermined: they have lost nothing yet.
    """

    values: Mapping[str, str]
    granted: int
    refused: int
    undetermined: int
    amount_fen: int
    by_size: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    by_industry: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    gainers: int = 0
    losers: int = 0
    left_open: int = 0
    gained_fen: int = 0
    lost_fen: int = 0
    left_open_fen: int = 0
    months_after: str | None = None


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """The baseline and each reform beside it; ``fund`` as in ``summary.json``, for the baseline."""

    baseline: Scenario
    reforms: tuple[Scenario, ...]
    fund: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Mismatch:
    """A field of a worked case in which the engine differs from what is expected."""

    case: str
    field: str
    expected: str
    found: str


@dataclass(frozen=True, kw_only=True)
class Replay:
    """Worked cases run through the engine."""

    passed: int
    failed: int
    mismatches: tuple[Mismatch, ...] = ()
    skipped: int = 0
