"""Northvale's allpay files, in the long form: every extension, and most mishaps of files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

from paycards.demo.accounts import MISFILED_REFERENCE
from paycards.demo.cards import card_number
from paycards.demo.cast import Cast
from paycards.demo.councils import contract
from paycards.demo.drop import DropFile, Line, Oddity, cut_short, late, resent
from paycards.demo.payments import Habit, Payment
from paycards.demo.suppliers.allpay import Row, cross_reference
from paycards.demo.week import FRI, MON, THU, TUE, WED
from paycards.demo.week.allpay import WORKING_DAYS, OddLines, Series, ordinary

CONTRACT = contract("NVD-ALLPAY")
FIRST_NUMBER = 201
NEW_SERIAL = 8_000_000_000  # of the card that only the cross reference tells of

REJECTED = ("0 (REFER TO PAYER)", "1 (INSTRUCTION CANCELLED)")


def allpay_long_week(cast: Cast, habits: Sequence[Habit], chance: Random) -> list[DropFile]:
    """The week's files: one late, one cut short and sent again, one sent twice."""
    series = Series(CONTRACT, chance, FIRST_NUMBER)
    odd = _odd_lines(cast)
    for day in WORKING_DAYS:
        for extension, lines in ordinary(series, habits, day, _row):
            series.add_payments(extension, lines + list(odd.get((day, extension), [])), day)
        for extension in ("CQE", "CSH"):
            series.add_payments(extension, list(odd.get((day, extension), [])), day)
        _add_reports(series, cast, day)
        series.add_statement(day)
    return _with_mishaps(series.files)


def _row(payment: Payment, _extension: str) -> Row:
    return Row(payment.card.number, payment.card.account.reference, payment.amount_pence, payment.at.date())


def _add_reports(series: Series, cast: Cast, day: dt.date) -> None:
    if day == TUE:
        series.add(
            "CRF", cross_reference(_new_cards(cast), day), day, what="teaches one new card, one replacement"
        )
    if day == FRI:
        report = b"REJECTED INSTRUCTIONS\r\n\r\n1 instruction without a bank sort code\r\n"
        series.add("ERR", report, day, what="a report to keep, not to read")


def _new_cards(cast: Cast) -> list[tuple[str, str, str]]:
    replaced = cast.payer(15)
    return [
        (card_number(NEW_SERIAL), cast.without_card(0).reference, "N"),
        (replaced.number, replaced.account.reference, "R"),
    ]


def _odd_lines(cast: Cast) -> OddLines:
    return {
        (MON, "PO"): _monday(cast),
        (MON, "PP"): _split(cast),
        (TUE, "PO"): _loose_references(cast),
        (TUE, "DD"): _rejects(cast),
        (WED, "PO"): _wednesday(cast),
        (WED, "CQE"): [Line(_paid(cast, 16, -8_000, WED), Oddity("a returned cheque"))],
        (THU, "CSH"): [Line(_paid(cast, 17, -1_250, THU), Oddity("an adjustment"))],
        (THU, "TDC"): _old_accounts(cast),
        (THU, "PP"): [
            Line(_by_card(cast.replaced().number, "", 3_000, THU), Oddity("a replaced card, no reference"))
        ],
    }


def _monday(cast: Cast) -> list[Line[Row]]:
    one, two = cast.payer(13), cast.payer(14)
    return [
        Line(
            _by_card(cast.unknown(10), one.account.reference, 4_100, MON),
            Oddity("a card nobody knows, a reference that is one account's"),
        ),
        Line(
            _by_card(one.number, two.account.reference, 5_200, MON),
            Oddity("card and reference name different accounts", "suspense", "conflict"),
        ),
        Line(
            _by_card(cast.unknown(11), "R900000001", 6_300, MON),
            Oddity("neither card nor reference is known", "suspense", "unknown_card"),
        ),
        Line(_paid(cast, 18, 7_400, MON - dt.timedelta(days=27)), Oddity("a straggler, four weeks late")),
    ]


def _split(cast: Cast) -> list[Line[Row]]:
    part = _paid(cast, 19, 20_000, MON)
    what = Oddity("450.00 split at the till's limit: equal rows are all posted")
    return [Line(part, what), Line(part, what), Line(_paid(cast, 19, 5_000, MON), what)]


def _loose_references(cast: Cast) -> list[Line[Row]]:
    rent = [card for card in cast.cards if card.account.fund == "rent" and card.account.status == "open"]
    one, two, three = (card.account.reference for card in rent[:3])
    shapes = {
        "a reference with spaces inside": f"{one[:4]} {one[4:7]} {one[7:]}",
        "a reference with slashes and a hyphen": f"{two[0]}/{two[1:4]}-{two[4:]}",
        "a reference in lower case": three.lower(),
    }
    return [
        Line(
            _by_card(cast.unknown(20 + place), reference, 2_000 + place, TUE),
            Oddity(f"{what}, a card nobody knows"),
        )
        for place, (what, reference) in enumerate(shapes.items())
    ]


def _rejects(cast: Cast) -> list[Line[Row]]:
    return [
        Line(
            Row(card.number, card.account.reference, -9_500, MON, reject=reject),
            Oddity(f"a direct debit that came back, a row of {55 + len(reject)} characters"),
        )
        for card, reject in zip((cast.payer(20), cast.payer(21)), REJECTED, strict=True)
    ]


def _wednesday(cast: Cast) -> list[Line[Row]]:
    return [
        Line(
            _by_card(cast.unknown(12), MISFILED_REFERENCE, 4_200, WED),
            Oddity("a council-tax account's reference in the shape of rent", "suspense", "conflict"),
        ),
        Line(
            _by_card(card_number(NEW_SERIAL), "", 3_650, WED),
            Oddity("a card known only from Tuesday's cross reference"),
        ),
    ]


def _old_accounts(cast: Cast) -> list[Line[Row]]:
    closed, former = cast.holder("closed"), cast.holder("former")
    return [
        Line(
            _by_card(closed.number, closed.account.reference, 1_000, THU),
            Oddity("a closed account", "suspense", "account_closed"),
        ),
        Line(_by_card(former.number, former.account.reference, 1_100, THU), Oddity("a former account")),
    ]


def _paid(cast: Cast, place: int, pence: int, day: dt.date) -> Row:
    card = cast.payer(place)
    return _by_card(card.number, card.account.reference, pence, day)


def _by_card(number: str, reference: str, pence: int, day: dt.date) -> Row:
    paid_on = day - dt.timedelta(days=1)
    return Row(number, reference, pence, paid_on)


def _with_mishaps(files: Sequence[DropFile]) -> list[DropFile]:
    """Wednesday's PayPoint file is late, Tuesday's Payzone file comes in two attempts, Monday's PO twice."""
    return [changed for file in files for changed in _mishap(file)]


def _mishap(file: DropFile) -> list[DropFile]:
    extension, three_digits = file.name[-3:].lstrip("."), f"{file.name[:4]}{file.name[5:]}"
    match (file.arrives_on, extension):
        case (day, "PP") if day == WED:
            return [late(file, FRI)]
        case (day, "PZ") if day == TUE:
            broken = cut_short(file, 55, "cut short after the first row; the next name brings it whole")
            return [broken, _again(file, three_digits)]
        case (day, "PO") if day == MON:
            return [file, resent(file, three_digits, TUE)]
    return [file]


def _again(file: DropFile, name: str) -> DropFile:
    what = f"{file.name} once more, whole this time"
    return DropFile(file.contract, name, file.data, WED, what=what, odd_rows=file.odd_rows)
