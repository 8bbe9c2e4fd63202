"""People of the weeks of a bank decide, alone or by two, straight from the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .at_the_bank import AtTheBank
from .at_the_desk import AtTheDesk
from .bank_books import BankBooks
from .bank_weeks import TIER, Wish
from .decision import Act, Decision, chosen
from .desk import Told


class People:
    """They do what they wish, where there is something to do it with."""

    def __init__(self, books: BankBooks) -> None:
        self.books = books
        self.desk = books.desk
        self.decisions: list[Decision] = []
        bank, desk = AtTheBank(books), AtTheDesk(books.desk)
        self.proposing: dict[str, Callable[[Wish], Decision | None]] = {
            "take back": bank.take_back,
            "match": bank.match,
            "match in part": bank.match,
            "allocate": desk.allocate,
            "split": desk.split,
            "combine": desk.combine,
            "move": desk.move,
            "return": desk.give_back,
            "write off": desk.write_off,
        }

    def act(self, wish: Wish) -> Act | None:
        if wish.kind == "verdict":
            return self._verdict(wish)
        decision = self.proposing[wish.kind](wish)
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
