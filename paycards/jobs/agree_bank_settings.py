"""Go by changed bank accounts or mappings: two people always."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.bank.mappings import load_mappings
from paycards.decisions.bank import proposed_settings
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.propose import decide
from paycards.errors import NotAllowed, NotFound
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.bank.settings_watch import digest_of, noted


def agree_bank_settings(visit: Visit, code: str, *, note: str) -> Decision:
    """Propose that a council's bank files are taken by the settings of today.

    Raises NotFound for an unknown council, Invalid for an empty note, NotAllowed where nothing changed.
    """
    note = checked_note(note)
    with visit.reading(code, may=Permission.SET_UP_BANK) as seen:
        council_id = seen.council(code)
    council = next((each for each in visit.settings.councils if each.code == code), None)
    if council is None:
        raise NotFound("council", code, choices=[each.code for each in visit.settings.councils])
    digest = digest_of(council, load_mappings(visit.settings.paycards.mappings))
    with visit.step(council_id, kind_of("settings").permission) as step:
        if noted(step.connection, council_id) in ("", digest):
            raise NotAllowed(f"The bank accounts and mappings of {code} are those that were agreed to.")
        return decide(step, visit.installation, proposed_settings(digest, note), EFFECTS)
