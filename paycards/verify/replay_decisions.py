"""Replay what people decided: each decision is written down again, and each verdict.

What a decision did has an entry of its own, which follows it in the trail and is replayed by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import Row

from paycards.decisions.correcting.putting_back import put_back
from paycards.decisions.correcting.rewriting import rewrite
from paycards.decisions.correcting.sheet import Change
from paycards.decisions.decision import APPLIED, REFUSED, WITHDRAWN, Proposal
from paycards.decisions.giving_up import give_back, write_off
from paycards.decisions.leaving_suspense import RULE, item_in_row
from paycards.decisions.moving import move
from paycards.decisions.noting import Owner, assign, write_note
from paycards.decisions.propose import write
from paycards.decisions.splitting import Part, split
from paycards.decisions.taking_back import take_back
from paycards.decisions.verdicts import settle, settle_again
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry


def _write(*, needs_two: bool) -> Callable[[Scratch, Entry], None]:
    def written_again(scratch: Scratch, entry: Entry) -> None:
        said = dict(entry.after)
        del said["number"]
        write(scratch.step(entry), Proposal(subject=entry.subject, **said), needs_two=needs_two)

    return written_again


def _settle(state: str) -> Callable[[Scratch, Entry], None]:
    def settled_again(scratch: Scratch, entry: Entry) -> None:
        settle(scratch.step(entry), entry.after["number"], state, entry.after["note"])

    return settled_again


def _withdraw(scratch: Scratch, entry: Entry) -> None:
    """The names that one person bore when they withdrew what was theirs stand in no trail."""
    settle_again(scratch.step(entry), entry.after["number"], WITHDRAWN, entry.after["note"])


def _split(scratch: Scratch, entry: Entry) -> None:
    parts = [Part(**part) for part in entry.after["parts"]]
    split(scratch.step(entry), _line(entry), parts, entry.after["note"])


def _give_back(scratch: Scratch, entry: Entry) -> None:
    give_back(scratch.step(entry), _line(entry), entry.after["to"], entry.after["note"])


def _write_off(scratch: Scratch, entry: Entry) -> None:
    write_off(scratch.step(entry), _line(entry), entry.after["note"])


def _take_back(scratch: Scratch, entry: Entry) -> None:
    take_back(scratch.step(entry), _line(entry), entry.after["note"])


def _note(scratch: Scratch, entry: Entry) -> None:
    write_note(scratch.step(entry), _item(scratch, entry), entry.after["note"])


def _assign(scratch: Scratch, entry: Entry) -> None:
    due_on = entry.after["due_on"]
    owner = Owner(entry.after["to"], dt.date.fromisoformat(due_on) if due_on else None)
    assign(scratch.step(entry), _item(scratch, entry), owner, entry.after["note"])


def _item(scratch: Scratch, entry: Entry) -> Row[Any]:
    return item_in_row(scratch.step(entry), _line(entry))


def _move(scratch: Scratch, entry: Entry) -> None:
    said, left = entry.after, entry.before
    wrong, right = (scratch.account_id(each["fund"], each["reference"]) for each in (left, said))
    move(scratch.step(entry), _line(entry), (wrong, right), said["note"], rule=said.get("rule", RULE))


def _correct_references(scratch: Scratch, entry: Entry) -> None:
    said = entry.after
    changes = [
        Change(row, wrong, scratch.account_id(fund, reference) if fund else None, fund, reference)
        for row, wrong, fund, reference in said["rows"]
    ]
    rewrite(scratch.step(entry), said["decision"], entry.subject, changes)


def _put_back(scratch: Scratch, entry: Entry) -> None:
    put_back(scratch.step(entry), _line(entry), entry.after["note"])


def _line(entry: Entry) -> tuple[int, int]:
    return entry.after["file_id"], entry.after["row_no"]


DECISION_STEPS: dict[str, Callable[[Scratch, Entry], None]] = {
    "decision.made": _write(needs_two=False),
    "decision.proposed": _write(needs_two=True),
    "decision.approved": _settle(APPLIED),
    "decision.refused": _settle(REFUSED),
    "decision.withdrawn": _withdraw,
    "suspense.assigned": _assign,
    "suspense.noted": _note,
    "suspense.split": _split,
    "suspense.returned": _give_back,
    "suspense.written_off": _write_off,
    "suspense.taken_back": _take_back,
    "payment.moved": _move,
    "payment.put_back": _put_back,
    "references.corrected": _correct_references,
}
