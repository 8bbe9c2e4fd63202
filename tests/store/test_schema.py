"""The schema as it stands is written down, and whatever is taken from it or added to it is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from paycards.store import schema
from paycards.store.engine import reading, writing
from paycards.store.missing_guards import missing_guards
from paycards.store.tables.every import SUBJECTS, metadata


def test_the_schema_is_what_is_written_down(engine: Engine, request: pytest.FixtureRequest) -> None:
    with reading(engine) as connection:
        now = schema.written_down(schema.standing(connection))
    path = Path(schema.__file__).parent / f"{engine.dialect.name}.sql"
    if request.config.getoption("--rewrite-golden"):
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now, "run `make schema` and read the difference"


def test_every_subject_of_tables_is_among_those_of_the_migrations() -> None:
    files = {path.stem for path in (Path(schema.__file__).parents[1] / "tables").glob("*.py")}
    named = {subject.__name__.rpartition(".")[2] for subject in SUBJECTS}
    assert named == files - {"__init__", "base", "every"}


def test_a_subject_that_is_loaded_alone_has_what_its_keys_refer_to() -> None:
    """Else SQLAlchemy finds no columns of a join, in that command only which loads nothing else."""
    code = """
import importlib, sys
for subject in sys.argv[1:]:
    for name in [name for name in sys.modules if name.startswith("paycards.store.tables")]:
        del sys.modules[name]
    importlib.import_module("paycards.store.tables.councils")  # every command has these two
    importlib.import_module("paycards.store.tables.ledger")
    importlib.import_module(f"paycards.store.tables.{subject}")
    tables = sys.modules["paycards.store.tables.base"].metadata.tables.values()
    keys = [key for table in tables for column in table.primary_key.columns for key in column.foreign_keys]
    assert all(key.column is not None for key in keys)
"""
    subjects = [subject.__name__.rpartition(".")[2] for subject in SUBJECTS]
    done = subprocess.run(
        [sys.executable, "-c", code, *subjects], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_nothing_is_missing_from_a_new_database(engine: Engine) -> None:
    with reading(engine) as connection:
        assert missing_guards(connection) == []


def test_each_index_says_on_which_rows_it_is() -> None:
    made = {
        name.removeprefix("index ").partition(".")[2]: " ".join(statement.split())
        for name, statement in schema.golden("sqlite").items()
        if name.startswith("index ")
    }
    said = {
        str(index.name): index.info.get("where", "")
        for table in metadata.sorted_tables
        for index in table.indexes
    }
    assert said == {name: statement.partition(" WHERE ")[2] for name, statement in made.items()}


def found_after(engine: Engine, statement: str) -> list[str]:
    with writing(engine) as connection:
        connection.exec_driver_sql(statement)
    with reading(engine) as connection:
        return missing_guards(connection)


def test_every_trigger_that_is_dropped_is_named(engine: Engine) -> None:
    with reading(engine) as connection:
        triggers = [name for name in schema.standing(connection) if name.startswith("trigger ")]
    with writing(engine) as connection:
        for name in triggers:
            table, _, trigger = name.removeprefix("trigger ").partition(".")
            where = "" if engine.dialect.name == "sqlite" else f" ON {table}"
            connection.execute(text(f"DROP TRIGGER {trigger}{where}"))
        assert missing_guards(connection) == sorted(f"{name}: missing" for name in triggers)
    assert len(triggers) > 50


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("ALTER TABLE postings DISABLE TRIGGER ALL", "trigger postings.postings_no_delete: disabled"),
        ("ALTER TABLE postings DROP CONSTRAINT ck_postings_amount",
         "constraint postings.ck_postings_amount: missing"),
        ("ALTER TABLE cards DISABLE TRIGGER ALL", "constraint trigger cards.fk_cards_account_id: disabled"),
        ("DROP INDEX uq_files_bytes", "index files.uq_files_bytes: missing"),
        ("ALTER FUNCTION paycards_keep() RESET search_path", "function paycards_keep: changed"),
        ("CREATE OR REPLACE FUNCTION paycards_keep() RETURNS trigger LANGUAGE plpgsql AS"
         " $$ BEGIN RETURN NEW; END $$", "function paycards_keep: changed"),
        ("CREATE RULE quiet AS ON DELETE TO postings DO INSTEAD NOTHING", "rule postings.quiet: foreign"),
        ("ALTER TABLE postings ENABLE ROW LEVEL SECURITY", "row security postings: foreign"),
        ("ALTER TABLE audit_trail SET UNLOGGED", "table audit_trail: changed"),
        ("CREATE SCHEMA other; CREATE TABLE other.more () INHERITS (postings)", "table other.more: foreign"),
        ("CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level1', deterministic = false);"
         " ALTER TABLE accounts ALTER reference TYPE varchar COLLATE any_case", "table accounts: changed"),
        ("CREATE FUNCTION length(varchar) RETURNS integer LANGUAGE sql AS 'SELECT 0'",
         "function length(character varying): foreign"),
        ("CREATE FUNCTION paycards_keep(integer) RETURNS integer LANGUAGE sql AS 'SELECT 0'",
         "function paycards_keep(integer): foreign"),
        ("CREATE FUNCTION any_text(varchar, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
         " CREATE OPERATOR <> (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = any_text)",
         "operator <>(character varying,character varying): foreign"),
    ],
)  # fmt: skip
def test_what_is_weakened_on_postgresql_is_named(engine: Engine, statement: str, named: str) -> None:
    if engine.dialect.name == "postgresql":
        assert named in found_after(engine, statement)


def test_a_setting_by_which_no_trigger_fires_is_named(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            assert missing_guards(connection) == ["triggers by session_replication_role: disabled"]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DROP INDEX uq_files_bytes", "index files.uq_files_bytes: missing"),
        ("CREATE TRIGGER quiet BEFORE INSERT ON postings BEGIN SELECT RAISE(IGNORE); END",
         "trigger postings.quiet: foreign"),
        ("ALTER TABLE postings ADD COLUMN more TEXT", "table postings: changed"),
    ],
)  # fmt: skip
def test_what_is_weakened_on_sqlite_is_named(engine: Engine, statement: str, named: str) -> None:
    if engine.dialect.name == "sqlite":
        assert named in found_after(engine, statement)


def test_a_trigger_that_is_named_as_sqlite_s_own_things_are_is_named(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with writing(engine) as connection:
            connection.exec_driver_sql("CREATE TRIGGER quiet BEFORE INSERT ON problems BEGIN SELECT 1; END")
            connection.exec_driver_sql("PRAGMA writable_schema = ON")
            connection.exec_driver_sql(
                "UPDATE sqlite_master SET name = 'sqlite_quiet', sql = replace(sql, 'quiet', 'sqlite_quiet')"
                " WHERE name = 'quiet'"
            )
            connection.exec_driver_sql("PRAGMA writable_schema = OFF")
        with reading(engine) as connection:
            assert missing_guards(connection) == ["trigger problems.sqlite_quiet: foreign"]


def test_an_index_for_speed_is_nobodys_guard(engine: Engine) -> None:
    assert found_after(engine, "CREATE INDEX faster ON lines (paid_on)") == []
