"""Payzone files, read one record at a time (channel formats, section 4)."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from . import fields
from .fields import must
from .model import Contract, Payment, Reading, RefusedError

LONDON = ZoneInfo("Europe/London")
LONGEST = (3, 64, 32, 100, 10, 35, 24, 13, 5, 4, 64)  # characters of each field
FIELD = re.compile(r'"((?:[^"]|"")*)"|([^",]*)')


def claims(contract: Contract, name: str, data: bytes) -> bool:
    parts = _parts(name)
    return parts is not None and parts[1] == contract.client_code


def _parts(name: str) -> re.Match[str] | None:
    return re.fullmatch(r"payzone_([A-Za-z0-9-]{1,32})_([0-9]{1,9})\.csv", name)


def read(contract: Contract, name: str, data: bytes) -> Reading:
    parts = _parts(name)
    if parts is None:
        raise RefusedError("not a Payzone name")
    client, number = parts.groups()
    lines = fields.enclosed_lines(data, "utf-8-sig")
    header, *details, trailer = (_split(line) for line in lines)
    must(header[:3] == ["HDR", "PAYZONE", client] and len(header) == 5, "header and name disagree")
    must(int(fields.digits(header[3])) == int(number), "header and name disagree")
    made = _instant(header[4])
    payments = tuple(_payment(row, detail) for row, detail in enumerate(details, start=2))
    net = sum(payment.amount_pence for payment in payments)
    must(len(trailer) == 3 and trailer[0] == "TRL", "no trailer")
    must(int(fields.digits(trailer[1])) == len(payments), "count disagrees")
    must(fields.pence(trailer[2]) == net and trailer[2] == trailer[2].strip(), "net disagrees")
    fields.near(made, [payment.paid_on for payment in payments])
    return Reading("", fields.running_number(number), 10 ** len(number) - 1, payments=payments)


def _split(line: str) -> list[str]:
    """The fields of a record by RFC 4180."""
    must(all(character >= " " and character != "\x7f" for character in line), "a control character")
    found, place = [], 0
    while True:
        match = FIELD.match(line, place)
        if match is None:
            raise RefusedError("a stray quote")
        found.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        place = match.end() + 1
        if match.end() == len(line):
            return found
        must(line[match.end()] == ",", "a stray quote")


def _payment(row: int, record: list[str]) -> Payment:
    must(len(record) == 11 and record[0] == "TXN", "not a transaction")
    must(all(len(text) <= most for text, most in zip(record, LONGEST, strict=True)), "too long")
    _, number, _, _, _, paid_at, card, amount, tender, kind, original = record
    fields.one_of(tender, "CASH|DEBIT")
    is_void = fields.one_of(kind, "SALE|VOID") == "VOID"
    must(is_void or not original.strip(" "), "a payment that names an original")
    must(re.fullmatch(fields.POUNDS, amount) is not None and amount[0] != "-", "not an amount")
    pence = fields.money(fields.pence(amount))
    return Payment(
        row=row,
        network="payzone",
        kind="reversal" if is_void else "payment",
        card_number=fields.digits(card),
        amount_pence=-pence if is_void else pence,
        paid_on=_instant(paid_at),
        paid_at=dt.datetime.fromisoformat(paid_at).astimezone(dt.UTC).isoformat(timespec="seconds"),
        key=("", fields.code(number), ""),
        original=original.strip(" "),
    )


def _instant(text: str) -> str:
    """The date in London at an ISO 8601 instant with offset."""
    must(
        re.fullmatch(r"[0-9-]{10}T[0-9:]{8}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:?[0-5][0-9])", text) is not None,
        "not an instant",
    )
    try:
        return dt.datetime.fromisoformat(text).astimezone(LONDON).date().isoformat()
    except (ValueError, OverflowError) as error:
        raise RefusedError(f"no such instant: {text!r}") from error
