"""Small writers of every supplier's files, the other way round from the oracle's readers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

CRLF = "\r\n"


@dataclass(frozen=True)
class Paid:
    """One payment to write; `amount_pence` is signed for allpay, unsigned elsewhere, dates are ISO 8601.

    `time` is HHMMSS; without one, each writer has its own.
    """

    card: str
    amount_pence: int
    paid_on: str
    reference: str = ""
    place: str = "1"
    number: str = "1"
    key_date: str = ""
    kind: str = "payment"
    original: str = ""
    time: str = ""


def pounds(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02}"


def slashed(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def compact(iso: str) -> str:
    return iso.replace("-", "")


def allpay_row(paid: Paid, letter: str, is_short: bool, reject: str = "") -> str:
    card = f" {paid.card[11:17]:0>6}" if is_short else f"{paid.card:19}"
    row = f"{card}{paid.reference:16}{pounds(paid.amount_pence):>9}{letter}{slashed(paid.paid_on)}"
    return row + reject


def allpay_payments(
    rows: Sequence[str], total_pence: int, created: str = "", terminals: Sequence[int] = ()
) -> bytes:
    """The rows with their footers; `terminals` gives a TC file's total terminal by terminal instead."""
    totals = [
        f"Total Payments Made Terminal   {number}: {pounds(pence)}"
        for number, pence in enumerate(terminals, start=101)
    ]
    total = f"Total Amount Updated onto System:{pounds(total_pence):>18}"
    count = f"Total Transactions updated onto System:{len(rows):>18}"
    made = [f"File creation date : {slashed(created)}"] if created else []
    return _lines([*rows, "", "", *(totals or [total]), count, *made])


def cross_reference(cards: Sequence[tuple[str, str, str]], created: str) -> bytes:
    """Rows of card number, reference and N or R."""
    rows = [f"{number:19}{'':6}{reference:21}{change}" for number, reference, change in cards]
    made = f"File creation date : {slashed(created)}"
    return _lines(["CARD CROSS REFERENCE FILE", "", *rows, "", "", made])


def statement(opening_pence: int, credits_pence: dict[str, int], debits_pence: int, day: str) -> bytes:
    """A client money statement whose sums are right."""
    total = sum(credits_pence.values())
    date = slashed(day)
    amounts = [_right(label, pence) for label, pence in credits_pence.items()]
    total_line = [_right("Total Credits", total), ""] if credits_pence else []
    return _lines(
        [
            "Statement of Client money",
            "",
            _right(f"Opening Balance    {date}", opening_pence),
            "",
            f"Imported files:    {date}",
            *amounts,
            "",
            *total_line,
            _right("Less  Debits", debits_pence),
            "",
            _right(f"Closing Balance    {date}", opening_pence + total - debits_pence),
        ]
    )


def _right(label: str, pence: int) -> str:
    return label + pounds(pence).rjust(45 - len(label))


def post_office_payments(name: str, source: str, payments: Sequence[Paid]) -> bytes:
    header = f"AHR1{source}{name}".ljust(107)
    details = [_post_office_record(paid) for paid in payments]
    total = sum(paid.amount_pence for paid in payments)
    trailer = f"ATL1{'0' * 13}{total:013}{'0' * 7}{len(payments):07}".ljust(107)
    return "".join([header, *details, trailer]).encode()


def _post_office_record(paid: Paid) -> str:
    kind = {"payment": "0", "reversed": "1", "reversal": "2"}[paid.kind]
    parts = [
        f"31{paid.place:0>7}",
        "123400010002",
        f"{paid.card:20}",
        f"{compact(paid.paid_on)}{paid.time[:4] or '1015'}{compact(paid.key_date or paid.paid_on)}",
        f"01{kind}{_receipt(paid.number)}  01",
        f"{paid.amount_pence:010}",
        _receipt(paid.original) if paid.original else " " * 9,
        "0000000000B",
    ]
    return "".join(parts)


def _receipt(number: str) -> str:
    """Terminal and session, then the serial: neither is all zeros."""
    return f"{number:0<5}{number:0>4}"


def control(name: str, source: str, promises: Sequence[tuple[str, int, int]], day: str) -> bytes:
    """Promises of file name, count and total ignoring sign."""
    header = f"AHR2{source}{name}00000001{compact(day)}0245"
    rows = [f"91{compact(day)}{promised} {count:07}{total:013}" for promised, count, total in promises]
    return _lines([header, *rows, f"ATL2{len(rows):05}"])


def paypoint(client: str, sequence: int, created: str, payments: Sequence[Paid]) -> bytes:
    header = f"HPAYPOINT{client}{sequence:06}{compact(created)}021500{compact(created)}01"
    details = [_paypoint_row(number, paid) for number, paid in enumerate(payments, start=1)]
    paid_pence = sum(paid.amount_pence for paid in payments if paid.kind == "payment")
    reversals = [paid.amount_pence for paid in payments if paid.kind == "reversal"]
    net = paid_pence - sum(reversals)
    trailer = f"T{len(payments):07}{paid_pence:011}{len(reversals):07}{sum(reversals):011}"
    trailer += f"{'-' if net < 0 else '+'}{abs(net):011}"
    return _lines([row.ljust(100) for row in (header, *details, trailer)])


def _paypoint_row(number: int, paid: Paid) -> str:
    original = f"{paid.original:0>10}" if paid.original else ""
    letter = "R" if paid.kind == "reversal" else "P"
    when = f"{compact(paid.paid_on)}{paid.time or '093000'}"
    key = f"{paid.place:0>8}{'S1':8}{paid.number:0>10}"
    return f"D{number:07}{key}{when}B{paid.card:24}{paid.amount_pence:09}{letter}C{original:10}"


def payzone(client: str, sequence: str, created: str, payments: Sequence[Paid]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=CRLF)
    net = sum(-paid.amount_pence if paid.kind == "reversal" else paid.amount_pence for paid in payments)
    writer.writerow(["HDR", "PAYZONE", client, sequence, f"{created}T02:15:00+00:00"])
    for paid in payments:
        writer.writerow(_payzone_record(paid))
    writer.writerow(["TRL", len(payments), pounds(net)])
    return text.getvalue().encode()


def _payzone_record(paid: Paid) -> list[str]:
    kind = "VOID" if paid.kind == "reversal" else "SALE"
    where = [paid.place, 'Café "Royal", Mill Row', "NV1 2AB"]
    time = paid.time or "235959"
    paid_at = f"{paid.paid_on}T{time[:2]}:{time[2:4]}:{time[4:]}+01:00"
    return [
        "TXN",
        paid.number,
        *where,
        paid_at,
        paid.card,
        pounds(paid.amount_pence),
        "CASH",
        kind,
        paid.original,
    ]


def _lines(lines: Sequence[str]) -> bytes:
    return "".join(line + CRLF for line in lines).encode()
