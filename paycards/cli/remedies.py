"""What to do about a problem, at the terminal: the remedy of its kind, with the command that does it."""

from __future__ import annotations

COMMANDS = {
    "quarantined": "Ask the supplier for a good copy, or `paycards files reject` it.",
    "held": "Compare the two files, then `paycards files release` or `paycards files reject` it.",
    "drop": "Fix the cause and run `paycards collect`; the problem closes when the file can be read.",
    "outgoing": "Correct the account list or the outgoing tables of the settings and run `paycards nightly` again;"
    " until then the postings wait, and none is lost.",
    "card_range_low": "Ask the supplier for another range, add it to `ranges` in the settings, and run"
    " `paycards init`.",
    "card_order_unanswered": "Ask the supplier for the cross reference, or cancel the requests with"
    " `paycards cards orders cancel`; the problem closes when all are answered.",
}


def remedy(kind: str, action: str) -> str:
    """Return what to do about a problem of this kind, whose own words are `action`."""
    return COMMANDS.get(kind, action)
