"""The tutorial's commands run as they are written, one after another."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE, IN_CHINESE = "first-round.md", "first-round.zh-CN.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Status 3 is a normal end (someone must look); anything else stops the block.
PRELUDE = 'set -eu; wengang() { command wengang "$@" || [ $? -eq 3 ]; }\n'


def _blocks(page: str) -> list[str]:
    text = (ROOT / "docs/tutorial" / page).read_text(encoding="utf-8")
    return [block for block in BLOCK.findall(text) if "make install" not in block]


def _run(block: str, folder: Path) -> str:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", PRELUDE + block],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _answer(decided: Path, folder: Path) -> str:
    """Answer the first question about a size, as an officer would; returns the employer's number."""
    question = next(row for row in _rows(decided / "questions.csv") if row["key"].startswith("account"))
    answer = f"{question['employer_no']},{question['key']},6222020000000000;{question['employer_no']};工商银行,王,2020-03-12,来电"
    (folder / "answers.csv").write_text(f"employer_no,key,value,by,on,source\n{answer}\n", encoding="utf-8")
    return question["employer_no"]


def test_the_chinese_page_has_the_same_commands():
    """Whoever follows the Chinese page types what the English page says, in another language."""
    assert [block.replace("--lang zh", "--lang en") for block in _blocks(IN_CHINESE)] == _blocks(PAGE)


def test_the_first_round_runs_as_written(tmp_path):
    """Scenario, parameters, decision, explanation, answer, second decision, simulation: every command of the page ends well."""
    answered = ""
    for block in _blocks(PAGE):
        command = block
        if "EMPLOYER_NO" in block:
            refused = next(
                row for row in _rows(tmp_path / "decided/decisions.csv") if row["outcome"] == "refused"
            )
            command = block.replace("EMPLOYER_NO", refused["employer_no"])
        if "answers.csv" in block:
            answered = _answer(tmp_path / "decided", tmp_path)
        printed = _run(command, tmp_path)
        if "explain" in block:
            assert refused["employer_no"] in printed
    decisions = {row["employer_no"]: row for row in _rows(tmp_path / "decided2/decisions.csv")}
    assert len(decisions) == len(_rows(tmp_path / "decided/decisions.csv"))
    assert "account" not in decisions[answered]["questions"]
    paid = {row["employer_no"] for row in _rows(tmp_path / "decided2/payments.csv")}
    assert answered in paid or decisions[answered]["holds"]
