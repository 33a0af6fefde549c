"""The documentation holds together: links lead somewhere, every page is reached."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "policies").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_to_a_file(page):
    """A link inside the repository names a file or folder that exists."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = [target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target)]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_page_is_reached():
    """Each page of docs/ stands in a table of contents."""
    listed = set()
    for page in (ROOT / "docs").rglob("*.md"):
        for block in re.findall(r"```\{toctree\}(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.splitlines():
                if line.strip() and not line.startswith(":"):
                    listed.add((page.parent / f"{line.strip()}.md").resolve())
    pages = {page.resolve() for page in (ROOT / "docs").rglob("*.md")} - {(ROOT / "docs/index.md").resolve()}
    assert sorted(pages - listed) == []
    assert sorted(listed - pages) == []


def test_both_readmes_say_the_same():
    """The Chinese README has the sections, commands and links of the English one."""
    english, chinese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    for pattern in (
        r"^## ",
        r"^make \w+",
        r"^\.venv/bin/wengang \w+",
        r"\]\((?:docs|policies)/[^)]*\)",
        r"^<!-- \S+ -->",
    ):
        assert len(re.findall(pattern, english, re.MULTILINE)) == len(
            re.findall(pattern, chinese, re.MULTILINE)
        ), pattern


def test_every_setting_is_documented():
    """Each environment variable of ours that the code names stands in reference/settings.md, and none stands there in vain."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    pattern = re.compile(r"\bWENGANG_[A-Z_]+\b")
    assert set(pattern.findall(code)) == set(pattern.findall(page))
