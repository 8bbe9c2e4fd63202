"""`paycards cards issue`, `replace`, `lose`, `cancel`, `reinstate`, `expire`: the card desk."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.cards.documents import write
from paycards.cli.cards.naming import NOTE, in_groups, named, names_account, names_card
from paycards.cli.run import Run, as_json, print_json, with_settings

if TYPE_CHECKING:
    from paycards.cards.desk import DeskCard
    from paycards.cards.which import Named

LANGUAGE = click.Choice(["en", "cy"])
LETTER = click.option(
    "--out",
    metavar="PATH",
    type=click.Path(path_type=Path),
    default=None,
    help="Write the letter too: the file, or its folder.",
)


@click.command()
@names_account
@click.option("--holder", default="", help="The name to print; else the customer's, such as Mrs A Jones.")
@click.option("--language", type=LANGUAGE, default="en", help="Of the letter: English or Welsh.")
@click.option("--large-print", is_flag=True, help="A letter in large print.")
@click.option("--additional", is_flag=True, help="Beside a live card: a joint tenant's.")
@click.option("--reason", default="", help="Why, if not first_card or additional_card.")
@NOTE
@LETTER
@as_json
@with_settings
def issue(
    run: Run,
    *,
    fund: str,
    account: str,
    council: str,
    holder: str,
    language: str,
    large_print: bool,
    additional: bool,
    reason: str,
    note: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Issue a card to an account, or ask for one where the supplier makes them.

    Example: paycards cards issue --fund rent --account R100000017 --holder "Mrs A Jones"
    """
    from paycards.cards.desk import issue_one

    done = issue_one(
        run.visit,
        named(fund=fund, account=account, council=council),
        holder=holder,
        language=language,
        large_print=large_print,
        additional=additional,
        reason=reason,
        note=note,
    )
    _hand_over(run, done, out, as_json)


@click.command()
@names_card
@click.option("--reason", required=True, help="Why: lost, stolen, damaged, name_changed and others.")
@click.option("--holder", default="", help="The name to print, if it is another than before.")
@click.option("--language", type=LANGUAGE, default=None, help="Of the letter, if it is another than before.")
@click.option("--large-print/--standard-print", default=None, help="The letter, if other than before.")
@NOTE
@LETTER
@as_json
@with_settings
def replace(
    run: Run,
    card: str,
    *,
    fund: str,
    account: str,
    council: str,
    reason: str,
    holder: str,
    language: str | None,
    large_print: bool | None,
    note: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Replace a card: a new number or the same again, as its scheme says.

    CARD is its number or its last digits. Example: paycards cards replace 0107 --reason lost
    """
    from paycards.cards.desk import replace_one

    done = replace_one(
        run.visit,
        named(card, fund=fund, account=account, council=council),
        reason=reason,
        holder=holder,
        language=language,
        large_print=large_print,
        note=note,
    )
    _hand_over(run, done, out, as_json)


@click.command()
@names_card
@click.option("--stolen", "doing", flag_value="report stolen", help="It was stolen.")
@click.option("--damaged", "doing", flag_value="report damaged", help="It is there, and does not scan.")
@click.option("--reason", default="", help="Why, if the word itself does not say it.")
@NOTE
@as_json
@with_settings
def lose(
    run: Run,
    card: str,
    *,
    fund: str,
    account: str,
    council: str,
    doing: str | None,
    reason: str,
    note: str,
    as_json: bool,
) -> None:
    """Say that a card is lost, stolen or damaged. A payment on it still finds the account.

    CARD is its number or its last digits. Example: paycards cards lose 0107 --stolen
    """
    what = named(card, fund=fund, account=account, council=council)
    _change(run, what, doing or "lose", reason=reason, note=note, as_json=as_json)


@click.command()
@names_card
@click.option("--reason", default="", help="Why: customer_asked, account_closed, died, moved and others.")
@NOTE
@as_json
@with_settings
def cancel(
    run: Run, card: str, *, fund: str, account: str, council: str, reason: str, note: str, as_json: bool
) -> None:
    """Cancel a card that nobody is to use any more. A payment on it still finds the account.

    CARD is its number or its last digits. Example: paycards cards cancel 0107 --reason died
    """
    what = named(card, fund=fund, account=account, council=council)
    _change(run, what, "cancel", reason=reason, note=note, as_json=as_json)


@click.command()
@names_card
@click.option("--reason", default="", help="Why: found, or entered_in_error.")
@NOTE
@as_json
@with_settings
def reinstate(
    run: Run, card: str, *, fund: str, account: str, council: str, reason: str, note: str, as_json: bool
) -> None:
    """Undo: a lost, stolen or damaged card was found, or a card was cancelled in error.

    CARD is its number or its last digits. Example: paycards cards reinstate 0107 --reason found
    """
    what = named(card, fund=fund, account=account, council=council)
    _change(run, what, "reinstate", reason=reason, note=note, as_json=as_json)


@click.command()
@names_card
@NOTE
@as_json
@with_settings
def expire(run: Run, card: str, *, fund: str, account: str, council: str, note: str, as_json: bool) -> None:
    """Say that the time of a card is over. It can be replaced by one with a new number.

    CARD is its number or its last digits. Example: paycards cards expire 0107
    """
    what = named(card, fund=fund, account=account, council=council)
    _change(run, what, "expire", reason="", note=note, as_json=as_json)


def _change(run: Run, what: Named, doing: str, *, reason: str, note: str, as_json: bool) -> None:
    from paycards.cards.desk import change_one

    done = change_one(run.visit, what, doing, reason=reason, note=note)
    _print(done, done.status, as_json)


def _hand_over(run: Run, done: DeskCard, out: Path | None, as_json: bool) -> None:
    """Say what was issued and, when asked, write its letter; an ordered card comes from the supplier."""
    writes = out is not None and bool(done.card_number)
    if not (writes and as_json):
        _print(done, "issued", as_json)
    if writes:
        what = named(done.card_number, fund="", account="", council=done.council)
        write(run, what, "letter", out, as_json)


def _print(done: DeskCard, what: str, as_json: bool) -> None:
    if as_json:
        print_json(asdict(done))
        return
    account = f"{done.council} {done.fund} {done.reference}"
    if not done.card_number:
        click.echo(
            f"{account}: request {done.request_no} is written down. `paycards cards orders write` asks the"
            " supplier for the card."
        )
        return
    instead = (
        f", instead of {in_groups(done.replaced)}" if done.replaced not in ("", done.card_number) else ""
    )
    state = " (it becomes active when it is printed)" if done.status == "requested" else ""
    click.echo(f"{account}: card {in_groups(done.card_number)} is {what}{instead}{state}.")
