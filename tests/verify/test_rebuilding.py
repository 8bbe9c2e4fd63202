"""The database is rebuilt from the originals, and whatever was changed behind its back is found and named."""

from __future__ import annotations

import hashlib
import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from paycards.access.visit import Visit
from paycards.intake import payments
from paycards.jobs.import_files import import_file
from paycards.jobs.reconcile import reconcile
from paycards.jobs.verify import verify
from paycards.store import trail
from paycards.store.engine import reading, writing
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.every import metadata
from paycards.transport import ArchiveMissing
from paycards.transport.archive import MARKER
from paycards.verify import rebuilding
from paycards.verify.findings import SHOWN, Difference
from paycards.verify.rebuilding import Verified
from paycards.verify.same_text import Beforehand, read_beforehand
from tests.channels.supplier_files import CARD, allpay, long_row
from tests.jobs.eventful_week import Week, wake
from tests.oracle.program import Program
from tests.oracle.worlds import make_world
from tests.postgres import PostgresServer
from tests.seeds import soak_seeds
from tests.visits import Telling, step_of, with_settings

FILE = {"council": "NVD", "contract": "NVD-ALLPAY", "file": "NVDC0001.PO"}
_copies = itertools.count(1)


@dataclass(frozen=True)
class Lived:
    """An installation in which the eventful week has happened, to be copied."""

    home: Path
    database: str
    server: PostgresServer | None

    def copy(self, folder: Path) -> Visit:
        home = shutil.copytree(self.home, folder / "copy")
        if self.server is None:
            return wake(home, self.database)
        return wake(home, self.server.copy_of(self.database))


@pytest.fixture(scope="module")
def lived_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    home = tmp_path_factory.mktemp("lived")
    Week(home, "sqlite:///paycards.db").live()
    return Lived(home, "sqlite:///paycards.db", None)


@pytest.fixture(scope="module")
def lived_on_postgresql(tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer) -> Lived:
    home, database = tmp_path_factory.mktemp("lived"), postgres_server.new_migrated_database()
    Week(home, database).live()
    return Lived(home, database, postgres_server)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request: pytest.FixtureRequest) -> Lived:
    return request.getfixturevalue(f"lived_on_{request.param}")


@pytest.fixture
def visit(lived: Lived, tmp_path: Path) -> Iterator[Visit]:
    """The week on both databases, one after the other."""
    visit = lived.copy(tmp_path)
    yield visit
    visit.installation.engine.dispose()


@pytest.fixture
def week(lived_on_sqlite: Lived, tmp_path: Path) -> Iterator[Visit]:
    """The week on SQLite, where it does not matter which database it is."""
    visit = lived_on_sqlite.copy(tmp_path)
    yield visit
    visit.installation.engine.dispose()


@pytest.fixture(scope="module")
def tampered(lived: Lived, tmp_path_factory: pytest.TempPathFactory) -> Verified:
    """What verify finds after many changes, each of another row."""
    visit = lived.copy(tmp_path_factory.mktemp("tampered"))
    tamper(visit, *TAMPERING)
    verified = verify(visit)
    visit.installation.engine.dispose()
    return verified


TAMPERING = (
    "UPDATE postings SET amount_pence = 1251 WHERE file_id = 1 AND row_no = 1",
    "DELETE FROM postings WHERE file_id = 1 AND row_no = 6",
    "UPDATE postings SET credit_id = (SELECT id FROM ledger_accounts WHERE name ="
    " 'customer:council_tax:SAME') WHERE file_id = 1 AND row_no = 7",
    "UPDATE lines SET client_reference = 'R999999999' WHERE file_id = 1 AND row_no = 2",
    "DELETE FROM suspense_items WHERE file_id = 1 AND row_no = 3",
    "UPDATE suspense_items SET reason = 'conflict' WHERE file_id = 1 AND row_no = 2",
    "DELETE FROM duplicates WHERE file_id = 8",
    "DELETE FROM receipts WHERE receipt LIKE '%A2'",
    "DELETE FROM reversals WHERE file_id = 7",
    "UPDATE accounts SET surname = 'Somebody', status = 'open' WHERE reference = 'R200000002'",
    "UPDATE account_references SET account_id = (SELECT max(id) FROM accounts)"
    " WHERE reference = 'R200000002' AND form = 'exact'",
    "UPDATE cards SET status = 'lost' WHERE issued_on IS NOT NULL",
    "UPDATE statement_lines SET amount_pence = 1",
    "UPDATE promises SET row_count = 9 WHERE file_name = 'A319002.TXN'",
    "UPDATE batch_controls SET postings = 7 WHERE batch_id = (SELECT max(batch_id) FROM batch_controls)",
    "UPDATE files SET total_pence = 401 WHERE name = 'HMBC0001.PO' AND state = 'accepted'",
)


def tamper(visit: Visit, *statements: str) -> None:
    """Change one row each, as only somebody can who has the database itself in hand."""
    with unguarded(visit) as connection:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount == 1, statement


@contextmanager
def unguarded(visit: Visit) -> Iterator[Connection]:
    """A transaction without triggers and foreign keys; the triggers are put back at its end."""
    with visit.installation.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            connection.rollback()
            connection.connection.execute("PRAGMA foreign_keys = OFF")
            triggers = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            dropped: dict[str, str] = dict(connection.execute(triggers).all())
            for name in dropped:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield connection
        if connection.dialect.name == "sqlite":  # who tampers puts the guards back
            for trigger in dropped.values():
                connection.exec_driver_sql(trigger)
        connection.commit()
        connection.invalidate()  # what it was allowed is not for anybody else


def of_kind(verified: Verified, kind: str) -> list[Difference]:
    return [found for found in verified.differences if found.kind == kind]


def number_of(visit: Visit, action: str) -> int:
    """The number of the first entry of the first council's trail with this action."""
    query = text("SELECT min(number) FROM audit_trail WHERE council_id = 1 AND action = :action")
    with reading(visit.installation.engine) as connection:
        return int(connection.execute(query, {"action": action}).scalar_one())


def the_one(verified: Verified, kind: str, **place: object) -> Difference:
    (found,) = (
        found
        for found in of_kind(verified, kind)
        if all(getattr(found, name) == value for name, value in place.items())
    )
    return found


def test_what_was_lived_is_what_the_originals_give(visit: Visit) -> None:
    verified = verify(visit)
    assert (verified.counts, verified.differences) == ({}, ())
    assert verified.agrees
    assert (verified.files, verified.lines, verified.postings, verified.accounts) == (12, 25, 23, 6)
    assert verified.pence == 18455


def test_the_database_is_only_read(visit: Visit) -> None:
    before = everything(visit)
    verify(visit)
    assert everything(visit) == before


def everything(visit: Visit) -> dict[str, list[Any]]:
    with reading(visit.installation.engine) as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table))))
            for name, table in metadata.tables.items()
        }


def test_somebody_who_watches_sees_how_far_it_is(week: Visit) -> None:
    told: list[str] = []
    verify(replace(week, progress=Telling(told.append)))
    assert "NVD: entry 3: file.accepted NVDC0001.PO" in told
    assert "HMB: comparing each posting" in told


def test_what_happens_meanwhile_is_verified_too(visit: Visit) -> None:
    def pay_meanwhile(told: str) -> None:
        if told.startswith("NVD: entry 1:"):
            import_file(visit, "NVDC0077.PO", allpay([long_row(2500)], 2500))
            reconcile(visit)

    verified = verify(replace(visit, progress=Telling(pay_meanwhile)))
    assert verified.counts == {}
    assert verified.pence == 18455 + 2500


def test_what_was_read_beforehand_is_read_again_where_something_was_done_since(
    lived_on_postgresql: Lived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = lived_on_postgresql.copy(tmp_path)

    def read_and_change(*asked: Any) -> Beforehand:
        told = read_beforehand(*asked)
        assert told.digests
        if not changed:
            changed.append(True)
            tamper(visit, "UPDATE accounts SET status = 'open' WHERE reference = 'R200000002'")
            import_file(visit, "NVDC0077.PO", allpay([long_row(2500)], 2500))
        return told

    changed: list[bool] = []
    monkeypatch.setattr(rebuilding, "read_beforehand", read_and_change)
    verified = verify(visit)
    visit.installation.engine.dispose()
    assert the_one(verified, "account").database == "status open"


def test_contracts_and_councils_that_left_the_settings_are_verified_too(week: Visit) -> None:
    northvale = week.settings.councils[0]
    fewer = northvale.model_copy(update={"contracts": northvale.contracts[:1], "funds": ("parking",)})
    verified = verify(with_settings(week, week.settings.model_copy(update={"councils": (fewer,)})))
    assert verified.counts == {}
    assert verified.files == 12


def test_any_number_of_large_files_is_replayed(week: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their rows wait in files, of which SQLite attaches ten at a time: here every file is a large one."""
    monkeypatch.setattr(payments, "FEW_ROWS", 0)
    assert verify(week).counts == {}


def test_an_empty_installation_agrees(tmp_path: Path) -> None:
    nothing = Week(tmp_path, "sqlite:///paycards.db").visit
    verified = verify(nothing)
    nothing.installation.close()
    assert verified.agrees
    assert (verified.files, verified.pence) == (0, 0)


def test_a_server_that_writes_dates_in_its_own_way_agrees(lived_on_postgresql: Lived, tmp_path: Path) -> None:
    visit = lived_on_postgresql.copy(tmp_path)
    with writing(visit.installation.engine) as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f"ALTER DATABASE {name} SET datestyle = 'German'"))
    visit.installation.engine.dispose()
    verified = verify(visit)
    visit.installation.engine.dispose()
    assert verified.counts == {}


def test_a_changed_amount_is_found_wherever_it_counts(tampered: Verified) -> None:
    posting = the_one(tampered, "posting", **FILE, row=1)
    assert (posting.database, posting.originals) == ("amount_pence 1251", "amount_pence 1250")
    assert posting.about == "step 0"
    balance = the_one(tampered, "balance", about="account clearing:NVD-ALLPAY")
    assert balance.database != balance.originals
    assert the_one(tampered, "file total", file="NVDC0001.PO", about="its placed lines")


def test_a_posting_that_is_gone_is_found(tampered: Verified) -> None:
    gone = the_one(tampered, "posting", **FILE, row=6)
    assert gone.database == "not there"
    assert "credit customer:rent:R123456789, amount_pence 1250, rule card" in gone.originals


def test_money_on_another_account_is_found(tampered: Verified) -> None:
    moved = the_one(tampered, "posting", **FILE, row=7)
    assert moved.database == "credit customer:council_tax:SAME"
    assert moved.originals == "credit customer:rent:R123456789"


def test_a_changed_line_is_found(tampered: Verified) -> None:
    line = the_one(tampered, "line", **FILE, row=2)
    assert (line.database, line.originals) == ("client_reference R999999999", "client_reference SAME")


def test_money_that_left_suspense_unseen_is_found(tampered: Verified) -> None:
    assert the_one(tampered, "suspense item", **FILE, row=3).database == "not there"
    held = the_one(tampered, "suspense item", **FILE, row=2)
    assert (held.database, held.originals) == ("reason conflict", "reason ambiguous")


def test_natural_keys_duplicates_and_reversals_are_compared(tampered: Verified) -> None:
    assert the_one(tampered, "duplicate", file="payzone_NVD4471_001530.csv", row=5).database == "not there"
    assert the_one(tampered, "receipt", file="payzone_NVD4471_001530.csv", row=3).database == "not there"
    assert the_one(tampered, "reversal", contract="NVD-PAYPOINT", row=4).database == "not there"


def test_a_changed_account_is_found_and_nobody_is_named(tampered: Verified) -> None:
    account = the_one(tampered, "account", council="NVD", about="account customer:rent:R200000002")
    assert account.database == "status open, surname withheld"
    assert account.originals == "status closed, surname withheld"
    assert the_one(tampered, "reference", about="form exact, reference R200000002")
    assert "Somebody" not in str(tampered)


def test_a_changed_card_is_found_by_its_last_digits(tampered: Verified) -> None:
    card = the_one(tampered, "card", council="NVD", about=f"card_number ...{CARD[-4:]}")
    assert (card.database, card.originals) == ("status lost", "status active")
    assert CARD not in str(tampered)


def test_statements_and_promises_are_compared(tampered: Verified) -> None:
    said = the_one(tampered, "statement line", file="NVDC0003.STA", about="extension PO")
    assert (said.database, said.originals) == ("amount_pence 1", "amount_pence 5950")
    assert the_one(tampered, "promise", file="A319001.CTL", row=3).originals == "row_count 1"


def test_totals_that_do_not_add_up_are_found(tampered: Verified) -> None:
    assert the_one(tampered, "file", council="HMB", file="HMBC0001.PO").database == "total_pence 401"
    total = the_one(tampered, "file total", council="HMB", about="its lines")
    assert (total.database, total.originals) == ("rows 1, pence 400", "rows 1, pence 401")
    assert any(found.originals.startswith("rows 7,") for found in of_kind(tampered, "batch total"))


def test_nothing_else_is_said_to_differ(tampered: Verified) -> None:
    once = ("line", "duplicate", "receipt", "reversal", "account", "reference", "card", "statement line")
    assert {kind: tampered.counts[kind] for kind in once} == dict.fromkeys(once, 1)
    assert tampered.counts["posting"] == 3
    assert tampered.counts["suspense item"] == 2
    assert not {"entry", "trail", "archive"} & set(tampered.counts)


def test_only_the_first_of_each_kind_are_shown_and_all_are_counted(week: Visit) -> None:
    with unguarded(week) as connection:
        connection.execute(text("UPDATE lines SET outlet = 'elsewhere'"))
    verified = verify(week)
    assert verified.counts == {"line": 25}
    assert len(verified.differences) == SHOWN
    assert not verified.agrees


def test_an_edited_entry_of_the_trail_is_found(week: Visit) -> None:
    tamper(week, "UPDATE audit_trail SET actor = 'nobody' WHERE council_id = 1 AND number = 28")
    broken = the_one(verify(week), "trail")
    assert (broken.council, broken.about) == ("NVD", "entry 28")


def test_an_entry_that_is_gone_is_found_with_all_that_it_did(week: Visit) -> None:
    number = number_of(week, "suspense.allocated")
    tamper(week, f"DELETE FROM audit_trail WHERE council_id = 1 AND number = {number}")  # noqa: S608
    verified = verify(week)
    assert the_one(verified, "trail").about == f"entry {number + 1}"
    assert the_one(verified, "posting", **FILE, row=5).originals == "not there"


def test_a_trail_that_was_written_anew_is_found_by_what_it_gives(week: Visit) -> None:
    forge(week, "suspense.allocated", '"reference":"R123456789"', '"reference":"R300000003"')
    verified = verify(week)
    assert "trail" not in verified.counts
    moved = the_one(verified, "posting", **FILE, row=5)
    assert (moved.database, moved.originals) == (
        "credit customer:rent:R123456789",
        "credit customer:rent:R300000003",
    )


def test_a_trail_that_tells_other_totals_is_found(week: Visit) -> None:
    forge(week, "file.accepted", '"total_pence":5950', '"total_pence":5951')
    fault = the_one(verify(week), "entry", about="entry 3, file.accepted NVDC0001.PO")
    assert fault.originals == "the originals give another after total_pence"


def forge(visit: Visit, action: str, said: str, says: str) -> None:
    """Change an entry, and write every hash after it anew."""
    with unguarded(visit) as connection:
        previous = trail.FIRST
        for row in trail.entries(connection, 1):
            entry = dict(row._mapping) | {"previous_hash": previous}
            if row.action == action:
                entry["after"] = row.after.replace(said, says)
            entry["hash"] = previous = trail.entry_hash(entry)
            this = (audit_trail.c.council_id == 1) & (audit_trail.c.number == row.number)
            connection.execute(audit_trail.update().where(this).values(entry))


def test_a_step_that_nobody_knows_is_an_error_and_not_skipped(week: Visit) -> None:
    with step_of(week.installation.engine, 1, at=week.now) as step:
        step.record("money.conjured", "thin air")
    fault = the_one(verify(week), "entry")
    assert fault.originals == "this version of paycards knows no step money.conjured"


def test_a_file_that_no_entry_accepted_is_found(week: Visit) -> None:
    tamper(
        week,
        "UPDATE files SET state = 'accepted', position = 7, kind = 'report', rejected = 0"
        " WHERE name = 'HMBC0001.PO' AND state = 'held'",
    )
    found = the_one(verify(week), "file", council="HMB", file="HMBC0001.PO")
    assert found.originals == "not there"


def test_lines_of_a_file_that_is_gone_are_found(visit: Visit) -> None:
    tamper(visit, "DELETE FROM files WHERE id = 4")
    verified = verify(visit)
    assert the_one(verified, "file", file="NVDC0004.PO").database == "not there"
    assert the_one(verified, "line", file="NVDC0004.PO").database == "not there"
    assert [found.about for found in of_kind(verified, "stray rows")] == ["lines of no accepted file, 4"]


def test_postings_of_a_batch_that_is_gone_are_found(visit: Visit) -> None:
    tamper(visit, "DELETE FROM batches WHERE id = 1")
    verified = verify(visit)
    assert [found.about for found in of_kind(verified, "stray rows")] == ["postings of no batch, 1"]


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("receipts (contract_id, receipt_day, receipt, file_id, row_no) VALUES (999, 20772, 'T1', 1, 1)",
         "receipts: contract_id"),
        ("batch_controls (batch_id, postings, total_pence) VALUES (999, 0, 0)", "batch_controls: batch_id"),
    ],
)  # fmt: skip
def test_a_row_of_a_contract_or_batch_that_is_not_there_is_found(visit: Visit, row: str, named: str) -> None:
    tamper(visit, f"INSERT INTO {row}")
    assert the_one(verify(visit), "reference between rows").about == named


def test_a_posting_to_an_account_of_another_council_is_found(visit: Visit) -> None:
    tamper(
        visit,
        "UPDATE postings SET credit_id = (SELECT id FROM ledger_accounts WHERE name ="
        " 'customer:rent:R900000009') WHERE file_id = 1 AND row_no = 1",
    )
    verified = verify(visit)
    assert {found.council: found.database for found in of_kind(verified, "trial balance")} == {
        "NVD": "rows 0, pence 1250",
        "HMB": "rows 0, pence -1250",
    }


def test_a_flipped_byte_in_the_archive_is_found(week: Visit) -> None:
    path = kept(week, allpay([long_row(4200, "9826999900000999999")], 4200))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    verified = verify(week)
    assert the_one(verified, "archive").file == "NVDC0001.PO"
    number = number_of(week, "file.released")
    assert the_one(verified, "entry", about=f"entry {number}, file.released NVDC0001.PO")
    assert the_one(verified, "line").originals == "not there"


def test_a_file_that_the_archive_lost_is_found_though_it_was_never_accepted(week: Visit) -> None:
    kept(week, b"nothing that anybody can read").unlink()
    verified = verify(week)
    assert verified.counts == {"archive": 1}
    assert the_one(verified, "archive").file == "HMBC0001.XX"


def test_a_folder_without_its_marker_is_no_archive_though_originals_are_there(week: Visit) -> None:
    (week.settings.paycards.archive / MARKER).unlink()
    with pytest.raises(ArchiveMissing, match=MARKER):
        verify(week)


def kept(visit: Visit, data: bytes) -> Path:
    sha256 = hashlib.sha256(data).hexdigest()
    return visit.settings.paycards.archive / sha256[:2] / sha256[2:4] / f"{sha256}.zst"


@pytest.mark.parametrize("seed", range(2))
def test_random_worlds_are_what_their_originals_give(seed: int, tmp_path: Path) -> None:
    assert_agrees(seed, tmp_path, "sqlite:///paycards.db")


@pytest.mark.parametrize("seed", soak_seeds(40))
def test_many_random_worlds_are_what_their_originals_give(seed: int, tmp_path: Path) -> None:
    assert_agrees(seed, tmp_path, "sqlite:///paycards.db")


@pytest.mark.parametrize("seed", [4000, *soak_seeds(8)])
def test_random_worlds_on_postgresql_are_what_their_originals_give(
    seed: int, tmp_path: Path, postgres_server: PostgresServer
) -> None:
    assert_agrees(seed, tmp_path, postgres_server.new_migrated_database())


def assert_agrees(seed: int, home: Path, database: str) -> None:
    world = make_world(seed)
    program = Program(home, world, database)
    for step in world.steps:
        program.take(step)
    assert "Everything agrees" in program.run("verify")
