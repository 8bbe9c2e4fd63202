"""A contract of the settings as the database knows it, with its ledger accounts."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.settings.contract import Contract
from paycards.settings.council import Council


@dataclass(frozen=True)
class ContractRow:
    """A contract of the settings with its ids and its ledger accounts."""

    id: int
    council_id: int
    council: Council
    terms: Contract  # as the settings say
    clearing_id: int
    till_id: int
    suspense_id: int
