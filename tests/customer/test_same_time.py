"""Whoever tries links learns nothing from how long the answer takes."""

from __future__ import annotations

import time
from statistics import median

from sqlalchemy import delete, event, update

from paycards.jobs.open_customer_page import open_customer_page
from paycards.store.engine import writing
from paycards.store.tables.customers import card_links, customer_tries
from tests.customer.house import House

PAIRS = 60
WRONG = "NV1 1AA"


def forget(house: House) -> None:
    """As if nobody had tried yet."""
    with writing(house.visit.installation.engine) as connection:
        connection.execute(delete(customer_tries))
        connection.execute(update(card_links).values(tries=0))


def tried(house: House, token: str) -> tuple[float, list[str]]:
    """Milliseconds of the processor for one try, and the statements that it sent."""
    sent: list[str] = []
    engine = house.visit.installation.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    began = time.process_time()
    assert open_customer_page(house.visit, token, WRONG, "192.0.2.77") is None
    took = (time.process_time() - began) * 1000
    event.remove(engine, "before_cursor_execute", note)
    return took, sent


def test_a_wrong_link_takes_as_long_as_a_wrong_fact(house: House) -> None:
    """One after the other, medians: the same statements, and no more than a third between them."""
    links, facts = [], []
    for _ in range(PAIRS):
        forget(house)
        of_link, said_of_link = tried(house, "0" * 28)
        of_fact, said_of_fact = tried(house, house.token)
        assert said_of_link == said_of_fact
        links.append(of_link)
        facts.append(of_fact)
    assert 0.75 < median(links) / median(facts) < 1.33
