"""The part of a pack's first page that tells of a bank entry: what the bank says, its statement, its dues."""

from __future__ import annotations

from paycards.evidence.story import Settlement
from paycards.money import to_pounds
from paycards.reconcile.bank.entries import EntryDetails
from paycards.reports.html import Markup, facts, paragraph, table


def bank_section(details: EntryDetails) -> Markup:
    """The entry, the statement that it stands in, and what it is matched with."""
    entry, statement = details.entry, details.statement
    known = {
        "account": entry.account,
        "booked": str(entry.booked_on or ""),
        "value date": entry.value_on,
        "amount": _pounds(entry.amount_pence),
        "the bank's text": entry.text,
        "the bank's reference": entry.reference,
        "statement": f"{statement.number} of {statement.begins_on} to {statement.ends_on}".strip(),
        "opening balance": _pounds(statement.opening_pence),
        "closing balance": _pounds(statement.closing_pence),
        "proved by the chain of balances": "yes" if statement.proved else "not yet",
    }
    rows = [
        [
            *(match.due, _pounds(match.amount_pence), match.state, match.rule, match.reason),
            *(str(match.made_on), match.made_by, match.ended.replace("_", " ")),
        ]
        for match in details.matches
    ]
    headings = ["due", "amount", "state", "rule", "why", "made", "by", "ended"]
    return facts(known) + table(headings, rows, "It is matched with no due.")


def settlement_section(settlement: Settlement | None) -> Markup:
    """The due that a payment is part of, what it is made of, and each entry of the bank matched with it."""
    if settlement is None:
        return paragraph(
            "It is part of no due yet: no statement of the supplier, or no due, covers its file."
        )
    known = {
        "due": settlement.due,
        "expected on": str(settlement.due_on),
        "amount": _pounds(settlement.amount_pence),
        "the supplier's fee": _pounds(settlement.fees_pence) if settlement.fees_pence else "",
        "paid by the bank's entries": _pounds(settlement.settled_pence),
        "outstanding": _pounds(settlement.outstanding_pence),
    }
    parts = [[part.file, _pounds(part.amount_pence)] for part in settlement.parts]
    said = facts(known) + table(["made of the file", "amount"], parts)
    for details in (each.details for each in settlement.from_bank):
        said += paragraph(f"Row {details.entry.row} of the bank's file {details.entry.file}:")
        said += bank_section(details)
    return said


def _pounds(pence: int | None) -> str:
    return "" if pence is None else f"£{to_pounds(pence, thousands=True)}"
