"""Read, while files are decided, what the night's outgoing files will tell of their payments.

To decide a large file keeps the database server busy and this process idle. What is read here never changes;
what is not read here is read when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import PaycardsError
from paycards.ledger.paid_lines import PaidLines, paid_lines
from paycards.store.engine import has_others
from paycards.store.tables.files import UNDECIDED, files

MOST_LINES = 2_000_000  # kept in memory, of all councils
Ahead = Callable[[int], PaidLines | None]  # by council
Waiting = dict[int, list[int]]  # files by council


def nothing_ahead(council_id: int) -> PaidLines | None:
    """Tell that nothing of this council was read ahead."""
    del council_id
    return None


@contextmanager
def reading_ahead(visit: Visit) -> Iterator[Ahead]:
    """Read on another connection, where the database allows one, while the caller goes on."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading ahead") as thread:
        ahead = {
            council_id: thread.submit(_read, visit, file_ids)
            for council_id, file_ids in _waiting(visit).items()
        }
        yield lambda council_id: ahead[council_id].result() if council_id in ahead else None


def _waiting(visit: Visit) -> Waiting:
    query = select(files.c.council_id, files.c.id, files.c.row_count).where(UNDECIDED)
    found: Waiting = {}
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        if not has_others(seen.connection):
            return found
        room = MOST_LINES
        for row in seen.connection.execute(query.where(seen.covers(files.c.council_id)).order_by(files.c.id)):
            room -= row.row_count
            if room < 0:
                break
            found.setdefault(row.council_id, []).append(row.id)
    return found


def _read(visit: Visit, file_ids: list[int]) -> PaidLines | None:
    """Read the lines of these files; a trouble is told by who needs them."""
    with suppress(PaycardsError), visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        return paid_lines(seen.connection, file_ids)
    return None
