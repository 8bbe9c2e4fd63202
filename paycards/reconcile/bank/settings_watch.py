"""Bank accounts and mappings stand in a file that one person can change: the trail notes what they were.

When they change, nothing of the council's bank is taken until two people agreed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from sqlalchemy import Connection, select

from paycards.settings.bank_account import CsvMapping
from paycards.settings.council import Council
from paycards.store.step import Step
from paycards.store.tables.audit import audit_trail

NOTED, AGREED = "bank.settings_noted", "bank.settings_agreed"
CHANGED = "the bank accounts or mappings in the settings changed, and two people have not agreed to it yet"


def digest_of(council: Council, known: Mapping[str, CsvMapping]) -> str:
    """A digest of all that the settings say of a council's bank accounts, but where their files lie."""
    said = []
    for account in council.bank_accounts:
        mapping = known.get(account.mapping) if isinstance(account.mapping, str) else account.mapping
        said.append(
            account.model_dump(mode="json", exclude={"drop", "mapping"})
            | {"mapping": mapping and mapping.model_dump(mode="json")}
        )
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def noted(connection: Connection, council_id: int) -> str:
    """The digest that was last noted, or agreed to; empty where none was.

    An entry that says none, which no step of ours wrote, is told by its whole text: two people have to agree.
    """
    query = select(audit_trail.c.after).where(
        audit_trail.c.council_id == council_id, audit_trail.c.action.in_([NOTED, AGREED])
    )
    found = connection.execute(query.order_by(audit_trail.c.number.desc()).limit(1)).scalar()
    if found is None:
        return ""
    try:
        return str(json.loads(found)["digest"])
    except (TypeError, LookupError, ValueError, RecursionError):
        return f"unreadable: {found}"


def is_agreed(step: Step, digest: str) -> bool:
    """Whether bank files may be taken by these settings; the first ones that are seen are noted."""
    before = noted(step.connection, step.owner)
    if not before:
        note(step, digest)
    return before in ("", digest)


def note(step: Step, digest: str) -> None:
    """Note the settings by which bank files are taken from now on."""
    step.record(NOTED, "settings", after={"digest": digest})


def agree(step: Step, digest: str, reason: str) -> None:
    """Go by changed settings: two people agreed."""
    step.record(AGREED, "settings", after={"digest": digest, "note": reason})
