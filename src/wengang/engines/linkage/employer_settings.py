"""How employers' rows are compared (比较项), as settings of Splink: the same on DuckDB and on Spark.

Each comparison has levels from the best to "else"; the number of the level (``gamma_…``) is what the rules read and
the reasons tell. Conditions keep to functions that both engines have (``levenshtein``, not the one that counts a swap).
"""

from .comparisons import Comparison, Level, Text, begins, either, equal

_NEAR_LENGTH = 4

SAME_NAME, SAME_CORE, FORMER, NEAR_CORE, SHORTENED, SAME_TRADE = 6, 5, 4, 3, 2, 1
SAME_ORG, SAME_NUMBER, NEARLY, OTHER_ORG = 3, 2, 1, 0
SAME, ALIKE, OTHER = 2, 1, 0
IN_COUNTY = 1
UNKNOWN = -1
"""Levels, as ``gamma_*`` holds them."""

_TRADE = f"({equal('trade')} OR {equal('trade_sound')})"
_ONE_LINE_SAID = (
    f"(line_l IS NULL OR line_r IS NULL OR {begins('line_l', 'line_r')} OR {begins('line_r', 'line_l')})"
)
_NEAR = f"""({equal("core_sound")} OR {equal("core_sorted")} OR
    (least(length(core_l), length(core_r)) >= {_NEAR_LENGTH} AND levenshtein(core_glyphs_l, core_glyphs_r) <= 1))"""
_BEGINS = f"""(least(length(core_l), length(core_r)) >= 3 AND
    ({begins("core_l", "core_r")} OR {begins("core_r", "core_l")}))"""
_FORMER = f"(former_l = core_r OR core_l = former_r OR {equal('former')})"
_SAME_FORM = f"({equal('form')} OR ({equal('family')} AND (form_l = 'company' OR form_r = 'company')))"
_NUMBER = f"coalesce({equal('reg_no')} OR {equal('likely_org')} OR {equal('code')}, FALSE)"
_NEAR_CODE = "(length(code_l) = length(code_r) AND length(code_l) >= 9 AND levenshtein(code_l, code_r) <= 2)"

COMPARISONS = (
    Comparison(
        "name",
        Text("名称", "name"),
        unknown=either("core"),
        levels=(
            Level(equal("name"), "名称相同", "same name", frequent="core"),
            Level(equal("core"), "字号和行业相同", "same trade word and line", frequent="core"),
            Level(_FORMER, "与曾用名相同", "former name"),
            Level(_NEAR, "同音、错位或差一字", "same sound, two characters swapped, or one apart"),
            Level(f"({_TRADE} AND {_ONE_LINE_SAID} OR {_BEGINS})", "简称相符", "one is short for the other"),
            Level(_TRADE, "字号相同而行业不同", "same trade word, another line"),
        ),
        other=Text("名称不同", "other name"),
    ),
    Comparison(
        "code",
        Text("代码", "code"),
        unknown=f"({either('code')} OR ({either('org')} AND NOT ({_NUMBER} OR {_NEAR_CODE})))",
        levels=(
            Level(equal("org"), "代码相同", "same organisation code"),
            Level(_NUMBER, "注册号或经修正的代码相同", "same number, or a damaged code mended"),
            Level(_NEAR_CODE, "代码差一两位", "nearly the same code"),
        ),
        other=Text("代码不同", "other code"),
    ),
    Comparison(
        "region",
        Text("名称中的地名", "place in the name"),
        unknown=either("prefix"),
        levels=(
            Level(equal("prefix"), "地名相同", "same place"),
            Level("(city_l IS NULL OR city_r IS NULL OR city_l = city_r)", "地名不矛盾", "places that agree"),
        ),
        other=Text("地名不同", "other place"),
    ),
    Comparison(
        "form",
        Text("组织形式", "legal form"),
        unknown=either("form"),
        levels=(
            Level(_SAME_FORM, "组织形式相同", "same legal form"),
            Level(equal("family"), "组织形式相近", "forms that are mixed up"),
        ),
        other=Text("组织形式不同", "other legal form"),
    ),
    Comparison(
        "rep",
        Text("负责人", "person in charge"),
        unknown=either("rep"),
        levels=(
            Level(equal("rep"), "负责人相同", "same person", frequent="rep"),
            Level(equal("rep_sound"), "负责人同音", "person of the same sound"),
        ),
        other=Text("负责人不同", "other person"),
    ),
    Comparison(
        "phone",
        Text("电话", "phone"),
        unknown=either("phone"),
        levels=(Level(equal("phone"), "电话相同", "same phone"),),
        other=Text("电话不同", "other phone"),
    ),
    Comparison(
        "address",
        Text("地址", "address"),
        unknown=either("street"),
        levels=(
            Level(equal("place"), "地址相同", "same address"),
            Level(equal("street"), "街道和门牌相同", "same street and number"),
        ),
        other=Text("地址不同", "other address"),
    ),
    Comparison(
        "county",
        Text("区县", "county"),
        unknown=either("county"),
        levels=(Level(equal("county"), "区县相同", "same county"),),
        other=Text("区县不同", "other county"),
    ),
)
"""Without the branch: a branch against its head office is a veto, not a weight."""

BLOCKS = (
    *(
        "by_org",
        "by_org_next",
        "by_code",
        "by_code_next",
        "by_reg_no",
        "by_reg_no_next",
        "by_name",
        "by_core",
        "by_sound",
        "by_sorted",
        "by_trade",
        "by_trade_sound",
    ),
    *("by_trade_rep", "by_rep", "by_rep_line", "by_rep_street", "by_phone", "by_street_line"),
)
ACROSS = (("by_former", "core"),)
"""Columns that are searched crosswise."""
