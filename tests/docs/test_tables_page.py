"""The page of the tables says what the code reads."""

from factories.tools import ROOT, tool


def test_the_page_is_what_the_tables_and_mappings_give():
    """docs/reference/tables.md is what tools/build_tables_page.py writes: `make golden` mends a difference."""
    assert (ROOT / "docs/reference/tables.md").read_text(encoding="utf-8") == tool("build_tables_page").page()
