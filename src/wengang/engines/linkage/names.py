"""Names of units taken apart (单位名称): place, trade word (字号), line of business (行业), legal form, branch, notes.

锦州市(鑫源)商贸有限公司北镇分公司(停业) says: place 锦州, trade 鑫源, line 商贸, form limited, branch 北镇分公司, note 停业.
What is not understood stays in the trade word; nothing is thrown away but notes, which are kept apart.
"""

import re
from dataclasses import dataclass, replace

from .places import NOWHERE, Gazetteer, Region
from .text import LOST, MOJIBAKE
from .vocabulary import Words, words

_BRACKET = re.compile(r"\(([^()]*)\)")
_ENGLISH = re.compile(r"[A-Z][A-Z0-9 .,&'\-]{5,}")
_ENGLISH_COMPANY = re.compile(r"(?:LTD|LIMITED|COMPANY|CO\.)[.,]*$")
_CLOSED = ("公司", "合作社", "厂", "店", "部", "行", "中心")
"""Behind these nothing belongs to the name but a place, a branch or the kind of partnership."""
_GAP = "〓"
_STRAY = re.compile(r"^[?*]+|(?<=[司社厂店部行心])[?*]+$")
_ROUND_ZERO = str.maketrans("○◯", "〇〇")
_NOT_PART = re.compile(r"[^0-9A-Z〓〇㐀-鿿豈-﫿\U00020000-\U0003ffff]+")
_NUMERALS = "零一二三四五六七八九"
_DIGITS = str.maketrans(_NUMERALS + "〇", "01234567890")
_NUMBERED = re.compile(
    r"第?([0-9零〇一二三四五六七八九]{1,2}|[一二三四五六七八九十]{1,3})(?=(?:分|直营|连锁|加盟|项目|工程)|店|部$)"
    r"|第([0-9]{1,2})"
)
_BY_YEAR = re.compile(r"^\d{4}年")
_CHINESE = re.compile("[㐀-鿿\U00020000-\U0003ffff]")
_BRANCH_HEADS = (
    "公司|总公司|合作社|集团|银行|学校|医院|研究院|事务所|超市|药房|酒店|店|厂|社|中心|院|行|部|所"
)
_DAMAGED_BRANCH = re.compile("(?:分司公|公分司|分公)$")
_LONGEST_BRANCH = 12
_NUMBERED_SHOP = re.compile("(.{3,}?)(第[零一二三四五六七八九十]+)(?:分公司|门店|分店|分部|分厂|店|部|厂)$")
_NUMBER_BEHIND = re.compile("(.{2,}?)(第[零一二三四五六七八九十]+)$")
_BEHIND_COMPANY = re.compile("(.{4,}(?:公司|合作社))(.{1,10}(?:公司|店|厂|部|处|站))$")
_COMPANIES = ("limited", "joint_stock", "group", "company")
_BARE = ("公司", "责任公司")
_SURE_ENDING = 4
"""Characters of an ending that leaves no doubt where the name before it ends, be that a single character."""
_FAMILY = {"limited": "company", "joint_stock": "company", "group": "company"}


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart. ``key``: the whole name without notes; ``core``: trade word and line together.

    ``form`` is a class of vocabulary.yaml or ""; ``form_text`` as written; ``branch`` "" for a head office.
    """

    key: str = ""
    region: Region = NOWHERE
    trade: str = ""
    line: str = ""
    form: str = ""
    form_text: str = ""
    branch: str = ""
    notes: tuple[str, ...] = ()
    former: str = ""
    garbled: bool = False

    @property
    def core(self) -> str:
        """The trade word and the line of business."""
        return self.trade + self.line


UNNAMED = NameParts()


def family(form: str) -> str:
    """Forms that a careless hand exchanges: limited, joint stock, group and a bare 公司 are all companies."""
    return _FAMILY.get(form, form)


_MARKS = frozenset(
    "0123456789零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾甲乙丙丁戊己ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "东西南北中大小上下左右前后金银铜铁春夏秋冬新老"
)
_TOLD_BY_FORM = ("school", "hospital", "society")


def marks(parts: NameParts) -> str:
    """What sister units are told apart by (编号、方位、大小): 第一建筑 and 第二建筑, 东苑 and 西苑, 小学 and 中学.

    >>> reader = NameReader(Gazetteer([]))
    >>> marks(reader.read("红星1号酒店")) == marks(reader.read("红星7号酒店"))
    False
    """
    kind = parts.form_text if parts.form in _TOLD_BY_FORM else ""
    return "".join(character for character in parts.core if character in _MARKS) + kind


class NameReader:
    """Takes folded names apart with one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, *, known: Words | None = None) -> None:
        self._places = gazetteer
        self._words = known or words()
        self._notes_behind = sorted(
            (note for note in self._words.notes if len(note) >= 2), key=lambda note: (-len(note), note)
        )
        self._former = re.compile(rf"\((?:{'|'.join(self._words.former)})(.{{4,}})\)$")

    def read(self, folded: str) -> NameParts:
        """The parts of a folded name (text.folded)."""
        folded = _STRAY.sub("", folded.translate(_ROUND_ZERO))
        if not folded or folded.isdigit() or _NOT_PART.sub("", folded) in self._words.nameless:
            return UNNAMED
        if MOJIBAKE.search(folded):
            return NameParts(garbled=True)
        found = self._read(LOST.sub(_GAP, folded))
        return _with_gaps(found) if _GAP in found.key else found

    def _read(self, folded: str) -> NameParts:
        text, said = self._without_notes(_one_language(folded))
        whole = _NOT_PART.sub("", text)
        text, inside = self._without_places(text)
        text = _NOT_PART.sub("", text)
        if not text:
            return replace(said, key=_NOT_PART.sub("", folded))
        head, branch = self._branch(_NUMBERED.sub(_chinese_number, text))
        region, rest = self._places.leading(head)
        region = region if region != NOWHERE else inside
        if self._words.forms.get(rest) in _COMPANIES:
            rest = region.text + rest
        rest, form, form_text = self._form(rest)
        trade, line = self._line(rest)
        return NameParts(
            key=whole,
            region=region,
            trade=trade,
            line=line,
            form=form,
            form_text=form_text,
            branch=branch,
            notes=said.notes,
            former=said.former,
        )

    def _without_notes(self, text: str) -> tuple[str, NameParts]:
        notes, former = [], ""
        if text.count("(") > text.count(")"):
            text += ")"
        for found in list(_BRACKET.finditer(text)):
            inside = found.group(1)
            if self._former.search(found.group()):
                continue
            if self._is_branch(inside, behind=text[: text.find(found.group())]):
                text = text.replace(found.group(), inside, 1)
                continue
            if not self._is_note(inside, behind=text[: text.find(found.group())]):
                continue
            notes += [inside] if inside else []
            text = text.replace(found.group(), "", 1)
        named = self._former.search(text)
        if named is not None:
            text, former = text[: named.start()], named.group(1).lstrip(":,")
            notes.append(named.group()[1:-1])
        while note := next((note for note in self._notes_behind if text.endswith(note)), ""):
            if len(text) <= len(note) + 6:
                break
            text = text.removesuffix(note)
            notes.append(note)
        return text, NameParts(notes=tuple(sorted(notes)), former=former)

    def _is_branch(self, inside: str, *, behind: str) -> bool:
        """第三分公司 in brackets; and behind a company whatever ends like a unit."""
        if any(word[0] in "分支" and inside.endswith(word) for word in self._words.branches):
            return True
        return (
            behind.endswith(("公司", "合作社"))
            and inside.endswith(("公司", "店", "厂", "部"))
            and len(inside) <= _LONGEST_BRANCH
        )

    def _is_note(self, inside: str, *, behind: str) -> bool:
        if inside in self._words.notes or _BY_YEAR.match(inside) or not inside:
            return True
        return (
            behind.endswith(_CLOSED)
            and f"({inside})" not in self._words.forms
            and self._places.named(inside) == NOWHERE
        )

    def _without_places(self, text: str) -> tuple[str, Region]:
        where = NOWHERE
        for found in list(_BRACKET.finditer(text)):
            inside = found.group(1)
            region, rest = self._places.named(inside), ""
            if region == NOWHERE and found.end() == len(text):
                # The bracket was not closed: what follows the place belongs to the name.
                region, rest = self._places.leading(inside)
            if region == NOWHERE:
                continue
            before, _, after = text.partition(found.group())
            if after in self._words.branches or (after and before.endswith("公司")):
                text = text.replace(found.group(), inside, 1)
            elif where == NOWHERE:
                where = region
                text = text.replace(found.group(), rest, 1)
        return text, where

    def _branch(self, text: str) -> tuple[str, str]:
        """The head office's name and what makes the branch; its ending (分公司, 分部, 店) is not kept where more is said."""
        shop = _NUMBERED_SHOP.match(text)
        if shop is not None:
            return shop.group(1), shop.group(2)
        text = _DAMAGED_BRANCH.sub("分公司", text)
        for word in self._words.branches:
            if not text.endswith(word):
                continue
            places = [m.end() for m in re.finditer(_BRANCH_HEADS, text[: -len(word)])]
            heads = [end for end in places if end >= 4 and len(text) - end <= 14]
            if heads and (word[0] in "分支门" or text[: heads[-1]].endswith(("公司", "社", "银行", "集团"))):
                return text[: heads[-1]], text[heads[-1] : -len(word)] or word
            if word[0] in "分支" and len(text) > len(word) + 2:
                numbered = _NUMBER_BEHIND.match(text[: -len(word)])
                return (numbered.group(1), numbered.group(2)) if numbered else (text[: -len(word)], word)
        behind = _BEHIND_COMPANY.match(text)
        return (behind.group(1), behind.group(2)) if behind else (text, "")

    def _form(self, rest: str) -> tuple[str, str, str]:
        if any(rest.endswith(word) and len(rest) - len(word) >= 2 for word in self._words.ambiguous):
            return rest, "", ""
        cut, damaged = self._damaged(rest)
        for ending in self._words.endings:
            least = 1 if len(ending) >= _SURE_ENDING and self._words.forms[ending] in _COMPANIES else 2
            if rest.endswith(ending) and len(rest) - len(ending) >= least:
                if damaged == "company" and len(cut) > len(ending) and ending in _BARE:
                    break
                body = rest.removesuffix(ending)
                form = self._words.forms[ending]
                if form in ("limited", "joint_stock", "company") and body.endswith("集团"):
                    return body.removesuffix("集团") or body, "group", f"集团{ending}"
                return body, form, ending
        return rest.removesuffix(cut), damaged, cut

    def _damaged(self, rest: str) -> tuple[str, str]:
        """The longest damaged ending, and the class it most likely was."""
        endings = (rest[-length:] for length in range(7, 1, -1) if len(rest) - length >= 2)
        return next(
            ((cut, self._words.damaged[cut]) for cut in endings if cut in self._words.damaged), ("", "")
        )

    def _line(self, core: str) -> tuple[str, str]:
        line = ""
        while True:
            lengths = range(min(self._words.longest_line, len(core) - 2), 1, -1)
            word = next((core[-n:] for n in lengths if core[-n:] in self._words.lines), "")
            if not word:
                return core, line
            core, line = core[: -len(word)], word + line


def _one_language(text: str) -> str:
    """Without the English of a name in two languages: what follows a whole Chinese name, or calls itself a company."""
    if len(_CHINESE.findall(text)) < 4:
        return text

    def beside(found: re.Match[str]) -> str:
        closed = text[: found.start()].rstrip("(").endswith(_CLOSED)
        return "" if closed or _ENGLISH_COMPANY.search(found.group()) else found.group()

    return _ENGLISH.sub(beside, text)


def _with_gaps(found: NameParts) -> NameParts:
    """A name with characters lost is no very same name; one of whose trade word too little is left is none at all."""
    known = len(found.trade.replace(_GAP, ""))
    if known < 1 or known < found.trade.count(_GAP):
        return replace(found, key="", trade="", line="", garbled=True)
    return replace(found, key="", garbled=True)


def _chinese_number(found: re.Match[str]) -> str:
    """第3, 第一6, 十六: as one Chinese number, below a hundred."""
    number = found.group(1) or found.group(2)
    if "十" in number:
        return f"第{number}"
    tens, ones = divmod(int(number.translate(_DIGITS)), 10)
    said = f"{'' if tens <= 1 else _NUMERALS[tens]}{'十' if tens else ''}{_NUMERALS[ones] if ones else ''}"
    return f"第{said}"
