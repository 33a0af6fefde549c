"""`wengang demo`: from nothing to explained decisions and a simulation."""

import json

import pytest

from wengang.cli import app as application
from wengang.cli.demo import specimens


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Standard output of a small demo, and where it put its files."""
    home = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch, pytest.MonkeyPatch.context() as output:
        patch.setenv("WENGANG_HOME", str(home))
        patch.delenv("LC_ALL", raising=False)
        lines: list[str] = []
        output.setattr("sys.stdout", _Kept(lines))
        status = application.run(["demo", "--scale", "0.01", "--seed", "3", "--lang", "en", "--json"])
    assert status == 0
    return "".join(lines), home / "demo"


class _Kept:
    """A standard output that remembers."""

    encoding = "utf-8"

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def write(self, text: str) -> int:
        """Remember."""
        self._lines.append(text)
        return len(text)

    def flush(self) -> None:
        """Nothing to do."""

    def isatty(self) -> bool:
        """Nobody looks."""
        return False


def test_the_demo_shows_every_part(told):
    """The city, the summary, an explanation of each outcome, the four ratios, where the files lie; no site is pretended."""
    text, home = told
    for word in (
        *(
            "A city is invented",
            "match rate",
            "Undetermined employers",
            "doubtful pairs in all",
            "Every employer is decided",
            "One employer explained: granted",
            "explained: refused",
        ),
        *(
            "explained: undetermined",
            "ratio.sme=0.5",
            "ratio.sme=1",
            "fund months left",
            "There is no site yet",
        ),
        *(str(home / "city"), str(home / "decided")),
    ):
        assert word in text, word
    assert "ratio.sme=0.5\n" in text or "ratio.large=0.5" in text


def test_its_last_line_is_for_machines(told):
    """Counts, sums, folders, and the simulation of one ratio for all sizes."""
    text, home = told
    last = json.loads(text.splitlines()[-1])
    assert last["out"] == str(home / "decided")
    reforms = last["simulation"]["reforms"]
    assert [reform["values"]["ratio.sme"] for reform in reforms] == ["0.5", "0.6", "0.8", "1"]
    amounts = [reform["amount_fen"] for reform in reforms]
    assert amounts == sorted(amounts)
    assert amounts[2] == last["granted_fen"]
    assert last["linking"]["records"] > last["linking"]["entities"] > 200
    assert last["without_register"]["employers"] == last["employers"]
    assert last["matching"]["doubtful_pairs"] >= last["linking"]["queue"]["pairs"]


def test_a_specimen_of_each_outcome_is_chosen(told):
    """Of the decisions that were written, one for each outcome that occurs."""
    _, home = told
    found = specimens(home / "decided")
    assert set(found) == {"granted", "refused", "undetermined"}
    assert len(set(found.values())) == 3
