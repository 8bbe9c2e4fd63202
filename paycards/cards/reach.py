"""Whether a letter to the holder of a card would arrive: said before a number is taken, and before printing.

A person may decide otherwise: a letter that is handed over in person needs no address. A card that the
supplier sends does, whatever is done with a letter.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from paycards.cards.account import account_title
from paycards.errors import CannotPrint
from paycards.issue.postal_address import Address, nobody, unreachable
from paycards.settings.council import Council


def require_name(account: Row[Any], holder: str) -> None:
    """Raise CannotPrint for the name of nobody: there is none to hand a letter to either."""
    fault = nobody(holder)
    if fault:
        this = account_title(account)
        raise CannotPrint(
            f"The name to print for the {this} is nobody's: {fault}. Give another name.",
            code="name_of_nobody",
            account=this,
            fault=fault,
        )


def require_reach(
    account: Row[Any], holder: str, council: Council, *, sent_by_supplier: bool = False
) -> None:
    """Raise CannotPrint for an address that post cannot reach, or for the name of nobody.

    The row has fund, reference and the columns of `account.ADDRESS`.
    """
    require_name(account, holder)
    this = account_title(account)
    fault = address_fault(account, council)
    if fault and sent_by_supplier:
        raise CannotPrint(
            f"The {this} has no address that post can reach: {fault}. The supplier sends the card there:"
            " complete it where the accounts are kept.",
            code="no_address_for_supplier",
            account=this,
            fault=fault,
        )
    if fault:
        raise CannotPrint(
            f"The {this} has no address that post can reach: {fault}. Complete it where the accounts are"
            " kept, or let the letter be handed over in person.",
            code="no_postal_address",
            account=this,
            fault=fault,
        )


def is_posted(council: Council, fund: str) -> bool:
    """Whether a fund's cards go by post: with our letter, or from a supplier who is told the address."""
    scheme = council.card_scheme(fund)
    if scheme is None:
        return False
    return scheme.numbers == "allocate" or council.card_orders.names_address


def no_post(account: Row[Any], council: Council) -> str:
    """Say why post cannot reach an account whose cards go by post; nothing where it can, or need not."""
    return address_fault(account, council) if is_posted(council, account.fund) else ""


def address_fault(account: Row[Any], council: Council) -> str:
    """Say why post cannot reach an account's address; nothing where it can."""
    lines = (account.address_1, account.address_2, account.address_3)
    own = council.address.lines if council.address is not None else ()
    return unreachable(Address(lines, account.town, account.postcode), Address((*own, council.name), "", ""))
