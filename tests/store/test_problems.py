"""A problem is one open row for each thing that is wrong, until it is dealt with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Row, insert, select, update

from paycards.store.engine import writing
from paycards.store.kept_problems import Kept, keep_open
from paycards.store.problems import (
    Closing,
    Subject,
    close_problem,
    is_open,
    open_problem,
    reword_open_problems,
)
from paycards.store.tables.audit import problems
from paycards.store.tables.councils import contracts, councils

AT = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)


def begin(connection: Connection) -> None:
    for number, code in ((1, "NVD"), (2, "HMB")):
        connection.execute(insert(councils).values(id=number, code=code, name=code))
        values = {"id": number, "council_id": number, "code": f"{code}-ALLPAY"}
        connection.execute(insert(contracts).values(**values, channel="allpay", client_code=code))


GAP = Subject("gap", ":3-4", 1, 1)


def report(
    connection: Connection, numbers: str = "number 3", *, at: dt.datetime = AT, **changed: Any
) -> None:
    facts = {"contract": "NVD-ALLPAY", "numbers": numbers, "what": "allpay", "day": at.date(), "due": "then"}
    open_problem(connection, replace(GAP, **changed), facts, at)


def close(connection: Connection, *, at: dt.datetime = LATER, by: str = "clerk", note: str = "") -> None:
    close_problem(connection, GAP, Closing(at, by, note))


def rows(connection: Connection) -> list[Row[Any]]:
    return list(connection.execute(select(problems).order_by(problems.c.id)))


def test_the_same_problem_is_opened_once_and_keeps_its_beginning(engine: Engine) -> None:
    with writing(engine) as connection:
        begin(connection)
        report(connection)
        report(connection, "number 4", at=LATER)
        [row] = rows(connection)
    assert (row.message, row.opened_at, row.closed_at) == (
        "NVD-ALLPAY: number 4 did not come before a later number.",
        AT,
        None,
    )


def test_an_open_problem_in_the_words_of_an_earlier_version_gets_those_of_this_one(engine: Engine) -> None:
    with writing(engine) as connection:
        begin(connection)
        report(connection)
        report(connection, kind="missing")
        now = [(row.message, row.action) for row in rows(connection)]
        connection.execute(update(problems).values(message="it lacks", action="look"))
        close_problem(connection, replace(GAP, kind="missing"), Closing(LATER, "clerk", ""))
        report(connection, subject=":5-5")
        connection.execute(update(problems).where(problems.c.subject == ":5-5").values(facts="{}"))
        reword_open_problems(connection)
        gap, closed, unknown = rows(connection)
    assert (gap.message, gap.action) == now[0]
    assert (closed.message, closed.action) == ("it lacks", "look")
    assert (unknown.message, unknown.action) == now[0]


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
        assert not is_open(connection, GAP)
    assert (row.closed_at, row.closed_by, row.note) == (LATER, "clerk", "it came by post")


def test_what_goes_wrong_again_is_a_new_problem(engine: Engine) -> None:
    with writing(engine) as connection:
        begin(connection)
        report(connection)
        close(connection)
        report(connection, at=LATER)
        assert [row.closed_at is None for row in rows(connection)] == [False, True]
        assert is_open(connection, GAP)


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
        assert is_open(connection, replace(GAP, subject=text))
        close_problem(connection, replace(GAP, subject=text), Closing(LATER, "clerk", text))
        assert not is_open(connection, replace(GAP, subject=text))
    assert first.subject != second.subject
    assert max(map(len, (first.message, first.subject))) <= 2_000


def test_of_problems_that_are_found_anew_just_those_are_open_that_no_person_closed(engine: Engine) -> None:
    kept = Kept("gap", 1, 1)

    def find(connection: Connection, at: dt.datetime, **numbers: str) -> list[tuple[str, str, bool]]:
        facts = {name: {"contract": "NVD-ALLPAY", "numbers": each} for name, each in numbers.items()}
        keep_open(connection, kept, facts, Closing(at, "paycards", "it came"))
        return [(row.subject, row.message.split()[1], row.closed_at is None) for row in rows(connection)]

    with writing(engine) as connection:
        begin(connection)
        report(connection, "other", contract_id=2, council_id=2)
        other = (":3-4", "other", True)
        assert find(connection, AT, a="one", b="two") == [other, ("a", "one", True), ("b", "two", True)]
        close_problem(connection, Subject("gap", "a", 1, 1), Closing(LATER, "clerk", "known"))
        again = [other, ("a", "one", False), ("b", "three", True), ("c", "four", True)]
        assert find(connection, LATER, a="one", b="three", c="four") == again
        assert find(connection, LATER) == [
            other,
            *((subject, word, False) for subject, word, _ in again[1:]),
        ]
        assert [row.opened_at for row in rows(connection)] == [AT, AT, AT, LATER]
