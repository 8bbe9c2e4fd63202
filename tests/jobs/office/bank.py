"""What the bank tells, and what people say of its entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.jobs.assign_bank_entry import assign_bank_entry
from paycards.jobs.charge_bank_entry import charge_bank_entry
from paycards.jobs.enter_bank_balance import enter_bank_balance
from paycards.jobs.list_bank_entries import list_bank_entries
from paycards.jobs.list_dues import list_dues
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.open_dues import open_dues
from paycards.jobs.unmatch_entry import unmatch_entry
from tests.jobs.office.office import CONTRACTS, DAY, PENCE, Office, Sent, pick

MAIN = Account("000471", "00004471")
OPENING = 500_000
TEXTS = ("PAYPOINT 000123", "ALLPAY LTD NVDC", "ALLPAY LTD NVDS", "RENTS BY POST", "PAYPOINT OR NVDS")
OFF = (0, 0, 0, -50, 20, -2000)
LOSES = 6  # one statement in so many


def statement(office: Office, lines: Sequence[tuple[int, int]], how: int) -> None:
    """The bank books what dues want, or something near it, or money of somebody else."""
    last = office.statements[-1] if office.statements else None
    on = max(office.visit.today - dt.timedelta(days=how % 2), last.last if last else dt.date.min)
    dues = [row.outstanding_pence for row in list_dues(office.visit) if row.outstanding_pence]
    opening = last.closing_pence if last else OPENING
    booked = [_line(on, dues, which, off) for which, off in lines]
    made = Booked(MAIN, len(office.statements) + 1, on, on, opening, booked)
    office.statements.append(made)
    sent = _file(made, f"bank-{made.number}.xml")
    if how % LOSES == LOSES - 1:
        office.lost.append(sent)
    else:
        office.bring_statement(sent)


def _line(on: dt.date, dues: Sequence[int], which: int, off: int) -> Line:
    pence = (pick(dues, which) if dues else 777) + pick(OFF, off)
    status = "PDNG" if off % 19 == 0 else "BOOK"
    return Line(on, pence or 1, pick(TEXTS, which % 7 % 5), status=status)


def _file(made: Booked, name: str) -> Sent:
    return Sent(name, camt053([made]), len(made.lines))


def statement_comes_again(office: Office, which: int) -> None:
    """One of the bank's statements again: the same, or by another name; nothing is taken twice."""
    if office.statements:
        made = pick(office.statements, which)
        office.bring_statement(_file(made, f"bank-{made.number}{'-again' if which % 2 else ''}.xml"))


def corrected_statement_comes(office: Office, which: int, pence: int) -> None:
    """A statement with other entries, and with the same sum or another."""
    known = [made for made in office.statements if made.lines]
    if not known:
        return
    made = pick(known, which)
    first, *rest = made.lines
    other = replace(first, pence=first.pence - pence or 2)
    lines = [other, *rest, replace(first, pence=pence)] if which % 4 else [other, *rest]
    office.bring_statement(_file(replace(made, lines=lines), f"bank-{made.number}-corrected-{pence}.xml"))


def balance_is_entered(office: Office, person: int, off: int) -> None:
    """What the bank says that it holds, or something else."""
    if office.statements:
        pence = office.statements[-1].closing_pence + pick(OFF, off)
        on = office.visit.today - DAY
        office.attempt(lambda: enter_bank_balance(office.by(person), "MAIN", on=on, pence=pence))


def match(office: Office, person: int, entry: int, due: int) -> None:
    """Match an entry with dues, whole or in part, accept what is proposed, or take its matches back."""
    found = list_bank_entries(office.visit)
    if not found:
        return
    chosen, visit = pick(found, entry), office.by(person)
    which = f"{chosen.file}:{chosen.row}"
    keys = [row.due for row in list_dues(office.visit)]
    part = pick(PENCE, entry) if due % 5 == 0 else None
    wanted = [(pick(keys, due + place), part) for place in range(due % 3)] if keys else []
    if due % 4 == 3:
        office.attempt(lambda: unmatch_entry(visit, which, note="n"))
    else:
        office.attempt(lambda: match_by_hand(visit, which, wanted, note="n"))


def whose(office: Office, person: int, entry: int, to: int) -> None:
    """Say whose an entry is, or that it is a charge."""
    found = list_bank_entries(office.visit, every=True)
    if not found:
        return
    chosen, visit = pick(found, entry), office.by(person)
    which, contract = f"{chosen.file}:{chosen.row}", pick((*CONTRACTS, ""), to)
    if to % 5 == 0:
        office.attempt(lambda: charge_bank_entry(visit, which, note="n"))
    else:
        office.attempt(lambda: assign_bank_entry(visit, which, contract=contract, note="n"))


def opening_items(office: Office, person: int, due: int, pence: int) -> None:
    """What a supplier owed before, in a list."""
    on = office.visit.today - dt.timedelta(days=due % 9)
    row = f"{pick(CONTRACTS, due)},OPEN-{due % 7},{on.isoformat()},{pick(PENCE, pence)}\n"
    sheet = office.home / f"opening-{due % 7}.csv"
    sheet.write_text("contract,due,due_on,amount_pence\n" + row)
    office.attempt(lambda: open_dues(office.by(person), sheet, note="n"))
