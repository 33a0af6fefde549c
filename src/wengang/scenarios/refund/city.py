"""Writes the synthetic city: departments' files in one folder, whole or not at all."""

import datetime as dt
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from wengang.kernel.errors import bad_input
from wengang.scenarios.refund.calibration import place_of
from wengang.scenarios.refund.contributions import conduct
from wengang.scenarios.refund.insurance_office import insurance_sheets
from wengang.scenarios.refund.ledgers import City, Gap, ledger_sheets
from wengang.scenarios.refund.lists import list_sheets
from wengang.scenarios.refund.offices import office_sheets
from wengang.scenarios.refund.sheets import FileSummary, Sheet, write_sheet
from wengang.scenarios.refund.truth import with_true_numbers
from wengang.scenarios.refund.units import make_units
from wengang.scenarios.refund.workforce import make_workforce

FEWEST, MOST = 10, 1_000_000
"""Employers that a city may have: serial numbers have seven digits, lists need somebody to list."""


@dataclass(frozen=True, kw_only=True)
class CitySummary:
    """What was written: the folder, its files, and the facts that make the same city again.

    ``sha256`` is over the files' names and hashes: equal for equal cities.
    """

    out: Path
    employers: int
    seed: int
    base_year: int
    place: str
    drawn_on: dt.date
    files: tuple[FileSummary, ...]
    sha256: str

    @property
    def rows(self) -> int:
        """Rows in all the files."""
        return sum(file.rows for file in self.files)


def write_city(
    *,
    employers: int,
    seed: int,
    out: Path,
    base_year: int = 2019,
    place: str = "210700",
    drawn_on: dt.date | None = None,
    gaps: Sequence[Gap] = (),
    other_months: int = 3,
    csv_only: bool = False,
    true_numbers: bool = False,
    replace: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> CitySummary:
    """Write the extracts of a synthetic city to the folder ``out``; the same arguments give the same bytes.

    Parameters
    ----------
    employers, seed
        How many insured employers; which city.
    base_year, place
        The year looked at (the ledger runs from the January before it to the January after), and the city.
    drawn_on
        Day on which the offices drew their files, by default 12 March after the base year. The same city drawn
        later shows the same facts, and what has been paid since.
    gaps
        Parts of the unemployment ledger that never arrived.
    other_months
        Months of pension and injury rows, the base year's last; 0 leaves their file out.
    csv_only, true_numbers
        Every file a CSV in GB18030; rows say whom they are really about (:mod:`.truth`): for measuring.
    replace, progress
        Take the place of a folder that exists. Called with the name of each step.

    Raises
    ------
    InputError
        Folder exists, city unknown, numbers out of range. Nothing is left behind, whatever goes wrong.
    """
    _check(employers=employers, seed=seed, out=out, base_year=base_year, replace=replace)
    drawn = drawn_on or dt.date(base_year + 1, 3, 12)
    city = _city(
        employers=employers, seed=seed, base_year=base_year, place=place, drawn_on=drawn, gaps=tuple(gaps)
    )
    sheets = _sheets(city, other_months, true_numbers=true_numbers)
    return _write(city, out, sheets, csv_only=csv_only, progress=progress)


def _write(
    city: City, out: Path, sheets: Sequence[Sheet], *, csv_only: bool, progress: Callable[[str], None]
) -> CitySummary:
    """All the files in a folder beside ``out``, which then takes its name."""
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
    try:
        files = []
        for sheet in sheets:
            progress(sheet.title)
            files.append(write_sheet(sheet, partial, csv_only=csv_only))
        summary = _summary(city, files, out)
        (partial / "city.json").write_text(_as_json(summary), encoding="utf-8")
        partial.chmod(0o755)
        _into_place(partial, out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return summary


def _check(*, employers: int, seed: int, out: Path, base_year: int, replace: bool) -> None:
    if not FEWEST <= employers <= MOST:
        raise bad_input(
            f"用人单位数要在 {FEWEST} 与 {MOST} 之间",
            f"a city has between {FEWEST} and {MOST} employers",
            "改 --employers",
            "change --employers",
            column="employers",
            value=str(employers),
        )
    if seed < 0 or not 2000 <= base_year <= 2100:
        raise bad_input(
            "种子不能为负, 基准年须在 2000 至 2100 之间",
            "the seed must not be negative and the base year lies between 2000 and 2100",
            "改 --seed 或基准年",
            "change --seed or the base year",
            value=f"{seed}, {base_year}",
        )
    if out.exists() and not replace:
        raise bad_input(
            f"输出目录已存在: {out}",
            f"the output folder exists: {out}",
            "换一个目录, 或加 --replace",
            "choose another folder, or add --replace",
            file=str(out),
        )


def _city(
    *, employers: int, seed: int, base_year: int, place: str, drawn_on: dt.date, gaps: tuple[Gap, ...]
) -> City:
    units = make_units(place_of(place), employers=employers, seed=seed)
    workforce = make_workforce(units, seed=seed)
    paying = conduct(units, workforce, base_year=base_year, seed=seed)
    return City(
        units=units,
        workforce=workforce,
        paying=paying,
        base_year=base_year,
        seed=seed,
        drawn_on=drawn_on,
        gaps=gaps,
    )


def _sheets(city: City, other_months: int, *, true_numbers: bool) -> list[Sheet]:
    sheets = [
        *insurance_sheets(city),
        *ledger_sheets(city, other_months=other_months),
        *office_sheets(city),
        *list_sheets(city),
    ]
    return [with_true_numbers(sheet, city.units) for sheet in sheets] if true_numbers else sheets


def _summary(city: City, files: list[FileSummary], out: Path) -> CitySummary:
    ordered = tuple(sorted(files, key=lambda file: file.name))
    digest = hashlib.sha256("\n".join(f"{f.name} {f.sha256}" for f in ordered).encode()).hexdigest()
    return CitySummary(
        out=out,
        employers=city.units.count,
        seed=city.seed,
        base_year=city.base_year,
        place=city.units.place.code,
        drawn_on=city.drawn_on,
        files=ordered,
        sha256=digest,
    )


def _as_json(summary: CitySummary) -> str:
    """The summary without its folder, so that the file is the same wherever the city lies."""
    content = asdict(summary)
    del content["out"]
    return json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n"


def _into_place(partial: Path, out: Path) -> None:
    """Put the finished folder where it belongs; an old one goes only when the new one stands."""
    if not out.exists():
        partial.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".old", dir=out.parent))
    out.rename(old / out.name)
    try:
        partial.rename(out)
    except OSError:
        (old / out.name).rename(out)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
