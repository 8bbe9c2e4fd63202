"""`explained`: the balance of the clearing account against open dues and bank money without a due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from sqlalchemy import select

from paycards.clock import in_words
from paycards.reconcile.proof.beside import FEES, SUSPENSE, Moved, clearing_pence, moved_beside
from paycards.reconcile.proof.books import Books, DayBooks
from paycards.reconcile.proof.figure import Figure, Part, of_parts
from paycards.reconcile.proof.remitted import remitted
from paycards.reconcile.settlement.still_open import Outstanding, still_open
from paycards.store.sums import whole_sum
from paycards.store.tables.settlement import WITH_ENDS, matches, stood


def explained(books: Books) -> Figure:
    """Compare the balance of the clearing account with all that explains it."""
    parts = [
        Part("left", "balance of the clearing account", books.its(clearing_pence)),
        *_open_dues(books.its(_owed)),
        *_unapplied(books),
        *_in_transit(each for each in books.its(moved_beside) if each.kind == SUSPENSE),
    ]
    return of_parts("explained", parts)


def _owed(books: DayBooks) -> Mapping[int, Outstanding]:
    return still_open(books.connection, books.contracts, books.day)


def _open_dues(owed: Outstanding) -> Iterator[Part]:
    """What is open of each due by the books: a fee counts once it is posted."""
    for due in owed.dues:
        yield Part("right", f"open due of {_in_full(due.due_on)}", due.pence, due.key)
    if owed.unstated_pence:
        yield Part("right", "not yet on a statement", owed.unstated_pence)


def _unapplied(books: Books) -> Iterator[Part]:
    """What is open of each entry: its amount, with charges that are posted, less its matches."""
    came = books.its(remitted)
    entries = {each.place: each for each in reversed(came)}  # the first of each
    pence = {place: -taken for place, taken in books.its(_matched).items()}
    for each in came:
        pence[each.place] = pence.get(each.place, 0) + each.pence
    for fee in books.its(moved_beside):
        if fee.kind == FEES:
            pence[fee.place] = pence.get(fee.place, 0) - fee.pence
    for place, entry in sorted(entries.items()):
        if pence[place]:
            yield Part("right", f"bank money of {_in_full(entry.bank_day)}", -pence[place], entry.source)


@lru_cache(maxsize=5_000)
def _in_full(day: dt.date) -> str:
    return in_words(day)


def _in_transit(returned: Iterable[Moved]) -> Iterator[Part]:
    """What was given back to the supplier and is not yet in a later file of it."""
    pence = sum(each.pence for each in returned)
    if pence:
        yield Part("right", "returned to the supplier, not yet adjusted", pence)


def _matched(books: DayBooks) -> Mapping[int, Mapping[tuple[int, int], int]]:
    """What the matches of each entry took by the end of the day, what the supplier kept included."""
    which = (matches.c.contract_id, matches.c.file_id, matches.c.row_no)
    query = (
        select(*which, whole_sum(matches.c.amount_pence + matches.c.fee_pence))
        .select_from(WITH_ENDS)
        .where(matches.c.contract_id.in_(books.ids), stood(books.day))
        .group_by(*which)
    )
    matched: dict[int, dict[tuple[int, int], int]] = {contract_id: {} for contract_id in books.ids}
    for contract_id, file_id, row_no, pence in books.connection.execute(query):
        matched[contract_id][file_id, row_no] = pence
    return matched
