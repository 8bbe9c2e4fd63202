"""What people decide about entries of the bank, straight from the rules."""

from __future__ import annotations

from typing import Any

from .bank_books import BankBooks
from .bank_weeks import Wish
from .decision import Decision, chosen


class AtTheBank:
    """Matches by hand, whole or in part, and matches taken back."""

    def __init__(self, books: BankBooks) -> None:
        self.books = books

    def take_back(self, wish: Wish) -> Decision | None:
        """All matches of an entry."""
        books = self.books
        free = {each.entry for each in books.made if books.standing(each.entry)}
        entries = sorted(free - books.proposals() - books.waiting)
        if not entries:
            return None
        entry = chosen(entries, wish)
        standing = books.standing(entry)
        return Decision(
            *("unmatch", entry, sum(each.pence for each in standing), wish.who),
            about={entry: sum(abs(each.pence) for each in standing)},
            needs_two=False,
            terms={},
            do=lambda: books.take_back(entry),
            touches=([], [entry]),
        )

    def match(self, wish: Wish) -> Decision | None:
        """One open entry with one open due, or a part of that; with a difference two people decide."""
        books = self.books
        pairs = [
            (entry, due)
            for entry in books.entries
            if entry.contract and entry.name not in books.proposals() | books.waiting
            for due in books.dues_of(entry.contract)
            if books.left(entry.contract, due) * books.open(entry) > 0
        ]
        if not pairs:
            return None
        entry, due = chosen(pairs, wish)
        of_entry, of_due = books.open(entry), books.left(entry.contract, due)
        pence = min(of_entry, of_due, key=abs)
        if wish.kind == "match in part":
            pence = min(max(pence // 2, -40), 40) or pence
        return Decision(
            *("match", entry.name, pence, wish.who),
            about={entry.name: abs(pence)},
            needs_two=not of_entry == of_due == pence,
            terms={"due": due.key},
            do=lambda: books.make(entry.contract, due.key, entry.name, pence, "manual"),
            can=lambda: self._fits(entry, due.key, pence),
            undo=lambda: books.barred.add((entry.name, due.key)),
            touches=([], [entry.name]),
        )

    def _fits(self, entry: Any, key: str, pence: int) -> bool:
        left = self.books.left(entry.contract, self.books.due(entry.contract, key))
        return left * pence > 0 and abs(left) >= abs(pence)
