"""Explain one due: what is expected and why, what was paid, what the supplier keeps, how late it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from paycards.access.contracts import ContractRow
from paycards.access.permission import Permission
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.errors import NotFound
from paycards.reconcile.settlement.fees_by_network import NetworkFee, fees_by_network
from paycards.reconcile.settlement.forecast import Expected, forecast
from paycards.reconcile.settlement.listing import standings_of
from paycards.reconcile.settlement.remittance import remittances
from paycards.reconcile.settlement.standing import Standing
from paycards.reconcile.settlement.story import Story, story_of
from paycards.store.tables.files import files
from paycards.store.tables.settlement import matches, opening_items

DAYS_AHEAD = 5  # days of the forecast that are shown


@dataclass(frozen=True)
class DuePage:
    """A due with all that led to it. `lag` is in working days; `expected` is what its contract is to pay.

    `files` are the ids of its files by key; `entries` are file id and row of each of its matches.
    """

    council: str
    as_at: dt.datetime
    standing: Standing
    story: Story
    settled_by: str  # statement or file
    lag: int
    fees_are: str  # netted, invoiced or none
    fees: tuple[NetworkFee, ...]
    expected: tuple[Expected, ...]
    files: Mapping[str, int]
    entries: tuple[tuple[int, int], ...]


def explain_due(visit: Visit, council: str, made_by: tuple[int, int]) -> DuePage:
    """Return the due that a file makes, or with its number a row of opening items. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        connection = seen.connection
        contract = _contract(connection, contracts_seen(visit.installation, seen), made_by)
        standing = _standing(connection, contract, made_by, visit.today)
        key, terms = standing.due.key, contract.terms
        made = remittances(connection, contract, visit.today).made
        parts = [file for each in made if each.maker.key == key for file in (each.maker, *each.files)]
        return DuePage(
            council=council,
            as_at=visit.now,
            standing=standing,
            story=story_of(connection, [contract], key, visit.today),
            settled_by=terms.settled_by,
            lag=terms.settlement_lag_working_days,
            fees_are=terms.settlement.fees,
            fees=tuple(fees_by_network(connection, contract, {file.id for file in parts})),
            expected=tuple(forecast(connection, contract, visit.today)[:DAYS_AHEAD]),
            files={file.key: file.id for file in parts},
            entries=_entries(connection, contract.id, key),
        )


def _contract(
    connection: Connection, contracts: Sequence[ContractRow], made_by: tuple[int, int]
) -> ContractRow:
    """The contract of a file, or of a row of opening items."""
    file_id, row_no = made_by
    whose = select(files.c.contract_id).where(files.c.id == file_id)
    if row_no:
        this = (opening_items.c.file_id == file_id) & (opening_items.c.row_no == row_no)
        whose = select(opening_items.c.contract_id).where(this)
    contract_id = connection.execute(whose).scalar()
    for contract in contracts:
        if contract.id == contract_id:
            return contract
    raise NotFound("due", _named(made_by))


def _standing(
    connection: Connection, contract: ContractRow, made_by: tuple[int, int], today: dt.date
) -> Standing:
    for standing in standings_of(connection, contract, today):
        if standing.due.made_by == made_by:
            return standing
    raise NotFound("due", _named(made_by))


def _named(made_by: tuple[int, int]) -> str:
    return f"{made_by[0]}-{made_by[1]}"


def _entries(connection: Connection, contract_id: int, key: str) -> tuple[tuple[int, int], ...]:
    query = select(matches.c.file_id, matches.c.row_no).where(
        matches.c.contract_id == contract_id, matches.c.due == key
    )
    return tuple((row.file_id, row.row_no) for row in connection.execute(query.order_by(matches.c.id)))
