"""Divisions of the whole country."""

import re

from wengang.codes.divisions import divisions


def test_every_level_is_there_once():
    """Codes are six digits, sorted, each once; every county's province is there."""
    codes = [one.code for one in divisions()]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    assert len([code for code in codes if code.endswith("0000")]) == 31
    assert {code[:2] + "0000" for code in codes} <= set(codes)


def test_names_are_names():
    """No collective name of a yearbook (市辖区) is taken for a place; a county that was merged is still known."""
    by_code = {one.code: one for one in divisions()}
    assert by_code["210700"].name == "锦州市"
    assert by_code["210782"].name == "北镇市"
    assert by_code["130521"].gone
    assert "市辖区" not in {one.name for one in divisions()}
