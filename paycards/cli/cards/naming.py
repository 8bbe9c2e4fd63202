"""How a command is told which card or account is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from paycards.cards.which import Named

Command = TypeVar("Command", bound=Callable[..., Any])

COUNCIL = click.option("--council", metavar="CODE", default="", help="The council, where several have it.")
FUND = click.option("--fund", default="", help="The account's fund, such as rent.")
ACCOUNT = click.option("--account", metavar="REF", default="", help="The account's reference.")
CARD = click.argument("card", metavar="[CARD]", default="")
NOTE = click.option("--note", default="", help="A few words for whoever asks later.")


def names_account(command: Command) -> Command:
    """Let a command be told an account."""
    return COUNCIL(ACCOUNT(FUND(command)))


def names_card(command: Command) -> Command:
    """Let a command be told a card by its number or last digits, or by its account."""
    return CARD(names_account(command))


def named(card: str = "", *, fund: str, account: str, council: str) -> Named:
    """What a person said, for a job."""
    from paycards.cards.which import Named

    return Named(card=card, fund=fund, account=account, council=council)


def in_groups(card_number: str) -> str:
    """A number as it stands under the bars; a dash where the supplier has yet to say it."""
    from paycards.issue.card_number import format as grouped

    return grouped(card_number) if card_number else "-"
