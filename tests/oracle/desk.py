"""The suspense desk, a second time: what becomes of each payment when people decide, and each posting of it.

Written from the rules. The night is the oracle's; here stand the days, the postings, and where money is now.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from . import exports, reversals
from .model import Account, File, Line
from .oracle import Oracle, Rows

Told = tuple[object, ...]
Shares = Mapping[str, int]  # pence by ledger account


class Posting(NamedTuple):
    """One part of a step of a line."""

    line: Line
    step: int
    part: int
    day: dt.date
    debit: str
    credit: str
    pence: int


@dataclass(frozen=True, eq=False)
class Transit:
    """Money that went back to the supplier, and waits for its adjustment."""

    line: Line
    pence: int
    since: dt.date


class Desk(Oracle):
    """An installation whose nights have days, and whose people decide."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        self.day = dt.date.min
        self.came: list[tuple[dt.date, File]] = []
        self.postings: list[Posting] = []
        self.waiting: set[Line] = set()  # somebody proposed something about them
        self.transit: list[Transit] = []
        self.adjusted: dict[Line, tuple[Transit, dt.date]] = {}

    def take(self, name: str, data: bytes) -> None:
        before = len(self.taken)
        self.deliver(None, name, data)
        self.came += [(self.day, file) for file in self.taken[before:]]

    def find(self, name: str) -> Line:
        return next(line for line in self._lines() if named(line) == name)

    def lines(self) -> list[Line]:
        return self._lines()

    # the night

    def _decide(self, line: Line) -> None:
        if line in self.waiting:
            return
        super()._decide(line)
        self._book(line)

    def reconcile(self) -> None:
        super().reconcile()
        self._end_returns()

    def _place(self, line: Line) -> None:
        """What may be the adjustment of a return in transit is taken from no customer."""
        if self._fitting(line) or line.reason == "return_expected":
            line.suspend("return_expected")
        else:
            super()._place(line)

    def _fitting(self, line: Line) -> list[Transit]:
        ended = [transit for transit, _ in self.adjusted.values()]
        return [each for each in self.transit if each not in ended and adjusts(line, each)]

    def _end_returns(self) -> None:
        """An adjustment ends the only return that it fits; where more fit, nobody knows which."""
        expected = [line for line in self._lines() if line.reason == "return_expected"]
        fitting = {line: self._fitting(line) for line in expected if line not in self.waiting}
        for line, returns in fitting.items():
            if len(returns) == 1 and sum(returns[0] in others for others in fitting.values()) == 1:
                self.adjusted[line] = (returns[0], self.day)
                line.state, line.reason, line.rule = "returned", "", "returned"
                self._post(line, suspense(line), {source(line): line.said.amount_pence})

    def _reverse(self, line: Line) -> None:
        """Take the money from where it is now; what waits in suspense for a second person is left alone."""
        original = self._original(line)
        if original is None:
            line.suspend("no_original")
        elif not reversals.is_opposite(line, original) or self._means_another(line, original):
            line.suspend("reversal_mismatch")
        elif original in self.waiting and original.state == "suspense":
            line.suspend("no_original")
        elif not self._was_moved(original):
            super()._reverse(line)
        else:
            self._take_out(line, original)

    def _was_moved(self, original: Line) -> bool:
        return len([each for each in self.postings if each.line is original]) > 1

    def _take_out(self, line: Line, original: Line) -> None:
        held = self.held(original)
        if sum(held.values()) != original.said.amount_pence:
            line.suspend("reversal_mismatch")
            return
        original.is_reversed = True
        if len(held) == 1:
            line.post(self._named(next(iter(held))), "reversal")
            return
        line.state, line.reason, line.rule = "posted", "", "reversal"
        if not self.steps(line):
            self._post(line, source(line), {suspense(line): line.said.amount_pence})
        self._post(line, suspense(line), {account: -pence for account, pence in held.items()})

    def _named(self, ledger_account: str) -> Account:
        return next(account for account in self.accounts if customer(account) == ledger_account)

    def _book(self, line: Line) -> None:
        """Post what the night decided, where that is something new."""
        pence = line.said.amount_pence
        if not self.steps(line):
            at = customer(line.account) if line.account else suspense(line)
            self._post(line, source(line), {at: pence})
        elif self.waits(line) and line.account:
            self._post(line, suspense(line), {customer(line.account): pence})

    # postings

    def _post(self, line: Line, debit: str, shares: Shares) -> None:
        step = self.steps(line)
        self.postings += [
            Posting(line, step, part, self.day, debit, credit, pence)
            for part, (credit, pence) in enumerate(shares.items(), start=1)
        ]

    def steps(self, line: Line) -> int:
        return len({each.step for each in self.postings if each.line is line})

    def at(self, line: Line) -> Counter[str]:
        """What each ledger account has of a line, credits positive."""
        found: Counter[str] = Counter()
        for each in self.postings:
            if each.line is line:
                found[each.credit] += each.pence
                found[each.debit] -= each.pence
        return found

    def held(self, line: Line) -> dict[str, int]:
        """What customers' accounts have of a line, in order of when they got it."""
        at = self.at(line).items()
        return {account: pence for account, pence in at if account.startswith("customer:") and pence}

    def waits(self, line: Line) -> bool:
        return self.at(line)[suspense(line)] != 0 and line.state != "offset"

    # what people decide

    def leave(self, line: Line, shares: Shares, state: str) -> None:
        """Out of suspense to one account or several."""
        self._post(line, suspense(line), shares)
        line.state, line.reason, line.rule = state, "", "manual"
        back = shares.get(f"clearing:{line.contract.code}")
        if back:
            self.transit.append(Transit(line, back, self.day))
        self._settle(line)

    def move(self, line: Line, wrong: str, right: str) -> None:
        self._post(line, wrong, {right: self.held(line)[wrong]})
        line.rule = "manual"
        self._settle(line)

    def _settle(self, line: Line) -> None:
        """A line has an account where one alone has something of it."""
        held = self.held(line)
        line.account = self._named(next(iter(held))) if len(held) == 1 else None

    # what is exported

    def export_balances(self) -> Rows:
        """What was received is what its postings say: a part, where a payment was shared out."""
        received: Counter[str] = Counter()
        for each in self.postings:
            received[each.credit] += each.pence
            received[each.debit] -= each.pence
        return [exports.balance_row(account, received[customer(account)]) for account in self.accounts]

    def told_postings(self) -> Counter[Told]:
        """Contract, row, step, part, day, debit, credit and pence of each."""
        return Counter(
            (
                *(each.line.contract.code, named(each.line), each.step, each.part),
                *(str(each.day), each.debit, each.credit, each.pence),
            )
            for each in self.postings
        )

    def told_journal(self) -> Counter[Told]:
        """Two rows of each, the debit positive; the entry has a part from the second on."""
        return Counter(
            (named(each.line), entry(each), str(each.day), account, sign * each.pence)
            for each in self.postings
            for account, sign in ((each.debit, 1), (each.credit, -1))
        )


def entry(posting: Posting) -> str:
    of_part = f"-{posting.part}" if posting.part > 1 else ""
    return f"{posting.line.said.row}-{posting.step}{of_part}"


def adjusts(line: Line, transit: Transit) -> bool:
    """Whether a row takes back what was returned: the amount, and the card or reference."""
    mine, other = line.said, transit.line.said
    alike = [(mine.card_number, other.card_number), (mine.client_reference, other.client_reference)]
    return (
        mine.network == "adjustment"
        and line.contract == transit.line.contract
        and mine.amount_pence == -transit.pence
        and any(one == another and one for one, another in alike)
    )


# names


def named(line: Line) -> str:
    return f"{line.file_name}:{line.said.row}"


def customer(account: Account) -> str:
    return f"customer:{account.fund}:{account.reference}"


def suspense(line: Line) -> str:
    return f"suspense:{line.contract.council}"


def source(line: Line) -> str:
    """Who has the money: the supplier, or the council's own till."""
    kind = "till" if line.said.network == "terminal" else "clearing"
    return f"{kind}:{line.contract.code}"


def back(line: Line, to: str) -> str:
    return f"clearing:{line.contract.code}" if to == "supplier" else f"returns:{line.contract.council}"
