"""The canonical tables of employers, contributions, people, lists and money, as data.

A department's file becomes one of these by a source mapping (``sources/*.yaml``) or carries the columns itself.
"""

from collections.abc import Mapping
from types import MappingProxyType

from wengang.engines.extracts.schema import Field, Kind, TableSchema

ENTITY_TYPES = (
    "enterprise", "social_org", "foundation", "private_institution", "law_firm", "accounting_firm", "sole_trader",
    "public_institution", "government", "other",
)  # fmt: skip
SIZES = ("large", "medium", "small", "micro")
INSURANCES = ("unemployment", "pension", "injury")
LEAVE_REASONS = (
    "resigned", "dismissed", "laid_off", "mutual", "expired", "retired", "died", "transferred", "other",
)  # fmt: skip

MOST_PEOPLE = 10**8
"""More people in one row than any employer has: a slip of the pen. It also keeps every sum within an int64."""
MOST_FEN_A_ROW = 10**12
"""The same for contributions of one row and for one refund: ten billion yuan."""

_ENTITY_WORDS = {
    "企业": "enterprise", "社会团体": "social_org", "基金会": "foundation", "民办非企业单位": "private_institution",
    "社会服务机构": "private_institution", "律师事务所": "law_firm", "会计师事务所": "accounting_firm",
    "个体工商户": "sole_trader", "事业单位": "public_institution", "机关": "government", "其他": "other",
}  # fmt: skip
_SIZE_WORDS = {
    "大型": "large", "中型": "medium", "小型": "small", "微型": "micro",
    "大型企业": "large", "中型企业": "medium", "小型企业": "small", "微型企业": "micro",
}  # fmt: skip
_INSURANCE_WORDS = {
    "失业": "unemployment", "失业保险": "unemployment", "养老": "pension", "养老保险": "pension",
    "企业职工基本养老保险": "pension", "工伤": "injury", "工伤保险": "injury",
}  # fmt: skip
_REASON_WORDS = {
    "主动辞职": "resigned", "辞职": "resigned", "违纪辞退": "dismissed", "经济性裁员": "laid_off", "裁员": "laid_off",
    "协商解除": "mutual", "合同期满": "expired", "劳动合同期满": "expired", "退休": "retired", "死亡": "died",
    "调离": "transferred", "调动": "transferred", "其他": "other",
}  # fmt: skip


def _text(name: str, zh: str, *headers: str, required: bool = False) -> Field:
    return Field(
        name=name, kind=Kind.TEXT, zh=zh, headers=(zh, *headers), required=required, expected=required
    )


def _number(name: str, zh: str, *headers: str, required: bool = False) -> Field:
    return Field(
        name=name, kind=Kind.IDENTIFIER, zh=zh, headers=(zh, *headers), required=required, expected=required
    )


def _day(name: str, zh: str, *headers: str, required: bool = False) -> Field:
    return Field(
        name=name, kind=Kind.DATE, zh=zh, headers=(zh, *headers), required=required, expected=required
    )


def _month(name: str, zh: str, *headers: str, required: bool = False) -> Field:
    return Field(name=name, kind=Kind.MONTH, zh=zh, headers=(zh, *headers), required=required, expected=True)


def _money(
    name: str,
    zh: str,
    *headers: str,
    expected: bool = False,
    required: bool = False,
    most: int | None = None,
) -> Field:
    return Field(
        name=name,
        kind=Kind.AMOUNT,
        zh=zh,
        headers=(zh, *headers),
        required=required,
        expected=expected or required,
        most=most,
    )


def _count(name: str, zh: str, *headers: str, expected: bool = False, least: int | None = 0) -> Field:
    return Field(
        name=name,
        kind=Kind.INTEGER,
        zh=zh,
        headers=(zh, *headers),
        expected=expected,
        least=least,
        most=MOST_PEOPLE,
    )


_EMPLOYER_NO = ("参保单位编号", "社保编号", "单位编码", "单位社保号")
_NAME = (
    "企业名称",
    "主体名称",
    "纳税人名称",
    "户名",
    "被执行人名称",
    "参保单位名称",
    "名称",
    "用人单位",
    "单位",
)
_CODE = (
    "信用代码", "社会信用代码", "组织机构代码", "单位代码", "纳税人识别号", "证件号码", "统一信用代码", "机构代码",
)  # fmt: skip

EMPLOYERS = TableSchema(
    name="employers",
    zh="单位",
    any_of=("employer_no", "name", "code"),
    fields=(
        _number("employer_no", "单位编号", *_EMPLOYER_NO),
        _text("name", "单位名称", *_NAME),
        _number("code", "统一社会信用代码", *_CODE),
        _number("head_code", "法人单位代码", "总公司代码", "隶属单位代码", "总机构代码"),
        Field(name="entity_type", kind=Kind.CHOICE, zh="单位类型", headers=("单位类型", "单位性质", "机构类型"),
              choices=ENTITY_TYPES, synonyms=_ENTITY_WORDS),
        _text("industry", "行业", "行业代码", "行业门类", "所属行业", "国民经济行业"),
        _count("employees", "从业人员", "从业人数", "职工人数", "参保人数", "员工人数"),
        _money("revenue_fen", "营业收入", "年营业收入", "主营业务收入"),
        _money("assets_fen", "资产总额", "总资产"),
        Field(name="size", kind=Kind.CHOICE, zh="企业规模", headers=("企业规模", "规模", "企业划型", "划型"),
              choices=SIZES, synonyms=_SIZE_WORDS),
        _day("insured_from", "参保日期", "首次参保日期", "参保时间", "开户日期"),
        _day("insured_to", "停保日期", "注销日期", "终止日期", "销户日期"),
        _text("division", "所属县区", "区划", "行政区划", "县区", "所在县区", "区县"),
        Field(name="dispatch", kind=Kind.FLAG, zh="劳务派遣", headers=("劳务派遣", "是否劳务派遣")),
        _number("account_no", "账号", "银行账号", "对公账号", "卡号"),
        _text("account_name", "账户名称", "开户名称", "开户名"),
        _text("bank", "开户银行", "开户行", "银行名称"),
        _text("status", "登记状态", "状态", "经营状态", "企业状态"),
        _number("reg_no", "注册号", "工商注册号"),
        _text("legal_rep", "法定代表人", "法人代表", "法定代表人姓名", "负责人"),
        _text("contact", "联系人", "经办人"),
        _text("address", "地址", "住所", "单位地址", "生产经营地址", "注册地址"),
        _number("phone", "联系电话", "电话", "联系方式", "经办电话", "手机"),
        _text("established", "成立日期", "成立年份", "成立时间"),
        _text("former_name", "曾用名", "原名称"),
    ),
)  # fmt: skip

LEDGER = TableSchema(
    name="ledger",
    zh="缴费台账",
    fields=(
        _number("employer_no", "单位编号", *_EMPLOYER_NO, required=True),
        _month("month", "费款所属期", "所属期", "缴费月份", "费款属期", "月份", required=True),
        Field(name="insurance", kind=Kind.CHOICE, zh="险种", headers=("险种", "险种类型", "保险类型"), required=True,
              expected=True, choices=INSURANCES, synonyms=_INSURANCE_WORDS),
        _count("headcount", "缴费人数", "参保人数", "人数", expected=True, least=-MOST_PEOPLE),
        _money("due_unit_fen", "单位应缴", "单位应缴金额", "应缴单位部分", expected=True, most=MOST_FEN_A_ROW),
        _money("due_person_fen", "个人应缴", "个人应缴金额", "应缴个人部分", expected=True, most=MOST_FEN_A_ROW),
        _money("paid_unit_fen", "单位实缴", "单位实缴金额", "实缴单位部分", expected=True, most=MOST_FEN_A_ROW),
        _money("paid_person_fen", "个人实缴", "个人实缴金额", "实缴个人部分", expected=True, most=MOST_FEN_A_ROW),
        _day("paid_on", "到账日期", "缴费日期", "实缴日期", "入库日期"),
        _day("deferred_until", "缓缴截止日期", "缓缴到期日", "缓缴至"),
        _text("division", "所属县区", "区划", "县区"),
    ),
)  # fmt: skip

SPELLS = TableSchema(
    name="spells",
    zh="参保人员变动",
    may_be_empty=True,
    fields=(
        _number("person_id", "人员编号", "个人编号", "社会保障号码", "身份证号", required=True),
        _number("employer_no", "单位编号", *_EMPLOYER_NO, required=True),
        _month("from_month", "参保起始月", "起始月", "参保年月", "增员月份", required=True),
        _month("to_month", "停保月", "终止月", "停保年月", "减员月份"),
        Field(name="leave_reason", kind=Kind.CHOICE, zh="减员原因", headers=("减员原因", "停保原因", "变动原因"),
              choices=LEAVE_REASONS, synonyms=_REASON_WORDS),
    ),
)  # fmt: skip

CLAIMS = TableSchema(
    name="claims",
    zh="失业金申领",
    may_be_empty=True,
    fields=(
        _number("employer_no", "单位编号", *_EMPLOYER_NO, "原单位编号", required=True),
        _number("person_id", "人员编号", "个人编号", "社会保障号码", "身份证号", required=True),
        _month("first_month", "首次领取月份", "起领月份", "首领年月", "领取起始月", required=True),
    ),
)

LISTS = TableSchema(
    name="lists",
    zh="名单",
    any_of=("name", "code", "employer_no"),
    may_be_empty=True,
    fields=(
        _text("list", "名单类型", "名单", required=True),
        _text("name", "单位名称", *_NAME),
        _number("code", "统一社会信用代码", *_CODE),
        _number("employer_no", "单位编号", *_EMPLOYER_NO),
        _text("legal_rep", "法定代表人", "法人代表", "法定代表人姓名", "负责人"),
        _day("listed_on", "列入日期", "列入时间", "认定日期", "立案时间", "发布日期"),
        _day("removed_on", "移出日期", "移出时间", "退出日期", "修复日期"),
        _text("source", "来源", "认定机关", "执行法院", "列入机关"),
    ),
)

REFUNDS = TableSchema(
    name="refunds",
    zh="已发放返还",
    may_be_empty=True,
    fields=(
        _number("employer_no", "单位编号", *_EMPLOYER_NO, required=True),
        Field(name="year", kind=Kind.INTEGER, zh="年度", headers=("年度", "发放年度", "政策年度"), required=True,
              expected=True, least=1990, most=2199),
        _text("scheme", "项目", "返还项目", "政策"),
        _money("amount_fen", "金额", "发放金额", "返还金额", "补贴金额", required=True, most=MOST_FEN_A_ROW),
    ),
)  # fmt: skip

FUNDS = TableSchema(
    name="funds",
    zh="基金收支",
    fields=(
        _number("place", "统筹区", "统筹地区", "区划代码", required=True),
        _day("as_of", "截至日期", "截止日期", "日期", required=True),
        _money("balance_fen", "滚存结余", "累计结余", "期末结余"),
        _money("monthly_outgo_fen", "月支出", "月均支出", "月支付额"),
        Field(
            name="fund_months",
            kind=Kind.DECIMAL,
            zh="备付月数",
            headers=("备付月数", "备付期限", "可支付月数"),
        ),
        _money("monthly_benefit_fen", "失业金月标准", "月人均失业金", "失业保险金标准"),
    ),
)

APPLICATIONS = TableSchema(
    name="applications",
    zh="申请",
    may_be_empty=True,
    fields=(
        _number("employer_no", "单位编号", *_EMPLOYER_NO, required=True),
        _text("kind", "申请类型", "申请事项", required=True),
        _day("on", "申请日期", "申请时间"),
        _text("detail", "说明", "内容", "备注"),
    ),
)

PERSONS = TableSchema(
    name="persons",
    zh="人员",
    any_of=("name", "id_no"),
    fields=(
        _text("name", "姓名", "人员姓名", "户名"),
        _number("id_no", "身份证号", "证件号", "社会保障号码", "公民身份号码", "证件号码"),
        _number("phone", "联系电话", "手机", "预留手机", "手机号"),
        _number("account_no", "银行账号", "卡号", "账号"),
        _number("employer_no", "单位编号", *_EMPLOYER_NO),
        _text("employer_name", "单位名称", "就业单位", "工作单位"),
        _text("division", "所属县区", "区划", "户籍地"),
        _count("age", "年龄"),
    ),
)

CONTROL_TOTALS = TableSchema(
    name="control_totals",
    zh="对账数",
    may_be_empty=True,
    fields=(
        _text("file", "文件", "文件名", required=True),
        _text("division", "所属县区", "区划", "县区"),
        Field(name="month", kind=Kind.MONTH, zh="月份", headers=("月份", "费款所属期")),
        Field(name="rows", kind=Kind.INTEGER, zh="行数", headers=("行数", "记录数"), least=0),
        Field(name="headcount", kind=Kind.INTEGER, zh="人数", headers=("人数", "缴费人数")),
        _money("fen", "金额", "合计金额"),
    ),
)

TABLES: Mapping[str, TableSchema] = MappingProxyType(
    {
        schema.name: schema
        for schema in (
            EMPLOYERS, PERSONS, LEDGER, SPELLS, CLAIMS, LISTS, REFUNDS, FUNDS, APPLICATIONS, CONTROL_TOTALS,
        )
    }
)  # fmt: skip
"""Every canonical table by name."""

CHECKED_CODES = ("code", "head_code")
"""Fields whose check digit is looked at; a failed one is a warning, the row is used."""
