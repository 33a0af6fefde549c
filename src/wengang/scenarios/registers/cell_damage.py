"""People, addresses and telephones of an employer as an office writes them.

Kinds: ``old_rep``, ``rep_homophone``, ``rep_trad``, ``rep_extra`` a title or telephone behind the name; ``old_addr``,
``addr_shared`` one of an address at which hundreds are registered; ``phone_agent`` the telephone of an agent,
``phone_two`` two in one cell, ``phone_junk`` no telephone at all. How an address is shortened and a number is grouped
differs between offices and is no damage.
"""

import random

from wengang.scenarios.registers.firms import Address, Firm
from wengang.scenarios.registers.hand import Hand
from wengang.scenarios.registers.letters import full_width, sounds_like, traditional
from wengang.scenarios.registers.numbers import mobile

_DIGITS = str.maketrans("0123456789", "○一二三四五六七八九")


def written_rep(hand: Hand, firm: Firm, kinds: list[str]) -> str:
    """The legal representative."""
    if hand.does("rep_blank"):
        return ""
    name = firm.rep
    if hand.does("old_rep"):
        kinds.append("old_rep")
        name = firm.old_rep
    return _person(hand, name, kinds)


def written_contact(hand: Hand, firm: Firm, kinds: list[str]) -> str:
    """Somebody to ask: the legal representative or an employee."""
    if hand.does("rep_blank"):
        return ""
    return _person(hand, firm.contact if hand.does("contact_other") else firm.rep, kinds)


def _person(hand: Hand, name: str, kinds: list[str]) -> str:
    rng = hand.rng
    if hand.does("rep_homophone"):
        at = rng.randrange(len(name))
        other = sounds_like(rng, name[at])
        if other:
            kinds.append("rep_homophone")
            name = name[:at] + other + name[at + 1 :]
    if hand.does("rep_trad") and traditional(name) != name:
        kinds.append("rep_trad")
        name = traditional(name)
    if hand.does("rep_extra"):
        kinds.append("rep_extra")
        name += rng.choice(("（经理）", "(会计)", " 总", "先生", "/" + mobile(rng), "（法人）"))
    if len(name) == 2 and rng.random() < 0.02:
        name = f"{name[0]} {name[1]}"
    return name


def written_address(hand: Hand, firm: Firm, kinds: list[str]) -> str:
    """The address, whole or as the office shortens it."""
    if hand.does("address_blank"):
        return ""
    address = firm.address
    if firm.old_address is not None and hand.does("old_addr"):
        kinds.append("old_addr")
        address = firm.old_address
    elif address.hub:
        kinds.append("addr_shared")
    text = _shortened(hand.rng, address) if hand.does("addr_short") else address.whole
    luck = hand.rng.random()
    if luck < 0.03:
        return full_width(text)
    if luck < 0.06:
        at = hand.rng.randrange(len(text))
        return text[:at] + (sounds_like(hand.rng, text[at]) or text[at]) + text[at + 1 :]
    if luck < 0.065:
        return text[: len(text) // 2] + "\n" + text[len(text) // 2 :]
    return text


def _shortened(rng: random.Random, address: Address) -> str:
    county, city = address.county.name, address.town.name
    head = rng.choice((city + county, county, county, city[:-1] + county, "", city))
    town = address.township if rng.random() < 0.6 else ""
    number, inside = address.number, address.inside
    luck = rng.random()
    if luck < 0.1:
        number = number.removesuffix("号")
    elif luck < 0.15:
        number = number.translate(_DIGITS)
    elif luck < 0.2:
        number = number.split("-")[0].removesuffix("号") + "号"
    return head + town + address.street + number + (inside if rng.random() < 0.7 else "")


def written_phone(hand: Hand, firm: Firm, kinds: list[str]) -> str:
    """A telephone: the owner's mobile number mostly, the office's, a bookkeeper's, an agent's."""
    if hand.does("phone_blank"):
        return ""
    rng = hand.rng
    if hand.does("phone_junk"):
        kinds.append("phone_junk")
        return rng.choice(("无", "0", "00000000", "13800000000", "不详", "-", "1"))
    if firm.agent and rng.random() < 0.65:
        kinds.append("phone_agent")
        return _grouped(rng, firm.agent)
    luck = rng.random()
    number = firm.mobile if luck < 0.7 else firm.landline if luck < 0.86 else firm.second_phone
    if hand.does("phone_two"):
        kinds.append("phone_two")
        return f"{firm.mobile}{rng.choice(('/', '、', ' ', ';'))}{firm.landline}"
    return _grouped(rng, number)


def _grouped(rng: random.Random, number: str) -> str:
    """The forms in which people type a telephone."""
    luck = rng.random()
    if luck < 0.86:
        return number
    if luck < 0.90:
        return f"+86 {number}"
    if luck < 0.93:
        return f"{number[:3]} {number[3:7]} {number[7:]}" if "-" not in number else number.replace("-", "")
    if luck < 0.96:
        return (
            number.rsplit("-", maxsplit=1)[-1]
            if "-" in number
            else f"{number[:3]}-{number[3:7]}-{number[7:]}"
        )
    if luck < 0.98:
        return f"{number}.0" if "-" not in number else f"({number.replace('-', ')')}"
    return full_width(number) if luck < 0.99 else f"电话{number}"
