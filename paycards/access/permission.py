"""What a visitor may be permitted to do. Each transaction that writes names the one that it needs."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One kind of act; the value is how it is called in a sentence: "may not issue cards"."""

    RUN_THE_NIGHT = "run the night"
    IMPORT_FILES = "import files"
    IMPORT_LISTS = "import lists"
    DECIDE_FILES = "release or reject files"
    PLACE_SUSPENSE = "place suspense items"
    MOVE_PAYMENTS = "move posted payments"
    RETURN_MONEY = "return money or write it off"
    MATCH_BANK = "say what bank entries are for"
    SET_UP_BANK = "take corrected statements, opening items or other bank settings"
    CLOSE_DAYS = "close days"
    SIGN_RETURNS = "sign monthly returns"
    APPROVE = "approve or refuse decisions"
    CLOSE_PROBLEMS = "close problems"
    KEEP_ENQUIRIES = "open or answer enquiries"
    MANAGE_CARDS = "issue or change cards"


EVERYTHING = frozenset(Permission)
