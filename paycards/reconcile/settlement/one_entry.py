"""One entry of the bank on its way to be matched by hand: what is left of it, and what its contract owes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.errors import NotAllowed
from paycards.reconcile.bank.statements import TAKEN
from paycards.reconcile.bank.whose import OURS
from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.dues import dues_of
from paycards.reconcile.settlement.open_sides import Place, open_parts
from paycards.reconcile.settlement.standing_matches import CONFIRMED, PROPOSED, all_matches, standing
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries, bank_statements


@dataclass(frozen=True)
class OneEntry:
    """An entry that is a contract's: what of it is open, the dues by key, and the matches that stand."""

    entry: Row[Any]
    contract: ContractRow
    left_pence: int
    dues: Mapping[str, Due]
    confirmed: list[Row[Any]]  # of the contract
    own: list[Row[Any]]  # of the entry

    @property
    def proposals(self) -> list[Row[Any]]:
        """What the rules propose for it."""
        return standing(self.own, PROPOSED)


def one_entry(step: Step, installation: Installation, place: Place) -> OneEntry:
    """Read an entry and all that may be matched with it. Raises NotAllowed where it is no contract's."""
    entry = _entry(step, place)
    contract = installation.contract(entry.contract_id)
    found = standing(all_matches(step.connection, contract.id))
    confirmed = standing(found, CONFIRMED)
    dues = dues_of(step.connection, contract, _as_of(step, found))
    return OneEntry(
        entry=entry,
        contract=contract,
        left_pence=open_parts([entry], confirmed).get(place, 0),
        dues={due.key: due for due in dues},
        confirmed=confirmed,
        own=[match for match in found if (match.file_id, match.row_no) == place],
    )


def _entry(step: Step, place: Place) -> Row[Any]:
    this = (bank_entries.c.file_id == place[0]) & (bank_entries.c.row_no == place[1])
    query = select(bank_entries, bank_statements.c.state.label("stands")).join(
        bank_statements, bank_statements.c.id == bank_entries.c.statement_id
    )
    entry = step.connection.execute(query.where(this, bank_entries.c.council_id == step.owner)).one()
    if entry.whose != OURS or entry.stands != TAKEN:
        raise NotAllowed(
            "This entry is no contract's: first it must be said whose it is.", code="entry_not_ours"
        )
    return entry


def _as_of(step: Step, found: list[Row[Any]]) -> dt.date:
    days: list[dt.date] = [step.booked_on, *(match.made_on for match in found)]
    return max(days)
