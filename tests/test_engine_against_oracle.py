"""The engine and the oracle, two implementations of the same law, agree on every employer of random bad cities."""

import pytest

from factories.pipeline import decide_with_the_engine
from factories.random_city import City, random_city, write_city
from oracle.conditions import HARDSHIP
from oracle.decide import COLUMNS, Decided, decide

FEW, MANY_HARDSHIP, MANY = range(8), range(100, 180), range(1000, 1200)
EMPLOYERS = 500
"""Of a city of the large set; of the small one the generator's default."""
# The hardship variant pays by heads: it states neither a ratio nor a size.
NOT_COMPARED = {HARDSHIP: {"ratio_bp", "size"}, "retention-refund": set()}


def _as_set(column: str, value: str) -> str:
    """Holds have no prescribed order."""
    return ";".join(sorted(value.split(";"))) if column == "holds" else value


def _differences(city: City, expected: Decided, found: list[dict[str, str]]) -> list[str]:
    """One line for each cell in which engine and oracle differ, and for each employer that one of them lacks."""
    by_number = {row["employer_no"]: row for row in found}
    lines = [f"{len(found) - len(by_number)} employers appear twice"] if len(found) != len(by_number) else []
    lines += [f"{n}: the engine lacks it" for n in sorted(expected.rows.keys() - by_number.keys())]
    lines += [f"{n}: only the engine has it" for n in sorted(by_number.keys() - expected.rows.keys())]
    skipped = NOT_COMPARED[city.run.scheme]
    for number in sorted(expected.rows.keys() & by_number.keys()):
        for column in COLUMNS:
            one, other = expected.rows[number][column], by_number[number][column]
            if column not in skipped and _as_set(column, one) != _as_set(column, other):
                lines.append(f"{number} {column}: oracle {one!r}, engine {other!r}")
    return lines


def _check(seed: int, *, scheme: str, tmp_path, **size: int) -> None:
    city = random_city(seed, scheme=scheme, **size)
    extracts, answers = write_city(city, tmp_path / "city")
    expected = decide(city.extracts, run=city.run, answers=city.answers)
    found = decide_with_the_engine(extracts, run=city.run, answers=answers, out=tmp_path / "out")
    lines = _differences(city, expected, found)
    assert not lines, f"seed {seed}, {city.run}\n" + "\n".join(lines)


@pytest.mark.parametrize("scheme", ["retention-refund", HARDSHIP])
@pytest.mark.parametrize("seed", FEW)
def test_engine_and_oracle_agree(seed, scheme, tmp_path):
    """Every column of every employer is the same in both, on a few cities."""
    _check(seed, scheme=scheme, tmp_path=tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_engine_and_oracle_agree_on_many_cities(seed, tmp_path):
    """The same on two hundred cities of five hundred employers."""
    _check(seed, scheme="retention-refund", tmp_path=tmp_path, employers=EMPLOYERS)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY_HARDSHIP)
def test_engine_and_oracle_agree_on_the_hardship_variant(seed, tmp_path):
    """The same for the hardship variant, on eighty smaller cities."""
    _check(seed, scheme=HARDSHIP, tmp_path=tmp_path)
