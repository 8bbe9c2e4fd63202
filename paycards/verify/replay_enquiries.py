"""Replay what was done to enquiries, and compare them with the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func, select

from paycards.store.tables.enquiries import enquiries, enquiry_events
from paycards.store.tables.ledger import ledger_accounts
from paycards.tracing.enquiries import FACTS, Asked, answer_enquiry, note_found, open_enquiry
from paycards.tracing.facts import Facts
from paycards.verify.check import Check, columns_of
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry


def _open(scratch: Scratch, entry: Entry) -> None:
    said = entry.after
    facts = {name: said[name] for name in FACTS}
    facts["paid_on"] = _day(said["paid_on"])
    account_id = scratch.account_id(said["fund"], said["reference"]) if said["reference"] else None
    due_on = dt.date.fromisoformat(said["due_on"])
    open_enquiry(scratch.step(entry), Asked(Facts(**facts), said["note"], due_on, account_id))


def _found(scratch: Scratch, entry: Entry) -> None:
    said = entry.after
    note_found(scratch.step(entry), said["number"], said["file_id"], said["row_no"])


def _answer(scratch: Scratch, entry: Entry) -> None:
    said = entry.after
    answer_enquiry(scratch.step(entry), said["number"], said["outcome"], said["note"])


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


ENQUIRY_STEPS: dict[str, Callable[[Scratch, Entry], None]] = {
    "enquiry.opened": _open,
    "enquiry.found": _found,
    "enquiry.answered": _answer,
}


def _enquiries(council_id: int) -> Select[Any]:
    account = func.coalesce(ledger_accounts.c.name, "").label("account")
    return (
        select(*columns_of(enquiries, ("council_id", "account_id")), account)
        .outerjoin(ledger_accounts, ledger_accounts.c.id == enquiries.c.account_id)
        .where(enquiries.c.council_id == council_id)
    )


def _events(council_id: int) -> Select[Any]:
    of_council = enquiry_events.c.council_id == council_id
    return select(*columns_of(enquiry_events, ("council_id",))).where(of_council)


ENQUIRY_CHECKS = (Check("enquiry", 1, _enquiries), Check("enquiry event", 2, _events))
