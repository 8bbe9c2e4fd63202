"""Take back what entries are matched with, where the entries themselves stand no more."""

from __future__ import annotations

from collections.abc import Collection

from paycards.access.contracts import ContractRow
from paycards.reconcile.settlement.made import Making
from paycards.reconcile.settlement.open_sides import Place
from paycards.reconcile.settlement.standing_matches import (
    CONFIRMED,
    LAPSED,
    TAKEN_BACK,
    all_matches,
    standing,
)
from paycards.reconcile.settlement.writing import write_matches
from paycards.store.step import Step


def take_back(step: Step, contract: ContractRow, places: Collection[Place], by: str) -> None:
    """End every match of these entries of a contract, with its fees and charges."""
    found = standing(all_matches(step.connection, contract.id))
    ended = [
        (match.number, TAKEN_BACK if match.state == CONFIRMED else LAPSED)
        for match in found
        if (match.file_id, match.row_no) in places
    ]
    write_matches(step, contract, Making([], ended, by))
