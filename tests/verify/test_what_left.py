"""Each batch leaves in exactly one run, and the archived bytes of its files hold its postings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, and_, select, text

from paycards.access.visit import Visit
from paycards.jobs.verify import verify
from paycards.reconcile.proof.day_proof import prove
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.outgoing import outgoing_held
from paycards.verify.rebuilding import Verified
from tests.postgres import PostgresServer
from tests.verify import whole_life
from tests.verify.test_rebuilding import of_kind, the_one, unguarded

KEY = ("file_id", "row_no", "step", "part")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    home, database = tmp_path_factory.mktemp("left"), "sqlite:///paycards.db"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        database = server.new_migrated_database()
    whole_life.live(home, database)
    visit = whole_life.wake(home, database)
    yield visit
    visit.installation.engine.dispose()


def after(visit: Visit, there: str, back: str) -> Verified:
    """What verify says after a statement behind the database's back, which is taken back by another."""
    with unguarded(visit) as connection:
        connection.execute(text(there))
    try:
        return verify(visit)
    finally:
        with unguarded(visit) as connection:
            connection.execute(text(back))


def test_two_files_of_one_name_leave_in_one_night(lived: Visit) -> None:
    """One was held and released, under a name that was taken before."""
    with unguarded(lived) as connection:
        nights = connection.execute(text("SELECT count(*) FROM outgoing_runs")).scalar_one()
        names = "SELECT count(*) FROM files WHERE name = 'NVDC0001.PO' AND state = 'accepted'"
        assert (nights, connection.execute(text(names)).scalar_one()) == (2, 2)


FIRST_OF_TUESDAY = "(SELECT min(batch_id) FROM outgoing_batches WHERE run_id = 2)"


def test_a_batch_that_was_moved_to_another_night_is_named(lived: Visit) -> None:
    with unguarded(lived) as connection:
        batch = connection.execute(text(f"SELECT {FIRST_OF_TUESDAY}")).scalar_one()
    move = f"UPDATE outgoing_batches SET run_id = {{}} WHERE batch_id = {batch}"  # noqa: S608
    found = the_one(after(lived, move.format(1), move.format(2)), "batch")
    assert (found.database, found.originals) == ("left_on 2026-11-16", "left_on 2026-11-17")


def test_a_batch_that_never_left_is_named(lived: Visit) -> None:
    found = after(
        lived,
        "DELETE FROM outgoing_batches WHERE batch_id = 1",
        "INSERT INTO outgoing_batches (batch_id, run_id) VALUES (1, 1)",
    )
    assert the_one(found, "batch").database == "left_on -"


def test_a_run_with_its_files_that_was_invented_is_named(lived: Visit) -> None:
    invented = after(
        lived,
        "INSERT INTO outgoing_runs (id, council_id, night, written_at)"
        " VALUES (9, 1, '2026-11-18', '2026-11-18T04:00:00.000000Z')",
        "DELETE FROM outgoing_runs WHERE id = 9",
    )
    assert invented.counts == {"outgoing run": 2}  # neither the postings nor the trail tell of it


def test_a_file_that_was_invented_or_is_gone_is_named(lived: Visit) -> None:
    columns = "run_id, name, fund, sha256, row_count, total_pence"
    invent = (
        f"INSERT INTO outgoing_files ({columns}) SELECT run_id, 'rent/more.dat', fund, sha256, 1, 5"  # noqa: S608
        " FROM outgoing_files WHERE run_id = 1 AND fund = 'rent'"
    )
    found = after(lived, invent, "DELETE FROM outgoing_files WHERE name = 'rent/more.dat'")
    assert the_one(found, "outgoing file").originals == "not there"
    gone = after(
        lived,
        "UPDATE outgoing_files SET run_id = 99 WHERE run_id = 1 AND fund = 'rent'",
        "UPDATE outgoing_files SET run_id = 1 WHERE run_id = 99",
    )
    assert the_one(gone, "outgoing file").database == "not there"


def test_totals_that_were_set_to_nothing_are_named(lived: Visit) -> None:
    with unguarded(lived) as connection:
        pence = connection.execute(
            text("SELECT total_pence FROM outgoing_files WHERE run_id = 1 AND fund = 'rent'")
        ).scalar_one()
    change = "UPDATE outgoing_files SET total_pence = {} WHERE run_id = 1 AND fund = 'rent'"
    found = the_one(after(lived, change.format(0), change.format(pence)), "outgoing file")
    assert (found.database, found.originals) == ("total_pence 0", f"total_pence {pence}")


def test_a_posting_that_is_held_back_no_more_is_named(lived: Visit) -> None:
    leave = "UPDATE outgoing_held SET left_run_id = 2"
    found = the_one(after(lived, leave, "UPDATE outgoing_held SET left_run_id = NULL"), "held posting")
    assert (found.database, found.originals) == ("left_on 2026-11-17", "left_on -")


def test_what_is_held_back_has_not_left_by_the_proof_until_it_has(lived: Visit) -> None:
    with reading(lived.installation.engine) as connection:
        key = and_(*(outgoing_held.c[name] == postings.c[name] for name in KEY))
        query = select(postings.c.amount_pence, batches.c.booked_on).select_from(
            outgoing_held.join(postings, key).join(batches, batches.c.id == postings.c.batch_id)
        )
        [(pence, day)] = connection.execute(query)
    contracts = list(lived.installation.contracts.values())

    def apart() -> int:
        with reading(lived.installation.engine) as connection:
            proofs = prove(connection, contracts, day, lived.now)
        figures = (each for proof in proofs for each in proof.figures if each.check == "customers")
        return sum(each.difference_pence or 0 for each in figures)

    assert apart() == pence
    with unguarded(lived) as connection:
        connection.execute(text("UPDATE outgoing_held SET left_run_id = 2"))
    assert apart() == 0
    with unguarded(lived) as connection:
        connection.execute(text("UPDATE outgoing_held SET left_run_id = NULL"))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Visit]:
    """A life of the test's own, in which nothing is held back."""
    whole_life.live(tmp_path, "sqlite:///paycards.db", too_long="R100000041")
    visit = whole_life.wake(tmp_path, "sqlite:///paycards.db")
    yield visit
    visit.installation.engine.dispose()


def test_other_bytes_under_a_written_file_are_named(own: Visit) -> None:
    """The trail and the table tell the digest of bytes that the archive has, but not the postings' own."""
    other = own.installation.archive.keep(b"R100000017PAYCARDS            PPT+000012.5014/11/2026PC\r\n")
    with unguarded(own) as connection:
        old = connection.execute(
            text("SELECT sha256 FROM outgoing_files WHERE run_id = 1 AND fund = 'rent'")
        ).scalar_one()
        connection.execute(text(f"UPDATE outgoing_files SET sha256 = '{other}' WHERE sha256 = '{old}'"))  # noqa: S608
        retell(connection, lambda after: replace_text(after, old, other))
    first, *_ = of_kind(verify(own), "entry")  # what it did is missing from the next night too
    assert first.originals == "the originals give another after files"
    assert first.about.endswith("outgoing.written 2026-11-16")


def test_files_of_entries_that_tell_no_settings_are_added_up(own: Visit) -> None:
    """As they were written before the settings stood in the trail."""
    with unguarded(own) as connection:
        retell(connection, lambda after: {name: value for name, value in after.items() if name != "outgoing"})
    verified = verify(own)
    assert (verified.counts, verified.differences) == ({}, ())


@pytest.mark.parametrize("fund", ["rent", "council_tax", ""])
def test_bytes_that_hold_other_amounts_are_named_though_no_settings_are_told(own: Visit, fund: str) -> None:
    with unguarded(own) as connection:
        where = f"WHERE run_id = 1 AND fund = '{fund}'"
        old = connection.execute(text(f"SELECT sha256 FROM outgoing_files {where}")).scalar_one()  # noqa: S608
        data = own.installation.archive.read(old)
        other = own.installation.archive.keep(data.replace(b"9.00", b"8.00").replace(b"12.50", b"11.50"))
        assert other != old
        retell(connection, lambda after: replace_text(without(after, "outgoing"), old, other))
    faults = of_kind(verify(own), "entry")
    assert "does not hold the postings of this night" in faults[0].originals


def without(after: dict[str, Any], name: str) -> dict[str, Any]:
    return {each: value for each, value in after.items() if each != name}


def replace_text(after: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(after).replace(old, new))
    return changed


def retell(connection: Connection, change: Any) -> None:
    """Write the entries of what left anew, and every hash after them."""
    previous = trail.FIRST
    for row in trail.entries(connection, 1):
        entry = dict(row._mapping) | {"previous_hash": previous}
        if row.action == "outgoing.written":
            told = change(json.loads(row.after))
            entry["after"] = json.dumps(told, sort_keys=True, separators=(",", ":"))
        entry["hash"] = previous = trail.entry_hash(entry)
        this = (audit_trail.c.council_id == 1) & (audit_trail.c.number == row.number)
        connection.execute(audit_trail.update().where(this).values(entry))
