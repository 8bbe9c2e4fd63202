"""What the suppliers send: payments, what they take back, statements; again, wrong, damaged, lost, late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from tests.jobs.office.invariants import rows_of
from tests.jobs.office.office import CARDS, PENCE, REFERENCES, Office, Sent, pick
from tests.oracle import writers
from tests.oracle.writers import Paid

Rows = Sequence[tuple[int, int]]
NOBODYS = "9826999900000000999"
LOSES = 11  # one file in so many


def receipts(office: Office, rows: Rows, *, back: int | None) -> None:
    """A PayPoint file: payments by card, some of days ago, and perhaps the reversal of an older one."""
    number = _next(office, "000123")
    today = office.visit.today.isoformat()
    paid = [
        Paid(pick(CARDS, card), pick(PENCE, pence), _days_ago(office, card), number=str(number * 10 + place))
        for place, (card, pence) in enumerate(rows)
    ]
    if back is not None and office.paid:
        original = office.paid.pop(back % len(office.paid))
        own = str(number * 10 + 9)
        paid.append(replace(original, kind="reversal", number=own, original=original.number, paid_on=today))
    office.paid += [each for each in paid if each.kind == "payment"]
    name = f"PP000123_{today.replace('-', '')}_{number:06}.DAT"
    _send(office, Sent(name, writers.paypoint("000123", number, today, paid), len(paid)), rows)


def references(office: Office, rows: Rows, *, client: str, takes_back: bool) -> None:
    """An allpay file: payments by card and reference, or what the supplier takes back as adjustments."""
    number, sign = _next(office, client), -1 if takes_back else 1
    letter, extension = ("C", "CSH") if takes_back else ("P", "PO")
    paid = [
        Paid(
            pick(CARDS, which) if which % 3 == 0 else NOBODYS,
            sign * pick(PENCE, pence),
            _days_ago(office, which),
            pick(REFERENCES, pence // 7) if which % 4 else "",
        )
        for which, pence in rows
    ]
    data = _allpay(office, paid, letter)
    if client == "NVDS":
        office.since_pence += sum(each.amount_pence for each in paid)
    _send(office, Sent(f"{client}{number:04}.{extension}", data, len(paid)), rows)


def statement(office: Office, off: int) -> None:
    """allpay's statement of what it took since the last; now and then it is not what the files say."""
    number = _next(office, "NVDS")
    wrong = 7 if off % 13 == 0 else 0
    took = office.since_pence + wrong
    pays = max(0, office.stated[-1]) if office.stated else 0
    lines = {"Post Office (.PO)": took} if took else {}
    opening = office.stated_pence + (5 if off % 17 == 0 else 0)
    data = writers.statement(opening, lines, pays, office.visit.today.isoformat())
    office.stated_pence, office.since_pence = opening + took - pays, 0
    office.stated.append(took)
    _send(office, Sent(f"NVDS{number:04}.STA", data, 0), [(off, 0)])


def lost_file_comes(office: Office, which: int) -> None:
    """One that was lost on its way, from a supplier or the bank."""
    if office.lost:
        sent = office.lost.pop(which % len(office.lost))
        (office.bring_statement if sent.name.endswith(".xml") else office.bring)(sent)


def file_comes_again(office: Office, which: int) -> None:
    """The same bytes again by the same name: nothing is taken twice."""
    if office.delivered:
        before = len(rows_of(office.visit, "lines"))
        office.bring(pick(office.delivered, which))
        assert len(rows_of(office.visit, "lines")) == before


def other_file_comes(office: Office, which: int, rows: Rows) -> None:
    """Other rows under a name and a number that came already, or half a file of the next number."""
    known = [sent for sent in office.delivered if sent.name.endswith(".PO")]
    if not known or which % 3 == 0:
        name = f"NVDC{office.numbers['NVDC'] + 1:04}.PO"
        assert office.bring(Sent(name, b"no file of payments\r\n", 0)) == "quarantined"
        return
    paid = [Paid(NOBODYS, pick(PENCE, pence) + 3, _days_ago(office, 0), "other") for _, pence in rows]
    office.bring(Sent(pick(known, which).name, _allpay(office, paid, "P"), len(paid)))


def _allpay(office: Office, paid: Sequence[Paid], letter: str) -> bytes:
    written = [writers.allpay_row(each, letter, is_short=False) for each in paid]
    total = sum(each.amount_pence for each in paid)
    return writers.allpay_payments(written, total, office.visit.today.isoformat())


def _send(office: Office, sent: Sent, rows: Rows) -> None:
    if rows and sum(map(sum, rows)) % LOSES == 0:
        office.lost.append(sent)
    else:
        state = office.bring(sent)
        assert state in ("accepted", "repeat"), (sent.name, state)  # the same rows twice in a day


def _next(office: Office, sender: str) -> int:
    office.numbers[sender] += 1
    return office.numbers[sender]


def _days_ago(office: Office, which: int) -> str:
    return (office.visit.today - dt.timedelta(days=which % 5)).isoformat()
