"""What the audit trail says of bank files: all that taking them again depends on."""

from __future__ import annotations

from collections.abc import Sequence

from paycards.reconcile.bank.books import BankBooks
from paycards.reconcile.bank.parts import Part
from paycards.store.step import Step

IMPORTED, REPEATED = "bank.imported", "bank.repeated"


def record_import(step: Step, parts: Sequence[Part], books: BankBooks) -> None:
    """Write down that files were taken."""
    step.record(IMPORTED, parts[0].name, after=told(step, parts, books))


def record_repeat(step: Step, part: Part, reason: str) -> None:
    """Write down that a file says what another one said before."""
    said = {"file_id": part.file_id, "sha256": part.sha256, "reason": reason}
    step.record(REPEATED, part.name, after=said)


def told(step: Step, parts: Sequence[Part], books: BankBooks) -> dict[str, object]:
    """The files, how each was read and whose its statements are, and by what entries were known."""
    return {
        "files": [_file(part) for part in parts],
        "texts": [text.as_data() for text in books.texts],
        "booked_on": step.booked_on,
    }


def _file(part: Part) -> dict[str, object]:
    mapping = part.read.mapping
    return {
        "file_id": part.file_id,
        "name": part.name,
        "sha256": part.sha256,
        "accounts": [each.account.given for each in part.read.statements],
        "mapping": mapping and [mapping[0], mapping[1].model_dump(mode="json")],
    }
