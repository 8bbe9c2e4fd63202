"""What was done at the card desk is lived again from the trail, and what was changed behind it is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paycards.cards.desk import change_one, replace_one
from sqlalchemy import text
from tests.verify.test_verification import unguarded

from paycards.access.visit import Visit
from paycards.cards.which import Named
from paycards.jobs.verify import verify
from paycards.verify.rebuilding import Verified
from tests.cards.card_desk import ORDERED, OTHER, RENT, TAX, issue, live_card, release


def live_through(desk: Visit) -> str:
    """Everything that can happen at the desk; return the number of a card that is active at the end."""
    number = live_card(desk)
    live_card(desk, RENT, additional=True, reason="additional_card", large_print=True)
    issue(desk, TAX, OTHER, ORDERED, language="cy", reason="other", note="by telephone")
    live_card(desk, RENT, code="HMB")
    change_one(desk, Named(number), "lose", note="on the bus")
    change_one(desk, Named(number), "reinstate")
    replaced = replace_one(desk, Named(number), reason="does_not_scan")
    release(desk, replaced.card_number)
    kept = live_card(desk, TAX, additional=True, reason="additional_card")
    replace_one(desk, Named(kept), reason="stolen", note="police told")
    release(desk, kept)
    change_one(desk, Named(kept), "cancel", reason="died")
    change_one(desk, Named(kept), "reinstate", reason="entered_in_error")
    change_one(desk, Named(kept), "expire")
    return replaced.card_number


def test_the_whole_desk_is_what_the_trail_gives(desk: Visit) -> None:
    live_through(desk)
    verified = verify(desk)
    assert (verified.counts, verified.differences) == ({}, ())


def test_a_scheme_that_left_the_settings_is_still_replayed(desk: Visit) -> None:
    live_through(desk)
    councils = tuple(each.model_copy(update={"card_schemes": ()}) for each in desk.settings.councils)
    verified = verify(replace(desk, settings=desk.settings.model_copy(update={"councils": councils})))
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
