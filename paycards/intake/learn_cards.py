"""Learn card numbers from a supplier's cross reference: how a council knows the cards that others made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection, select

from paycards.cards.learning import Source, find_answers, write_answers
from paycards.channels import Decoded
from paycards.lists.merge_cards import (
    add_cards,
    find_card_faults,
    keep_first_rows,
    placed_cross_reference,
)
from paycards.store.councils import ContractRow
from paycards.store.problems import close_problem, open_problem
from paycards.store.tables import files

SHOWN_ROWS = 10


def learn_cards(
    connection: Connection,
    contract: ContractRow,
    file_id: int,
    name: str,
    decoded: Decoded,
    *,
    at: dt.datetime,
    actor: str,
) -> int:
    """Store the cards of a decoded cross reference and fill orders with them; return how many it taught.

    A row's account is the one that its reference names, by the rules for payments. A card that is
    on another account already is not moved; such a contract, and one whose reference names no account,
    is a problem for a person.
    """
    assert decoded.frame is not None  # noqa: S101 - a decoder's promise
    rows = decoded.frame.rename(columns={"row": "row_no"})
    source = Source(_sha256(connection, file_id), decoded.created_on)
    with placed_cross_reference(connection, contract, rows) as placed:
        bad = {number for number, _ in find_card_faults(connection, placed, contract.council_id)}
        bad.update(keep_first_rows(connection, placed))
        answers = find_answers(connection, contract.council_id, placed, source)
        new = add_cards(connection, placed, contract.council_id)
    write_answers(connection, contract.council_id, answers, source, at=at, actor=actor)
    _report(connection, contract, name, sorted(bad), at)
    return new + sum(answer.status_before != "" for answer in answers)


def _sha256(connection: Connection, file_id: int) -> str:
    return str(connection.execute(select(files.c.sha256).where(files.c.id == file_id)).scalar_one())


def _report(
    connection: Connection, contract: ContractRow, name: str, bad: Sequence[int], at: dt.datetime
) -> None:
    if not bad:
        close_problem(
            connection,
            contract_id=contract.id,
            kind="unlearned_card",
            subject=name,
            at=at,
            by="paycards",
            note="every card is known now",
        )
        return
    shown = ", ".join(str(number) for number in bad[:SHOWN_ROWS]) + (" ..." if len(bad) > SHOWN_ROWS else "")
    open_problem(
        connection,
        council_id=contract.council_id,
        contract_id=contract.id,
        kind="unlearned_card",
        subject=name,
        message=f"{contract.terms.code}: {len(bad)} cards of {name} could not be learned: row {shown}.",
        action="Their references name no single account, or the card is another account's: import the"
        " accounts and reconcile, or ask the supplier.",
        at=at,
    )
