"""A closing office of a test's own: lists that were run, cards, and payments in real files."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from paycards.access.visit import Visit
from paycards.closing.takeup.report import Report
from paycards.demo.suppliers import allpay, paypoint
from paycards.jobs.import_files import import_file
from paycards.jobs.reconcile import reconcile
from paycards.jobs.report_take_up import report_take_up
from paycards.settings.reading import load_settings
from paycards.store.engine import writing
from paycards.store.tables.card_batches import card_batch_rows, card_batches
from tests.cards.card_desk import SETTINGS, ids, live_card, with_accounts
from tests.fresh import init_fresh
from tests.visits import open_visit, visit_in

LISTED = dt.datetime(2026, 9, 21, 9, 0, tzinfo=dt.UTC)
MORE = """
[councils.costs_pence]
counter = 214
post_office = 52
paypoint = 38

[[councils.contracts]]
code = "NVD-PAYPOINT"
channel = "paypoint"
client_code = "104417"

[[councils.card_schemes]]"""


def day(weeks: int, days: int = 0) -> dt.date:
    return LISTED.date() + dt.timedelta(weeks=weeks, days=days)


def prepare(database: str, folder: Path) -> None:
    """Begin the council, and load its accounts."""
    path = folder / "paycards.toml"
    text = SETTINGS.replace("\n[[councils.card_schemes]]", MORE, 1)
    path.write_text(text.format(database=database), encoding="utf-8")
    init_fresh(load_settings(path))
    with visit_in(folder, now=LISTED, actor="clerk") as visit:
        with_accounts(visit, folder)


class ClosingOffice:
    """Northvale's cash office; the clock stands where `at` puts it, in weeks after the list."""

    def __init__(self, folder: Path) -> None:
        self.settings_file = folder / "paycards.toml"
        self._visit = open_visit(load_settings(self.settings_file), now=LISTED, actor="clerk")
        self.files = 0

    def close(self) -> None:
        self._visit.installation.engine.dispose()

    def at(self, weeks: int) -> Visit:
        return replace(self._visit, now=LISTED + dt.timedelta(weeks=weeks))

    def listed(self, *references: str, office: str = "MARKET-HALL", code: str = "NVD", **says: Any) -> None:
        """Put these accounts on a list of the office, as a batch would."""
        known = ids(self._visit, code)
        with writing(self._visit.installation.engine) as connection:
            batch = {"council_id": known[code], "office": office, "list_name": "list.csv", "sheet": ""}
            batch |= {"sha256": f"{self.files:064}", "row_count": len(references), "started_by": "clerk"}
            query = insert(card_batches).values(**batch, started_at=self._visit.now)
            batch_id = connection.execute(query.returning(card_batches.c.id)).scalar_one()
            self.files += 1
            for row_no, reference in enumerate(references, start=2):
                row = {"batch_id": batch_id, "row_no": row_no, "council_id": known[code], "message": ""}
                row |= {"outcome": "has_card" if reference in known else "unknown"}
                row |= {"account_id": known.get(reference), "holder": "", "language": "en"}
                row |= {"large_print": 0, "additional": 0}
                connection.execute(insert(card_batch_rows).values(**(row | says)))

    def card(self, reference: str, weeks: int = 0, **how: Any) -> str:
        return live_card(self.at(weeks), reference, **how)

    def paid(
        self,
        reference: str,
        on: dt.date,
        card: str = "",
        *,
        by: str = "PO",
        pence: int = 2000,
        short: bool = False,
    ) -> None:
        """One payment in an allpay file of its own, imported the morning after and posted."""
        self.files += 1
        row = allpay.Row(card or "9826999900000000003", reference, pence, on)
        data = allpay.payment_file([row], by, short=short, created_on=on)
        self._receive(f"NVDC{self.files:04d}.{by}", data, on)

    def paid_at_paypoint(self, card: str, on: dt.date, *, taken_back: bool = False) -> None:
        self.files += 1
        at = dt.datetime.combine(on, dt.time(12))
        first = paypoint.Row("40011207", "00771204", self.files * 10, at, card, 3000)
        rows = [first]
        if taken_back:
            number = first.transaction + 1
            rows.append(replace(first, transaction=number, original=first.transaction, reversal=True))
        data = paypoint.payment_file("104417", self.files, at, on, rows)
        self._receive(paypoint.file_name("104417", on, self.files), data, on)

    def _receive(self, name: str, data: bytes, on: dt.date) -> None:
        morning = dt.datetime.combine(on, dt.time(4), dt.UTC) + dt.timedelta(days=1)
        visit = replace(self._visit, now=morning)
        import_file(visit, name, data)
        reconcile(visit)

    def report(self, weeks: int, **which: Any) -> Report:
        [report] = report_take_up(self.at(weeks), **which)
        return report
