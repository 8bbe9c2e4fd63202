"""How the bank's money stands after a night: what was matched, what is proposed, what is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.reconcile.settlement.open_sides import open_parts, own_entries
from paycards.reconcile.settlement.standing_matches import CONFIRMED, PROPOSED, all_matches, standing


@dataclass(frozen=True)
class SettlementNight:
    """One contract: matches confirmed on the night, proposals that wait, entries with an unexplained part."""

    council: str
    contract: str
    matched: int
    matched_pence: int
    proposed: int
    unapplied: int
    unapplied_pence: int


def settlement_nights(
    connection: Connection, contracts: Iterable[ContractRow], night: dt.date
) -> list[SettlementNight]:
    """Return the figures of each contract that the bank booked anything for."""
    return [
        _figures(connection, contract, night)
        for contract in contracts
        if own_entries(connection, contract.id)
    ]


def _figures(connection: Connection, contract: ContractRow, night: dt.date) -> SettlementNight:
    found = all_matches(connection, contract.id)
    confirmed = standing(found, CONFIRMED)
    tonight = [match for match in confirmed if match.made_on == night]
    left = open_parts(own_entries(connection, contract.id), confirmed)
    return SettlementNight(
        council=contract.council.code,
        contract=contract.terms.code,
        matched=len(tonight),
        matched_pence=sum(match.amount_pence for match in tonight),
        proposed=len(standing(found, PROPOSED)),
        unapplied=len(left),
        unapplied_pence=sum(left.values()),
    )
