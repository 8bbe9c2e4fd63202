"""By which the books of a council are known to be the same: the end of its trail, and its problems.

Whatever people or the night change stands in the trail; a problem that paycards opens or closes by itself
does not.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from paycards.store.tables import audit_trail, problems


def mark_of(connection: Connection, council_id: int) -> tuple[object, ...]:
    """Return a mark that is another one after each change of a council's books."""
    newest = select(func.max(audit_trail.c.number)).where(audit_trail.c.council_id == council_id)
    changes = (func.max(problems.c.id), func.max(problems.c.closed_at), func.count(problems.c.closed_at))
    its = select(*changes).where(problems.c.council_id == council_id)
    return (connection.execute(newest).scalar(), *connection.execute(its).one())
