"""The oracle takes deliveries one at a time and says what the exports must show (design, sections 3-6)."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import Any

from . import allpay, exports, matching, paypoint, payzone, post_office, reversals
from .model import Account, Contract, File, Line, RefusedError

CHANNELS = {"allpay": allpay, "post_office": post_office, "paypoint": paypoint, "payzone": payzone}
Rows = list[dict[str, str]]


class Oracle:
    """A slow and obvious paycards in memory, for the settings of one installation."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.contracts = [
            _contract(council, contract)
            for council in settings["councils"]
            for contract in council.get("contracts", ())
        ]
        self.accounts: list[Account] = []
        self.cards: dict[str, dict[str, Account]] = {}
        self.files: list[File] = []
        self.taken: list[File] = []  # those that were accepted, in the order of acceptance

    # accounts and cards

    def import_accounts(self, csv_text: str) -> None:
        for row in csv.DictReader(io.StringIO(csv_text)):
            account = self._account(row["council"], row["fund"], row["reference"])
            if account is None:
                account = Account(row["council"], row["fund"], row["reference"], "", 0)
                self.accounts.append(account)
            account.status, account.opening_pence = row["status"], int(row["balance_pence"])

    def import_cards(self, csv_text: str) -> None:
        """Load the cards, or none of them where one names an account that is not there."""
        rows = list(csv.DictReader(io.StringIO(csv_text)))
        found = [self._account(row["council"], row["fund"], row["account_reference"]) for row in rows]
        for row, account in zip(rows, found, strict=True):
            if account is not None and None not in found:
                self._cards(row["council"])[row["card_number"]] = account

    def _account(self, council: str, fund: str, reference: str) -> Account | None:
        wanted = (council, fund, reference)
        return next((a for a in self.accounts if (a.council, a.fund, a.reference) == wanted), None)

    def _accounts(self, council: str) -> list[Account]:
        return [account for account in self.accounts if account.council == council]

    def _cards(self, council: str) -> dict[str, Account]:
        return self.cards.setdefault(council, {})

    # files

    def deliver(self, contract: str | None, file_name: str, data: bytes) -> None:
        """Take a file found in that contract's drop, or, without a contract, in somebody's hand."""
        claiming = [c for c in self.contracts if CHANNELS[c.channel].claims(c, file_name, data)]
        if contract is None:
            owner, is_ours = (claiming[0], True) if len(claiming) == 1 else (None, False)
        else:
            owner = next(c for c in self.contracts if c.code == contract)
            is_ours = owner in claiming
        file = self._record(owner, file_name, hashlib.sha256(data).hexdigest())
        if file.state in ("", "quarantined"):
            file.state = self._judge(file, data) if is_ours else "quarantined"

    def _record(self, owner: Contract | None, name: str, sha256: str) -> File:
        wanted = (owner, name, sha256)
        known = [f for f in self.files if (f.contract, f.name, f.sha256) == wanted]
        if not known:
            self.files.append(File(owner, name, sha256))
        return (known or self.files)[-1]

    def _judge(self, file: File, data: bytes) -> str:
        assert file.contract is not None
        try:
            file.reading = CHANNELS[file.contract.channel].read(file.contract, file.name, data)
        except RefusedError:
            return "quarantined"
        state = self._ruling(file)
        if state == "accepted":
            file.data = data
            self.taken.append(file)
            self._take_in(file)
        return state

    def _ruling(self, file: File) -> str:
        assert file.reading is not None
        accepted = self._accepted(file.contract)
        series = [f for f in accepted if f.reading and f.reading.series == file.reading.series]
        file.number = _counted_on(file, series)
        same_number = [f for f in series if f.number == file.number]
        if any(f.sha256 == file.sha256 for f in same_number):
            return "repeat"
        if same_number:
            return "held"
        if any(f.sha256 == file.sha256 for f in accepted):
            return "held" if file.reading.payments else "repeat"
        return "accepted"

    def _accepted(self, contract: Contract | None) -> list[File]:
        return [f for f in self.files if f.contract == contract and f.state == "accepted"]

    def _take_in(self, file: File) -> None:
        assert file.reading is not None
        assert file.contract is not None
        earlier = [line for f in self._accepted(file.contract) for line in f.lines]
        for payment in file.reading.payments:
            line = Line(file.contract, file.name, payment)
            numbered_alike = [other for other in earlier if payment.key and other.said.key == payment.key]
            if any(line.says_the_same(other) for other in numbered_alike):
                line.state = "duplicate"
            else:
                line.is_reused = bool(numbered_alike)
            file.lines.append(line)
            earlier.append(line)
        self._learn(file.contract, file.reading.cards)

    def _learn(self, contract: Contract, cards: tuple[tuple[str, str], ...]) -> None:
        """A cross reference teaches the cards whose reference is sure; it never moves a card."""
        known = self._cards(contract.council)
        for number, reference in cards:
            account, _ = matching.by_reference(reference, contract, self._accounts(contract.council))
            if account is not None:
                known.setdefault(number, account)

    def missing_numbers(self, contract: str) -> set[int]:
        """The numbers between the first and the last accepted file of a series that never came."""
        owner = next(c for c in self.contracts if c.code == contract)
        series: dict[str, set[int]] = {}
        for file in self._accepted(owner):
            assert file.reading is not None
            series.setdefault(file.reading.series, set()).add(file.number)
        return {
            number for came in series.values() for number in range(min(came), max(came)) if number not in came
        }

    # lines

    def _lines(self) -> list[Line]:
        return [line for file in self.files for line in file.lines]

    def reconcile(self) -> None:
        for file in self.files:  # an account may have arrived since its card was announced
            if file.state == "accepted" and file.contract and file.reading:
                self._learn(file.contract, file.reading.cards)
        pending = [line for line in self._lines() if line.state == "imported"]
        for line in sorted(pending, key=reversals.is_reversal):
            self._decide(line)
        for line in sorted(self._lines(), key=reversals.is_reversal):
            # asked of each in its turn: a reversal may just have offset it
            if line.state == "suspense" and line.reason != "receipt_reused":
                self._decide(line)

    def _decide(self, line: Line) -> None:
        if line.is_reused:
            line.suspend("receipt_reused")
        elif reversals.is_reversal(line):
            self._reverse(line)
        elif line.said.kind == "reversed" and not self._reversal_came(line):
            line.suspend("reversal_expected")
        else:
            self._place(line)

    def _place(self, line: Line) -> None:
        council = line.contract.council
        account, found = matching.place(
            line.said, line.contract, self._accounts(council), self._cards(council)
        )
        if account is None:
            line.suspend(found)
        else:
            line.post(account, found)

    def _reverse(self, line: Line) -> None:
        original = self._original(line)
        if original is None:
            line.suspend("no_original")
        elif not reversals.is_opposite(line, original) or self._means_another(line, original):
            line.suspend("reversal_mismatch")
        else:
            original.is_reversed = True
            if original.account is not None:
                line.post(original.account, "reversal")
            else:
                line.offset()
                original.offset()

    def _original(self, reversal: Line) -> Line | None:
        """The latest payment named; of several with one number, the one that had it first."""
        named = [line for line in self._lines() if reversals.names(reversal, line) and not line.is_reused]
        return max(named, key=reversals.key_date, default=None)

    def _means_another(self, reversal: Line, original: Line) -> bool:
        """Whether the card and reference are those of another payment with the original's number."""
        others = [
            line
            for line in self._lines()
            if line.is_reused and line.contract == original.contract and line.said.key == original.said.key
        ]
        return not reversals.same_payer(reversal, original) and any(
            reversals.same_payer(reversal, other) for other in others if not reversals.is_reversal(other)
        )

    def _reversal_came(self, original: Line) -> bool:
        return any(reversals.is_reversal(line) and reversals.names(line, original) for line in self._lines())

    # exports

    def export_files(self) -> Rows:
        return [exports.file_row(file) for file in self.files]

    def export_lines(self) -> Rows:
        return [exports.line_row(line) for line in self._lines()]

    def export_suspense(self) -> Rows:
        """Without `since`, which only a clock knows."""
        wanted = ("council", "contract", "file", "row", "amount_pence", "paid_on", "reason")
        rows = (exports.line_row(line) for line in self._lines() if line.state == "suspense")
        return [{column: row[column] for column in wanted} for row in rows]

    def export_balances(self) -> Rows:
        posted = [line for line in self._lines() if line.account is not None]
        return [
            exports.balance_row(
                account, sum(line.said.amount_pence for line in posted if line.account is account)
            )
            for account in self.accounts
        ]


def _contract(council: dict[str, Any], contract: dict[str, Any]) -> Contract:
    return Contract(
        council=council["code"],
        code=contract["code"],
        channel=contract["channel"],
        client_code=contract["client_code"],
        fund_patterns=tuple((fund, pattern) for fund, pattern in contract.get("fund_patterns", ())),
        reference_prefix=contract.get("reference_prefix", ""),
    )


def _counted_on(file: File, series: list[File]) -> int:
    """The file's number, counted on beyond all nines: the count nearest to the last accepted file."""
    assert file.reading is not None
    number, cycle = file.reading.number, file.reading.cycle
    if not series or not cycle:
        return number
    last = max(f.number for f in series)
    return min((number + turn * cycle for turn in range(-1, last // cycle + 2)), key=lambda n: abs(n - last))
