"""What the database itself lets through with every guard on, verify finds."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from paycards.jobs.verify import verify
from paycards.store.engine import writing
from paycards.verify.rebuilding import Verified
from tests.verify.test_rebuilding import (
    Lived,
    lived,
    lived_on_postgresql,
    lived_on_sqlite,
    the_one,
)

__all__ = ["lived", "lived_on_postgresql", "lived_on_sqlite"]

OF_FILE_1 = {"council": "NVD", "contract": "NVD-ALLPAY", "file": "NVDC0001.PO"}
ADD_LINE = """
    INSERT INTO lines (file_id, row_no, contract_id, network, card_number, amount_pence, paid_on)
    SELECT file_id, 900, contract_id, network, card_number, 4321, paid_on FROM lines
    WHERE file_id = 1 AND row_no = 1
"""
ADD_POSTING = """
    INSERT INTO postings (file_id, row_no, step, batch_id, debit_id, credit_id, amount_pence, rule)
    SELECT file_id, row_no, 7, batch_id, debit_id, credit_id, 4321, 'card' FROM postings
    WHERE file_id = 1 AND row_no = 1 AND step = 0
"""
OPEN_BATCH = """
    INSERT INTO batches (council_id, kind, booked_on, posted_at)
    SELECT council_id, 'allocation', booked_on, posted_at FROM batches WHERE id = 1 RETURNING id
"""


def test_a_line_added_to_a_decided_file_is_found(lived: Lived, tmp_path: Any) -> None:
    """On PostgreSQL it takes another file that waits to be decided, as one does here."""
    verified = after(lived, tmp_path, lambda connection: connection.execute(text(ADD_LINE)))
    assert the_one(verified, "line", row=900).originals == "not there"
    assert the_one(verified, "file total", **OF_FILE_1).about == "its lines"
    assert set(verified.counts) == {"line", "file total"}


def test_a_posting_added_to_a_closed_batch_is_found(lived_on_postgresql: Lived, tmp_path: Any) -> None:
    verified = after(lived_on_postgresql, tmp_path, post_into_a_closed_batch_while_another_is_open)
    assert the_one(verified, "posting", row=1).originals == "not there"
    assert the_one(verified, "batch total").about.startswith("batch ")
    assert {"posting", "batch total", "balance"} <= set(verified.counts)


def post_into_a_closed_batch_while_another_is_open(connection: Connection) -> None:
    batch = connection.execute(text(OPEN_BATCH)).scalar_one()
    connection.execute(text(ADD_POSTING))
    close = text("INSERT INTO batch_controls (batch_id, postings, total_pence) VALUES (:batch, 0, 0)")
    connection.execute(close, {"batch": batch})


def test_postgresql_refuses_a_posting_where_no_batch_is_open(
    lived_on_postgresql: Lived, tmp_path: Any
) -> None:
    with pytest.raises(DBAPIError, match="postings join an open batch"):
        after(lived_on_postgresql, tmp_path, lambda connection: connection.execute(text(ADD_POSTING)))


def test_sqlite_refuses_a_posting_into_a_closed_batch_at_once(lived_on_sqlite: Lived, tmp_path: Any) -> None:
    with pytest.raises(DBAPIError, match="joins an open batch"):
        after(lived_on_sqlite, tmp_path, post_into_a_closed_batch_while_another_is_open)


def after(lived: Lived, folder: Any, tamper: Any) -> Verified:
    """What verify says after this, written with every trigger and constraint on."""
    visit = lived.copy(folder)
    try:
        with writing(visit.installation.engine) as connection:
            tamper(connection)
        return verify(visit)
    finally:
        visit.installation.engine.dispose()
