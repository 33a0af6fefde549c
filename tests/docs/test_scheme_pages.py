"""The schemes' pages say what the packs say."""

from factories.tools import ROOT, tool

PAGES = ROOT / "docs/reference/schemes"


def test_the_pages_are_those_that_the_packs_give():
    """docs/reference/schemes/ is what tools/build_docs.py writes from the packs: `make golden` mends a difference."""
    kept = {
        path.relative_to(PAGES).as_posix(): path.read_text(encoding="utf-8") for path in PAGES.rglob("*.md")
    }
    assert kept == tool("build_docs").pages()
