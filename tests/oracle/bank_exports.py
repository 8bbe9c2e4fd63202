"""What paycards exports of the weeks of a bank, in the form of the oracle's own."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from itertools import product

from paycards.access.visit import Visit
from paycards.jobs.check_fees import check_fees
from paycards.jobs.export import export

from .bank_weeks import MONTHS, NETTED, STATED
from .desk import Told


def rows_of(visit: Visit, name: str) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    export(visit, name, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def told_dues(visit: Visit) -> Counter[Told]:
    pence = ("amount_pence", "settled_pence", "fees_pence", "outstanding_pence")
    return Counter(
        (row["contract"], row["due"], row["due_on"], *(int(row[name]) for name in pence))
        for row in rows_of(visit, "dues")
    )


def told_matches(visit: Visit) -> Counter[Told]:
    return Counter(
        (
            *(row["contract"], row["due"], f"{row['file']}:{row['row']}"),
            *(int(row["amount_pence"]), row["rule"], row["state"]),
        )
        for row in rows_of(visit, "matches")
    )


def told_bank(visit: Visit) -> list[Told]:
    return [
        (
            *(f"{row['file']}:{row['row']}", row["booked_on"], int(row["amount_pence"])),
            *(row["contract"], int(row["explained_pence"]), row["state"]),
        )
        for row in rows_of(visit, "bank")
    ]


def told_decisions(visit: Visit) -> list[Told]:
    return [
        (
            *(row["decision"], row["kind"], row["subject"], int(row["amount_pence"]), row["state"]),
            *(row["proposed_by"], row["decided_by"]),
        )
        for row in rows_of(visit, "decisions")
    ]


def told_rows(visit: Visit, name: str, *without: str) -> Counter[Told]:
    rows = rows_of(visit, name)
    return Counter(tuple(value for key, value in row.items() if key not in without) for row in rows)


def told_postings(visit: Visit) -> Counter[Told]:
    """Of payments; what the bank and fees post shows in the proof."""
    return Counter(
        (
            *(row["contract"], f"{row['file']}:{row['row']}", int(row["step"]), int(row["part"])),
            *(row["date"], row["debit"], row["credit"], int(row["amount_pence"])),
        )
        for row in rows_of(visit, "postings")
        if row["contract"]
    )


def told_journal(visit: Visit) -> Counter[Told]:
    """Of payments; an entry without the number of its file, which only paycards knows."""
    return Counter(
        (
            *(row["source"], row["entry"].partition("-")[2], row["date"]),
            *(row["ledger_account"], int(row["amount_pence"])),
        )
        for row in rows_of(visit, "journal")
        if not row["source"].startswith(("bank-", "opening."))
    )


def told_fees(visit: Visit) -> Counter[Told]:
    found: Counter[Told] = Counter()
    for code, month in product((NETTED, STATED), MONTHS):
        check = check_fees(visit, code, dt.date.fromisoformat(f"{month}-01"), 1000)
        found.update(
            (code, month, each.network, each.payments, int(each.fee.replace(".", "")))
            for each in check.networks
        )
        found[code, month, "in all", check.payments, 1000 - check.difference_pence] += 1
    return found


def told(visit: Visit) -> dict[str, Counter[Told]]:
    """What is exported, without what only a clock knows."""
    return {
        "lines": told_rows(visit, "lines"),
        "suspense": told_rows(visit, "suspense", "since"),
        "balances": told_rows(visit, "balances"),
        "postings": told_postings(visit),
        "journal": told_journal(visit),
        "decisions": Counter(told_decisions(visit)),
        "dues": told_dues(visit),
        "matches": told_matches(visit),
        "bank": Counter(told_bank(visit)),
        "fees": told_fees(visit),
        "days": told_rows(visit, "days", "council", "closed_at"),
        "proof": told_rows(visit, "proof", "council"),
    }
