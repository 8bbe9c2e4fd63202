"""The entries of the bank as a person works through them: oldest first, in pages, and the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, cast, exists, func, literal, select, tuple_

from paycards.access.reading import Reading
from paycards.errors import NotFound
from paycards.ledger.exports.bank import ENTRIES, EXPLAINED_PENCE, STATE
from paycards.reconcile.bank.statements import TAKEN
from paycards.reconcile.subjects import ENTRY, waits
from paycards.store.tables.bank import bank_entries, bank_statements
from paycards.store.tables.councils import contracts
from paycards.store.tables.lines import same_line
from paycards.store.tables.settlement import match_ends, matches

OPEN = ("open", "part_explained", "unclear")
VIEWS = {  # what may be looked at, with the states that it holds
    "open": OPEN,
    "explained": ("explained",),
    "other": ("other",),
    "not_booked": ("not_booked",),
}
WITHOUT_DAY = dt.date(9999, 1, 1)  # of what the bank has not booked
PAGE = 50


@dataclass(frozen=True)
class Place:
    """Where an entry stands in the order of the list: its day, its file, its row."""

    day: dt.date
    file_id: int
    row_no: int

    def __str__(self) -> str:
        return f"{self.day}.{self.file_id}~{self.row_no}"


@dataclass(frozen=True)
class Listed:
    """An entry of the list. `open_pence` is what no due explains; charges that the bank took are in it."""

    place: Place
    account: str
    booked_on: dt.date | None
    text: str
    reference: str
    amount_pence: int
    open_pence: int
    contract: str
    state: str
    proved: bool
    proposed: bool  # the rules propose a match
    waits: bool  # a decision about it waits for a second person


@dataclass(frozen=True)
class Tally:
    """How many entries there are of a view, and their pence."""

    entries: int = 0
    pence: int = 0


@dataclass(frozen=True)
class Worklist:
    """A page of a view. `tallies` are of every view; `next` is what the next page comes after."""

    view: str
    entries: tuple[Listed, ...]
    tallies: dict[str, Tally]
    next: Place | None

    @property
    def tally(self) -> Tally:
        """How many there are of what is looked at."""
        return self.tallies[self.view]


def worklist(seen: Reading, view: str, after: Place | None = None) -> Worklist:
    """Return a page of the entries of a view, in order of day, file and row. Raises NotFound for no view."""
    if view not in VIEWS:
        raise NotFound("view", view, choices=list(VIEWS))
    query = _view(seen, view)
    if after is not None:
        query = query.where(_as_tuple(after) < _ORDER)
    found = [_listed(row) for row in seen.connection.execute(query.limit(PAGE + 1))]
    more = found[PAGE - 1].place if len(found) > PAGE else None
    return Worklist(view, tuple(found[:PAGE]), _tallies(seen), more)


def open_tally(seen: Reading) -> Tally:
    """How many entries are open, and their pence."""
    return _tallies(seen)["open"]


def next_open(seen: Reading, after: Place) -> Listed | None:
    """Return the next open entry about which no decision waits, or else the first of all but this one."""
    query = _view(seen, "open").where(~waits(ENTRY, bank_entries))
    for some in (query.where(_as_tuple(after) < _ORDER), query.where(_as_tuple(after) > _ORDER)):
        row = seen.connection.execute(some.limit(1)).first()
        if row is not None:
            return _listed(row)
    return None


def listed_at(seen: Reading, file_id: int, row_no: int) -> Listed:
    """Return one entry, whatever its state. Raises NotFound for one that is not there or not to be seen."""
    this = (bank_entries.c.file_id == file_id) & (bank_entries.c.row_no == row_no)
    row = seen.connection.execute(_LIST.where(this, seen.covers(bank_entries.c.council_id))).first()
    if row is None:
        raise NotFound("bank entry", f"{file_id}-{row_no}")
    return _listed(row)


_DAY = func.coalesce(bank_entries.c.booked_on, literal(WITHOUT_DAY))
_ORDER = tuple_(_DAY, bank_entries.c.file_id, bank_entries.c.row_no)
_proposal = matches.outerjoin(match_ends, match_ends.c.match_id == matches.c.id)
_PROPOSED = (
    exists()
    .select_from(_proposal)
    .where(same_line(matches, bank_entries), matches.c.state == "proposed", match_ends.c.match_id.is_(None))
)
_PAID_PENCE = bank_entries.c.amount_pence + bank_entries.c.charges_pence
_LIST: Select[Any] = select(
    *(bank_entries.c[name] for name in ("file_id", "row_no", "account", "booked_on", "text", "reference")),
    bank_entries.c.amount_pence,
    (_PAID_PENCE - EXPLAINED_PENCE).label("open_pence"),
    func.coalesce(contracts.c.code, "").label("contract"),
    STATE.label("state"),
    bank_statements.c.proved,
    _PROPOSED.label("proposed"),
    waits(ENTRY, bank_entries).label("waits"),
).select_from(ENTRIES)


def _view(seen: Reading, view: str) -> Select[Any]:
    return _LIST.where(
        seen.covers(bank_entries.c.council_id), bank_statements.c.state == TAKEN, STATE.in_(VIEWS[view])
    ).order_by(_DAY, bank_entries.c.file_id, bank_entries.c.row_no)


def _tallies(seen: Reading) -> dict[str, Tally]:
    states = (
        select(STATE.label("state"), _PAID_PENCE.label("pence"))
        .select_from(ENTRIES)
        .where(seen.covers(bank_entries.c.council_id), bank_statements.c.state == TAKEN)
        .subquery("standing")
    )
    pence = cast(func.sum(states.c.pence), BigInteger)
    query = select(states.c.state, func.count(), pence).group_by(states.c.state)
    found = seen.connection.execute(query).all()
    return {view: _tally([row for row in found if row.state in of]) for view, of in VIEWS.items()}


def _tally(rows: Sequence[Any]) -> Tally:
    return Tally(sum(int(row[1]) for row in rows), sum(int(row[2]) for row in rows))


def _as_tuple(place: Place) -> Any:
    return tuple_(literal(place.day), literal(place.file_id), literal(place.row_no))


def _listed(row: Any) -> Listed:
    said = dict(row._mapping)
    day = said["booked_on"] or WITHOUT_DAY
    place = Place(day, said.pop("file_id"), said.pop("row_no"))
    flags = {name: bool(said[name]) for name in ("proved", "proposed", "waits")}
    return Listed(**said | flags, place=place)
