"""What a control file promises of other files, against what came; kept as a problem until it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from paycards.access.contracts import ContractRow
from paycards.counted import counted
from paycards.money import to_pounds
from paycards.store.step import Step
from paycards.store.sums import whole_sum
from paycards.store.tables.files import files, promises
from paycards.store.tables.lines import lines

KIND = "promise"


def watch_promises(step: Step, contract: ContractRow, names: Iterable[str]) -> None:
    """Compare what control files promise with the files of these names."""
    for name in names:
        promise = _newest(step.connection, contract, name)
        if promise is None:
            continue
        fault = fault_of(step.connection, contract, promise)
        if fault:
            code = contract.terms.code
            step.open_problem(KIND, name, contract_id=contract.id, contract=code, file=name, fault=fault)
        else:
            step.close_problem(KIND, name, contract_id=contract.id, note="the file came as promised")


_NEWEST = (
    select(promises)
    .where(promises.c.contract_id == bindparam("of_contract"), promises.c.file_name == bindparam("of_name"))
    .order_by(promises.c.file_id.desc())
    .limit(1)
)


def _newest(connection: Connection, contract: ContractRow, name: str) -> Row[Any] | None:
    return connection.execute(_NEWEST, {"of_contract": contract.id, "of_name": name}).first()


def fault_of(connection: Connection, contract: ContractRow, promise: Row[Any]) -> str:
    """Say what of a promise does not hold; empty where the file came as promised."""
    name, rows, gross_pence = promise.file_name, promise.row_count, promise.gross_pence
    file_id = connection.execute(
        select(files.c.id)
        .where(files.c.contract_id == contract.id, files.c.name == name, files.c.state == "accepted")
        .order_by(files.c.id.desc())
        .limit(1)
    ).scalar()
    if file_id is None:
        return "which has not come"
    found = connection.execute(
        select(func.count(), whole_sum(func.abs(lines.c.amount_pence))).where(lines.c.file_id == file_id)
    ).one()
    if tuple(found) == (rows, gross_pence):
        return ""
    return (
        f"with {counted(rows, 'row')} and {to_pounds(gross_pence)} pounds, but it came with"
        f" {counted(found[0], 'row')} and {to_pounds(found[1])} pounds"
    )
