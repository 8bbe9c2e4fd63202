"""Cross references whose cards could not all be learned when they came: read again as accounts come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.channels.reading import read_file
from paycards.intake.learn_cards import KIND, CrossReference, learn_cards
from paycards.reconcile.payments.noting import note
from paycards.store.step import Step
from paycards.store.tables.audit import problems
from paycards.store.tables.files import files


def unlearned_files(connection: Connection, contract: ContractRow) -> list[Row[Any]]:
    """Return id, name and digest of each cross reference of a contract that is not wholly learned."""
    its_problem = (problems.c.contract_id == files.c.contract_id) & (problems.c.subject == files.c.name)
    query = (
        select(files.c.id, files.c.name, files.c.sha256)
        .join(problems, its_problem)
        .where(files.c.contract_id == contract.id, files.c.state == "accepted")
        .where(problems.c.kind == KIND, problems.c.closed_at.is_(None))
    )
    return list(connection.execute(query))


def learn_late(step: Step, installation: Installation, contract: ContractRow, file: Row[Any]) -> None:
    """Read a cross reference again and learn its cards once more."""
    decoded = read_file(
        file.name,
        installation.archive.read(file.sha256),
        installation.layouts.for_channel(contract.terms.channel),
        reference_prefix=contract.terms.reference_prefix,
    )
    installation.keep_layout(decoded.layout)
    learn_again(step, contract, CrossReference(file.id, file.name, file.sha256, decoded))


def learn_again(step: Step, contract: ContractRow, file: CrossReference) -> None:
    """Learn the cards of a cross reference once more, and write it down if that taught any."""
    if learn_cards(step, contract, file):
        read_by = {"layout": file.decoded.layout, "layout_sha256": file.decoded.layout_sha256}
        note(step, contract, "cards.learned", file_id=file.file_id, **read_by)
