"""What a finance officer asks and decides in the year, and the proof of all of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from benchmarks.big.files import LAST_DAY
from benchmarks.year.living import Year

SOME = 20  # of what is asked for one by one
FEW = 5
BEFORE = dt.timedelta(days=14)


def morning(year: Year) -> None:
    """Suggest for one item and for all, prove a day, trace a payment, decide."""
    from paycards.jobs.list_suspense import list_suspense

    items = [item.id for item in list_suspense(year.visit)]
    _suggest(year, items[-SOME:])
    _prove_a_day(year)
    _trace(year)
    _decide(year, items[-2 * SOME : -SOME])


def _suggest(year: Year, items: Sequence[int]) -> None:
    from paycards.jobs.suggest_accounts import suggest_accounts
    from paycards.jobs.suggest_for_all import suggest_for_all

    suggest_accounts(year.visit, items[0])  # libraries are loaded, pages are read
    year.timed("suggest", lambda: [suggest_accounts(year.visit, item) for item in items], len(items))
    year.timed("suggest_all", lambda: suggest_for_all(year.visit))


def _prove_a_day(year: Year) -> None:
    from paycards.jobs.show_proof import show_proof

    booked = LAST_DAY - BEFORE + dt.timedelta(days=1)  # the files of a week
    show_proof(year.visit, booked)
    year.timed("proof", lambda: [show_proof(year.visit, booked) for _ in range(FEW)], FEW)


def _trace(year: Year) -> None:
    from paycards.jobs.trace_payment import trace_payment
    from paycards.tracing.facts import Facts

    facts = Facts(paid_on=LAST_DAY - BEFORE, amount_pence=5000, network="paypoint")
    year.timed("trace", lambda: [trace_payment(year.visit, facts) for _ in range(FEW)], FEW)


def _decide(year: Year, items: Sequence[int]) -> None:
    from paycards.jobs.allocate_item import allocate_item

    reference = _rent_reference(year)

    def decide() -> None:
        for item in items:
            allocate_item(year.visit, item, fund="rent", reference=reference, note="bench")

    year.timed("decision", decide, len(items))


def _rent_reference(year: Year) -> str:
    text = (year.home / "accounts.csv").read_text(encoding="utf-8")
    rows = (line.split(",") for line in text.splitlines())
    return next(row[2] for row in rows if row[1] == "rent" and row[3] == "open")


def prove(year: Year) -> None:
    """Rebuild the year and compare."""
    from paycards.jobs.verify import verify

    def all_of_it() -> None:
        verified = verify(year.visit)
        if not verified.agrees:
            raise SystemExit(f"verify does not agree: {verified.counts}")

    year.timed("verify", all_of_it)
    year.took["verify_ratio"] = year.took["verify"] / (year.took["import"] + year.took["reconcile"])
