"""What is posted is closed with its control totals, or was never there; on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import exc, func, literal, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.jobs.reconcile import reconcile
from paycards.ledger.posting import Transfer, close_batch, open_batch, post
from paycards.store.tables.accounts import accounts
from paycards.store.tables.ledger import batch_controls, batches, postings
from paycards.store.tables.suspense import suspense_items
from tests.jobs.hand_in import bring_accounts, bring_file, unknown
from tests.visits import step_of


@pytest.fixture
def waiting(visit: Visit, tmp_path: Path) -> Visit:
    """Two payments in suspense, and an account."""
    bring_accounts(visit, tmp_path, "NVD,rent,R100000001,open")
    bring_file(visit, "NVDC0001.PO", unknown(1250), unknown(4200), total=5450)
    reconcile(visit)
    return visit


def move() -> Transfer:
    """Each open item to the account, as the query says that it is joined with."""
    contract_suspense = select(postings.c.credit_id).limit(1).scalar_subquery()
    return Transfer(
        file_id=suspense_items.c.file_id,
        row_no=suspense_items.c.row_no,
        debit_id=contract_suspense,
        credit_id=select(accounts.c.id).scalar_subquery(),
        amount_pence=literal(100),
        rule=literal("allocated"),
        step=literal(1),
    )


def northvale(visit: Visit) -> int:
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        return seen.council("NVD")


def written(visit: Visit) -> list[tuple[object, ...]]:
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        columns = (
            postings.c.row_no,
            postings.c.amount_pence,
            postings.c.rule,
            postings.c.reason,
            postings.c.part,
        )
        query = select(*columns).where(postings.c.step == 1).order_by(postings.c.row_no)
        return [tuple(row) for row in seen.connection.execute(query)]


def test_each_row_of_the_query_is_posted_and_the_batch_holds_their_totals(waiting: Visit) -> None:
    with step_of(waiting.installation.engine, northvale(waiting)) as step:
        batch_id = open_batch(step, "allocation")
        post(step, batch_id, move())
        close_batch(step, batch_id, 2, 200)
    assert [row[1:] for row in written(waiting)] == [(100, "allocated", None, 1)] * 2
    with waiting.reading(may=Permission.SEE_MONEY) as seen:
        closed = select(batch_controls.c.postings, batch_controls.c.total_pence).where(
            batch_controls.c.batch_id == batch_id
        )
        assert tuple(seen.connection.execute(closed).one()) == (2, 200)
        batch = seen.connection.execute(select(batches).where(batches.c.id == batch_id)).one()
    assert (batch.council_id, batch.kind, batch.file_id) == (northvale(waiting), "allocation", None)


def test_only_the_rows_that_are_asked_for_are_posted(waiting: Visit) -> None:
    with waiting.reading(may=Permission.SEE_MONEY) as seen:
        first = seen.connection.execute(select(func.min(suspense_items.c.row_no))).scalar_one()
    with step_of(waiting.installation.engine, northvale(waiting)) as step:
        batch_id = open_batch(step, "allocation")
        post(step, batch_id, move(), suspense_items.c.row_no == first)
        close_batch(step, batch_id, 1, 100)
    assert [row[0] for row in written(waiting)] == [first]


@pytest.mark.parametrize(("count", "pence"), [(1, 200), (2, 199), (3, 300), (0, 0)])
def test_a_batch_whose_totals_are_not_its_postings_leaves_no_trace(
    waiting: Visit, count: int, pence: int
) -> None:
    with pytest.raises(exc.DBAPIError), step_of(waiting.installation.engine, northvale(waiting)) as step:
        batch_id = open_batch(step, "allocation")
        post(step, batch_id, move())
        close_batch(step, batch_id, count, pence)
    assert written(waiting) == []


def test_a_batch_that_nobody_closes_leaves_no_trace(waiting: Visit) -> None:
    with pytest.raises(exc.DBAPIError), step_of(waiting.installation.engine, northvale(waiting)) as step:
        post(step, open_batch(step, "allocation"), move())
    assert written(waiting) == []


def test_nothing_is_added_to_a_batch_that_is_closed(waiting: Visit) -> None:
    with pytest.raises(exc.DBAPIError), step_of(waiting.installation.engine, northvale(waiting)) as step:
        batch_id = open_batch(step, "allocation")
        close_batch(step, batch_id, 0, 0)
        post(step, batch_id, move())
    assert written(waiting) == []
