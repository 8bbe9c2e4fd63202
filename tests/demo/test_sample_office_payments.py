"""The weeks after Market Hall's cards: files that fit in before the sample week, all kinds of payers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise

from paycards.channels.catalogue import load_layouts
from paycards.channels.reading import read_file
from paycards.demo.cards import card_number
from paycards.demo.office.payments import ENDS, LISTED_ON, SentFile, weeks_after
from paycards.demo.world import World, sample_week

OFFICE = sample_week().councils[0].office
CARDS = {account.reference: card_number(7_000_000 + place) for place, account in enumerate(OFFICE)}


def first_statement(world: World) -> bytes:
    return next(file.data for file in world.files if file.name.endswith(".STA") and "NVDC" in file.name)


def sent() -> list[SentFile]:
    return weeks_after(OFFICE, CARDS, first_statement(sample_week()))


def test_each_file_is_one_that_allpay_sends_and_their_numbers_end_before_the_week() -> None:
    layouts = load_layouts().for_channel("allpay")
    numbers = [read_file(file.name, file.data, layouts).sequence or 0 for file in sent()]
    assert all(after == before + 1 for before, after in pairwise(numbers))
    assert numbers[-1] == 200


def test_the_statement_closes_with_what_the_week_opens_with() -> None:
    opening = next(line for line in first_statement(sample_week()).splitlines() if b"Opening" in line)
    closing = next(line for line in sent()[-1].data.splitlines() if b"Closing" in line)
    assert opening.split()[-1] == closing.split()[-1]


def test_payments_come_in_the_weeks_after_the_cards() -> None:
    layouts = load_layouts().for_channel("allpay")
    days = set()
    for file in sent()[:-1]:
        frame = read_file(file.name, file.data, layouts).frame
        assert frame is not None
        days |= {str(day)[:10] for day in frame["paid_on"]}
    assert min(days) > LISTED_ON.isoformat() and max(days) < ENDS[-1].isoformat()
    assert {dt.date.fromisoformat(day).isocalendar().week for day in days} == set(range(39, 46))
    assert max(Counter(day.weekday() for day in ENDS).values()) == 2


def test_some_pay_with_the_card_some_otherwise_some_stop_some_never_begin() -> None:
    lines = {file.name: file.data.decode() for file in sent()[:-1]}
    assert {name[-3:].lstrip(".") for name in lines} == {"PO", "PP", "PZ", "EPY", "DD"}
    paid = {
        account.reference: sum(account.reference in text for text in lines.values()) for account in OFFICE
    }
    assert min(paid.values()) == 0 and {2, 7} <= set(paid.values())
