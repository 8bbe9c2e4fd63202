"""What was done at the card desk is lived again from the trail, and what was changed behind it is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from paycards.access.visit import Visit
from paycards.cards.cause import Cause
from paycards.cards.which import CardOrAccount
from paycards.jobs.change_card import change_card
from paycards.jobs.replace_card import replace_card
from paycards.jobs.verify import verify
from paycards.verify.rebuilding import Verified
from tests.cards.card_desk import ORDERED, OTHER, RENT, TAX, issue, live_card, release
from tests.verify.test_rebuilding import unguarded
from tests.visits import with_settings


def live_through(desk: Visit) -> str:
    """Everything that can happen at the desk; return the number of a card that is active at the end."""
    number = live_card(desk)
    live_card(desk, RENT, additional=True, reason="additional_card", large_print=True)
    issue(desk, TAX, OTHER, ORDERED, language="cy", reason="other", note="by telephone")
    live_card(desk, RENT, code="HMB")
    change_card(desk, CardOrAccount(number), "lose", cause=Cause(note="on the bus"))
    change_card(desk, CardOrAccount(number), "reinstate")
    replaced = replace_card(desk, CardOrAccount(number), Cause("does_not_scan"))
    release(desk, replaced.card_number)
    kept = live_card(desk, TAX, additional=True, reason="additional_card")
    replace_card(desk, CardOrAccount(kept), Cause("stolen", "police told"))
    release(desk, kept)
    change_card(desk, CardOrAccount(kept), "cancel", cause=Cause("died"))
    change_card(desk, CardOrAccount(kept), "reinstate", cause=Cause("entered_in_error"))
    change_card(desk, CardOrAccount(kept), "expire")
    return replaced.card_number


def test_the_whole_desk_is_what_the_trail_gives(desk: Visit) -> None:
    live_through(desk)
    verified = verify(desk)
    assert (verified.counts, verified.differences) == ({}, ())


def test_a_scheme_that_left_the_settings_is_still_replayed(desk: Visit) -> None:
    live_through(desk)
    councils = tuple(each.model_copy(update={"card_schemes": ()}) for each in desk.settings.councils)
    verified = verify(with_settings(desk, desk.settings.model_copy(update={"councils": councils})))
    assert (verified.counts, verified.differences) == ({}, ())


TAMPERING = {
    "card": "UPDATE cards SET status = 'lost' WHERE card_number = '{number}'",
    "card event": "UPDATE card_events SET actor = 'nobody' WHERE card_number = '{number}' AND number = 1",
    "card proof": "UPDATE card_proofs SET module_dots = 1 WHERE card_number = '{number}'",
    "card request": "UPDATE card_requests SET reason = 'moved' WHERE card_number = '{number}'",
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_what_was_changed_behind_the_desk_is_found_and_no_number_shown(desk: Visit, kind: str) -> None:
    number = live_through(desk)
    with unguarded(desk) as connection:
        assert connection.execute(text(TAMPERING[kind].format(number=number))).rowcount == 1
    verified = verify(desk)
    assert verified.counts == {kind: 1}
    assert number not in str(verified)


SLIPPED_IN = """
    INSERT INTO cards (council_id, card_number, account_id, account_reference, account_status, status)
    SELECT council_id, '9826999926999999962', account_id, account_reference, account_status, 'active'
    FROM cards WHERE card_number = :like
"""


def test_a_card_that_was_put_in_behind_the_desk_is_found(desk: Visit) -> None:
    number = live_through(desk)
    with unguarded(desk) as connection:
        connection.execute(text(SLIPPED_IN), {"like": number})
    verified: Verified = verify(desk)
    assert verified.counts == {"card": 1}
    assert verified.differences[0].originals == "not there"


def test_a_number_that_was_taken_behind_the_desk_is_found_and_not_shown(desk: Visit) -> None:
    number = live_through(desk)
    later = "UPDATE card_numbers SET serial = 9999999 WHERE card_number = :like"
    with unguarded(desk) as connection:
        assert connection.execute(text(later), {"like": number}).rowcount == 1
    verified = verify(desk)
    assert verified.counts == {"card number": 1}
    assert number not in str(verified)


def test_a_name_on_a_card_stays_in_the_database(desk: Visit) -> None:
    live_through(desk)
    with unguarded(desk) as connection:
        connection.execute(text("UPDATE card_requests SET holder = 'Somebody', reason = 'moved'"))
    assert "Somebody" not in str(verify(desk))
