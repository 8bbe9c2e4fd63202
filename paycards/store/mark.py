"""By which the books of a council are known to be the same: the end of its trail, and its problems.

Whatever people or the night change stands in the trail; a problem that paycards opens or closes by itself
does not. What is done at the card desk, and who may sign in, changes nothing in the books.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from paycards.store.tables.audit import audit_trail, problems

BESIDE_THE_BOOKS = (
    *("cards.issued", "cards.ordered", "cards.released", "card_links.made", "card_request.cancelled"),
    *("staff.link_made", "staff.roles_given", "staff.sessions_ended", "staff.state_changed"),
    *("suspense.noted", "suspense.assigned", "work.asked"),
)


def mark_of(connection: Connection, council_id: int) -> tuple[object, ...]:
    """Return a mark that is another one after each change of a council's books."""
    its, number = audit_trail.c.council_id == council_id, audit_trail.c.number
    newest = select(number).where(its, audit_trail.c.action.not_in(BESIDE_THE_BOOKS))
    changes = (func.max(problems.c.id), func.max(problems.c.closed_at), func.count(problems.c.closed_at))
    of_problems = select(*changes).where(problems.c.council_id == council_id)
    last = connection.execute(newest.order_by(number.desc()).limit(1)).scalar()
    return (last, *connection.execute(of_problems).one())
