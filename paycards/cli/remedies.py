"""What to do about a problem, at the terminal: the remedy of its kind, with the command that does it."""

from __future__ import annotations

COMMANDS = {
    "quarantined": "Ask the supplier for a good copy, or put the cause right and `paycards files retry` it,"
    " or `paycards files reject` it.",
    "held": "Compare the two files, then `paycards files release` or `paycards files reject` it.",
    "bank_balance": "Look at the bank's own page: enter the balance again with `paycards bank balance`, or"
    " ask the bank for what is missing.",
    "unclear_entry": "Say whose it is with `paycards bank assign`, or tell the `bank_text` of the contracts"
    " apart in the settings; until then it is not posted.",
    "late_due": "Look for the credit with `paycards bank list`, or ask the supplier when it pays; `paycards"
    " dues show` says what is in it, and the problem closes when nothing of it is late.",
    "over_settled": "`paycards dues show` says which file changed it and what is matched. Take a match back,"
    " or ask the supplier for the difference; the problem closes when what is matched fits.",
    "unapplied": "Look at it with `paycards bank show`, and match it with the dues that it pays with"
    " `paycards bank match`; post a charge of the supplier with `paycards bank charge`; or ask what it is."
    " The problem closes when all is explained.",
    "matching_gave_up": "Look at `paycards dues list`, and match it with `paycards bank match`.",
    "drop": "Fix the cause and run `paycards collect`; the problem closes when the file can be read.",
    "outgoing": "Correct what is named and run `paycards nightly` again; until then the postings wait, and"
    " none is lost.",
    "clock": "Check the clock of the machine. If it was wrong when the later night was run, `paycards"
    " problems close` it: each night's files are in their place.",
    "enquiry_due": "Trace the payment again with `paycards enquiries show`, and `paycards enquiries answer`"
    " it, either way; the problem closes with the answer.",
    "enquiry_found": "Look at it with `paycards enquiries show`, and `paycards enquiries answer` it; the"
    " problem closes with the answer.",
    "new_tenant": "Cancel the cards of the former one with `paycards cards cancel` and issue one to the new"
    " one; the problem closes then. If it is the same person, `paycards problems close` it.",
    "old_suspense": "Look at `paycards suspense suggest --all`, place what can be placed and ask about the"
    " rest; the problem closes when no item is that old any more.",
    "card_range_low": "Ask the supplier for another range, add it to `ranges` in the settings, and run"
    " `paycards init`.",
    "card_order_unanswered": "Ask the supplier for the cross reference, or cancel the requests with"
    " `paycards cards orders cancel`; the problem closes when all are answered.",
}


def remedy(kind: str, action: str) -> str:
    """Return what to do about a problem of this kind, whose own words are `action`."""
    return COMMANDS.get(kind, action)
