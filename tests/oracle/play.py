"""Let a world happen to the oracle."""

from __future__ import annotations

from .oracle import Oracle
from .worlds import Accounts, Cards, Delivery, Step, World


def play(world: World) -> Oracle:
    oracle = Oracle(world.settings)
    for step in world.steps:
        take(oracle, step)
    return oracle


def take(oracle: Oracle, step: Step) -> None:
    match step:
        case Accounts(csv_text):
            oracle.import_accounts(csv_text)
        case Cards(csv_text):
            oracle.import_cards(csv_text)
        case Delivery(contract, name, data):
            oracle.deliver(contract, name, data)
        case _:
            oracle.reconcile()
