"""Whatever is tried at the card desk, in whatever order, the history of each card is its state."""

from __future__ import annotations

import itertools
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.cards.cause import Cause
from paycards.cards.changes import BECOMES
from paycards.cards.desk_card import Print
from paycards.cards.which import CardOrAccount
from paycards.errors import NotAllowed, UsageError
from paycards.issue.card_life import LANGUAGES, REASONS_TO, may_follow
from paycards.jobs.cancel_card_request import cancel_card_request
from paycards.jobs.change_card import change_card
from paycards.jobs.import_files import import_file
from paycards.jobs.issue_card import issue_card
from paycards.jobs.order_cards import order_cards
from paycards.jobs.replace_card import replace_card
from paycards.jobs.verify import verify
from paycards.store.engine import reading
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_life import card_events, card_requests
from tests.cards.card_desk import CLOSED, ORDERED, OTHER, RENT, TAX, release, states
from tests.cards.test_orders import cross_reference

ACCOUNTS = (RENT, OTHER, CLOSED, TAX, ORDERED)
_crf_numbers = itertools.count(1)
_card_serials = itertools.count(1)

PRINT, ORDER, LEARN = "print", "order", "learn"
doing = st.sampled_from(["issue", "replace", PRINT, ORDER, LEARN, "cancel a request", *BECOMES])
a_step = st.tuples(doing, st.sampled_from(ACCOUNTS), st.integers(0, 30), st.booleans(), st.data())


def take(desk: Visit, folder: Path, step: tuple[str, str, int, bool, st.DataObject]) -> None:
    """Do something, or be told why not."""
    what, account, which, odd, data = step
    held = sorted(states(desk))
    card = CardOrAccount(held[which % len(held)]) if held else CardOrAccount("0000")
    if what == "issue":
        reasons = REASONS_TO["issue another" if odd else "issue"]
        issue_card(
            desk,
            CardOrAccount(account=account),
            council="NVD",
            additional=odd,
            printed=Print(holder="Mrs A Jones", language=data.draw(st.sampled_from(LANGUAGES))),
            cause=Cause(data.draw(st.sampled_from(reasons)), "why"),
        )
    elif what == "replace":
        replace_card(
            desk,
            card,
            Cause(data.draw(st.sampled_from(REASONS_TO["replace"])), "y"),
            printed=Print(holder="X"),
        )
    elif what == PRINT:
        release(desk, card.card)
    elif what == ORDER:
        order_cards(desk, folder)
    elif what == LEARN:
        learned = card.card if odd and held else f"98269999280{next(_card_serials):08}"
        row = (learned, account, data.draw(st.sampled_from("NR")))
        import_file(desk, f"NVDC{next(_crf_numbers):04}.CRF", cross_reference(row))
    elif what == "cancel a request":
        cancel_card_request(desk, which)
    else:
        change_card(desk, card, what, cause=Cause(data.draw(st.sampled_from(REASONS_TO[what])), "why"))


def test_whatever_is_tried_at_the_desk_the_history_is_the_state(desk: Visit, tmp_path: Path) -> None:
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(a_step, max_size=12))
    def try_it(steps: list[tuple[str, str, int, bool, st.DataObject]]) -> None:
        for each in steps:
            try:
                take(desk, tmp_path, each)
            except (NotAllowed, UsageError) as refused:
                assert str(refused).endswith(".")
        assert_sound(desk)

    try_it()
    verified = verify(desk)
    assert (verified.counts, verified.differences) == ({}, ())


def assert_sound(desk: Visit) -> None:
    with reading(desk.installation.engine) as connection:
        state = dict(connection.execute(select(cards.c.card_number, cards.c.status)).all())
        events = connection.execute(select(card_events).order_by(card_events.c.number)).all()
        asked = connection.execute(select(card_requests)).all()
    last: dict[str, str] = {}
    for event in events:
        assert may_follow(event.status_before, event.status, event.reason)
        assert last.get(event.card_number, event.status_before) == event.status_before
        last[event.card_number] = event.status
    assert {number: state[number] for number in last} == last
    for request in asked:
        assert request.state != "issued" or request.card_number in state
        if request.state == "requested" and request.card_number and not request.replaces:
            assert state[request.card_number] == "requested"
    for number, status in state.items():
        waiting = [each for each in asked if each.card_number == number and each.state == "requested"]
        assert status != "requested" or len(waiting) == 1
