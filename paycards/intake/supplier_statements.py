"""A supplier's statements against the one before and the files numbered in between, until they agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select

from paycards.access.contracts import ContractRow
from paycards.intake.running_place import PLACE, place_of, stands_after, stands_at, stands_before
from paycards.money import to_pounds
from paycards.store.step import Step
from paycards.store.tables.files import files, statement_lines, supplier_statements

KIND = "statement"


def watch_statement(step: Step, contract: ContractRow, file_id: int) -> None:
    """Compare a statement with the one before it, and its lines with the files numbered in between."""
    faults = "; ".join(_statement_faults(step.connection, contract, file_id))
    name = step.connection.execute(select(files.c.name).where(files.c.id == file_id)).scalar_one()
    if faults:
        code = contract.terms.code
        step.open_problem(KIND, name, contract_id=contract.id, contract=code, file=name, faults=faults)
    else:
        step.close_problem(KIND, name, contract_id=contract.id, note="it agrees with the files now")
    for other in _names_beside(step.connection, contract, file_id) - {name}:
        step.close_problem(KIND, other, contract_id=contract.id, note=f"{name} has taken its place")


def _names_beside(connection: Connection, contract: ContractRow, file_id: int) -> set[str]:
    """The names of the statements that stand where this one does: its number may have fewer zeros."""
    place = place_of(connection, file_id)
    if place is None:
        return set()
    beside = (
        select(files.c.name)
        .join(supplier_statements, supplier_statements.c.file_id == files.c.id)
        .where(files.c.contract_id == contract.id, files.c.series == "", files.c.state == "accepted")
        .where(stands_at(place))
    )
    return set(connection.execute(beside).scalars())


def review_statement_after(
    step: Step, contract: ContractRow, file_id: int, disagree: Collection[str]
) -> None:
    """Look again at the statement that follows a file, if it did not agree: a late file may put it right.

    `disagree` are the names of the contract's statements with an open problem. Of a statement and one that
    corrects it, the corrected one counts.
    """
    place = place_of(step.connection, file_id)
    if place is None:
        return
    following = (
        select(files.c.id, files.c.name)
        .join(supplier_statements, supplier_statements.c.file_id == files.c.id)
        .where(files.c.contract_id == contract.id, files.c.series == "", files.c.state == "accepted")
        .where(stands_after(place))
        .order_by(PLACE, files.c.id.desc())
        .limit(1)
    )
    found = step.connection.execute(following).first()
    if found is not None and found.name in disagree:
        watch_statement(step, contract, found.id)


def _statement_faults(connection: Connection, contract: ContractRow, file_id: int) -> Iterable[str]:
    place = place_of(connection, file_id)
    if place is None:
        return
    this = connection.execute(
        select(supplier_statements).where(supplier_statements.c.file_id == file_id)
    ).one()
    before = connection.execute(
        select(supplier_statements.c.closing_pence, PLACE.label("place"))
        .join(files, files.c.id == supplier_statements.c.file_id)
        .where(supplier_statements.c.contract_id == contract.id, stands_before(place))
        .order_by(PLACE.desc(), files.c.id.desc())
        .limit(1)
    ).first()
    if before is None:
        return  # the first that we see: what came before it is not ours to check
    if before.closing_pence != this.opening_pence:
        yield (
            f"it opens with {to_pounds(this.opening_pence)}, the one before closed with"
            f" {to_pounds(before.closing_pence)}"
        )
    lines_of_it = select(statement_lines.c.extension, statement_lines.c.amount_pence)
    said = dict(connection.execute(lines_of_it.where(statement_lines.c.file_id == file_id)).all())
    came = _totals_by_extension(connection, contract, before.place, place)
    for extension in sorted(said.keys() | came.keys()):
        if said.get(extension, 0) != came.get(extension, 0):
            yield (
                f"{extension}: it says {to_pounds(said.get(extension, 0))},"
                f" the files say {to_pounds(came.get(extension, 0))}"
            )


def _totals_by_extension(
    connection: Connection, contract: ContractRow, after: int, before: int
) -> dict[str, int]:
    """Sum the files between two statements by extension; TC never stands on a statement."""
    totals: dict[str, int] = {}
    found = connection.execute(
        select(files.c.name, files.c.total_pence).where(
            files.c.contract_id == contract.id,
            files.c.state == "accepted",
            files.c.kind == "payments",
            stands_after(after),
            stands_before(before),
        )
    )
    for name, pence in found:
        extension = name.rpartition(".")[2]
        if extension != "TC":
            totals[extension] = totals.get(extension, 0) + pence
    return totals
