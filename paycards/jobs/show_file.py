"""Show one file with everything that is known of it, and what one that waits for a decision says."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import Corrupt, FileRefused
from paycards.intake.records import WAITING, FileDetails, details_of, find_file

ROWS = 10  # shown of each file


def show_file(visit: Visit, which: str, *, rows: int = ROWS) -> FileDetails:
    """Return everything known of a file, by its id or name. Raises NotFound for an unknown file.

    Of a refused or held one also what it says of itself, with its first `rows` rows, and the accepted file
    that it stands against. What `verify` calls damaged in the archive says nothing.
    """
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        return read_details(visit, seen.connection, find_file(seen, which), rows)


def read_details(visit: Visit, connection: Connection, record: Row[Any], rows: int) -> FileDetails:
    """Return the same of a record that was found."""
    installation = visit.installation
    details = details_of(connection, record, installation.archive.path(record.sha256))
    if record.kind == "bank":
        from paycards.jobs.import_bank_file import our_own_bank  # the readers of all its layouts
        from paycards.reconcile.bank.beside import bank_file_says

        with suppress(Corrupt, FileRefused):
            read = our_own_bank(visit).read(installation.archive.read(record.sha256))
            says = bank_file_says(connection, record.council_id, record.name, read)
            return replace(details, bank=says)
    elif record.state in WAITING:
        from paycards.intake.waiting import look_into, other_half, other_text

        with suppress(Corrupt):
            details = replace(details, says=look_into(installation, record, rows))
            if record.state == "held":
                beside = other_half(connection, installation, record, rows)
                text = None if beside else other_text(connection, installation, record, rows)
                return replace(details, beside=beside, beside_text=text)
    return details
