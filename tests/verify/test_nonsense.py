"""Whatever stands in a column, verify names it and goes on: it never ends because a value cannot be read."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Table, and_, literal_column, select, text, update
from sqlalchemy.exc import DBAPIError

from paycards.access.visit import Visit
from paycards.errors import Failed, SettingsError
from paycards.jobs.verify import verify
from paycards.settings.reading import load_settings
from paycards.store.tables.every import metadata
from tests.postgres import PostgresServer
from tests.verify import whole_life
from tests.verify.test_every_column import CHOSEN, DATABASES
from tests.verify.test_rebuilding import tamper, unguarded
from tests.visits import open_visit

TOO_LARGE = "9223372036854775807"
NONSENSE = {
    "sqlite": ("'nonsense'", "x'ff00'", "CAST(x'fffe' AS TEXT)", TOO_LARGE),
    "postgresql": ("'nonsense'", "'infinity'", "2147483647", TOO_LARGE),
}
# By its code a visitor sees a council at all: what is no text there is told as a trouble of the database.
NO_COUNCIL = ("councils.code", "CAST(x'fffe' AS TEXT)")
Cell = tuple[Table, "Column[object]"]


def rounds() -> list[list[Cell]]:
    """One column of each table at a time."""
    columns = {table: list(table.c) for table in metadata.sorted_tables}
    most = max(map(len, columns.values()))
    return [
        [(table, its[place]) for table, its in columns.items() if place < len(its)] for place in range(most)
    ]


def tried() -> list[object]:
    """Each round with each value. The soak tries all, the usual run one value in some of the rounds."""
    return [
        pytest.param(
            *(database, value, cells),
            id=f"{database}-{place}-{value.strip(chr(39))}",
            marks=() if value == USUAL[database][0] and not place % USUAL[database][1] else pytest.mark.soak,
        )
        for database in DATABASES
        for value in NONSENSE[database]
        for place, cells in enumerate(rounds())
    ]


USUAL = {"sqlite": ("'nonsense'", 2), "postgresql": ("'infinity'", 3)}  # the value, and one round in so many


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Path, str]]]:
    """Where a whole life was lived on each database, and its address; lived when it is first asked for."""
    yield {}


@pytest.fixture
def spoilt(
    request: pytest.FixtureRequest,
    homes: dict[str, tuple[Path, str]],
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
) -> Iterator[Visit]:
    """A copy of the whole life, to be spoilt."""
    kind = request.param
    server: PostgresServer | None = None
    if kind == "postgresql":
        server = request.getfixturevalue("postgres_server")
    if kind not in homes:
        home = tmp_path_factory.mktemp("whole")
        address = server.new_migrated_database() if server else "sqlite:///paycards.db"
        whole_life.live(home, address)
        homes[kind] = (home, address)
    home, address = homes[kind]
    copy = shutil.copytree(home, tmp_path / "copy")
    visit = whole_life.wake(copy, server.copy_of(address) if server else address)
    yield visit
    visit.installation.engine.dispose()


@pytest.mark.parametrize(("spoilt", "value", "cells"), tried(), indirect=["spoilt"])
def test_nonsense_in_any_column_is_named_and_the_proof_goes_on(
    spoilt: Visit, value: str, cells: list[Cell]
) -> None:
    with unguarded(spoilt) as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        put = [
            column
            for table, column in cells
            if (str(column), value) != NO_COUNCIL and _put(connection, table, column, value)
        ]
    assert verify(spoilt).counts or not put


def _put(connection: Connection, table: Table, column: Column[object], value: str) -> bool:
    """Put the value into one row; tell whether the database took it."""
    which = text(CHOSEN.get(table.name, "1 = 1"))
    key = connection.execute(select(*table.primary_key).where(which).limit(1)).first()
    if key is None:
        return False
    this = and_(*(each == its for each, its in zip(table.primary_key, key, strict=True)))
    try:
        with connection.begin_nested():
            connection.execute(update(table).where(this).values({column: literal_column(value)}))
    except DBAPIError:
        return False
    return True


CHANGES = {
    "a contract's channel": (
        "UPDATE contracts SET channel = 'payzone' WHERE code = 'NVD-POST'",
        ("contract", "channel payzone", "channel post_office"),
    ),
    "a contract's client code": (
        "UPDATE contracts SET client_code = '0000000' WHERE code = 'NVD-POST'",
        ("contract", "client_code 0000000", "client_code 0429170"),
    ),
    "the name of a council": (
        "UPDATE councils SET name = 'Nowhere' WHERE code = 'NVD'",
        ("council", "name Nowhere", "name Northvale District Council"),
    ),
    "a night that ended on another day": (
        "UPDATE councils SET last_night = '2026-11-16', last_night_at = '2026-11-17T04:00:00.000000Z'"
        " WHERE code = 'NVD'",
        (
            "council",
            "last_night 2026-11-16, last_night_at 2026-11-17T04:00:00.000000Z",
            "as the program writes it",
        ),
    ),
    "what an open problem says": (
        "UPDATE problems SET message = 'All is well.' WHERE kind = 'quarantined' AND closed_at IS NULL",
        ("open problem", "another message", ""),
    ),
    "what an open problem is made of": (
        """UPDATE problems SET facts = '{"of": ""}' WHERE kind = 'quarantined' AND closed_at IS NULL""",
        ("open problem", "facts of which its kind says nothing", "the facts of its kind"),
    ),
    "when a file came": (
        "UPDATE files SET received_at = 'yesterday' WHERE name = 'NVDC0005.PO'",
        ("file", "received_at yesterday", "an instant"),
    ),
    "when a file was put in its place": (
        "UPDATE outgoing_files SET placed_at = 'long ago'"
        " WHERE sha256 = (SELECT min(sha256) FROM outgoing_files)",
        ("outgoing file", "placed_at long ago", "an instant"),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("spoilt", DATABASES, indirect=True)
def test_what_no_original_says_is_not_changed_unseen(spoilt: Visit, what: str) -> None:
    statement, (kind, database, originals) = CHANGES[what]
    tamper(spoilt, statement)
    verified = verify(spoilt)
    (found,) = (each for each in verified.differences if (each.kind, each.database) == (kind, database))
    assert found.originals.startswith(originals)


def test_a_contract_whose_code_is_none_any_more_is_named_and_the_others_are_proved(
    tmp_path: Path,
) -> None:
    whole_life.live(tmp_path, "sqlite:///paycards.db")
    visit = whole_life.wake(tmp_path, "sqlite:///paycards.db")
    tamper(visit, "UPDATE contracts SET code = '' WHERE code = 'NVD-POST'")
    found = {(each.contract, each.about): each for each in verify(visit).differences}
    assert found["NVD-POST", ""].database == "not there"
    assert found["", "contract 2"].database == "code -"
    visit.installation.engine.dispose()


def test_a_contract_that_is_new_in_the_settings_is_no_difference(tmp_path: Path) -> None:
    whole_life.live(tmp_path, "sqlite:///paycards.db")
    path = tmp_path / "paycards.toml"
    new = '[[councils.contracts]]\ncode = "HMB-NEW"\nchannel = "allpay"\nclient_code = "HMBN"\n'
    path.write_text(path.read_text(encoding="utf-8") + new, encoding="utf-8")
    visit = open_visit(load_settings(path), now=whole_life.MONDAY + dt.timedelta(days=3), actor="auditor")
    with pytest.raises(SettingsError, match="HMB-NEW: new in the settings"):
        verify(visit)
    visit.installation.engine.dispose()


def test_an_entry_of_the_trail_whose_instant_is_none_is_named(tmp_path: Path) -> None:
    whole_life.live(tmp_path, "sqlite:///paycards.db")
    visit = whole_life.wake(tmp_path, "sqlite:///paycards.db")
    tamper(visit, "UPDATE audit_trail SET at = 'then' WHERE council_id = 1 AND number = 2")
    assert [each.about for each in verify(visit).differences if each.kind == "trail"] == ["entry 2"]
    visit.installation.engine.dispose()


def test_a_council_whose_code_is_no_text_is_told_as_a_trouble_of_the_database(tmp_path: Path) -> None:
    whole_life.live(tmp_path, "sqlite:///paycards.db")
    visit = whole_life.wake(tmp_path, "sqlite:///paycards.db")
    tamper(visit, "UPDATE councils SET code = CAST(x'fffe' AS TEXT) WHERE code = 'HMB'")
    with pytest.raises(Failed, match="changed by hand"):
        verify(visit)
    visit.installation.engine.dispose()
