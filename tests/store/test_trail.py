"""The audit trail is one chain for each council: whatever is changed in it is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, exc, insert, text

from paycards.store import trail
from paycards.store.engine import open_engine, writing
from paycards.store.migrate import downgrade
from paycards.store.step import Step
from paycards.store.tables.councils import councils
from tests.planted import plant

AT = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)
NVD, HMB = 1, 2


@pytest.fixture(scope="module")
def chained(database_of_module: str) -> Iterator[Engine]:
    """Two councils with five entries each, and no trigger in the tamperer's way; it stays as it is."""
    engine = open_engine(database_of_module)
    with writing(engine) as connection:
        connection.execute(insert(councils), [{"id": NVD, "code": "N", "name": "N"}])
        connection.execute(insert(councils), [{"id": HMB, "code": "H", "name": "H"}])
        for number in range(5):
            for council_id in (NVD, HMB):
                at = AT + dt.timedelta(seconds=number)
                Step(connection, council_id, at, at.date(), "finance officer").record(
                    "suspense.allocated",
                    f"NVDC0001.PO:{number}",
                    before={"state": "open", "since": AT.date()},
                    after={"note": 'the "new" card\'s price, £5', "row": number},
                )
    downgrade(engine, "0001")
    yield engine
    engine.dispose()


def broken(engine: Engine, *statements: str, council_id: int = NVD) -> list[int]:
    """The broken links after these statements, which are never committed."""
    with engine.connect() as connection, connection.begin() as transaction:
        for statement in statements:
            connection.execute(text(statement))
        found = trail.broken_links(connection, council_id)
        transaction.rollback()
    return found


def test_an_untouched_trail_is_whole(chained: Engine) -> None:
    assert broken(chained) == []
    with writing(chained) as connection:
        assert [entry.number for entry in trail.entries(connection, NVD, after=3)] == [4, 5]
        assert trail.length(connection, NVD) == 5


def test_a_council_without_a_trail_has_no_broken_link(engine: Engine) -> None:
    assert broken(engine) == []


def test_numbers_begin_at_one_and_each_entry_names_the_one_before(chained: Engine) -> None:
    with writing(chained) as connection:
        found = trail.entries(connection, NVD)
    assert [entry.number for entry in found] == [1, 2, 3, 4, 5]
    assert [entry.previous_hash for entry in found] == [trail.FIRST, *(entry.hash for entry in found[:-1])]
    assert len({entry.hash for entry in found}) == 5


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'somebody else'",
        "action = 'file.accepted'",
        "subject = 'NVDC0001.PO:9'",
        "at = '2026-11-20T04:00:02.000001Z'",
        "before = '{}'",
        "after = replace(after, '5', '6')",
        "hash = replace(hash, substr(hash, 1, 1), 'x')",
    ],
)
def test_a_changed_entry_is_found(chained: Engine, change: str) -> None:
    assert 3 in broken(chained, f"UPDATE audit_trail SET {change} WHERE council_id = 1 AND number = 3")  # noqa: S608
    assert broken(chained, council_id=HMB) == []


def test_an_entry_that_was_taken_out_is_found(chained: Engine) -> None:
    assert broken(chained, "DELETE FROM audit_trail WHERE council_id = 1 AND number = 3") != []


def test_an_entry_that_was_taken_out_and_the_later_ones_numbered_anew_is_found(chained: Engine) -> None:
    found = broken(
        chained,
        "DELETE FROM audit_trail WHERE council_id = 1 AND number = 3",
        "UPDATE audit_trail SET number = 3 WHERE council_id = 1 AND number = 4",
        "UPDATE audit_trail SET number = 4 WHERE council_id = 1 AND number = 5",
    )
    assert found == [3, 4]


def test_the_first_entry_taken_out_is_found(chained: Engine) -> None:
    assert broken(chained, "DELETE FROM audit_trail WHERE council_id = 1 AND number = 1") == [2, 3, 4, 5][:1]


def test_two_entries_that_changed_places_are_found(chained: Engine) -> None:
    found = broken(
        chained,
        "UPDATE audit_trail SET number = 99 WHERE council_id = 1 AND number = 2",
        "UPDATE audit_trail SET number = 2 WHERE council_id = 1 AND number = 3",
        "UPDATE audit_trail SET number = 3 WHERE council_id = 1 AND number = 99",
    )
    assert {2, 3} <= set(found)


def test_an_entry_taken_over_from_another_council_is_found(chained: Engine) -> None:
    found = broken(
        chained,
        "DELETE FROM audit_trail WHERE council_id = 1 AND number = 5",
        "UPDATE audit_trail SET council_id = 1 WHERE council_id = 2 AND number = 5",
    )
    assert found == [5]


def test_an_entry_that_is_put_in_without_the_chain_is_found(chained: Engine) -> None:
    found = broken(
        chained,
        "INSERT INTO audit_trail SELECT council_id, 6, at, actor, action, subject, before, after,"
        " previous_hash, hash FROM audit_trail WHERE council_id = 1 AND number = 5",
    )
    assert found == [6]


def test_an_entry_with_the_largest_number_is_refused_and_blocks_nobody(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(insert(councils), [{"id": NVD, "code": "N", "name": "N"}])
        _record(connection, AT)
    for number in (2**31 - 1, 3, 1, 0):
        with pytest.raises(exc.DBAPIError, match="the one after the last"), writing(engine) as connection:
            connection.execute(text(PLANTED.format(number=number, at="2026-11-20T05:00:00.000000Z")))
    with pytest.raises(exc.DBAPIError, match="hash of the last one"), writing(engine) as connection:
        connection.execute(text(PLANTED.format(number=2, at="2026-11-20T05:00:00.000000Z")))
    with writing(engine) as connection:
        _record(connection, AT)
        assert trail.broken_links(connection, NVD) == []


@pytest.mark.parametrize(
    "after",
    [
        "not json",
        "",
        "[]",
        "7",
        '"{}"',
        "[" * 100_000,
        '{"file_id": "abc"}',
        '{"row_no": 1.5}',
        '{"file_id": {}}',
    ],
)
def test_what_no_step_says_never_stands_in_the_trail_and_ends_no_export(engine: Engine, after: str) -> None:
    with writing(engine) as connection:
        connection.execute(insert(councils), [{"id": NVD, "code": "N", "name": "N"}])
        _record(connection, AT)
    with pytest.raises(exc.DBAPIError), writing(engine) as connection:
        plant(connection, NVD, "suspense.allocated", after)
    with writing(engine) as connection:
        plant(connection, NVD, "suspense.allocated", '{"file_id": 1, "row_no": null, "note": "x"}')


@pytest.mark.parametrize("at", ["9999-99-99T00:00:00.000000Z", "zzz", "2026-11-20T04:00:00Z"])
def test_what_is_no_instant_never_stands_in_the_trail(engine: Engine, at: str) -> None:
    with writing(engine) as connection:
        connection.execute(insert(councils), [{"id": NVD, "code": "N", "name": "N"}])
    planted = PLANTED.format(number=1, at=at).replace("f" * 64, trail.FIRST, 1)
    with pytest.raises(exc.DBAPIError), writing(engine) as connection:
        connection.execute(text(planted))


def test_time_never_runs_backwards_in_the_trail(engine: Engine) -> None:
    """A clock that was ahead: the entry after it has its instant, and says what the clock said."""
    ahead = AT + dt.timedelta(days=1)
    with writing(engine) as connection:
        connection.execute(insert(councils), [{"id": NVD, "code": "N", "name": "N"}])
        _record(connection, ahead)
        _record(connection, AT)
        first, second = trail.entries(connection, NVD)
        assert (first.at, second.at) == (ahead, ahead)
        assert trail.CLOCK in second.after
        assert trail.CLOCK not in first.after
        assert trail.broken_links(connection, NVD) == []
    planted = PLANTED.format(number=3, at="2026-11-20T05:00:00.000000Z").replace("f" * 64, second.hash, 1)
    with pytest.raises(exc.DBAPIError, match="never runs backwards"), writing(engine) as connection:
        connection.execute(text(planted))


PLANTED = (
    "INSERT INTO audit_trail"
    " (council_id, number, at, actor, action, subject, before, after, previous_hash, hash)"
    " VALUES (1, {number}, '{at}', 'x', 'x', 'x', '{{}}', '{{}}', '" + "f" * 64 + "', '" + "e" * 64 + "')"
)


def _record(connection: Connection, at: dt.datetime) -> None:
    Step(connection, NVD, at, at.date(), "clerk").record("suspense.allocated", "A:1")
