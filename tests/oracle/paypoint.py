"""PayPoint files, read one row at a time (channel formats, section 3)."""

from __future__ import annotations

import re

from . import fields
from .fields import must
from .model import Contract, Payment, Reading, RefusedError


def claims(contract: Contract, name: str, data: bytes) -> bool:
    parts = _parts(name)
    return parts is not None and parts[1] == contract.client_code


def _parts(name: str) -> re.Match[str] | None:
    return re.fullmatch(r"PP([A-Z0-9]{6})_([0-9]{8})_([0-9]{6})\.DAT", name)


def read(contract: Contract, name: str, data: bytes) -> Reading:
    parts = _parts(name)
    if parts is None:
        raise RefusedError("not a PayPoint name")
    header, *details, trailer = fields.enclosed_lines(data)
    for line in (header, *details, trailer):
        must(len(line) == 100, "wrong row length")
        fields.printable(line)
    client, created, number = parts.groups()
    must(header[:21] == f"HPAYPOINT{client}{number}" and header[21:29] == created, "header and name disagree")
    fields.date(created)
    fields.time(header[29:35])
    fields.meant(fields.date(header[35:43]))
    must(header[43:45] == "01", "another version")
    fields.blank(header[45:])
    payments = tuple(_payment(row, line) for row, line in enumerate(details, start=2))
    _check_trailer(trailer, payments)
    fields.near(fields.date(created), [payment.paid_on for payment in payments])
    return Reading("", fields.running_number(number), 999999, payments=payments)


def _payment(row: int, line: str) -> Payment:
    must(line[:8] == f"D{row - 1:07}", "wrong row number")
    fields.time(line[42:48])
    fields.one_of(line[48], "S|B|K")
    fields.one_of(line[83], "C|D")
    fields.blank(line[94:])
    is_reversal = fields.one_of(line[82], "P|R") == "R"
    original = line[84:94].strip(" ")
    must(is_reversal or not original, "a payment that names an original")
    amount = fields.money(int(fields.digits(line[73:82])))
    paid_on = fields.date(line[34:42])
    return Payment(
        row=row,
        network="paypoint",
        kind="reversal" if is_reversal else "payment",
        card_number=fields.card(line[49:73]),
        amount_pence=-amount if is_reversal else amount,
        paid_on=paid_on,
        paid_at=line[42:48],
        key=(fields.code(line[8:16]), fields.code(line[24:34]), paid_on),
        original=original,
    )


def _check_trailer(line: str, payments: tuple[Payment, ...]) -> None:
    paid = sum(payment.amount_pence for payment in payments if payment.kind == "payment")
    reversals = [-payment.amount_pence for payment in payments if payment.kind == "reversal"]
    net = paid - sum(reversals)
    expected = f"T{len(payments):07}{paid:011}{len(reversals):07}{sum(reversals):011}"
    expected += f"{'-' if net < 0 else '+'}{abs(net):011}"
    must(line == expected.ljust(100), "trailer disagrees")
