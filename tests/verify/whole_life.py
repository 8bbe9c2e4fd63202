"""A council in whose books there is a row of everything that verify looks at."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.cards.cause import Cause
from paycards.cards.orders import Order, write_order
from paycards.cards.which import CardOrAccount
from paycards.closing.bulk_issue.beginning import begin_bulk_issue
from paycards.closing.bulk_issue.finishing import finish_bulk_issue
from paycards.closing.bulk_issue.planned_row import PlannedRow
from paycards.closing.office_list.office_list import OfficeList
from paycards.decisions.closing_days import write_closed
from paycards.decisions.noting import Owner
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.answer_enquiry import answer_enquiry
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.assign_bank_entry import assign_bank_entry
from paycards.jobs.assign_item import assign_item
from paycards.jobs.change_card import change_card
from paycards.jobs.close_problem import close_problem
from paycards.jobs.enter_bank_balance import enter_bank_balance
from paycards.jobs.import_files import import_file
from paycards.jobs.open_enquiry import Whose, open_enquiry_about
from paycards.jobs.reconcile import reconcile
from paycards.jobs.reject_file import reject_file
from paycards.jobs.release_file import release_file
from paycards.jobs.reopen_day import reopen_day
from paycards.jobs.sign_exception import sign_exception
from paycards.jobs.sign_return import sign_return
from paycards.jobs.write_outgoing import write_outgoing
from paycards.settings.installation import Settings
from paycards.settings.reading import load_settings
from paycards.settings.tiers import Tiers
from paycards.store.engine import reading
from paycards.store.tables.audit import problems
from paycards.store.tables.card_life import card_requests
from paycards.store.tables.files import files
from paycards.store.tables.suspense import suspense_items
from paycards.tracing.facts import Facts
from tests.cards.card_desk import ORDERED, OTHER, RENT, TAX, issue, live_card
from tests.cards.card_desk import SETTINGS as DESK
from tests.channels.supplier_files import (
    CARD,
    allpay,
    control,
    cross_reference,
    joined,
    long_row,
    payzone,
    sale,
    statement,
)
from tests.fresh import init_fresh
from tests.jobs.bank_files import bring, day
from tests.jobs.hand_in import STRANGER, bring_accounts, bring_cards
from tests.visits import open_visit, with_settings

TOO_LONG = "R1000000410A"  # for the rent cash file: its posting is held back
MONDAY = dt.datetime(2026, 11, 16, 4, 0, tzinfo=dt.UTC)
MORE = """
[[councils.contracts]]
code = "NVD-POST"
channel = "post_office"
client_code = "0429170"
[[councils.contracts]]
code = "NVD-PAYZONE"
channel = "payzone"
client_code = "NVD4471"
[councils.contracts.settlement]
bank_text = "PAYZONE"

[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"

[[councils.outgoing]]
fund = "rent"
format = "rent_cash"
[[councils.outgoing]]
fund = "council_tax"
format = "income_csv"

[[councils.card_schemes]]
code = "rent"
"""
SCHEME = '\n[[councils.card_schemes]]\ncode = "rent"\n'


def settings_of(home: Path, database: str) -> Settings:
    text = DESK.replace(SCHEME, MORE, 1)
    path = home / "paycards.toml"
    path.write_text(text.format(database=database), encoding="utf-8")
    return load_settings(path)


def live(home: Path, database: str, *, too_long: str = TOO_LONG) -> None:
    """Two days; the payment to the account `too_long` fits the file of its fund, or is held back."""
    settings = settings_of(home, database)
    init_fresh(settings)
    visit = open_visit(settings, now=MONDAY, actor="clerk")
    _monday(visit, home, too_long)
    _tuesday(replace(visit, now=MONDAY + dt.timedelta(days=1)), home)
    visit.installation.engine.dispose()


def wake(home: Path, database: str) -> Visit:
    """Open the installation in a folder afterwards."""
    return open_visit(settings_of(home, database), now=MONDAY + dt.timedelta(days=3), actor="auditor")


def _monday(visit: Visit, home: Path, too_long: str) -> None:
    rent = (f"NVD,rent,{RENT},open", f"NVD,rent,{OTHER},open", "NVD,rent,R300000003,open")
    others = (f"NVD,council_tax,{TAX},open", f"NVD,garage,{ORDERED},open", f"HMB,rent,{RENT},open")
    bring_accounts(visit, home, *rent, f"NVD,rent,{too_long},open", *others)
    bring_cards(visit, home, f"NVD,rent,{RENT},{CARD}")
    rows = [
        long_row(1250, CARD, RENT),
        long_row(900, STRANGER, TAX),
        long_row(700, STRANGER, "R99"),
        long_row(600, STRANGER, "R200000002"),
        long_row(150, STRANGER, too_long),
    ]
    import_file(visit, "NVDC0001.PO", allpay(rows, 3600))
    import_file(visit, "NVDC0002.STA", joined(statement({"Post Office (.PO)": 3600})))
    import_file(visit, "A319001.CTL", control([("A319001.TXN", 1, 100)]))
    sales = [sale("A1"), sale("A2", "7.05"), sale("A3", "7.05", "VOID", "A2"), sale("A1"), sale("A2", "1.00")]
    import_file(visit, "payzone_NVD4471_001530.csv", payzone(sales, "41.00"))
    reconcile(visit)
    write_outgoing(visit)


def _tuesday(visit: Visit, home: Path) -> None:
    known = cross_reference([("9826999900000000049", "R300000003", "N")])
    import_file(visit, "NVDC0003.CRF", known)
    import_file(visit, "NVDC0004.CRF", known)  # repeats the one before
    for pence in (100, 200, 300):  # each under a number that is used already
        import_file(visit, "NVDC0001.PO", allpay([long_row(pence, CARD, RENT)], pence))
    import_file(visit, "NVDC0005.PO", b"damaged")
    held = _all(visit, select(files.c.id).where(files.c.state == "held").order_by(files.c.id))
    release_file(visit, str(held[0]), note="the supplier used the number twice")
    reject_file(visit, str(held[1]), note="not ours")
    waiting = select(suspense_items.c.id).where(suspense_items.c.reason == "unknown_card")
    note = "the tenant showed the receipt"
    allocate_item(visit, _all(visit, waiting)[0], fund="rent", reference=OTHER, note=note)
    _decide(visit)
    _return(visit)
    [gap, *_] = _all(visit, select(problems.c.id).where(problems.c.kind.not_in(("held", "quarantined"))))
    close_problem(visit, gap, note="dealt with by telephone")
    bring_accounts(visit, home, "NVD,rent,R200000002,open", f"NVD,rent,{RENT},former")
    _cards(visit)
    _enquiry(visit)
    import_file(visit, "NVDC0006.PO", allpay([long_row(300, CARD, RENT), long_row(50, STRANGER, TAX)], 350))
    reconcile(visit)
    write_outgoing(visit)
    import_file(visit, "NVDC0007.PO", allpay([long_row(350, CARD, RENT)], 350))  # not decided yet
    _bank(visit)
    _days(visit)


def _days(visit: Visit) -> None:
    """Monday is signed for, closed, opened again by two people, and closed again."""
    second = replace(visit, visitor=Visitor("second clerk"))
    monday = (visit.now - dt.timedelta(days=1)).date()
    why = "the bank sends it next week"
    until = monday + dt.timedelta(days=30)
    signed = sign_exception(visit, monday, contract="NVD-PAYZONE", check="bank", note=why, until=until)
    approve_decision(second, signed.decision)
    figures = [["NVD-PAYZONE", "bank", 5177, 5100, "differs", "not looked at"]]
    _close(visit, monday, figures)
    again = reopen_day(visit, monday, council="NVD", note="a mistake")
    approve_decision(second, again.decision)
    _close(replace(visit, now=visit.now + dt.timedelta(hours=1)), monday, figures)


def _return(visit: Visit) -> None:
    """The return of October, signed by two people."""
    prepared = sign_return(visit, "2026-10", council="NVD", note="nothing came in October")
    approve_decision(replace(visit, visitor=Visitor("second clerk")), prepared.decision)


def _close(visit: Visit, day: dt.date, figures: list[list[object]]) -> None:
    with visit.step(1, Permission.CLOSE_DAYS) as step:
        write_closed(step, day, "0" * 64, figures)


def _bank(visit: Visit) -> None:
    """A statement of which a person said whose an entry is, and a balance that a person entered."""
    bring(visit, "monday.xml", day(0, 1000, (4100, "PAYZONE UK"), (77, "who knows")))
    assign_bank_entry(visit, "monday.xml:2", contract="NVD-PAYZONE", note="their remittance advice")
    enter_bank_balance(visit, "MAIN", on=day(0, 0).first, pence=5177)


def _decide(visit: Visit) -> None:
    """A decision of two people, and one that waits."""
    for reference, person in ((RENT, "second clerk"), (OTHER, "")):
        [item, *_] = _all(visit, select(suspense_items.c.id).where(suspense_items.c.state == "open"))
        strict = visit.settings.councils[0].model_copy(update={"tiers_pence": Tiers(default=0)})
        settings = visit.settings.model_copy(update={"councils": (strict, *visit.settings.councils[1:])})
        there = with_settings(visit, settings)
        proposed = allocate_item(there, item, fund="rent", reference=reference, note="asked by telephone")
        if person:
            approve_decision(replace(visit, visitor=Visitor(person)), proposed.decision, note="heard it")
        else:
            assign_item(visit, item, Owner("second clerk", visit.today), note="please approve it")


def _enquiry(visit: Visit) -> None:
    facts = Facts("post_office", dt.date(2026, 11, 14), 1250, CARD[-4:], "", "")
    asked = open_enquiry_about(visit, facts, council="NVD", whose=Whose("rent", RENT), note="by telephone")
    answer_enquiry(visit, asked.enquiry.number, outcome="found", note="told so", council="NVD")


def _cards(visit: Visit) -> None:
    number = live_card(visit, OTHER)
    live_card(visit, TAX)
    change_card(visit, CardOrAccount(number), "lose", cause=Cause(note="on the bus"))
    issue(visit, ORDERED)
    council_id = visit.installation.contracts["NVD-ALLPAY"].council_id
    [asked] = _all(visit, select(card_requests.c.number).where(card_requests.c.card_number.is_(None)))
    sha256 = visit.installation.archive.keep(b"an order")
    with visit.step(council_id, Permission.MANAGE_CARDS) as step:
        write_order(step, Order(1, "garage", "order-1.csv", sha256, (asked,)))
        finish_bulk_issue(step, begin_bulk_issue(step, _office_list(), [PlannedRow(1, "unknown")], "Sale"), 0)


def _office_list() -> OfficeList:
    said = dict.fromkeys(("payments_a_year", "last_paid_on", "usual_amount_pence"))
    rows = pd.DataFrame([{"language": "en", "large_print": 0, **said}])
    return OfficeList("sale.csv", "", "c" * 64, rows, (), (), b"")


def _all(visit: Visit, query):  # type: ignore[no-untyped-def]
    with reading(visit.installation.engine) as connection:
        return connection.execute(query).scalars().all()
