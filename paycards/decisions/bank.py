"""Decisions about the bank: entries, corrected statements, charges, and the settings of its accounts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, select

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.bank.mappings import load_mappings
from paycards.decisions.decision import Decision, Proposal
from paycards.errors import NotAllowed
from paycards.reconcile.bank.assigning import assign
from paycards.reconcile.bank.books import BankBooks, books_of
from paycards.reconcile.bank.charging import chargeable_pence
from paycards.reconcile.bank.correcting import entries_of, record_correction, replace_contradicted, ruling_on
from paycards.reconcile.bank.entries import entry_of
from paycards.reconcile.bank.our_bank import our_bank
from paycards.reconcile.bank.parts import Part
from paycards.reconcile.bank.placed import Placed
from paycards.reconcile.bank.ruling import days
from paycards.reconcile.bank.settings_watch import agree
from paycards.reconcile.bank.taking import take
from paycards.reconcile.settlement.made import Making, NewMatch
from paycards.reconcile.settlement.open_problems import explained
from paycards.reconcile.settlement.settled import CHARGE
from paycards.reconcile.settlement.standing_matches import (
    CONFIRMED,
    LAPSED,
    TAKEN_BACK,
    all_matches,
    standing,
)
from paycards.reconcile.settlement.writing import write_matches
from paycards.reconcile.subjects import ENTRY, place
from paycards.store.step import Step
from paycards.store.tables.files import files


def proposed_assignment(entry: Row[Any], which: str, contract: str, note: str) -> Proposal:
    """That an entry is a contract's, or with an empty code nobody's."""
    return Proposal(
        kind="bank_contract",
        subject=which,
        amount_pence=entry.amount_pence,
        about={place(ENTRY, entry.file_id, entry.row_no): abs(entry.amount_pence)},
        terms={"file_id": entry.file_id, "row_no": entry.row_no, "contract": contract},
        reason=note,
    )


def apply_assignment(step: Step, installation: Installation, decision: Decision) -> None:
    """Make the entry the contract's, or nobody's. Raises NotAllowed where that cannot be done any more."""
    said, contracts = decision.terms, installation.contracts
    if said["contract"] and said["contract"] not in contracts:
        raise NotAllowed(f"There is no contract {said['contract']}.", code="no_such_contract")
    contract = contracts[said["contract"]] if said["contract"] else None
    its_place = (said["file_id"], said["row_no"])
    before = entry_of(step.connection, *its_place).contract_id
    assign(step, its_place, contract, decision.reason)
    if before is not None:
        explained(step, installation.contract(before), its_place)


def proposed_settings(digest: str, note: str) -> Proposal:
    """That bank files are taken by the settings of today."""
    about, terms = {"settings:bank": 0}, {"digest": digest}
    return Proposal("settings", "bank accounts and mappings", 0, about, terms, note)


def apply_settings(step: Step, _: Installation, decision: Decision) -> None:
    """Go by the settings that were proposed."""
    agree(step, decision.terms["digest"], decision.reason)


def proposed_correction(record: Row[Any], against: Sequence[Placed], note: str) -> Proposal:
    """That a held bank file is taken in the place of these statements."""
    return Proposal(
        kind="corrected_statement",
        subject=record.name,
        amount_pence=record.total_pence,
        about={f"file:{record.id}": abs(record.total_pence)},
        terms={"file_id": record.id, "replaces": _named(against)},
        reason=note,
    )


def apply_correction(step: Step, installation: Installation, decision: Decision) -> None:
    """Take the file: matches of what it replaces are taken back first.

    Raises FileRefused, and NotAllowed where it would replace other statements than those that were proposed.
    """
    part = _held_part(step, installation, decision)
    books = books_of(decision.council, installation.contracts.values())
    against = ruling_on(step, part).against
    _require_proposed(decision, against)
    replaced = entries_of(step, against)
    for contract in books.contracts.values():
        places = {(each.file_id, each.row_no) for each in replaced if each.contract_id == contract.id}
        if places:
            _take_back(step, contract, places)
    correct(step, part, books, decision.reason)


def _named(against: Sequence[Placed]) -> list[str]:
    return [f"{each.name} of {days(each)}" for each in against]


def _require_proposed(decision: Decision, against: Sequence[Placed]) -> None:
    """Raise NotAllowed where other statements stand now than when this was proposed."""
    proposed, now = decision.terms["replaces"], _named(against)
    if now != proposed:
        raise NotAllowed(
            f"{decision.subject} was to replace {', '.join(proposed)}; now it would replace"
            f" {', '.join(now) or 'none'}. Refuse this, and propose it again.",
            code="other_statements",
        )


def _take_back(step: Step, contract: ContractRow, places: Collection[tuple[int, int]]) -> None:
    """End every match of these entries of a contract, with its fees and charges, and what is open of them."""
    ended = [
        (match.number, TAKEN_BACK if match.state == CONFIRMED else LAPSED)
        for match in standing(all_matches(step.connection, contract.id))
        if (match.file_id, match.row_no) in places
    ]
    write_matches(step, contract, Making([], ended, step.actor))
    for its_place in places:
        explained(step, contract, its_place)


def correct(step: Step, part: Part, books: BankBooks, note: str) -> None:
    """Take a held file in the place of what it contradicts, of which nothing is matched: all of it today."""
    replaced = replace_contradicted(step, part, books)
    take(step, [part], books, on=step.booked_on)
    record_correction(step, part, books, replaced, note)


def _held_part(step: Step, installation: Installation, decision: Decision) -> Part:
    record = step.connection.execute(select(files).where(files.c.id == decision.terms["file_id"])).one()
    if record.state != "held" or record.rejected:
        raise NotAllowed(f"{record.name} is not held any more.", code="file_not_held")
    known = load_mappings(installation.settings.paycards.mappings)
    bank = our_bank(installation.settings.bank_accounts(), known)
    return Part(record.id, record.name, record.sha256, bank.read(installation.archive.read(record.sha256)))


def proposed_charge(entry: Row[Any], which: str, open_pence: int, note: str) -> Proposal:
    """That what is open of an entry is a charge of its supplier."""
    return Proposal(
        kind="charge",
        subject=which,
        amount_pence=open_pence,
        about={place(ENTRY, entry.file_id, entry.row_no): abs(open_pence)},
        terms={"file_id": entry.file_id, "row_no": entry.row_no, "pence": open_pence},
        reason=note,
    )


def apply_charge(step: Step, installation: Installation, decision: Decision) -> None:
    """Post fees debit, clearing credit, and explain the entry. Raises NotAllowed where it is open no more."""
    said = decision.terms
    entry = entry_of(step.connection, said["file_id"], said["row_no"])
    pence = chargeable_pence(step.connection, entry)
    if pence != said["pence"]:
        raise NotAllowed("What is open of the entry changed meanwhile.", code="entry_changed")
    contract = installation.contract(entry.contract_id)
    why = f"a charge of the supplier: {decision.reason}"
    charge = NewMatch(entry.file_id, entry.row_no, CHARGE, pence, -pence, "manual", "confirmed", why)
    write_matches(step, contract, Making([charge], [], step.actor))
    explained(step, contract, (entry.file_id, entry.row_no))
