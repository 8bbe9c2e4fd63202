"""What the payments cost by network, and what the counter would have cost for as many.

Prices are those of the settings, whole pence a payment. A price that is missing stays missing: it is
named, and no sum is made without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

COUNTER = "counter"


@dataclass(frozen=True)
class Cost:
    """The payments of one network, or of all: None where a price is missing.

    `saved_pence` is what the counter would have cost less what they cost.
    """

    network: str
    payments: int
    price_pence: int | None
    cost_pence: int | None
    counter_pence: int | None

    @property
    def saved_pence(self) -> int | None:
        """None where the one or the other is not known."""
        if self.cost_pence is None or self.counter_pence is None:
            return None
        return self.counter_pence - self.cost_pence


@dataclass(frozen=True)
class Costs:
    """One row for each network that was used, the sum, and the networks without a price."""

    networks: tuple[Cost, ...]
    total: Cost
    missing: tuple[str, ...]


def costs(payments: Iterable[tuple[str, int]], prices: Mapping[str, int]) -> Costs:
    """Price the payments of each network.

    >>> priced = costs([("paypoint", 10), ("payzone", 2)], {"counter": 214, "paypoint": 38})
    >>> priced.networks[0].cost_pence, priced.networks[0].saved_pence
    (380, 1760)
    >>> priced.total.cost_pence, priced.missing
    (None, ('payzone',))
    """
    rows = tuple(_cost(network, count, prices) for network, count in payments)
    known = [row.cost_pence for row in rows if row.cost_pence is not None]
    count = sum(row.payments for row in rows)
    total = Cost(
        network="all",
        payments=count,
        price_pence=None,
        cost_pence=sum(known) if len(known) == len(rows) else None,
        counter_pence=count * prices[COUNTER] if COUNTER in prices else None,
    )
    asked = (COUNTER, *(row.network for row in rows))
    return Costs(rows, total, tuple(name for name in asked if name not in prices))


def _cost(network: str, payments: int, prices: Mapping[str, int]) -> Cost:
    price, counter = prices.get(network), prices.get(COUNTER)
    return Cost(
        network=network,
        payments=payments,
        price_pence=price,
        cost_pence=None if price is None else price * payments,
        counter_pence=None if counter is None else counter * payments,
    )
