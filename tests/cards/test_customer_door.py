"""The door to the customer's page, on both databases: five tries, counted before they are looked at."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from paycards.errors import Forbidden
from paycards.jobs.ask_for_payment import Question, ask_for_payment, show_asked_payment
from paycards.jobs.open_customer_page import open_customer_page
from paycards.jobs.show_customer_card import show_customer_card, whom_to_call
from paycards.store.engine import reading
from paycards.store.tables.customers import card_links, customer_sessions, customer_tries
from tests.customer.house import House, at, house_of, pay


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    built = house_of(database_url, tmp_path)
    yield built
    built.visit.installation.engine.dispose()


def tries(house: House) -> int:
    with reading(house.visit.installation.engine) as connection:
        return int(connection.execute(select(card_links.c.tries)).scalar_one())


def opened(house: House, fact: str, source: str = "192.0.2.1") -> str | None:
    return open_customer_page(house.visit, house.token, fact, source)


def test_five_wrong_tries_close_a_link_for_good_and_a_right_one_begins_anew(house: House) -> None:
    for _ in range(4):
        assert opened(house, "NV1 1AA") is None
    assert opened(house, "nv2 4qt")
    assert tries(house) == 0
    for _ in range(5):
        assert opened(house, "NV1 1AA") is None
    assert tries(house) == 5
    assert opened(house, "NV2 4QT") is None


def test_tries_at_once_are_no_more_than_five(house: House) -> None:
    wrong = [threading.Thread(target=opened, args=(house, "NV1 1AA", f"192.0.2.{n}")) for n in range(12)]
    for each in wrong:
        each.start()
    for each in wrong:
        each.join()
    assert tries(house) == 5


def test_a_session_shows_the_card_answers_and_says_whom_to_call(house: House) -> None:
    pay(house, 1, (house.card, 2000, "16/11/2026"))
    secret = opened(house, "NV2 4QT")
    assert secret
    card = show_customer_card(house.visit, secret, "cy")
    assert card
    assert (card.number, [each.amount_pence for each in card.payments]) == (house.card, [2000])
    assert [place.name for place in card.places] == ["Swyddfeydd Post", "siopau PayPoint", "siopau Payzone"]
    assert ask_for_payment(house.visit, secret, Question(dt.date(2026, 11, 16), 2000))
    asked = show_asked_payment(house.visit, secret)
    assert asked
    assert [reply.state for reply in asked.replies] == ["on_account"]
    called = whom_to_call(house.visit, secret, "en")
    assert called
    assert called.phone == "01632 960 100"
    over = at(house.visit, house.visit.now + dt.timedelta(minutes=30))
    assert show_customer_card(over, secret, "en") is None
    assert not ask_for_payment(over, secret, Question(dt.date(2026, 11, 16), 2000))


def test_only_hashes_are_kept_and_what_is_old_goes(house: House) -> None:
    secret = opened(house, "NV2 4QT")
    opened(house, "wrong", "192.0.2.77")
    with reading(house.visit.installation.engine) as connection:
        rows = [*connection.execute(select(customer_sessions)), *connection.execute(select(customer_tries))]
        text = str([*rows, *connection.execute(select(card_links))])
    assert secret
    assert [each for each in (secret, house.token, "192.0.2.77", "wrong") if each in text] == []
    later = at(house.visit, house.visit.now + dt.timedelta(days=2))
    assert open_customer_page(later, house.token, "wrong", "192.0.2.78") is None
    with reading(house.visit.installation.engine) as connection:
        assert connection.execute(select(customer_sessions)).all() == []
        assert len(connection.execute(select(customer_tries)).all()) == 1


def test_the_page_is_nobody_elses_right(house: House) -> None:
    from dataclasses import replace

    nobody = replace(house.visit, visitor=replace(house.visit.visitor, permissions=frozenset()))
    with pytest.raises(Forbidden):
        open_customer_page(nobody, house.token, "NV2 4QT", "192.0.2.1")
