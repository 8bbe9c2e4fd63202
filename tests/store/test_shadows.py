"""A temporary table or trigger of a client changes nothing that a guard of the database reads."""

from __future__ import annotations

import pytest
from sqlalchemy import exc, text

from paycards.store.engine import open_engine
from paycards.store.migrate import upgrade
from paycards.store.tables.every import metadata
from tests.postgres import PostgresServer
from tests.store.books import Books
from tests.store.test_invariants import batch, control, posting

FUNCTIONS = """
    SELECT proname, (SELECT s FROM unnest(proconfig) s WHERE s LIKE 'search_path=%') FROM pg_proc
    WHERE proname LIKE 'paycards%' ORDER BY proname
"""


def test_every_function_looks_in_its_own_schema_and_in_temporary_tables_last(books: Books) -> None:
    if books.engine.dialect.name == "postgresql":
        with books.attempt() as connection:
            found = connection.execute(text(FUNCTIONS)).all()
        assert len(found) > 10
        for name, settings in found:
            assert settings == "search_path=pg_catalog, public, pg_temp", name


@pytest.mark.parametrize("table", [table.name for table in metadata.sorted_tables])
def test_a_shadow_of_any_table_lets_no_false_batch_in(books: Books, table: str) -> None:
    """The other council's account, and false control totals, behind a shadow of each table."""
    for attack in ((posting(credit="{foreign_suspense}"), control()), (posting(), control(7, 700))):
        with books.attempt() as connection:
            connection.execute(text(f"CREATE TEMPORARY TABLE shadow AS SELECT * FROM {table}"))  # noqa: S608
            connection.execute(text(f"ALTER TABLE shadow RENAME TO {table}"))
            schema = "main" if books.engine.dialect.name == "sqlite" else "public"
            for statement in (batch(), *attack[:-1]):
                books.run(connection, statement.replace("INSERT INTO ", f"INSERT INTO {schema}."))
            with pytest.raises(exc.DBAPIError, match=r"not of its council|control totals"):
                books.run(connection, attack[-1].replace("INSERT INTO ", f"INSERT INTO {schema}."))


def test_the_guards_read_the_schema_that_the_installation_uses(postgres_server: PostgresServer) -> None:
    url = postgres_server.new_database()
    first = open_engine(url)
    with first.begin() as connection:
        connection.execute(text('CREATE SCHEMA "the books"'))
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f'ALTER DATABASE {name} SET search_path = "the books"'))
    first.dispose()
    engine = open_engine(url)
    upgrade(engine)
    with engine.connect() as connection:
        for _, settings in connection.execute(text(FUNCTIONS)):
            assert settings == 'search_path=pg_catalog, "the books", pg_temp'
    engine.dispose()
