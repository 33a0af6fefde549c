"""Questions to people (待核实事项): all of them, and one list for each department, what releases most first."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.policy.evaluate import GRANTED
from wengang.engines.policy.pack import Question
from wengang.mechanisms.register.services.writing.written import by_bytes, write_csv

QUESTION_COLUMNS = ("to", "employer_no", "key", "question_zh", "question_en", "at_stake_fen")
RUN_WIDE = frozenset({"fund", "funds", "ledger", "lists", "refunds", "spells", "claims", "applications"})
"""Asked once for the whole run, whoever is concerned: the fund's reserve, or a table that was not supplied."""
MATCH = "match:"
"""Keys of the questions whether the employer is the one that a list's row is about."""
_KINDS = {"at_stake_fen": pa.int64()}


def questions(table: pa.Table, asked: Iterable[Question]) -> pa.Table:
    """``questions.csv``: one row for each employer and key, sorted by department, employer, key.

    At stake is what the employer would get if all that is open turned out well for it, or, where an account is
    asked for, the amount reserved; blank where nobody can tell.
    """
    by_key = {question.key: question for question in asked}
    open_rows = table.filter(pc.not_equal(pc.fill_null(table["questions"], ""), ""))
    found = []
    for row in open_rows.select(
        ["employer_no", "outcome", "questions", "amount_fen", "at_stake_fen"]
    ).to_pylist():
        stake = row["amount_fen"] if row["outcome"] == GRANTED else row["at_stake_fen"]
        found += [_row(by_key, key, (row["employer_no"], stake)) for key in row["questions"].split(";")]
    return by_bytes(_as_table(found), "to", "employer_no", "key")


def matching(questions: pa.Table, *, doubtful_pairs: int) -> dict[str, int]:
    """How much of the doubt that linkage left matters: pairs in all, and those of ``questions`` on which an outcome or
    an amount hangs, with their employers and what is at stake for these.
    """
    rows = questions.filter(pc.starts_with(questions["key"], MATCH))
    stakes = dict(zip(rows["employer_no"].to_pylist(), rows["at_stake_fen"].to_pylist(), strict=True))
    return {
        "doubtful_pairs": doubtful_pairs,
        "asked": rows.num_rows,
        "employers": len(stakes),
        "at_stake_fen": sum(fen or 0 for fen in stakes.values()),
    }


def write_department_lists(rows: pa.Table, folder: Path) -> dict[str, int]:
    """One CSV for each department below ``folder``, what has most at stake first; a question about the whole run
    once, without an employer and with the sum. Returns rows by file name.
    """
    written = {}
    for department in pc.unique(rows["to"]).to_pylist():
        own = rows.filter(pc.equal(rows["to"], department))
        of_run = pc.is_in(own["key"], pa.array(sorted(RUN_WIDE)))
        single = [own.filter(pc.invert(of_run))]
        shared = own.filter(of_run)
        for key in sorted(pc.unique(shared["key"]).to_pylist()):
            alike = shared.filter(pc.equal(shared["key"], key))
            first = alike.slice(0, 1).to_pylist()[0]
            single.append(
                _as_table(
                    [{**first, "employer_no": None, "at_stake_fen": pc.sum(alike["at_stake_fen"]).as_py()}]
                )
            )
        folder.mkdir(exist_ok=True)
        name = re.sub(r"[^\w-]+", "-", department).strip("-") + ".csv"
        written[name] = write_csv(_most_first(pa.concat_tables(single)), folder / name)
    return written


def _most_first(rows: pa.Table) -> pa.Table:
    """What has most at stake first, then by employer and key; nothing known counts as nothing at stake."""
    keys = pa.table(
        {
            "stake": pc.negate(pc.fill_null(rows["at_stake_fen"], 0)),
            "employer_no": pc.fill_null(rows["employer_no"], ""),
            "key": rows["key"],
        }
    )
    return rows.take(pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names]))


def question_of(asked: Mapping[str, Question], key: str) -> Question:
    """The question that a key belongs to: itself, or its family (``ledger:2019-05`` → ``ledger:``). Raises KeyError."""
    return asked[key.split(":", 1)[0] + ":" if ":" in key else key]


def _row(by_key: Mapping[str, Question], key: str, about: tuple[str, int | None]) -> dict[str, object]:
    question = question_of(by_key, key)
    which = key.split(":", 1)[1] + ": " if ":" in key else ""
    return {
        "to": question.to.zh,
        "employer_no": about[0],
        "key": key,
        "question_zh": which + question.wording.zh,
        "question_en": which + question.wording.en,
        "at_stake_fen": about[1],
    }


def _as_table(rows: list[dict[str, object]]) -> pa.Table:
    return pa.table(
        {
            name: pa.array([row[name] for row in rows], _KINDS.get(name, pa.string()))
            for name in QUESTION_COLUMNS
        }
    )
