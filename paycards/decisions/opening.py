"""Opening items: two people say what suppliers owed before the first file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.decisions.decision import Decision, Proposal
from paycards.reconcile.settlement.opening import OpeningFile, OpeningItem, require_new, take_opening
from paycards.store.step import Step

REASON = "what the suppliers owed before their first file"


def proposed_opening(file: OpeningFile, reason: str = "") -> Proposal:
    """Propose to take a file of opening items; no other is decided about for its contracts meanwhile."""
    codes = sorted({item.contract for item in file.items})
    return Proposal(
        kind="opening",
        subject=file.name,
        amount_pence=file.total_pence,
        about={f"opening:{code}": sum(abs(item.amount_pence) for item in file.of(code)) for code in codes},
        terms={
            "file": file.name,
            "sha256": file.sha256,
            "size_bytes": file.size_bytes,
            "items": [
                [item.row, item.contract, item.due, item.due_on.isoformat(), item.amount_pence]
                for item in file.items
            ],
        },
        reason=reason or REASON,
    )


def apply_opening(step: Step, installation: Installation, decision: Decision) -> None:
    """Take the items. Raises NotAllowed where a contract has got a due of such a key meanwhile."""
    file = file_of(decision.terms)
    contracts = contracts_of(installation.contracts.values())
    require_new(step, contracts, file)
    take_opening(step, contracts, file)


def file_of(terms: Mapping[str, Any]) -> OpeningFile:
    """Read the file of opening items that such a decision is about."""
    items = [
        OpeningItem(row, contract, due, dt.date.fromisoformat(due_on), pence)
        for row, contract, due, due_on, pence in terms["items"]
    ]
    return OpeningFile(terms["file"], terms["sha256"], terms["size_bytes"], tuple(items))


def contracts_of(contracts: Iterable[ContractRow]) -> dict[str, ContractRow]:
    """The contracts by their codes."""
    return {contract.terms.code: contract for contract in contracts}
