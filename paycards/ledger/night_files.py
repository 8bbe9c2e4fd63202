"""The files that a run makes: one for each outgoing table of the council, and the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from paycards.errors import SettingsError
from paycards.ledger.night_postings import NightPostings
from paycards.ledger.outgoing import compose, file_name, journal, unfit
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


@dataclass(frozen=True)
class Misfits:
    """The postings that one outgoing table cannot take: their indexes, and the accounts with what is wrong.

    `fault` says instead what is wrong with the table itself, which then takes none.
    """

    outgoing: Outgoing
    places: tuple[int, ...]
    pence: int
    accounts: dict[str, str]
    fault: str = ""


def misfits(postings: NightPostings, council: Council) -> list[Misfits]:
    """Tell for each outgoing table which of the postings it cannot take; one for each table."""
    return [_misfits(postings, outgoing) for outgoing in council.outgoing]


def _misfits(postings: NightPostings, outgoing: Outgoing) -> Misfits:
    frame = postings.of_fund(outgoing.fund)
    try:
        rules = unfit(frame, outgoing=outgoing)
    except SettingsError as wrong:
        pence = int(frame["amount_pence"].sum())
        return Misfits(outgoing, tuple(frame.index), pence, {}, str(wrong).rstrip("."))
    places: set[int] = set()
    accounts: dict[str, str] = {}
    for ending, hit in rules.items():
        bad = frame["account_reference"][hit]
        places.update(bad.index)
        for reference in bad.unique():
            accounts.setdefault(reference, ending)
    pence = int(frame.loc[frame.index.isin(places), "amount_pence"].sum())
    return Misfits(outgoing, tuple(sorted(places)), pence, accounts)


def night_files(postings: NightPostings, council: Council, night: dt.date) -> Iterator[NightFile]:
    """Make the files of postings that fit, one after the other; a file that would be empty is left out.

    Raises Corrupt for a journal that does not balance.
    """
    for outgoing in council.outgoing:
        yield from _fund_file(postings, outgoing, night)
    legs = postings.legs()
    if len(legs):
        debits = int(legs["amount_pence"].clip(lower=0).sum())
        data = journal.render(legs, council.ledger_codes)
        yield NightFile(journal.file_name(night), "", data, len(legs), debits)


def _fund_file(postings: NightPostings, outgoing: Outgoing, night: dt.date) -> Iterator[NightFile]:
    frame = postings.of_fund(outgoing.fund)
    if len(frame):
        yield NightFile(
            name=f"{outgoing.fund}/{file_name(night, outgoing=outgoing)}",
            fund=outgoing.fund,
            data=compose(frame, outgoing=outgoing),
            rows=len(frame),
            total_pence=int(frame["amount_pence"].sum()),
        )
