"""A person's row as an office writes it.

Kinds: ``id_missing``, ``id_masked`` stars within the number, ``id15`` the old form, ``id_x`` small or full-width X or
none, ``id_typo``, ``id_noise``, ``id_sci``, ``id_other`` a relative's number; ``name_homo``, ``name_trad``,
``name_space``, ``name_masked``, ``rare_char`` a rare character lost, ``dot`` another dot or none, ``old_name``.
"""

import random

from wengang.scenarios.registers.hand import Hand
from wengang.scenarios.registers.letters import full_width, sounds_like, traditional
from wengang.scenarios.registers.people import Person

_COMMON = 0x9FA5


def written_person_name(hand: Hand, person: Person, kinds: list[str]) -> str:
    """The name as written."""
    rng, name = hand.rng, person.name
    if person.former and hand.does("old_name"):
        kinds.append("old_name")
        name = person.former
    rare = [at for at, character in enumerate(name) if ord(character) > _COMMON or ord(character) < 0x4E00]
    if "·" in name:
        if hand.does("dot"):
            kinds.append("dot")
            name = name.replace("·", rng.choice((".", "•", "", " ", "．", "・")))
    elif rare and hand.does("rare_char"):
        kinds.append("rare_char")
        name = name[: rare[0]] + rng.choice(("?", "*", "□", "（）", "")) + name[rare[0] + 1 :]
    if hand.does("name_homo"):
        at = rng.randrange(len(name))
        other = sounds_like(rng, name[at])
        if other:
            kinds.append("name_homo")
            name = name[:at] + other + name[at + 1 :]
    if hand.does("name_trad") and traditional(name) != name:
        kinds.append("name_trad")
        name = traditional(name)
    if hand.does("name_space"):
        kinds.append("name_space")
        name = rng.choice((f"{name[0]} {name[1:]}", f"{name[0]}　{name[1:]}", f" {name}", f"{name} "))
    if hand.does("name_masked"):
        kinds.append("name_masked")
        name = name[0] + "*" * (len(name.strip()) - 1)
    return name


def written_id(hand: Hand, person: Person, kinds: list[str]) -> str:
    """The number as written."""
    rng, number = hand.rng, person.id_no
    if person.relative is not None and hand.does("id_other"):
        kinds.append("id_other")
        number = person.relative.id_no
    sort = hand.any_of(("id_missing", "id_masked", "id15", "id_sci"))
    if sort == "id15" and person.year >= 2000:
        sort = ""
    if sort:
        kinds.append(sort)
        return _other(rng, number, sort)
    if number[-1] == "X" and hand.does("id_x"):
        kinds.append("id_x")
        return number[:-1] + rng.choice(("x", "Ｘ", "", "*"))
    if hand.does("id_typo"):
        kinds.append("id_typo")
        at = rng.randrange(16)
        if rng.random() < 0.5:
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        return number[:at] + str((int(number[at]) + rng.randint(1, 9)) % 10) + number[at + 1 :]
    if hand.does("id_noise"):
        kinds.append("id_noise")
        return rng.choice(
            (full_width(number), f"'{number}", f"{number[:6]} {number[6:14]} {number[14:]}", f"{number} ")
        )
    return number


def _other(rng: random.Random, number: str, sort: str) -> str:
    if sort == "id_missing":
        return ""
    if sort == "id15":
        return number[:6] + number[8:17]
    if sort == "id_sci":
        return f"{number[0]}.{number[1:6]}E+17"
    kept = rng.choice((6, 6, 3, 10))
    return number[:kept] + "*" * (14 - kept) + number[14:]


def written_person_phone(hand: Hand, person: Person) -> str:
    """The telephone, at times another one."""
    if hand.does("phone_blank"):
        return ""
    number = person.second_phone if hand.does("phone_other") else person.phone
    luck = hand.rng.random()
    return (
        number
        if luck < 0.95
        else f"+86{number}"
        if luck < 0.97
        else f"{number[:3]}-{number[3:7]}-{number[7:]}"
    )
