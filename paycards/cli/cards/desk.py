"""`paycards cards issue` and `replace`: the card desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.cards.handing_over import print_document, print_done
from paycards.cli.cards.options import BY_HAND, gives_cause, names_account, names_card
from paycards.cli.given import FileName
from paycards.cli.run import Run, as_json, with_settings

if TYPE_CHECKING:
    from paycards.cards.cause import Cause
    from paycards.cards.desk_card import DeskCard
    from paycards.cards.which import CardOrAccount

LANGUAGE = click.Choice(["en", "cy"])
LETTER = click.option(
    "--out",
    metavar="PATH",
    type=FileName(path_type=Path),
    default=None,
    help="Write the letter too: the file, or its folder.",
)


@click.command()
@names_account
@click.option("--holder", default="", help="The name to print; else the customer's, such as Mrs A Jones.")
@click.option("--language", type=LANGUAGE, default="en", help="Of the letter: English or Welsh.")
@click.option("--large-print", is_flag=True, help="A letter in large print.")
@click.option("--additional", is_flag=True, help="Beside a live card: a joint tenant's.")
@gives_cause("Why, if not first_card or additional_card.")
@BY_HAND
@LETTER
@as_json
@with_settings
def issue(
    run: Run,
    *,
    which: CardOrAccount,
    council: str | None,
    holder: str,
    language: str,
    large_print: bool,
    additional: bool,
    cause: Cause,
    by_hand: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Issue a card to an account, or ask for one where the supplier makes them.

    A card whose letter or plastic card cannot be printed is not issued. With --out the letter is written; if
    that was interrupted, the same command again finishes it.

    Example: paycards cards issue --fund rent --account R100000017 --holder "Mrs A Jones"
    """
    from paycards.cards.desk_card import Print
    from paycards.jobs.issue_card import issue_card

    printed = Print(holder, language, large_print, by_hand, out)
    done = issue_card(run.visit, which, council=council, additional=additional, printed=printed, cause=cause)
    _tell(done, as_json=as_json)


@click.command()
@names_card
@click.option("--holder", default="", help="The name to print, if it is another than before.")
@click.option("--language", type=LANGUAGE, default=None, help="Of the letter, if it is another than before.")
@click.option("--large-print/--standard-print", default=None, help="The letter, if other than before.")
@gives_cause("Why: lost, stolen, damaged, name_changed and others.", required=True)
@BY_HAND
@LETTER
@as_json
@with_settings
def replace(
    run: Run,
    *,
    which: CardOrAccount,
    council: str | None,
    cause: Cause,
    holder: str,
    language: str | None,
    large_print: bool | None,
    by_hand: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Replace a card: a new number or the same again, as its scheme says.

    CARD is its number or its last digits.

    Example: paycards cards replace 0107 --reason lost
    """
    from paycards.cards.desk_card import Print
    from paycards.jobs.replace_card import replace_card

    printed = Print(holder, language, large_print, by_hand, out)
    _tell(replace_card(run.visit, which, cause, council=council, printed=printed), as_json=as_json)


def _tell(done: DeskCard, *, as_json: bool) -> None:
    """Say what was issued, and where its letter is, if it was written."""
    if not (done.files and as_json):
        print_done(done, "issued", as_json=as_json)
    if done.files:
        from paycards.cards.written_document import WrittenDocument

        account = (done.council, done.fund, done.reference, done.card_number)
        print_document(WrittenDocument(*account, list(done.files), activated=True), as_json=as_json)
