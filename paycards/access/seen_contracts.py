"""The contracts that a reading may see."""

from __future__ import annotations

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.access.reading import Reading
from paycards.errors import NotFound


def contracts_seen(installation: Installation, seen: Reading, code: str | None = None) -> list[ContractRow]:
    """Return the contracts of the councils that are seen, or the one of this code. Raises NotFound."""
    every = installation.contracts_by(seen.connection).values()
    mine = [each for each in every if each.council_id in seen.councils.values()]
    if code is None:
        return mine
    found = [contract for contract in mine if contract.terms.code == code]
    if not found:
        raise NotFound("contract", code, choices=[contract.terms.code for contract in mine])
    return found
