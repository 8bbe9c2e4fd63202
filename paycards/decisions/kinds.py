"""The kinds of decision about money: who may propose each, and when it needs a second person.

What a kind does when it is applied stands in the room of its subject; `jobs/every_effect.py` knows them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from paycards.access.permission import Permission

ALWAYS: Literal["always"] = "always"
ABOVE_TIER: Literal["above the tier"] = "above the tier"


@dataclass(frozen=True)
class Kind:
    """One kind of decision; `permission` is what whoever proposes it must be allowed to do."""

    code: str
    does: str
    second_person: Literal["always", "above the tier"]
    permission: Permission


KINDS = (
    Kind("allocate", "post a suspense item to an account", ABOVE_TIER, Permission.PLACE_SUSPENSE),
    Kind("split", "share a suspense item out", ABOVE_TIER, Permission.PLACE_SUSPENSE),
    Kind("combine", "post several suspense items to one account", ABOVE_TIER, Permission.PLACE_SUSPENSE),
    Kind("move", "move a posted payment to another account", ABOVE_TIER, Permission.MOVE_PAYMENTS),
    Kind("return_to_supplier", "give a suspense item back to the supplier", ALWAYS, Permission.RETURN_MONEY),
    Kind("return_to_payer", "pay a suspense item back to who paid it", ALWAYS, Permission.RETURN_MONEY),
    Kind("write_off", "write a suspense item off", ALWAYS, Permission.RETURN_MONEY),
    Kind("take_back", "take a return or a write-off back", ALWAYS, Permission.RETURN_MONEY),
    Kind("correct_references", "read wrong references as right ones", ALWAYS, Permission.MOVE_PAYMENTS),
    Kind("bank_contract", "say whose a bank entry is", ABOVE_TIER, Permission.MATCH_BANK),
    Kind("match", "say which dues a bank entry pays", ABOVE_TIER, Permission.MATCH_BANK),
    Kind("unmatch", "take matches of a bank entry back", ABOVE_TIER, Permission.MATCH_BANK),
    Kind("charge", "post a bank entry as the supplier's charge", ALWAYS, Permission.MATCH_BANK),
    Kind("release", "accept a held file", ABOVE_TIER, Permission.DECIDE_FILES),
    Kind("reject", "reject a held or refused file", ABOVE_TIER, Permission.DECIDE_FILES),
    Kind("corrected_statement", "take a corrected bank statement", ALWAYS, Permission.SET_UP_BANK),
    Kind("opening", "take what suppliers owed before the first day", ALWAYS, Permission.SET_UP_BANK),
    Kind("settings", "go by changed bank accounts or mappings", ALWAYS, Permission.SET_UP_BANK),
    Kind("sign_exception", "close a day though a check does not agree", ALWAYS, Permission.PROPOSE_DAYS),
    Kind("reopen_day", "open the newest closed day again", ALWAYS, Permission.PROPOSE_DAYS),
    Kind("monthly_return", "sign the return of a month", ALWAYS, Permission.SIGN_RETURNS),
)

_BY_CODE = {kind.code: kind for kind in KINDS}


def kind_of(code: str) -> Kind:
    """Return the kind of this code. Raises KeyError when there is none: a kind is added here first."""
    return _BY_CODE[code]
