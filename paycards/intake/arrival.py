"""A file that has arrived, and was read or could not be: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.access.contracts import ContractRow
from paycards.channels.decoded import Decoded
from paycards.channels.identity import Identity
from paycards.intake.payments import Payments
from paycards.intake.recording import Received


@dataclass(frozen=True)
class Arrival:
    """A file that is kept, and what it says.

    `contract` is None where nobody knows whose it is. `fault` is why it cannot be taken. `decoded` is None
    for a file with a fault, and for one that needs no second look (`known`). Of a file of payments it has
    no frame: they stand in `payments`. One that is `left` alone is another contract's, which takes it itself.
    """

    received: Received
    contract: ContractRow | None
    identity: Identity | None = None
    fault: str = ""
    decoded: Decoded | None = None
    payments: Payments | None = None
    known: Row[Any] | None = None
    left: bool = False

    @property
    def council_id(self) -> int | None:
        """The council whose file it is; None where nobody knows."""
        return self.contract.council_id if self.contract else None


@dataclass(frozen=True)
class Unread:
    """A file that could not be received, what went wrong with it, and its contract where that is known."""

    error: Exception
    contract: ContractRow | None = None


Outcome = Arrival | Unread
