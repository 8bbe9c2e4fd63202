"""The monthly return in each of its forms, with the same figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from paycards.ledger.exports.safe_csv import safe
from paycards.reconcile.returns.monthly_return import MonthlyReturn
from paycards.reports.page_forms import written
from paycards.reports.return_words import page_of

COLUMNS = ("council", "month", "section", "what", "items", "pence", "measure", "state")


def return_page(form: str, found: Sequence[MonthlyReturn]) -> bytes:
    """Return it as text, html, csv or pdf."""
    return _csv(found) if form == "csv" else written(form, page_of(found))


def _csv(found: Iterable[MonthlyReturn]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for of in found:
        for each in of.figures:
            said = (each.section, safe(each.what), each.items, each.pence, each.measure, of.state)
            writer.writerow((of.council, of.month.name, *said))
    return out.getvalue().encode()
