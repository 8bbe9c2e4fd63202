"""List the accounts that recovery letters must spare."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.channels.timetable import bank_holidays
from paycards.tracing.shield.awaited_files import usual_payers
from paycards.tracing.shield.decided import proposed_owners
from paycards.tracing.shield.enquiries import asked_for
from paycards.tracing.shield.extracts import not_in_an_extract
from paycards.tracing.shield.spared import Look, Spared, first_of_each
from paycards.tracing.shield.suspense import owners_of_suspense
from paycards.tracing.shield.waiting_files import named_in_waiting_files

REASONS = (
    *(owners_of_suspense, proposed_owners, named_in_waiting_files),
    *(usual_payers, not_in_an_extract, asked_for),
)


def shield_accounts(visit: Visit, *, council: str | None = None) -> list[Spared]:
    """Return each account with money in flight, once for each reason. Raises NotFound for a council."""
    with visit.reading(council, may=Permission.MAKE_EXPORTS) as seen:
        looks = [_look(visit, seen, code) for code in seen.councils]
        return first_of_each(each for look in looks for find in REASONS for each in find(look))


def _look(visit: Visit, seen: Reading, code: str) -> Look:
    own, council_id = visit.settings.paycards, seen.councils[code]
    contracts = [each for each in visit.installation.contracts.values() if each.council_id == council_id]
    return Look(
        seen=seen,
        settings=visit.settings,
        installation=visit.installation,
        council=code,
        council_id=council_id,
        contracts=tuple(contracts),
        today=visit.today,
        holidays=bank_holidays(own.extra_bank_holidays, own.not_bank_holidays),
    )
