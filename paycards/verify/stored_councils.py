"""The councils and contracts of the database, whatever stands there, beside what the settings say of them.

Elsewhere a contract whose row cannot be used is refused. A proof names such a row and goes on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from paycards.clock import local_date
from paycards.errors import not_in_database
from paycards.ledger import chart
from paycards.settings.contract import Contract
from paycards.settings.council import Council
from paycards.settings.installation import Settings
from paycards.store.tables.base import instant_of
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.ledger import ledger_accounts
from paycards.verify.check import as_text
from paycards.verify.findings import NOT_THERE, Difference, told

AS_SET = "as the settings say"
_COUNCIL = ("name",)
_CONTRACT = ("council", "channel", "client_code")  # and the columns that the settings say


@dataclass(frozen=True)
class StoredCouncil:
    """A council with every contract that it ever had, and the ids of these by code."""

    id: int
    council: Council
    contract_ids: Mapping[str, int]


def stored_councils(
    connection: Connection, covered: ColumnElement[bool], settings: Settings
) -> list[StoredCouncil]:
    """The councils that are covered, by id. What left the settings is as it was stored."""
    rows = connection.execute(_councils().where(covered)).all()
    terms = {contract.code: contract for _, contract in settings.contracts()}
    return [_stored(row, connection.execute(_contracts_of(row.id)).all(), terms, settings) for row in rows]


def _stored(
    row: Row[Any], its: Sequence[Row[Any]], terms: Mapping[str, Contract], settings: Settings
) -> StoredCouncil:
    named = {council.code: council for council in settings.councils}
    council = named.get(row.code) or Council.model_construct(code=str(row.code), name=str(row.name))
    made = tuple(terms.get(each.code) or _contract(each) for each in its)
    return StoredCouncil(
        row.id,
        council.model_copy(update={"contracts": made}),
        {contract.code: each.id for contract, each in zip(made, its, strict=True)},
    )


def _contract(row: Row[Any]) -> Contract:
    """A contract that left the settings, as it was stored: the program checked it when it came."""
    return Contract.model_construct(
        code=str(row.code), channel=str(row.channel), client_code=str(row.client_code)
    )


def require_stored(connection: Connection, settings: Settings) -> None:
    """Raise SettingsError for a council or contract that is new in the settings.

    The database never had an account for it; where one is there, the row that had this code was changed.
    """
    stored = {*connection.execute(select(councils.c.code).union(select(contracts.c.code))).scalars()}
    accounts = {council.code: chart.name("suspense", council.code) for council in settings.councils}
    accounts |= {contract.code: chart.name("clearing", contract.code) for _, contract in settings.contracts()}
    missing = {code: account for code, account in accounts.items() if code not in stored}
    if not missing:
        return
    opened = select(ledger_accounts.c.name).where(ledger_accounts.c.name.in_(missing.values()))
    known = {*connection.execute(opened).scalars()}
    unknown = ", ".join(sorted(code for code, account in missing.items() if account not in known))
    if unknown:
        raise not_in_database(unknown)


def wrong_councils(connection: Connection, settings: Settings) -> Iterator[Difference]:
    """Give each council and contract that is stored otherwise than the settings say it, or as none can be."""
    rows = connection.execute(_councils()).all()
    found = {row.code: row._asdict() for row in rows}
    for council in settings.councils:
        yield from _compared("council", council.code, "", found.get(council.code), _said(council, _COUNCIL))
    for row in rows:
        yield from _told_of("council", row, row.code, (_wrong_code(row.code), _wrong_night(row)))
    yield from _wrong_contracts(connection, settings)


def _wrong_contracts(connection: Connection, settings: Settings) -> Iterator[Difference]:
    query = _contracts().add_columns(councils.c.code.label("council")).outerjoin(councils)
    rows = connection.execute(query).all()
    found = {row.code: row._asdict() for row in rows}
    for council, contract in settings.contracts():
        said = {"council": council.code} | _said(contract, _CONTRACT[1:])
        yield from _compared("contract", council.code, contract.code, found.get(contract.code), said)
    for row in rows:
        wrong = (_wrong_code(row.code), _wrong_day("known_since", row.known_since))
        yield from _told_of("contract", row, row.council or "", wrong)


def _compared(
    kind: str, council: str, contract: str, found: Mapping[str, Any] | None, said: Mapping[str, str]
) -> Iterator[Difference]:
    if found is None:
        yield Difference(kind, council, NOT_THERE, AS_SET, contract=contract)
        return
    differ = [name for name in said if found[name] != said[name]]
    if differ:
        ours, theirs = (", ".join(told(name, side[name]) for name in differ) for side in (found, said))
        yield Difference(kind, council, ours, f"{theirs}, {AS_SET}", contract=contract)


def _told_of(kind: str, row: Row[Any], council: str, wrong: tuple[str, ...]) -> Iterator[Difference]:
    for what in filter(None, wrong):
        yield Difference(kind, str(council), what, "as the program writes it", about=f"{kind} {row.id}")


def _wrong_code(code: object) -> str:
    return "" if isinstance(code, str) and code.strip() else told("code", code)


def _wrong_night(row: Row[Any]) -> str:
    """The newest night that ended: its day is that of the instant at which it did."""
    if row.last_night is None and row.last_night_at is None:
        return ""
    night, ended = _day(row.last_night), instant_of(row.last_night_at)
    if night is not None and ended is not None and night == local_date(ended):
        return ""
    return f"{told('last_night', row.last_night)}, {told('last_night_at', row.last_night_at)}"


def _wrong_day(name: str, value: object) -> str:
    return "" if value is None or _day(value) else told(name, value)


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _said(table: Council | Contract, names: tuple[str, ...]) -> dict[str, str]:
    return {name: getattr(table, name) for name in names}


def _councils() -> Any:
    told_as_text = (
        as_text(councils.c.last_night, "last_night"),
        as_text(councils.c.last_night_at, "last_night_at"),
    )
    return select(councils.c.id, councils.c.code, councils.c.name, *told_as_text).order_by(councils.c.id)


def _contracts() -> Any:
    told_of = (contracts.c.id, contracts.c.code, contracts.c.channel, contracts.c.client_code)
    return select(*told_of, as_text(contracts.c.known_since, "known_since")).order_by(contracts.c.id)


def _contracts_of(council_id: int) -> Any:
    return _contracts().where(contracts.c.council_id == council_id)
