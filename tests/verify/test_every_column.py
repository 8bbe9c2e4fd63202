"""Every column of every table is evidence that verify looks at, or stands here with the reason why it is not.

A value is changed behind the database's back, with its guards out of the way and put back, and verify must
name it. A table or column that joins later without a check fails here. Each column is tried on SQLite; on
PostgreSQL every second one, and of those that others go by one of each table. The soak tries each on both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, Connection, Date, Integer, Table, and_, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import BigInteger

from paycards.access.visit import Visit
from paycards.errors import PaycardsError
from paycards.jobs.verify import verify
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.tables.base import Instant
from paycards.store.tables.every import metadata
from paycards.verify.rebuilding import Verified
from tests.postgres import PostgresServer
from tests.verify import whole_life
from tests.verify.test_rebuilding import unguarded
from tests.visits import open_visit

SETTING = "what the settings say, brought in line by init"
CLOCK = "when a clock said that it happened; that it is an instant is looked at, and it is set once"
HINT = "what a night remembers so that it need not look twice"
WORDING = "what a closed problem said, which is never changed; an open one says what its facts give"
MACHINE = "when the machine found it or that it was dealt with; only what a person decided is in the trail"
PRINTED = "a name on a card, which the trail does not hold"
OWN = "a number of this database's own, which nothing outside it names"
LIST = "how far the list of an office has come; the cards that it asked for are compared"

NOT_EVIDENCE: dict[str, dict[str, str]] = {
    "remote_files": dict.fromkeys(metadata.tables["remote_files"].c.keys(), HINT),
    "skipped_files": dict.fromkeys(metadata.tables["skipped_files"].c.keys(), HINT),
    "bank_balances": {"id": OWN},
    "card_batches": {"id": OWN},
    "card_batch_rows": dict.fromkeys(metadata.tables["card_batch_rows"].c.keys(), LIST),
    "card_ranges": dict.fromkeys(("scheme_id", "first_serial", "last_serial"), SETTING),
    "contracts": {"known_since": HINT},
    "councils": {"last_night_at": HINT},
    "problems": {
        **dict.fromkeys(("message", "action", "facts"), WORDING),
        "opened_at": MACHINE,
        "contract_id": "what it is shown under; that of a file which waits is compared",
    },
    "outgoing_files": {"placed_at": CLOCK},
    "card_requests": {"holder": PRINTED},
    "closed_days": {"id": OWN},
    "decisions": {"id": OWN},
    "suspense_items": {"id": "what a person names it by; each database gives its own"},
    "files": {
        "received_at": CLOCK,
        "rejected": "of an accepted file nothing; of the others see the decisions",
    },
}

# Tables that hold nothing of the books: verify proves money and what was decided about it.
BESIDE_THE_BOOKS = {
    **dict.fromkeys(("people", "sign_in_log"), "who may sign in; acts on people are in the trail"),
    "person_users": "who people were at the terminal; the database refuses to change it",
    "person_roles": "what people are is followed through the trail: see test_staff_roles",
    **dict.fromkeys(("recovery_codes", "set_up_links", "staff_sessions", "sign_in_attempts"), "of a sign-in"),
    **dict.fromkeys(("provider_sign_ins", "kept_forms"), "of a sign-in or a form that is under way"),
    **dict.fromkeys(("customer_sessions", "customer_tries"), "of a customer's visit that is under way"),
    "card_links": "the hash of a link to the customer's own page; that it was made is in the trail",
    "card_ids": OWN,
    **dict.fromkeys(("account_payments", "unlisted_files"), "which postings a page reads; kept by guards"),
    **dict.fromkeys(("work", "handed_in_lists"), "how far long work has come; what it does is in the trail"),
}

# Tables that nothing in the whole life fills yet. What fills one makes verify look at it, and leaves here.
TO_COME = (*("matches", "match_ends", "opening_items", "corrected_references", "corrected_cards"),)

# Which row is changed, where not any will do: the one whose columns all count.
CHOSEN = {
    "files": "state = 'accepted' AND kind = 'payments' AND decided_at IS NOT NULL",
    "problems": "note = 'dealt with by telephone'",
    "contracts": "code = 'NVD-ALLPAY'",
    "councils": "code = 'NVD'",
    "ledger_accounts": "name = 'suspense:NVD'",
    "card_requests": "card_number IS NOT NULL",
    "bank_entries": "decided_by IS NOT NULL",
    "decisions": "kind = 'allocate' AND decided_by IS NOT NULL",
}

# What is told of a table, where the kind of difference is not its own name in the singular.
KINDS = {
    "enquiries": "enquiry",
    "account_references": "reference",
    "bank_entries": "bank entry",
    "batch_controls": "batch",
    "batches": "batch",
    "card_batches": "bulk issue",
    "card_check_weights": "weight of a check digit",
    "card_checks": "check digit",
    "outgoing_batches": "batch",
    "outgoing_held": "held posting",
    "problems": "closed problem",
}
NAMED_AS = {
    name: name.removesuffix("_id")
    for name in (
        *("account_id", "scheme_id", "debit_id", "credit_id", "statement_id", "decision_id"),
        "contract_id",
    )
}

# What others go by: a change of it is told of them too, so each of these is tried alone.
TRAIL = "audit_trail"
ALONE = (
    *("contracts", "councils", "ledger_accounts"),
    *("bank_statements.id", "bank_statements.file_id"),
    *("accounts.id", "batches.id", "card_batches.id", "card_schemes.id", "card_schemes.code"),
    "card_schemes.council_id",
    *("card_schemes.definition", "files.id", "files.council_id", "files.contract_id", "outgoing_runs.id"),
    *(
        "postings.batch_id",
        "outgoing_batches.batch_id",
        "outgoing_batches.run_id",
        "outgoing_held.run_id",
        "outgoing_held.left_run_id",
        "batches.council_id",
    ),
    *("problems.id", "problems.council_id", "files.sha256", "files.name", "files.state"),
)
DATABASES = ("sqlite", "postgresql")
Cell = tuple[Table, Column[Any]]


def evidence() -> list[Cell]:
    return [
        (table, column)
        for table in metadata.sorted_tables
        for column in table.c
        if column.name not in NOT_EVIDENCE.get(table.name, {})
        and table.name not in (TRAIL, *TO_COME, *BESIDE_THE_BOOKS)
    ]


def alone() -> list[Any]:
    """Each column that others go by, with the database that it is tried on."""
    cells = [cell for cell in evidence() if _is_alone(cell)]
    first = {table.name: column for table, column in reversed(cells)}
    return [
        _tried_on(database, first[table.name] is column, table, column, name=str(column))
        for database in DATABASES
        for table, column in cells
    ]


def rounds() -> list[Any]:
    """One column of each table at a time, each of a table's own row, with the database."""
    return [
        _tried_on(database, place % 2 == 0, cells, name=str(len(cells)))
        for database in DATABASES
        for place, cells in enumerate(_rounds())
    ]


def _tried_on(database: str, always: bool, *values: object, name: str) -> Any:
    marks = () if always or database == "sqlite" else (pytest.mark.soak,)
    return pytest.param(database, *values, marks=marks, id=f"{database}-{name}")


def _rounds() -> list[list[Cell]]:
    together = [cell for cell in evidence() if not _is_alone(cell)]
    numbered: dict[str, list[Cell]] = {}
    for cell in together:
        numbered.setdefault(cell[0].name, []).append(cell)
    most = max(map(len, numbered.values()))
    return [[cells[place] for cells in numbered.values() if place < len(cells)] for place in range(most)]


def _is_alone(cell: Cell) -> bool:
    return cell[0].name in ALONE or str(cell[1]) in ALONE


@pytest.fixture(scope="module")
def lived_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with whole(tmp_path_factory.mktemp("whole"), "sqlite:///paycards.db") as visit:
        yield visit


@pytest.fixture(scope="module")
def lived_on_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[Visit]:
    with whole(tmp_path_factory.mktemp("whole"), postgres_server.new_migrated_database()) as visit:
        yield visit


@contextmanager
def whole(home: Path, database: str) -> Iterator[Visit]:
    whole_life.live(home, database)
    visit = whole_life.wake(home, database)
    yield visit
    visit.installation.engine.dispose()


@pytest.fixture(params=DATABASES)
def lived(request: pytest.FixtureRequest) -> Visit:
    """One life for each database, whatever order the tests come in."""
    return request.getfixturevalue(f"lived_on_{request.param}")


def test_what_is_to_come_is_empty(lived: Visit) -> None:
    with reading(lived.installation.engine) as connection:
        for name in TO_COME:
            assert connection.execute(select(metadata.tables[name])).first() is None, name


def test_nothing_is_wrong_before_anything_is_changed(lived: Visit) -> None:
    verified = verify(lived)
    assert (verified.counts, verified.differences) == ({}, ())


@pytest.mark.parametrize(("lived", "cells"), rounds(), indirect=["lived"])
def test_each_value_that_was_changed_is_named(lived: Visit, cells: list[Cell]) -> None:
    with changed(lived, cells) as taken:
        verified = verify(lived)
    assert "guard" not in verified.counts
    silent = [str(column) for table, column in taken if not names(verified, table, column)]
    assert not silent, verified.differences


@pytest.mark.parametrize(("lived", "table", "column"), alone(), indirect=["lived"])
def test_a_value_that_others_go_by_is_not_changed_unseen(
    lived: Visit, table: Table, column: Column[Any]
) -> None:
    with changed(lived, [(table, column)]) as taken:
        assert is_seen(lived) == bool(taken)


def is_seen(visit: Visit) -> bool:
    """Whether verify names a difference, or no command can be run at all any more."""
    fresh: Visit | None = None
    try:
        fresh = open_visit(visit.settings, now=visit.now)
        verified = verify(fresh)
    except PaycardsError:
        return True
    finally:
        if fresh is not None:
            fresh.installation.engine.dispose()
    assert "guard" not in verified.counts
    return bool(verified.counts)


@pytest.mark.parametrize("column", metadata.tables[TRAIL].c, ids=str)
def test_each_column_of_the_trail_is_in_its_hash(lived: Visit, column: Column[Any]) -> None:
    with (
        changed(lived, [(metadata.tables[TRAIL], column)]) as taken,
        reading(lived.installation.engine) as seen,
    ):
        assert taken
        assert [*trail.broken_links(seen, 1), *trail.broken_links(seen, 2)]


def names(verified: Verified, table: Table, column: Column[Any]) -> bool:
    """Whether a difference of the table's own kind speaks of the column, or of a row under another key."""
    kind = KINDS.get(table.name, table.name.replace("_", " ").removesuffix("s"))
    told_as = {column.name, NAMED_AS.get(column.name, column.name)}
    said = [f"{found.database} {found.originals}" for found in verified.differences if found.kind == kind]
    return any(
        any(f"{name} " in told for name in told_as) or "not there" in told or kind in SENTENCES
        for told in said
    )


SENTENCES = ("bulk issue", "closed problem")  # told in sentences of their own


@contextmanager
def changed(visit: Visit, cells: list[Cell]) -> Iterator[list[Cell]]:
    """Change a value of each of these columns behind the database's back; give those that could be."""
    done: list[tuple[Table, Column[Any], dict[str, Any], Any]] = []
    with unguarded(visit) as connection:
        for table, column in cells:
            old = _chosen(connection, table)
            new = _change(connection, table, column, old)
            if new is not None:  # else a constraint refuses whatever it might be
                done.append((table, column, old, new))
    try:
        yield [(table, column) for table, column, _, _ in done]
    finally:
        with unguarded(visit) as connection:
            for table, column, old, new in done:
                now = {**old, column.name: new}
                this = and_(*(key == now[key.name] for key in table.primary_key))
                assert connection.execute(_set(table, column, old[column.name], this)).rowcount == 1


def _chosen(connection: Connection, table: Table) -> dict[str, Any]:
    row = connection.execute(
        select(table).where(text(CHOSEN.get(table.name, "1 = 1"))).order_by(*table.primary_key).limit(1)
    ).first()
    assert row is not None, f"there is no row of {table.name} to attack"
    return row._asdict()


def _change(connection: Connection, table: Table, column: Column[Any], old: dict[str, Any]) -> Any:
    """Change the value to the first other one that the table's own constraints let through."""
    this = and_(*(key == old[key.name] for key in table.primary_key))
    for new in _others(table, column, old[column.name]):
        try:
            with connection.begin_nested():
                assert connection.execute(_set(table, column, new, this)).rowcount == 1
        except DBAPIError:
            continue
        return new
    return None


def _set(table: Table, column: Column[Any], value: Any, this: Any) -> Any:
    return update(table).where(this).values({column: value})


def _others(table: Table, column: Column[Any], value: Any) -> Iterator[Any]:
    if isinstance(column.type, Date):
        yield (value or dt.date(2026, 11, 16)) + dt.timedelta(days=1)
    elif isinstance(column.type, Instant):
        yield (value or whole_life.MONDAY) + dt.timedelta(seconds=1)
    elif isinstance(column.type, Integer | BigInteger) or isinstance(value, int):
        yield from ((value or 0) + 1, (value or 0) - 1, (value or 0) + 10)
    else:
        yield from _other_texts(table, value)


def _other_texts(table: Table, value: str | None) -> Iterator[str]:
    if value:
        flipped = "1" if value[0] == "0" else "0"
        yield from (flipped + value[1:], f"{value}x")
    else:
        yield "x"
    checks = [str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)]
    named = dict.fromkeys(name for check in checks for name in re.findall(r"'(\w*)'", check))
    yield from (name for name in named if name != value)


def test_each_exception_names_a_column_that_there_is() -> None:
    for table, named in NOT_EVIDENCE.items():
        assert named.keys() <= set(metadata.tables[table].c.keys())
        assert all(named.values())
    assert BESIDE_THE_BOOKS.keys() <= metadata.tables.keys()
