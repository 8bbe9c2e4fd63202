"""Bank files for the tests, put together by hand where the writers are too well behaved."""

from __future__ import annotations

import datetime as dt

from paycards.bank.mappings import load_mappings
from paycards.bank.notes import Notes
from paycards.bank.reading import read_bank_file
from paycards.bank.statement import BankFile, Entry, Statement
from paycards.demo.banks.booked import Account, Booked, Line
from paycards.settings.bank_account import CsvMapping

ACCOUNT = Account("000471", "00004471")
OTHER = Account("000471", "00004472")
MONDAY = dt.date(2026, 11, 9)
MAPPINGS = load_mappings()
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def booked(*pence: int, account: Account = ACCOUNT, opening_pence: int = 10000, number: int = 1) -> Booked:
    """A statement of one day with these entries."""
    lines = [Line(MONDAY, each, f"PAYMENT {place}") for place, each in enumerate(pence, start=1)]
    return Booked(account, number, MONDAY, MONDAY, opening_pence, lines)


def read(data: bytes | str, mapping: CsvMapping | None = None, notes: Notes | None = None) -> BankFile:
    """Read a file; CSV by the mapping, or by those that come with paycards."""
    data = data.encode() if isinstance(data, str) else data
    return read_bank_file(data, {"own": mapping} if mapping else MAPPINGS, notes)


def only(data: bytes | str, mapping: CsvMapping | None = None) -> Statement:
    """The one statement of a file."""
    (statement,) = read(data, mapping).statements
    return statement


def entries(data: bytes | str, mapping: CsvMapping | None = None) -> tuple[Entry, ...]:
    """The entries of a file with one statement."""
    return only(data, mapping).entries


def amount(pence: int, currency: str = "GBP") -> str:
    side = "DBIT" if pence < 0 else "CRDT"
    text = f"{abs(pence) // 100}.{abs(pence) % 100:02}"
    return f'<Amt Ccy="{currency}">{text}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def balance(kind: str, pence: int, day: str = "2026-11-09", sub: str = "") -> str:
    below = f"<SubTp><Cd>{sub}</Cd></SubTp>" if sub else ""
    tp = f"<Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry>{below}</Tp>"
    return f"<Bal>{tp}{amount(pence)}<Dt><Dt>{day}</Dt></Dt></Bal>"


def ntry(pence: int, inside: str = "", status: str = "<Cd>BOOK</Cd>", day: str = "2026-11-09") -> str:
    return (
        f"<Ntry>{amount(pence)}<Sts>{status}</Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<ValDt><Dt>{day}</Dt></ValDt>{inside}</Ntry>"
    )


def stmt(*inside: str, identification: str = "S1", iban: str = ACCOUNT.iban, before: str = "") -> str:
    return (
        f"<Stmt><Id>{identification}</Id>{before}<CreDtTm>2026-11-10T06:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id></Acct>{''.join(inside)}</Stmt>"
    )


def document(*statements: str, header: str = "", namespace: str = NAMESPACE) -> str:
    return (
        f'<Document xmlns="{namespace}"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>{header}</GrpHdr>'
        f"{''.join(statements)}</BkToCstmrStmt></Document>"
    )


def camt(opening: int, closing: int, *inside: str) -> str:
    """A camt.053 with one statement."""
    return document(stmt(balance("OPBD", opening), balance("CLBD", closing), *inside))


def swift(*lines: str, opening: str = "C261109GBP100,00", closing: str) -> str:
    """An MT940 with one statement."""
    head = [":20:PC1", ":25:000471/00004471", ":28C:1/1", f":60F:{opening}"]
    return "\r\n".join([*head, *lines, f":62F:{closing}"]) + "\r\n"


def bai(*transactions: str, opening: int = 10000, closing: int, group: str = "1,261109,2400,GBP,2") -> str:
    """A BAI2 with one account and right totals."""
    lines = [f"03,00004471 000471,GBP,010,{opening},,,015,{closing},,/", *transactions]
    units = sum(int(line.split(",")[2]) for line in transactions if line.startswith("16,"))
    total = opening + closing + units
    lines.append(f"49,{total},{len(lines) + 1}/")
    head = ["01,BANK,COUNCIL,261110,0600,1,,,2/", f"02,COUNCIL,BANK,{group}/"]
    tail = [f"98,{total},1,{len(lines) + 2}/", f"99,{total},1,{len(lines) + 4}/"]
    return "\n".join([*head, *lines, *tail]) + "\n"


def page_of_two() -> str:
    """The first page of a camt.053 whose second page is missing."""
    before = "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>"
    return document(stmt(balance("OPBD", 0), balance("ITBD", 100), ntry(100), before=before))
