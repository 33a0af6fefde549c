"""Explaining a decision (说明理由): the batch's own expression over one employer, in words an accountant follows."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ibis.common.exceptions import IbisError

from wengang.engines.policy.catalogue import scheme_named
from wengang.engines.policy.counterfactual import Change, would_change
from wengang.engines.policy.explain import Explainer
from wengang.engines.policy.pack import Condition, Pack
from wengang.engines.policy.session import DuckDBSession
from wengang.engines.policy.text import Text
from wengang.kernel.errors import InputError, bad_input
from wengang.mechanisms.decision.services.basis import evidence
from wengang.mechanisms.decision.services.basis.engine_tables import open_tables
from wengang.mechanisms.decision.services.basis.kept import FOLDER, Basis, read_basis
from wengang.mechanisms.decision.services.basis.policies import policy_roots
from wengang.mechanisms.decision.services.explanations import explained as shape
from wengang.mechanisms.decision.services.explanations.month_sheet import month_sheet
from wengang.mechanisms.decision.services.outputs.changes import read_manifest, refuse_altered

_STATES = {True: shape.MET, False: shape.NOT_MET, None: shape.OPEN}


@dataclass
class RunExplainer:
    """Explains employers of one decided round; open it once, ask many times."""

    pack: Pack
    basis: Basis
    manifest: Mapping[str, Any]
    decisions: Mapping[str, Mapping[str, str]]
    engine: Explainer
    read: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Rows of evidence of the employer at hand, by table."""

    def explain(self, employer_no: str) -> shape.Explanation:
        """One employer's explanation. Raises InputError for a number that the round does not hold."""
        decision = self.decisions.get(employer_no)
        if decision is None:
            raise bad_input(
                "本轮没有这个单位编号",
                "the round holds no such employer number",
                "核对单位编号(文本, 保留前导零)",
                "check the number (as text, leading zeros kept)",
                column="employer_no",
                value=employer_no,
            )
        row = self.row(employer_no)
        _refuse_other_rules(decision, row, self.manifest["scheme"])
        self.read.clear()
        return shape.Explanation(
            scheme=self.manifest["scheme"],
            title=self.pack.title,
            year=self.manifest["year"],
            place=self.manifest["place"],
            as_of=self.manifest["as_of"],
            known_by=self.manifest["known_by"],
            decision=decision,
            conditions=[self._condition(condition, row) for condition in self.pack.conditions],
            amounts=self._shown(
                ("base_fen", "ratio_bp", "entitlement_fen", "already_fen", "amount_fen"), row
            ),
            questions=[
                shape.AskedOf(key=key, to=self.pack.question(key).to, wording=self.pack.question(key).wording)
                for key in _split(row["questions"])
            ],
            holds=[(hold.id, hold.wording) for hold in self.pack.holds if hold.id in _split(row["holds"])],
            sheet=self._sheet(row),
            sheet_labels={name: (column.label, column.unit) for name, column in self.pack.columns.items()},
            changes=[
                shape.WouldChange(wording=c.wording, outcome=c.outcome, entitlement_fen=c.entitlement_fen)
                for c in self._changes(row)
            ],
        )

    def _changes(self, row: Mapping[str, Any]) -> list[Change]:
        return would_change(
            self.pack, self.engine.session, inputs=self.engine.inputs(), decided=row, terms=self.basis.terms
        )

    def row(self, employer_no: str) -> dict[str, Any]:
        """The employer's row with every intermediate value, recomputed from the round's tables."""
        found = self.engine.session.run_with(
            "SELECT employer_id FROM employers WHERE employer_no = ?", [employer_no]
        ).to_pylist()
        row: dict[str, Any] = self.engine.decision(found[0]["employer_id"]).to_pylist()[0]
        return row

    def _condition(self, condition: Condition, row: Mapping[str, Any]) -> shape.ExplainedCondition:
        state = _STATES[row[condition.id]]
        if condition.after_others and not self._others_met(row):
            state = shape.NOT_JUDGED
        variant = condition.variants.get(row.get("rate_variant", "")) if condition.granted_as else None
        return shape.ExplainedCondition(
            id=condition.id,
            wording=condition.wording,
            article=condition.article,
            state=state,
            values=self._shown(condition.shows, row),
            thresholds=[t for path in condition.parameters if (t := self._threshold(path)) is not None],
            rows=self._rows(condition),
            variant=variant,
        )

    def _others_met(self, row: Mapping[str, Any]) -> bool:
        return all(row[c.id] is True for c in self.pack.conditions if not c.after_others)

    def _shown(self, names: Sequence[str], row: Mapping[str, Any]) -> list[shape.Shown]:
        columns = self.pack.columns
        return [
            shape.Shown(name=name, label=columns[name].label, value=row[name], unit=columns[name].unit)
            for name in names
            if name in columns and row.get(name) is not None
        ]

    def _threshold(self, path: str) -> shape.Threshold | None:
        entry = self.manifest["by_path"].get(path)
        if entry is None or entry["value"] == "":
            return None
        return shape.Threshold(
            path=path,
            label=Text(entry.get("zh", path), entry.get("en", path)),
            value=entry["value"],
            status=entry["status"],
            place=entry["place"],
            documents=entry["documents"],
            unit=entry["unit"],
        )

    def _rows(self, condition: Condition) -> list[tuple[str, str]]:
        """File and row of what the condition rests on, of the employer selected last."""
        found: list[tuple[str, str]] = []
        for table in condition.rests_on:
            if table in self.engine.evidence:
                read = evidence.reader_of(table, condition, self.basis.terms)
                rows = [row for row in self._evidence(table) if read(row)]
                found += [(row["source_file"], row["source_row"]) for row in rows]
        return found

    def _evidence(self, table: str) -> list[dict[str, Any]]:
        if table in self.read:
            return self.read[table]
        if table == evidence.FUND_ROWS:
            rows = self.engine.session.arrow(self.engine.evidence[table])
        else:
            rows = self.engine.evidence_rows(table)
        self.read[table] = rows.to_pylist()
        return self.read[table]

    def _sheet(self, row: Mapping[str, Any]) -> list[dict[str, object]]:
        sheet = self.engine.sheet()
        if sheet is None:
            return []
        return month_sheet(sheet.to_pylist(), self.basis.terms, questions=_split(row["questions"]))


def _split(text: str | None) -> list[str]:
    return [part for part in (text or "").split(";") if part]


def _refuse_other_rules(decision: Mapping[str, str], row: Mapping[str, Any], scheme: str) -> None:
    """Raise InputError where today's pack no longer decides as the round did: it would explain another decision."""
    now = {
        name: "" if row[name] is None else str(row[name])
        for name in ("outcome", "entitlement_fen", "reasons")
    }
    if any(decision[name] != value for name, value in now.items()):
        raise bad_input(
            f"政策包在本轮以后改过, 现在会得出另一结果({now['outcome']}), 不能用来说明本轮的决定",
            f"the policy pack was changed since: it would decide otherwise now ({now['outcome']}), and cannot explain this",
            "用当时的政策包(manifest.json 中有其哈希)说明, 或用 --extracts 加该文件夹重新核定一轮",
            "explain it with the pack of that time (its hashes stand in manifest.json), or decide the folder again by --extracts",
            column="SCHEME",
            value=scheme,
        )


@contextmanager
def run_explainer(out: Path) -> Iterator[RunExplainer]:
    """Open a round's output for explanations.

    Raises InputError for a folder that is none, and for one whose files are not those that the round wrote.
    """
    basis, manifest = read_basis(out), dict(read_manifest(out))
    refuse_altered(out, manifest, _read_files(out))
    manifest["by_path"] = {entry["path"]: entry for entry in manifest["parameters"]}
    pack = scheme_named(manifest["scheme"], policy_roots()).load()
    with (
        DuckDBSession(threads=1) as session,
        (out / "decisions.csv").open(encoding="utf-8-sig", newline="") as file,
    ):
        tables = open_tables(pack, session, basis.tables)
        lacking = sorted({*pack.keyed, *pack.shared_keys} - {*tables, *basis.shared})
        if lacking:
            raise _of_other_rules(", ".join(lacking), out)
        shared = {name: session.read(f"shared_{name}", path) for name, path in basis.shared.items()}
        behind = {name: tables[name] for name in evidence.tables_of(pack) if name in tables}
        try:
            explainer = Explainer(
                pack, session, tables=tables, shared=shared, terms=basis.terms, evidence=behind
            )
        except (AttributeError, IbisError) as error:
            raise _of_other_rules(str(error), out) from error
        decisions = {row["employer_no"]: row for row in csv.DictReader(file)}
        yield RunExplainer(pack=pack, basis=basis, manifest=manifest, decisions=decisions, engine=explainer)


def _of_other_rules(lacking: str, out: Path) -> InputError:
    """The error where the rules of today read tables or columns that the round did not keep."""
    return bad_input(
        f"该轮次没有保存现行规则所需的数据: {lacking}",
        f"the round did not keep what the rules of today read: {lacking}",
        "用原版本说明, 或重新核定后再说明",
        "explain it with the version that decided it, or decide it again",
        file=str(out),
    )


def _read_files(out: Path) -> list[str]:
    """What an explanation reads of a round's output, in the manifest's names."""
    return ["decisions.csv", *sorted(path.relative_to(out).as_posix() for path in (out / FOLDER).iterdir())]


def explain_run(out: Path, employer_no: str) -> shape.Explanation:
    """One employer's explanation from a round's output folder. Raises InputError."""
    with run_explainer(out) as explainer:
        return explainer.explain(employer_no)
