"""A province for the benchmarks: the policy engine's sorted Parquet, made once and kept.

Run as a program (``python bench/province.py EMPLOYERS FOLDER``) it makes the files; the benchmarks start it as a
process of its own, so that making them leaves no trace in what they measure.
"""

import subprocess
import sys
from pathlib import Path

EMPLOYERS, ROWS = 309_415, 45_000_000
_DONE = "done"
_MEMORY = "4GB"


def employers_for(rows: int) -> int:
    """How many employers give about that many ledger rows: 45 million come from 309,415."""
    return max(1, rows * EMPLOYERS // ROWS)


def province(rows: int, folder: Path) -> Path:
    """Folder of the province's Parquet files, made now unless they are there."""
    employers = employers_for(rows)
    where = folder / f"province-{employers}"
    if not (where / _DONE).is_file():
        print(f"making {employers:,} employers in {where} ...", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, __file__, str(employers), str(where)], check=True)
    return where


def _make(employers: int, folder: Path) -> None:
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    script = (Path(__file__).parent / "province.sql").read_text(encoding="utf-8")
    spilled = folder / "spilled"
    with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(spilled)}) as connection:
        connection.execute(script.replace("$employers", str(employers)).replace("$folder", str(folder)))
    (folder / _DONE).touch()


if __name__ == "__main__":
    _make(int(sys.argv[1]), Path(sys.argv[2]))
