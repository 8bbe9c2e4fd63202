"""What becomes of a row of an office's list, and what a person is to do about it.

| outcome | means |
|---|---|
| `waiting` | a card will be issued for it; only while a bulk issue is under way |
| `issued` | it has a card whose barcode was read back: letter and card are in the files |
| `ordered` | its card is asked for from the supplier, who makes the number |
| `has_card` | the account has a live card, or one was asked for |
| `unknown` | no account has this reference |
| `ambiguous` | more than one account has it |
| `closed_account` | the account is closed |
| `no_scheme` | there are no cards for this fund |
| `duplicate_row` | an earlier row is of the same account |
| `malformed` | a cell of it cannot be read |
| `cannot_be_printed` | a name or address does not fit, or the fonts do not hold it |
| `proof_failed` | its number is allocated, but its barcode was not read back: nothing was released |
"""

from __future__ import annotations

from typing import NamedTuple

WAITING = "waiting"
ISSUED = "issued"
ORDERED = "ordered"
HAS_CARD = "has_card"
UNKNOWN = "unknown"
AMBIGUOUS = "ambiguous"
ACCOUNT_CLOSED = "closed_account"
NO_SCHEME = "no_scheme"
DUPLICATE = "duplicate_row"
MALFORMED = "malformed"
CANNOT_PRINT = "cannot_be_printed"
PROOF_FAILED = "proof_failed"

DONE = (ISSUED, ORDERED, HAS_CARD)  # nothing for a person to do

OF_OBSTACLE = {  # why the card desk says that an account cannot have a card (`cards/obstacles.py`)
    "no_account": UNKNOWN,
    "closed": ACCOUNT_CLOSED,
    "live_card": HAS_CARD,
    "not_printed": HAS_CARD,
    "open_request": HAS_CARD,
    "card_out_of_hand": HAS_CARD,
    "twice": DUPLICATE,
}


class DecidedRow(NamedTuple):
    """What became of a row, or will: the outcome, what a person is to do, the card's number or nothing."""

    row_no: int
    outcome: str
    message: str
    card_number: str = ""
