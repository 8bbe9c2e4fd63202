"""What the commands of the card desk have in common: which card or account is meant, and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

COUNCIL = click.option("--council", metavar="CODE", default=None, help="The council, where several have it.")
FUND = click.option("--fund", default="", help="The account's fund, such as rent.")
ACCOUNT = click.option("--account", metavar="REF", default="", help="The account's reference.")
CARD = click.argument("card", metavar="[CARD]", default="")
BY_HAND = click.option(
    "--by-hand", is_flag=True, help="The letter is handed over in person: it needs no address."
)
NOTE = click.option("--note", default="", help="A few words for anyone who asks later.")


def names_account(command: Command) -> Command:
    """Let a command be told an account: it is given as `which`, its council as `council`."""

    @wraps(command)
    def gathered(*args: Any, fund: str, account: str, card: str = "", **more: Any) -> Any:
        from paycards.cards.which import CardOrAccount

        return command(*args, which=CardOrAccount(card, fund, account), **more)

    return COUNCIL(ACCOUNT(FUND(gathered)))  # type: ignore[return-value]


def names_card(command: Command) -> Command:
    """Let a command be told a card by its number or last digits, or by its account; given as `which`."""
    return CARD(names_account(command))


def gives_cause(help_: str, *, required: bool = False) -> Callable[[Command], Command]:
    """Let a command be told why: it is given as `cause`."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def gathered(*args: Any, note: str, reason: str = "", **more: Any) -> Any:
            from paycards.cards.cause import Cause

            return command(*args, cause=Cause(reason, note), **more)

        options = click.option("--reason", default=None if required else "", required=required, help=help_)
        return options(NOTE(gathered))  # type: ignore[return-value]

    return decorate


def in_groups(card_number: str) -> str:
    """A number as it stands under the bars; a dash until the supplier gives it."""
    from paycards.issue.card_number import format as grouped

    return grouped(card_number) if card_number else "-"
