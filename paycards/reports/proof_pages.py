"""The proof of a day in each of its forms, with the same figures."""

from __future__ import annotations

import io
from collections.abc import Sequence

from paycards.reconcile.proof.figure import DayProof
from paycards.reports.page_forms import written
from paycards.reports.proof_rows import write_csv
from paycards.reports.proof_words import page_of


def page(form: str, proofs: Sequence[DayProof], title: str, notes: Sequence[str]) -> bytes:
    """Return it as text, html, csv or pdf; `notes` are what stands below the verdict."""
    if form != "csv":
        return written(form, page_of(proofs, title, notes))
    out = io.StringIO(newline="")
    write_csv(proofs, out)
    return out.getvalue().encode()
