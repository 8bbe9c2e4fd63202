"""The proof of a day as one HTML page that prints well."""

from __future__ import annotations

from collections.abc import Sequence

from paycards.reconcile.proof.figure import DayProof
from paycards.reports import html
from paycards.reports.proof_words import Table, checks, details, verdict, whose


def proof_page(proofs: Sequence[DayProof], title: str, notes: Sequence[str]) -> str:
    """Return the page: the verdict, the checks of each contract, and what each figure is made of."""
    sections = [("Result", html.paragraph(verdict(proofs)) + _notes(notes))]
    for proof in proofs:
        said = _table(checks(proof))
        for made_of in details(proof):
            said += html.paragraph(made_of.title) + _table(made_of)
        sections.append((checks(proof).title, said))
    return html.document(title, whose(proofs), sections)


def _table(of: Table) -> html.Markup:
    return html.table(of.headings, of.rows, "Nothing on either side.")


def _notes(notes: Sequence[str]) -> html.Markup:
    said = html.Markup("")
    for note in notes:
        said += html.paragraph(note)
    return said
