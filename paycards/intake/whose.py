"""Whose a file is: the contract that takes it, another one that will take it itself, or nobody.

Design section 4, "Rulings on files". A file of a drop that belongs to another contract is left alone where
that one looks in the same place; else it is refused, saying whose it is. So is one that several contracts
would take: it would be counted once for each. A file in hand has no drop: its name and header decide, and
what is no settlement file at all is neither kept nor recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.access.ownership import owners
from paycards.bank.reading import looks_like_one
from paycards.channels.identity import Identity, named_parts
from paycards.errors import UsageError, shown
from paycards.settings.drop import place_of

LIST_BEGINS = b"council,fund,"  # the first columns of the accounts extract and of the card list
SPREADSHEET_BEGINS = b"PK\x03\x04"  # a zip file, which an Excel workbook is
HEAD_BYTES = 64  # of a file: enough to see what it begins with


@dataclass(frozen=True)
class Delivery:
    """A file as it was handed over; `drop_of` is the contract in whose drop it lay, None for one in hand.

    One that is `known` has a record already: it is neither left alone nor turned away.
    """

    name: str
    data: bytes
    drop_of: ContractRow | None = None
    known: bool = False


@dataclass(frozen=True)
class Owned:
    """A delivery and its contract, None where nobody knows; `fault` is why it cannot be taken.

    `left` is true for a file that another contract will find in the same place and take itself.
    """

    delivery: Delivery
    contract: ContractRow | None
    identity: Identity | None = None
    fault: str = ""
    left: bool = False


def find_owner(installation: Installation, delivery: Delivery) -> Owned:
    """Say whose a delivery is. Raises UsageError for a file in hand that is no settlement file."""
    contracts = list(installation.contracts.values())
    if delivery.drop_of is None and not delivery.known:
        _refuse_stranger(installation, delivery)
    found = owners(delivery.name, delivery.data, contracts, installation.layouts)
    if delivery.drop_of is None:
        return _of_one_in_hand(delivery, found)
    others = [contract for contract, _ in found if contract.id != delivery.drop_of.id]
    mine = next((identity for contract, identity in found if contract.id == delivery.drop_of.id), None)
    if mine is not None and others:
        return Owned(delivery, delivery.drop_of, fault=_of_several([delivery.drop_of, *others]))
    if mine is not None:
        return Owned(delivery, delivery.drop_of, mine)
    if not delivery.known and _is_left(installation, delivery, others):
        return Owned(delivery, delivery.drop_of, left=True)
    return Owned(delivery, delivery.drop_of, fault=_belongs_to(others))


def other_owner(installation: Installation, delivery: Delivery) -> ContractRow | None:
    """The one other contract that owns a file and looks in the place where it lay, if there is one."""
    contracts = list(installation.contracts.values())
    found = owners(delivery.name, delivery.data, contracts, installation.layouts)
    if delivery.drop_of is None or len(found) != 1:
        return None
    owner, _ = found[0]
    is_other = owner.id != delivery.drop_of.id
    return owner if is_other and owner in _here(installation, delivery.drop_of) else None


def _of_one_in_hand(delivery: Delivery, found: list[tuple[ContractRow, Identity]]) -> Owned:
    match found:
        case []:
            why = "it belongs to no contract: neither its name nor its header names a client code"
        case [(contract, identity)]:
            return Owned(delivery, contract, identity)
        case _:
            why = _of_several([contract for contract, _ in found])
    return Owned(delivery, None, fault=why)


def _of_several(contracts: list[ContractRow]) -> str:
    """Why a file is refused that would be taken once for each of several contracts."""
    codes = " or ".join(sorted(contract.terms.code for contract in contracts))
    return f"it could belong to {codes}: correct the client codes in the settings"


def _is_left(installation: Installation, delivery: Delivery, others: list[ContractRow]) -> bool:
    """Whether another contract of the same place takes it.

    That is its owner; of a file that nobody owns it is the first whose layouts have a name for it, or else
    the first of all. It may be that of a contract whose layouts cannot be used: then it waits for these.
    """
    assert delivery.drop_of is not None  # noqa: S101 - the caller looked
    place, here = place_of(delivery.drop_of.terms.drop), _here(installation, delivery.drop_of)
    if others:
        return any(contract.id == other.id for contract in here for other in others)
    if not all(installation.layouts.usable_for(contract.terms.channel) for contract in here):
        return True
    if _is_the_bank_s(installation, place, here, delivery.name):
        return True
    by_name = [contract for contract in here if _has_name_for(installation, contract, delivery.name)]
    first = next(iter(by_name or here), delivery.drop_of)
    return first.id != delivery.drop_of.id


def _here(installation: Installation, contract: ContractRow) -> list[ContractRow]:
    """The contracts that look in the same place as this one, in the order of the settings."""
    place = place_of(contract.terms.drop)
    every = installation.contracts.values()
    return [each for each in every if place is not None and place_of(each.terms.drop) == place]


def _is_the_bank_s(
    installation: Installation, place: tuple[object, ...] | None, here: list[ContractRow], name: str
) -> bool:
    """Whether a bank account looks in the same place, and no contract there has a layout for the name."""
    accounts = installation.settings.bank_accounts()
    shared = any(place is not None and place_of(account.drop) == place for _, account in accounts)
    return shared and not any(_has_name_for(installation, contract, name) for contract in here)


def _has_name_for(installation: Installation, contract: ContractRow, name: str) -> bool:
    layouts = installation.layouts.usable_for(contract.terms.channel)
    return any(named_parts(name, layout) is not None for layout in layouts)


def _belongs_to(others: list[ContractRow]) -> str:
    if not others:
        return ""  # reading it says what is wrong
    codes = " and ".join(sorted(contract.terms.code for contract in others))
    return f"it belongs to {codes}, not to the contract of this drop"


def _refuse_stranger(installation: Installation, delivery: Delivery) -> None:
    head = delivery.data[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lower()
    is_list = head.startswith(LIST_BEGINS)
    fits = any(named_parts(delivery.name, layout) is not None for layout in installation.layouts.values())
    if is_list or not fits:
        spreadsheet = delivery.data.startswith(SPREADSHEET_BEGINS)
        if looks_like_one(delivery.data):
            raise UsageError(
                f"{shown(delivery.name)} is a bank statement, no settlement file. It was not kept.",
                code="bank_statement",
                file=shown(delivery.name),
            )
        for broken in installation.layouts.broken.values():
            raise broken.error  # that one may have the name
        unnamed = "its name fits no layout, capitals and small letters included"
        what = "it is a list" if is_list else "it is a spreadsheet" if spreadsheet else unnamed
        raise UsageError(
            f"{shown(delivery.name)} is no settlement file: {what}. It was not kept.",
            code="no_settlement_file",
            file=shown(delivery.name),
            what=what,
        )
