"""`received`: the totals of the files accepted that day against what first became of their payments.

A payment is posted, put into suspense or offset when it is first decided, or it is a duplicate; what is
decided about it later changes neither side. A file whose payments are not decided yet differs by all of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from paycards.reconcile.proof.books import Books
from paycards.reconcile.proof.figure import Figure, Part, of_parts
from paycards.reconcile.proof.files_of_day import files_of_day


def received(books: Books) -> Figure:
    """Compare the totals of the files of a day with their first decisions."""
    return of_parts("received", _parts(books))


def _parts(books: Books) -> Iterator[Part]:
    for file in books.its(files_of_day):
        yield Part("left", "file total", file.total_pence, file.name)
        if file.decided_pence:
            yield Part("right", "posted, in suspense or offset", file.decided_pence, file.name)
        if file.duplicates_pence:
            yield Part("right", "duplicates", file.duplicates_pence, file.name)
