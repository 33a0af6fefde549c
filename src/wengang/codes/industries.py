"""Sections of the industrial classification (国民经济行业分类, GB/T 4754-2017): letters over two-digit divisions."""

import unicodedata

SECTIONS = (
    ("A", 1, 5, "农、林、牧、渔业", "agriculture, forestry, fishing"),
    ("B", 6, 12, "采矿业", "mining"),
    ("C", 13, 43, "制造业", "manufacturing"),
    ("D", 44, 46, "电力、热力、燃气及水生产和供应业", "electricity, heat, gas, water"),
    ("E", 47, 50, "建筑业", "construction"),
    ("F", 51, 52, "批发和零售业", "wholesale and retail"),
    ("G", 53, 60, "交通运输、仓储和邮政业", "transport, storage, post"),
    ("H", 61, 62, "住宿和餐饮业", "lodging and catering"),
    ("I", 63, 65, "信息传输、软件和信息技术服务业", "information and software"),
    ("J", 66, 69, "金融业", "finance"),
    ("K", 70, 70, "房地产业", "real estate"),
    ("L", 71, 72, "租赁和商务服务业", "leasing and business services"),
    ("M", 73, 75, "科学研究和技术服务业", "research and technical services"),
    ("N", 76, 79, "水利、环境和公共设施管理业", "water, environment, public facilities"),
    ("O", 80, 82, "居民服务、修理和其他服务业", "household services and repair"),
    ("P", 83, 83, "教育", "education"),
    ("Q", 84, 85, "卫生和社会工作", "health and social work"),
    ("R", 86, 90, "文化、体育和娱乐业", "culture, sport, entertainment"),
    ("S", 91, 96, "公共管理、社会保障和社会组织", "public administration and social organisations"),
    ("T", 97, 97, "国际组织", "international organisations"),
)
SECTION_NAMES = {letter: (zh, en) for letter, _, _, zh, en in SECTIONS}
_BY_DIVISION = {number: letter for letter, first, last, _, _ in SECTIONS for number in range(first, last + 1)}


def section_of(code: str | None) -> str | None:
    """Letter of a code's section, from ``C3311``, ``3311``, ``C33`` or ``C``; None where it cannot be told.

    A letter that contradicts the digits gives None.

    >>> section_of("C3311"), section_of("3311"), section_of("c"), section_of("F33"), section_of("")
    ('C', 'C', 'C', None, None)
    """
    plain = unicodedata.normalize("NFKC", code or "").strip().upper()
    letter, digits = (plain[0], plain[1:]) if plain[:1].isalpha() else ("", plain)
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) >= 2):
        return None
    found = _BY_DIVISION.get(int(digits[:2])) if digits else letter
    return found if found in SECTION_NAMES and letter in ("", found) else None
