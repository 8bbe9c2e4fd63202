"""The private PostgreSQL that other tests stand on."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from tests import postgres
from tests.postgres import PostgresServer


def test_each_new_database_is_fresh_and_empty(postgres_server: PostgresServer) -> None:
    first, second = (create_engine(postgres_server.new_database()) for _ in range(2))
    with first.begin() as connection:
        connection.execute(text("CREATE TABLE only_here (number integer)"))
    with second.begin() as connection:
        found = connection.scalar(
            text("SELECT count(*) FROM information_schema.tables WHERE table_name = 'only_here'")
        )
    assert found == 0
    first.dispose()
    second.dispose()


def test_the_server_keeps_text_in_utf_8_and_sorts_it_by_byte(postgres_server: PostgresServer) -> None:
    with postgres_server.connect() as connection:
        encoding, order = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = 'template0'"
        ).fetchone() or ("", "")
    assert (encoding, order) == ("UTF8", "C")


def test_without_binaries_one_sentence_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pathlib.Path.glob", lambda *_: iter(()))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.fail.Exception, match="run tools/system-packages postgresql"):
        postgres.find_binaries()
