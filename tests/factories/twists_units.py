"""Twists of who the employer is: kind, size, branch, lists, refunds, dispatch, leavers, claims, conflicting files."""

import datetime as dt

from factories.unit import Unit, spoiled, uscc

REASONS = "resigned dismissed laid_off mutual expired retired died transferred other".split()
OTHER_KINDS = (
    "social_org foundation private_institution law_firm accounting_firm sole_trader public_institution "
    "government other"
).split()
TEN_K = 1_000_000
INDUSTRIES = ("C3311", "3311", "C33", "C", "F", "F51", "G59", "G", "5911", "K70", "K7010", "I", "L72", "Q")
INDUSTRIES += ("E47", "J66", "P83", "A01", "R", "H61", "")


def other_kind(unit: Unit) -> None:
    """Not an enterprise; a size may be stated all the same."""
    unit.row["entity_type"] = unit.rng.choice(OTHER_KINDS)
    unit.row["size"] = unit.rng.choice(["", "", "large", "small"])
    if unit.rng.random() < 0.4:
        s = unit.setting
        unit.insure(range(s.december_before, s.december + 1), unit.rng.choice([299, 300, 301]))


def kind_blank(unit: Unit) -> None:
    """Nobody says what kind of unit it is."""
    unit.row["entity_type"] = ""


def size_by_table(unit: Unit) -> None:
    """No stated size; indicators about the bounds, or blank."""
    rng = unit.rng
    unit.row |= {
        "size": "",
        "industry": rng.choice(INDUSTRIES),
        "employees": rng.choice(["", "", "5", "199", "200", "250", "299", "300", "999", "1000", "2500"]),
        "revenue_fen": rng.choice(["", "", *(_about(v, rng.choice([-1, 0, 0, 1])) for v in BOUNDS)]),
        "assets_fen": rng.choice(["", "", _about(9999, 0), _about(80000, 0), _about(120000, 0)]),
    }


BOUNDS = (100, 5000, 10000, 20000, 30000, 35000, 40000, 80000, 200000)


def _about(ten_thousands: int, fen: int) -> str:
    return str(ten_thousands * TEN_K + fen)


def size_blank(unit: Unit) -> None:
    """No size and nothing to tell it from."""
    unit.row["size"] = ""


def branch(unit: Unit) -> None:
    """A branch, by its legal person's code or by its name; the head stands in another file, or nowhere."""
    rng = unit.rng
    head = uscc(rng)
    unit.row["size"] = rng.choice(["", "", "small", "large"])
    if rng.random() < 0.4:
        unit.row |= {"employees": "3", "industry": "C33", "revenue_fen": _about(50, 0)}
    if rng.random() < 0.25:
        unit.row["name"] = f"锦州{unit.serial}号公司古塔分公司"
        return
    unit.row["head_code"] = rng.choice([head, head, head[8:17], spoiled(head)])
    if rng.random() < 0.75:
        known = rng.choice(["size", "size", "table", "nothing"])
        row = {"name": f"大连{unit.serial}号集团有限公司", "code": head, "size": "", "industry": ""}
        if known == "size":
            row["size"] = rng.choice(["large", "small"])
        elif known == "table":
            row |= {
                "industry": "C33",
                "employees": "1200",
                "revenue_fen": _about(rng.choice([40000, 39999]), 0),
            }
        unit.other_files.append(row)


def listed(unit: Unit) -> None:
    """On a list by number, code, organisation code or name, about the decision day."""
    rng = unit.rng
    row = {"list": rng.choice(LISTS), "source": "公示"}
    by = rng.choice(["employer_no", "code", "organisation", "name", "loose name", "name of another's code"])
    if by == "employer_no":
        row["employer_no"] = unit.row["employer_no"]
    elif by == "code":
        row |= {"code": unit.row["code"], "name": rng.choice(["", "旧名称有限公司"])}
    elif by == "organisation":
        row["code"] = unit.row["code"][8:17]
    elif by == "loose name":
        row |= {
            "name": f" {unit.row['name'][:3]}（{unit.row['name'][3:]} ",
            "code": rng.choice(["", "12345"]),
        }
    else:
        row |= {"name": unit.row["name"], "code": uscc(rng) if by != "name" else ""}
    about = unit.setting.about(rng)
    row["listed_on"] = rng.choice(["", "2017-05-02", "2017-05-02", about.isoformat()])
    row["removed_on"] = rng.choice(["", "", unit.setting.about(rng).isoformat()])
    if row["removed_on"] and row["listed_on"] and row["removed_on"] < row["listed_on"]:
        row["removed_on"] = ""
    unit.lists.append(row)


LISTS = (
    "dishonest",
    "dishonest",
    "zombie",
    "overcapacity",
    "polluting",
    "bankrupt",
    "wage_arrears",
    "other_list",
)


def without_a_valid_code(unit: Unit) -> None:
    """Blank or wrong code, and a list row with a valid code that nobody has and the same name: doubtful."""
    unit.row["code"] = unit.rng.choice(["", spoiled(unit.row["code"]), "123"])
    code = unit.rng.choice([uscc(unit.rng), uscc(unit.rng), ""])
    list_name = unit.rng.choice(LISTS)
    unit.lists.append({"list": list_name, "name": unit.row["name"], "code": code, "listed_on": "2016-01-04"})


def refunded(unit: Unit) -> None:
    """Paid before: in full, in part, too much, for another year, under another scheme."""
    rng = unit.rng
    base = sum(
        int(row[f"paid_{part}_fen"] or 0)
        for month in unit.setting.base_year()
        for row in unit.months.get(month, [])
        for part in ("unit", "person")
        if row["insurance"] == "unemployment"
    )
    share = rng.choice([10, 30, 30, 40, 50, 60, 80, 90, 100])
    for _ in range(rng.choice([1, 1, 2])):
        year = unit.setting.year - rng.choice([0, 0, 0, 0, 1])
        scheme = rng.choice(
            ["", "", "", "", "retention-refund", "retention-refund-hardship", "training-subsidy"]
        )
        amount = str((base * share + 50) // 100)
        unit.refunds.append(
            {
                "employer_no": unit.row["employer_no"],
                "year": str(year),
                "scheme": scheme,
                "amount_fen": amount,
            }
        )
        share = rng.choice([5, 20])


def dispatch(unit: Unit) -> None:
    """A dispatch agency by flag or by name, or one in name only."""
    rng = unit.rng
    unit.row["dispatch"] = rng.choice(["1", "是", "", "", "0"])
    if unit.row["dispatch"] in {"", "0"}:
        unit.row["name"] = f"锦州{unit.serial}号劳务派遣有限公司"
    if rng.random() < 0.3:
        unit.applications.append(
            {"employer_no": unit.row["employer_no"], "kind": "dispatch", "on": "2017-01-05", "detail": ""}
        )


def leavers(unit: Unit) -> None:
    """People left for all sorts of reasons, some unstated, some just outside the base year."""
    rng, s = unit.rng, unit.setting
    gone = max(unit.heads(s.december_before) - unit.heads(s.december), 0) or rng.choice([1, 3])
    unstated = rng.choice([0.0, 0.0, 0.2, 1.0])
    for _ in range(min(gone, 25) + rng.choice([-1, 0, 0, 2])):
        reason = "" if rng.random() < unstated else rng.choice(REASONS)
        unit.leaver(
            rng.choice([*s.base_year(), s.january, s.december, s.december + 1, s.december_before]), reason
        )


def leavers_cover_the_reduction(unit: Unit) -> None:
    """Twelve gone of two hundred, of whom one or none is excluded: the limit is met, or missed, by one."""
    s = unit.setting
    unit.insure(range(s.december_before, s.december + 1), 200)
    unit.end_with(188)
    for _ in range(unit.rng.choice([1, 1, 2])):
        unit.leaver(s.january + 3, unit.rng.choice(["retired", "died", "", "laid_off", "expired"]))


def claimants(unit: Unit) -> None:
    """New claimants about the limit, some twice, some outside the base year."""
    rng, s = unit.rng, unit.setting
    limit = max(unit.start * rng.choice([55, 55, 200]) // 1000, 1) + rng.choice([-1, 0, 0, 1])
    for _ in range(min(limit, 40)):
        month = rng.choice([*s.base_year(), s.january, s.december])
        person = unit.person()
        unit.claims += [_claim(unit, person, month) for _ in range(rng.choice([1, 1, 1, 2]))]
    if rng.random() < 0.3:
        unit.claims.append(_claim(unit, unit.person(), s.december + 1))
        unit.claims.append(_claim(unit, unit.person(), s.december_before))


def _claim(unit: Unit, person: str, month: int) -> dict[str, str]:
    text = f"{month // 12:04d}-{month % 12 + 1:02d}"
    return {"employer_no": unit.row["employer_no"], "person_id": person, "first_month": text}


def another_file(unit: Unit) -> None:
    """A further file fills a blank, agrees, or disagrees."""
    rng = unit.rng
    field = rng.choice(
        ["size", "size", "industry", "employees", "revenue_fen", "entity_type", "insured_from"]
    )
    values = {
        "size": ["large", "small", "medium"],
        "industry": ["C33", "K70", "F"],
        "employees": ["1000", "300", "12"],
        "revenue_fen": [_about(40000, 0), _about(300, 0)],
        "entity_type": ["enterprise", "law_firm"],
        "insured_from": ["2012-03-01", f"{unit.setting.year - 1}-01-01"],
    }[field]
    if rng.random() < 0.6:
        unit.row[field] = ""
    for _ in range(rng.choice([1, 1, 2])):
        row = {"name": rng.choice([unit.row["name"], "登记名称有限公司"]), "code": unit.row["code"]}
        row[field] = rng.choice(values)
        if rng.random() < 0.3:
            row |= {"name": unit.row["name"], "code": ""}
        unit.other_files.append(row)


def struck_off(unit: Unit) -> None:
    """The market register says struck off or deregistered, without a day (or with one)."""
    unit.row["status"] = unit.rng.choice(["注销", "吊销"])
    if unit.rng.random() < 0.3:
        unit.row["insured_to"] = unit.setting.about(unit.rng).isoformat()


def no_account(unit: Unit) -> None:
    """No account is known."""
    unit.row |= {"account_no": "", "account_name": "", "bank": ""}


def many_short_spells(unit: Unit) -> None:
    """About half of the people of the year stay two months or fewer."""
    s = unit.setting
    for number in range(6):
        first = s.january + number
        unit.spell(first, first + unit.rng.choice([1, 2, 2, 3, 6]), reason="resigned")
        unit.spell(s.january - 12, None)


def people_by_spells(unit: Unit) -> None:
    """A small unit whose headcount cells are blank: the spells tell."""
    s = unit.setting
    people = unit.rng.choice([3, 4, 6])
    unit.insure(range(s.december_before, s.december + 1), people)
    for _ in range(people):
        unit.spell(s.january - 20, None)
    if unit.rng.random() < 0.5:
        unit.spell(s.january - 20, s.january + 6, reason=unit.rng.choice(["retired", "mutual"]))
    for month in unit.rng.sample([s.december_before, *s.base_year()], k=4):
        unit.months[month][0]["headcount"] = ""


def the_same_employer_twice(unit: Unit) -> None:
    """Two population rows of one number: the same (used once)."""
    unit.twice.append(dict(unit.row))


def recognised(unit: Unit) -> None:
    """On (or just off) the local list of firms in hardship."""
    until = unit.setting.as_of + dt.timedelta(days=unit.rng.choice([-1, 0, 1]))
    unit.lists.append(
        {
            "list": "hardship_recognised",
            "employer_no": unit.row["employer_no"],
            "listed_on": "2017-02-01",
            "removed_on": unit.rng.choice(["", "", "", until.isoformat()]),
        }
    )


TWISTS = (
    other_kind,
    other_kind,
    kind_blank,
    size_by_table,
    size_by_table,
    size_by_table,
    size_blank,
    branch,
    branch,
    listed,
    listed,
    listed,
    without_a_valid_code,
    refunded,
    refunded,
    refunded,
    refunded,
    dispatch,
    leavers,
    leavers,
    leavers_cover_the_reduction,
    claimants,
    claimants,
    another_file,
    another_file,
    struck_off,
    no_account,
    many_short_spells,
    people_by_spells,
    the_same_employer_twice,
)
