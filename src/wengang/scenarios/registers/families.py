"""Employers that resemble others: twins, branches, groups, heirs of a name. What makes linkage hard."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from wengang.scenarios.registers import lexicon
from wengang.scenarios.registers.calibration import words
from wengang.scenarios.registers.firms import Address, Firm, Founder
from wengang.scenarios.registers.letters import sounds_like
from wengang.scenarios.registers.numbers import account, landline, mobile

Maker = Callable[[Founder, Firm], list[Firm]]


def city_of_firms(founder: Founder, employers: int) -> list[Firm]:
    """The city's employers: founded alone, then kin of some of them by the shares of the calibration."""
    rng, shares = founder.rng, founder.settings["hard"]
    alone = max(4, round(employers * (1 - sum(shares.values()) / 100)))
    firms = [founder.found() for _ in range(alone)]
    for firm in firms:
        if rng.random() < founder.settings["renamed"] and _firm_alone(firm):
            rename_before(founder, firm)
    parents = list(firms)
    for hard, share in shares.items():
        wanted, made = round(employers * share / 100), 0
        for _ in range(40 * wanted):
            if made >= wanted:
                break
            children = MAKERS[hard](founder, rng.choice(parents))[: wanted - made]
            for child in children:
                child.hard = hard
            firms += children
            made += len(children)
    for firm in firms:
        particulars(founder, firm)
    _agents_and_hubs(founder, firms)
    return firms


def particulars(founder: Founder, firm: Firm) -> None:
    """Telephones, account, numbers, staff and status, each firm's own; a blank one only is filled."""
    rng, area = founder.rng, firm.town.area
    firm.mobile = firm.mobile or mobile(rng)
    firm.landline = firm.landline or landline(rng, area)
    firm.second_phone = mobile(rng)
    firm.contact = lexicon.person(rng)
    firm.account = account(rng)
    firm.employer_no = (
        f"{firm.town.code[:4]}{rng.randrange(10**8):08d}"
        if rng.random() < 0.9
        else f"{rng.randrange(10**6):06d}"
    )
    firm.staff = max(1, int(rng.paretovariate(0.8)))
    firm.old_rep = firm.old_rep or lexicon.person(rng)
    if firm.old_address is None:
        firm.old_address = founder.address(firm.town, founder.county_of(firm.town))
    if not firm.closed:
        luck = rng.random()
        firm.closed = luck < 0.06
        firm.status = "注销" if luck < 0.05 else "吊销" if luck < 0.06 else "存续"


def rename_before(founder: Founder, firm: Firm) -> None:
    """Give the firm a name that it bore before: another trade word, line, place or form."""
    was = founder.like(firm)
    for _ in range(20):
        change_name(founder, was)
        if founder.take(was):
            firm.was, firm.former = was, was.name
            return


def change_name(founder: Founder, firm: Firm) -> None:
    """Change one part of the name, the trade word most often."""
    rng, luck = founder.rng, founder.rng.random()
    if luck < 0.55:
        firm.trade = founder.trade(rng)
    elif luck < 0.8:
        firm.line = lexicon.line_of(rng, rng.choice((firm.section, lexicon.section(rng))))
    elif luck < 0.92:
        firm.form = lexicon.other_form(rng, firm.kind, firm.form)
    else:
        firm.prefix, firm.bracket = founder.prefix_of(firm)


def _agents_and_hubs(founder: Founder, firms: list[Firm]) -> None:
    """Agents whose telephone stands for hundreds of firms, and addresses at which hundreds are registered."""
    rng, agents, hubs = founder.rng, founder.settings["agents"], founder.settings["hubs"]
    phones = [mobile(rng) for _ in range(max(2, len(firms) // agents["firms_each"]))]
    places = []
    for _ in range(max(2, len(firms) // hubs["firms_each"])):
        place = founder.address(founder.home, founder.county_of(founder.home))
        place.hub = rng.choice(words()["hubs"])
        places.append(place)
    for firm in firms:
        if rng.random() < agents["share"]:
            firm.agent = phones[int(len(phones) * rng.random() ** 2)]
        if rng.random() < hubs["share"] and firm.kind in ("co", "gth") and not firm.elsewhere:
            firm.address = _at(places[int(len(places) * rng.random() ** 1.5)], rng)
            firm.county = firm.address.county


def _at(hub: Address, rng: random.Random) -> Address:
    return replace(
        hub, inside=f"（{hub.hub}）" if rng.random() < 0.6 else f"{hub.hub}{rng.randint(1, 400)}工位"
    )


def _twin(founder: Founder, firm: Firm, **changes: object) -> list[Firm]:
    twin = founder.like(firm, **changes)
    return [twin] if founder.take(twin) else []


def _firm_alone(firm: Firm) -> bool:
    return firm.kind in ("co", "soe", "gth", "coop") and bool(firm.line)


def same_trade_other_line(founder: Founder, firm: Firm) -> list[Firm]:
    """The same trade word in another line of business, at times of the same owner."""
    if not _firm_alone(firm):
        return []
    letter = lexicon.section(founder.rng)
    line = lexicon.line_of(founder.rng, letter)
    changes: dict[str, object] = {"line": line, "section": letter}
    if founder.rng.random() < 0.35:
        changes["rep"] = firm.rep
    return _twin(founder, firm, **changes) if line != firm.line else []


def homophone_twin(founder: Founder, firm: Firm) -> list[Firm]:
    """A trade word that sounds the same."""
    if not _firm_alone(firm) or not firm.trade:
        return []
    at = founder.rng.randrange(len(firm.trade))
    other = sounds_like(founder.rng, firm.trade[at])
    if not other:
        return []
    return _twin(founder, firm, trade=firm.trade[:at] + other + firm.trade[at + 1 :])


def gth_to_co(founder: Founder, firm: Firm) -> list[Firm]:
    """The shop from which a company grew: the owner and often the address are the same, the body is another."""
    if firm.kind != "co" or firm.elsewhere:
        return []
    rng = founder.rng
    shop = founder.like(
        firm, kin=firm, kind="gth", form=lexicon.form_of(rng, "gth"), rep=firm.rep, bracket=False, mobile=firm.mobile,
        prefix=founder.home.name + firm.county.name if rng.random() < 0.6 else firm.county.name,
        address=firm.address if rng.random() < 0.7 else founder.address(firm.town, firm.county),
        year=max(1994, firm.year - rng.randint(1, 9)),
    )  # fmt: skip
    if rng.random() < 0.6:
        shop.closed, shop.status = True, "注销"
    return [shop] if founder.take(shop) else []


def same_name_other_city(founder: Founder, firm: Firm) -> list[Firm]:
    """The same name but for the place, in another city."""
    if not _firm_alone(firm) or firm.elsewhere:
        return []
    town = founder.rng.choice(founder.others)
    county = founder.county_of(town)
    prefix = founder.rng.choice((town.short, town.name, county.name))
    return _twin(founder, firm, town=town, county=county, prefix=prefix, elsewhere=True)


def branch(founder: Founder, firm: Firm) -> list[Firm]:
    """A branch (分公司) of a company: its own code, its head's name with a suffix."""
    if firm.kind not in ("co", "soe") or "公司" not in firm.form:
        return []
    rng = founder.rng
    county = founder.county_of(founder.home)
    place = county.name.rstrip("市区县") if len(county.name) > 2 else county.name
    suffix = rng.choice((
        f"{place}分公司", f"{county.name}分公司", f"（{place}）分公司", f"{founder.home.short}分公司",
        f"第{lexicon.chinese(rng.randint(1, 9))}分公司", f"{place}营业部", f"{place}销售分公司",
    ))  # fmt: skip
    rep = firm.rep if rng.random() < 0.25 else lexicon.person(rng)
    return _twin(
        founder, firm, kind="branch", county=county, town=founder.home, suffix=suffix, rep=rep, parent=firm,
        elsewhere=False, address=founder.address(founder.home, county),
    )  # fmt: skip


def same_owner(founder: Founder, firm: Firm) -> list[Firm]:
    """One or two more firms of the same legal representative, some at the same address and telephone."""
    if firm.kind not in ("co", "gth"):
        return []
    rng, made = founder.rng, []
    for _ in range(rng.choice((1, 1, 2))):
        other = founder.found()
        other.rep, other.kin = firm.rep, firm
        if rng.random() < 0.5:
            other.mobile = firm.mobile = firm.mobile or mobile(rng)
        if rng.random() < 0.4:
            other.address, other.county = firm.address, firm.county
        made.append(other)
    return made


def prefix_twin(founder: Founder, firm: Firm) -> list[Firm]:
    """The same name under another place: XX市A公司, XXA公司, or the province's."""
    if firm.kind not in ("co", "soe", "coop") or not firm.line:
        return []
    prefix, bracket = founder.prefix_of(firm)
    return _twin(founder, firm, prefix=prefix, bracket=bracket)


def form_twin(founder: Founder, firm: Firm) -> list[Firm]:
    """The same name with another legal form."""
    if not _firm_alone(firm):
        return []
    return _twin(founder, firm, form=lexicon.other_form(founder.rng, firm.kind, firm.form))


def group_company(founder: Founder, firm: Firm) -> list[Firm]:
    """Companies of a group that share a long beginning and differ in the line alone."""
    if firm.kind not in ("soe", "co") or not firm.trade or firm.bracket:
        return []
    rng, made = founder.rng, []
    for _ in range(rng.randint(2, 6)):
        letter = lexicon.section(rng)
        order = f"第{lexicon.chinese(rng.randint(1, 6))}" if rng.random() < 0.25 else ""
        made += _twin(
            founder, firm, kind="soe", trade=f"{firm.trade}集团{order}", section=letter, mobile="",
            line=lexicon.line_of(rng, letter), form=rng.choice(("有限公司", "有限责任公司")),
            rep=firm.rep if rng.random() < 0.3 else lexicon.person(rng),
            landline=firm.landline if rng.random() < 0.3 else "",
        )  # fmt: skip
    return made


def numbered_shop(founder: Founder, firm: Firm) -> list[Firm]:
    """Shops of a chain that differ in a number."""
    if firm.kind not in ("co", "gth") or not firm.line:
        return []
    rng, made = founder.rng, []
    start = rng.randint(1, 12)
    style = rng.choice(("{}店", "{}分店", "第{}分店", "第{}门店"))
    for number in range(start, start + rng.randint(2, 7)):
        figure = str(number) if rng.random() < 0.3 else lexicon.chinese(number)
        base = firm if firm.kind == "co" else founder.like(firm, form="")
        made += _twin(
            founder, base, kind="branch", suffix=style.format(figure), county=founder.county_of(founder.home),
            rep=firm.rep if rng.random() < 0.6 else lexicon.person(rng), mobile="", parent=firm,
        )  # fmt: skip
    return made


def released_name(founder: Founder, firm: Firm) -> list[Firm]:
    """A new firm that took a name which another gave up."""
    if firm.was is None or firm.extras.get("released"):
        return []
    heir = founder.like(firm.was, year=2024 - founder.rng.randrange(3), mobile="", landline="")
    firm.extras["released"] = "1"
    return [heir]


def merger(founder: Founder, firm: Firm) -> list[Firm]:
    """A firm that was absorbed: gone from the register, its rows linger; it stays a body of its own."""
    if firm.kind not in ("co", "soe"):
        return []
    gone = founder.found()
    gone.closed, gone.status, gone.parent = True, "注销", firm
    if founder.rng.random() < 0.6:
        gone.address, gone.county = firm.address, firm.county
    return [gone]


def numbered_body(founder: Founder, firm: Firm) -> list[Firm]:
    """Schools, hospitals and villages that differ in a number or a word."""
    if firm.kind not in ("school", "hospital", "village"):
        return []
    trade = founder.rng.choice(words()["body_words"] if firm.kind != "village" else words()["villages"])
    return _twin(founder, firm, trade=trade + "村" * (firm.kind == "village"), mobile="", landline="")


def numeral_twin(founder: Founder, firm: Firm) -> list[Firm]:
    """The first, second and third works of one name."""
    if firm.kind not in ("co", "soe") or not firm.line:
        return []
    made = []
    for number in range(1, founder.rng.randint(3, 4)):
        order = str(number) if founder.rng.random() < 0.3 else lexicon.chinese(number)
        made += _twin(founder, firm, line=f"第{order}{firm.line}", mobile="")
    return made


def same_name(founder: Founder, firm: Firm) -> list[Firm]:
    """A sole trader of exactly the same name in another county: nothing but place and people tells them apart."""
    if firm.kind != "gth":
        return []
    county = founder.county_of(founder.home)
    if county.code == firm.county.code or firm.county.name in firm.name:
        return []
    twin = founder.like(
        firm, county=county, address=founder.address(founder.home, county), mobile="", landline=""
    )
    return [twin]


MAKERS: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (
        same_trade_other_line, homophone_twin, gth_to_co, same_name_other_city, branch, same_owner, prefix_twin,
        form_twin, group_company, numbered_shop, released_name, merger, numbered_body, numeral_twin, same_name,
    )
}  # fmt: skip
