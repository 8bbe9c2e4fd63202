"""Opening items: what suppliers owed on the day before a contract's first file. They are dues like others.

Each is posted, debit the contract's clearing account, credit the council's opening account, on that day;
where it is closed already, on the next open day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, and_, func, insert, literal, select

from paycards.access.contracts import ContractRow
from paycards.clock import ONE_DAY, local_date
from paycards.errors import NotAllowed
from paycards.ledger import chart
from paycards.ledger.days import booking_day
from paycards.ledger.posting import Transfer, close_batch, open_batch, post
from paycards.reconcile.settlement.accepted import accepted_by
from paycards.store.step import Step
from paycards.store.tables.files import accepted_files, files
from paycards.store.tables.settlement import opening_items

KIND = "opening"


@dataclass(frozen=True)
class OpeningItem:
    """One row of a file of opening items; `row` counts its records from 1, the header included."""

    row: int
    contract: str
    due: str
    due_on: dt.date
    amount_pence: int


@dataclass(frozen=True)
class OpeningFile:
    """A file of opening items of one council, whose bytes are in the archive."""

    name: str
    sha256: str
    size_bytes: int
    items: tuple[OpeningItem, ...]

    @property
    def total_pence(self) -> int:
        """What the suppliers owed in all."""
        return sum(item.amount_pence for item in self.items)

    def of(self, contract: str) -> list[OpeningItem]:
        """The items of one contract."""
        return [item for item in self.items if item.contract == contract]


def require_new(step: Step, contracts: Mapping[str, ContractRow], file: OpeningFile) -> None:
    """Raise NotAllowed where a contract has a due of such a key already."""
    for code in _codes(file):
        taken = _keys(step, contracts[code])
        for item in file.of(code):
            if item.due in taken:
                raise NotAllowed(
                    f"{file.name}, row {item.row}: {code} has a due {item.due} already.", code="due_taken"
                )


def take_opening(
    step: Step,
    contracts: Mapping[str, ContractRow],
    file: OpeningFile,
    known: tuple[int | None, Mapping[str, dt.date]] = (None, {}),
) -> int:
    """Record a file of opening items, its items and their postings; return its id.

    `known` are its id and its booking days by contract, where it is taken again.
    """
    file_id = _record(step, file, known[0])
    days = known[1] or {code: _booked_on(step, contracts[code]) for code in _codes(file)}
    rows = [_row(contracts[item.contract], file_id, item) for item in file.items]
    step.connection.execute(insert(opening_items), rows)
    for code, day in days.items():
        _post(replace(step, booked_on=day), contracts[code], file_id)
    step.record(
        "opening.taken",
        file.name,
        after={
            "file_id": file_id,
            "sha256": file.sha256,
            "items": len(file.items),
            "total_pence": file.total_pence,
            "days": {code: day.isoformat() for code, day in days.items()},
        },
    )
    return file_id


def _codes(file: OpeningFile) -> Sequence[str]:
    return sorted({item.contract for item in file.items})


def _keys(step: Step, contract: ContractRow) -> set[str]:
    """The keys that dues of the contract have, or can have by what came."""
    came = {file.key for file in accepted_by(step.connection, contract.id, local_date(step.at))}
    query = select(opening_items.c.due).where(opening_items.c.contract_id == contract.id)
    return came | set(step.connection.execute(query).scalars())


def _record(step: Step, file: OpeningFile, known_id: int | None) -> int:
    values = {
        "council_id": step.council_id,
        "name": file.name,
        "sha256": file.sha256,
        "size_bytes": file.size_bytes,
        "layout": "opening-items",
        "kind": KIND,
        "series": "",
        "state": "accepted",
        "row_count": len(file.items),
        "total_pence": file.total_pence,
        "reason": "",
        "received_at": step.at,
        "decided_at": step.at,
    } | ({} if known_id is None else {"id": known_id})
    return int(step.connection.execute(insert(files).values(**values).returning(files.c.id)).scalar_one())


def _booked_on(step: Step, contract: ContractRow) -> dt.date:
    """The day before the contract's first file, or the next that is open."""
    first = select(func.min(accepted_files.c.accepted_at)).where(accepted_files.c.contract_id == contract.id)
    came = step.connection.execute(first).scalar()
    wanted = min(local_date(came) if came else step.booked_on, step.booked_on) - ONE_DAY
    return booking_day(step.connection, step.owner, wanted)


def _row(contract: ContractRow, file_id: int, item: OpeningItem) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "row_no": item.row,
        "council_id": contract.council_id,
        "contract_id": contract.id,
        "due": item.due,
        "due_on": item.due_on,
        "amount_pence": item.amount_pence,
    }


def _post(step: Step, contract: ContractRow, file_id: int) -> None:
    its = and_(opening_items.c.file_id == file_id, opening_items.c.contract_id == contract.id)
    total = func.sum(opening_items.c.amount_pence)
    count, pence = step.connection.execute(select(func.count(), total).where(its)).one()
    opening_id = chart.opened(step.connection, contract.council_id, KIND, contract.council.code)
    batch_id = open_batch(step, KIND, file_id)
    transfer = Transfer(
        file_id=opening_items.c.file_id,
        row_no=opening_items.c.row_no,
        debit_id=literal(contract.clearing_id, BigInteger),
        credit_id=literal(opening_id, BigInteger),
        amount_pence=opening_items.c.amount_pence,
        rule=literal(KIND),
    )
    post(step, batch_id, transfer, its)
    close_batch(step, batch_id, count, int(pence))
