"""The payments of an account are shown though their file is not listed yet, and wherever they were moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import exc, select, text

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.account_payments import account_payments
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.end_night import end_night
from paycards.jobs.import_files import import_file
from paycards.jobs.list_payments import list_payments
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.move_payment import move_payment
from paycards.jobs.reconcile import reconcile
from paycards.ledger.payments_by_account import lines_of
from paycards.store.engine import writing
from paycards.store.tables.account_payments import unlisted_files
from paycards.store.tables.accounts import accounts
from tests.channels.supplier_files import CARD, allpay, long_row
from tests.jobs.bank_files import begin
from tests.jobs.hand_in import STRANGER, bring_accounts, bring_cards

if TYPE_CHECKING:  # pytest rewrites its assertions when it loads it as a plugin
    from tests.postgres import PostgresServer

MINE, OTHER = "R100000001", "R100000002"


@pytest.fixture(params=["sqlite", "postgresql"])
def visit(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Visit]:
    """Three payments came: two by the card of one account, and one that nobody can place."""
    database = "sqlite:///paycards.db"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        database = server.new_database()
    visit = begin(tmp_path, database)
    bring_accounts(visit, tmp_path, f"NVD,rent,{MINE},open", f"NVD,rent,{OTHER},open")
    bring_cards(visit, tmp_path, f"NVD,rent,{MINE},{CARD}")
    rows = [long_row(1250, CARD, MINE), long_row(700, CARD, MINE), long_row(900, STRANGER, "R9")]
    assert import_file(visit, "NVDC0001.PO", allpay(rows, 2850)).state == "accepted"
    reconcile(visit)
    yield visit
    visit.installation.close()


def paid(visit: Visit, reference: str) -> list[int]:
    with visit.reading("NVD", may=Permission.SEE_CUSTOMERS) as seen:
        [account_id] = seen.connection.execute(
            select(accounts.c.id).where(accounts.c.reference == reference)
        ).scalars()
        return sorted(each.pence for each in account_payments(seen.connection, [account_id], None, 50))


def waiting(visit: Visit) -> int:
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        return len(seen.connection.execute(select(unlisted_files)).all())


def test_payments_are_shown_before_the_night_is_over_and_after(visit: Visit) -> None:
    assert (waiting(visit), paid(visit, MINE)) == (1, [700, 1250])
    end_night(visit)
    assert (waiting(visit), paid(visit, MINE)) == (0, [700, 1250])
    list_payments(visit)  # again: nothing waits
    assert paid(visit, MINE) == [700, 1250]


def test_a_payment_that_was_moved_or_placed_by_hand_is_where_it_is_now(visit: Visit) -> None:
    list_payments(visit)
    [item] = list_suspense(visit)
    allocate_item(visit, item.id, fund="rent", reference=OTHER, note="the receipt was shown")
    move_payment(visit, "NVDC0001.PO:2", ("rent", OTHER), note="wrong card", even_if_closed=False)
    assert (paid(visit, MINE), paid(visit, OTHER)) == ([1250], [700, 900])


def test_what_is_listed_stays(visit: Visit) -> None:
    list_payments(visit)
    for attack in ("UPDATE account_payments SET row_no = 9", "DELETE FROM account_payments"):
        with pytest.raises(exc.DBAPIError), writing(visit.installation.engine) as connection:
            connection.execute(text(attack))


def test_a_page_reads_no_posting_but_those_of_the_account(visit: Visit) -> None:
    if visit.installation.engine.dialect.name == "postgresql":  # so few rows it reads as they lie
        return
    query = select(lines_of([1], 0)).compile(
        visit.installation.engine, compile_kwargs={"literal_binds": True}
    )
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        rows = seen.connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))
        plan = " ".join(row.detail for row in rows)
    assert "ix_postings_moved_to" in plan
    assert "ix_postings_moved_from" in plan
    assert "SEARCH account_payments USING PRIMARY KEY" in plan
    assert "SCAN postings" not in plan
    assert "SEARCH postings USING PRIMARY KEY (file_id=?" in plan  # of what is not listed yet
