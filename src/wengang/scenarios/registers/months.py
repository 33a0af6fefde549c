"""The next month's delivery: firms change, offices learn of it or do not, rows are corrected, lost and renumbered."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from wengang.scenarios.registers import lexicon
from wengang.scenarios.registers.families import change_name, gth_to_co, particulars
from wengang.scenarios.registers.firms import Firm
from wengang.scenarios.registers.numbers import number_firms
from wengang.scenarios.registers.offices import Office, Record, write_all
from wengang.scenarios.registers.people import people_of
from wengang.scenarios.registers.world import Change, World

RENAMED, NEW_REP, MOVED, CLOSED, MERGED = 0.008, 0.010, 0.010, 0.010, 0.001
FOUNDED, GROWN, NAME_TAKEN = 0.015, 0.002, 0.3
LEARNS = 0.35
"""Chance that an office other than the register writes a change down within the month."""
CODE_MENDED, NAME_MENDED, RETYPED, DROPPED = 0.03, 0.02, 0.005, 0.005
PEOPLE_NEW, PEOPLE_DROPPED = 0.01, 0.01

Rows = dict[int, list[tuple[Office, Record]]]


def next_month(world: World, month: int) -> list[Change]:
    """Change the world in place; the changes of entities, in order."""
    rows: Rows = defaultdict(list)
    for office in world.offices.values():
        for record in office.records:
            rows[id(record.subject)].append((office, record))
    changes: list[Change] = []
    released: list[Firm] = []
    for firm in list(world.firms):
        if not firm.closed:
            changes += _fortune(world, firm, rows, month, released)
    changes += _newcomers(world, month, released)
    for stem, office in world.offices.items():
        _tended(world, office)
        if stem != next(iter(world.offices)) and len(stem) % 2:
            world.rng.shuffle(office.records)
    _people(world)
    return changes


def _fortune(world: World, firm: Firm, rows: Rows, month: int, released: list[Firm]) -> Iterator[Change]:
    """At most one thing that happens to a firm, and which offices take note."""
    rng, founder = world.rng, world.founder
    luck = rng.random()
    if luck < RENAMED and firm.line and firm.kind in ("co", "soe", "gth", "coop"):
        was = replace(firm)
        for _ in range(20):
            change_name(founder, firm)
            if founder.take(firm):
                break
        else:
            firm.trade, firm.line, firm.form = was.trade, was.line, was.form
            firm.prefix, firm.bracket = was.prefix, was.bracket
            return
        firm.was, firm.former = was, was.name
        if rng.random() < NAME_TAKEN:
            released.append(was)
        _noted(world, firm, rows, "old_name")
        yield Change(month=month, entity=firm.entity, change="renamed", before=was.name, after=firm.name)
    elif luck < RENAMED + NEW_REP:
        firm.old_rep, firm.rep = firm.rep, lexicon.person(founder.rng)
        _noted(world, firm, rows, "old_rep")
        yield Change(month=month, entity=firm.entity, change="new_rep", before=firm.old_rep, after=firm.rep)
    elif luck < RENAMED + NEW_REP + MOVED:
        before = firm.address
        firm.old_address, firm.address = before, founder.address(firm.town, firm.county)
        _noted(world, firm, rows, "old_addr")
        yield Change(
            month=month, entity=firm.entity, change="moved", before=before.whole, after=firm.address.whole
        )
    elif luck < RENAMED + NEW_REP + MOVED + CLOSED:
        firm.closed, firm.status = True, "注销"
        _noted(world, firm, rows, "")
        yield Change(month=month, entity=firm.entity, change="closed", before="存续", after="注销")
    elif luck < RENAMED + NEW_REP + MOVED + CLOSED + MERGED and firm.kind == "co":
        other = rng.choice(world.firms)
        if other is not firm and not other.closed:
            firm.closed, firm.status, firm.parent = True, "注销", other
            _noted(world, firm, rows, "")
            yield Change(
                month=month, entity=firm.entity, change="merged_into", before=firm.entity, after=other.entity
            )


def _noted(world: World, firm: Firm, rows: Rows, otherwise: str) -> None:
    """The register writes the firm anew, another office perhaps; a row that stays as it was is marked."""
    register = next(iter(world.offices.values()))
    for office, record in rows.get(id(firm), ()):
        if firm.closed and office is not register:
            if world.rng.random() < LEARNS:
                office.records.remove(record)
        elif office is register or world.rng.random() < LEARNS:
            _retype(office, record)
        elif otherwise and otherwise not in record.kinds and _shows(office, otherwise):
            record.kinds.append(otherwise)


def _shows(office: Office, kind: str) -> bool:
    return {"old_name": "name", "old_rep": "legal_rep", "old_addr": "address"}[kind] in office.place


def _retype(office: Office, record: Record) -> None:
    """The row written afresh under its number, in particulars that an office keeps by themselves unchanged."""
    fresh = office.row(record.subject, record.serial, ["dup"] if "dup" in record.kinds else [], None)
    for content in ("case_no", "customs_no", "medical_no", "power_no", "fund_no", "year"):
        if content in office.place:
            fresh.cells[office.place[content]] = record.cells[office.place[content]]
    record.cells, record.kinds = fresh.cells, fresh.kinds


def _newcomers(world: World, month: int, released: list[Firm]) -> list[Change]:
    """Firms founded this month: unlike any, grown out of a shop, or under a name that another gave up."""
    founder, rng = world.founder, world.rng
    born = [(founder.found(), "") for _ in range(round(len(world.firms) * FOUNDED))]
    for was in released:
        heir = founder.like(was, year=2024, mobile="", landline="", agent="")
        heir.hard = "released_name"
        born.append((heir, was.entity))
    for shop in rng.sample(world.firms, round(len(world.firms) * GROWN)):
        if shop.kind == "co":
            twin = gth_to_co(founder, shop)
            for firm in twin:
                firm.hard = "gth_to_co"
                born.append((firm, shop.entity))
    for firm, _ in born:
        firm.entity, firm.year = next(world.ids), 2024
        particulars(founder, firm)
        firm.closed, firm.status = False, "存续"
    firms = [firm for firm, _ in born]
    number_firms(firms, first=world.numbered)
    world.numbered += len(firms)
    world.firms += firms
    write_all(world.offices, firms, world.serials)
    return [
        Change(month=month, entity=firm.entity, change="founded", before=before, after=firm.name)
        for firm, before in born
    ]


def _tended(world: World, office: Office) -> None:
    """Rows corrected, typed again, or gone."""
    rng, kept = world.rng, []
    for record in office.records:
        if rng.random() < DROPPED:
            continue
        kept.append(record)
        if rng.random() < RETYPED:
            _retype(office, record)
            continue
        if any(kind.startswith("code_") for kind in record.kinds) and rng.random() < CODE_MENDED:
            _mend(office, record, "code", record.subject.code)
        if any(kind.startswith("name_") for kind in record.kinds) and rng.random() < NAME_MENDED:
            _mend(office, record, "name", record.subject.name)
    office.records = kept


def _mend(office: Office, record: Record, content: str, right: str) -> None:
    if content in office.place and "cells_swapped" not in record.kinds:
        record.cells[office.place[content]] = right
        gone = (f"{content}_", "suffix_", *(("old_name",) if content == "name" else ()))
        record.kinds = [kind for kind in record.kinds if not kind.startswith(gone)]


def _people(world: World) -> None:
    """People who come and go; every file about people is in a new order."""
    first = len(world.people)
    new = people_of(world.founder, world.firms, max(2, round(first * PEOPLE_NEW)), first=first)
    world.people += new
    for office in world.person_offices.values():
        office.records = [record for record in office.records if world.rng.random() >= PEOPLE_DROPPED]
        office.write(new, world.serials)
        world.rng.shuffle(office.records)
