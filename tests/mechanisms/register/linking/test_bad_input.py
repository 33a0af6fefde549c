"""Whatever a department sends, by the engine itself: no giant cluster, no silent drop, no defect."""

import json
import random
from collections import Counter

import pytest

from mechanisms.register.linking.linked_folders import city, market, rows, tax
from wengang.engines.linkage.history import KEPT_RECORDS
from wengang.kernel.errors import InputError
from wengang.kernel.identifiers import org_code_is_valid, uscc_is_valid
from wengang.mechanisms.register.services.linking.run import LinkRequest, link_folder

_TRADES = "鑫宏永恒嘉瑞泰源达昌盛隆兴旺通顺和裕福茂"
_LINES = ("商贸", "科技", "建材", "餐饮管理", "物流", "机械制造", "广告", "农业开发")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MOST_OF_ONE = 8
"""Rows that a cluster of these small cities may have: two files of one row each, and some room."""


def names(count, *, seed=1):
    """Different names of firms."""
    draw = random.Random(seed)
    found = {}
    while len(found) < count:
        word = "".join(draw.sample(_TRADES, 3))
        found[f"锦州{word}{draw.choice(_LINES)}有限公司"] = None
    return list(found)


def uscc(number):
    """A valid unified code."""
    body = f"MA{number:06d}"
    [organisation] = [body + check for check in "0123456789X" if org_code_is_valid(body + check)]
    [code] = [
        f"91210700{organisation}{check}"
        for check in _ALPHABET
        if uscc_is_valid(f"91210700{organisation}{check}")
    ]
    return code


def linked(folder, **asked):
    """The folder linked by the engine that ships; every row is used or in quarantine."""
    out = folder.parent / "linked"
    result = link_folder(LinkRequest(folder=folder, out=out, replace=True, **asked))
    clusters = rows(out / "clusters.csv")
    assert len(clusters) == len({(row["file"], row["row_id"]) for row in clusters})
    assert result.summary["records"] == len(clusters)
    inputs = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert sum(one["rows"] for one in inputs) == sum(
        one["used"] + one["quarantined"] + one["duplicates"] for one in inputs
    )
    together = {(row["file"], row["row_id"]): row["cluster_id"] for row in clusters}
    for row in rows(out / "review.csv"):
        assert together[row["file_l"], row["row_l"]] != together[row["file_r"], row["row_r"]]
    return clusters, result


def largest(clusters):
    """Rows of the largest entity."""
    return max(Counter(row["cluster_id"] for row in clusters).values())


def test_only_names(tmp_path):
    """Two lists of nothing but names."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, firms in (("employers-a.csv", names(200)), ("employers-b.csv", names(200)[::-1])):
        (folder / name).write_text("name\n" + "".join(f"{one}\n" for one in firms), encoding="utf-8")
    clusters, _ = linked(folder)
    assert len(clusters) == 400
    assert largest(clusters) <= _MOST_OF_ONE


def test_all_codes_missing(tmp_path):
    """Names, people and phones alone."""
    firms = names(200)
    clusters, _ = linked(
        city(
            tmp_path / "in",
            markets=[market(n, one, rep=f"王{one[3]}", phone=f"0416{n:07d}") for n, one in enumerate(firms)],
            taxes=[tax(n, one, rep=f"王{one[3]}", phone=f"0416{n:07d}") for n, one in enumerate(firms)],
        )
    )
    assert largest(clusters) <= _MOST_OF_ONE


@pytest.mark.parametrize("placeholder", ["000000000", "999999999999999999", "无", "待办", "123456788"])
def test_a_placeholder_on_half_of_the_rows(tmp_path, placeholder):
    """It is no code: it chains nobody, even where its check digit happens to be right."""
    firms = names(200)
    coded = [placeholder if n % 2 else uscc(n) for n in range(200)]
    clusters, _ = linked(
        city(
            tmp_path / "in",
            markets=[market(n, one, code) for n, (one, code) in enumerate(zip(firms, coded, strict=True))],
            taxes=[tax(n, one, code) for n, (one, code) in enumerate(zip(firms, coded, strict=True))],
        )
    )
    assert largest(clusters) <= _MOST_OF_ONE


def test_a_code_filled_down(tmp_path):
    """The code of the row above on fifty strangers."""
    firms = names(100)
    clusters, _ = linked(
        city(
            tmp_path / "in",
            markets=[market(n, one, uscc(n)) for n, one in enumerate(firms)],
            taxes=[tax(n, one, uscc(10 if 10 <= n < 60 else n)) for n, one in enumerate(firms)],
        )
    )
    assert largest(clusters) <= _MOST_OF_ONE


def test_mojibake(tmp_path):
    """Names of damaged bytes: those with a code are used without the name, the others wait; too many stop the run."""
    firms = names(100)
    taxes = [
        tax(n, "锟斤拷锟斤拷" if n < 4 else one, uscc(n) if n % 2 else "") for n, one in enumerate(firms)
    ]
    folder = city(tmp_path / "in", markets=[market(n, one, uscc(n)) for n, one in enumerate(firms)])
    (folder / "tax.csv").write_text(
        "行号,纳税人识别号,纳税人名称,法定代表人姓名,生产经营地址,电话,行业\n" + "".join(taxes)
    )
    clusters, result = linked(folder)
    assert len(clusters) == 198
    assert result.summary["quarantined"] == 2
    (folder / "tax.csv").write_bytes(("行号,纳税人识别号,纳税人名称,法定代表人姓名,生产经营地址,电话,行业\n" + "".join(
        tax(n, "锟斤拷", "") for n in range(100))).encode())  # fmt: skip
    with pytest.raises(InputError, match="100 of 100 rows"):
        linked(folder)


def test_latin_mojibake_and_traditional_characters(tmp_path):
    """Bytes read in a wrong encoding that look like letters are a name like any other; 錦州 is 锦州."""
    odd = [one.encode("gb18030").decode("latin-1") for one in names(50)]
    for name, own in (("employers-a", "锦州鑫源贸易有限公司"), ("employers-b", "錦州鑫源貿易有限公司")):
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        lines = "".join(f"{one},\n" for one in odd) + f"{own},{uscc(5)}\n"
        (folder / f"{name}.csv").write_text("name,code\n" + lines, encoding="utf-8")
    clusters, _ = linked(folder)
    assert largest(clusters) <= _MOST_OF_ONE
    together = {row["cluster_id"] for row in clusters if row["row_id"] == "52"}
    assert len(together) == 1


def test_names_of_one_character(tmp_path):
    """Ten letters as names of a thousand rows."""
    letters = _TRADES[:10]
    clusters, _ = linked(
        city(
            tmp_path / "in",
            markets=[market(n, letters[n % 10], rep=f"王{n}") for n in range(500)],
            taxes=[tax(n, letters[n % 10], rep=f"李{n}") for n in range(500)],
        )
    )
    assert len(clusters) == 1000
    assert largest(clusters) <= _MOST_OF_ONE


def test_one_phone_and_one_address_everywhere(tmp_path):
    """An agent's phone and a registration address are no evidence."""
    _one_phone(tmp_path, 2_000)


@pytest.mark.slow
def test_one_phone_on_fifty_thousand_rows(tmp_path):
    """Neither a giant cluster nor an endless comparison."""
    _one_phone(tmp_path, 50_000)


def _one_phone(tmp_path, count):
    firms = [f"{one}" for one in names(min(count, 20_000))]
    shown = [f"{firms[n % len(firms)][:-4]}{n // len(firms) or ''}有限公司" for n in range(count)]
    folder = city(
        tmp_path / "in",
        markets=[
            market(n, one, address="锦州市古塔区解放路1号", phone="13800000000")
            for n, one in enumerate(shown)
        ],
        taxes=[tax(1, shown[0], phone="13800000000")],
    )
    clusters, _ = linked(folder)
    assert len(clusters) == count + 1
    assert largest(clusters) <= _MOST_OF_ONE


def test_contradictory_decisions_and_rows_that_are_gone(tmp_path):
    """Told, kept, and a person must look; nothing breaks."""
    firms = names(20)
    folder = city(
        tmp_path / "in",
        markets=[market(n, one, uscc(n)) for n, one in enumerate(firms)],
        taxes=[tax(n, one) for n, one in enumerate(firms)],
    )
    said = tmp_path / "said.csv"
    said.write_text(
        "file_l,row_l,file_r,row_r,same,by,on,why\nmarket,1,tax,1,1,,,\ntax,1,tax,2,1,,,\nmarket,1,tax,2,0,,,\n"
        "market,3,gone,9,1,,,\n",
        encoding="utf-8",
    )
    clusters, result = linked(folder, decisions=said)
    assert len(clusters) == 40
    assert any("contradict" in one.problem_en for one in result.attentions)
    assert any("not in these files" in one.problem_en for one in result.warnings)
    assert result.summary["decisions"]["kept"] == 4


def test_persons(tmp_path):
    """Numbers in scientific notation, blank, or no numbers: 王伟 is a name that many have."""
    folder = tmp_path / "in"
    folder.mkdir()
    numbers = ("2.10702E+17", "", "无", "21070219900228")
    lines = [f"{n},王伟,{numbers[n % 4]},{'13800000000' if n % 2 else ''},单位{n}\n" for n in range(300)]
    (folder / "p_job.csv").write_text(
        "行号,姓名,身份证号,联系电话,就业单位\n" + "".join(lines), encoding="utf-8"
    )
    (folder / "persons.csv").write_text("name,id_no,phone\n" + "王伟,,\n" * 200, encoding="utf-8")
    clusters, _ = linked(folder, kind="persons")
    assert len(clusters) == 500
    assert largest([row for row in clusters if row["file"] == "p_job"]) <= _MOST_OF_ONE


def test_what_is_kept_for_next_time(tmp_path):
    """The folder can be the earlier run of the next, and then nothing happened."""
    firms = names(30)
    folder = city(tmp_path / "in", markets=[market(n, one, uscc(n)) for n, one in enumerate(firms)],
                  taxes=[tax(n, one, uscc(n)) for n, one in enumerate(firms)])  # fmt: skip
    before, _ = linked(folder)
    (tmp_path / "linked").rename(tmp_path / "before")
    after, result = linked(folder, previous=tmp_path / "before")
    assert after == before
    assert result.summary["events"] == {}
    assert set(KEPT_RECORDS) >= {"file", "row_id", "cluster_id"}
