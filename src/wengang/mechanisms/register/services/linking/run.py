"""``wengang link``: a folder of departments' files becomes a folder of entities, questions and reasons (数据比对)."""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from wengang.codes.divisions import divisions
from wengang.engines.policy.text import Text
from wengang.kernel.errors import Finding, bad_input
from wengang.mechanisms.register.services.intake.folder import DEFAULT_MAX_BAD
from wengang.mechanisms.register.services.linking import audit, outputs, summary
from wengang.mechanisms.register.services.linking.charts import learnt
from wengang.mechanisms.register.services.linking.honoured import Honoured, honoured
from wengang.mechanisms.register.services.linking.previous import EarlierRun, read_previous
from wengang.mechanisms.register.services.linking.records import Records, read_records
from wengang.mechanisms.register.services.writing.whole_folder import refuse_existing
from wengang.mechanisms.register.services.writing.written import sha256_of

KINDS = ("employers", "persons")
Progress = Callable[[Text], None]
Engine = Callable[..., Any]
"""``engines.linkage.link.link``, or a stand-in for it."""


def silent(step: Text) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, kw_only=True)
class LinkRequest:
    """A folder to link.

    Attributes
    ----------
    folder, out
        The departments' files; the folder to be written.
    kind
        ``employers`` or ``persons``.
    sources
        Folders of further mappings.
    decisions, model, previous
        What clerks decided; a model of an earlier run (None: the one that ships); an earlier run's folder.
    audit
        Pairs to draw for a blind check.
    charts
        Whether to draw charts.
    engine
        ``duckdb``, or ``spark`` for what one machine does not hold.
    """

    folder: Path
    out: Path
    kind: str = "employers"
    sources: Sequence[Path] = ()
    decisions: Path | None = None
    model: Path | None = None
    previous: Path | None = None
    audit: int | None = None
    charts: bool = False
    engine: str = "duckdb"
    max_bad_percent: Decimal = DEFAULT_MAX_BAD
    replace: bool = False
    progress: Progress = silent


@dataclass(frozen=True, kw_only=True)
class LinkResult:
    """What was written: the summary, rows by file, what is to be said, and why a person must look (nothing: exit 0)."""

    out: Path
    summary: Mapping[str, Any]
    rows: Mapping[str, int]
    warnings: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    attentions: tuple[Finding, ...]
    drift: tuple[summary.Moved, ...]


def link_folder(request: LinkRequest, engine: Engine | None = None) -> LinkResult:
    """Link the records of a folder, and write the result whole or not at all.

    Raises InputError for anything wrong with the request or its files; then nothing was written.
    """
    started = dt.datetime.now(dt.UTC)
    refuse_existing(request.out, replace=request.replace)
    model = None if request.model is None else read_model(request.model)
    earlier = None if request.previous is None else read_previous(request.previous, request.kind)
    request.progress(Text("读取各部门数据", "reading the departments' files"))
    records = read_records(
        request.folder, request.kind, sources=request.sources, max_bad_percent=request.max_bad_percent
    )
    decided = honoured(request.decisions, earlier and earlier.kept, records.repeated)
    request.progress(Text("比对", "linking"))
    linked = (engine or _engine())(
        records.table,
        kind=request.kind,
        places=_places(),
        model=model,
        decisions=decided.new if decided.new.num_rows else None,
        previous=decided.previous,
        **_backend(request.engine),
    )
    request.progress(Text("写出结果", "writing the results"))
    run = _Run(
        request=request, records=records, decided=decided, linked=linked, earlier=earlier, started=started
    )
    return run.write()


def _backend(engine: str) -> Mapping[str, Any]:
    """Where pairs are found and compared: Spark if asked for, the session of this process if there is one."""
    if engine != "spark":
        return {}
    from wengang.engines.policy.session import active_spark, start_spark  # noqa: PLC0415 - only where it is asked for

    return {"spark": active_spark() or start_spark()}


@dataclass(frozen=True, kw_only=True)
class _Run:
    """Everything of one run, about to be written."""

    request: LinkRequest
    records: Records
    decided: Honoured
    linked: Any
    earlier: EarlierRun | None
    started: dt.datetime

    def write(self) -> LinkResult:
        """The folder, and what came of it."""
        request, records, linked = self.request, self.records, self.linked
        told = summary.counted(
            outputs.every_row(linked.clusters, records.repeated), linked.review, linked.evidence
        )
        moved = () if self._before is None else summary.drift(self._before, told)
        attentions = (*self._contradictions(), *summary.fallen(moved), *_quarantined(records))
        warnings = (*records.warnings, *self.decided.warnings, *linked.findings, *_untrained(linked.model))
        sample = None
        if request.audit is not None:
            sample = audit.draw(records.table, linked.clusters, request.audit, decided=self.decided.linked)
        told |= {
            "kind": request.kind,
            "repeated_rows": records.repeated.num_rows,
            "decisions": {"kept": linked.kept.decisions.num_rows, "given": self.decided.given},
            "events": _counts(linked.events),
            "audit": None if sample is None else {"drawn": sample[0].num_rows, "linked_pairs": sample[1]},
            "quarantined": sum(file.quarantined for file in records.files),
            "drift": [asdict(one) for one in moved],
            "attention": [{"zh": one.text("zh"), "en": one.text("en")} for one in attentions],
        }
        folder = self._folder(told, warnings=warnings, sample=sample)
        rows = outputs.write_folder(folder, request.out, replace=request.replace)
        return LinkResult(
            out=request.out,
            summary=told,
            rows=rows,
            warnings=tuple(warnings),
            findings=records.findings,
            attentions=tuple(attentions),
            drift=tuple(moved),
        )

    @property
    def _before(self) -> Mapping[str, Any] | None:
        return None if self.earlier is None else self.earlier.summary

    def _contradictions(self) -> tuple[Finding, ...]:
        """Decisions that cannot all hold: as the decisions alone say, and as the engine found."""
        found = (
            one for one in self.linked.findings if one.file == "decisions" and "contradict" in one.problem_en
        )
        return (*self.decided.contradictions, *found)

    def _folder(
        self, told: Mapping[str, Any], *, warnings: Sequence[Finding], sample: tuple[pa.Table, int] | None
    ) -> outputs.LinkedFolder:
        request, linked = self.request, self.linked
        return outputs.LinkedFolder(
            kind=request.kind,
            clusters=linked.clusters,
            review=linked.review,
            evidence=linked.evidence,
            entities=linked.entities,
            relations=linked.relations,
            events=linked.events,
            kept=linked.kept,
            repeated=self.records.repeated,
            model=linked.model,
            told=told,
            audited=sample,
            charts=request.charts,
            files=self.records.files,
            findings=self.records.findings,
            warnings=warnings,
            basis={
                "decisions": None if request.decisions is None else sha256_of(request.decisions),
                "model": None if request.model is None else sha256_of(request.model),
                "previous": None if self.earlier is None else self.earlier.named,
                "audit": request.audit,
            },
            started=self.started,
        )


def read_model(path: Path) -> dict[str, Any]:
    """A model of an earlier run. Raises InputError if the file is no JSON of a model."""
    try:
        model = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        model = None
    if not isinstance(model, dict) or "comparisons" not in model:
        raise bad_input(
            "不是比对模型",
            "it is no model of linkage",
            "--model 应指 wengang link 写出的 model.json",
            "--model takes a model.json that wengang link wrote",
            file=str(path),
            column="--model",
        )
    return model


def _engine() -> Engine:
    from wengang.engines.linkage.link import link  # noqa: PLC0415 - Splink, only where something is linked

    return link


def _places() -> list[Any]:
    from wengang.engines.linkage.vocabulary import Place  # noqa: PLC0415

    return [Place(one.code, one.name) for one in divisions()]


def _untrained(model: Mapping[str, Any]) -> list[Finding]:
    """A level of the model that was never seen in training has a guessed weight: said, not silent."""
    levels = [f"{name}: {label}" for name, label, m, u in learnt(model) if not (m and u)]
    if not levels:
        return []
    return [
        Finding(
            file=outputs.MODEL,
            value="; ".join(levels),
            problem_zh=f"模型中有 {len(levels)} 个级别训练时未出现, 用的是预设权重",
            problem_en=f"levels of the model that were never seen in training and weigh as was guessed: {len(levels)}",
            fix_zh="数据更多时重新训练模型",
            fix_en="train the model again when there is more data",
        )
    ]


def _quarantined(records: Records) -> list[Finding]:
    """Rows that nobody could be looked for by: a person must see to them."""
    count = sum(file.quarantined for file in records.files)
    if not count:
        return []
    return [
        Finding(
            file="quarantine.csv",
            problem_zh=f"{count} 行没有可用的名称和代码, 未参加比对",
            problem_en=f"rows that have neither a name nor a code that can be used, and were not linked: {count}",
            fix_zh="请按 quarantine.csv 逐行更正后重新运行",
            fix_en="mend them as quarantine.csv says, and run again",
        )
    ]


def _counts(events: pa.Table | None) -> dict[str, int] | None:
    """Events by kind; None at the first run."""
    if events is None:
        return None
    counted = events["event"].value_counts().to_pylist()
    return {one["values"]: one["counts"] for one in sorted(counted, key=lambda one: str(one["values"]))}
