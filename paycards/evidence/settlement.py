"""How the supplier paid for a payment: the due that its file is part of, and the bank's entries for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, select

from paycards.access.contracts import ContractRow
from paycards.evidence.story import FilePart, FromBank, Line, Settlement, SourceFile
from paycards.reconcile.bank.entries import details_of
from paycards.reconcile.settlement.dues import dues_of
from paycards.reconcile.settlement.remittance import Remittance, remittances
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.files import files
from paycards.store.tables.settlement import matches

NOT_THE_SUPPLIERS = "terminal"  # cash at the council's own terminals


def settlement_of(
    connection: Connection,
    contracts: Mapping[str, ContractRow],
    file: SourceFile,
    line: Line | None,
    today: dt.date,
) -> Settlement | None:
    """Return the due that a payment is part of, as it stands today; None where it stands on no statement yet.

    Nor is there one for what the supplier never owes, or where the contract has left the settings.
    """
    contract = contracts.get(file.contract)
    if contract is None or line is None or line.network == NOT_THE_SUPPLIERS:
        return None
    made = remittances(connection, contract, today).made
    mine = next((each for each in made if any(part.id == file.id for part in each.files)), None)
    return _told(connection, contract, mine, today) if mine else None


def _told(connection: Connection, contract: ContractRow, made: Remittance, today: dt.date) -> Settlement:
    due = next((each for each in dues_of(connection, contract, today) if each.key == made.maker.key), None)
    return Settlement(
        due=made.maker.key,
        due_on=made.due_on,
        amount_pence=made.amount_pence,
        fees_pence=due.fees_pence if due else 0,
        settled_pence=due.settled_pence if due else 0,
        outstanding_pence=due.outstanding_pence if due else 0,
        maker=_file(connection, made.maker.id),
        parts=tuple(FilePart(part.key, part.amount_pence) for part in made.files),
        from_bank=tuple(_from_bank(connection, contract, made.maker.key)),
    )


def _file(connection: Connection, file_id: int) -> tuple[int, str, str]:
    """The id, name and digest of a file."""
    query = select(files.c.id, files.c.name, files.c.sha256).where(files.c.id == file_id)
    row = connection.execute(query).one()
    return row.id, row.name, row.sha256


def _from_bank(connection: Connection, contract: ContractRow, due: str) -> Iterator[FromBank]:
    """Each entry that a match names beside the due, whether the match has ended or not."""
    its = (matches.c.contract_id == contract.id) & (matches.c.due == due)
    named = select(matches.c.file_id, matches.c.row_no).where(its).distinct().subquery()
    query = select(bank_entries).join(
        named, (named.c.file_id == bank_entries.c.file_id) & (named.c.row_no == bank_entries.c.row_no)
    )
    for row in connection.execute(query.order_by(bank_entries.c.file_id, bank_entries.c.row_no)):
        yield FromBank(*_file(connection, row.file_id), details_of(connection, row))
