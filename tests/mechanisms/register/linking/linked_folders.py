"""A stand-in for the engine: rows of one code are one entity, rows of one name are asked about."""

import csv
import io
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa

from wengang.engines.linkage.history import KEPT_DECISIONS, KEPT_RECORDS, Previous
from wengang.kernel.errors import Finding

MARKET = "行号,主体名称,统一社会信用代码,注册号,法定代表人,住所,联系电话,行业门类,成立年份,登记状态,曾用名\n"
TAX = "行号,纳税人识别号,纳税人名称,法定代表人姓名,生产经营地址,电话,行业\n"
PAIR = ("file_l", "row_l", "file_r", "row_r")


def market(number, name, code="", *, rep="", address="", phone=""):
    """A row of the market register."""
    return f"{number},{name},{code},,{rep},{address},{phone},,,,\n"


def tax(number, name, code="", *, rep="", address="", phone=""):
    """A row of the tax office's list."""
    return f"{number},{code},{name},{rep},{address},{phone},\n"


def city(folder: Path, *, markets=(), taxes=()) -> Path:
    """A folder of two files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "market.csv").write_text(MARKET + "".join(markets), encoding="utf-8-sig")
    (folder / "tax.csv").write_text(TAX + "".join(taxes), encoding="gb18030")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file that was written."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def texts(names, found):
    """A table of text."""
    columns = list(zip(*found, strict=True)) or [()] * len(names)
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    )


class ByCode:
    """Called as the engine is; ``calls`` keeps what it was given."""

    def __init__(self, findings=(), model=None):
        self.calls = []
        self.findings = findings
        self.model = model or {"comparisons": {}}

    def __call__(self, records, **asked):
        self.calls.append({"records": records, **asked})
        found = records.to_pylist()
        ids = [f"E{row['code']}" if row["code"] else f"S{row['file']}{row['row_id']}" for row in found]
        clusters = records.select(["file", "row_id"]).append_column("cluster_id", pa.array(ids, pa.string()))
        cells = ("name", "code", "legal_rep", "address", "phone", "division", "status")
        first = dict(reversed(list(zip(ids, found, strict=True))))
        entities = [
            [key, *(v for c in cells for v in (row.get(c), f"{row['file']}/{row['row_id']}"))]
            for key, row in first.items()
        ]
        names = ["cluster_id", *(n for c in cells for n in (c, f"{c}_from"))]
        return SimpleNamespace(
            clusters=clusters,
            review=self._asked(found, ids),
            evidence=self._linked(found, ids),
            entities=texts(names, entities),
            relations=texts(("cluster_id", "relation", "other_id", "why"), []),
            events=None
            if asked["previous"] is None
            else texts(("cluster_id", "event", "from", "to", "why"), []),
            kept=Previous(self._kept(records, ids), self._decisions(asked)),
            findings=self.findings,
            model=asked["model"] or self.model,
        )

    def _linked(self, found, ids):
        pairs = self._pairs(found, ids)
        return texts(
            (*PAIR, "rule", "score", "agree", "disagree", "changed"),
            [(*pair, "code", "9.0", "=代码", "", "") for pair in pairs],
        )

    def _asked(self, found, ids):
        pairs = self._pairs(found, [row["name"] for row in found])
        entity = {(row["file"], row["row_id"]): one for row, one in zip(found, ids, strict=True)}
        open_ = [pair for pair in pairs if entity[pair[:2]] != entity[pair[2:]]]
        return texts(
            (*PAIR, "score", "reason_zh", "reason_en"),
            [(*pair, "3.0", "名称相同", "same name") for pair in open_],
        )

    def _pairs(self, found, keys):
        groups = defaultdict(list)
        for row, key in zip(found, keys, strict=True):
            groups[key].append((row["file"], row["row_id"]))
        return [(*group[0], *other) for key, group in groups.items() if key for other in group[1:]]

    def _kept(self, records, ids):
        null = pa.nulls(records.num_rows, pa.string())
        columns = {
            "file": records["file"],
            "row_id": records["row_id"],
            "code": records["code"],
            "name": records["name"],
        }
        return pa.table(
            {
                name: pa.array(ids) if name == "cluster_id" else columns.get(name, null)
                for name in KEPT_RECORDS
            }
        )

    def _decisions(self, asked):
        earlier = [] if asked["previous"] is None else asked["previous"].decisions.to_pylist()
        new = [] if asked["decisions"] is None else asked["decisions"].to_pylist()
        return texts(KEPT_DECISIONS, [[row.get(name) for name in KEPT_DECISIONS] for row in [*earlier, *new]])


CONTRADICTION = Finding(
    file="decisions",
    value="a/1 ≠ b/2",
    problem_zh="该认定与较新的认定矛盾, 未采用",
    problem_en="the decision contradicts later ones and was left out",
    fix_zh="请核对",
    fix_en="look at it",
)
