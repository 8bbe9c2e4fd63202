"""`owed`: what the supplier owes by what came and what it paid, against the balance of its clearing account.

The left side is summed up from the files, the bank's entries and what was kept or given back, day after
day; it never asks the clearing account, so that nothing wrong there is carried along unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from paycards.clock import ONE_DAY, in_words
from paycards.reconcile.proof.beside import clearing_pence, moved_beside
from paycards.reconcile.proof.books import Books, DayBooks
from paycards.reconcile.proof.figure import Figure, Part, of_parts
from paycards.reconcile.proof.files_of_day import files_of_day
from paycards.reconcile.proof.remitted import remitted
from paycards.reconcile.settlement.accepted import received_pence


def owed(books: Books) -> Figure:
    """Compare what is owed at the end of a day with the balance of the clearing account."""
    balance = Part("right", "balance of the clearing account", books.its(clearing_pence))
    return of_parts("owed", [*_owed(books), balance])


def _owed(books: Books) -> Iterator[Part]:
    yield Part("left", f"owed at the end of {in_words(books.day - ONE_DAY)}", _owed_before(books))
    for file in books.its(files_of_day):
        yield Part("left", "received", file.total_pence, file.name)
        if file.duplicates_pence or file.till_pence:
            kept = -file.duplicates_pence - file.till_pence
            yield Part("left", "duplicates, and the council's own terminals", kept, file.name)
    for entry in books.its(remitted):
        if entry.booked_on == books.day:
            yield Part("left", "remitted by the bank", -entry.pence, entry.source)
    for moved in books.its(moved_beside):
        if moved.booked_on == books.day:
            yield Part("left", moved.what, moved.pence, moved.source)


def _owed_before(books: Books) -> int:
    """What the supplier owed at the end of the day before, by all that came and that it paid by then."""
    before = books.day - ONE_DAY
    files_pence = books.its(_received_before)
    moved = sum(each.pence for each in books.its(moved_beside) if each.booked_on <= before)
    came = sum(each.pence for each in books.its(remitted) if each.booked_on <= before)
    return files_pence + moved - came


def _received_before(books: DayBooks) -> Mapping[int, int]:
    return received_pence(books.connection, books.ids, books.day - ONE_DAY)
