"""What a card batch is written down with is kept by the database itself, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, exc, text

from paycards.store.engine import writing
from tests.closing.office import council, give


@pytest.fixture(scope="module")
def engine(database_of_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A batch of an issued card, an unknown row and two that are waited for by nobody; it stays as it is."""
    folder = tmp_path_factory.mktemp("batch")
    with council(folder / "home", database_of_module) as visit:
        give(visit, folder, "rent,R10001", "rent,nobody", "garages,G80001")
        yield visit.installation.engine


LIST = "UPDATE card_batches SET {change}"
UPDATE = "UPDATE card_batch_rows SET {change} WHERE row_no = {row}"


def refused(engine: Engine, statement: str) -> str:
    with pytest.raises(exc.DBAPIError) as error, writing(engine) as connection:
        connection.execute(text(statement))
    return str(error.value.orig)


def test_batches_and_their_rows_are_never_deleted(engine: Engine) -> None:
    for statement in ("DELETE FROM card_batch_rows", "DELETE FROM card_batches"):
        refused(engine, statement)


@pytest.mark.parametrize(
    "change",
    [
        "sha256 = 'x'",
        "list_name = 'x'",
        "office = 'x'",
        "row_count = 9",
        "finished_at = NULL",
        "council_id = 2",
    ],
)
def test_what_a_list_was_stays(engine: Engine, change: str) -> None:
    assert "a list stays what it was" in refused(engine, LIST.format(change=change))


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ("request_no = 2", 2),
        ("request_no = NULL, outcome = 'unknown'", 2),
        ("account_id = account_id + 1", 2),
        ("holder = 'Mr B Jones'", 2),
        ("payments_a_year = 1", 2),
        ("outcome = 'waiting'", 3),
        ("message = 'other'", 3),
    ],
)
def test_a_row_that_is_decided_stays_what_it_was(engine: Engine, change: str, row: int) -> None:
    statement = UPDATE.format(change=change, row=row)
    assert "row" in refused(engine, statement)


def test_a_card_that_failed_its_proof_may_pass_later(engine: Engine) -> None:
    for outcome in ("proof_failed", "issued"):
        with writing(engine) as connection:
            connection.execute(text(UPDATE.format(change=f"outcome = '{outcome}'", row=2)))


ROW = """
    INSERT INTO card_batch_rows (batch_id, row_no, council_id, outcome, account_id, request_no, message,
      holder, language, large_print, additional)
    SELECT batch_id, 99, council_id, '{outcome}', {account}, {request}, '', '', 'en', 0, 0
    FROM card_batch_rows WHERE row_no = 2
"""


@pytest.mark.parametrize(
    ("outcome", "account", "asked"),
    [
        ("issued", "account_id", "request_no"),  # the request of another row
        ("issued", "account_id + 1", "request_no"),
        ("issued", "account_id", "NULL"),
        ("unknown", "NULL", "request_no"),
        ("waiting", "NULL", "NULL"),
        ("lost", "NULL", "NULL"),
        ("waiting", "(SELECT max(id) FROM accounts)", "NULL"),  # another council's
    ],
)
def test_a_row_that_cannot_be_is_refused(engine: Engine, outcome: str, account: str, asked: str) -> None:
    refused(engine, ROW.format(outcome=outcome, account=account, request=asked))


def test_the_same_list_is_one_batch(engine: Engine) -> None:
    refused(
        engine,
        "INSERT INTO card_batches"
        " (council_id, office, list_name, sheet, sha256, row_count, started_at, started_by)"
        " SELECT council_id, 'B', 'other.csv', sheet, sha256, row_count, started_at, started_by"
        " FROM card_batches",
    )
