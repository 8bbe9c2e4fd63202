"""The roles of people, and what each may do and see: one table for every face.

A right that stands in no role is for the terminal of the server alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from paycards.access.permission import Permission as May


class Role(StrEnum):
    """What a person is at a council; the value is how it is given and stored."""

    HOUSING_OFFICER = "housing_officer"
    FINANCE_OFFICER = "finance_officer"
    FINANCE_MANAGER = "finance_manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        return self.value.replace("_", " ")


_SEES_ALL = frozenset({May.SEE_CUSTOMERS, May.SEE_RECENT_PAYMENTS, May.SEE_MONEY, May.SEE_FILES_STATE})
_KEEPS_BOOKS = _SEES_ALL | {May.MAKE_EXPORTS, May.SEE_TIMETABLE, May.SEE_TRAIL, May.SEE_OWN_ACTS}

PERMISSIONS_OF: dict[Role, frozenset[May]] = {
    Role.HOUSING_OFFICER: frozenset(
        {
            *(May.SEE_CUSTOMERS, May.SEE_RECENT_PAYMENTS, May.SEE_CARD_WORK, May.MANAGE_CARDS),
            *(May.SEE_WHOLE_CARD_NUMBERS, May.KEEP_ENQUIRIES, May.SEE_OWN_ACTS),
        }
    ),
    Role.FINANCE_OFFICER: _KEEPS_BOOKS
    | {
        *(May.DECIDE_FILES, May.PLACE_SUSPENSE, May.MOVE_PAYMENTS, May.RETURN_MONEY, May.MATCH_BANK),
        *(May.SET_UP_BANK, May.PROPOSE_DAYS, May.SIGN_RETURNS, May.CLOSE_PROBLEMS, May.KEEP_ENQUIRIES),
    },
    Role.FINANCE_MANAGER: _KEEPS_BOOKS | {May.APPROVE, May.CLOSE_DAYS, May.SEE_SETTINGS, May.VERIFY_BOOKS},
    Role.AUDITOR: _KEEPS_BOOKS
    | {
        *(May.SEE_CARD_WORK, May.SEE_WHOLE_CARD_NUMBERS, May.SEE_STAFF, May.SEE_SETTINGS),
        May.VERIFY_BOOKS,
    },
    Role.ADMINISTRATOR: frozenset(
        {
            *(May.SEE_FILES_STATE, May.SEE_STAFF, May.MANAGE_STAFF, May.SEE_TIMETABLE, May.SEE_SETTINGS),
            *(May.RUN_THE_NIGHT, May.VERIFY_BOOKS, May.SEE_TRAIL, May.SEE_OWN_ACTS),
        }
    ),
}


def permissions_of(roles: Iterable[Role]) -> frozenset[May]:
    """What a person of these roles may do: all that any of them may."""
    return frozenset().union(*(PERMISSIONS_OF[role] for role in roles))


def sight_is_recorded(roles: Iterable[Role]) -> bool:
    """Tell whether each sight of a whole card number is written down: unless the desk shows it to work by."""
    return Role.HOUSING_OFFICER not in roles
