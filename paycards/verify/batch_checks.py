"""What verify compares of batches and of what left: which batch left on which night, and in which files."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select

from paycards.store.tables.files import files
from paycards.store.tables.ledger import batch_controls, batches, postings
from paycards.store.tables.outgoing import outgoing_batches, outgoing_files, outgoing_held, outgoing_runs
from paycards.verify.addable import addable
from paycards.verify.check import Check, as_text, columns_of


def _batches(council_id: int) -> Select[Any]:
    """The batches with their control totals, the sum of their postings' row numbers, and the night they left.

    Of batches of one kind that were posted at the same instant, and decide the same file or none, each has
    a number, in the order in which they were posted. Whose their postings are is told by the row numbers;
    of any other batch each posting tells it by itself.
    """
    alike = (batches.c.posted_at, batches.c.kind, batches.c.file_id)
    held_rows = _row_numbers_of_twins(council_id, alike).subquery("held")
    told: list[ColumnElement[Any]] = [
        as_text(batches.c.posted_at, "posted_at"),
        batches.c.kind,
        batches.c.file_id.label("batch_file_id"),
        func.row_number().over(partition_by=alike, order_by=batches.c.id).label("number"),
        as_text(batches.c.booked_on, "booked_on"),
        batch_controls.c.postings,
        batch_controls.c.total_pence,
        cast(func.coalesce(held_rows.c.row_numbers, 0), BigInteger).label("row_numbers"),
        as_text(outgoing_runs.c.night, "left_on"),
    ]
    return (
        select(*told)
        .select_from(batches)
        .outerjoin(held_rows, held_rows.c.batch_id == batches.c.id)
        .outerjoin(batch_controls, batch_controls.c.batch_id == batches.c.id)
        .outerjoin(outgoing_batches, outgoing_batches.c.batch_id == batches.c.id)
        .outerjoin(outgoing_runs, outgoing_runs.c.id == outgoing_batches.c.run_id)
        .where(batches.c.council_id == council_id)
    )


def _row_numbers_of_twins(council_id: int, alike: tuple[ColumnElement[Any], ...]) -> Select[Any]:
    """Add up the row numbers of the postings of each batch that another one is like.

    Where there is none no file is looked at, or all its postings would be read for nothing.
    """
    others = func.count().over(partition_by=alike).label("batches")
    counted = select(batches.c.id, others).where(batches.c.council_id == council_id).subquery("counted")
    twins = select(counted.c.id).where(counted.c.batches > 1)
    row_numbers = func.sum(addable(postings.c.row_no)).label("row_numbers")
    of_files = select(files.c.id).where(files.c.council_id == council_id, twins.exists())
    return (
        select(postings.c.batch_id, row_numbers)
        .where(postings.c.batch_id.in_(twins), postings.c.file_id.in_(of_files))
        .group_by(postings.c.batch_id)
    )


def _runs(council_id: int) -> Select[Any]:
    told = columns_of(outgoing_runs, without=("id", "council_id", "night"))
    night = as_text(outgoing_runs.c.night, "night")
    return select(night, *told).where(outgoing_runs.c.council_id == council_id)


def _files(council_id: int) -> Select[Any]:
    told = columns_of(outgoing_files, without=("run_id", "name", "placed_at"))
    return (
        select(as_text(outgoing_runs.c.night, "night"), outgoing_files.c.name, *told)
        .select_from(outgoing_files)
        .join(outgoing_runs, outgoing_runs.c.id == outgoing_files.c.run_id)
        .where(outgoing_runs.c.council_id == council_id)
    )


def _held(council_id: int) -> Select[Any]:
    """The postings that a night held back, and the night on which each left after all."""
    held, left = outgoing_runs.alias("held_by"), outgoing_runs.alias("left_with")
    return (
        select(*outgoing_held.primary_key.columns)
        .add_columns(as_text(held.c.night, "held_back_on"), as_text(left.c.night, "left_on"))
        .select_from(outgoing_held)
        .join(held, held.c.id == outgoing_held.c.run_id)
        .outerjoin(left, left.c.id == outgoing_held.c.left_run_id)
        .where(held.c.council_id == council_id)
    )


BATCH_CHECKS = (
    Check("batch", 4, _batches),
    Check("outgoing run", 1, _runs),
    Check("outgoing file", 2, _files),
    Check("held posting", 4, _held),
)
