"""The order in which letters are handed over for post: by postcode, as the Royal Mail writes and sorts them.

A postcode is area (letters), district (a number, and in London a letter), sector (a digit) and unit (two
letters): `SW1A 2AA` is area SW, district 1A, sector 2, unit AA. Numbers sort as numbers: NV9 before NV10.

>>> sorted(["NV10 1AA", "nv9 2ab", "", "N1 1AA", "NV9 2AA", "N1C 4AG"], key=sort_key)
['N1 1AA', 'N1C 4AG', 'NV9 2AA', 'nv9 2ab', 'NV10 1AA', '']
>>> area("nv10 1aa"), area("somewhere")
('NV', '')
"""

from __future__ import annotations

import re

POSTCODE = re.compile(r"([A-Z]{1,2})([0-9]{1,2})([A-Z]?)([0-9])([A-Z]{2})")
SortKey = tuple[int, str, int, str, int, str]
NONE: SortKey = (1, "", 0, "", 0, "")  # after all others


def sort_key(postcode: str) -> SortKey:
    """What to sort by. What is no postcode stands last."""
    parts = _parts(postcode)
    if parts is None:
        return NONE
    area_, district, letter, sector, unit = parts.groups()
    return (0, area_, int(district), letter, int(sector), unit)


def area(postcode: str) -> str:
    """The area of a postcode, or the empty text for what is none."""
    parts = _parts(postcode)
    return parts[1] if parts else ""


def _parts(postcode: str) -> re.Match[str] | None:
    return POSTCODE.fullmatch(postcode.replace(" ", "").upper())
