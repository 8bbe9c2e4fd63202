"""Learn card numbers from a supplier's cross reference: how a council knows the cards that others made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from paycards.access.contracts import ContractRow
from paycards.cards.learning import Source, find_answers, write_answers
from paycards.channels.decoded import Decoded
from paycards.clock import local_date
from paycards.counted import counted
from paycards.intake.recording import date_of
from paycards.lists.checks import Fault
from paycards.lists.merge_cards import (
    add_cards,
    find_card_faults,
    keep_first_rows,
    placed_cross_reference,
)
from paycards.store.step import Step
from paycards.store.tables.files import accepted_files

SHOWN_ROWS = 3
TWO_ACCOUNTS = "which names another account than an earlier row of its card"
KIND = "unlearned_card"


@dataclass(frozen=True)
class CrossReference:
    """A cross reference that was taken: the digest of its bytes, and what it says."""

    file_id: int
    name: str
    sha256: str
    decoded: Decoded


def learn_cards(step: Step, contract: ContractRow, file: CrossReference) -> int:
    """Store the cards of a cross reference and fill orders with them; return how many it taught.

    A row's account is the one that its reference names, by the rules for payments. A card that is
    on another account already is not moved; such a row, and one whose reference names no account,
    is a problem for a person.
    """
    assert file.decoded.frame is not None  # noqa: S101 - a decoder's promise
    rows = file.decoded.frame.rename(columns={"row": "row_no"})
    source = Source(file.sha256, date_of(file.decoded.created_on) or _taken_on(step, file))
    with placed_cross_reference(step.connection, contract, rows) as placed:
        bad = {
            number: _in_short(why)
            for number, why in find_card_faults(step.connection, placed, contract.council_id)
        }
        bad |= dict.fromkeys(keep_first_rows(step.connection, placed), TWO_ACCOUNTS)
        answers = find_answers(step.connection, contract.council_id, placed, source)
        new = add_cards(step.connection, placed, contract.council_id)
    write_answers(step, answers, source)
    _report(step, contract, file.name, sorted(bad.items()))
    return new + sum(answer.status_before != "" for answer in answers)


def _taken_on(step: Step, file: CrossReference) -> dt.date:
    query = select(accepted_files.c.accepted_at).where(accepted_files.c.file_id == file.file_id)
    return local_date(step.connection.execute(query).scalar_one())


def _in_short(fault: str) -> str:
    """What is wrong with a row, without what the maker of a list would do about it."""
    return fault.rpartition(": ")[0]


def _report(step: Step, contract: ContractRow, name: str, bad: Sequence[Fault]) -> None:
    if not bad:
        step.close_problem(KIND, name, contract_id=contract.id, note="every card is known now")
        return
    shown = [f"row {number}, {why}" for number, why in bad[:SHOWN_ROWS]]
    if len(bad) > SHOWN_ROWS:
        shown.append(f"and {counted(len(bad) - SHOWN_ROWS, 'more row')}")
    step.open_problem(
        KIND,
        name,
        contract_id=contract.id,
        contract=contract.terms.code,
        cards=counted(len(bad), "card"),
        file=name,
        rows="; ".join(shown),
    )
