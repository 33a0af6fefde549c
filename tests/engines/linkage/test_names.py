"""Names taken apart: worked cases of each kind that files hold, and what holds for any text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engines.linkage.made_up import cases, gazetteer, read_name
from wengang.engines.linkage.names import UNNAMED, NameReader, family
from wengang.engines.linkage.text import all_folded
from wengang.engines.linkage.vocabulary import words

WORDS = words()
HEAD = "锦州鑫源商贸有限公司"


@pytest.mark.parametrize("case", cases("names.csv"), ids=lambda case: case["name"])
def test_parts(case):
    """Trade word and line, form, place, branch, notes and former name, as a careful reader would take them.

    In the file a blank trade word or form is not judged; ``none`` is a name without one.
    """
    parts = read_name(case["name"])
    wanted = {
        "core": case["core"],
        "trade": case["trade"] or parts.trade,
        "form": {"none": "", "": parts.form}.get(case["form"], case["form"]),
        "city": case["city"],
        "branch": bool(case["branch"]),
        "notes": set(case["note"].split("、")) - {""},
        "former": case["former"],
    }
    found = {
        "core": parts.core,
        "trade": parts.trade,
        "form": parts.form,
        "city": parts.region.city,
        "branch": bool(parts.branch),
        "notes": set(parts.notes),
        "former": parts.former,
    }
    assert found == wanted
    assert case["county"] in ("", parts.region.county)


@pytest.mark.parametrize("case", cases("name_pairs.csv"), ids=lambda case: f"{case['one']}|{case['other']}")
def test_pairs(case):
    """Which parts of two names are the same (1) and which are not (0); a blank is not judged."""
    one, other = read_name(case["one"]), read_name(case["other"])
    found = {
        "key": one.key == other.key,
        "core": one.core == other.core,
        "branch": one.branch == other.branch,
        "family": family(one.form) == family(other.form),
    }
    assert {name: found[name] for name in found if case[name]} == {
        name: case[name] == "1" for name in found if case[name]
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("锦州??商贸有限公司", "锦州??商贸有限公司"),
        ("锦州��商贸有限公司", "锦州��商贸有限公司"),
        ("锟斤拷锟斤拷商贸有限公司", "锟斤拷锟斤拷商贸有限公司"),
        ("é”¦å·žé‘«æºå•†è´¸", "é”¦å·žå®\x8fæºå•†è´¸"),
        ("锦州□□商贸有限公司", "锦州□□商贸有限公司"),
    ],
)
def test_lost_characters_are_no_name(one, other):
    """What was lost may have been anything: two such names are not the very same name, nor that without the gap."""
    parts = read_name(one)
    assert parts.garbled
    assert not parts.key or parts.key != read_name(other).key
    assert read_name("锦州鑫�源商贸有限公司").key != read_name(HEAD).key


@pytest.mark.parametrize(
    "cell",
    ["无", "无名称", "不详", "未知", "测试", "空", "***", "---", "/", "NULL", "N/A", "1", "0000", "123456"],
)
def test_placeholders_are_no_name(cell):
    """What people type who have no name to give names nobody."""
    parts = read_name(cell)
    assert (parts.key, parts.core) == ("", "")


def test_nothing_is_no_name():
    """An empty cell."""
    assert read_name("") == UNNAMED


def test_english_of_two_languages_is_no_trade_word():
    """English behind a whole Chinese name goes; within the name it is the trade word, and two of them differ."""
    assert read_name(f"{HEAD} XINYUAN TRADE CO., LTD").key == HEAD
    assert read_name("锦州ALIBABA科技有限公司").core != read_name("锦州TENCENT科技有限公司").core


def test_notes_do_not_depend_on_the_order_of_words():
    """Notes that end alike (注销, 已注销) are read the same whatever order a set happens to have."""
    for words_in_order in (sorted(WORDS.notes), sorted(WORDS.notes, reverse=True)):
        known = type(WORDS)(
            **{name: getattr(WORDS, name) for name in type(WORDS).__dataclass_fields__ if name != "notes"},
            notes=dict.fromkeys(words_in_order),
        )
        parts = NameReader(gazetteer(), known=known).read("锦州鑫源商贸有限公司已注销")
        assert (parts.key, parts.notes) == (HEAD, ("已注销",))


TRADES = st.text(alphabet="鑫源宏达盛昌永福康泰兴隆", min_size=2, max_size=4)
LINES = st.sampled_from(["商贸", "建筑工程", "餐饮管理", "机械", "物流", ""])
FORMS = st.sampled_from(["有限公司", "有限责任公司", "股份有限公司", "经营部", "专业合作社", "机械厂", ""])
PLACED = st.sampled_from(["锦州", "锦州市", "辽宁省锦州市", "北镇市", "辽宁", ""])
BRANCHES = st.sampled_from(["北镇分公司", "第二分公司", ""])


@st.composite
def names(draw):
    """A name as a register has it: place, trade word, line, form."""
    return draw(PLACED) + draw(TRADES) + draw(LINES) + draw(FORMS)


@given(st.text())
@example("(")
@example(")(")
@example("()()(")
@example("原(原原原原)")
@example("分公司")
@example("市市市市")
@example("第99店")
@example("00分公司")
@example("十部")
def test_no_text_crashes_the_reader(text):
    """Any text has parts; what is not understood is in the trade word."""
    parts = read_name(text)
    assert parts.core == parts.trade + parts.line
    assert "\n" not in parts.key


@given(names(), st.sampled_from(sorted(note for note in WORDS.notes)))
def test_notes_never_change_the_core(name, note):
    """A note in brackets behind a name is kept apart; all else is read as without it."""
    plain, noted = read_name(name), read_name(f"{name}（{note}）")
    assert noted.notes == (note,)
    assert (noted.key, noted.core, noted.form, noted.region, noted.branch) == (
        plain.key,
        plain.core,
        plain.form,
        plain.region,
        plain.branch,
    )


_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_TRADITIONAL = str.maketrans(
    "锦贸经营业发机械厂专达兴盛远东华广饮责", "錦貿經營業發機械廠專達興盛遠東華廣飲責"
)


@given(names(), st.integers(0, 12), st.sampled_from([" ", "　", "\u200b", "\t", "\u00a0"]))
def test_spelling_never_changes_the_key(name, place, space):
    """Full width, traditional characters, spaces within: the same name."""
    told = f"{name}(A)"
    key = read_name(told).key
    assert read_name(told.translate(_WIDE)).key == key
    assert read_name(told.translate(_TRADITIONAL)).key == key
    assert read_name(told[:place] + space + told[place:]).key == key


@given(names(), BRANCHES)
def test_reading_is_idempotent(name, branch):
    """A key read again is itself, with the same parts."""
    parts = read_name(name + branch)
    again = read_name(parts.key)
    assert (again.key, again.core, again.form, again.branch, again.notes) == (
        parts.key,
        parts.core,
        parts.form,
        parts.branch,
        (),
    )


@given(PLACED, TRADES, LINES)
def test_a_branch_is_never_its_head_office(place, trade, line):
    """Behind a legal form 分公司 makes a branch of the same head."""
    name = f"{place}{trade}{line}有限公司"
    head, branch = read_name(name), read_name(f"{name}北镇分公司")
    assert not head.branch
    assert branch.branch
    assert branch.core == head.core


def test_folding_many_is_folding_each():
    """Texts are simplified in one go, those with odd separators and empty ones among them."""
    cells = ["錦州", "a\rb", "a\u2028b", "a\x0bb", "a\x85b", None, "", "貿"]
    many = all_folded(cells)
    assert set(many) == {cell for cell in cells if cell}
    assert all(all_folded([cell]) == {cell: many[cell]} for cell in many)
