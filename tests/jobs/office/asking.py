"""What people ask, of anything, at any time: there is always an answer, and it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paycards.jobs.answer_enquiry import answer_enquiry
from paycards.jobs.backtest_suggestions import backtest_suggestions
from paycards.jobs.day_status import day_status
from paycards.jobs.explain_file import explain_file
from paycards.jobs.forecast_dues import forecast_dues
from paycards.jobs.give_evidence import give_evidence
from paycards.jobs.list_bank_entries import list_bank_entries
from paycards.jobs.list_decisions import list_decisions
from paycards.jobs.list_dues import list_dues
from paycards.jobs.list_enquiries import list_enquiries
from paycards.jobs.list_files import list_files
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.offer_opening_items import offer_opening_items
from paycards.jobs.open_enquiry import Whose, open_enquiry_about
from paycards.jobs.report_period import report_period
from paycards.jobs.shield_accounts import shield_accounts
from paycards.jobs.show_bank_entry import show_bank_entry
from paycards.jobs.show_decision import show_decision
from paycards.jobs.show_due import show_due
from paycards.jobs.show_item import show_item
from paycards.jobs.show_morning import show_morning
from paycards.jobs.show_payment import show_payment
from paycards.jobs.suggest_accounts import suggest_accounts
from paycards.tracing.facts import Facts
from tests.jobs.office.office import ACCOUNTS, CARDS, PENCE, Office, pick

OUTCOMES = ("found", "not_found", "withdrawn")


def ask(office: Office, what: int, which: int) -> None:
    """Ask for the story of one thing, or for a list."""
    office.attempt(pick(_questions(office, which), what))


def _questions(office: Office, which: int) -> tuple[Callable[[], Any], ...]:
    visit, row = office.visit, pick(office.names, which)
    out = office.home / f"evidence-{len(list(office.home.glob('evidence-*')))}"
    return (
        lambda: show_payment(visit, row),
        lambda: give_evidence(visit, row, out),
        lambda: [show_bank_entry(visit, f"{each.file}:{each.row}") for each in list_bank_entries(visit)[-3:]],
        lambda: [show_due(visit, each.due, contract=each.contract) for each in list_dues(visit)[-3:]],
        lambda: [show_decision(visit, each.decision) for each in list_decisions(visit)[-3:]],
        lambda: [show_item(visit, "NVD", each.id) for each in list_suspense(visit)[-3:]],
        lambda: [suggest_accounts(visit, each.id) for each in list_suspense(visit)[:2]],
        lambda: [explain_file(visit, str(each.id)) for each in list_files(visit)[-2:]],
        lambda: (forecast_dues(visit), offer_opening_items(visit), shield_accounts(visit)),
        lambda: (report_period(visit, "2026-11"), day_status(visit), show_morning(visit, "NVD")),
        lambda: backtest_suggestions(visit),
    )


def enquire(office: Office, person: int, which: int, pence: int) -> None:
    """Somebody misses a payment; or one who did gets an answer."""
    visit = office.by(person)
    still_open = list_enquiries(visit)
    if still_open and which % 2:
        number, outcome = pick(still_open, which).number, pick(OUTCOMES, pence)
        office.attempt(lambda: answer_enquiry(visit, number, outcome=outcome, note="n"))
        return
    facts = Facts("paypoint", visit.today, pick(PENCE, pence), card_ending=pick(CARDS, which)[-5:])
    whose = Whose("rent", pick(ACCOUNTS, which)) if which % 3 else Whose()
    office.attempt(lambda: open_enquiry_about(visit, facts, council="NVD", whose=whose, note="n"))
