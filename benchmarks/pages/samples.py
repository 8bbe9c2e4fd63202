"""Which of what is in the town the users ask for, the same at each run."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from benchmarks.pages.tasks import Samples
from benchmarks.pages.town import COUNCIL, NOW, Town
from paycards.access.permission import Permission
from paycards.store.tables.accounts import accounts
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.suspense import suspense_items

SOME = 200


def samples_of(town: Town) -> Samples:
    """Draw them."""
    with town.visit() as visit, visit.reading(COUNCIL, may=Permission.SEE_MONEY) as seen:
        ask = seen.connection.execute
        [first] = ask(select(accounts.c.id).order_by(accounts.c.id).limit(1)).scalars()
        some = ask(select(accounts).where((accounts.c.id - first) % 97 == 0).limit(SOME)).all()
        items = select(suspense_items.c.id).where(suspense_items.c.state == "open").limit(SOME)
        newest = ask(select(files.c.id).order_by(files.c.id.desc()).limit(SOME)).scalars().all()
        paid = select(postings.c.file_id, postings.c.row_no).where(postings.c.file_id.in_(newest))
        days = [NOW.date() - dt.timedelta(days=back) for back in range(1, 15)]
        return Samples(
            texts=[text for row in some for text in _typed(row.surname, row.reference, row.postcode)],
            accounts=[row.id for row in some],
            items=list(ask(items).scalars()),
            files=list(newest),
            days=[str(day) for day in days],
            payments=[f"{row.file_id}-{row.row_no}" for row in ask(paid.limit(SOME))],
        )


def _typed(surname: str, reference: str, postcode: str) -> list[str]:
    """What stands in the box after a rest: a name begun, more of it, a reference, a postcode."""
    return [surname[:3], f"{surname} {postcode[:3]}", reference, postcode]
