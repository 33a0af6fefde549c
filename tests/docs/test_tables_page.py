"""The page of the tables says what the code reads."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _page():
    spec = importlib.util.spec_from_file_location("build_tables_page", ROOT / "tools/build_tables_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.page()


def test_the_page_is_what_the_tables_and_mappings_give():
    """docs/reference/tables.md is what tools/build_tables_page.py writes: `make golden` mends a difference."""
    assert (ROOT / "docs/reference/tables.md").read_text(encoding="utf-8") == _page()
