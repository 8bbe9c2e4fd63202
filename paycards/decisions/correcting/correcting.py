"""Correct references by a sheet: read them so, move what they misled, try suspense again.

Each payment that is moved has an entry of the trail of its own, so that its story says who moved it and why.
What a sheet will do is found by doing it, and taking all of it back again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.access.installation import Installation
from paycards.decisions.correcting.finding import CORRECTED, items_of, listed_corrections, payments_of
from paycards.decisions.correcting.judging import judge
from paycards.decisions.correcting.putting_back import put_back
from paycards.decisions.correcting.rewriting import Correction, rewrite
from paycards.decisions.correcting.sheet import Change, ReferenceSheet, RowEffect, sheet_of
from paycards.decisions.decision import APPLIED, Decision, Proposal
from paycards.decisions.moving import move
from paycards.decisions.propose import require_free, write
from paycards.decisions.verdicts import settle
from paycards.errors import BadRows, NotAllowed
from paycards.parts import in_parts
from paycards.reconcile.payments.deciding import retry
from paycards.reconcile.subjects import ITEM, PAYMENT, place
from paycards.store.step import Step
from paycards.store.tables.suspense import suspense_items

Line = tuple[int, int]


class Done:
    """What was done, row by row, and to which payments and items, each with its pence."""

    def __init__(self, corrections: Sequence[Correction]) -> None:
        self.corrections = corrections
        self.counts: Counter[tuple[int, str]] = Counter()  # by the correction's number and what
        self.about: dict[str, int] = {}

    def count(self, number: int, what: str, pence: int, subject: str) -> None:
        """Count one payment or item."""
        self.counts[number, what] += 1
        self.counts[number, f"{what}_pence"] += pence
        self.about[subject] = abs(pence)

    @property
    def effects(self) -> tuple[RowEffect, ...]:
        """The effect of each row."""
        names = ("payments", "payments_pence", "items", "items_pence", "waiting", "back", "back_pence")
        return tuple(
            RowEffect(
                row=each.change.row,
                wrong=each.change.wrong,
                fund=each.change.fund,
                reference=each.change.reference,
                cards=each.cards,
                **{name: self.counts[each.number, name] for name in names},
            )
            for each in self.corrections
        )

    @property
    def pence(self) -> int:
        """All money that goes somewhere else by it."""
        return sum(each.payments_pence + each.items_pence + each.back_pence for each in self.effects)


def proposed_corrections(
    step: Step, installation: Installation, sheet: ReferenceSheet, note: str
) -> tuple[Proposal | None, tuple[RowEffect, ...]]:
    """Propose a sheet, and say what each row will do; nothing is proposed where all of it holds already.

    Raises BadRows with every bad row, Stale when a decision about one of the references waits.
    """
    changes, faults = judge(step.connection, step.owner, sheet)
    if faults:
        raise BadRows(sheet.name, sorted(faults))
    if not changes:
        return None, ()
    about = {f"references:{sheet.sha256}": 0, **{f"reference:{each.wrong}": 0 for each in changes}}
    rows = [[each.row, each.fund, each.wrong, each.right] for each in sheet.rows]
    terms: dict[str, Any] = {"file": sheet.name, "sha256": sheet.sha256, "rows": rows}
    proposal = Proposal("correct_references", sheet.name, 0, about, terms, note)
    require_free(step, proposal)
    done = _rehearse(step, installation, proposal, changes)
    terms["effects"] = [asdict(effect) for effect in done.effects]
    return replace(proposal, amount_pence=done.pence, about=done.about | about), done.effects


def apply_corrected_references(step: Step, installation: Installation, decision: Decision) -> None:
    """Do what such a decision says. Raises NotAllowed where a row cannot be done any more."""
    changes, faults = judge(step.connection, step.owner, sheet_of(decision.terms))
    if faults:
        row, sentence = min(faults)
        raise NotAllowed(f"Row {row}: {sentence}.", code="reference_row_outdated", row=row, why=sentence)
    _correct(step, installation, decision, changes)


def _rehearse(step: Step, installation: Installation, proposal: Proposal, changes: Sequence[Change]) -> Done:
    """Do it all, as if somebody else had approved it, and take it back."""
    all_of_it = step.connection.begin_nested()
    try:
        decision = write(step, proposal, needs_two=True)
        settle(replace(step, actor=f"not {step.actor}"), decision.decision, APPLIED, "")
        return _correct(step, installation, decision, changes)
    finally:
        all_of_it.rollback()


def _correct(step: Step, installation: Installation, decision: Decision, changes: Sequence[Change]) -> Done:
    done = Done(rewrite(step, decision.decision, decision.subject, changes))
    with listed_corrections(step.connection, done.corrections) as listed:
        payments, items = payments_of(step, listed), items_of(step, listed)
    for payment in payments:
        _put_right(step, payment, decision.reason, done)
    for contract in installation.contracts.values():
        if contract.council_id == step.owner:
            retry(step, contract)
    _count_items(step.connection, items, done)
    return done


def _put_right(step: Step, payment: Row[Any], note: str, done: Done) -> None:
    line = (payment.file_id, payment.row_no)
    if payment.to_id is None:
        what, pence = "back", put_back(step, line, note)
    else:
        what, pence = "payments", move(step, line, (payment.from_id, payment.to_id), note, rule=CORRECTED)
    done.count(payment.number, what, pence, place(PAYMENT, *line))


def _count_items(connection: Connection, items: Sequence[Row[Any]], done: Done) -> None:
    """Count what became of the open items: placed, or still waiting."""
    ids = [item.item_id for item in items]
    still: set[int] = set()
    open_items = select(suspense_items.c.id).where(suspense_items.c.state == "open")
    for some in in_parts(ids):
        still.update(connection.execute(open_items.where(suspense_items.c.id.in_(some))).scalars())
    for item in items:
        if item.item_id in still:
            done.counts[item.number, "waiting"] += 1
        else:
            done.count(item.number, "items", item.amount_pence, place(ITEM, item.file_id, item.row_no))
