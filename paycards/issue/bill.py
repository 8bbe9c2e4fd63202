"""Barcode text of a bill: a customer's number and the sum to pay, in one barcode for one payment.

32 digits: a card number of 23 digits, then the amount in pence, nine digits, filled with zeros on the left.
The counter reads the number as it reads a card's, and asks for no amount. (Post Office counter token rules
of 2002; the 23 is the length seen in logged scans.)

>>> bill_text("98269999000000000000011", 123_45)
'98269999000000000000011000012345'
>>> bill_text("98269999000000000000011", 0)
Traceback (most recent call last):
    ...
paycards.errors.NotAllowed: a bill is for at least a penny; give the amount in pence
"""

from __future__ import annotations

from paycards.errors import NotAllowed
from paycards.issue import card_number
from paycards.money import to_pounds

NUMBER_DIGITS = 23
AMOUNT_DIGITS = 9
MOST_PENCE = 10**AMOUNT_DIGITS - 1


def bill_text(number: str, amount_pence: int, *, limit_pence: int = MOST_PENCE) -> str:
    """The 32 digits of a bill's barcode.

    `limit_pence` is the most that the networks of the contract take in one payment. Raises NotAllowed for a
    number that is no card number of 23 digits, and for an amount below a penny or above the limit.
    """
    digits = card_number.compact(number)
    if len(digits) != NUMBER_DIGITS:
        raise NotAllowed(
            f"the barcode of a bill takes a card number of {NUMBER_DIGITS} digits, this has {len(digits)}; "
            "print the card's own barcode, without an amount"
        )
    if not card_number.is_valid(digits):
        raise NotAllowed("the last digit of the card number does not check; look the number up again")
    if amount_pence < 1:
        raise NotAllowed("a bill is for at least a penny; give the amount in pence")
    most_pence = min(limit_pence, MOST_PENCE)
    if amount_pence > most_pence:
        asked, most = (to_pounds(pence, thousands=True) for pence in (amount_pence, most_pence))
        raise NotAllowed(f"a bill of {asked} pounds is more than the {most} that one payment can be")
    return f"{digits}{amount_pence:0{AMOUNT_DIGITS}}"
