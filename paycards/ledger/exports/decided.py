"""What people decided about money, and what is to be paid back to payers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal, select, type_coerce

from paycards.ledger.standing import stands
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.decisions import decision_subjects, decisions
from paycards.store.tables.files import files
from paycards.store.tables.ledger import batches, ledger_accounts, postings
from paycards.store.tables.lines import lines, same_line


def _instant(column: ColumnElement[Any]) -> ColumnElement[str]:
    """An instant as it is stored: ISO 8601 in UTC."""
    return func.coalesce(type_coerce(column, String), "").label(column.key)


DECISIONS: Select[Any] = (
    select(
        councils.c.code.label("council"),
        decisions.c.number.label("decision"),
        decisions.c.kind,
        decisions.c.subject,
        decisions.c.amount_pence,
        decisions.c.state,
        decisions.c.proposed_by,
        _instant(decisions.c.proposed_at),
        func.coalesce(decisions.c.decided_by, "").label("decided_by"),
        _instant(decisions.c.decided_at),
    )
    .join(councils, councils.c.id == decisions.c.council_id)
    .order_by(decisions.c.id)
)

BACK_TO_PAYERS = ("return_to_payer", "split")
_later, _its_later = decisions.alias("later_decision"), decision_subjects.alias("later_subject")
_newest = ~exists().where(
    _its_later.c.council_id == decision_subjects.c.council_id,
    _its_later.c.subject == decision_subjects.c.subject,
    _later.c.id == _its_later.c.decision_id,
    _later.c.state == "applied",
    _later.c.kind.in_(BACK_TO_PAYERS),
    _later.c.number > decisions.c.number,
)
_its_item = literal("item:") + cast(postings.c.file_id, String) + ":" + cast(postings.c.row_no, String)

RETURNS: Select[Any] = (
    select(
        councils.c.code.label("council"),
        contracts.c.code.label("contract"),
        files.c.name.label("file"),
        postings.c.row_no.label("row"),
        postings.c.amount_pence,
        batches.c.booked_on,
        lines.c.paid_on,
        lines.c.network,
        lines.c.card_number,
        lines.c.client_reference,
        lines.c.outlet,
        lines.c.receipt,
        decisions.c.number.label("decision"),
        decisions.c.reason,
        decisions.c.proposed_by,
        func.coalesce(decisions.c.decided_by, "").label("decided_by"),
        _instant(decisions.c.decided_at),
    )
    .select_from(
        postings.join(
            ledger_accounts,
            and_(ledger_accounts.c.id == postings.c.credit_id, ledger_accounts.c.kind == "returns"),
        )
        .join(batches, batches.c.id == postings.c.batch_id)
        .join(councils, councils.c.id == batches.c.council_id)
        .join(lines, same_line(lines, postings))
        .join(files, files.c.id == postings.c.file_id)
        .join(contracts, contracts.c.id == files.c.contract_id)
        .join(
            decision_subjects,
            and_(
                decision_subjects.c.council_id == batches.c.council_id,
                decision_subjects.c.subject == _its_item,
            ),
        )
        .join(
            decisions,
            and_(
                decisions.c.id == decision_subjects.c.decision_id,
                decisions.c.state == "applied",
                decisions.c.kind.in_(BACK_TO_PAYERS),
                _newest,
            ),
        )
    )
    .where(stands(postings))
    .order_by(postings.c.file_id, postings.c.row_no, postings.c.step, postings.c.part)
)
