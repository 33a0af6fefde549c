"""What the pages show runs as it stands and prints what they say."""

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(python|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = sorted(
    path
    for path in [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    if "```python" in path.read_text(encoding="utf-8")
)


def _stripped(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_python_of_a_page_prints_what_the_page_says(page, tmp_path, monkeypatch):
    """The blocks of a page run one after another as one program; each text block after them is what they print."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "example"}
    printed = ""
    for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
        if language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(block, str(page), "exec"), names)  # noqa: S102  our own pages
            printed = out.getvalue()
        elif printed:
            assert _stripped(printed) == _stripped(block)
            printed = ""
    assert not printed, "the last block prints, and the page does not show it"
