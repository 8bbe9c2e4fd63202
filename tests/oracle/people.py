"""What people decide in the weeks of a bank, straight from the rules: alone, or by two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .bank_books import BankBooks
from .bank_weeks import TIER, Wish
from .desk import Told, back, customer, named
from .model import Line


@dataclass(eq=False)
class Decision:
    """One decision; `about` has each subject with the pence that count for the tier."""

    kind: str
    subject: str
    pence: int
    who: str
    about: dict[str, int]
    needs_two: bool
    terms: dict[str, Any]
    do: Callable[[], None]
    can: Callable[[], bool] = lambda: True
    undo: Callable[[], None] = lambda: None
    touches: tuple[list[Line], list[str]] = field(default_factory=lambda: ([], []))
    number: int = 0
    state: str = "proposed"
    decided_by: str = ""


@dataclass
class Act:
    """What paycards is to be asked: a proposal, or a verdict about one, and whether it goes through."""

    verb: str
    decision: Decision | None
    by: str
    works: bool = True
    day: dt.date | None = None  # that is closed


class People:
    """They do what they wish, where there is something to do it with."""

    def __init__(self, books: BankBooks) -> None:
        self.books = books
        self.desk = books.desk
        self.decisions: list[Decision] = []

    def act(self, wish: Wish) -> Act | None:
        if wish.kind == "verdict":
            return self._verdict(wish)
        proposing = {
            "take back": self._take_back,
            "match": self._match,
            "match in part": self._match,
            "allocate": self._allocate,
            "split": self._split,
            "combine": self._combine,
            "move": self._move,
            "return": self._return,
            "write off": self._write_off,
        }
        decision = proposing[wish.kind](wish)
        if decision is None:
            return None
        decision.needs_two |= self._weight(decision) > TIER
        self._number(decision)
        if not decision.needs_two:
            self._apply(decision)
        else:
            self._hold(decision)
        return Act("propose", decision, wish.who)

    def both(self, decision: Decision, other: str) -> Iterator[Act]:
        """Propose what always needs two people, and let the other one approve it at once."""
        self._number(decision)
        yield Act("propose", decision, decision.who)
        decision.decided_by = other
        self._apply(decision)
        yield Act("approve", decision, other)

    def _number(self, decision: Decision) -> None:
        self.decisions.append(decision)
        decision.number = len(self.decisions)

    def _weight(self, decision: Decision) -> int:
        """What the same person decided about the same, together with this."""
        before = sum(
            pence
            for other in self.decisions
            if other.who == decision.who and other.state == "applied"
            for subject, pence in other.about.items()
            if subject in decision.about
        )
        return before + sum(decision.about.values())

    def _hold(self, decision: Decision) -> None:
        lines, entries = decision.touches
        self.desk.waiting |= set(lines)
        self.books.waiting |= set(entries)

    def _let_go(self, decision: Decision) -> None:
        lines, entries = decision.touches
        self.desk.waiting -= set(lines)
        self.books.waiting -= set(entries)

    def _apply(self, decision: Decision) -> None:
        decision.do()
        decision.state = "applied"

    def _verdict(self, wish: Wish) -> Act | None:
        waiting = [each for each in self.decisions if each.state == "proposed"]
        if not waiting:
            return None
        decision, choice = chosen(waiting, wish), wish.which // 1000 % 4
        if wish.who == decision.who:
            decision.state = "withdrawn"
            decision.decided_by = wish.who
            self._let_go(decision)
            return Act("withdraw", decision, wish.who)
        if choice == 0:
            decision.state, decision.decided_by = "refused", wish.who
            self._let_go(decision)
            decision.undo()
            return Act("refuse", decision, wish.who)
        if not decision.can():
            return Act("approve", decision, wish.who, works=False)
        decision.decided_by = wish.who
        self._let_go(decision)
        self._apply(decision)
        return Act("approve", decision, wish.who)

    # the bank

    def _take_back(self, wish: Wish) -> Decision | None:
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

    def _match(self, wish: Wish) -> Decision | None:
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

    # the desk

    def _items(self) -> list[Line]:
        waiting = self.desk.waiting
        return [line for line in self.desk.lines() if line.state == "suspense" and line not in waiting]

    def _leaving(
        self, wish: Wish, kind: str, line: Line, shares: dict[str, int], state: str, *, two: bool = False
    ) -> Decision:
        return Decision(
            *(kind, named(line), line.said.amount_pence, wish.who),
            about={f"item {named(line)}": abs(line.said.amount_pence)},
            needs_two=two,
            terms={"shares": shares},
            do=lambda: self.desk.leave(line, shares, state),
            touches=([line], []),
        )

    def _allocate(self, wish: Wish) -> Decision | None:
        line = chosen(self._items(), wish)
        if line is None:
            return None
        account = customer(chosen(self.desk.accounts, wish, 100))
        return self._leaving(wish, "allocate", line, {account: line.said.amount_pence}, "posted")

    def _split(self, wish: Wish) -> Decision | None:
        line = chosen([line for line in self._items() if abs(line.said.amount_pence) > 1], wish)
        if line is None:
            return None
        targets = [customer(account) for account in self.desk.accounts]
        if line.said.amount_pence > 0:
            targets.append(back(line, "payer"))
            targets += [back(line, "supplier")] if line.said.network != "terminal" else []
        first = chosen(targets, wish, 100)
        second = chosen([each for each in targets if each != first], wish, 1000)
        half = line.said.amount_pence // 2
        shares = {first: half, second: line.said.amount_pence - half}
        two = any(not each.startswith("customer:") for each in shares)
        return self._leaving(wish, "split", line, shares, "posted", two=two)

    def _combine(self, wish: Wish) -> Decision | None:
        items = self._items()
        if len(items) < 2:
            return None
        at = wish.which % (len(items) - 1)
        lines = items[at : at + 2 + wish.which // 1000 % 2]
        account = customer(chosen(self.desk.accounts, wish, 100))

        def place() -> None:
            for line in lines:
                self.desk.leave(line, {account: line.said.amount_pence}, "posted")

        return Decision(
            *("combine", ", ".join(map(named, lines))),
            pence=sum(line.said.amount_pence for line in lines),
            who=wish.who,
            about={f"item {named(line)}": abs(line.said.amount_pence) for line in lines},
            needs_two=False,
            terms={"lines": lines, "shares": {account: 0}},
            do=place,
            touches=(lines, []),
        )

    def _move(self, wish: Wish) -> Decision | None:
        """A payment that no reversal took back, and that is none."""
        free = [
            line
            for line in self.desk.lines()
            if self.desk.held(line) and not line.is_reversed and line.rule != "reversal"
        ]
        line = chosen([each for each in free if each not in self.desk.waiting], wish)
        if line is None:
            return None
        held = self.desk.held(line)
        wrong = chosen(list(held), wish, 10)
        right = chosen([each for each in map(customer, self.desk.accounts) if each != wrong], wish, 100)
        return Decision(
            *("move", named(line), held[wrong], wish.who),
            about={f"payment {named(line)}": abs(held[wrong]), f"item {named(line)}": 0},
            needs_two=False,
            terms={"part": wrong if len(held) > 1 else "", "shares": {right: 0}},
            do=lambda: self.desk.move(line, wrong, right),
            touches=([line], []),
        )

    def _return(self, wish: Wish) -> Decision | None:
        to = ("payer", "supplier")[wish.which // 10 % 2]
        received = [line for line in self._items() if line.said.amount_pence > 0]
        line = chosen([each for each in received if to == "payer" or each.said.network != "terminal"], wish)
        if line is None:
            return None
        shares = {back(line, to): line.said.amount_pence}
        return self._leaving(wish, f"return_to_{to}", line, shares, "returned", two=True)

    def _write_off(self, wish: Wish) -> Decision | None:
        line = chosen(self._items(), wish)
        if line is None:
            return None
        shares = {f"written_off:{line.contract.council}": line.said.amount_pence}
        return self._leaving(wish, "write_off", line, shares, "written_off", two=True)

    # what is exported

    def told(self) -> list[Told]:
        """Number, kind, subject, amount, state, and who proposed and decided."""
        return [
            (
                *(str(each.number), each.kind, each.subject, each.pence, each.state),
                *(each.who, each.decided_by),
            )
            for each in self.decisions
        ]


def chosen(things: Any, wish: Wish, by: int = 1) -> Any:
    """One of them, by what the wish says; None of none."""
    return things[wish.which // by % len(things)] if things else None
