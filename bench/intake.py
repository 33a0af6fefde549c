"""From departments' files to decisions: ``python bench/intake.py [--employers 40000] [--folder F] [--json OUT]``.

A synthetic city's GB18030 CSV, decided by ``wengang decide`` as a whole process (start, imports, reading, joining,
deciding, writing), beside the time that pyarrow needs only to parse the same files in a warm process. And an XLSX
of 100,000 rows read by the project's reader, beside the bare cells of its library.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.csv as pa_csv
from measure import median, show, timed, write

ENOUGH_CSV, ENOUGH_XLSX = 6.0, 3.0
XLSX_ROWS = 100_000
XLSX_COLUMNS = (
    "单位编号",
    "费款所属期",
    "缴费人数",
    "单位应缴",
    "个人应缴",
    "单位实缴",
    "个人实缴",
    "到账日期",
)
DECIDE = ("decide", "retention-refund", "--year", "2020", "--place", "210700", "--as-of", "2020-03-15")


def city(employers: int, folder: Path) -> Path:
    """Folder of a city's CSV files, made once."""
    where = folder / f"city-{employers}"
    if not where.exists():
        from wengang.scenarios.refund import write_city

        print(f"making a city of {employers:,} employers in {where} ...", file=sys.stderr, flush=True)
        write_city(employers=employers, seed=1, out=where, csv_only=True)
    return where


def parse(files: list[Path]) -> int:
    """Every file parsed by pyarrow, types guessed; nothing else. Returns the rows."""
    options = pa_csv.ReadOptions(encoding="gb18030")
    return sum(pa_csv.read_csv(path, read_options=options).num_rows for path in files)


def decide(extracts: Path) -> None:
    """``wengang decide`` as a process of its own. Raises CalledProcessError where it wrote nothing."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).with_name("wengang")), *DECIDE]
        command += ["--extracts", str(extracts), "--out", str(Path(folder) / "out")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 3):
            raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)


def in_turns(sides: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each side, round by round, after a run of each that does not count."""
    for side in sides.values():
        side()
    turns = [{name: timed(side) for name, side in sides.items()} for _ in range(rounds)]
    return {name: [turn[name] for turn in turns] for name in sides}


def from_csv(extracts: Path, rounds: int) -> dict[str, object]:
    """Whole process and bare parse in turns."""
    files = sorted(extracts.glob("*.csv"))
    runs = in_turns({"parse": lambda: parse(files), "decide": lambda: decide(extracts)}, rounds)
    parsed, decided = median(runs["parse"]), median(runs["decide"])
    return {
        "rows": parse(files),
        "MB": sum(path.stat().st_size for path in files) // 1_000_000,
        "pyarrow parses s": parsed,
        "wengang decide s": decided,
        "ratio": decided / parsed,
        "all": list(zip(runs["parse"], runs["decide"], strict=True)),
    }


def workbook(folder: Path) -> Path:
    """A ledger of 100,000 rows as XLSX, made once."""
    where = folder / f"ledger-{XLSX_ROWS}.xlsx"
    if not where.exists():
        import xlsxwriter

        book = xlsxwriter.Workbook(where, {"constant_memory": True})
        sheet = book.add_worksheet("失业")
        sheet.write_row(0, 0, XLSX_COLUMNS)
        for row in range(XLSX_ROWS):
            due = 20.5 * (row % 97 + 1)
            number, month = f"{row // 12:08d}", f"2019{row % 12 + 1:02d}"
            cells = [number, month, row % 97 + 1, due, due, due, due, "2019-12-20"]
            sheet.write_row(row + 1, 0, cells)
        book.close()
    return where


def from_xlsx(path: Path, rounds: int) -> dict[str, object]:
    """The project's reader, beside the cells alone."""
    import python_calamine

    from wengang.engines.extracts.reading import read_file

    def cells() -> object:
        return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()

    runs = in_turns(
        {"reader s": lambda: read_file(path, wanted=XLSX_COLUMNS), "calamine alone s": cells}, rounds
    )
    medians = {name: median(seconds) for name, seconds in runs.items()}
    return {"rows": XLSX_ROWS, **medians, "ratio": medians["reader s"] / medians["calamine alone s"]}


def main() -> None:
    """Run both, print tables, write JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--employers", type=int, default=40_000)
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if shutil.which(str(Path(sys.executable).with_name("wengang"))) is None:
        raise SystemExit("wengang is not installed beside this Python: make install")
    csv = from_csv(city(asked.employers, asked.folder), asked.rounds)
    show(f"raw CSV to decisions (at most {ENOUGH_CSV} times)", [{k: v for k, v in csv.items() if k != "all"}])
    xlsx = from_xlsx(workbook(asked.folder), asked.rounds)
    show(f"XLSX (at most {ENOUGH_XLSX} s)", [xlsx])
    write(asked.json, {"csv": csv, "xlsx": xlsx})


if __name__ == "__main__":
    main()
