"""What a desk command hands over: what it did to a card, and the documents of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from paycards.cli.cards.options import in_groups
from paycards.cli.output import print_json, say

if TYPE_CHECKING:
    from paycards.cards.desk_card import DeskCard
    from paycards.cards.written_document import WrittenDocument


def print_done(done: DeskCard, what: str, *, as_json: bool) -> None:
    """Say what was done to a card."""
    if as_json:
        print_json({name: said for name, said in asdict(done).items() if name != "files"})
        return
    account = f"{done.council} {done.fund} {done.reference}"
    if not done.card_number:
        say(
            f"{account}: request {done.request_no} is recorded. `paycards cards orders write` asks the"
            " supplier for the card."
        )
        return
    instead = (
        f", instead of {in_groups(done.replaced)}" if done.replaced not in ("", done.card_number) else ""
    )
    state = " (it becomes active when it is printed)" if what == "issued" else ""
    say(f"{account}: card {in_groups(done.card_number)} is {what}{instead}{state}.")


def print_document(done: WrittenDocument, *, as_json: bool) -> None:
    """Say where a document of a card is."""
    if as_json:
        print_json(asdict(done))
        return
    files = " and ".join(str(path) for path in done.files)
    active = " The card is active now." if done.activated else ""
    say(
        f"{done.council} {done.fund} {done.reference}: card {in_groups(done.card_number)} was read back and"
        f" written to {files}.{active}"
    )
