"""What a visitor may be permitted to do, and to see. Each door to the database is opened by one of them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

RECENT = dt.timedelta(days=90)  # how far back SEE_RECENT_PAYMENTS reaches


class Permission(StrEnum):
    """One kind of act, or of reading; the value is how a sentence calls it: "You may not issue cards"."""

    RUN_THE_NIGHT = "run the night"
    VERIFY_BOOKS = "verify the books"
    IMPORT_FILES = "import files"
    IMPORT_LISTS = "import lists"
    DECIDE_FILES = "release or reject files"
    PLACE_SUSPENSE = "place suspense items"
    MOVE_PAYMENTS = "move posted payments"
    RETURN_MONEY = "return money or write it off"
    MATCH_BANK = "say what bank entries are for"
    SET_UP_BANK = "take corrected statements, opening items or other bank settings"
    CLOSE_DAYS = "close days"
    PROPOSE_DAYS = "propose to reopen a day or to accept what does not agree"
    SIGN_RETURNS = "sign monthly returns"
    APPROVE = "approve or refuse decisions"
    CLOSE_PROBLEMS = "close problems"
    KEEP_ENQUIRIES = "open or answer enquiries"
    MANAGE_CARDS = "issue or change cards"
    OPEN_CARD_PAGE = "open the page of a card"
    MANAGE_STAFF = "manage people, roles and sessions"
    DO_LONG_WORK = "do the long work that others asked for"

    SEE_CUSTOMERS = "see customers"
    SEE_CARD_WORK = "see card orders and bulk issues"
    SEE_WHOLE_CARD_NUMBERS = "see whole card numbers"
    SEE_RECENT_PAYMENTS = "see payments of the last 90 days"
    SEE_MONEY = "see files, payments and the books"
    SEE_FILES_STATE = "see how files stand"
    MAKE_EXPORTS = "make exports with personal data"
    SEE_STAFF = "see people, roles and sessions"
    SEE_TIMETABLE = "see the timetable"
    SEE_SETTINGS = "see settings and health"
    SEE_TRAIL = "see the audit trail"
    SEE_OWN_ACTS = "see your own acts"


EVERYTHING = frozenset(Permission)
TAKES_FILES = (Permission.IMPORT_FILES, Permission.DECIDE_FILES, Permission.RUN_THE_NIGHT)
SEES_FILES = (Permission.SEE_MONEY, Permission.SEE_FILES_STATE)
SEES_ACTS = (Permission.SEE_TRAIL, Permission.SEE_OWN_ACTS)
