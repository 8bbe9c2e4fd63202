"""Replay what left: which batches and postings, and the bytes of the files that carried them.

The files are made again by the settings that the entry tells. An older entry tells none: then the bytes of a
fund's file in the archive must hold the accounts and amounts of the postings. The journal needs no settings.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import insert

from paycards.errors import Corrupt
from paycards.ledger.night_files import NightFile
from paycards.ledger.night_making import Making, make_night, with_names
from paycards.ledger.night_postings import NightPostings
from paycards.ledger.nightly_run import begin_run, sent_postings
from paycards.ledger.outgoing import journal
from paycards.settings.outgoing import Outgoing
from paycards.store.tables.outgoing import outgoing_files
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry

File = dict[str, Any]  # as the trail tells it


def _write_outgoing(scratch: Scratch, entry: Entry) -> None:
    night = dt.date.fromisoformat(entry.subject)
    if "outgoing" not in entry.after:
        _take_as_told(scratch, entry, night)
        return
    outgoing = tuple(Outgoing.model_validate(table) for table in entry.after["outgoing"])
    then = {"outgoing": outgoing, "ledger_codes": entry.after.get("ledger_codes", {})}
    council = scratch.settings.councils[0].model_copy(update=then)
    if make_night(scratch.step(entry), council, night, Making(_leave)) is None:
        raise Corrupt("the files of this night were written before, or no posting waited for them")


def _leave(file: NightFile) -> str:
    """Return the digest alone: the archive has the file already, or the entry is told to differ."""
    return hashlib.sha256(file.data).hexdigest()


def _take_as_told(scratch: Scratch, entry: Entry, night: dt.date) -> None:
    """Let every batch leave that waited then; nothing was held back in those days."""
    run_id = begin_run(scratch.connection, scratch.council_id, night, entry.at)
    postings = with_names(scratch.connection, sent_postings(scratch.connection, run_id))
    files = list(_kept(scratch, postings, entry))
    for file in files:
        scratch.connection.execute(insert(outgoing_files).values(run_id=run_id, **file))
    scratch.step(entry).record(entry.action, entry.subject, after=dict(entry.after) | {"files": files})


def _kept(scratch: Scratch, postings: NightPostings, entry: Entry) -> Iterator[File]:
    """The files as the entry names them, with the totals of the postings that their bytes must hold."""
    for file in entry.after["files"]:
        data = scratch.archive.read(file["sha256"])
        totals = _fund_totals(postings, file, data) if file["fund"] else _journal_totals(postings, data)
        if totals is None:
            raise Corrupt(f"{file['name']} in the archive does not hold the postings of this night")
        yield dict(file) | totals


def _fund_totals(postings: NightPostings, file: File, data: bytes) -> File | None:
    moved = postings.of_fund(file["fund"])
    pence = moved["amount_pence"].tolist()
    if _held(file["name"], data) != list(zip(moved["account_reference"].tolist(), pence, strict=True)):
        return None
    return {"row_count": len(pence), "total_pence": sum(pence)}


def _journal_totals(postings: NightPostings, data: bytes) -> File | None:
    legs = postings.legs()
    if journal.render(legs) != data:
        return None
    return {"row_count": len(legs), "total_pence": int(legs["amount_pence"].clip(lower=0).sum())}


def _held(name: str, data: bytes) -> list[tuple[str, int]]:
    """The accounts and pence of a fund's file, by the places where its format has them."""
    rows = data.decode().split("\r\n")[:-1]
    match name.rpartition("/")[2][:4]:
        case "Cash":
            return [(row[:10].rstrip(), _pence(row[33:43])) for row in rows]
        case "Inco":
            return [(row.split(",")[6], _pence(row.split(",")[10])) for row in rows]
    raise Corrupt(f"{name} is in no format that is known")


def _pence(pounds: str) -> int:
    return int(pounds.replace(".", ""))


OUTGOING_STEPS: dict[str, Callable[[Scratch, Entry], None]] = {"outgoing.written": _write_outgoing}
