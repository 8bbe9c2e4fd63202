"""A council's back office at which several people do whatever comes to mind, right or wrong.

Each act picks what it is about by numbers, so that any numbers are an act. What the rules refuse is refused
in a sentence; anything else that goes wrong is a fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.decisions.splitting import Part
from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.errors import NeedsPerson, NotFound
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.close_day import close_day
from paycards.jobs.combine_items import combine_items
from paycards.jobs.correct_references import correct_references
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.jobs.import_files import import_file
from paycards.jobs.list_bank_entries import list_bank_entries
from paycards.jobs.list_decisions import list_decisions
from paycards.jobs.list_dues import list_dues
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.match_settlements import match_settlements
from paycards.jobs.move_payment import move_payment
from paycards.jobs.reconcile import reconcile
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.reopen_day import reopen_day
from paycards.jobs.return_item import return_item
from paycards.jobs.show_proof import show_proof
from paycards.jobs.sign_exception import sign_exception
from paycards.jobs.split_item import split_item
from paycards.jobs.unmatch_entry import unmatch_entry
from paycards.jobs.withdraw_decision import withdraw_decision
from paycards.jobs.write_off_item import write_off_item
from paycards.jobs.write_outgoing import write_outgoing
from paycards.store.engine import reading
from paycards.store.tables import closed_days
from tests.oracle import writers
from tests.oracle.writers import Paid

PEOPLE = ("Amira", "Ben", "Cleo")
CARDS = ("9826999900000000015", "9826999900000000031", "9826999900000000049", "9826999900000000056")
REFERENCES = ("R100000001", "R100000002", "R100000003", "R900000009", "R900000010")  # two are nobody's
ACCOUNTS = REFERENCES[:3]
PENCE = (100, 250, 1000, 4999, 30_000, 60_000)
MAIN = Account("000471", "00004471")
CONTRACTS = ("NVD-PAYPOINT", "NVD-ALLPAY")
Of = TypeVar("Of")


@dataclass
class Office:
    """The office on a day; `closed` has what the books said of each closed day when it was closed."""

    home: Path
    visit: Visit = field(repr=False)
    sent: list[Paid] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # FILE:ROW of all that came, and a few more
    files: int = 0
    all_pay: int = 0
    statements: int = 0
    held_pence: int = 500_000
    refused: list[str] = field(default_factory=list)

    def by(self, person: int) -> Visit:
        """The same visit by one of the people."""
        return replace(self.visit, visitor=Visitor(PEOPLE[person % len(PEOPLE)]))

    def attempt(self, act: Callable[[], Any]) -> None:
        """Do it, or be told why not."""
        try:
            act()
        except (NeedsPerson, NotFound) as refusal:
            self.refused.append(str(refusal))

    def import_receipts(self, rows: Sequence[tuple[int, int]], *, back: int | None) -> None:
        """A PayPoint file: new payments by card, and perhaps the reversal of an older one."""
        self.files += 1
        today = self.visit.today.isoformat()
        paid = [
            Paid(pick(CARDS, card), pick(PENCE, pence), today, number=str(self.files * 10 + place))
            for place, (card, pence) in enumerate(rows)
        ]
        if back is not None and self.sent:
            original = self.sent.pop(back % len(self.sent))
            number = str(self.files * 10 + 9)
            paid.append(
                replace(original, kind="reversal", number=number, original=original.number, paid_on=today)
            )
        self.sent += [each for each in paid if each.kind == "payment"]
        name = f"PP000123_{today.replace('-', '')}_{self.files:06}.DAT"
        self._import(name, writers.paypoint("000123", self.files, today, paid), len(paid))

    def import_references(self, rows: Sequence[tuple[int, int]], *, takes_back: bool) -> None:
        """An allpay file: payments by card and reference, or what the supplier takes back as adjustments."""
        self.all_pay += 1
        today, sign = self.visit.today.isoformat(), -1 if takes_back else 1
        paid = [
            Paid(
                pick(CARDS, which) if which % 3 == 0 else "9826999900000000999",
                sign * pick(PENCE, pence),
                today,
                pick(REFERENCES, pence // 7) if which % 4 else "",
            )
            for which, pence in rows
        ]
        letter, extension = ("C", "CSH") if takes_back else ("P", "PO")
        total = sum(each.amount_pence for each in paid)
        written = [writers.allpay_row(each, letter, is_short=False) for each in paid]
        data = writers.allpay_payments(written, total, today)
        self._import(f"NVDC{self.all_pay:04}.{extension}", data, len(paid))

    def _import(self, name: str, data: bytes, rows: int) -> None:
        result = import_file(self.visit, name, data)
        assert result.state == "accepted", result.reason
        self.names += [f"{name}:{row}" for row in range(1, rows + 2)]

    def import_statement(self, lines: Sequence[tuple[int, int]]) -> None:
        """The bank books what dues want, or something near it, or money of somebody else."""
        dues = [row.outstanding_pence for row in list_dues(self.visit) if row.outstanding_pence > 0]
        booked = [self._line(dues, which, off) for which, off in lines]
        self.statements += 1
        on = self.visit.today
        statement = Booked(MAIN, self.statements, on, on, self.held_pence, booked)
        self.held_pence = statement.closing_pence
        file = BankFile(f"bank-{self.statements}.xml", camt053([statement]))
        import_bank_file(self.visit, our_own_bank(self.visit), file)

    def _line(self, dues: Sequence[int], which: int, off: int) -> Line:
        pence = dues[which % len(dues)] if dues else 777
        text = ("PAYPOINT 000123", "ALLPAY LTD NVDC", "RENTS BY POST")[which % 5 % 3]
        return Line(self.visit.today, max(1, pence + (0, 0, -50, 0, 20)[off % 5]), text)

    def night(self, days: int = 1) -> None:
        """The nights of the next days, without files of their own."""
        for _ in range(days):
            self.visit = replace(self.visit, now=self.visit.now + dt.timedelta(days=1))
            reconcile(self.visit)
            match_settlements(self.visit)
            write_outgoing(self.visit)

    def place(self, person: int, item: int, way: int) -> None:
        """Do something about a suspense item."""
        found = list_suspense(self.visit)
        if not found:
            return
        chosen, visit = pick(found, item), self.by(person)
        to = pick(ACCOUNTS, way)
        half = chosen.amount_pence // 2
        parts = [Part(half, "rent", to), Part(chosen.amount_pence - half, "rent", pick(ACCOUNTS, way + 1))]
        ids = [chosen.id, pick(found, item + 1).id]
        ways: tuple[Callable[[], Any], ...] = (
            lambda: allocate_item(visit, chosen.id, fund="rent", reference=to, note="n"),
            lambda: split_item(visit, chosen.id, parts, note="n"),
            lambda: combine_items(visit, ids, fund="rent", reference=to, note="n"),
            lambda: return_item(visit, chosen.id, to=("payer", "supplier")[item % 2], note="n"),
            lambda: write_off_item(visit, chosen.id, note="n"),
        )
        self.attempt(pick(ways, way))

    def move(self, person: int, which: int, to: int) -> None:
        """Move a payment, whatever has become of it."""
        if not self.names:
            return
        name = pick(self.names, which)
        right = ("rent", pick(ACCOUNTS, to))
        self.attempt(
            lambda: move_payment(self.by(person), name, right, note="n", part=None, even_if_closed=False)
        )

    def match(self, person: int, entry: int, due: int) -> None:
        """Match an entry with a due, accept what is proposed, or take its matches back."""
        found = list_bank_entries(self.visit)
        if not found:
            return
        chosen = pick(found, entry)
        which, visit = f"{chosen.file}:{chosen.row}", self.by(person)
        keys = [row.due for row in list_dues(self.visit)]
        wanted = [(pick(keys, due), None)] if keys and due % 3 else []
        if due % 4 == 3:
            self.attempt(lambda: unmatch_entry(visit, which, note="n"))
        else:
            self.attempt(lambda: match_by_hand(visit, which, wanted, note="n"))

    def correct(self, person: int, wrong: int, right: int) -> None:
        """Propose a sheet of one reference or two."""
        rows = [(pick(REFERENCES, wrong), pick(REFERENCES, right))]
        if wrong % 2:
            rows.append((pick(REFERENCES, wrong + 1), pick(REFERENCES, right + 2)))
        sheet = self.home / "sheet.csv"
        sheet.write_text("wrong,right\n" + "".join(f"{one},{other}\n" for one, other in rows))
        self.attempt(lambda: correct_references(self.by(person), sheet, note="n"))

    def decide(self, person: int, which: int, verdict: int) -> None:
        """Approve, refuse or withdraw what waits."""
        waiting = [each.decision for each in list_decisions(self.visit) if each.state == "proposed"]
        if not waiting:
            return
        number, visit = pick(waiting, which), self.by(person)
        verdicts: tuple[Callable[[], Any], ...] = (
            lambda: approve_decision(visit, number),
            lambda: approve_decision(visit, number),
            lambda: refuse_decision(visit, number, note="n"),
            lambda: withdraw_decision(visit, number),
        )
        self.attempt(pick(verdicts, verdict))

    def close(self, day: dt.date) -> None:
        """Sign for whatever does not agree, by two people, and close the day."""
        for proof in show_proof(self.visit, day).proofs:
            for figure in proof.figures:
                if figure.state != "agrees":
                    self.attempt(partial(self._sign, day, proof.contract.terms.code, figure.check))
        self.attempt(lambda: close_day(self.by(0), day))

    def _sign(self, day: dt.date, contract: str, check: str) -> None:
        until = self.visit.today + dt.timedelta(days=30)
        signed = sign_exception(self.by(0), day, contract=contract, check=check, note="known", until=until)
        approve_decision(self.by(1), signed.decision)

    def reopen(self, person: int) -> None:
        """Propose to open the newest closed day again."""
        days = self.closed_days()
        if days:
            self.attempt(lambda: reopen_day(self.by(person), days[-1], council=None, note="n"))

    def closed_days(self) -> list[dt.date]:
        """The days that are closed now."""
        query = select(closed_days.c.day).where(closed_days.c.reopened_at.is_(None))
        with reading(self.visit.installation.engine) as connection:
            return list(connection.execute(query.order_by(closed_days.c.day)).scalars())


def pick(of: Sequence[Of], which: int) -> Of:
    """One of these, by any number."""
    return of[which % len(of)]
