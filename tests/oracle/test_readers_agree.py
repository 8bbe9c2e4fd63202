"""paycards reads a file as the oracle does: the same rows of a whole one, and the same files refused."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from paycards.channels.catalogue import load_layouts
from paycards.channels.reading import read_file
from paycards.errors import FileRefused

from .model import Contract, Payment, RefusedError
from .oracle import CHANNELS, Oracle
from .worlds import Delivery, make_world

LAYOUTS = load_layouts()
ODD_BYTES = b' 0123459ABPZxy/-.,"\r\n\x1a\0\xff'
PAID = ("row", "network", "kind", "card_number", "client_reference", "amount_pence", "paid_on")
COLUMNS = {
    "payments": (*PAID, "receipt", "receipt_on", "original_receipt"),
    "cards": ("card_number", "client_reference"),
}
Row = tuple[str | int, ...]
Said = tuple[int, int, list[Row]]  # sequence number, rows, payments or cards


def read_by_oracle(contract: Contract, name: str, data: bytes) -> Said | None:
    channel = CHANNELS[contract.channel]
    if not channel.claims(contract, name, data):
        return None
    try:
        reading = channel.read(contract, name, data)
    except RefusedError:
        return None
    return reading.number, reading.rows, [*map(_row, reading.payments), *reading.cards]


def _row(payment: Payment) -> Row:
    place, number, day = payment.key or ("", "", "")
    receipts = (
        ("-".join(filter(None, (place, each))) if each else "") for each in (number, payment.original)
    )
    receipt, original = _dashed(tuple(receipts))
    return (*(getattr(payment, column) for column in PAID), receipt, day, original)


def read_by_paycards(contract: Contract, name: str, data: bytes) -> Said | None:
    try:
        decoded = read_file(name, data, LAYOUTS.for_channel(contract.channel))
    except FileRefused:
        return None
    if decoded.client_code != contract.client_code:
        return None
    columns = COLUMNS.get(decoded.kind)
    if columns is None or decoded.frame is None:
        return decoded.sequence, decoded.rows, []
    rows = decoded.frame[[*columns]].itertuples(index=False, name=None)
    return decoded.sequence, decoded.rows, [(*row[:7], *_dashed(row[7:])) for row in rows]


def _dashed(receipts: Row) -> Iterator[str]:
    """As the parts of a receipt are joined, whatever stood between them."""
    return (str(each).replace(" ", "-") for each in receipts)


def deliveries(seeds: range) -> Iterator[tuple[Contract, str, bytes]]:
    """Every file of these worlds with the contract in whose drop it lies."""
    for seed in seeds:
        world = make_world(seed)
        contracts = {contract.code: contract for contract in Oracle(world.settings).contracts}
        for step in world.steps:
            if isinstance(step, Delivery) and step.contract:
                yield contracts[step.contract], step.name, step.data


def with_an_odd_byte(random: Random, data: bytes) -> bytes:
    """The data with one byte put in, taken out or replaced."""
    place, odd = random.randrange(len(data) + 1), bytes([random.choice(ODD_BYTES)])
    return random.choice(
        (
            data[:place] + odd + data[place:],
            data[:place] + data[place + 1 :],
            data[:place] + odd + data[place + 1 :],
        )
    )


def assert_agree(contract: Contract, name: str, data: bytes) -> None:
    assert read_by_paycards(contract, name, data) == read_by_oracle(contract, name, data), (name, data)


@pytest.mark.parametrize("first", range(0, 100, 10))
def test_every_file_of_a_world_is_read_the_same(first: int) -> None:
    for contract, name, data in deliveries(range(first, first + 10)):
        assert_agree(contract, name, data)


@pytest.mark.parametrize(
    "first", [100, *(pytest.param(at, marks=pytest.mark.soak) for at in range(110, 600, 10))]
)
def test_a_file_with_an_odd_byte_is_read_or_refused_the_same(first: int) -> None:
    random = Random(first)  # noqa: S311 -- not a secret
    for contract, name, data in deliveries(range(first, first + 10)):
        for _ in range(3):
            assert_agree(contract, name, with_an_odd_byte(random, data))
