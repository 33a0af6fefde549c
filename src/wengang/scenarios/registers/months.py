"""The next month's delivery: firms change, offices learn of it or do not, rows are corrected, lost and renumbered."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

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


@dataclass(kw_only=True)
class _Turn:
    """One month: the world, each firm's rows before it (by identity), names given up in it."""

    world: World
    month: int
    rows: dict[int, list[tuple[Office, Record]]]
    released: list[Firm]

    def change(self, firm: Firm, change: str, *, before: str, after: str) -> Change:
        return Change(month=self.month, entity=firm.entity, change=change, before=before, after=after)


def next_month(world: World, month: int) -> list[Change]:
    """Change the world in place; the changes of entities, in order."""
    turn = _Turn(world=world, month=month, rows=defaultdict(list), released=[])
    for office in world.offices.values():
        for record in office.records:
            turn.rows[id(record.subject)].append((office, record))
    changes = [change for firm in list(world.firms) if not firm.closed for change in _fortune(turn, firm)]
    changes += _newcomers(turn)
    for place, office in enumerate(world.offices.values()):
        _tended(world, office)
        if place % 2:
            world.rng.shuffle(office.records)
    _people(world)
    return changes


def _fortune(turn: _Turn, firm: Firm) -> Iterator[Change]:
    """At most one thing that happens to a firm, and which offices take note."""
    world = turn.world
    luck = world.rng.random()
    if luck < RENAMED:
        yield from _renamed(turn, firm)
    elif luck < RENAMED + NEW_REP:
        firm.old_rep, firm.rep = firm.rep, lexicon.person(world.founder.rng)
        _noted(turn, firm, "old_rep")
        yield turn.change(firm, "new_rep", before=firm.old_rep, after=firm.rep)
    elif luck < RENAMED + NEW_REP + MOVED:
        before = firm.address
        firm.old_address, firm.address = before, world.founder.address(firm.town, firm.county)
        _noted(turn, firm, "old_addr")
        yield turn.change(firm, "moved", before=before.whole, after=firm.address.whole)
    elif luck < RENAMED + NEW_REP + MOVED + CLOSED:
        firm.closed, firm.status = True, "注销"
        _noted(turn, firm, "")
        yield turn.change(firm, "closed", before="存续", after="注销")
    elif luck < RENAMED + NEW_REP + MOVED + CLOSED + MERGED and firm.kind == "co":
        other = world.rng.choice(world.firms)
        if other is not firm and not other.closed:
            firm.closed, firm.status, firm.parent = True, "注销", other
            _noted(turn, firm, "")
            yield turn.change(firm, "merged_into", before=firm.entity, after=other.entity)


def _renamed(turn: _Turn, firm: Firm) -> Iterator[Change]:
    """Another name, where the kind of body and chance allow it."""
    if not firm.line or firm.kind not in ("co", "soe", "gth", "coop"):
        return
    was, founder = replace(firm), turn.world.founder
    for _ in range(20):
        change_name(founder, firm)
        if founder.take(firm):
            break
    else:
        firm.trade, firm.line, firm.form = was.trade, was.line, was.form
        firm.prefix, firm.bracket = was.prefix, was.bracket
        return
    firm.was, firm.former = was, was.name
    if turn.world.rng.random() < NAME_TAKEN:
        turn.released.append(was)
        firm.extras["released"] = "1"
    _noted(turn, firm, "old_name")
    yield turn.change(firm, "renamed", before=was.name, after=firm.name)


def _noted(turn: _Turn, firm: Firm, otherwise: str) -> None:
    """The register writes the firm anew, another office perhaps; a row that stays as it was is marked."""
    rng = turn.world.rng
    register = next(iter(turn.world.offices.values()))
    for office, record in turn.rows.get(id(firm), ()):
        if firm.closed and office is not register:
            if rng.random() < LEARNS:
                record.gone = True
        elif office is register or rng.random() < LEARNS:
            _retype(office, record)
        elif otherwise and otherwise not in record.kinds and _shows(office, otherwise):
            record.kinds.append(otherwise)


def _shows(office: Office, kind: str) -> bool:
    return {"old_name": "name", "old_rep": "legal_rep", "old_addr": "address"}[kind] in office.place


def _retype(office: Office, record: Record) -> None:
    """The row written afresh under its number, in particulars that an office keeps by themselves unchanged."""
    fresh = office.row(record.subject, record.serial, kinds=["dup"] if "dup" in record.kinds else [])
    for content in ("case_no", "customs_no", "medical_no", "power_no", "fund_no", "year"):
        if content in office.place:
            fresh.cells[office.place[content]] = record.cells[office.place[content]]
    record.cells, record.kinds = fresh.cells, fresh.kinds


def _newcomers(turn: _Turn) -> list[Change]:
    """Firms founded this month: unlike any, grown out of a shop, or under a name that another gave up."""
    world = turn.world
    founder, rng = world.founder, world.rng
    born = [(founder.found(), "") for _ in range(round(len(world.firms) * FOUNDED))]
    for was in turn.released:
        heir = founder.like(was, mobile="", landline="", agent="")
        heir.hard = "released_name"
        born.append((heir, was.entity))
    for company in rng.sample(world.firms, round(len(world.firms) * GROWN)):
        for firm in gth_to_co(founder, company):
            firm.hard = "gth_to_co"
            born.append((firm, company.entity))
    for firm, _ in born:
        firm.entity, firm.year = next(world.ids), 2024
        particulars(founder, firm)
        firm.closed, firm.status = False, "存续"
    firms = [firm for firm, _ in born]
    number_firms(firms, first=world.numbered)
    world.numbered += len(firms)
    world.firms += firms
    write_all(world.offices, firms, world.serials)
    return [turn.change(firm, "founded", before=before, after=firm.name) for firm, before in born]


def _tended(world: World, office: Office) -> None:
    """Rows corrected, typed again, or gone."""
    rng, kept = world.rng, []
    for record in office.records:
        if record.gone or rng.random() < DROPPED:
            continue
        kept.append(record)
        if rng.random() < RETYPED:
            _retype(office, record)
            continue
        for content, share in (("code", CODE_MENDED), ("name", NAME_MENDED)):
            damaged = any(kind.startswith(f"{content}_") for kind in record.kinds)
            if damaged and rng.random() < share:
                _mend(office, record, content)
    office.records = kept


def _mend(office: Office, record: Record, content: str) -> None:
    """Code or name put right, where the row has it in its place."""
    if content in office.place and "cells_swapped" not in record.kinds:
        record.cells[office.place[content]] = getattr(record.subject, content)
        gone = (f"{content}_", *(("old_name", "suffix_") if content == "name" else ()))
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
