"""Post Office files, read one record at a time (channel formats, section 2)."""

from __future__ import annotations

import re

from . import fields
from .fields import must
from .model import Contract, Payment, Reading, RefusedError

KINDS = {"0": "payment", "1": "reversed", "2": "reversal"}


def claims(contract: Contract, name: str, data: bytes) -> bool:
    named = re.fullmatch(r"[A-Z][0-9]{6}\.(TXN|CTL)", name) is not None
    return named and data[:4] in (b"AHR1", b"AHR2") and data[4:11] == contract.client_code.encode()


def read(contract: Contract, name: str, data: bytes) -> Reading:
    must(1 <= int(name[1:4]) <= 366 and name[4:7] != "000", "no such day or number")
    series, number = f"{name[8:]} {name[1:4]}", int(name[1:7])
    if name.endswith(".CTL"):
        return Reading(series, number, promises=_promises(name, data))
    return Reading(series, number, payments=_payments(name, _records(data)))


def _records(data: bytes) -> list[str]:
    try:
        text = fields.one_line_end(fields.without_end_mark(data)).decode("ascii").rstrip("\n")
    except UnicodeDecodeError as error:
        raise RefusedError("wrong character") from error
    fields.printable(text)
    must(len(text) % 107 == 0 and len(text) >= 214, "not whole records")
    return [text[start : start + 107] for start in range(0, len(text), 107)]


def _payments(name: str, records: list[str]) -> tuple[Payment, ...]:
    header, *details, trailer = records
    must(header[:4] == "AHR1" and header[11:22] == name, "wrong header")
    fields.blank(header[22:])
    payments = tuple(_payment(row, detail) for row, detail in enumerate(details, start=2))
    must(trailer[:4] == "ATL1", "no trailer")
    latest = max((payment.key[2] for payment in payments if payment.key), default="")
    fields.near(latest, [payment.paid_on for payment in payments])
    fields.zeros(trailer[4:17] + trailer[30:37])
    fields.blank(trailer[44:])
    total = sum(abs(payment.amount_pence) for payment in payments)
    must(int(fields.digits(trailer[17:30])) == total, "total disagrees")
    must(int(fields.digits(trailer[37:44])) == len(payments), "count disagrees")
    return payments


def _payment(row: int, record: str) -> Payment:
    _check_codes(record)
    kind = KINDS[fields.one_of(record[63], "0|1|2")]
    original = _partner(record)
    must(kind != "payment" or not original, "a payment that names an original")
    amount = fields.money(int(fields.digits(record[77:87])))
    return Payment(
        row=row,
        network="post_office",
        kind=kind,
        card_number=fields.card(record[21:41]),
        amount_pence=-amount if kind == "reversal" else amount,
        paid_on=fields.date(record[41:49]),
        paid_at=record[49:53],
        key=(fields.code(record[2:9]), _receipt(record[64:73]), fields.date(record[53:61])),
        original=original if kind == "reversal" else "",
    )


def _check_codes(record: str) -> None:
    fields.one_of(record[:2], "31|32")
    fields.time(record[49:53])
    fields.blank(record[73:75])
    fields.one_of(record[75], "0|1|2")
    fields.one_of(record[76], "0|1|2")
    fields.one_of(record[106], "B|U")


def _partner(record: str) -> str:
    """The partner's reference and serial; blanks or zeros in both name none."""
    partner = record[87:96]
    return _receipt(partner) if partner.strip(" 0") else ""


def _receipt(text: str) -> str:
    """Reference and serial, neither without the other."""
    return f"{fields.code(text[:5])} {fields.code(text[5:])}"


def _promises(name: str, data: bytes) -> int:
    header, *promises, trailer = fields.enclosed_lines(data)
    for line in (header, *promises):
        fields.printable(line)
    must(len(header) == 42 and header[:4] == "AHR2" and header[11:22] == name, "wrong header")
    fields.meant(fields.date(header[30:38]))
    fields.time(header[38:42])
    for promise in promises:
        must(len(promise) == 42 and promise[:2] == "91", "not a promise")
        fields.date(promise[2:10])
        fields.code(promise[10:21])
        fields.digits(promise[22:42])
    must(trailer == f"ATL2{len(promises):05}", "wrong trailer")
    return len(promises)
