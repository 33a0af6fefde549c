"""The main job (主流程): from a folder of departments' files to a decided, explained, payable round."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from wengang.engines.policy.catalogue import Scheme, scheme_named
from wengang.engines.policy.evaluate import Gathered, decide, gather
from wengang.engines.policy.pack import Pack
from wengang.engines.policy.parameter_resolved import Resolved
from wengang.engines.policy.parameters import ParameterBook, load_book
from wengang.engines.policy.session import Session, open_session
from wengang.engines.policy.terms import Terms
from wengang.engines.policy.text import Text
from wengang.kernel.errors import bad_input
from wengang.mechanisms.decision.services.basis import evidence, fund
from wengang.mechanisms.decision.services.basis.engine_tables import Area, area_of, engine_tables, open_tables
from wengang.mechanisms.decision.services.basis.policies import own_values, policy_roots
from wengang.mechanisms.decision.services.coverage.report import (
    Months,
    RoundCoverage,
    limits_of,
    round_coverage,
)
from wengang.mechanisms.decision.services.outputs import changes, lists
from wengang.mechanisms.decision.services.outputs.decided_round import DecidedRound, Kept, write_outputs
from wengang.mechanisms.decision.services.rounds.doubts import doubts
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest, RoundRequest, RunResult
from wengang.mechanisms.register.services.intake.accounted import accounted
from wengang.mechanisms.register.services.intake.folder import Intake, read_folder
from wengang.mechanisms.register.services.intake.frozen import freezing, is_run, refuse_unwritable, thaw
from wengang.mechanisms.register.services.joining.links import NO_LINKS, Links, read_links, refuse_foreign
from wengang.mechanisms.register.services.prepare import Prepared, prepare
from wengang.mechanisms.register.services.prepared_tables import CANONICAL
from wengang.mechanisms.register.services.writing import manifest
from wengang.mechanisms.register.services.writing.whole_folder import refuse_existing
from wengang.mechanisms.register.services.writing.written import sha256_of

__all__ = ["decide_folder"]

FUND_LEVEL = "fund_level"
"""Parameter that names the fund; it is read when the facts are, not by a rule."""


@dataclass(frozen=True, kw_only=True)
class LawInForce:
    """A scheme, its pack and the parameters in force for one round."""

    scheme: Scheme
    pack: Pack
    book: ParameterBook
    resolved: Resolved

    @property
    def fund_level(self) -> str:
        """Whose fund is judged (``city`` or ``province``): the city's where the scheme does not say."""
        return str(self.resolved[FUND_LEVEL]) if FUND_LEVEL in self.resolved.entries else "city"


@dataclass(frozen=True, kw_only=True)
class RoundFacts:
    """The facts of one round, read and joined: all that was accepted, and of that what is not left out."""

    accepted: Intake
    intake: Intake
    prepared: Prepared
    fund: fund.Fund | None
    tables: Mapping[str, pa.Table]
    terms: Terms


def law_in_force(request: RoundRequest, *, patch: Mapping[str, str] | None = None) -> LawInForce:
    """Find the scheme and resolve its parameters. Raises InputError for an unknown scheme, year, place or path."""
    scheme = scheme_named(request.scheme, policy_roots())
    book = load_book(scheme.folder, extra=own_values(scheme))
    resolved = book.resolve(
        year=request.year,
        place=request.place,
        as_of=request.as_of,
        known_by=_known_by(request),
        patch=request.patch if patch is None else patch,
    )
    return LawInForce(scheme=scheme, pack=scheme.load(), book=book, resolved=resolved)


def read_extracts(request: RoundRequest) -> Intake:
    """The departments' files; or, where an earlier run's output is given, the extracts as they were frozen for it."""
    if is_run(request.extracts):
        return thaw(request.extracts)
    return read_folder(request.extracts, sources=request.sources, max_bad_percent=request.max_bad_percent)


def _links(request: RoundRequest, intake: Intake) -> Links:
    """The result of linkage, if the request names one and it is of these very files."""
    if request.links is None:
        return NO_LINKS
    refuse_foreign(request.links, ((file.stem, file.sha256) for file in intake.files))
    return read_links(request.links)


def read_facts(
    request: RoundRequest,
    law: LawInForce,
    *,
    granted_before: set[str] | None = None,
    reforms: Sequence[Mapping[str, str]] = (),
) -> RoundFacts:
    """Read, check and join the extracts.

    Raises InputError when a table that the pack needs was not supplied, be it on the terms of one of ``reforms``.
    """
    request.progress(Text("读取各部门数据", "reading the departments' files"))
    intake = read_extracts(request)
    left_out = _left_out(request)
    supplied = Intake(
        tables={name: table for name, table in intake.tables.items() if name not in left_out},
        findings=intake.findings,
        warnings=intake.warnings,
        files=intake.files,
    )
    _refuse_missing(_needed(request, law, reforms), supplied.tables, left_out)
    request.progress(Text("比对合并", "joining them"))
    prepared = prepare(
        supplied,
        year=request.year,
        place=request.place,
        as_of=request.as_of,
        known_by=_known_by(request),
        fund_place=fund.enclosing(request.place, law.fund_level)[0],
        answers=request.answers,
        links=_links(request, intake),
    )
    found = fund_at(prepared, law.resolved, level=law.fund_level)
    area = area_at(prepared, found)
    return RoundFacts(
        accepted=intake,
        intake=supplied,
        prepared=prepared,
        fund=found,
        tables=engine_tables(
            prepared,
            area,
            granted_before=granted_before,
            answers=None if request.answers is None else request.answers.stem,
        ),
        terms=_terms(law.resolved, missing=prepared.missing & left_out),
    )


def decide_folder(request: DecideRequest) -> RunResult:
    """Decide every employer of a folder of extracts, and write the round whole or not at all.

    Raises InputError for anything wrong with the request or its files; then nothing was written.
    """
    started = dt.datetime.now(dt.UTC)
    refuse_existing(request.out, replace=request.replace)
    refuse_unwritable()
    law = law_in_force(request)
    granted_before = None
    if request.previous is not None:
        changes.refuse_other_round(request.previous, _round_key(request))
        granted_before = changes.previously_granted(request.previous)
    facts = read_facts(request, law, granted_before=granted_before)
    request.progress(Text("逐户决定", "deciding every employer"))
    with freezing(facts.accepted) as frozen:
        with open_session(request.engine) as session:
            tables = open_tables(law.pack, session, facts.tables)
            gathered = gather(law.pack, session, tables=tables, terms=facts.terms)
            decided = decide(law.pack, session, gathered=gathered, terms=facts.terms)
            shared = _fetched(session, gathered)
        request.progress(Text("写出结果", "writing the results"))
        round_ = _decided_round(request, law, facts, decided=decided, shared=shared, started=started)
        written = write_outputs(replace(round_, frozen=frozen.result), request.out, replace=request.replace)
    return RunResult(
        out=written.out, summary=written.summary, rows=written.rows, attentions=written.attentions
    )


def _decided_round(
    request: DecideRequest,
    law: LawInForce,
    facts: RoundFacts,
    *,
    decided: pa.Table,
    shared: Mapping[str, pa.Table],
    started: dt.datetime,
) -> DecidedRound:
    pack, resolved = law.pack, law.resolved
    coverage = _coverage(request, law, facts)
    used = {path for path in facts.terms.reads if path in resolved.entries}
    published = resolved["publicity_fields"] if "publicity_fields" in resolved.entries else lists.PLAIN_NOTICE
    return DecidedRound(
        round_=lists.Round(scheme=pack.name, title=pack.title, year=request.year, place=request.place),
        as_of=request.as_of,
        known_by=_known_by(request),
        engine=request.engine,
        table=_with_stakes(decided),
        report=pack.report,
        asked=pack.questions,
        holds=pack.holds,
        publicity_fields=published if isinstance(published, tuple) else (),
        entries=resolved.entries,
        uncited=resolved.uncited(used),
        fund=facts.fund,
        files=accounted(facts.intake.files, facts.prepared.findings),
        findings=(*facts.intake.findings, *facts.prepared.findings),
        warnings=(*facts.intake.warnings, *facts.prepared.warnings),
        coverage=coverage.table,
        attentions=(*coverage.attentions, *doubts(facts.prepared, facts.intake.files)),
        previous=request.previous,
        basis={
            "missing": sorted(facts.terms.missing),
            "unmatched": dict(facts.prepared.unmatched),
            "answers": None if request.answers is None else sha256_of(request.answers),
            "policies": manifest.hashes(law.scheme.folder.glob("*.*")),
        },
        kept=Kept(
            tables={**facts.tables, **_evidence(facts)},
            shared=shared,
            terms=facts.terms,
        ),
        doubtful_pairs=facts.prepared.doubtful_pairs,
        started=started,
    )


def _with_stakes(decided: pa.Table) -> pa.Table:
    """What is at stake for each employer: what a scheme that says nothing of it would owe if all turned out well."""
    if "at_stake_fen" in decided.column_names:
        return decided
    return decided.append_column("at_stake_fen", decided["qualified_fen"])


def _coverage(request: DecideRequest, law: LawInForce, facts: RoundFacts) -> RoundCoverage:
    months = Months.of(request.year, _known_by(request))
    limits = limits_of(law.resolved.values)
    return round_coverage(facts.prepared, facts.intake, months=months, limits=limits)


def _evidence(facts: RoundFacts) -> dict[str, pa.Table]:
    employers = facts.prepared.tables["employers"]
    behind = evidence.rows_behind(facts.intake.tables, employers, terms=facts.terms, found=facts.fund)
    return {evidence.LEDGER_ROWS: facts.prepared.tables["ledger"], **behind}


def _fetched(session: Session, gathered: Gathered) -> dict[str, pa.Table]:
    """What the pack found across employers, sorted: the engine gives the rows in any order."""
    found = {name: session.arrow(table) for name, table in gathered.shared.items()}
    return {
        name: table.sort_by([(column, "ascending") for column in table.column_names])
        for name, table in found.items()
    }


def _known_by(request: RoundRequest) -> dt.date:
    known_by = request.known_by or request.as_of
    if known_by < request.as_of:
        raise bad_input(
            "知悉日早于决定日",
            "the day facts are known by is before the decision day",
            "知悉日应不早于决定日",
            "it must not be earlier than --as-of",
            column="--known-by",
            value=known_by.isoformat(),
        )
    return known_by


def _round_key(request: RoundRequest) -> dict[str, object]:
    return {
        "scheme": request.scheme,
        "year": request.year,
        "place": request.place,
        "as_of": request.as_of.isoformat(),
    }


def _terms(resolved: Resolved, *, missing: frozenset[str]) -> Terms:
    return Terms(
        values=resolved.values,
        year=resolved.year,
        place=resolved.place,
        as_of=resolved.as_of,
        known_by=resolved.known_by,
        missing=missing,
    )


def _left_out(request: RoundRequest) -> frozenset[str]:
    unknown = sorted(set(request.without) - set(CANONICAL))
    if unknown:
        raise bad_input(
            "没有这张表",
            "no such table",
            f"可用: {', '.join(CANONICAL)}",
            f"there is: {', '.join(CANONICAL)}",
            column="--without",
            value=", ".join(unknown),
        )
    return frozenset(request.without)


def _needed(request: RoundRequest, law: LawInForce, reforms: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Tables that the pack cannot do without on these terms or on those of any reform."""
    asked = _terms(law.resolved, missing=frozenset())
    needed = list(law.pack.needs(asked))
    for reform in reforms:
        if not set(asked.reads).isdisjoint(reform):
            resolved = law.book.resolve(
                year=request.year,
                place=request.place,
                as_of=request.as_of,
                known_by=_known_by(request),
                patch=reform,
            )
            needed += law.pack.needs(_terms(resolved, missing=frozenset()))
    return tuple(dict.fromkeys(needed))


def _refuse_missing(
    needed: tuple[str, ...], supplied: Mapping[str, object], left_out: frozenset[str]
) -> None:
    absent = [
        name for name in needed if name not in supplied and (name not in left_out or name == "employers")
    ]
    if absent:
        raise bad_input(
            f"缺少必需的表: {', '.join(absent)}",
            f"tables that this scheme cannot do without are missing: {', '.join(absent)}",
            "补上该表; 确实没有的, 用 --without 表名 运行, 相关单位将列为待核实",
            "supply them, or name each with --without: what would need it then stays open",
            column="--extracts",
        )


def fund_at(prepared: Prepared, resolved: Resolved, *, level: str) -> fund.Fund | None:
    """The fund of the round's place at a level (``city`` or ``province``), by the end of the base year."""
    return fund.fund_of(
        prepared.tables["funds"],
        places=fund.enclosing(resolved.place, level),
        by=dt.date(resolved.year - 1, 12, 31),
    )


def area_at(prepared: Prepared, found: fund.Fund | None) -> Area:
    """The area of that fund, with the monthly benefit that its row states."""
    if found is None:
        return area_of(None)
    rows = prepared.tables["funds"].to_pylist()
    own = [row for row in rows if row["place"] == found.place and row["as_of"] == found.as_of]
    return area_of(found, monthly_benefit_fen=own[-1]["monthly_benefit_fen"] if own else None)
