"""Verify: rebuild every line, posting and balance from the originals, and compare.

The audit trail of each council is replayed from the archived bytes into a scratch database, which
must then hold what the database holds, to the penny. The database itself is only read. What it
gained while the replay ran is replayed too, in one unchanging view in which all is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, cast, func, select, text

from paycards.access.visit import Visit
from paycards.errors import Corrupt
from paycards.settings.council import Council
from paycards.store import trail
from paycards.store.missing_guards import missing_guards
from paycards.store.tables import (
    accounts,
    card_orders,
    contracts,
    councils,
    files,
    lines,
    outgoing_files,
    postings,
)
from paycards.verify.book_checks import CHECKS
from paycards.verify.compare_books import Check, differing
from paycards.verify.findings import Difference, Findings, both_sides, told
from paycards.verify.replay import Replay, Steps
from paycards.verify.scratch import scratch_council
from paycards.verify.sound_books import RULES


@dataclass(frozen=True)
class Verified:
    """What was rebuilt and compared, and what did not agree.

    `files` are the accepted ones, `pence` the sum of their lines, reversals negative. `differences`
    holds the first twenty of each kind; `counts` says how many there are.
    """

    files: int
    lines: int
    postings: int
    accounts: int
    pence: int
    counts: Mapping[str, int]
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether the database is what the originals give."""
        return not self.counts


def rebuild_and_compare(visit: Visit, steps: Steps) -> Verified:
    """Rebuild and compare everything. Writes nothing but a temporary folder.

    `steps` are what replays each action of the trail.

    Raises Corrupt when the trail cannot be read at all.
    """
    found = Findings()
    for council_id, council in _councils(visit):
        _verify_council(visit, council_id, council, steps, found)
    with visit.reading() as seen:
        database = seen.connection
        _check_guards(database, found)
        _check_archive(visit, database, found)
        _check_books(visit, database, found)
        return Verified(
            files=_count(database, select(files.c.id).where(files.c.state == "accepted")),
            lines=_count(database, select(lines.c.row_no)),
            postings=_count(database, select(postings.c.row_no)),
            accounts=_count(database, select(accounts.c.id)),
            pence=_pence(database),
            counts=dict(found.counts),
            differences=tuple(found.shown),
        )


def _councils(visit: Visit) -> list[tuple[int, Council]]:
    """Every council by id, with every contract that it ever had."""
    with visit.reading() as seen:
        query = select(councils).where(seen.covers(councils.c.id)).order_by(councils.c.id)
        stored = seen.connection.execute(query).all()
    named = {council.code: council for council in visit.settings.councils}
    return [
        (row.id, _with_contracts(visit, row.id, named.get(row.code, Council(code=row.code, name=row.name))))
        for row in stored
    ]


def _with_contracts(visit: Visit, council_id: int, council: Council) -> Council:
    of_council = [
        contract.terms
        for contract in visit.installation.contracts.values()
        if contract.council_id == council_id
    ]
    return council.model_copy(update={"contracts": tuple(of_council)})


def _verify_council(visit: Visit, council_id: int, council: Council, steps: Steps, found: Findings) -> None:
    with scratch_council(visit, council_id, council) as scratch:
        replay = Replay(scratch, steps, tell=lambda text: visit.progress.tell(f"{council.code}: {text}"))
        with visit.reading() as seen:
            entries = _entries(seen.connection, council_id)
        replay.take(entries)
        with visit.reading() as seen:
            database = seen.connection
            _write_iso_dates(database)
            replay.take(_entries(database, council_id, after=entries[-1].number if entries else 0))
            _check_trail(database, council_id, council, replay, found)
            places = _Places(council.code, _names(scratch.connection) | _names(database))
            for check in CHECKS:
                visit.progress.tell(f"{council.code}: comparing each {check.kind}")
                for ours, theirs in differing(check, database, scratch.connection, council_id):
                    if found.count(check.kind):
                        found.shown.append(places.difference(check, ours, theirs))


def _write_iso_dates(database: Connection) -> None:
    """Let PostgreSQL turn dates into text as SQLite keeps them, whatever the server's habit."""
    if database.dialect.name == "postgresql":
        database.execute(text("SET LOCAL datestyle = 'ISO'"))


def _entries(database: Connection, council_id: int, after: int = 0) -> list[Row[Any]]:
    try:
        return trail.entries(database, council_id, after)
    except ValueError as error:
        raise Corrupt(f"The audit trail of council {council_id} holds an instant that is none.") from error


def _check_trail(
    database: Connection, council_id: int, council: Council, replay: Replay, found: Findings
) -> None:
    for number in trail.broken_links(database, council_id):
        broken = "its hash does not fit, or an entry before it is gone"
        found.add(Difference("trail", council.code, broken, "", about=f"entry {number}"))
    for row, fault in replay.faults:
        about = f"entry {row.number}, {row.action} {row.subject}"
        found.add(Difference("entry", council.code, "written down", fault, about=about))


@dataclass(frozen=True)
class _Places:
    """Where something stands, in words: files by id, as (contract, name)."""

    council: str
    files: Mapping[int, tuple[str, str]]

    def difference(self, check: Check, ours: Row[Any] | None, theirs: Row[Any] | None) -> Difference:
        row = ours if ours is not None else theirs
        assert row is not None  # noqa: S101 - one of the two is there
        key = dict(zip(row._fields[: check.keys], row, strict=False))
        database, originals = both_sides(ours, theirs, check.keys)
        contract, file = self.files.get(key.get("file_id", 0), ("", ""))
        return Difference(
            check.kind,
            self.council,
            database,
            originals,
            contract=contract,
            file=file,
            row=key.get("row_no"),
            about=", ".join(
                told(name, value) for name, value in key.items() if name not in ("file_id", "row_no")
            ),
        )


def _names(connection: Connection) -> dict[int, tuple[str, str]]:
    query = select(files.c.id, contracts.c.code, files.c.name).join(contracts)
    return {file_id: (contract, name) for file_id, contract, name in connection.execute(query)}


def _check_guards(database: Connection, found: Findings) -> None:
    """Compare triggers, functions, constraints and unique indexes with those that the migrations made."""
    for guard in missing_guards(database):
        name, _, wrong = guard.rpartition(": ")
        found.add(Difference("guard", "", wrong, "as the migrations made it", about=name))


def _check_archive(visit: Visit, database: Connection, found: Findings) -> None:
    """Read every file that the database knows of: those that came, and those that were written."""
    came = database.execute(select(files.c.sha256, files.c.name))
    written = database.execute(select(outgoing_files.c.sha256, outgoing_files.c.name))
    ordered = database.execute(select(card_orders.c.sha256, card_orders.c.file_name))
    for sha256, name in sorted({*came, *written, *ordered}):
        visit.progress.tell(f"reading {name} in the archive")
        try:
            visit.installation.archive.read(sha256)
        except (Corrupt, ValueError) as error:
            found.add(Difference("archive", "", f"SHA-256 {sha256}", str(error), file=name))


def _check_books(visit: Visit, database: Connection, found: Findings) -> None:
    codes = dict(database.execute(select(councils.c.id, councils.c.code)).all())
    names = _names(database)
    for kind, broken in RULES:
        visit.progress.tell(f"adding up: {kind}")
        for council_id, file_id, about, rows, pence, rows_due, pence_due in database.execute(broken()):
            contract, file = names.get(file_id, ("", ""))
            found.add(
                Difference(
                    kind,
                    codes.get(council_id, ""),
                    f"rows {rows}, pence {pence}",
                    f"rows {rows_due}, pence {pence_due}",
                    contract=contract,
                    file=file,
                    about=about,
                )
            )


def _count(database: Connection, query: Select[Any]) -> int:
    return database.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def _pence(database: Connection) -> int:
    return int(
        database.execute(
            select(cast(func.coalesce(func.sum(lines.c.amount_pence), 0), BigInteger))
        ).scalar_one()
    )
