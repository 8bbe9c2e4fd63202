"""The columns of a closing office's list, and the headings by which they are known.

Capitals, spaces and marks in a heading make no difference: `Account Ref.` is `account_ref`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from paycards.errors import BadRows
from paycards.lists.visible_text import shown


@dataclass(frozen=True)
class ListColumn:
    """A column, and other headings that mean it."""

    name: str
    also: tuple[str, ...] = ()
    required: bool = False


COLUMNS = (
    ListColumn("fund", ("account_type",), required=True),
    ListColumn(
        "account_reference",
        ("reference", "account_ref", "account_number", "account_no", "account", "ref"),
        required=True,
    ),
    ListColumn("title"),
    ListColumn("forenames", ("forename", "first_name", "first_names", "given_names")),
    ListColumn("surname", ("last_name", "family_name")),
    ListColumn("address", ("address_1", "address_line_1", "first_line_of_address", "street")),
    ListColumn("postcode", ("post_code",)),
    ListColumn("holder", ("name_on_card", "card_holder", "cardholder")),
    ListColumn("language"),
    ListColumn(
        "large_print",
    ),
    ListColumn("payments_a_year", ("payments_per_year",)),
    ListColumn("last_paid_on", ("last_paid", "last_payment_date", "date_last_paid")),
    ListColumn("usual_amount", ("usual_payment",)),
)
OF_LEFT_OVER = ("row", "why")  # what paycards writes beside the rows that are left over
NAMES = tuple(column.name for column in COLUMNS)
_BY_HEADING = {heading: column.name for column in COLUMNS for heading in (column.name, *column.also)}


@dataclass(frozen=True)
class Mapping:
    """Where each column stands (from 0), and the headings that are none of ours."""

    places: dict[str, int]
    unused: tuple[str, ...]


def heading_form(heading: str) -> str:
    """Write a heading as the columns are named.

    >>> heading_form(" Account Ref. ")
    'account_ref'
    """
    return re.sub(r"[^a-z0-9]+", "_", heading.casefold()).strip("_")


def map_headings(name: str, headings: list[str]) -> Mapping:
    """Find the columns. Raises BadRows when one that is needed is missing, or one stands there twice."""
    places: dict[str, int] = {}
    unused = []
    faults = []
    for place, heading in enumerate(headings):
        column = _BY_HEADING.get(heading_form(heading))
        if heading_form(heading) in OF_LEFT_OVER:
            continue
        if column is None:
            unused.append(heading)
        elif column in places:
            first = headings[places[column]]
            both = f"{shown(heading)!r} and {shown(first)!r} both mean {column}"
            faults.append((1, f"{both}: leave one of the two out"))
        else:
            places[column] = place
    faults += [
        (1, f"there is no column {each.name}: row 1 must hold the headings")
        for each in COLUMNS
        if each.required and each.name not in places
    ]
    if faults:
        raise BadRows(name, faults)
    return Mapping(places, tuple(shown(heading) for heading in unused if heading.strip()))
