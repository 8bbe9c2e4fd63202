"""The first page of a pack that proves a negative, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paycards.clock import in_words, local
from paycards.counted import counted
from paycards.evidence.absence import Absence
from paycards.evidence.closing_words import how_to_check, trail_section
from paycards.evidence.pack import PackedFile
from paycards.money import to_pounds
from paycards.reports.html import Markup, document, facts, paragraph, table
from paycards.store.anchors import Anchor


def absence_page(whose: str, absence: Absence, anchor: Anchor, packed: Sequence[PackedFile]) -> str:
    """The page."""
    return document("Evidence that no such payment came", whose, _sections(absence, anchor, packed))


def _sections(absence: Absence, anchor: Anchor, packed: Sequence[PackedFile]) -> Iterator[tuple[str, Markup]]:
    yield "In short", _in_short(absence)
    yield "Every file that could have brought it", _files(absence)
    yield "Why no other file can have brought it", _why(absence)
    yield "The audit trail", trail_section(anchor, "the first of these files")
    warning = "The suppliers' files hold customers' payments: give the whole folder to an auditor only."
    yield "How to check this pack", how_to_check(packed, warning)


def _in_short(absence: Absence) -> Markup:
    sought = absence.sought
    days = f"{in_words(sought.first)} to {in_words(sought.last)}"
    rows = sum(file.rows for file in absence.files if file.kind == "payments")
    there = sum(file.rows_there for file in absence.files)
    pounds = to_pounds(sum(file.pence_there for file in absence.files), thousands=True)
    said = paragraph(
        f"No file of {sought.contract} brought such a payment, and no file that could have brought it is"
        " missing."
    )
    known = {
        "paid between": days,
        "outlet": sought.outlet or "any of the contract's",
        "amount": f"£{to_pounds(sought.amount_pence, thousands=True)}"
        if sought.amount_pence is not None
        else "",
        "card ends in": sought.card_ends,
        "receipt": sought.receipt,
        "files looked through": f"{len(absence.files):,}, with {counted(rows, 'row')}",
        "payments of that outlet on these days": f"{there:,}, £{pounds}: none of them is the one",
    }
    return said + facts(known)


def _files(absence: Absence) -> Markup:
    rows = [
        [
            *(str(file.day), file.name, "" if file.sequence is None else str(file.sequence)),
            *(f"{local(file.received_at):%Y-%m-%d %H:%M}", f"{file.rows:,}"),
            *(f"£{to_pounds(file.total_pence, thousands=True)}", f"{file.rows_there:,}"),
        ]
        for file in absence.files
    ]
    return table(["for", "file", "number", "received (London)", "rows", "total", "rows there"], rows)


def _why(absence: Absence) -> Markup:
    delay = counted(absence.delay_days, "day")
    return paragraph(
        f"A file of this contract never brought a payment more than {delay} after it was made, so the files"
        f" for all days up to {in_words(absence.until)} were looked through. None of them is missing: the"
        " supplier's running numbers have no gap, from the file before these days to the one after them;"
        " every file that the timetable expects has come, and every one that a control file promises, with"
        " the rows and the total that it promises; and no file waits that was refused or is held."
    )
