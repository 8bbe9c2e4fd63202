"""Draw, prove, release and join: the two PDFs of a batch, a part at a time.

A part is released, in one transaction, before it goes into the files: nothing stands in them whose bars
were not read back from those very pages. What failed has its own row in the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from paycards.access.visit import Visit
from paycards.cards.release import Proved, release_cards
from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.drawing import AT_ONCE, Drawn, Part
from paycards.closing.bulk_issue.output_folder import OutputFolder
from paycards.closing.bulk_issue.planning import in_parts
from paycards.closing.bulk_issue.pressroom import Pressroom
from paycards.closing.bulk_issue.printing import holdings, in_order_of_post, letters_used
from paycards.closing.bulk_issue.records import Batch, Settled, settle
from paycards.issue.pdf.file import PdfFile
from paycards.settings import Council
from paycards.store.councils import council_step
from paycards.store.engine import reading
from paycards.store.tables import card_batch_rows, card_proofs

LETTERS, CARDS = "letters.pdf", "cards.pdf"


@dataclass
class AreaPages:
    """Where the letters and cards of one postcode area stand: first and last page, counted from 1."""

    area: str
    letters: tuple[int, int] = (0, 0)
    cards: tuple[int, int] = (0, 0)
    count: int = 0


@dataclass
class Made:
    """The two files: how many pages, the first letter page of each row, the pages of each postcode area."""

    letter_pages: int = 0
    card_pages: int = 0
    printed: int = 0
    first_page: dict[int, int] = field(default_factory=dict)
    areas: list[AreaPages] = field(default_factory=list)

    def note(self, row_no: int, area: str, letters: int, cards: int) -> None:
        """Note the pages of the next row."""
        if not self.areas or self.areas[-1].area != area:
            self.areas.append(AreaPages(area, (self.letter_pages + 1, 0), (self.card_pages + 1, 0)))
        self.first_page[row_no] = self.letter_pages + 1
        self.letter_pages += letters
        self.card_pages += cards
        self.printed += 1
        here = self.areas[-1]
        here.letters = (here.letters[0], self.letter_pages)
        here.cards = (here.cards[0], self.card_pages)
        here.count += 1


def make_files(
    visit: Visit,
    council: Council,
    batch: Batch,
    folder: OutputFolder,
    pressroom: Pressroom,
) -> Made:
    """Make letters and cards in the order of the post; there are none where nothing is printed."""
    with reading(visit.installation.engine) as connection:
        rows = in_order_of_post(connection, batch)
        alphabet = letters_used(connection, batch)
    made = Made()
    if not rows:
        return made
    area_of = dict(rows)
    parts = _parts(visit, batch, [row_no for row_no, _ in rows], alphabet)
    title = f"{council.name}, {batch.office or batch.list_name}"
    with ExitStack() as stack:
        letters = PdfFile(stack.enter_context(folder.stage(LETTERS)), f"{title}: letters")
        cards = PdfFile(stack.enter_context(folder.stage(CARDS)), f"{title}: cards")
        for each in pressroom.draw(parts):
            if pressroom.with_proofs:
                _release(visit, batch, each)
            if each.pages:
                letters.add(each.letters)
                pages = cards.add(each.cards) // len(each.pages)
                for row_no, count in each.pages:
                    made.note(row_no, area_of[row_no], count, pages)
            visit.progress.tell(f"drawn {made.printed} of {len(rows)} letters and cards")
        letters.close()
        cards.close()
    if not made.printed:  # a PDF without a page is none
        folder.discard(LETTERS, CARDS)
    return made


def _parts(visit: Visit, batch: Batch, row_nos: Sequence[int], alphabet: str) -> Iterator[Part]:
    for number, some in enumerate(in_parts(row_nos, AT_ONCE)):
        with reading(visit.installation.engine) as connection:
            found = holdings(connection, batch, some)
        # Not within: who reads on SQLite keeps others from writing.
        yield Part(number, found, alphabet, visit.now)


def _release(visit: Visit, batch: Batch, drawn: Drawn) -> None:
    """Store what proofs there are not yet, and what became of each row; nothing new, nothing written."""
    with reading(visit.installation.engine) as connection:
        if not any(_news(connection, batch, drawn)):
            return
    with council_step(visit.installation.engine, batch.council_id) as connection:
        new, changed = _news(connection, batch, drawn)  # another run may have been quicker
        release_cards(connection, batch.council_id, new, at=visit.now, actor=visit.visitor.name)
        settle(connection, batch, changed)


def _news(connection: Connection, batch: Batch, drawn: Drawn) -> tuple[list[Proved], list[Settled]]:
    known = _known_proofs(connection, batch, [proof.text for _, proof in drawn.proofs])
    new = [
        Proved.of(proof.text, output, proof)
        for output, proof in drawn.proofs
        if (proof.text, output, proof.sha256) not in known
    ]
    return new, _changed(connection, batch, drawn)


def _known_proofs(connection: Connection, batch: Batch, numbers: Sequence[str]) -> set[tuple[str, str, str]]:
    query = select(card_proofs.c.card_number, card_proofs.c.output, card_proofs.c.sha256).where(
        card_proofs.c.council_id == batch.council_id, card_proofs.c.card_number.in_(numbers)
    )
    return {(row.card_number, row.output, row.sha256) for row in connection.execute(query)}


def _changed(connection: Connection, batch: Batch, drawn: Drawn) -> list[Settled]:
    """Return the rows of a part that have another outcome than before."""
    row_nos = [row for row, _ in drawn.pages] + list(drawn.refused)
    query = select(card_batch_rows).where(
        card_batch_rows.c.batch_id == batch.id, card_batch_rows.c.row_no.in_(row_nos)
    )
    found = []
    for row in connection.execute(query):
        passed = (outcomes.ISSUED, row.message if row.outcome == outcomes.ISSUED else "")
        outcome, message = drawn.refused.get(row.row_no, passed)
        if (outcome, message) != (row.outcome, row.message):
            found.append(Settled(row.row_no, outcome, message, row.request_no))
    return found
