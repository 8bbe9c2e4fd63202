"""What is loaded in bulk is what stands there, whatever the texts hold, on both databases."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Date, Engine, Integer, String, Table, null, select

from paycards.store import bulk
from paycards.store.chunks import chunks
from paycards.store.copy_text import copy_text
from paycards.store.engine import writing
from paycards.store.frames import read_frame
from paycards.store.rows import CHUNK_ROWS
from paycards.store.tables.base import Pence
from paycards.store.tables.councils import councils
from paycards.store.temporary import temporary

AWKWARD = (
    "",
    " ",
    '"',
    '""',
    ",",
    "\\",
    "\\N",
    "\\.",
    "\n\\.\n",
    "\r\n",
    "'",
    "NULL",
    "null",
    "NA",
    "nan",
    "é\t",
)
TEXT = st.sampled_from(AWKWARD) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)
PENCE = st.integers(-(2**63), 2**63 - 1)
ROWS = st.lists(
    st.tuples(TEXT, TEXT, PENCE, st.sampled_from(["2026-02-28", "1999-12-31"])),
    max_size=2 * bulk.TOGETHER + 3,
)
SHAPE = {"row_no": "int64", "note": "str", "network": "str", "pence": "int64", "paid_on": "str"}


def columns() -> tuple[Column[Any], ...]:
    return (
        Column("file_id", Integer, nullable=False),
        Column("row_no", Integer, nullable=False),
        Column("note", String, nullable=False, server_default="left out"),
        Column("network", String, nullable=False),
        Column("pence", Pence, nullable=False),
        Column("paid_on", Date, nullable=False),
    )


def frame_of(rows: list[tuple[str, str, int, str]]) -> pd.DataFrame:
    notes, networks, pence, dates = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pd.DataFrame(
        {
            "row_no": pd.Series(range(1, len(rows) + 1), dtype="int64"),
            "note": pd.Series(notes, dtype="str"),
            "network": pd.Series(networks, dtype="str").astype("category"),
            "pence": pd.Series(pence, dtype="int64"),
            "paid_on": pd.Series(dates, dtype="str").astype("category"),
        }
    )


def read_back(connection: Connection, table: Table) -> pd.DataFrame:
    return read_frame(connection, select(*(table.c[name] for name in SHAPE)).order_by(table.c.row_no), SHAPE)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=ROWS)
def test_what_goes_in_is_what_comes_out(engine: Engine, rows: list[tuple[str, str, int, str]]) -> None:
    frame = frame_of(rows)
    with writing(engine) as connection, temporary(connection, "loaded", *columns()) as table:
        assert bulk.load(connection, table, frame, file_id=7) == len(rows)
        found = read_back(connection, table)
        ids = set(connection.execute(select(table.c.file_id)).scalars())
    expected = frame.astype(SHAPE)
    if not any(note for note, *_ in rows):  # empty everywhere: the table's own default
        expected["note"] = pd.Series(["left out"] * len(rows), dtype="str")
    pd.testing.assert_frame_equal(found, expected)
    assert ids == ({7} if rows else set())


def test_a_large_frame_goes_in_and_comes_out_whole_over_many_chunks(engine: Engine) -> None:
    count = 2 * CHUNK_ROWS + 1
    frame = frame_of([(f"n{number}", "po", number, "2026-02-28") for number in range(count)])
    with writing(engine) as connection, temporary(connection, "loaded", *columns()) as table:
        bulk.load(connection, table, frame, file_id=7)
        with chunks(connection, select(table.c.row_no)) as parts:
            sizes = [len(rows) for rows in parts]
        found = read_back(connection, table)
    assert sum(sizes) == count and len(sizes) > 10
    pd.testing.assert_frame_equal(found, frame.astype(SHAPE))


def test_a_row_that_breaks_a_rule_takes_the_whole_load_with_it(engine: Engine) -> None:
    frame = pd.DataFrame({"code": pd.Series(["NVD", "HMB", "NVD"], dtype="str"), "name": "x"})
    with pytest.raises(Exception, match=r"(?i)unique"), writing(engine) as connection:
        bulk.load(connection, councils, frame)
    with writing(engine) as connection:
        assert connection.execute(select(councils)).all() == []


def test_a_missing_value_is_never_read_as_one(engine: Engine) -> None:
    with writing(engine) as connection, pytest.raises(ValueError, match="a value is missing"):
        read_frame(connection, select(null().label("row_no")), {"row_no": "int64"})


def test_a_query_of_other_columns_is_a_fault_of_the_caller(engine: Engine) -> None:
    with writing(engine) as connection, pytest.raises(ValueError, match="the query has"):
        read_frame(connection, select(null().label("other")), {"row_no": "int64"})


def test_no_value_and_an_empty_text_are_sent_to_postgresql_as_two_things() -> None:
    batch = pa.record_batch({"note": ["", None, "\\N"], "pence": [None, 0, -1]})
    assert bytes(copy_text(batch, {"file_id": 7})) == b"7\t\t\\N\n7\t\\N\t0\n7\t\\\\N\t-1\n"
