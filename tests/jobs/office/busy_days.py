"""A busy day of an office, act by act: each does the same however often it is begun again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.decisions.splitting import Part
from paycards.demo.banks.booked import Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.errors import NotAllowed
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.assign_bank_entry import assign_bank_entry
from paycards.jobs.charge_bank_entry import charge_bank_entry
from paycards.jobs.close_day import close_day
from paycards.jobs.combine_items import combine_items
from paycards.jobs.correct_bank_statement import correct_bank_statement
from paycards.jobs.correct_references import correct_references
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.jobs.list_decisions import list_decisions
from paycards.jobs.list_files import list_files
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.move_payment import move_payment
from paycards.jobs.nightly import nightly
from paycards.jobs.open_dues import open_dues
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.release_file import release_file
from paycards.jobs.reopen_day import reopen_day
from paycards.jobs.return_item import return_item
from paycards.jobs.show_proof import show_proof
from paycards.jobs.sign_exception import sign_exception
from paycards.jobs.split_item import split_item
from paycards.jobs.unmatch_entry import unmatch_entry
from paycards.jobs.withdraw_decision import withdraw_decision
from paycards.jobs.write_off_item import write_off_item
from tests.jobs.office import suppliers
from tests.jobs.office.bank import MAIN, OPENING
from tests.jobs.office.office import ACCOUNTS, DAY, MONDAY, REFERENCES, Office, Sent, new_office
from tests.oracle import writers
from tests.oracle.writers import Paid

Act = Callable[[Visit], Any]
FILE, RECEIPTS = "NVDC0001.PO", "PP000123_20261116_000001.DAT"
FIRST, SECOND = ACCOUNTS[:2]
BANK = "bank-1.xml"
TUESDAY = (MONDAY + DAY).date()
BOOKED = Booked(
    MAIN,
    1,
    TUESDAY,
    TUESDAY,
    OPENING,
    [
        Line(TUESDAY, pence, text)
        for pence, text in (
            (4321, "NVDC"),
            (30_000, "PAYPOINT"),
            (-700, "NVDC"),
            (555, "RATES"),
            (90, "NVDC"),
        )
    ],
)
CORRECTED = replace(BOOKED, lines=[*BOOKED.lines[:4], replace(BOOKED.lines[4], pence=95)])


def busy_office(home: Path, database: str) -> Office:
    """An office with suspense, a held file, and lists of what was owed before and of wrong references."""
    (home / "wrong.csv").write_text(f"wrong,right\n{REFERENCES[3]},{FIRST}\n")
    (home / "old.csv").write_text("contract,due,due_on,amount_pence\nNVD-ALLPAY,OLD,2026-11-13,4321\n")
    office = new_office(home, database)
    rows = [(1, 1), (1, 22), (2, 22), (5, 28), (5, 33), (4, 27), (4, 30), (4, 31), (4, 32)]
    suppliers.references(office, rows, client="NVDC", takes_back=False)
    suppliers.receipts(office, [(0, 4), (1, 2), (0, 1)], back=None)
    twin = [writers.allpay_row(Paid("9826999900000000999", 7, "2026-11-16", FIRST), "P", is_short=False)]
    office.bring(Sent(FILE, writers.allpay_payments(twin, 7, "2026-11-16"), 1))
    office.night()
    return office


def acts(office: Office) -> list[tuple[str, Act]]:
    """All that is done, by name and in order; every second person approves."""
    home = office.home
    return [
        ("bank import", lambda visit: _import(visit, BANK, BOOKED)),
        ("opening items", lambda visit: open_dues(visit, home / "old.csv", note="n")),
        ("approve opening items", _approve),
        ("night", nightly),
        ("match", lambda visit: match_by_hand(visit, f"{BANK}:5", [(FILE, 40)], note="n")),
        ("approve match", _approve),
        ("unmatch", lambda visit: unmatch_entry(visit, f"{BANK}:5", note="n")),
        ("charge", lambda visit: charge_bank_entry(visit, f"{BANK}:3", note="n")),
        ("approve charge", _approve),
        ("assign", lambda visit: assign_bank_entry(visit, f"{BANK}:4", contract="NVD-PAYPOINT", note="n")),
        (
            "allocate",
            lambda visit: allocate_item(visit, _item(visit), fund="rent", reference=FIRST, note="n"),
        ),
        ("split", _split),
        ("combine", _combine),
        ("return", lambda visit: return_item(visit, _item(visit), to="payer", note="n")),
        ("approve return", _approve),
        ("write off", lambda visit: write_off_item(visit, _item(visit), note="n")),
        ("refuse write off", lambda visit: refuse_decision(_other(visit), _waiting(visit), note="n")),
        (
            "move",
            lambda visit: move_payment(
                visit, f"{RECEIPTS}:2", ("rent", SECOND), note="n", even_if_closed=False
            ),
        ),
        ("correct references", lambda visit: correct_references(visit, home / "wrong.csv", note="n")),
        ("approve references", _approve),
        ("release", lambda visit: release_file(visit, _held(visit), note="n")),
        ("close", lambda visit: close_day(visit, MONDAY.date())),
        ("reopen", lambda visit: reopen_day(visit, MONDAY.date(), council=None, note="n")),
        ("withdraw", lambda visit: withdraw_decision(visit, _waiting(visit))),
        ("reopen again", lambda visit: reopen_day(visit, MONDAY.date(), council=None, note="n")),
        ("approve reopening", _approve),
        ("corrected statement", lambda visit: _import(visit, "bank-1b.xml", CORRECTED)),
        ("take it", lambda visit: correct_bank_statement(visit, _held(visit), note="n")),
        ("approve it", _approve),
        ("next night", lambda visit: nightly(_next_day(visit))),
        ("close again", lambda visit: close_day(visit, MONDAY.date())),
        ("sign", lambda visit: _sign(_next_day(visit), TUESDAY)),
        ("close Tuesday", lambda visit: close_day(_next_day(visit), TUESDAY)),
    ]


def _import(visit: Visit, name: str, booked: Booked) -> None:
    import_bank_file(visit, our_own_bank(visit), BankFile(name, camt053([booked])))


def _other(visit: Visit) -> Visit:
    return replace(visit, visitor=Visitor("Ben"))


def _waiting(visit: Visit) -> int:
    return list_decisions(visit, state="proposed")[-1].decision


def _approve(visit: Visit) -> None:
    approve_decision(_other(visit), _waiting(visit))


def _item(visit: Visit, nth: int = 0) -> int:
    return list_suspense(visit)[nth].id


def _split(visit: Visit) -> None:
    item = list_suspense(visit)[0]
    parts = [Part(item.amount_pence - 1, "rent", FIRST), Part(1, "rent", SECOND)]
    split_item(visit, item.id, parts, note="n")


def _combine(visit: Visit) -> None:
    combine_items(visit, [_item(visit), _item(visit, 1)], fund="rent", reference=SECOND, note="n")


def _held(visit: Visit) -> str:
    return str(list_files(visit, state="held")[-1].id)


def _next_day(visit: Visit) -> Visit:
    return replace(visit, now=visit.now + DAY)


def _sign(visit: Visit, day: dt.date) -> None:
    """Sign for each check of a day that does not agree; whoever was interrupted goes on."""
    for _ in list_decisions(visit, state="proposed"):
        _approve(visit)
    for proof in show_proof(visit, day).proofs:
        for figure in proof.figures:
            if figure.state != "agrees":
                _sign_one(visit, day, proof.contract.terms.code, figure.check)


def _sign_one(visit: Visit, day: dt.date, contract: str, check: str) -> None:
    with suppress(NotAllowed):  # signed for already
        until = visit.today + 30 * DAY
        sign_exception(visit, day, contract=contract, check=check, note="n", until=until)
        _approve(visit)
