"""Each payment with all that its row says, where it stands now, and who placed it, when and why.

The columns of `lines` stand first. A payment that a rule placed was placed by paycards; of one that a
person placed, the audit trail says who it was, and the note says why.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, func, literal, or_, select

from paycards.ledger.exports.received import LINES
from paycards.ledger.line_states import first
from paycards.ledger.moved import MOVED
from paycards.store.json_text import json_text
from paycards.store.problems import PAYCARDS
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.councils import councils
from paycards.store.tables.ledger import batches
from paycards.store.tables.lines import lines
from paycards.store.tables.suspense import suspense_items

BY_HAND = (
    "suspense.allocated",
    "suspense.split",
    "suspense.returned",
    "suspense.written_off",
    "suspense.taken_back",
    "payment.moved",
    "payment.put_back",
)

_line = [json_text(audit_trail.c.after, name) for name in ("file_id", "row_no")]
_acts = (
    select(
        audit_trail.c.council_id,
        cast(json_text(audit_trail.c.after, "file_id"), Integer).label("file_id"),
        cast(json_text(audit_trail.c.after, "row_no"), Integer).label("row_no"),
        audit_trail.c.actor,
        json_text(audit_trail.c.after, "note").label("note"),
        func.row_number()
        .over(partition_by=(audit_trail.c.council_id, *_line), order_by=audit_trail.c.number.desc())
        .label("newest"),
    )
    .where(audit_trail.c.action.in_(BY_HAND))
    .subquery("act")
)
_placed = select(_acts).where(_acts.c.newest == 1).subquery("placed")
_BY_HAND = and_(
    _placed.c.council_id == councils.c.id,
    _placed.c.file_id == lines.c.file_id,
    _placed.c.row_no == lines.c.row_no,
    or_(
        MOVED.c.file_id.is_not(None),
        suspense_items.c.state.in_(("posted", "split", "returned", "written_off")),
    ),
)
_IS_PLACED = case(
    (suspense_items.c.id.is_not(None), suspense_items.c.state != "open"),
    else_=first.c.rule.is_not(None),
)

PAYMENTS: Select[Any] = (
    LINES.add_columns(
        lines.c.kind,
        lines.c.paid_at,
        lines.c.outlet,
        lines.c.receipt,
        lines.c.original_receipt,
        lines.c.capture,
        lines.c.tender,
        suspense_items.c.since.label("in_suspense_since"),
        case((_IS_PLACED, func.coalesce(_placed.c.actor, literal(PAYCARDS)))).label("placed_by"),
        case(
            (MOVED.c.file_id.is_not(None), MOVED.c.moved_on),
            (suspense_items.c.id.is_not(None), suspense_items.c.closed_on),
            else_=batches.c.booked_on,
        ).label("placed_on"),
        _placed.c.note,
    )
    .outerjoin(batches, and_(batches.c.id == first.c.batch_id, first.c.rule.is_not(None)))
    .outerjoin(_placed, _BY_HAND)
)
