"""Reads camt.053, the statement of ISO 20022 (BankToCustomerStatement), versions 001.02 to 001.13.

Only the direct children of `Stmt` and `Ntry` move money. Opening is the balance OPBD, else PRCD; closing is
CLBD; an interim one (ITBD, or INTM below it) only joins pages. Source: the message definition reports of ISO
20022, https://www.iso20022.org.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from lxml import etree

from paycards.bank.accounts import read_account
from paycards.bank.camt_entry import money, read_entry
from paycards.bank.notes import Notes
from paycards.bank.statement import BOOKED, AccountId, Balance, Entry, Page, Statement
from paycards.bank.values import code, folded, iso_day, pounds_sterling
from paycards.bank.xml import Node, parse
from paycards.errors import FileRefused

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(camt\.0\d\d)\.(\d{3}\.\d{2})")
VERSIONS = tuple(f"001.{version:02}" for version in range(2, 14))
OTHER_MESSAGES = {
    "camt.052": "an account report of the day (camt.052), which is not final: ask the bank for camt.053",
    "camt.054": "a notification of single entries (camt.054), without balances: ask the bank for camt.053",
}
OPENING = ("OPBD", "PRCD")
CLOSING = "CLBD"


def read_camt(data: bytes, notes: Notes) -> tuple[str, list[Statement]]:
    """The message's name and version, and its statements. Raises FileRefused."""
    document = parse(data, notes)
    version = _version(document)
    message = document.need("BkToCstmrStmt")
    page = _page(message.child("GrpHdr", "MsgPgntn"))
    statements: list[Statement] = []
    entries = 0
    for place, node in enumerate(message.all("Stmt"), start=1):
        statement = _statement(node, place, entries, page)
        entries += len(statement.entries)
        statements.append(statement)
    return version, statements


def _version(document: Node) -> str:
    namespace = etree.QName(document.element).namespace or ""
    match = NAMESPACE.fullmatch(namespace)
    if document.name != "Document" or match is None:
        raise FileRefused("no camt.053 statement", field=document.name, value=namespace or "no namespace")
    message, version = match.groups()
    if message in OTHER_MESSAGES:
        raise FileRefused(f"this is {OTHER_MESSAGES[message]}")
    if message != "camt.053" or version not in VERSIONS:
        expected = f"camt.053.{VERSIONS[0]} to {VERSIONS[-1]}"
        raise FileRefused("this version is not known", value=f"{message}.{version}", expected=expected)
    return f"{message}.{version}"


def _statement(node: Node, place: int, entries_before: int, page: Page | None) -> Statement:
    notes = node.notes
    notes.begin(0)
    account = _account(node.need("Acct"))
    identification = node.need("Id").read(str, "identification")
    page = _page(node.child("StmtPgntn")) or page
    balances = [_balance(each) for each in node.all("Bal")]
    opening, closing, others = _ends(node, balances)
    begins_on, ends_on = _period(node, opening, closing)
    entries = tuple(
        _entry(each, number) for number, each in enumerate(node.all("Ntry"), start=entries_before + 1)
    )
    notes.begin(0)
    opening, closing = _in_order(opening, closing, entries)
    return Statement(
        place, account, identification, begins_on, ends_on, opening, closing, entries,
        number=_number(node), balances=tuple(others),
        page=page and Page(page.number, page.is_last, identification),
    )  # fmt: skip


def _entry(node: Node, place: int) -> Entry:
    node.notes.begin(place)
    return read_entry(node, place)


def _account(node: Node) -> AccountId:
    currency = node.child("Ccy")
    if currency is not None:
        currency.read(pounds_sterling, "currency")
    bank = node.child("Svcr", "FinInstnId", "ClrSysMmbId", "MmbId")
    sort_code = bank.text if bank is not None and re.fullmatch(r"[0-9-]{6,8}", bank.text) else ""
    number = node.child("Id", "IBAN") or node.need("Id", "Othr", "Id")
    return number.read(lambda text: read_account(text, sort_code=sort_code), "account")


def _balance(node: Node) -> Balance:
    kind = (node.child("Tp", "CdOrPrtry", "Cd") or node.need("Tp", "CdOrPrtry", "Prtry")).read(str, "kind")
    sub_kind = node.child("Tp", "SubTp", "Cd")
    pence = money(node, "balance_pence")
    day = node.child("Dt", "Dt") or node.child("Dt", "DtTm")
    on = None if day is None else day.read(iso_day, "balance_on")
    return Balance(kind, pence, on, kind == "ITBD" or (sub_kind is not None and sub_kind.text == "INTM"))


def _ends(node: Node, balances: list[Balance]) -> tuple[Balance | None, Balance | None, list[Balance]]:
    """Opening and closing, and the others. On a page in the middle of a statement, interim ones take part."""
    opening = _only(node, balances, OPENING[0]) or _only(node, balances, OPENING[1])
    closing = _only(node, balances, CLOSING)
    interim = [each for each in balances if each.kind == "ITBD"]
    if opening is None and interim:
        opening = interim.pop(0)
    if closing is None and interim:
        closing = interim.pop(0)
    return opening, closing, [each for each in balances if each is not opening and each is not closing]


def _in_order(
    opening: Balance | None, closing: Balance | None, entries: Sequence[Entry]
) -> tuple[Balance | None, Balance | None]:
    """Two interim balances stand in any order: that in which the entries lead from one to the other."""
    if opening is None or closing is None or not (opening.interim and closing.interim):
        return opening, closing
    moved_pence = sum(entry.amount_pence for entry in entries if entry.status == BOOKED)
    is_turned = closing.pence + moved_pence == opening.pence and moved_pence != 0
    return (closing, opening) if is_turned else (opening, closing)


def _only(node: Node, balances: list[Balance], kind: str) -> Balance | None:
    found = list(dict.fromkeys(each for each in balances if each.kind == kind))
    if len(found) > 1:
        raise node.notes.refused(f"{node.path}/Bal", f"there are {len(found)} different balances {kind}")
    return found[0] if found else None


def _period(node: Node, opening: Balance | None, closing: Balance | None) -> tuple[dt.date, dt.date]:
    period = node.child("FrToDt")
    if period is not None:
        first, last = (period.need(name).read(iso_day, name) for name in ("FrDtTm", "ToDtTm"))
    else:
        ends = [balance.on for balance in (opening, closing) if balance is not None and balance.on]
        ends = ends or [node.need("CreDtTm").read(iso_day, "created_on")]
        first, last = ends[0], ends[-1]
    if first > last:
        raise node.notes.refused(f"{node.path}/FrToDt", "the period ends before it begins", str(last))
    return first, last


def _page(node: Node | None) -> Page | None:
    if node is None:
        return None
    number = node.need("PgNb").read(_whole, "page")
    is_last = node.need("LastPgInd").read(code("true", "false", "1", "0"), "is_last") in ("true", "1")
    return None if number == 1 and is_last else Page(number, is_last, "")


def _number(node: Node) -> str:
    numbers = (node.child(name) for name in ("ElctrncSeqNb", "LglSeqNb"))
    return next((folded(each.text) for each in numbers if each is not None), "")


def _whole(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError("a whole number")
    return int(text)
