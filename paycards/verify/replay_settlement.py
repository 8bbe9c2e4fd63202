"""Replay which bank entries were matched with which dues: as the trail says, whatever the rules say now."""

from __future__ import annotations

from collections.abc import Callable

from paycards.errors import Corrupt
from paycards.reconcile.settlement.made import read_making
from paycards.reconcile.settlement.writing import ACTION, write_matches
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry


def _match(scratch: Scratch, entry: Entry) -> None:
    if entry.subject not in scratch.contracts:
        raise Corrupt(f"the council has no contract {entry.subject}")
    write_matches(scratch.step(entry), scratch.contracts[entry.subject], read_making(entry.after))


SETTLEMENT_STEPS: dict[str, Callable[[Scratch, Entry], None]] = {ACTION: _match}
