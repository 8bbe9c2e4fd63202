"""What people do with suspense items, payments, references, files and each other's decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paycards.access.visit import Visit
from paycards.decisions.noting import Owner
from paycards.decisions.splitting import Part
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.assign_item import assign_item
from paycards.jobs.combine_items import combine_items
from paycards.jobs.correct_bank_statement import correct_bank_statement
from paycards.jobs.correct_references import correct_references
from paycards.jobs.list_decisions import list_decisions
from paycards.jobs.list_files import list_files
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.move_payment import move_payment
from paycards.jobs.note_item import note_item
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.reject_file import reject_file
from paycards.jobs.release_file import release_file
from paycards.jobs.retry_file import retry_file
from paycards.jobs.return_item import return_item
from paycards.jobs.split_item import split_item
from paycards.jobs.withdraw_decision import withdraw_decision
from paycards.jobs.write_off_item import write_off_item
from tests.jobs.office.office import ACCOUNTS, PEOPLE, REFERENCES, Office, pick

Act = Callable[[], Any]


def place(office: Office, person: int, item: int, way: int) -> None:
    """Do something about a suspense item."""
    found = list_suspense(office.visit)
    if not found:
        return
    chosen, visit = pick(found, item), office.by(person)
    to, half = pick(ACCOUNTS, way), chosen.amount_pence // 2
    parts = [Part(half, "rent", to), Part(chosen.amount_pence - half, "rent", pick(ACCOUNTS, way + 1))]
    ids = [chosen.id, pick(found, item + 1).id]
    owner = Owner(pick((*PEOPLE, ""), way), office.visit.today)
    ways: tuple[Act, ...] = (
        lambda: allocate_item(visit, chosen.id, fund="rent", reference=to, note="n"),
        lambda: allocate_item(visit, chosen.id, fund="rent", reference=to, note="n", even_if_closed=True),
        lambda: split_item(visit, chosen.id, parts, note="n"),
        lambda: combine_items(visit, ids, fund="rent", reference=to, note="n"),
        lambda: return_item(visit, chosen.id, to="payer", note="n"),
        lambda: return_item(visit, chosen.id, to="supplier", note="n"),
        lambda: write_off_item(visit, chosen.id, note="n"),
        lambda: note_item(visit, chosen.id, note="n"),
        lambda: assign_item(visit, chosen.id, owner, note="n"),
    )
    office.attempt(pick(ways, way))


def move(office: Office, person: int, which: int, to: int) -> None:
    """Move a payment to another account."""
    if office.names:
        name, right = pick(office.names, which), ("rent", pick(ACCOUNTS, to))
        even = to % 2 == 0
        visit = office.by(person)
        office.attempt(lambda: move_payment(visit, name, right, note="n", part=None, even_if_closed=even))


def correct(office: Office, person: int, wrong: int, right: int) -> None:
    """Propose a sheet of one reference or two."""
    rows = [(pick(REFERENCES, wrong), pick(REFERENCES, right))]
    if wrong % 2:
        rows.append((pick(REFERENCES, wrong + 1), pick(REFERENCES, right + 2)))
    sheet = office.home / "sheet.csv"
    sheet.write_text("wrong,right\n" + "".join(f"{one},{other}\n" for one, other in rows))
    dry = wrong % 5 == 0
    office.attempt(lambda: correct_references(office.by(person), sheet, note="n", dry_run=dry))


def decide(office: Office, person: int, which: int, verdict: int) -> None:
    """Approve, refuse or withdraw what waits."""
    waiting = [each.decision for each in list_decisions(office.visit) if each.state == "proposed"]
    if not waiting:
        return
    number, visit = pick(waiting, which), office.by(person)
    verdicts: tuple[Act, ...] = (
        lambda: approve_decision(visit, number),
        lambda: approve_decision(visit, number),
        lambda: refuse_decision(visit, number, note="n"),
        lambda: withdraw_decision(visit, number),
    )
    office.attempt(pick(verdicts, verdict))


def see_to_file(office: Office, person: int, which: int, way: int) -> None:
    """Release, reject or read again a file that waits; a statement of the bank is taken instead."""
    found = [each for state in ("held", "quarantined") for each in list_files(office.visit, state=state)]
    if found:
        office.attempt(pick(_ways(office.by(person), str(pick(found, which).id)), way))


def _ways(visit: Visit, file: str) -> tuple[Act, ...]:
    return (
        lambda: correct_bank_statement(visit, file, note="n") or release_file(visit, file, note="n"),
        lambda: reject_file(visit, file, note="n"),
        lambda: retry_file(visit, file),
    )
