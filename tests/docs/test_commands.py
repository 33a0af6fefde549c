"""Every command line that a page shows is one that the program knows."""

import re
from pathlib import Path

import pytest
import typer

from wengang.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "policies").rglob("*.md")])
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
PROGRAM = typer.main.get_command(app)


def _lines(page: Path) -> list[list[str]]:
    """The words after ``wengang`` of each command line on a page."""
    text = "".join(BLOCK.findall(page.read_text(encoding="utf-8"))).replace("\\\n", " ")
    return [
        line.split("#")[0].split()[1:]
        for line in map(str.strip, text.splitlines())
        if re.match(r"(\S*/)?wengang ", line)
    ]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if _lines(page)], ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_commands_and_options_exist(page):
    """No page names a command or an option that is not there."""
    unknown = []
    for words in _lines(page):
        command, rest = PROGRAM, words
        while rest and hasattr(command, "commands"):
            found = command.commands.get(rest[0])
            if found is None:
                unknown.append(" ".join(words[:2]))
                break
            command, rest = found, rest[1:]
        else:
            known = {
                name for parameter in command.params for name in parameter.opts + parameter.secondary_opts
            }
            unknown += [
                word
                for word in rest
                if word.startswith("--") and word.split("=")[0] not in known | {"--help"}
            ]
    assert unknown == []


def test_every_command_is_in_the_reference():
    """reference/commands.md names each command and each option of `decide`."""
    page = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert [name for name in PROGRAM.commands if f"`wengang {name}" not in page] == []
    options = {
        name
        for parameter in PROGRAM.commands["decide"].params
        for name in parameter.opts
        if name.startswith("--")
    }
    assert sorted(name for name in options if name not in page) == []
