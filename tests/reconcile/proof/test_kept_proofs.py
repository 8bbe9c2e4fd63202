"""What was worked out of a day's proof is kept while it holds, and never longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.import_files import import_file
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.note_item import note_item
from paycards.jobs.reconcile import reconcile
from paycards.jobs.show_day_proof import ContractProof, show_day_proof
from paycards.ledger import balances
from tests.channels.supplier_files import CARD, allpay, long_row
from tests.jobs.bank_files import begin
from tests.jobs.hand_in import STRANGER, bring_accounts, bring_cards

SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
exports = "exports"
[[councils]]
code = "NVD"
name = "Northvale District Council"
[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
[councils.contracts.timetable]
days = "every_day"
due = 09:00:00
starts_on = 2026-11-16
"""
MONDAY = dt.date(2026, 11, 16)


def at(visit: Visit, day: int, hour: int, minute: int = 0) -> Visit:
    when = dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(hour, minute), tzinfo=dt.UTC)
    return replace(visit, now=when)


def proof(visit: Visit) -> ContractProof:
    [shown] = show_day_proof(visit, "NVD", MONDAY).contracts
    return shown


def states(visit: Visit) -> dict[str, str]:
    return {shown.figure.check: shown.figure.state for shown in proof(visit).figures}


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    visit = at(begin(tmp_path, text=SETTINGS), 0, 4)
    bring_accounts(visit, tmp_path, "NVD,rent,R100000001,open")
    bring_cards(visit, tmp_path, f"NVD,rent,R100000001,{CARD}")
    rows = [long_row(1250, CARD, "R100000001"), long_row(900, STRANGER, "R9")]
    import_file(visit, "NVDC0001.PO", allpay(rows, 2150))
    reconcile(visit)
    yield visit
    visit.installation.close()


def test_a_file_that_becomes_missing_is_told_at_once_though_nothing_changed_in_the_books(
    visit: Visit,
) -> None:
    assert states(at(visit, 1, 8, 58))["complete"] == "unknown"
    assert states(at(visit, 1, 8, 59))["complete"] == "unknown"
    assert states(at(visit, 1, 9, 1))["complete"] == "differs"


def test_a_proof_that_waits_for_nothing_is_kept_as_the_clock_goes_on(visit: Visit) -> None:
    before = proof(at(visit, 1, 10))
    assert proof(at(visit, 1, 11)) is before
    assert proof(at(visit, 2, 4)) is not before  # another day: what is late is told by it


def test_a_note_leaves_what_is_kept_and_a_decision_does_not(visit: Visit) -> None:
    later = at(visit, 1, 10)
    before = proof(later)
    [item] = list_suspense(later)
    note_item(later, item.id, note="asked the tenant")
    assert proof(later) is before
    allocate_item(later, item.id, fund="rent", reference="R100000001", note="the receipt was shown")
    assert proof(later) is not before


def plan(connection: Connection, query: object) -> str:
    said = str(query.compile(connection, compile_kwargs={"literal_binds": True}))  # type: ignore[attr-defined]
    return " ".join(row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {said}")))


def test_what_the_bank_brought_is_found_by_its_own_index_among_all_payments(visit: Visit) -> None:
    with visit.reading("NVD", may=Permission.SEE_MONEY) as seen:
        found = plan(seen.connection, balances._others(1, MONDAY))
    own = "SCAN postings USING INDEX ix_postings_brought"
    assert own in found
    assert "SCAN postings" not in found.replace(own, "")
