"""Issue the cards of a batch, a part of the list in each transaction.

Whatever stops it leaves whole parts: a row that has its card says so in the transaction that issued it, so
beginning again issues nothing twice, and two runs at once share the rows between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from paycards.access.visit import Visit
from paycards.cards.issuing import Wanted, issue_where_possible
from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.planning import OUTCOME_OF, PlannedRow
from paycards.closing.bulk_issue.records import Batch, Settled, settle, waiting_rows
from paycards.errors import NotAllowed
from paycards.settings import Council
from paycards.store.card_numbers import remaining
from paycards.store.councils import council_step

AT_ONCE = 1000  # cards issued in one transaction


def require_numbers(
    connection: Connection, council: Council, council_id: int, planned: Iterable[PlannedRow]
) -> None:
    """Raise NotAllowed unless the supplier's ranges hold a number for each row that waits."""
    wanted: Counter[str] = Counter()
    for row in planned:
        if row.outcome == outcomes.WAITING:
            scheme = council.card_scheme(row.fund)
            if scheme is not None and scheme.numbers == "allocate":
                wanted[scheme.code] += 1
    for scheme in council.card_schemes:
        if wanted[scheme.code]:
            left = remaining(connection, council_id, scheme)
            if left < wanted[scheme.code]:
                raise NotAllowed(
                    f"The list needs {wanted[scheme.code]} numbers of the scheme {scheme.code}, which has"
                    f" {left} left: add a range from the supplier to the settings, run `paycards init`, and"
                    " give the list again. Nothing was issued."
                )


def issue_waiting(visit: Visit, council: Council, batch: Batch) -> None:
    """Issue until no row waits. Raises NotAllowed when the supplier's numbers run out on the way."""
    done = 0
    while True:
        with council_step(visit.installation.engine, batch.council_id) as connection:
            rows = waiting_rows(connection, batch, AT_ONCE)
            if not rows:
                return
            settle(connection, batch, _issue(connection, visit, council, rows))
        done += len(rows)
        visit.progress.tell(f"issued {done} cards")


def _issue(connection: Connection, visit: Visit, council: Council, rows: Sequence[Row[Any]]) -> list[Settled]:
    """Issue what nothing stands in the way of any more: the desk may have been quicker."""
    wanted = [
        Wanted(
            account_id=row.account_id,
            holder=row.holder,
            reason="additional_card" if row.additional else "first_card",
            language=row.language,
            large_print=bool(row.large_print),
            additional=bool(row.additional),
        )
        for row in rows
    ]
    obstacles, issued = issue_where_possible(
        connection, council, wanted, at=visit.now, actor=visit.visitor.name
    )
    settled = [
        Settled(rows[place].row_no, OUTCOME_OF[obstacle.why], obstacle.sentence, None)
        for place, obstacle in obstacles.items()
    ]
    return settled + [
        Settled(
            rows[place].row_no,
            outcomes.ISSUED if each.card_number else outcomes.ORDERED,
            rows[place].message,
            each.request_no,
        )
        for place, each in issued.items()
    ]
