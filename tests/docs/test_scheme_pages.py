"""The schemes' pages say what the packs say."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs/reference/schemes"


def _pages():
    spec = importlib.util.spec_from_file_location("build_docs", ROOT / "tools/build_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


def test_the_pages_are_those_that_the_packs_give():
    """docs/reference/schemes/ is what tools/build_docs.py writes from the packs: `make golden` mends a difference."""
    kept = {
        path.relative_to(PAGES).as_posix(): path.read_text(encoding="utf-8") for path in PAGES.rglob("*.md")
    }
    assert kept == _pages()
