"""Matching the year, beside the plain SQL that it rests on."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from benchmarks.year.living import Year

if TYPE_CHECKING:
    from paycards.access.visit import Visit

    Rows = dict[int, list[dict[str, Any]]]  # of `matches`, by contract

TIMES = 5  # that the plain work is done: by itself it is too short to be measured once


class UndoneError(Exception):
    """Ends a transaction that is to leave no trace."""


def match(year: Year) -> None:
    """Match the year, beside what matching cannot do without: to read dues and entries, to write matches.

    A rehearsal that leaves no trace tells the rows, and then for both alike statements are compiled and pages
    read. The plain work is undone too: so its matches go where they belong, and pass the same guards.
    """
    from paycards.jobs.match_settlements import match_settlements

    rows = _rehearsed(year.visit)
    year.timed("plain", lambda: _again_and_again(year.visit, rows), TIMES)
    year.timed("matching", lambda: match_settlements(year.visit))
    year.took["matching_ratio"] = year.took["matching"] / year.took["plain"]


def _rehearsed(visit: Visit) -> Rows:
    """The matches that are to be made of every contract."""
    from paycards.access.permission import Permission
    from paycards.reconcile.settlement.by_the_rules import match_by_the_rules
    from paycards.reconcile.settlement.telling import tell
    from paycards.store.tables.settlement import matches

    rows: Rows = {}
    for contract in visit.installation.contracts.values():
        with suppress(UndoneError), visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
            tell(step, contract, match_by_the_rules(step, contract))
            made = step.connection.execute(select(matches).where(matches.c.contract_id == contract.id))
            rows[contract.id] = [
                {name: value for name, value in row._mapping.items() if name != "id"} for row in made
            ]
            raise UndoneError
    return rows


def _again_and_again(visit: Visit, rows: Rows) -> None:
    for _ in range(TIMES):
        for contract_id, made in rows.items():
            with suppress(UndoneError):
                _read_and_write(visit, contract_id, made)


def _read_and_write(visit: Visit, contract_id: int, made: list[dict[str, Any]]) -> None:
    from paycards.reconcile.settlement.dues import dues_of
    from paycards.reconcile.settlement.open_sides import own_entries
    from paycards.store.engine import writing
    from paycards.store.tables.settlement import matches

    with writing(visit.installation.engine) as connection:
        dues_of(connection, visit.installation.contract(contract_id), visit.today)
        own_entries(connection, contract_id)
        if made:
            connection.execute(matches.insert(), made)
        raise UndoneError
