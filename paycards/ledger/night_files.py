"""The files that a run makes: one for each outgoing table of the council, and the journal."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from paycards.ledger.nightly_run import fund_postings, journal_legs
from paycards.ledger.outgoing import file_name, journal, render
from paycards.settings.council import Council
from paycards.settings.outgoing import Outgoing


@dataclass(frozen=True)
class NightFile:
    """A file that is made but not written. `fund` is empty for the journal, whose total is its debits'."""

    name: str  # relative to the folder of the night
    fund: str
    data: bytes
    rows: int
    total_pence: int

    @property
    def sha256(self) -> str:
        """The digest of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def night_files(connection: Connection, run_id: int, council: Council, night: dt.date) -> Iterator[NightFile]:
    """Make the files of a run one after the other; a file that would be empty is left out.

    Raises BadRows for postings that a receiving system cannot take, SettingsError for a wrong outgoing
    table or two that would carry the same postings to the same place.
    """
    for outgoing in council.outgoing:
        yield from _fund_file(connection, run_id, outgoing, night)
    legs = journal_legs(connection, run_id)
    if len(legs):
        debits = int(legs["amount_pence"].clip(lower=0).sum())
        yield NightFile(journal.file_name(night), "", journal.render(legs), len(legs), debits)


def _fund_file(
    connection: Connection, run_id: int, outgoing: Outgoing, night: dt.date
) -> Iterator[NightFile]:
    postings = fund_postings(connection, run_id, outgoing.fund)
    if len(postings):
        yield NightFile(
            name=f"{outgoing.fund}/{file_name(night, outgoing=outgoing)}",
            fund=outgoing.fund,
            data=render(postings, outgoing=outgoing),
            rows=len(postings),
            total_pence=int(postings["amount_pence"].sum()),
        )
