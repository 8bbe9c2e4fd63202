"""`paycards cards`: the cards that a council's customers hold.

One file for each group of commands; each command is added to the group here.
"""

from __future__ import annotations

import click

from paycards.cli.cards import batch, desk, documents, import_list, lookup, orders, states, takeup


@click.group()
def cards() -> None:
    """Issue, replace and look up the cards that customers pay with.

    Example: paycards cards import NVD-cards.csv
    """


for command in (
    batch.batch,
    batch.batches,
    takeup.takeup,
    desk.issue,
    desk.replace,
    states.lose,
    states.cancel,
    states.reinstate,
    states.expire,
    documents.letter,
    documents.plastic,
    documents.image,
    lookup.show,
    lookup.find,
    orders.orders,
    import_list.import_,
):
    cards.add_command(command)
