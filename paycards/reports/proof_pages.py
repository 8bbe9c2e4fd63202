"""The proof of a day in each of its forms, with the same figures."""

from __future__ import annotations

import io
from collections.abc import Sequence

from paycards.reconcile.proof.figure import DayProof
from paycards.reports.proof_rows import write_csv

FORMS = ("text", "html", "csv", "pdf")


def page(form: str, proofs: Sequence[DayProof], title: str, notes: Sequence[str]) -> bytes:
    """Return it in a form of FORMS; `notes` are what stands below the verdict."""
    if form == "pdf":
        from paycards.reports.proof_pdf import proof_pdf

        return proof_pdf(proofs, title, notes)
    if form == "csv":
        out = io.StringIO(newline="")
        write_csv(proofs, out)
        return out.getvalue().encode()
    if form == "html":
        from paycards.reports.proof_html import proof_page

        return proof_page(proofs, title, notes).encode()
    from paycards.reports.proof_text import proof_text

    return proof_text(proofs, title, notes).encode()
