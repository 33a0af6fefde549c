"""Nothing in the project names one machine or one package host."""

import re
import subprocess
from pathlib import Path

from architecture.source import ROOT

# Written apart, so that this file does not find itself.
HOSTS = ("py" + "pi.org", "python" + "hosted", "npm" + "js.", "files." + "python")
PLACES = ("/wo" + "rk/", "/ro" + "ot/", "/t" + "mp/")
FORBIDDEN = re.compile("|".join(re.escape(word) for word in HOSTS + PLACES))
BINARY = {".parquet", ".xlsx", ".png", ".pdf"}


def _files() -> list[Path]:
    if not (ROOT / ".git").exists():
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name]


def test_no_machine_and_no_package_host_is_named():
    """Paths of one machine and addresses of registries stay out of code, docs and data."""
    found = []
    for path in _files():
        if path.suffix in BINARY or not path.is_file():
            continue
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        ):
            if FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []
