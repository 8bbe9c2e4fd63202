"""Print what is being issued in the very step that takes its number: what cannot be printed takes none.

Letter and card are drawn with the number that was taken. When one of them cannot be, the step is undone, and
the number with it. Without a file to write to, both were drawn for trial only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.cards.card_links import keep_links
from paycards.cards.changes import card_row
from paycards.cards.desk_card import Print
from paycards.cards.documents import DocumentWish, account_of, artwork_of, document_path, holding_of, link_of
from paycards.cards.link_maker import LinkMaker, link_maker
from paycards.cards.reach import is_posted, require_name, require_reach
from paycards.cards.release import ProofRecord, release_cards
from paycards.cards.requests import Issued
from paycards.settings.council import Council
from paycards.store.step import Step
from paycards.store.tables.card_life import card_requests
from paycards.transport.complete import complete_files

if TYPE_CHECKING:
    from paycards.cards.documents import Output
    from paycards.issue.artwork.artwork import Artwork
    from paycards.issue.artwork.paper import Holding
    from paycards.issue.proof.record import Proof


class Drawn(Protocol):
    """A document that was drawn: its files, and the proof of its bars (`document_files`)."""

    @property
    def files(self) -> Mapping[Path, bytes]:
        """The bytes of each file."""
        ...

    def prove(self, at: dt.datetime) -> Sequence[Proof]:
        """Read its bars back. Raises ProofFailed."""
        ...


Draw = Callable[["Artwork", "Holding", "Output", Path], Drawn]  # `document_files.draw_document`, handed in


@dataclass(frozen=True)
class DeskPrinter:
    """How the desk prints for one council; without `artwork` the supplier makes card and letter."""

    council: Council
    artwork: Artwork | None
    printed: Print
    today: dt.date
    links: LinkMaker | None = None

    @classmethod
    def of(cls, visit: Visit, council: Council, fund: str, printed: Print) -> DeskPrinter:
        """The printer for a fund's cards. Raises SettingsError where settings or template lack something."""
        scheme = council.card_scheme(fund)
        ours = scheme is not None and scheme.numbers == "allocate"
        channels = visit.installation.channels_of(council)
        artwork = artwork_of(council, channels, DocumentWish("letter")) if ours else None
        return cls(council, artwork, printed, visit.today, link_maker(visit.settings.web))

    @property
    def wish(self) -> DocumentWish:
        """The letter as it was asked for with the card."""
        return DocumentWish("letter", by_hand=self.printed.by_hand)

    def print(self, step: Step, issued: Issued, after_commit: ExitStack, draw: Draw) -> tuple[Path, ...]:
        """Draw letter and card; where a file is wanted, prove and release the letter and stage its file.

        The file takes its name when `after_commit` ends well. Raises CannotPrint, NotAllowed, ProofFailed,
        SettingsError, and TryAgain for a folder that cannot be written to.
        """
        account = account_of(step.connection, issued.account_id)
        by_supplier, holder = self.artwork is None, _holder(step, issued)
        require_name(account, holder)
        if is_posted(self.council, account.fund) and (by_supplier or not self.printed.by_hand):
            require_reach(account, holder, self.council, sent_by_supplier=by_supplier)
        if self.artwork is None or not issued.card_number:
            return ()
        drawn = partial(draw, self.artwork)
        return self._print(drawn, step, issued.card_number, after_commit)

    def _print(
        self,
        draw: Callable[[Holding, Output, Path], Drawn],
        step: Step,
        card_number: str,
        after_commit: ExitStack,
    ) -> tuple[Path, ...]:
        card = card_row(step.connection, step.owner, card_number)
        link = link_of(step.connection, self.links, card, self.wish)
        holding = holding_of(step.connection, card, self.wish, self.today, link)
        draw(holding, "card", Path("card.pdf"))
        out = self.printed.out
        letter = draw(holding, "letter", document_path(card, self.wish, out))
        if out is None:
            return ()
        proofs = [ProofRecord.of(card_number, "letter", proof) for proof in letter.prove(step.at)]
        after_commit.enter_context(complete_files(letter.files))
        release_cards(step, proofs)
        keep_links(step, [link] if link else [])
        return tuple(letter.files)


def _holder(step: Step, issued: Issued) -> str:
    this = (card_requests.c.council_id == step.owner) & (card_requests.c.number == issued.request_no)
    return str(step.connection.execute(select(card_requests.c.holder).where(this)).scalar_one())
