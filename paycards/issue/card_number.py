"""Payment card number: what the bars on a card say, and what a cashier keys when they do not scan.

13 to 24 digits, of which 19 are usual and then begin 9826: 9 for a national scheme, 826 for the United
Kingdom (ISO/IEC 7812). The last digit is Luhn over all before it (see `luhn`). People
write it in groups of four.

>>> validate("9826 9000 2101 2222 101")
'9826900021012222101'
>>> validate("6331801325647009138"), validate("9826935101260")
('6331801325647009138', '9826935101260')
>>> is_valid("6331622167529008090"), is_valid("6331801325640003333")
(False, False)
>>> format("9826900021012222101")
'9826 9000 2101 2222 101'
>>> ending("9826999926000000107")
'ending 0107'
>>> calc_check_digit("982690002101222210")
'1'

One large issuer puts a second check digit in position 18 of its 19: that belongs to its scheme (see
`card_scheme`). A number without it is no less a card number, and money paid on one is never refused for it.
"""

from __future__ import annotations

from paycards.issue import luhn
from paycards.issue.digit_groups import in_fours

SHORTEST, LONGEST = 13, 24
SHOWN_DIGITS = 4


def compact(number: str) -> str:
    """The number without the spaces and hyphens that people put between groups."""
    return number.replace(" ", "").replace("-", "")


def calc_check_digit(number: str) -> str:
    """The last digit of a card number of which all before it are given."""
    return luhn.calc_check_digit(compact(number))


def validate(number: str) -> str:
    """Return the compact number. Raises ValueError for a wrong length, a letter, or a wrong last digit."""
    digits = compact(number)
    if not SHORTEST <= len(digits) <= LONGEST:
        raise ValueError(f"a card number has {SHORTEST} to {LONGEST} digits, this has {len(digits)}")
    return luhn.validate(digits)


def is_valid(number: str) -> bool:
    """Tell whether this is a card number."""
    try:
        validate(number)
    except ValueError:
        return False
    return True


def format(number: str) -> str:  # noqa: A001  # the verb that python-stdnum gives every number
    """The number in groups of four, as it stands under the bars."""
    return in_fours(compact(number))


def named(number: str) -> str:
    """What stands for a card on a desk: its ending; a short number, which is no card's, as it is.

    >>> named("982699990000000107"), named("123456"), named("")
    ('ending 0107', '123456', '')
    """
    return ending(number) if len(number) >= SHORTEST else number


def ending(number: str) -> str:
    """Name a card in a sentence by its last digits: a whole number stands in no message."""
    return f"ending {number[-SHOWN_DIGITS:]}"
