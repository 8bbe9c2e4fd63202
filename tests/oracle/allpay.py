"""allpay's files, read one line at a time (channel formats, section 1)."""

from __future__ import annotations

import re

from . import fields
from .fields import must
from .model import Contract, Payment, Reading, RefusedError

NETWORKS = {
    "PO": ("post_office", "P|A"),
    "PP": ("paypoint", "T"),
    "PZ": ("payzone", "Z"),
    "TDC": ("telephone", "N"),
    "TCC": ("telephone", "N"),
    "TC": ("terminal", "N"),
    "EPY": ("e_pay", "E"),
    "DD": ("direct_debit", "D"),
    "CQE": ("cheque_return", "Q"),
    "CSH": ("adjustment", "C"),
}
STATEMENT_LINES = (
    "Post Office (.PO)",
    "PayPoint (.PP)",
    "PAYzone (.PZ)",
    "Credit Cards (.TCC)",
    "Debit Cards (.TDC)",
    "Direct Debits (.DD)",
    "E-Pay (.EPY)",
    "Returned cheques (.CQE)",
    "Cash Adj (-) (.CSH)",
)
TOTAL, COUNT = "Total Amount Updated onto System:", "Total Transactions updated onto System:"
CREATED = "File creation date : "
TERMINAL = rf"Total Payments Made Terminal +[A-Za-z0-9]+: ({fields.POUNDS})"


def claims(contract: Contract, name: str, data: bytes) -> bool:
    return name[:4] == contract.client_code and _parts(name) is not None


def _parts(name: str) -> re.Match[str] | None:
    return re.fullmatch(r"[A-Z0-9]{4}([0-9]{3,4})\.([A-Z]+)", name)


def read(contract: Contract, name: str, data: bytes) -> Reading:
    parts = _parts(name)
    if parts is None:
        raise RefusedError("not an allpay name")
    number, extension = parts.groups()
    numbered = Reading("", fields.running_number(number), 10 ** len(number) - 1)
    if extension == "ERR":
        return numbered
    lines = fields.text_lines(data)
    for line in lines:
        fields.printable(line)
    if extension == "STA":
        _check_statement(lines)
        return numbered
    if extension == "CRF":
        return Reading("", numbered.number, numbered.cycle, cards=_cards(lines, data))
    must(extension in NETWORKS, "unknown extension")
    return Reading("", numbered.number, numbered.cycle, payments=_payments(contract, lines, extension))


def _payments(contract: Contract, lines: list[str], extension: str) -> tuple[Payment, ...]:
    must("" in lines, "no empty line before the footers")
    rows, rest = lines[: lines.index("")], lines[lines.index("") :]
    footers = [line for place, line in enumerate(rest) if line or any(rest[:place])]
    payments = tuple(_payment(contract, row, line, extension) for row, line in enumerate(rows, start=1))
    must(len({payment.short_card for payment in payments}) <= 1, "short and long rows")
    total, count, made = _footers(footers, extension)
    fields.near(made, [payment.paid_on for payment in payments])
    must(total == sum(payment.amount_pence for payment in payments), "total disagrees")
    must(count == len(payments), "count disagrees")
    return payments


def _payment(contract: Contract, row: int, line: str, extension: str) -> Payment:
    short = len(line) == 43
    if extension == "DD" and len(line) in (73, 80):
        must(re.fullmatch(r"[0-9] \(.+\) *", line[55:]) is not None, "not a reject reason")
        line = line[:55]
    must(len(line) in (43, 55), "wrong row length")
    if short:
        must(line[0] == " " and len(fields.digits(line[1:7])) == 6, "not a short card number")
        line = line[1:7].ljust(19) + line[7:]
    network, letters = NETWORKS[extension]
    fields.one_of(line[44], letters)
    return Payment(
        row=row,
        network=network,
        card_number=fields.card(line[:19]),
        client_reference=line[19:35].strip().removeprefix(contract.reference_prefix).strip(),
        amount_pence=fields.money(fields.pence(line[35:44])),
        paid_on=fields.date(line[45:55], year_first=False),
        short_card=short,
    )


def _footers(lines: list[str], extension: str) -> tuple[int, int, str]:
    """The promised total in pence and count, and the date of creation, if it is there."""
    made = ""
    if lines and lines[-1].startswith(CREATED):
        made = fields.date(lines[-1].removeprefix(CREATED), year_first=False)
        lines = lines[:-1]
    must(len(lines) >= 2, "footers are missing")
    *totals, count = lines
    must(count.startswith(COUNT) and len(count) == 57, "no count footer")
    must(re.fullmatch(" *(0|[1-9][0-9]*)", count[len(COUNT) :]) is not None, "not a count")
    return _total(totals, extension), int(count[len(COUNT) :]), made


def _total(lines: list[str], extension: str) -> int:
    if len(lines) == 1 and lines[0].startswith(TOTAL):
        must(len(lines[0]) == 51, "total is in another column")
        return fields.pence(lines[0][len(TOTAL) :])
    found = [re.fullmatch(TERMINAL, line) for line in lines]
    must(extension == "TC" and all(found), "unknown footer")
    return sum(fields.pence(terminal[1]) for terminal in found if terminal)


def _cards(lines: list[str], data: bytes) -> tuple[tuple[str, str], ...]:
    """A creation date ends the file, or an empty line."""
    whole = fields.one_line_end(fields.without_end_mark(data))
    must(whole.startswith(b"CARD CROSS REFERENCE FILE\n\n"), "no title")
    body = "\n".join(lines[2:])
    if lines[-1].startswith(CREATED):
        fields.meant(fields.date(lines[-1].removeprefix(CREATED), year_first=False))
        body = "\n".join(lines[2:-1]).rstrip("\n")
    elif body:
        must(whole.endswith(b"\n\n"), "cut short")
    return tuple(_card(line) for line in body.split("\n")) if body else ()


def _card(line: str) -> tuple[str, str]:
    must(len(line) == 47, "wrong row length")
    fields.blank(line[19:25])
    fields.one_of(line[46], "N|R")
    return fields.card(line[:19]), line[25:46].strip()


def _check_statement(lines: list[str]) -> None:
    said = [line for line in lines if line]
    must(len(said) >= 5 and re.fullmatch("Statement +of +Client +money", said[0]) is not None, "no title")
    opening = _dated("Opening Balance", said[1])
    imported = re.fullmatch("Imported +files: +([^ ]+)", said[2])
    must(imported is not None, "no imported files")
    fields.meant(fields.date(_bare(imported[1]), year_first=False))  # type: ignore[index]
    *credit_lines, debits, closing = said[3:]
    credits_ = _credits(credit_lines)
    balance = opening + credits_ - _labelled("Less Debits", debits)
    must(balance == _dated("Closing Balance", closing), "balances disagree")


def _credits(lines: list[str]) -> int:
    if not lines:
        return 0
    total = _labelled("Total Credits", lines[-1])
    must(len({_words(line) for line in lines}) == len(lines), "a line stands twice")
    must(total == sum(_credit(line) for line in lines[:-1]), "credits disagree")
    return total


def _credit(line: str) -> int:
    must(_words(line) in STATEMENT_LINES, f"an unknown line: {line!r}")
    return _labelled(_words(line), line)


def _dated(label: str, line: str) -> int:
    words, _, date = _words(line).rpartition(" ")
    must(words == label, f"no {label}")
    fields.meant(fields.date(_bare(date), year_first=False))
    return _labelled(_words(line), line)


def _bare(date: str) -> str:
    return date[1:-1] if date.startswith("<") and date.endswith(">") else date


def _words(line: str) -> str:
    """The words before the amount; how many spaces stand between them never matters."""
    return re.sub(" +", " ", line[: line.rfind(" ")].rstrip(" "))


def _labelled(label: str, line: str) -> int:
    must(_words(line) == label and len(line) == 45, f"no {label}")
    return fields.pence(line[line.rfind(" ") :])
