"""Which payments and open items a correction is about: by the wrong reference in any form, or by its cards.

A payment is moved only where a rule of the machine put it, or an earlier correction: what a person decided
about stays, and so does what was taken back, or what a decision waits about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    String,
    Table,
    and_,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    union,
)

from paycards.decisions.correcting.rewriting import Correction
from paycards.reconcile.payments.references import matched, normalised, normalised_form
from paycards.reconcile.subjects import PAYMENT, place_of
from paycards.store.step import Step
from paycards.store.tables.corrections import corrected_cards
from paycards.store.tables.councils import contracts
from paycards.store.tables.decisions import decision_subjects
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import lines, reversals, same_line
from paycards.store.tables.suspense import suspense_items
from paycards.store.temporary import temporary

CORRECTED = "corrected"  # the rule of a posting by which such a decision moves a payment
BY_REFERENCE = ("reference", "normalised_reference", CORRECTED)
BY_CARD = ("card", CORRECTED)


@contextmanager
def listed_corrections(connection: Connection, done: Sequence[Correction]) -> Iterator[Table]:
    """Hold corrections in a temporary table."""
    columns = (
        Column("number", Integer, primary_key=True),
        Column("wrong", String),
        Column("normalised", String),
        Column("other", String),
        Column("from_id", BigInteger),
        Column("to_id", BigInteger),
    )
    with temporary(connection, "correction", *columns) as listed:
        rows = [
            {"number": each.number, "wrong": each.change.wrong, "other": each.other}
            | {"normalised": normalised_form(each.change.wrong)}
            | {"from_id": each.from_id, "to_id": each.to_id}
            for each in done
        ]
        connection.execute(insert(listed), rows)
        yield listed


def payments_of(step: Step, listed: Table) -> Sequence[Row[Any]]:
    """The payments that stand where the wrong reference put them, each with `number`, `from_id`, `to_id`."""
    standing = and_(
        same_line(postings, lines),
        postings.c.credit_id == listed.c.from_id,
        ~_moved_since(),
        ~_taken_back(),
        ~_waits(step.owner),
    )
    found = [
        _of_council(
            step.owner, listed, which, lines.c.file_id, lines.c.row_no, listed.c.from_id, listed.c.to_id
        )
        .join(postings, standing)
        .where(postings.c.rule.in_(rules))
        for which, rules in _ways(step.owner, listed)
    ]
    both = union(*found).subquery()
    query = select(both).order_by(both.c.file_id, both.c.row_no)
    return step.connection.execute(query).all()


def items_of(step: Step, listed: Table) -> Sequence[Row[Any]]:
    """The open suspense items that it is about: `number`, `item_id`, `file_id`, `row_no`, `amount_pence`."""
    waits = and_(
        same_line(suspense_items, lines),
        suspense_items.c.council_id == step.owner,
        suspense_items.c.state == literal_column("'open'"),
    )
    columns = (suspense_items.c.id.label("item_id"), lines.c.file_id, lines.c.row_no, lines.c.amount_pence)
    of_item = select(listed.c.number, *columns).select_from(suspense_items).join(lines, waits)
    both = union(*(of_item.join(listed, which) for which in _conditions(step.owner, listed))).subquery()
    return step.connection.execute(select(both).order_by(both.c.item_id)).all()


def _conditions(council_id: int, listed: Table) -> tuple[ColumnElement[bool], ...]:
    its_card = exists().where(
        corrected_cards.c.council_id == council_id,
        corrected_cards.c.number == listed.c.number,
        corrected_cards.c.card_number == lines.c.card_number,
    )
    reference = func.coalesce(matched(lines.c.client_reference), "")
    return (
        matched(lines.c.client_reference) == listed.c.wrong,
        normalised(lines.c.client_reference) == listed.c.normalised,
        and_(lines.c.card_number != "", its_card, reference != listed.c.other),
    )


def _ways(council_id: int, listed: Table) -> tuple[tuple[ColumnElement[bool], tuple[str, ...]], ...]:
    exact, bare, card = _conditions(council_id, listed)
    return (exact, BY_REFERENCE), (bare, BY_REFERENCE), (card, BY_CARD)


def _of_council(
    council_id: int, listed: Table, which: ColumnElement[bool], *columns: ColumnElement[Any]
) -> Select[Any]:
    its = select(contracts.c.id).where(contracts.c.council_id == council_id)
    return (
        select(listed.c.number, *columns)
        .select_from(lines)
        .join(listed, which)
        .where(lines.c.contract_id.in_(its), listed.c.from_id.is_not(None))
    )


def _moved_since() -> ColumnElement[bool]:
    """Whether another posting of the line came later, or beside this one."""
    other = postings.alias("other")
    later = or_(other.c.step > postings.c.step, other.c.part != postings.c.part)
    return exists().where(same_line(other, lines), other.c.step >= postings.c.step, later)


def _taken_back() -> ColumnElement[bool]:
    its_original = and_(
        reversals.c.original_file_id == lines.c.file_id, reversals.c.original_row_no == lines.c.row_no
    )
    return or_(exists().where(same_line(reversals, lines)), exists().where(its_original))


def _waits(council_id: int) -> ColumnElement[bool]:
    return exists().where(
        decision_subjects.c.council_id == council_id,
        decision_subjects.c.waiting == literal_column("1"),
        decision_subjects.c.subject == place_of(PAYMENT, lines),
    )
