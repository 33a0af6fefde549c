"""How persons' rows are compared (人员比较项)."""

from .comparisons import Comparison, Level, Text, either, equal

SAME_NUMBER, LIKE_NUMBER, NEAR_NUMBER, OTHER_NUMBER = 3, 2, 1, 0
SAME_NAME, LIKE_NAME, OTHER_NAME = 2, 1, 0
SAME, OTHER, UNKNOWN = 1, 0, -1
"""Levels, as ``gamma_*`` holds them."""

_MASKED = "(text_l LIKE pattern_r OR text_r LIKE pattern_l)"
_CLOSE = "(length(text_l) = length(text_r) AND pattern_l IS NULL AND pattern_r IS NULL AND (sound_l IS NULL OR sound_r IS NULL) AND levenshtein(text_l, text_r) <= 2)"
_ALIKE = f"({equal('name_sound')} OR name_l LIKE name_r OR name_r LIKE name_l)"

COMPARISONS = (
    Comparison(
        "number",
        Text("身份号码", "citizen's number"),
        unknown=either("text"),
        levels=(
            Level(equal("sound"), "身份号码相同", "same number"),
            Level(f"({_MASKED} OR {equal('text')})", "与脱敏号码相符", "fits the masked number"),
            Level(_CLOSE, "身份号码差一两位", "nearly the same number"),
        ),
        other=Text("身份号码不同", "other number"),
    ),
    Comparison(
        "name",
        Text("姓名", "name"),
        unknown=either("name"),
        levels=(
            Level(equal("name_plain"), "姓名相同", "same name", frequent="name_plain"),
            Level(_ALIKE, "姓名同音或与脱敏姓名相符", "same sound, or fits the masked name"),
        ),
        other=Text("姓名不同", "other name"),
    ),
    Comparison(
        "phone",
        Text("电话", "phone"),
        unknown=either("phone"),
        levels=(Level(equal("phone"), "电话相同", "same phone"),),
        other=Text("电话不同", "other phone"),
    ),
    Comparison(
        "account",
        Text("账号", "account"),
        unknown=either("account"),
        levels=(Level(equal("account"), "账号相同", "same account"),),
        other=Text("账号不同", "other account"),
    ),
    Comparison(
        "employer",
        Text("用人单位", "employer"),
        unknown="((employer_l IS NULL OR employer_r IS NULL) AND (employer_no_l IS NULL OR employer_no_r IS NULL))",
        levels=(Level(f"({equal('employer')} OR {equal('employer_no')})", "单位相同", "same employer"),),
        other=Text("单位不同", "other employer"),
    ),
)
BLOCKS = (
    "by_number",
    "by_ends",
    "by_name_phone",
    "by_phone",
    "by_name_employer",
    "by_name_tail",
    "by_name_birth",
    "by_name_head",
    "by_account",
    "by_rare_name",
)
