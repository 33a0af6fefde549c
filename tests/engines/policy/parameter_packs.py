"""Packs of a few lines for the tests of parameter books."""

import textwrap
from pathlib import Path

from wengang.engines.policy.parameters import ParameterBook, load_book
from wengang.kernel.errors import Finding, InputError

SOURCES = """
    sources:
      A: {document: "甲〔2020〕1号", dated: 2020-02-05, title: "甲", url: "https://www.example.gov/1"}
"""
RATIO = """
    parameters:
      ratio.sme:
        zh: 返还比例
        en: refund ratio
        unit: rate
        latest_known: true
        values:
          CN:
            - {year: 2020, value: "0.50", source: A, status: cited, cap: true}
            - {year: 2021, to: 2021-05-30, value: "0.30", source: A, status: cited}
            - {year: 2021, from: 2021-05-31, value: "0.60", source: A, status: cited}
"""
YEARS = "    years: [2020, 2021]\n"


def write_pack(folder: Path, text: str, **local: str) -> Path:
    """A pack folder that holds this ``parameters.yaml`` and these local files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "parameters.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
    for name, content in local.items():
        (folder / "local").mkdir(exist_ok=True)
        (folder / "local" / f"{name}.yaml").write_text(textwrap.dedent(content), encoding="utf-8")
    return folder


def book_of(folder: Path, text: str, **local: str) -> ParameterBook:
    """The book of such a pack."""
    return load_book(write_pack(folder, text, **local))


def faults_of(folder: Path, text: str, **local: str) -> tuple[Finding, ...]:
    """What loading such a pack complains of; nothing if it loads."""
    try:
        book_of(folder, text, **local)
    except InputError as error:
        return error.findings
    return ()
