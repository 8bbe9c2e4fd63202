"""Show what suppliers owe: the dues in pages, how old what is open is, and what money is expected when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.access.permission import Permission
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.errors import NotFound
from paycards.ledger.days import newest_closed
from paycards.reconcile.proof.kept_proofs import version_of
from paycards.reconcile.settlement.ageing import BANDS, Band, band_of, bands_of
from paycards.reconcile.settlement.dues import owed_of_each
from paycards.reconcile.settlement.forecast import Expected, expected_of
from paycards.reconcile.settlement.standing import Standing, standings

PAGE = 50
DAYS_AHEAD = 15  # days of the forecast that are shown
VIEWS = ("open", "late", "settled", "all", *BANDS)


class Order(NamedTuple):
    """The place of a due in the list: its day, the file that makes it, the row there."""

    day: dt.date
    file_id: int
    row_no: int

    def __str__(self) -> str:
        return f"{self.day}.{self.file_id}~{self.row_no}"


@dataclass(frozen=True)
class DuesPage:
    """A page of dues, oldest first. `total` and `total_pence` are of all of the view."""

    council: str
    as_at: dt.datetime
    agreed_until: dt.date | None
    view: str
    contract: str  # empty: of all
    contracts: tuple[str, ...]
    dues: tuple[Standing, ...]
    total: int
    total_pence: int  # outstanding, or what was owed where it is settled
    late: int
    late_pence: int
    bands: tuple[Band, ...]
    expected: tuple[Expected, ...]
    after: Order | None  # what the page comes after
    next: Order | None


def show_dues(
    visit: Visit, council: str, *, view: str = "open", contract: str = "", after: Order | None = None
) -> DuesPage:
    """Return the dues of a view after a place, of one contract or all. Raises NotFound."""
    if view not in VIEWS:
        raise NotFound("view", view, choices=list(VIEWS))
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        every = contracts_seen(visit.installation, seen)
        some = contracts_seen(visit.installation, seen, contract) if contract else every
        found, expected = _worked_out(visit, seen.connection, seen.council(council), some)
        closed = newest_closed(seen.connection, seen.council(council))
    looked_at = [each for each in found if _is_in(view, each, visit.today)]
    late = [each for each in found if each.is_overdue]
    page, more = _page([each for each in looked_at if after is None or order_of(each) > after])
    return DuesPage(
        council=council,
        as_at=visit.now,
        agreed_until=closed,
        view=view,
        contract=contract,
        contracts=tuple(row.terms.code for row in every),
        dues=tuple(page),
        total=len(looked_at),
        total_pence=_pence(looked_at, view),
        late=len(late),
        late_pence=_pence(late, "late"),
        bands=bands_of(found, visit.today),
        expected=_soon(expected),
        after=after,
        next=more,
    )


def _worked_out(
    visit: Visit, connection: Connection, council_id: int, contracts: Sequence[ContractRow]
) -> tuple[list[Standing], list[Expected]]:
    """The dues in order and what is expected, as long as nothing changes in the council's books."""

    def made() -> tuple[list[Standing], list[Expected]]:
        today, owed = visit.today, owed_of_each(connection, contracts, visit.today)
        found = [each for row in contracts for each in standings(owed[row.id].dues, today, row.holidays)]
        found.sort(key=lambda each: (*order_of(each), each.due.contract, each.due.key))
        return found, [each for row in contracts for each in expected_of(row, owed[row.id], today)]

    ids = tuple(each.id for each in contracts)
    mark = version_of(connection, council_id, visit.now)
    return visit.installation.kept.of(("dues", council_id, ids), mark, made)


def order_of(standing: Standing) -> Order:
    """The place of a due in the list; those that no file makes any more stand first of their day."""
    return Order(standing.due.due_on, *(standing.due.made_by or (0, 0)))


def _page(found: Sequence[Standing]) -> tuple[Sequence[Standing], Order | None]:
    """The first page of what was found, and where the next one begins: it never parts what has one place."""
    if len(found) <= PAGE:
        return found, None
    last = order_of(found[PAGE - 1])
    page = [each for each in found if order_of(each) <= last]
    return page, last if len(page) < len(found) else None


def _is_in(view: str, standing: Standing, today: dt.date) -> bool:
    if view in BANDS:
        return band_of(standing, today) == view
    if view == "late":
        return standing.is_overdue
    return view == "all" or (standing.state == "settled") == (view == "settled")


def _pence(standings: Iterable[Standing], view: str) -> int:
    if view in ("settled", "all"):
        return sum(each.due.amount_pence for each in standings)
    return sum(each.due.outstanding_pence for each in standings)


def _soon(expected: Sequence[Expected]) -> tuple[Expected, ...]:
    """The days to come that are shown, in order; what has no day is last."""
    last = dt.date.max
    in_order = sorted(expected, key=lambda each: (each.on or last, each.contract))
    days = sorted({each.on or last for each in in_order})[:DAYS_AHEAD]
    return tuple(each for each in in_order if (each.on or last) in {*days, last})
