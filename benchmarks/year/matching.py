"""Matching the year, beside the plain SQL that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column

from benchmarks.year.living import Year

if TYPE_CHECKING:
    from paycards.access.visit import Visit


TIMES = 5  # that the plain work is done: by itself it is too short to be measured once


def match(year: Year) -> None:
    """Match the year; then read and write alone what matching reads and writes.

    The plain work is done before, too: statements are compiled and pages read, for both alike.
    """
    from paycards.jobs.match_settlements import match_settlements

    _read_and_write(year.visit)
    year.timed("matching", lambda: match_settlements(year.visit))
    year.timed("plain", lambda: _again_and_again(year.visit), TIMES)
    year.took["matching_ratio"] = year.took["matching"] / year.took["plain"]


def _again_and_again(visit: Visit) -> None:
    for _ in range(TIMES):
        _read_and_write(visit)


def _read_and_write(visit: Visit) -> None:
    """The dues and entries of every contract, and the rows of all matches, into a table of their own."""
    from paycards.reconcile.settlement.dues import dues_of
    from paycards.reconcile.settlement.open_sides import own_entries
    from paycards.store.engine import writing
    from paycards.store.tables import matches
    from paycards.store.temporary import temporary

    with writing(visit.installation.engine) as connection:
        for contract in visit.installation.contracts.values():
            dues_of(connection, contract, visit.today)
            own_entries(connection, contract.id)
        made = [dict(row._mapping) for row in connection.execute(matches.select())]
        columns = [Column(column.name, column.type) for column in matches.c]
        with temporary(connection, "plain_matches", *columns) as plain:
            if made:
                connection.execute(plain.insert(), made)
