"""The life of a card: its states, how one may follow another, and the reasons that people give.

    requested   its number is allocated, and nothing that bears it has left the house
    ordered     the supplier makes it
    active      its barcode passed the check, or the supplier made it: the customer can have it
    lost, stolen, damaged
    replaced    another card took its place: the end
    cancelled   nobody is to use it
    expired     its time is over; another can replace it

A payment on a card in any state belongs to its account: the states say what may be printed and
issued, never where money goes. Who is to have a card is asked for by a request, which is open
until the card is issued or the request is cancelled.

>>> may_follow("lost", "active"), may_follow("replaced", "active")
(True, False)
>>> may_follow("cancelled", "active"), may_follow("cancelled", "active", "entered_in_error")
(False, True)
"""

from __future__ import annotations

from collections.abc import Mapping

NEW = ""  # before the first state

STATES = (
    *("requested", "ordered", "active", "replaced", "lost"),
    *("stolen", "damaged", "cancelled", "expired"),
)
LIVE = ("requested", "ordered", "active")  # the customer has it, or soon will
OUT_OF_HAND = ("lost", "stolen", "damaged")  # to be replaced, or found again

ALLOWED: Mapping[str, tuple[str, ...]] = {
    NEW: ("requested", "active"),
    "requested": ("ordered", "active", "cancelled"),
    "ordered": ("active", "cancelled"),
    # Active again: the same number was printed on another card.
    "active": ("active", "replaced", "lost", "stolen", "damaged", "cancelled", "expired"),
    "lost": ("replaced", "cancelled", "active"),
    "stolen": ("replaced", "cancelled", "active"),
    "damaged": ("replaced", "cancelled", "active"),
    "cancelled": ("active",),
    "expired": ("replaced",),
    "replaced": (),
}

# A change that only one reason allows.
ONLY_FOR: Mapping[tuple[str, str], str] = {("cancelled", "active"): "entered_in_error"}

REASONS = (
    *("first_card", "additional_card", "lost", "stolen", "damaged", "not_received"),
    *("name_changed", "does_not_scan", "moved", "account_closed", "died", "customer_asked"),
    *("found", "entered_in_error", "expired", "other"),
)
NEEDS_NOTE = "other"

# What people do at the desk, and the reasons that each of it can have; the first is the usual one.
REASONS_TO: Mapping[str, tuple[str, ...]] = {
    "issue": ("first_card", "customer_asked", "moved", "other"),
    "issue another": ("additional_card", "customer_asked", "other"),
    "replace": (
        *("lost", "stolen", "damaged", "not_received", "does_not_scan"),
        *("name_changed", "moved", "expired", "customer_asked", "other"),
    ),
    "lose": ("lost", "not_received", "other"),
    "report stolen": ("stolen", "other"),
    "report damaged": ("damaged", "does_not_scan", "other"),
    "cancel": (
        *("customer_asked", "account_closed", "died", "moved", "not_received"),
        *("entered_in_error", "other"),
    ),
    "reinstate": ("found", "entered_in_error"),
    "expire": ("expired",),
}

# What becomes of a card that is still active when it is replaced for such a reason.
BEFORE_REPLACED: Mapping[str, str] = {
    "lost": "lost",
    "not_received": "lost",
    "stolen": "stolen",
    "damaged": "damaged",
    "does_not_scan": "damaged",
}

KINDS = ("first", "additional", "replacement")
REQUEST_STATES = ("requested", "ordered", "issued", "cancelled")
OPEN_REQUEST = ("requested", "ordered")
REQUEST_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "requested": ("ordered", "issued", "cancelled"),
    "ordered": ("issued", "cancelled"),
    "issued": (),
    "cancelled": (),
}
LANGUAGES = ("en", "cy")


def may_follow(before: str, after: str, reason: str = "") -> bool:
    """Tell whether a card in the state `before` may come into the state `after` for this reason."""
    only = ONLY_FOR.get((before, after))
    return after in ALLOWED.get(before, ()) and only in (None, reason)


def check_reason(doing: str, reason: str, note: str) -> str:
    """Return the reason. Raises ValueError with a sentence for one that is no reason to do this.

    >>> check_reason("cancel", "died", "")
    'died'
    >>> check_reason("cancel", "other", "")
    Traceback (most recent call last):
    ...
    ValueError: the reason other needs a note: explain in a few words
    """
    if reason not in REASONS_TO[doing]:
        raise ValueError(f"{reason} is not a reason to {doing}: choose from {', '.join(REASONS_TO[doing])}")
    if reason == NEEDS_NOTE and not note.strip():
        raise ValueError(f"the reason {NEEDS_NOTE} needs a note: explain in a few words")
    return reason
