"""Replay what two people said that suppliers owed before their first file, from the archived list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from paycards.lists.opening_items import read_opening_items
from paycards.reconcile.settlement.opening import OpeningFile, take_opening
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry


def _take(scratch: Scratch, entry: Entry) -> None:
    said, data = entry.after, scratch.archive.read(entry.after["sha256"])
    items = read_opening_items(entry.subject, data, scratch.contracts.values())
    file = OpeningFile(entry.subject, said["sha256"], len(data), tuple(items))
    days = {code: dt.date.fromisoformat(day) for code, day in said["days"].items()}
    take_opening(scratch.step(entry), scratch.contracts, file, (said["file_id"], days))


OPENING_STEPS: dict[str, Callable[[Scratch, Entry], None]] = {"opening.taken": _take}
