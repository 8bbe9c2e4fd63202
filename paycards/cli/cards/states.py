"""`paycards cards lose`, `cancel`, `reinstate`, `expire`: bring a card into another state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from paycards.cli.cards.handing_over import print_done
from paycards.cli.cards.options import NOTE, gives_cause, names_card
from paycards.cli.run import Run, as_json, with_settings

if TYPE_CHECKING:
    from paycards.cards.cause import Cause
    from paycards.cards.which import CardOrAccount


@click.command()
@names_card
@click.option("--stolen", "doing", flag_value="report stolen", help="It was stolen.")
@click.option("--damaged", "doing", flag_value="report damaged", help="It is at hand but does not scan.")
@gives_cause("Why, if the command does not say so already.")
@as_json
@with_settings
def lose(
    run: Run,
    *,
    which: CardOrAccount,
    council: str | None,
    doing: str | None,
    cause: Cause,
    as_json: bool,
) -> None:
    """Report a card lost, stolen or damaged. Payments on it still reach the account.

    CARD is its number or its last digits.

    Example: paycards cards lose 0107 --stolen
    """
    _change(run, (which, council), doing or "lose", cause, as_json=as_json)


@click.command()
@names_card
@gives_cause("Why: customer_asked, account_closed, died, moved and others.")
@as_json
@with_settings
def cancel(run: Run, *, which: CardOrAccount, council: str | None, cause: Cause, as_json: bool) -> None:
    """Cancel a card that is no longer to be used. Payments on it still reach the account.

    CARD is its number or its last digits.

    Example: paycards cards cancel 0107 --reason died
    """
    _change(run, (which, council), "cancel", cause, as_json=as_json)


@click.command()
@names_card
@gives_cause("Why: found, or entered_in_error.")
@as_json
@with_settings
def reinstate(run: Run, *, which: CardOrAccount, council: str | None, cause: Cause, as_json: bool) -> None:
    """Undo: a lost, stolen or damaged card was found, or a card was cancelled in error.

    CARD is its number or its last digits.

    Example: paycards cards reinstate 0107 --reason found
    """
    _change(run, (which, council), "reinstate", cause, as_json=as_json)


@click.command()
@names_card
@NOTE
@as_json
@with_settings
def expire(run: Run, *, which: CardOrAccount, council: str | None, note: str, as_json: bool) -> None:
    """Record that a card has expired. It can be replaced by one with a new number.

    CARD is its number or its last digits.

    Example: paycards cards expire 0107
    """
    from paycards.cards.cause import Cause

    _change(run, (which, council), "expire", Cause(note=note), as_json=as_json)


def _change(
    run: Run, meant: tuple[CardOrAccount, str | None], doing: str, cause: Cause, *, as_json: bool
) -> None:
    from paycards.jobs.change_card import change_card

    which, council = meant
    done = change_card(run.visit, which, doing, council=council, cause=cause)
    print_done(done, done.status, as_json=as_json)
