"""paycards reads a file as the oracle does: the same rows of a whole one, and the same files refused."""

from __future__ import annotations

import re
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
ODD_TEXTS = (
    "", "0", "00", "-1", "-0.00", "0.00", "0.01", "01.00", "1.0", ".50", "+1.00", "1e2",
    "99999999.99", "999999999999999.99", "x", "é", "\u0661", "null", '1"2', '""', '"1"', '"x,y"', '"x""y"',
    "N", "P", "Q", "R", "VOID", "DEBIT", "0960", "2400", "235959",
    "20000101", "19991231", "20260230", "00010101", "99991231",
    "01/01/2000", "31/12/1999", "30/02/2026", "01/01/0001", "31/12/9999",
    "2026-03-01T24:00:00Z", "2026-03-01T08:15:30.5Z", "2026-03-01T08:15:30+0530", "2026-03-01T08:15:30",
    "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00",
)  # fmt: skip
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


def with_an_odd_text(random: Random, data: bytes) -> bytes:
    """The data with another text in the place of one of its numbers, wherever that stands."""
    number = random.choice(re.findall(rb"[0-9.]+", data) or [b"\n"])
    odd, width = random.choice(ODD_TEXTS).encode(), len(number)
    return data.replace(
        number, random.choice((odd, odd.rjust(width), odd.ljust(width), odd.rjust(width, b"0")))
    )


def under_an_odd_number(random: Random, name: str, data: bytes) -> tuple[str, bytes]:
    """The file with another number in its name, and in its data wherever the old one stood there."""
    number = random.choice(re.findall("[0-9]+", name))
    odd = random.choice(("0" * len(number), "9" * len(number), "0" + number, number[1:], "366001", "9" * 10))
    return name.replace(number, odd), data.replace(number.encode(), odd.encode())


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


@pytest.mark.parametrize(
    "first", [600, *(pytest.param(at, marks=pytest.mark.soak) for at in range(610, 800, 10))]
)
def test_a_file_with_an_odd_text_or_number_is_read_or_refused_the_same(first: int) -> None:
    random = Random(first)  # noqa: S311 -- not a secret
    for contract, name, data in deliveries(range(first, first + 10)):
        assert_agree(contract, *under_an_odd_number(random, name, data))
        for _ in range(3):
            assert_agree(contract, name, with_an_odd_text(random, data))
