"""`paycards cards letter`, `card` and `image`: what is printed or sent, proved before it is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.cards.handing_over import print_document
from paycards.cli.cards.options import BY_HAND, names_card
from paycards.cli.given import FileName
from paycards.cli.run import Run, as_json, with_settings
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.cards.documents import DocumentWish
    from paycards.cards.which import CardOrAccount

OUT = click.option(
    "--out",
    metavar="PATH",
    type=FileName(path_type=Path),
    default=None,
    help="The file, or its folder.",
)
AMOUNT = click.option("--amount", metavar="POUNDS", default="", help="A bill for this sum, such as 123.45.")


@click.command()
@names_card
@click.option(
    "--language", type=click.Choice(["en", "cy", "both"]), default=None, help="English, Welsh or both."
)
@click.option("--large-print/--standard-print", default=None, help="The size of the letter, if other.")
@AMOUNT
@BY_HAND
@click.option("--new-link", is_flag=True, help="A new link to the customer's page; the one before ends.")
@OUT
@as_json
@with_settings
def letter(
    run: Run,
    *,
    which: CardOrAccount,
    council: str | None,
    language: str | None,
    large_print: bool | None,
    amount: str,
    by_hand: bool,
    new_link: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Write the letter with a card to cut out, as a PDF; with --amount a bill for one sum.

    CARD is its number or its last digits. Language and size are as they were asked for with the card.

    Example: paycards cards letter 0107 --out letter.pdf
    """
    from paycards.cards.documents import DocumentWish

    wish = DocumentWish("letter", language or "", large_print, _pence(amount), by_hand, new_link)
    _write(run, (which, council), wish, out, as_json=as_json)


@click.command(name="card")
@names_card
@click.option(
    "--language", type=click.Choice(["en", "cy", "both"]), default=None, help="English, Welsh or both."
)
@OUT
@as_json
@with_settings
def plastic(
    run: Run,
    *,
    which: CardOrAccount,
    council: str | None,
    language: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Write the plastic card, front and back, as a PDF for the card printer; or two PNGs.

    CARD is its number or its last digits.

    Example: paycards cards card 0107 --out card.png
    """
    from paycards.cards.documents import DocumentWish

    _write(run, (which, council), DocumentWish("card", language or ""), out, as_json=as_json)


@click.command()
@names_card
@click.option("--language", type=click.Choice(["en", "cy"]), default=None, help="English or Welsh.")
@AMOUNT
@OUT
@as_json
@with_settings
def image(
    run: Run,
    *,
    which: CardOrAccount,
    council: str | None,
    language: str | None,
    amount: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Write the image of the card for a phone, as a PNG; with --amount a bill for one sum.

    CARD is its number or its last digits.

    Example: paycards cards image 0107 --out phone.png
    """
    from paycards.cards.documents import DocumentWish

    wish = DocumentWish("image", language or "", amount_pence=_pence(amount))
    _write(run, (which, council), wish, out, as_json=as_json)


def _write(
    run: Run,
    meant: tuple[CardOrAccount, str | None],
    wish: DocumentWish,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write a document of a card and say where it is."""
    from paycards.jobs.print_card import print_card

    which, council = meant
    print_document(print_card(run.visit, which, wish, out, council=council), as_json=as_json)


def _pence(amount: str) -> int | None:
    from paycards.money import from_pounds

    if not amount:
        return None
    try:
        return from_pounds(amount)
    except ValueError as error:
        raise UsageError(f"--amount wants pounds and pence such as 123.45, not {amount!r}.") from error
