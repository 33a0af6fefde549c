"""How the refund city's offices write names, codes and people down, and what is really meant."""

import random
from collections import defaultdict

import numpy as np
import pytest

from scenarios.test_refund_city import rows_of
from wengang.kernel.identifiers import org_code
from wengang.scenarios.refund import write_city
from wengang.scenarios.refund.calibration import calibration, place_of
from wengang.scenarios.refund.dirt import retyped_codes, retyped_persons
from wengang.scenarios.refund.slips import Typist
from wengang.scenarios.refund.truth import TRUE_NUMBER
from wengang.scenarios.refund.units import make_units

PLACE = place_of("210700")
FIRM = "锦州市鑫源通讯器材有限责任公司"


def written(name, former="", seed=0, **rates):
    """A name as somebody with these rates writes it."""
    typist = Typist(rates, PLACE, random.Random(seed))
    (one,) = typist.written(np.array([name], dtype=object), np.array([former], dtype=object))
    return one


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("prefix", lambda name: name.endswith("鑫源通讯器材有限责任公司") and name != FIRM),
        ("form", lambda name: name.startswith("锦州市鑫源通讯器材") and name != FIRM),
        ("core", lambda name: name == "锦州市鑫源"),
        ("abbr", lambda name: name == "鑫源通讯器材"),
        ("homo", lambda name: len(name) == len(FIRM)),
        ("drop", lambda name: len(name) == len(FIRM) - 1),
        ("swap", lambda name: sorted(name) == sorted(FIRM)),
        ("trunc", lambda name: len(name) < len(FIRM) and FIRM.startswith(name)),
        ("note", lambda name: len(name) > len(FIRM) and name.startswith(FIRM)),
        ("spaced", lambda name: name.replace(" ", "") == FIRM and " " in name),
    ],
)
def test_each_slip_is_what_it_is_called(kind, holds):
    """Whatever the luck."""
    assert all(holds(written(FIRM, seed=seed, **{kind: 1.0})) for seed in range(20))


def test_other_names():
    """A former name; a branch that lost its suffix; half-width brackets; a school has no form to cut."""
    assert written(FIRM, "锦州市旧名百货有限公司", old_name=1.0) == "锦州市旧名百货有限公司"
    assert written("锦州甲集团有限公司凌海市第二分公司", suffix_lost=1.0) == "锦州甲集团有限公司"
    assert written("鑫源（锦州）商贸有限公司", brackets=1.0) == "鑫源(锦州)商贸有限公司"
    assert written("锦州市鑫源小学", abbr=1.0) == "锦州市鑫源小学"
    assert written(FIRM) == FIRM


@pytest.mark.parametrize("office", calibration()["dirt"]["codes"])
def test_codes_are_damaged_at_an_offices_rate(office):
    """The share of codes that nobody can use is what the calibration says, within chance."""
    units = make_units(PLACE, employers=4000, seed=3)
    codes = retyped_codes(np.random.default_rng(1), units.code, units.reg_no, office=office)
    rates = calibration()["dirt"]["codes"][office]
    lost = sum(rates.get(kind, 0) for kind in ("blank", "old_number", "tax15", "typo", "cut", "scientific"))
    assert abs(sum(org_code(code) is None for code in codes) / 4000 - lost) < 0.03


def test_people_are_forgotten_replaced_and_misheard():
    """A few each; most stand as they are."""
    names = make_units(PLACE, employers=4000, seed=3).legal_rep
    said = retyped_persons(np.random.default_rng(1), names)
    assert 0.03 < (said == "").mean() < 0.09
    assert 0.80 < (said == names).mean() < 0.95


def test_names_are_given_up_and_taken():
    """Some firms bore another name; a few of those names are another firm's now."""
    units = make_units(PLACE, employers=20_000, seed=1)
    former = units.former[units.former != ""]
    assert 0.005 < len(former) / units.count < 0.02
    assert 1 <= np.isin(former, units.name).sum() <= len(former) / 5
    assert not np.isin(units.former[units.former != ""], units.name[units.former != ""]).any()


def test_rows_say_whom_they_are_about(tmp_path):
    """The same rows, each with its true number: one for each unit of a legal person, none for a firm not insured."""
    plain = write_city(employers=1500, seed=5, out=tmp_path / "plain", csv_only=True)
    true = write_city(employers=1500, seed=5, out=tmp_path / "true", csv_only=True, true_numbers=True)
    numbered, by_code = set(), defaultdict(set)
    for file, other in zip(plain.files, true.files, strict=True):
        if file.sha256 == other.sha256:
            continue
        numbered.add(stem := file.name.removesuffix(".csv"))
        rows = rows_of(true, stem)
        said = [{key: text for key, text in row.items() if key != TRUE_NUMBER} for row in rows]
        assert {tuple(row.items()) for row in said} == {tuple(row.items()) for row in rows_of(plain, stem)}
        assert any(not row[TRUE_NUMBER] for row in rows) or stem == "tax_accounts"
        if stem == "market_register":
            for row in rows:
                by_code[org_code(row["统一社会信用代码"])].add(row[TRUE_NUMBER])
    assert numbered == {
        *("market_register", "tax_accounts", "statistics_size", "dispatch_agencies", "court_dishonest"),
        *("wage_arrears", "environment_violations", "zombie_firms", "bankruptcies", "hardship_recognised"),
    }
    by_code.pop(None)
    units = [numbers for numbers in by_code.values() if numbers != {""}]
    assert sum(map(len, units)) == len(set().union(*units))
    assert any(len(numbers) > 1 for numbers in units)
