"""A second, plain reading of each layout: one row at a time, by position, sharing nothing with the writers.

Each check raises AssertionError where a file breaks its layout and returns (rows, net pence).
"""

from __future__ import annotations

import csv
import datetime as dt
import re

LETTERS = {
    "PO": "PA",
    "PP": "T",
    "PZ": "Z",
    "TDC": "N",
    "TCC": "N",
    "TC": "N",
    "EPY": "E",
    "DD": "D",
    "CQE": "Q",
    "CSH": "C",
}
AMOUNT = re.compile(r" *-?(0|[1-9]\d*)\.\d\d")
BLANK = re.compile(" *")


def pence(text: str) -> int:
    assert AMOUNT.fullmatch(text), text
    return int(text.strip().replace(".", ""))


def a_day(text: str, form: str) -> dt.date:
    day = dt.datetime.strptime(text, form)  # noqa: DTZ007 - only a day is read
    assert day.strftime(form) == text
    return day.date()


def luhn_holds(number: str) -> bool:
    places = [int(digit) for digit in reversed(number)]
    odd, even = sum(places[0::2]), sum((2 * digit) // 10 + (2 * digit) % 10 for digit in places[1::2])
    return (odd + even) % 10 == 0


def a_card(number: str) -> str:
    assert re.fullmatch(r"98269999\d{11}", number), number
    assert luhn_holds(number), number
    return number


def crlf_lines(data: bytes) -> list[str]:
    text = data.decode("ascii")
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r") == text.count("\r\n")
    return text.split("\r\n")[:-1]


def allpay_payments(name: str, data: bytes) -> tuple[int, int]:
    extension = re.fullmatch(r"[A-Z]{4}\d{3,4}\.([A-Z]{2,3})", name)[1]  # type: ignore[index]
    lines = crlf_lines(data)
    rows, footers = lines[: lines.index("")], lines[lines.index("") :]
    amounts = [_allpay_row(row, extension) for row in rows]
    assert footers[:2] == ["", ""]
    if footers[-1].startswith("File creation date"):
        a_day(footers.pop(), "File creation date : %d/%m/%Y")
    count = footers.pop()
    assert (count[:39], int(count[39:57]), len(count)) == (
        "Total Transactions updated onto System:",
        len(rows),
        57,
    )
    assert sum(_allpay_total(line, extension) for line in footers[2:]) == sum(amounts)
    return len(rows), sum(amounts)


def _allpay_row(row: str, extension: str) -> int:
    if len(row) == 43:
        assert re.fullmatch(r" \d{6}", row[:7])
        reference, amount, letter, day, rest = row[7:23], row[23:32], row[32], row[33:43], ""
    else:
        assert len(row) == 55 or (extension == "DD" and len(row) in (73, 80))
        a_card(row[:19])
        reference, amount, letter, day, rest = row[19:35], row[35:44], row[44], row[45:55], row[55:]
    assert BLANK.fullmatch(reference) or reference[0] != " "
    assert re.fullmatch(r"[A-Za-z0-9/ -]{16}", reference)
    assert letter in LETTERS[extension]
    assert rest == "" or re.fullmatch(r"\d \(.+\)", rest)
    a_day(day, "%d/%m/%Y")
    return pence(amount)


def _allpay_total(line: str, extension: str) -> int:
    if line.startswith("Total Payments Made Terminal "):
        assert extension == "TC"
        return pence(line.partition(": ")[2])
    assert line[:33] == "Total Amount Updated onto System:"
    assert len(line) == 51
    return pence(line[33:51])


def allpay_cross_reference(data: bytes) -> int:
    lines = crlf_lines(data)
    assert lines[:2] == ["CARD CROSS REFERENCE FILE", ""]
    a_day(lines.pop(), "File creation date : %d/%m/%Y")
    rows = [line for line in lines[2:] if line]
    for row in rows:
        a_card(row[:19])
        assert (row[19:25], len(row)) == (" " * 6, 47)
        assert row[46] in "NR"
    return len(rows)


def allpay_statement(data: bytes) -> dict[str, int]:
    """The amounts of a statement, by the words before them."""
    lines = crlf_lines(data)
    assert lines[0] == "Statement of Client money"
    found: dict[str, int] = {}
    for line in lines[1:]:
        if line and not line.startswith("Imported files:"):
            label, amount = re.fullmatch(r"(\S.*?) {1,}(-?\d+\.\d\d)", line).groups()  # type: ignore[union-attr]
            assert len(line) == 45
            found[re.sub(r" +\d\d/\d\d/\d{4}$", "", label)] = pence(amount)
    return found


def post_office_transactions(name: str, data: bytes) -> tuple[int, int]:
    text = data.decode("ascii")
    assert len(text) % 107 == 0
    records = [text[start : start + 107] for start in range(0, len(text), 107)]
    header, details, trailer = records[0], records[1:-1], records[-1]
    assert (header[:4], header[11:22], header[22:]) == ("AHR1", name, " " * 85)
    amounts = [_post_office_detail(detail) for detail in details]
    assert trailer[:17] == "ATL1" + "0" * 13
    assert int(trailer[17:30]) == sum(abs(amount) for amount in amounts)
    assert trailer[30:37] == "0" * 7
    assert (int(trailer[37:44]), trailer[44:]) == (len(details), " " * 63)
    return len(details), sum(amounts)


def _post_office_detail(detail: str) -> int:
    assert detail[:2] in ("31", "32")
    a_card(detail[21:41].rstrip())
    for digits in (detail[2:9], detail[49:53], detail[64:69], detail[69:73], detail[77:87]):
        assert digits.isdigit()
    a_day(detail[41:49], "%Y%m%d")
    a_day(detail[53:61], "%Y%m%d")
    kind, partner = detail[63], detail[87:96]
    assert (kind == "0") == bool(BLANK.fullmatch(partner))
    assert (detail[73:75], detail[96:]) == ("  ", " " * 10 + "B")
    assert detail[75] in "012"
    assert detail[76] in "12"
    return -int(detail[77:87]) if kind == "2" else int(detail[77:87])


def post_office_control(name: str, data: bytes) -> dict[str, tuple[int, int]]:
    """What the control file promises: name to (rows, pence ignoring sign)."""
    header, *promises, trailer = crlf_lines(data)
    assert (header[:4], header[11:22], len(header)) == ("AHR2", name, 42)
    a_day(header[30:42], "%Y%m%d%H%M")
    assert trailer == f"ATL2{len(promises):05d}"
    for line in promises:
        assert (line[:2], len(line)) == ("91", 42)
        a_day(line[2:10], "%Y%m%d")
    return {line[10:21]: (int(line[22:29]), int(line[29:42])) for line in promises}


def paypoint_payments(name: str, data: bytes) -> tuple[int, int]:
    parts = re.fullmatch(r"PP(\d{6})_(\d{8})_(\d{6})\.DAT", name)
    assert parts
    lines = crlf_lines(data)
    assert {len(line) for line in lines} == {100}
    header, details, trailer = lines[0], lines[1:-1], lines[-1]
    assert (header[:9], header[9:15], header[15:21], header[21:29]) == (
        "HPAYPOINT",
        parts[1],
        parts[3],
        parts[2],
    )
    assert (header[43:45], header[45:]) == ("01", " " * 55)
    assert a_day(header[35:43], "%Y%m%d").weekday() < 5
    taken = [_paypoint_detail(row, number) for number, row in enumerate(details, start=1)]
    back = [amount for amount in taken if amount < 0]
    assert trailer[0] == "T"
    assert int(trailer[1:8]) == len(details)
    assert int(trailer[8:19]) == sum(taken) - sum(back)
    assert (int(trailer[19:26]), int(trailer[26:37])) == (len(back), -sum(back))
    assert (int(trailer[37:49]), trailer[49:]) == (sum(taken), " " * 51)
    return len(details), sum(taken)


def _paypoint_detail(row: str, number: int) -> int:
    assert (row[0], row[1:8]) == ("D", f"{number:07d}")
    assert (row[8:16] + row[16:24] + row[24:34]).isdigit()
    a_day(row[34:48], "%Y%m%d%H%M%S")
    a_card(row[49:73].rstrip())
    assert row[48] in "SBK"
    assert row[83] in "CD"
    reversal = {"P": False, "R": True}[row[82]]
    assert BLANK.fullmatch(row[84:94]) or (reversal and row[84:94].isdigit())
    assert row[94:] == " " * 6
    return -int(row[73:82]) if reversal else int(row[73:82])


def payzone_payments(name: str, data: bytes) -> tuple[int, int]:
    client, sequence = re.fullmatch(r"payzone_(\w+)_(\d+)\.csv", name).groups()  # type: ignore[union-attr]
    text = data.decode("utf-8")
    assert text.count("\n") == text.count("\r\n")
    header, *rows, trailer = csv.reader(text.split("\r\n")[:-1], strict=True)
    assert header[:4] == ["HDR", "PAYZONE", client, sequence]
    assert dt.datetime.fromisoformat(header[4]).utcoffset() is not None
    net = sum(_payzone_row(row) for row in rows)
    assert trailer[:2] == ["TRL", str(len(rows))]
    assert pence(trailer[2]) == net
    return len(rows), net


def _payzone_row(row: list[str]) -> int:
    kind, transaction, _terminal, _outlet, _postcode, at, card, amount, tender, what, original = row
    assert kind == "TXN"
    assert transaction
    assert dt.datetime.fromisoformat(at).utcoffset() is not None
    a_card(card)
    assert tender in ("CASH", "DEBIT")
    assert what in ("SALE", "VOID")
    assert what == "VOID" or original == ""
    assert not amount.startswith("-")
    return -pence(amount) if what == "VOID" else pence(amount)
