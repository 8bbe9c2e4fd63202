"""Where the money of one payment is now: what its postings add up to, on each ledger account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, literal_column, select

from paycards.reconcile.subjects import ITEM, place
from paycards.store.tables.accounts import accounts
from paycards.store.tables.decisions import decision_subjects, decisions
from paycards.store.tables.files import files
from paycards.store.tables.ledger import batches, ledger_accounts, postings
from paycards.store.tables.lines import lines, reversals, same_line
from paycards.store.tables.outgoing import outgoing_batches, outgoing_files, outgoing_held, outgoing_runs
from paycards.store.tables.suspense import suspense_items
from paycards.tracing.answer import Left, Place, TakenBack, Waiting, end_of

KEY = tuple(column.name for column in postings.primary_key)
CUSTOMER, SUSPENSE, CLEARING = "customer", "suspense", "clearing"
UNDONE = {"returns": "return_to_payer", "written_off": "write_off", CLEARING: "return_to_supplier"}


@dataclass(frozen=True)
class Held:
    """What a ledger account holds of a payment now, and the posting that brought it last."""

    kind: str
    fund: str
    reference: str
    pence: int
    last: Row[Any]

    @property
    def place(self) -> Place:
        """As an answer shows it."""
        return Place(self.fund, end_of(self.reference), self.pence)


def moves_of(connection: Connection, line: Row[Any]) -> Sequence[Row[Any]]:
    """Return every posting of a line in order, with both ledger accounts."""
    debit, credit = ledger_accounts.alias("debit"), ledger_accounts.alias("credit")
    debtor, creditor = accounts.alias("debtor"), accounts.alias("creditor")
    query = (
        select(postings, batches.c.booked_on, debit.c.kind.label("debit"), credit.c.kind.label("credit"))
        .add_columns(debtor.c.fund.label("debit_fund"), debtor.c.reference.label("debit_reference"))
        .add_columns(creditor.c.fund.label("credit_fund"), creditor.c.reference.label("credit_reference"))
        .join(batches, batches.c.id == postings.c.batch_id)
        .join(debit, debit.c.id == postings.c.debit_id)
        .join(credit, credit.c.id == postings.c.credit_id)
        .outerjoin(debtor, debtor.c.id == postings.c.debit_id)
        .outerjoin(creditor, creditor.c.id == postings.c.credit_id)
        .where(postings.c.file_id == line.file_id, postings.c.row_no == line.row_no)
        .order_by(postings.c.step, postings.c.part)
    )
    return connection.execute(query).all()


def held(moves: Sequence[Row[Any]]) -> list[Held]:
    """Return what each ledger account holds, where it holds anything but what it lent: the newest last."""
    pence: dict[int, int] = defaultdict(int)
    brought: dict[int, tuple[str, str, str, Row[Any]]] = {}
    for move in moves:
        pence[move.debit_id] -= move.amount_pence
        pence[move.credit_id] += move.amount_pence
        brought[move.credit_id] = (move.credit, move.credit_fund or "", move.credit_reference or "", move)
    sign = 1 if moves and moves[0].amount_pence > 0 else -1
    return [Held(*brought[id_][:3], pence[id_], brought[id_][3]) for id_ in brought if pence[id_] * sign > 0]


def left_accounts(moves: Sequence[Row[Any]], now: Sequence[Held]) -> tuple[Place, ...]:
    """Return the customers' accounts that had the money once and have it no more."""
    kept = {each.last.credit_id for each in now}
    gone = {
        move.debit_id: Place(move.debit_fund, end_of(move.debit_reference), move.amount_pence)
        for move in moves
        if move.debit == CUSTOMER and move.debit_id not in kept
    }
    return tuple(gone.values())


def reversal_of(connection: Connection, line: Row[Any]) -> TakenBack | None:
    """Return the reversal that took a line back, if one did."""
    query = (
        select(files.c.name, reversals.c.row_no, lines.c.paid_on)
        .select_from(reversals)
        .join(lines, same_line(lines, reversals))
        .join(files, files.c.id == reversals.c.file_id)
        .where(reversals.c.original_file_id == line.file_id, reversals.c.original_row_no == line.row_no)
    )
    row = connection.execute(query).first()
    return TakenBack("reversal", row.paid_on, f"{row.name}:{row.row_no}") if row else None


def waiting_of(connection: Connection, line: Row[Any]) -> Waiting | None:
    """Return why a line is in suspense, if it is."""
    query = select(suspense_items).where(
        suspense_items.c.file_id == line.file_id,
        suspense_items.c.row_no == line.row_no,
        suspense_items.c.state == "open",
    )
    item = connection.execute(query).first()
    if item is None:
        return None
    proposed = connection.execute(_proposed(item)).first()
    with_whom = item.taken_by or (proposed.proposed_by if proposed else "")
    return Waiting(item.id, item.reason, item.since, with_whom, proposed.number if proposed else None)


def _proposed(item: Row[Any]) -> Select[Any]:
    """The decision about an item that waits for a second person."""
    return (
        select(decisions.c.number, decisions.c.proposed_by)
        .join(decision_subjects, decision_subjects.c.decision_id == decisions.c.id)
        .where(
            decision_subjects.c.council_id == item.council_id,
            decision_subjects.c.subject == place(ITEM, item.file_id, item.row_no),
            decision_subjects.c.waiting == literal_column("1"),
        )
    )


def left_with(connection: Connection, now: Sequence[Held]) -> tuple[Left, ...]:
    """Return the outgoing files that carry what accounts hold; none where it has not left yet."""
    found = (connection.execute(_outgoing(each)).all() for each in now if each.kind == CUSTOMER)
    return tuple(dict.fromkeys(Left(row.name, row.night) for rows in found for row in rows))


def _outgoing(of: Held) -> Select[Any]:
    posting = of.last
    waits = (
        select(func.coalesce(outgoing_held.c.left_run_id, 0))
        .where(
            *(
                outgoing_held.c[name] == posting._mapping[name]
                for name in ("file_id", "row_no", "step", "part")
            )
        )
        .scalar_subquery()
    )
    run_id = func.coalesce(waits, outgoing_batches.c.run_id)
    return (
        select(outgoing_files.c.name, outgoing_runs.c.night)
        .select_from(outgoing_batches)
        .join(outgoing_runs, outgoing_runs.c.id == run_id)
        .join(outgoing_files, outgoing_files.c.run_id == outgoing_runs.c.id)
        .where(outgoing_batches.c.batch_id == posting.batch_id, outgoing_files.c.fund == of.fund)
        .order_by(outgoing_files.c.name)
    )
