"""`paycards cards`: the cards that a council's customers hold.

One file for each group of commands; each command is named here.
"""

from __future__ import annotations

import click

from paycards.cli.by_name import CommandsByName
from paycards.cli.group import Group

COMMANDS = CommandsByName(
    {
        "batch": "cards.batch.batch",
        "batches": "cards.batch.batches",
        "takeup": "cards.takeup.takeup",
        "issue": "cards.desk.issue",
        "replace": "cards.desk.replace",
        "lose": "cards.states.lose",
        "cancel": "cards.states.cancel",
        "reinstate": "cards.states.reinstate",
        "expire": "cards.states.expire",
        "letter": "cards.documents.letter",
        "card": "cards.documents.plastic",
        "image": "cards.documents.image",
        "show": "cards.lookup.show",
        "find": "cards.lookup.find",
        "orders": "cards.orders.orders",
        "import": "cards.import_list.import_",
    }
)


@click.group(cls=Group, commands=COMMANDS)
def cards() -> None:
    """Issue, replace and look up the cards that customers pay with.

    Example: paycards cards import NVD-cards.csv
    """
