"""Show one file with everything that is known of it, and what one that waits for a decision says."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import Corrupt, FileRefused
from paycards.intake.records import FileDetails, details_of, find_file
from paycards.intake.waiting import STATES, look_into, other_half
from paycards.jobs.import_bank_file import our_own_bank
from paycards.reconcile.bank.beside import bank_file_says

ROWS = 10  # shown of each file


def show_file(visit: Visit, which: str, *, rows: int = ROWS) -> FileDetails:
    """Return everything known of a file, by its id or name. Raises NotFound for an unknown file.

    Of a refused or held one also what it says of itself, with its first `rows` rows, and the accepted file
    that it stands against. What `verify` calls damaged in the archive says nothing.
    """
    installation = visit.installation
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        record = find_file(seen, which)
        details = details_of(seen.connection, record, installation.archive.path(record.sha256))
        if record.kind == "bank":
            with suppress(Corrupt, FileRefused):
                read = our_own_bank(visit).read(installation.archive.read(record.sha256))
                says = bank_file_says(seen.connection, record.council_id, record.name, read)
                details = replace(details, bank=says)
        elif record.state in STATES:
            with suppress(Corrupt):
                details = replace(details, says=look_into(installation, record, rows))
                if record.state == "held":
                    beside = other_half(seen.connection, installation, record, rows)
                    details = replace(details, beside=beside)
        return details
