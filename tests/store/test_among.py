"""A question about very many files or entries is answered, whatever a database takes beside a statement."""

from __future__ import annotations

from sqlalchemy import func, select

from paycards.store.among import among
from paycards.store.tables.files import files
from tests.store.books import Books


def test_a_hundred_thousand_numbers_are_no_more_than_a_statement_holds(books: Books) -> None:
    with books.attempt() as connection:
        every = connection.execute(select(func.count()).select_from(files)).scalar_one()
        for numbers, found in ((range(100_000), every), ([], 0)):
            count = select(func.count()).where(among(files.c.id, numbers))
            assert connection.execute(count).scalar_one() == found
    assert every > 0
