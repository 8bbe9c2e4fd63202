"""Reads one entry (`Ntry`) of a camt.053: the entry is the line, its details must sum to it.

`CdtDbtInd` is the final direction, `RvslInd` a label. A difference between the entry and the sum of its
details is the charges that the bank names, or the file is refused.
"""

from __future__ import annotations

import datetime as dt

from paycards.bank.statement import BOOKED, STATUSES, Detail, Entry, Reference
from paycards.bank.values import code, folded, iso_amount, iso_day, pounds_sterling
from paycards.bank.xml import Node
from paycards.money import to_pounds

TEXTS = frozenset(
    ["NtryRef", "AcctSvcrRef", "AddtlNtryInf", "AddtlTxInf", "Ustrd", "AddtlRmtInf", "Ref", "Nm",
     "EndToEndId", "InstrId", "PmtInfId", "MsgId", "TxId", "MndtId", "ChqNb", "ClrSysRef"]
)  # fmt: skip
REFERENCES = frozenset(["EndToEndId", "InstrId", "PmtInfId", "TxId", "MndtId", "Ref"])


def read_entry(node: Node, place: int) -> Entry:
    """An entry. Raises FileRefused."""
    amount_pence = money(node, "amount_pence")
    status = (node.child("Sts", "Cd") or node.need("Sts")).read(code(*STATUSES), "status")
    reversal = node.child("RvslInd")
    is_reversal = reversal is not None and reversal.read(code("true", "false", "1", "0"), "reversal") in (
        "true",
        "1",
    )
    booked_on, value_on, note = _days(node, is_booked=status == BOOKED)
    transactions = [each for batch in node.all("NtryDtls") for each in batch.all("TxDtls")]
    details = tuple(_detail(each, amount_pence) for each in transactions)
    charges_pence = _charges(node, transactions, details, amount_pence)
    text = node.notes.read(node.path, folded(*node.texts(TEXTS)), str, "text")
    return Entry(
        place, booked_on, value_on, amount_pence, status, is_reversal, text, _references(node, transactions),
        details, charges_pence, note,
    )  # fmt: skip


def money(node: Node, feeds: str) -> int:
    """The signed pence of an entry or a balance: `Amt` in pounds, and `CdtDbtInd` for its direction."""
    amount = node.need("Amt")
    amount.notes.read(f"{amount.path}/@Ccy", amount.element.get("Ccy") or "", pounds_sterling, "currency")
    pence = amount.read(iso_amount, feeds)
    side = node.need("CdtDbtInd").read(code("CRDT", "DBIT"), "direction")
    return pence if side == "CRDT" else -pence


def _days(node: Node, *, is_booked: bool) -> tuple[dt.date | None, str, str]:
    """Booking date, value date as written, and what is odd about it."""
    booked, value = (node.child(name, "Dt") or node.child(name, "DtTm") for name in ("BookgDt", "ValDt"))
    source = booked or value
    if source is None and is_booked:
        raise node.notes.refused(f"{node.path}/BookgDt", "a booked entry has no day")
    booked_on = None if source is None else source.read(iso_day, "booked_on")
    if value is None:
        return booked_on, "", ""
    value_on, note = value.read(_day_or_text, "value_on")
    return booked_on, value_on, note


def _day_or_text(text: str) -> tuple[str, str]:
    try:
        return iso_day(text).isoformat(), ""
    except ValueError:
        return text, "value date as written"


def _detail(node: Node, entry_pence: int) -> Detail:
    return Detail(_detail_pence(node, entry_pence), folded(*node.texts(TEXTS)))


def _detail_pence(node: Node, entry_pence: int) -> int | None:
    """Its amount in pounds with its own direction, else the entry's; never one of another currency."""
    for amount in (node.child("Amt"), node.child("AmtDtls", "TxAmt", "Amt")):
        if amount is not None and amount.element.get("Ccy") == "GBP":
            pence = amount.read(iso_amount, "detail_pence")
            side = node.child("CdtDbtInd")
            is_credit = entry_pence >= 0 if side is None else side.read(code("CRDT", "DBIT"), "") == "CRDT"
            return pence if is_credit else -pence
    return None


def _charges(node: Node, transactions: list[Node], details: tuple[Detail, ...], entry_pence: int) -> int:
    """How far the entry differs from its details by charges. Raises FileRefused for another difference."""
    amounts = [detail.amount_pence for detail in details if detail.amount_pence is not None]
    if not amounts or len(amounts) < len(details):
        return _included(node, transactions) if entry_pence > 0 else 0
    difference = entry_pence - sum(amounts)
    if difference == 0:
        return 0
    named = {_sum_of_charges([node]), _sum_of_charges(transactions), _sum_of_charges([node, *transactions])}
    if difference not in named:
        raise node.notes.refused(
            f"{node.path}/NtryDtls", "the details do not sum to the entry, and no charge explains it",
            to_pounds(sum(amounts)), to_pounds(entry_pence),
        )  # fmt: skip
    return difference


def _included(node: Node, transactions: list[Node]) -> int:
    """What was taken out of a credit before it was booked, where only the mark `ChrgInclInd` says so."""
    taken = (
        sum(_charge(record) for record in _records(nodes) if _is_included(record))
        for nodes in ([node], transactions)
    )
    return next((pence for pence in taken if pence < 0), 0)


def _is_included(record: Node) -> bool:
    mark = record.child("ChrgInclInd")
    return mark is not None and mark.text in ("true", "1")


def _sum_of_charges(nodes: list[Node]) -> int:
    """Signed pence of the charges in pounds."""
    return sum(map(_charge, _records(nodes)))


def _records(nodes: list[Node]) -> list[Node]:
    """The charges one by one: `Chrgs` itself up to version 001.02, its records since, or its total alone."""
    tables = [charges for node in nodes for charges in node.all("Chrgs")]
    return [record for charges in tables for record in (charges.all("Rcrd") or [charges])]


def _charge(node: Node) -> int:
    amount = node.child("Amt") or node.child("TtlChrgsAndTaxAmt")
    if amount is None or amount.element.get("Ccy") != "GBP":
        return 0
    side = node.child("CdtDbtInd")
    pence = amount.read(iso_amount, "charges_pence")
    return pence if side is not None and side.text == "CRDT" else -pence


def _references(node: Node, transactions: list[Node]) -> tuple[Reference, ...]:
    own = [(name, each.text) for name in ("NtryRef", "AcctSvcrRef") if (each := node.child(name)) is not None]
    found = [(name, text.strip()) for each in transactions for name in sorted(REFERENCES)
             for text in each.texts(frozenset([name]))]  # fmt: skip
    return tuple(Reference(*each) for each in dict.fromkeys([*own, *found]))
