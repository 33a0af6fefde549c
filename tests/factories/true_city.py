"""A city decided three times: as the departments wrote it, the same through linkage, and as it really is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from wengang.mechanisms.decision.services.outputs.changes import read_decisions
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest, RunResult
from wengang.mechanisms.decision.services.rounds.run import decide_folder
from wengang.mechanisms.register.services.intake.folder import SHIPPED
from wengang.mechanisms.register.services.linking.run import LinkRequest, LinkResult, link_folder
from wengang.scenarios.refund import write_city
from wengang.scenarios.refund.truth import TRUE_NUMBER

_COMPARED = ("employer_no", "outcome", "entitlement_fen", "amount_fen", "holds", "reasons", "questions")


@dataclass(frozen=True, kw_only=True)
class ThreeRounds:
    """The rounds, and the linking; ``truth``: decided from rows that say whom they are about."""

    home: Path
    truth: RunResult
    plain: RunResult
    linked: RunResult
    linking: LinkResult


def three_rounds(home: Path, *, employers: int, seed: int) -> ThreeRounds:
    """Write, link and decide a city below ``home``."""
    city, true_city = home / "city", home / "true-city"
    write_city(employers=employers, seed=seed, out=city, csv_only=True, other_months=0)
    write_city(
        employers=employers, seed=seed, out=true_city, csv_only=True, other_months=0, true_numbers=True
    )
    linking = link_folder(LinkRequest(folder=city, out=home / "linked"))
    return ThreeRounds(
        home=home,
        truth=decided(true_city, home / "truth", sources=[true_mappings(true_city, home / "mappings")]),
        plain=decided(city, home / "plain"),
        linked=decided(city, home / "with-links", links=home / "linked"),
        linking=linking,
    )


def decided(extracts: Path, out: Path, **others: object) -> RunResult:
    """Jinzhou's refund of 2020."""
    return decide_folder(
        DecideRequest(
            scheme="retention-refund", year=2020, place="210700", as_of=dt.date(2020, 3, 15), extracts=extracts,
            out=out, **others,
        )
    )  # fmt: skip


def true_mappings(city: Path, folder: Path) -> Path:
    """The mappings that ship, for files with a column of true numbers: those are their employer numbers."""
    folder.mkdir()
    for path in city.glob("*.csv"):
        with path.open(encoding="gb18030") as stream:
            header = stream.readline().strip().split(",")
        if TRUE_NUMBER in header:
            mapping = yaml.safe_load((SHIPPED / f"{path.stem}.yaml").read_text(encoding="utf-8"))
            mapping["columns"]["employer_no"] = TRUE_NUMBER
            (folder / f"{path.stem}.yaml").write_text(
                yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8"
            )
    return folder


def decisions(result: RunResult) -> dict[str, Mapping[str, object]]:
    """What was decided, by employer number."""
    rows = read_decisions(result.out, list(_COMPARED)).to_pylist()
    return {row["employer_no"]: row for row in rows}


def wrong(
    result: RunResult, truth: RunResult
) -> list[tuple[str, Mapping[str, object], Mapping[str, object]]]:
    """Employers granted or refused otherwise than in truth: number, what was decided, what is true.

    Not those that are left undetermined, or whose amount is held until a person has looked.
    """
    said, true = decisions(result), decisions(truth)
    return [
        (number, said[number], true[number])
        for number in sorted(said)
        if said[number]["outcome"] != "undetermined"
        and (said[number]["outcome"], said[number]["amount_fen"])
        != (true[number]["outcome"], true[number]["amount_fen"])
    ]
