"""A problem is one open row for each thing that is wrong, until it is dealt with."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Row, insert, select

from paycards.store.engine import writing
from paycards.store.problems import close_problem, is_open, open_problem
from paycards.store.tables import contracts, councils, problems

AT = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)


def begin(connection: Connection) -> None:
    for number, code in ((1, "NVD"), (2, "HMB")):
        connection.execute(insert(councils).values(id=number, code=code, name=code))
        values = {"id": number, "council_id": number, "code": f"{code}-ALLPAY"}
        connection.execute(insert(contracts).values(**values, channel="allpay", client_code=code))


def report(connection: Connection, message: str = "It did not come.", **changed: Any) -> None:
    usual: dict[str, Any] = {"council_id": 1, "contract_id": 1, "kind": "gap", "subject": ":3-4", "at": AT}
    open_problem(connection, message=message, action="Ask for it.", **(usual | changed))


def close(connection: Connection, **changed: Any) -> None:
    usual: dict[str, Any] = {"contract_id": 1, "kind": "gap", "subject": ":3-4", "at": LATER, "by": "clerk"}
    close_problem(connection, **(usual | changed))


def rows(connection: Connection) -> list[Row[Any]]:
    return list(connection.execute(select(problems).order_by(problems.c.id)))


def test_the_same_problem_is_opened_once_and_keeps_its_beginning(engine: Engine) -> None:
    with writing(engine) as connection:
        begin(connection)
        report(connection)
        report(connection, "Number 4 did not come.", at=LATER)
        [row] = rows(connection)
    assert (row.message, row.opened_at, row.closed_at) == ("Number 4 did not come.", AT, None)


def test_problems_differ_by_contract_kind_and_subject(engine: Engine) -> None:
    with writing(engine) as connection:
        begin(connection)
        report(connection)
        report(connection, council_id=2, contract_id=2)
        report(connection, kind="missing")
        report(connection, subject=":5-5")
        report(connection, contract_id=None)
        report(connection, council_id=2, contract_id=None)
        report(connection, council_id=None, contract_id=None)
        assert len(rows(connection)) == 7


def test_a_closed_problem_says_who_when_and_why_and_stays(engine: Engine) -> None:
    with writing(engine) as connection:
        begin(connection)
        report(connection)
        close(connection, note="it came by post")
        close(connection, at=LATER + dt.timedelta(days=1), by="somebody else", note="again")
        [row] = rows(connection)
        assert not is_open(connection, contract_id=1, kind="gap", subject=":3-4")
    assert (row.closed_at, row.closed_by, row.note) == (LATER, "clerk", "it came by post")


def test_what_goes_wrong_again_is_a_new_problem(engine: Engine) -> None:
    with writing(engine) as connection:
        begin(connection)
        report(connection)
        close(connection)
        report(connection, at=LATER)
        assert [row.closed_at is None for row in rows(connection)] == [False, True]
        assert is_open(connection, contract_id=1, kind="gap", subject=":3-4")


def test_closing_leaves_the_other_problems_open(engine: Engine) -> None:
    with writing(engine) as connection:
        begin(connection)
        report(connection, council_id=2, contract_id=2)
        report(connection, kind="missing")
        report(connection, contract_id=None)
        close(connection)
        assert [row.closed_at for row in rows(connection)] == [None, None, None]


@pytest.mark.parametrize("text", ["A\x00B", "half \ud800", "\u202egpj.exe", "x" * 100_000, "é" * 100_000])
def test_a_problem_can_be_written_whatever_it_quotes(engine: Engine, text: str) -> None:
    with writing(engine) as connection:
        begin(connection)
        report(connection, text, subject=text)
        report(connection, text, subject=text)
        report(connection, text, subject=text + "another")
        first, second = rows(connection)
        assert is_open(connection, contract_id=1, kind="gap", subject=text)
        close(connection, subject=text, note=text)
        assert not is_open(connection, contract_id=1, kind="gap", subject=text)
    assert first.subject != second.subject
    assert max(map(len, (first.message, first.subject))) <= 2_000
