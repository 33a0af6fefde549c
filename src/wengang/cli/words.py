"""Words of outcomes, sizes and states in both languages, for tables."""

from collections.abc import Mapping

from wengang.cli.terminal import Voice

UNKNOWN = "unknown"
OUTCOMES = {
    "granted": ("准予", "granted"),
    "refused": ("不予", "refused"),
    "undetermined": ("待定", "undetermined"),
}
SIZES = {
    "large": ("大型", "large"),
    "medium": ("中型", "medium"),
    "small": ("小型", "small"),
    "micro": ("微型", "micro"),
    UNKNOWN: ("不明", "not known"),
}
STATES = {
    "met": ("符合", "met"),
    "not_met": ("不符合", "not met"),
    "undetermined": ("待定", "undetermined"),
    "not_judged": ("未判", "not judged"),
}
STATUSES = {
    "cited": ("有文件依据", "cited"),
    "memory": ("凭记忆, 待核", "from memory, to be verified"),
    "assumed": ("推定", "assumed"),
    "convention": ("约定", "convention"),
}

VALUES = {
    "enterprise": ("企业", "enterprise"),
    "social_org": ("社会团体", "social organisation"),
    "foundation": ("基金会", "foundation"),
    "private_institution": ("社会服务机构", "private institution"),
    "law_firm": ("律师事务所", "law firm"),
    "accounting_firm": ("会计师事务所", "accounting firm"),
    "sole_trader": ("个体工商户", "sole trader"),
    "public_institution": ("事业单位", "public institution"),
    "government": ("机关", "government body"),
    "other": ("其他", "other"),
    "retired": ("退休", "retired"),
    "died": ("死亡", "died"),
    "expired": ("合同期满", "contract expired"),
    "resigned": ("主动辞职", "resigned"),
    "dismissed": ("违纪辞退", "dismissed for breach of discipline"),
    "transferred": ("调离", "transferred"),
    "laid_off": ("经济性裁员", "laid off"),
    "mutual": ("协商解除", "by mutual agreement"),
    "dec_to_dec": ("上上年12月与上年12月人数相比", "December before against December of the base year"),
    "january_to_december_less_natural": (
        "年初与年末人数相比, 扣除自然减员",
        "start against end of the year, less natural attrition",
    ),
    "claims_over_average": (
        "新领失业金人数与月平均人数相比",
        "new benefit claimants over the monthly average",
    ),
    "lower_of_headcount_and_claims": (
        "按人数或按领金人数, 较低者",
        "by headcount or by claimants, the lower",
    ),
    "start": ("期初", "start"),
    "average": ("月平均", "monthly average"),
    "end": ("期末", "end"),
    "city": ("市级", "city"),
    "province": ("省级", "province"),
    "sme": ("中小微企业的比例", "that of small and medium firms"),
    "by_headcount": ("按平均参保人数", "by average headcount"),
    "polluting": ("环保违法", "polluting"),
    "overcapacity": ("违规过剩产能", "over-capacity"),
    "dishonest": ("失信被执行人", "dishonest"),
    "wage_arrears": ("拖欠农民工工资", "wage arrears"),
    "zombie": ("僵尸企业", "zombie"),
    "bankrupt": ("破产", "bankrupt"),
    "hardship_recognised": ("认定的困难企业", "recognised hardship"),
    "null": ("不适用", "does not apply"),
    "true": ("是", "yes"),
    "false": ("否", "no"),
    **SIZES,
}
"""Values of facts and parameters, as people call them."""
COLUMNS = {
    "paid_on": ("缴费日", "paid on"),
    "why": ("说明", "why"),
    "last_day_to_cure": ("最迟补缴日", "last day to cure"),
    "deferred_until": ("缓缴至", "deferred until"),
}


def words(say: Voice, value: str) -> str:
    """A value, or several split by ``;``, as people call them."""
    return say.pick("、", ", ").join(word(say, VALUES, part) for part in value.split(";"))


def word(say: Voice, words: Mapping[str, tuple[str, str]], key: str) -> str:
    """The word for a key, or the key itself where there is none."""
    return say.of(words[key]) if key in words else key
