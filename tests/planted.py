"""An entry of the audit trail that was written past the program: in the chain, saying what none says."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from paycards.store import trail
from paycards.store.tables.audit import audit_trail


def plant(connection: Connection, council_id: int, action: str, after: str) -> None:
    """Append one whose number, instant and previous hash are right; its own hash is that of nothing."""
    last = trail.newest(connection, council_id)
    entry = {"number": last.number + 1, "at": last.at, "previous_hash": last.hash} if last else {}
    said = {"action": action, "after": after, "actor": "x", "subject": "x", "before": "{}", "hash": "e" * 64}
    connection.execute(insert(audit_trail).values(council_id=council_id, **entry, **said))
