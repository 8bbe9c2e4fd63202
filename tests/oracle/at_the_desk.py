"""What people decide about payments in suspense, and posted ones, straight from the rules."""

from __future__ import annotations

from .bank_weeks import Wish
from .decision import Decision, chosen
from .desk import Desk, back, customer, named
from .model import Line


class AtTheDesk:
    """Payments that are placed, shared out, moved, given back or written off."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

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

    def allocate(self, wish: Wish) -> Decision | None:
        line = chosen(self._items(), wish)
        if line is None:
            return None
        account = customer(chosen(self.desk.accounts, wish, 100))
        return self._leaving(wish, "allocate", line, {account: line.said.amount_pence}, "posted")

    def split(self, wish: Wish) -> Decision | None:
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

    def combine(self, wish: Wish) -> Decision | None:
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

    def move(self, wish: Wish) -> Decision | None:
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

    def give_back(self, wish: Wish) -> Decision | None:
        to = ("payer", "supplier")[wish.which // 10 % 2]
        received = [line for line in self._items() if line.said.amount_pence > 0]
        line = chosen([each for each in received if to == "payer" or each.said.network != "terminal"], wish)
        if line is None:
            return None
        shares = {back(line, to): line.said.amount_pence}
        return self._leaving(wish, f"return_to_{to}", line, shares, "returned", two=True)

    def write_off(self, wish: Wish) -> Decision | None:
        line = chosen(self._items(), wish)
        if line is None:
            return None
        shares = {f"written_off:{line.contract.council}": line.said.amount_pence}
        return self._leaving(wish, "write_off", line, shares, "written_off", two=True)
