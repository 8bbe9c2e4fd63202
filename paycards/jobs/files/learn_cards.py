"""Learn card numbers from a supplier's cross reference: how a council knows the cards that others made."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Column, Connection, Integer, String, Table, and_, insert, select

from paycards.channels import Decoded
from paycards.reconcile.rules import decisions
from paycards.store import bulk
from paycards.store.councils import ContractRow
from paycards.store.problems import close_problem, open_problem
from paycards.store.tables import accounts, cards
from paycards.store.temporary import temporary

SHOWN_ROWS = 10


def learn_cards(
    connection: Connection,
    row: ContractRow,
    file_id: int,
    name: str,
    decoded: Decoded,
    *,
    at: dt.datetime,
) -> int:
    """Store the cards of a decoded cross reference; return how many are new.

    A row's account is the one that its reference names, by the rules for payments. A card that is
    on another account already is not moved; such a row, and one whose reference names no account,
    is a problem for a person.
    """
    assert decoded.frame is not None  # noqa: S101 - a decoder's promise
    columns = (
        Column("file_id", BigInteger, nullable=False),
        Column("row_no", Integer, nullable=False),
        Column("contract_id", BigInteger, nullable=False),
        Column("kind", String, nullable=False),
        Column("card_number", String, nullable=False),
        Column("client_reference", String, nullable=False),
        Column("receipt", String, nullable=False),
        Column("receipt_day", Integer, nullable=False),
        Column("new_number", String, nullable=False),
    )
    frame = decoded.frame.rename(columns={"row": "row_no", "card_number": "new_number"})
    with temporary(connection, "learned", *columns) as learned:
        bulk.load(
            connection,
            learned,
            frame.drop(columns="change"),
            file_id=file_id,
            contract_id=row.id,
            kind="payment",
            card_number="",  # only the reference counts here
            receipt="",
            receipt_day=0,
        )
        new, bad = _store(connection, row, learned)
    _report(connection, row, name, bad, at)
    return new


def _store(connection: Connection, row: ContractRow, learned: Table) -> tuple[int, list[int]]:
    decided = decisions(
        learned, row.council_id, row.contract.fund_patterns, keep=("row_no", "new_number")
    ).subquery("decided")
    same = and_(cards.c.council_id == row.council_id, cards.c.card_number == decided.c.new_number)
    rows = connection.execute(
        select(
            decided.c.row_no,
            decided.c.new_number,
            decided.c.named_id.label("account_id"),  # a card of a closed account is a card all the same
            accounts.c.match_reference,
            accounts.c.status,
            cards.c.account_id.label("held"),
        )
        .select_from(decided.outerjoin(accounts, accounts.c.id == decided.c.named_id).outerjoin(cards, same))
        .order_by(decided.c.row_no)
    ).all()
    return _insert(connection, row, rows)


def _insert(connection: Connection, row: ContractRow, rows) -> tuple[int, list[int]]:  # type: ignore[no-untyped-def]
    known: dict[str, int] = {}
    bad, new = [], []
    for line in rows:
        held = known.get(line.new_number, line.held)
        if line.account_id is None or (held is not None and held != line.account_id):
            bad.append(line.row_no)
        elif held is None:
            known[line.new_number] = line.account_id
            new.append(
                {
                    "council_id": row.council_id,
                    "card_number": line.new_number,
                    "account_id": line.account_id,
                    "account_reference": line.match_reference,
                    "account_status": line.status,
                    "status": "active",
                }
            )
    if new:
        connection.execute(insert(cards), new)
    return len(new), bad


def _report(connection: Connection, row: ContractRow, name: str, bad: list[int], at: dt.datetime) -> None:
    if not bad:
        close_problem(
            connection,
            contract_id=row.id,
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
        council_id=row.council_id,
        contract_id=row.id,
        kind="unlearned_card",
        subject=name,
        message=f"{row.contract.code}: {len(bad)} cards of {name} could not be learned: row {shown}.",
        action="Their references name no single account, or the card is another account's: import the"
        " accounts and reconcile, or ask the supplier.",
        at=at,
    )
