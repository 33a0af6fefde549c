"""The linked folder is what `decide --links` joins by."""

import shutil

import pytest

from mechanisms.register.linking.linked_folders import rows
from wengang.cli import app as application
from wengang.mechanisms.register.services.joining.links import read_links

TERMS = ("retention-refund", "--year", "2020", "--place", "210700", "--as-of", "2020-03-15")


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """A small city decided without links and with them."""
    folder = tmp_path_factory.mktemp("links")
    city, links = folder / "city", folder / "linked"
    assert (
        application.run(["scenario", "refund", "--employers", "400", "--seed", "3", "--out", str(city)]) == 0
    )
    assert application.run(["link", str(city), "--out", str(links)]) == 0
    for name, more in (("plain", []), ("joined", ["--links", str(links)])):
        words = ["decide", *TERMS, "--extracts", str(city), "--out", str(folder / name), *more]
        assert application.run(words) in (0, 3)
    return folder


def test_every_row_has_its_cluster(decided):
    """Lists and accounts stand in it beside the register, under the names that decide gives their rows."""
    clusters = read_links(decided / "linked").clusters
    files = {file for file, _ in clusters}
    assert {"insurance_units", "tax_accounts", "court_dishonest"} <= files
    units = {cluster for (file, _), cluster in clusters.items() if file == "insurance_units"}
    accounts = [cluster in units for (file, _), cluster in clusters.items() if file == "tax_accounts"]
    assert sum(accounts) > len(accounts) * 9 // 10


def test_fewer_questions_are_left(decided):
    """Every employer once, as without links; accounts that no code and no name led to are found."""
    outcomes, asked = [], []
    for name in ("plain", "joined"):
        outcomes.append([row["employer_no"] for row in rows(decided / name / "decisions.csv")])
        questions = rows(decided / name / "questions.csv")
        asked.append({row["employer_no"] for row in questions if row["key"] in ("account", "match")})
    assert outcomes[0] == outcomes[1]
    assert len(asked[1]) < len(asked[0])


def _refused(decided, city, links, capsys) -> str:
    words = [
        "decide",
        *TERMS,
        "--extracts",
        str(city),
        "--out",
        str(decided / "refused"),
        "--links",
        str(links),
    ]
    assert application.run(words) == 2
    assert not (decided / "refused").exists()
    return "".join(capsys.readouterr())


def test_links_of_other_files_are_refused(decided, tmp_path, capsys):
    """A file exported anew has other rows under the same numbers: a firm would be paid into another's account."""
    city = tmp_path / "city"
    shutil.copytree(decided / "city", city)
    accounts = city / "tax_accounts.csv"
    lines = accounts.read_bytes().split(b"\n")
    accounts.write_bytes(b"\n".join([*lines[:3], *lines[4:]]))
    assert "tax_accounts" in _refused(decided, city, decided / "linked", capsys)


@pytest.mark.parametrize("name", ["clusters.csv", "review.csv"])
def test_altered_links_are_refused(decided, name, tmp_path, capsys):
    """A row added by hand, or the queue removed."""
    links = tmp_path / "linked"
    shutil.copytree(decided / "linked", links)
    with (links / name).open("a", encoding="utf-8") as file:
        file.write("tax_accounts,1,E1\n")
    assert name in _refused(decided, decided / "city", links, capsys)
    (links / name).unlink()
    assert name in _refused(decided, decided / "city", links, capsys)
