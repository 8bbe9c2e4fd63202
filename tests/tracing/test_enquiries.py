"""A question that cannot be answered at once is kept, and the night looks for the payment again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from paycards.access.visit import Visit
from paycards.errors import Invalid, NotAllowed, NotFound
from paycards.jobs.answer_enquiry import answer_enquiry
from paycards.jobs.import_files import import_file
from paycards.jobs.list_enquiries import list_enquiries
from paycards.jobs.list_problems import list_problems
from paycards.jobs.open_enquiry import Opened, Whose, open_enquiry_about
from paycards.jobs.show_enquiry import show_enquiry
from paycards.jobs.verify import verify
from paycards.jobs.watch_enquiries import watch_enquiries
from paycards.store.engine import writing
from paycards.tracing.facts import Facts
from tests.channels.supplier_files import CARD, allpay
from tests.jobs.hand_in import bring_accounts, unknown

FACTS = Facts(paid_on=dt.date(2026, 11, 14), amount_pence=8500, card_ending=CARD[-4:])
NOBODY = Whose()


def ask(visit: Visit, facts: Facts = FACTS, council: str = "NVD", whose: Whose = NOBODY) -> Opened:
    return open_enquiry_about(visit, facts, council=council, whose=whose, note="rang on Friday")


def told(visit: Visit) -> list[str]:
    return [problem.kind for problem in list_problems(visit) if problem.kind.startswith("enquiry")]


def pay(visit: Visit) -> None:
    assert import_file(visit, "NVDC0001.PO", allpay([unknown(8500, card=CARD)], 8500)).state == "accepted"


def test_an_enquiry_has_a_number_a_clock_and_what_a_trace_answers(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, "NVD,rent,R100000017,open")
    opened = ask(visit, whose=Whose("rent", "r100000017"))
    assert (opened.enquiry.number, opened.enquiry.state, opened.enquiry.reference) == (
        1,
        "open",
        "R100000017",
    )
    assert opened.enquiry.due_on == dt.date(2026, 12, 4)  # ten working days after Friday 20 November
    assert not opened.answer.found
    assert [ask(visit).enquiry.number, ask(visit, council="HMB").enquiry.number] == [2, 1]
    assert verify(visit).agrees


def test_the_night_tells_once_when_the_payment_has_come(visit: Visit) -> None:
    ask(visit)
    watch_enquiries(visit)
    assert told(visit) == []
    pay(visit)
    for _ in range(2):
        watch_enquiries(visit)
    assert told(visit) == ["enquiry_found"]
    shown = show_enquiry(visit, 1)
    assert [(each.kind, each.payment) for each in shown.enquiry.history] == [("found", "NVDC0001.PO:1")]
    answer_enquiry(visit, 1, outcome="found", note="told by telephone")
    assert told(visit) == [] and list_enquiries(visit) == []
    assert verify(visit).agrees


def test_what_is_not_answered_in_time_is_told_until_it_is(visit: Visit) -> None:
    ask(visit)
    for day, expected in ((4, []), (5, ["enquiry_due"])):
        watch_enquiries(replace(visit, now=dt.datetime(2026, 12, day, 4, tzinfo=dt.UTC)))
        assert told(visit) == expected
    answer_enquiry(visit, 1, outcome="not_found", note="no such payment in any file")
    assert told(visit) == []


def test_an_answer_is_given_once_and_never_without_words(visit: Visit) -> None:
    ask(visit)
    with pytest.raises(Invalid):
        answer_enquiry(visit, 1, outcome="found", note=" ")
    with pytest.raises(NotFound):
        answer_enquiry(visit, 2, outcome="found", note="told")
    answer_enquiry(visit, 1, outcome="withdrawn", note="found the receipt of another year")
    with pytest.raises(NotAllowed, match="was answered by tester"):
        answer_enquiry(visit, 1, outcome="found", note="told")
    assert [each.state for each in list_enquiries(visit, answered_too=True)] == ["answered"]


def test_a_number_of_two_councils_wants_the_council(visit: Visit) -> None:
    ask(visit)
    ask(visit, council="HMB")
    with pytest.raises(Invalid, match="More than one council"):
        show_enquiry(visit, 1)
    assert show_enquiry(visit, 1, council="HMB").enquiry.council == "HMB"


def test_an_account_of_another_council_is_not_known(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, "HMB,rent,R1,open")
    with pytest.raises(NotAllowed, match="NVD has no rent account R1"):
        ask(visit, whose=Whose("rent", "R1"))
    assert list_enquiries(visit) == []


EVENT = (
    "INSERT INTO enquiry_events (council_id, number, place, happened_at, actor, kind, outcome, note)"
    " VALUES (1, 1, {place}, '2026-11-20T04:00:00.000000Z', 'x', 'answered', '{outcome}', '{note}')"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE enquiries SET due_on = '2027-01-01'",
        "DELETE FROM enquiries",
        "UPDATE enquiry_events SET note = 'x'",
        "DELETE FROM enquiry_events",
        EVENT.format(place=2, outcome="found", note="again"),  # nothing follows an answer
    ],
)
def test_the_database_refuses_what_would_change_an_enquiry(visit: Visit, statement: str) -> None:
    ask(visit)
    answer_enquiry(visit, 1, outcome="found", note="told")
    with pytest.raises(exc.DBAPIError), writing(visit.installation.engine) as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("place", "outcome", "note"),
    [(2, "found", "told"), (1, "", "told"), (1, "found", " "), (1, "lost", "told")],
)
def test_the_database_refuses_an_answer_out_of_order_or_without_words(
    visit: Visit, place: int, outcome: str, note: str
) -> None:
    ask(visit)
    with pytest.raises(exc.DBAPIError), writing(visit.installation.engine) as connection:
        connection.execute(text(EVENT.format(place=place, outcome=outcome, note=note)))


def test_verify_sees_an_enquiry_that_was_changed_behind_the_guards(visit: Visit) -> None:
    ask(visit)
    if visit.installation.engine.dialect.name == "postgresql":
        return
    with writing(visit.installation.engine) as connection:
        connection.execute(text("DROP TRIGGER enquiries_no_update"))
        connection.execute(text("UPDATE enquiries SET due_on = '2027-01-01'"))
    assert verify(visit).counts["enquiry"] == 1
