"""Pages of a list by (key, id): a page begins after the last row of the one before, whatever was added since.

>>> after = read_cursor("2026-11-20~17")
>>> after.key, after.id
('2026-11-20', 17)
>>> after.text
'2026-11-20~17'
>>> read_cursor("") is None
True
>>> read_cursor("0~2147483648")
Traceback (most recent call last):
paycards.pages.paging.BadCursor: This link does not lead to a part of the list.
>>> read_cursor("nonsense")
Traceback (most recent call last):
paycards.pages.paging.BadCursor: This link does not lead to a part of the list.

The key is a date, an amount, a time or a number: never a name, a reference, a card number or a search text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from paycards.errors import UsageError

ROWS_OF_A_PAGE = 50
LARGEST = 2**31 - 1  # id: as of every number in an address
_CURSOR = re.compile(r"([0-9A-Z:.+-]{1,40})~([0-9]{1,18})")


class BadCursor(UsageError):
    """A cursor that no page has given: the face answers with 400."""

    def __init__(self) -> None:
        super().__init__("This link does not lead to a part of the list.", code="bad_cursor")


@dataclass(frozen=True)
class Cursor:
    """The last row that was shown: what the list is sorted by, and the id that settles ties."""

    key: str
    id: int

    @property
    def text(self) -> str:
        """How an address holds it."""
        return f"{self.key}~{self.id}"


def read_cursor(text: str) -> Cursor | None:
    """Read a cursor from an address; an empty one is the beginning. Raises BadCursor."""
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    if match is None or int(match[2]) > LARGEST:
        raise BadCursor
    return Cursor(match[1], int(match[2]))
