"""Makes a city's registers: who there is, what each office wrote, the truth; one delivery or several months."""

import itertools
import json
import random
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wengang.kernel.errors import bad_input
from wengang.scenarios.registers.calibration import settings, stream
from wengang.scenarios.registers.families import city_of_firms
from wengang.scenarios.registers.firms import Founder, entities
from wengang.scenarios.registers.months import next_month
from wengang.scenarios.registers.numbers import number_firms
from wengang.scenarios.registers.offices import Record, offices_of, write_all
from wengang.scenarios.registers.people import people_of
from wengang.scenarios.registers.person_offices import person_offices_of
from wengang.scenarios.registers.world import Change, World
from wengang.scenarios.registers.writing import (
    ENTITIES,
    TRUTH,
    entity_row,
    write_mapping,
    write_office,
    write_table,
)

HISTORY = ("month", "entity_id", "change", "from", "to")


@dataclass(frozen=True, kw_only=True)
class Registers:
    """What was written: the folder, and rows by file (of the last month)."""

    out: Path
    city: str
    employers: int
    seed: int
    damage: float
    months: int
    rows: Mapping[str, int]


def generate(
    city: str,
    *,
    employers: int,
    seed: int,
    out: Path,
    damage: float = 1.0,
    months: int = 1,
    replace: bool = False,
) -> Registers:
    """Write a city's registers to the folder ``out``; the same arguments give the same bytes.

    Parameters
    ----------
    city
        ``jinzhou`` or ``jiaxing``.
    employers, seed
        How many employers there are; which city of that kind.
    damage
        Multiplies every rate of damage; 0 leaves only what offices do anyway.
    months
        1: ``csv/``, ``sources/``, ``truth.csv``, ``entities.csv``, ``meta.json`` in ``out``. More: the same in
        ``month-1``, ``month-2`` …, and ``history.csv`` and a ``truth.csv`` over all the months (with the month and a
        number that a row keeps while it is delivered) in ``out``.

    Raises
    ------
    InputError
        Folder exists, city unknown, numbers out of range.
    """
    _check(employers=employers, out=out, months=months, replace=replace)
    world = _city(city, employers=employers, seed=seed, damage=damage)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
    try:
        rows = _write_months(world, partial, months=months)
        made = Registers(
            out=out, city=city, employers=employers, seed=seed, damage=damage, months=months, rows=rows
        )
        (partial / "meta.json").write_text(_meta(made, settings(city)), encoding="utf-8")
        partial.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        partial.rename(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return made


def _write_months(world: World, folder: Path, *, months: int) -> dict[str, int]:
    """Each month's delivery, and what is told over all the months; the last month's rows by file."""
    if months == 1:
        return _write_month(world, folder, month=1, whole=[])
    history: list[Change] = []
    whole: list[tuple[str, ...]] = []
    rows: dict[str, int] = {}
    for month in range(1, months + 1):
        if month > 1:
            history += next_month(world, month)
        rows = _write_month(world, folder / f"month-{month}", month=month, whole=whole)
    write_table(folder / "history.csv", HISTORY, [change.row for change in history])
    write_table(folder / "truth.csv", ("month", *TRUTH, "record"), whole)
    return rows


def _check(*, employers: int, out: Path, months: int, replace: bool) -> None:
    if not 50 <= employers <= 1_000_000 or not 1 <= months <= 24:
        raise bad_input(
            "单位数要在 50 与 1000000 之间, 月数在 1 与 24 之间",
            "a city has between 50 and 1,000,000 employers, and 1 to 24 months",
            "改 --employers 或 --months",
            "change --employers or --months",
            value=f"{employers}, {months}",
        )
    if out.exists() and not replace:
        raise bad_input(
            f"输出目录已存在: {out}",
            f"the output folder exists: {out}",
            "换一个目录, 或加 --replace",
            "choose another folder, or add --replace",
            file=str(out),
        )


def _city(city: str, *, employers: int, seed: int, damage: float) -> World:
    spec = settings(city)
    founder = Founder(city, stream(seed, city, "firms"))
    firms = city_of_firms(founder, employers)
    ids = entities(0)
    for firm in firms:
        firm.entity = next(ids)
    number_firms(firms, first=seed * 1_000_003)

    def hands(stem: str) -> random.Random:
        return stream(seed, city, "office", stem)

    offices = offices_of(spec["files"], hands, damage=damage)
    serials = itertools.count(1)
    write_all(offices, firms, serials)
    rng = stream(seed, city, "order")
    for office in offices.values():
        rng.shuffle(office.records)
        office.fill_down()
    founder.rng = stream(seed, city, "people")
    people = people_of(founder, firms, round(employers * spec["persons"]))
    person_offices = person_offices_of(spec["persons_files"], hands, damage=damage)
    for person_office in person_offices.values():
        person_office.write(people, serials)
        rng.shuffle(person_office.records)
    founder.rng = stream(seed, city, "later")
    return World(
        founder=founder, firms=firms, people=people, offices=offices, person_offices=person_offices, ids=ids, serials=serials,
        rng=stream(seed, city, "months"), numbered=seed * 1_000_003 + len(firms),
    )  # fmt: skip


def _write_month(world: World, folder: Path, *, month: int, whole: list[tuple[str, ...]]) -> dict[str, int]:
    """One delivery; its truth is added to ``whole``. Gives the rows by file."""
    for part in ("csv", "sources"):
        (folder / part).mkdir(parents=True)
    truth: list[tuple[str, ...]] = []
    rows: dict[str, int] = {}
    for table, offices in (("employers", world.offices), ("persons", world.person_offices)):
        for stem, office in offices.items():
            records: list[Record] = office.records
            told = write_office(folder, stem, spec=office.spec, records=records)
            write_mapping(folder, stem, table=table, title=office.spec["title"], columns=office.mapping)
            truth += told
            whole += [
                (str(month), *line, str(record.serial)) for line, record in zip(told, records, strict=True)
            ]
            rows[stem] = len(records)
    write_table(folder / "truth.csv", TRUTH, truth)
    write_table(folder / "entities.csv", ENTITIES, [entity_row(firm) for firm in world.firms])
    return rows


def _meta(made: Registers, spec: Mapping[str, Any]) -> str:
    content = {key: value for key, value in asdict(made).items() if key != "out"}
    content["city_name"] = spec["place"]["name"]
    content["register"] = next(iter(spec["files"]))
    files = {**spec["files"], **spec["persons_files"]}
    content["encoding"] = {stem: entry["encoding"] for stem, entry in files.items()}
    content["titles"] = {stem: entry["title"] for stem, entry in files.items()}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
