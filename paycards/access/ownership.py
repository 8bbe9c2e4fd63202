"""Whose a supplier's file is: the contracts that it may belong to, by what reads it and whom it names."""

from __future__ import annotations

from collections.abc import Sequence

from paycards.access.contracts import ContractRow
from paycards.channels.catalogue import Layouts
from paycards.channels.identity import Identity, identify


def owners(
    name: str, data: bytes, contracts: Sequence[ContractRow], layouts: Layouts
) -> list[tuple[ContractRow, Identity]]:
    """Return the contracts whose channel reads the file and whose client code it names."""
    identities = identify(name, data, layouts.values())
    return [
        (contract, identity)
        for contract in contracts
        for identity in identities
        if identity.client_code == contract.terms.client_code
        and {layout.name for layout in layouts.usable_for(contract.terms.channel)} & set(identity.layouts)
    ]
