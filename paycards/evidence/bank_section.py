"""The part of a pack's first page that tells of a bank entry: what the bank says, its statement, its dues."""

from __future__ import annotations

from paycards.evidence.html import Markup, facts, table
from paycards.money import to_pounds
from paycards.reconcile.bank.entries import EntryDetails


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


def _pounds(pence: int | None) -> str:
    return "" if pence is None else f"£{to_pounds(pence, thousands=True)}"
