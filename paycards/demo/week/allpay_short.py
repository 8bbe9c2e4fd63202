"""Harrowmere's allpay files, in the short form: six digits of the card, a landlord code, the reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from paycards.demo.accounts import LEGACY_REFERENCE, SHARED_RENT_REFERENCE
from paycards.demo.cast import Cast
from paycards.demo.councils import contract
from paycards.demo.drop import DropFile, Line, Oddity, late, misdelivered
from paycards.demo.payments import Habit, Payment
from paycards.demo.suppliers.allpay import Row
from paycards.demo.week import FRI, MON, THU, TUE, WED
from paycards.demo.week.allpay import WORKING_DAYS, OddLines, Series, ordinary

CONTRACT = contract("HMB-ALLPAY")
FIRST_NUMBER = 101
TERMINALS = ("0412", "0415")


def allpay_short_week(cast: Cast, habits: Sequence[Habit], chance: Random) -> list[DropFile]:
    """The week's files: one of no bytes, one under a second number, one in another contract's drop."""
    series = Series(CONTRACT, chance, FIRST_NUMBER)
    odd = _odd_lines(cast)
    for day in WORKING_DAYS:
        for extension, lines in ordinary(series, habits, day, _row):
            series.add_payments(extension, lines + list(odd.get((day, extension), [])), day)
        if day == THU:
            series.add("EPY", b"", day)
        series.add_statement(day)
        if day == WED:
            _send_again(series, day)
    return [changed for file in series.files for changed in _mishap(file)]


def _row(payment: Payment, extension: str) -> Row:
    card = payment.card
    terminal = TERMINALS[int(card.number[-2]) % 2] if extension == "TC" else ""
    return _named(card.account.reference, card.number, payment.amount_pence, payment.at.date(), terminal)


def _named(reference: str, number: str, pence: int, paid_on: dt.date, terminal: str = "") -> Row:
    return Row(number, CONTRACT.reference_prefix + reference, pence, paid_on, terminal=terminal)


def _send_again(series: Series, day: dt.date) -> None:
    first = next(file for file in series.files if file.arrives_on == day and file.name.endswith(".PO"))
    series.add("PO", first.data, day)
    series.files[-1] = replace(
        series.files[-1], state="held", what=f"the content of {first.name} under a new number"
    )


def _mishap(file: DropFile) -> list[DropFile]:
    if not file.data:
        return [
            replace(
                file, state="quarantined", what="no bytes at all, not even footers: its number stays a gap"
            )
        ]
    if file.arrives_on == THU and file.name.endswith(".PP"):
        return [late(file, FRI), misdelivered(file, "NVD-ALLPAY")]
    return [file]


def _odd_lines(cast: Cast) -> OddLines:
    rent = [card for card in cast.cards if card.account.fund == "rent" and card.account.status == "open"]
    one, two, three = rent[:3]
    paid = {day: day - dt.timedelta(days=1) for day in WORKING_DAYS}
    loose = f"{two.account.reference[:4]} {two.account.reference[4:]}"
    slashed = f"{three.account.reference[0]}/{three.account.reference[1:]}"
    closed = cast.holder("closed")
    return {
        (MON, "PO"): [
            Line(
                _named(one.account.reference.lower(), one.number, 1_900, paid[MON]),
                Oddity("a reference in lower case"),
            )
        ],
        (TUE, "PO"): [
            Line(_named(loose, two.number, 2_900, paid[TUE]), Oddity("a reference with a space inside")),
            Line(_named(slashed, three.number, 3_900, paid[TUE]), Oddity("a reference with a slash inside")),
        ],
        (WED, "PP"): [
            Line(
                _named(SHARED_RENT_REFERENCE, cast.unknown(30), 4_900, paid[WED]),
                Oddity("a reference in two funds; its shape says rent"),
            ),
            Line(
                _named(LEGACY_REFERENCE, cast.unknown(31), 5_900, paid[WED]),
                Oddity("a reference in two funds, of no fund's shape", "suspense", "ambiguous"),
            ),
        ],
        (FRI, "PO"): [
            Line(
                _named("R309999998", one.number, 6_900, paid[FRI]),
                Oddity("an unknown reference beside six known digits", "suspense", "unknown_reference"),
            ),
            Line(
                _named(closed.account.reference, closed.number, 7_900, paid[FRI]),
                Oddity("a closed account", "suspense", "account_closed"),
            ),
        ],
    }
