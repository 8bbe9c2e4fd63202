"""What matching leaves for a person: bank money that nothing explains, differences; each an open problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select

from paycards.access.contracts import ContractRow
from paycards.clock import in_words, local_date
from paycards.ledger.bank_files import bank_file_key
from paycards.money import to_pounds
from paycards.problems import BLOCKING
from paycards.reconcile.settlement.as_stated import not_as_stated
from paycards.reconcile.settlement.fee_differences import fee_differences
from paycards.reconcile.settlement.matched import Matched
from paycards.reconcile.settlement.matching.working_days import WorkingDays, calendar_of
from paycards.reconcile.settlement.open_problems import GAVE_UP, UNAPPLIED, keep_open, subject_of
from paycards.reconcile.settlement.open_sides import Place, place_of
from paycards.store.kept_problems import Facts
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.files import files

NOT_AS_STATED, FEE_DIFFERENCE = "not_as_stated", "fee_difference"
KINDS = (UNAPPLIED, GAVE_UP, NOT_AS_STATED, FEE_DIFFERENCE)
DAYS_TO_EXPLAIN = 2  # working days after the booking date
FARTHEST_AHEAD = dt.timedelta(days=31)  # that the bank may date what it has booked; beyond, nobody would wait

Named = Mapping[Place, str]


def tell(step: Step, contract: ContractRow, matched: Matched) -> int:
    """Open and close the problems of a contract after the rules have spoken; return how many block."""
    named = _names(step, contract)
    of_kind = {
        UNAPPLIED: _unapplied(step, contract, matched, named),
        GAVE_UP: _gave_up(matched, named),
        NOT_AS_STATED: not_as_stated(step, contract, matched.entries, named),
        FEE_DIFFERENCE: fee_differences(step, contract, matched, named),
    }
    for kind, wanted in of_kind.items():
        keep_open(step, contract, kind, wanted, "it is explained now")
    return sum(len(wanted) for kind, wanted in of_kind.items() if kind in BLOCKING)


def _unapplied(step: Step, contract: ContractRow, matched: Matched, named: Named) -> dict[str, Facts]:
    today, calendar = local_date(step.at), calendar_of(contract.holidays)
    return {
        subject_of(place): _said(entry, place, matched, named)
        for place, entry in _open(matched).items()
        if _is_told(entry.booked_on, today, calendar)
    }


def _is_told(booked_on: dt.date, today: dt.date, calendar: WorkingDays) -> bool:
    """Whether an open entry is a problem: its days have passed, or are so far ahead that none sees it."""
    return booked_on > today + FARTHEST_AHEAD or today >= calendar.after(booked_on, DAYS_TO_EXPLAIN)


def _said(entry: Row[Any], place: Place, matched: Matched, named: Named) -> Facts:
    left_pence, paid_pence = matched.left[place], entry.amount_pence + entry.charges_pence
    proposals = any(place_of(each.entry) == place for each in matched.found.proposed)
    return {
        "entry": named[place],
        "day": in_words(entry.booked_on),
        "pounds": to_pounds(left_pence, thousands=True),
        "of": "" if left_pence == paid_pence else f" of {to_pounds(paid_pence, thousands=True)}",
        "hint": "; what it may pay is proposed" if proposals else "",
    }


def _gave_up(matched: Matched, named: Named) -> dict[str, Facts]:
    found: dict[Place, list[str]] = {}
    for each in matched.found.gave_up:
        found.setdefault(place_of(each.entry), []).append(each.reason)
    entries = _open(matched)
    return {
        subject_of(place): {
            "entry": named[place],
            "day": in_words(entries[place].booked_on),
            "pounds": to_pounds(matched.left[place], thousands=True),
            "reasons": " ".join(reasons).removesuffix("."),
        }
        for place, reasons in found.items()
    }


def _open(matched: Matched) -> dict[Place, Row[Any]]:
    entries = {(entry.file_id, entry.row_no): entry for entry in matched.entries}
    return {place: entries[place] for place in matched.left}


def _names(step: Step, contract: ContractRow) -> dict[Place, str]:
    query = (
        select(bank_entries.c.file_id, bank_entries.c.row_no, bank_file_key())
        .join(files, files.c.id == bank_entries.c.file_id)
        .where(bank_entries.c.contract_id == contract.id)
    )
    rows = step.connection.execute(query)
    return {(file_id, row_no): f"{name}:{row_no}" for file_id, row_no, name in rows}
