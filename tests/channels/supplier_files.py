"""Small writers of suppliers' files, line by line, that know nothing of the layouts under test."""

from __future__ import annotations

CRLF = b"\r\n"
CARD = "9826999900000000015"


def pounds(pence: int) -> str:
    whole = f"{abs(pence) / 100:.2f}"
    return "-" + whole if pence < 0 else whole


def long_row(pence: int = 1250, card: str = CARD, reference: str = "R123456789", date: str = "14/11/2026",
             letter: str = "P") -> str:  # fmt: skip
    return card + reference.ljust(16) + pounds(pence).rjust(9) + letter + date


def short_row(pence: int = 1250, card: str = "000001", reference: str = "R123456789",
              date: str = "14/11/2026", letter: str = "P") -> str:  # fmt: skip
    return " " + card + reference.ljust(16) + pounds(pence).rjust(9) + letter + date


def joined(lines: list[str], end: bytes = CRLF) -> bytes:
    return b"".join(line.encode() + end for line in lines)


def footers(total: int, count: int, made: str = "15/11/2026") -> list[str]:
    lines = ["Total Amount Updated onto System:" + pounds(total).rjust(18)]
    lines.append("Total Transactions updated onto System:" + str(count).rjust(18))
    return [*lines, "File creation date : " + made] if made else lines


def allpay(rows: list[str], total: int, end: bytes = CRLF, made: str = "15/11/2026") -> bytes:
    return joined([*rows, "", "", *footers(total, len(rows), made)], end)


def cross_reference(rows: list[tuple[str, str, str]], made: str = "15/11/2026") -> bytes:
    lines = [card + " " * 6 + reference.ljust(21) + change for card, reference, change in rows]
    return joined(["CARD CROSS REFERENCE FILE", "", *lines, "", "File creation date : " + made])


def statement(lines: dict[str, int], opening: int = 100_00, debits: int = 40_00) -> list[str]:
    def right(label: str, pence: int) -> str:
        return label + pounds(pence).rjust(45 - len(label))

    total = sum(lines.values())
    credit = [right("Total Credits", total)] if lines else []
    return [
        "Statement of Client money",
        "",
        right("Opening Balance    <13/11/2026>", opening),
        "",
        "Imported files:    <14/11/2026>",
        *(right(label, pence) for label, pence in lines.items()),
        "",
        *credit,
        right("Less  Debits", debits),
        "",
        right("Closing Balance    <14/11/2026>", opening + total - debits),
    ]


def counter(
    pence: int = 2000,
    kind: str = "0",
    serial: str = "0001",
    partner: str = " " * 9,
    *,
    record: str = "31",
    capture: str = "0",
    time: str = "0930",
    card: str = CARD,
) -> str:
    key = "01" + kind + "40071" + serial
    return (
        record + "0124508" + "1234" + "0001" + "0002" + card.ljust(20) + "20261114" + time + "20261115" + key
        + "  " + capture + "1" + f"{pence:010}" + partner + " " * 10 + "B"
    )  # fmt: skip


def post_office(records: list[str], total: int, name: str = "A319001.TXN", office: str = "0429170") -> bytes:
    header = ("AHR1" + office + name).ljust(107)
    trailer = ("ATL1" + "0" * 13 + f"{total:013}" + "0" * 7 + f"{len(records):07}").ljust(107)
    return "".join([header, *records, trailer]).encode()


def control(promises: list[tuple[str, int, int]], name: str = "A319001.CTL") -> bytes:
    rows = [f"9120261115{promised} {count:07}{value:013}" for promised, count, value in promises]
    return joined(["AHR20429170" + name + "00000001202611150230", *rows, f"ATL2{len(rows):05}"])


def shop(number: int, pence: int = 2000, kind: str = "P", original: str = "", transaction: str = "") -> str:
    key = "T0012345" + "S1".ljust(8) + (transaction or f"{number:010}")
    when = "20261114" + "184503"
    money = f"{pence:09}" + kind + "C" + original.ljust(10)
    return f"D{number:07}" + key + when + "B" + CARD.ljust(24) + money + " " * 6


def paypoint(rows: list[str], paid: int, reversals: int = 0, back: int = 0, client: str = "104417") -> bytes:
    header = f"HPAYPOINT{client}00041220261115021500" + "2026111701"
    sign = "-" if paid < back else "+"
    trailer = f"T{len(rows):07}{paid:011}{reversals:07}{back:011}{sign}{abs(paid - back):011}"
    return joined([header.ljust(100), *rows, trailer.ljust(100)])


PAYPOINT_NAME = "PP104417_20261115_000412.DAT"


def sale(
    number: str, amount: str = "20.00", kind: str = "SALE", original: str = "", outlet: str = "Mill Row"
) -> str:
    where = f"Z77,{outlet},NV1 2AB"
    return f"TXN,{number},{where},2026-11-14T08:15:30+00:00,{CARD},{amount},CASH,{kind},{original}"


def payzone(rows: list[str], net: str, sequence: str = "001530", end: bytes = CRLF) -> bytes:
    head = f"HDR,PAYZONE,NVD4471,{sequence},2026-11-15T02:15:00+00:00"
    return joined([head, *rows, f"TRL,{len(rows)},{net}"], end)


PAYZONE_NAME = "payzone_NVD4471_001530.csv"


def good_files() -> list[tuple[str, str, bytes]]:
    """(channel, file name, bytes) of one good file of each kind."""
    reject = long_row(-500, letter="D") + "1 (REFER TO PAYER)"
    other_reject = long_row(-700, letter="D") + "5 (INSTRUCTION CANCELLED)"
    sale_rows = [
        sale("A1"),
        sale("A2", "7.05", outlet='"Café ""Royal"", Mill Row"'),
        sale("A3", "7.05", "VOID", "A2"),
    ]
    long_rows = [long_row(), long_row(999_99, reference=" 77/1-2 a"), long_row(-7)]
    said = {"Post Office (.PO)": 7500, "Returned cheques (.CQE)": -500}
    reversed_pair = [counter(500, "1", "0002", "400710003"), counter(500, "2", "0003", "400710002")]
    shop_rows = [shop(1), shop(2, 300), shop(3, 300, "R", f"{2:010}")]
    return [
        ("allpay", "NVDC0001.PO", allpay(long_rows, 101242)),
        ("allpay", "NVDC001.PP", allpay([short_row(letter="T"), short_row(1, letter="T")], 1251, made="")),
        ("allpay", "NVDC0002.DD", allpay([reject, long_row(2000, letter="D"), other_reject], 800)),
        ("allpay", "NVDC0003.CQE", allpay([long_row(-1250, letter="Q")], -1250)),
        ("allpay", "NVDC0004.STA", joined(statement(said))),
        ("allpay", "NVDC0005.CRF", cross_reference([(CARD, "R123456789", "N"), (CARD, "R1/2", "R")])),
        ("post_office", "A319001.TXN", post_office([counter(), *reversed_pair], 3000)),
        ("post_office", "A319001.CTL", control([("A319001.TXN", 3, 3000)])),
        ("paypoint", PAYPOINT_NAME, paypoint(shop_rows, 2300, 1, 300)),
        ("payzone", PAYZONE_NAME, payzone(sale_rows, "20.00")),
    ]
