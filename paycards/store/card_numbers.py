"""Take card numbers from the ranges of a scheme: each once, whoever asks at the same time.

Within a range the serials go up. One that is a card of the council already, for example from a list
that was imported, is passed over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, and_, cast, func, select

from paycards.errors import NotAllowed, SettingsError
from paycards.issue.card_scheme import build_all
from paycards.settings import CardScheme
from paycards.store import bulk
from paycards.store.card_schemes import definition, ranges, stored_scheme
from paycards.store.councils import lock
from paycards.store.problems import close_problem, open_problem
from paycards.store.tables import card_numbers, cards, councils
from paycards.store.tables.base import Instant

KIND = "card_range_low"


def allocate(
    connection: Connection, council_id: int, scheme: CardScheme, count: int, *, at: dt.datetime
) -> list[str]:
    """Take the next `count` numbers of a scheme, in the caller's transaction, under the council's lock.

    Raises NotAllowed when fewer are left: then none is taken. Raises SettingsError for a scheme that
    `paycards init` has not stored as it is.
    """
    lock(connection, council_id)
    serials = _next_serials(connection, council_id, scheme, count)
    return claim(connection, council_id, scheme, serials, at=at)


def claim(
    connection: Connection, council_id: int, scheme: CardScheme, serials: Sequence[int], *, at: dt.datetime
) -> list[str]:
    """Take the numbers of these very serials; the database refuses one that is taken or in no range."""
    import pandas as pd

    lock(connection, council_id)
    numbers = build_all(scheme, serials)
    frame = pd.DataFrame({"card_number": numbers, "serial": list(serials)})
    allocated_at = Instant().process_bind_param(at, connection.dialect)
    assert allocated_at is not None  # noqa: S101 - an instant was given
    bulk.load(
        connection,
        card_numbers,
        frame,
        council_id=council_id,
        scheme_id=_stored(connection, council_id, scheme),
        allocated_at=allocated_at,
    )
    report_range(connection, council_id, scheme, at=at)
    return numbers


def remaining(connection: Connection, council_id: int, scheme: CardScheme) -> int:
    """How many numbers of a scheme can still be taken."""
    scheme_id = _stored(connection, council_id, scheme)
    return sum(
        last - first + 1 - _count(connection, council_id, scheme, first, last)
        for first, last in _unused(connection, scheme_id)
    )


def report_range(connection: Connection, council_id: int, scheme: CardScheme, *, at: dt.datetime) -> None:
    """Open, bring up to date or close the problem that few numbers of a scheme are left."""
    code = connection.execute(select(councils.c.code).where(councils.c.id == council_id)).scalar_one()
    subject = f"{code}:{scheme.code}"
    left = remaining(connection, council_id, scheme)
    if left >= scheme.warn_below:
        note = "there are enough numbers again"
        close_problem(
            connection, contract_id=None, kind=KIND, subject=subject, at=at, by="paycards", note=note
        )
        return
    open_problem(
        connection,
        council_id=council_id,
        contract_id=None,
        kind=KIND,
        subject=subject,
        message=f"{code}: {left} card numbers are left of scheme {scheme.code}.",
        action="Ask the supplier for another range, add it to `ranges` in the settings, and run"
        " `paycards init`.",
        at=at,
    )


def _stored(connection: Connection, council_id: int, scheme: CardScheme) -> int:
    known = stored_scheme(connection, council_id, scheme.code)
    if known is None or known[1] != definition(scheme):
        raise SettingsError(
            f"Card scheme {scheme.code}: new or changed in the settings, run `paycards init` first."
        )
    return known[0]


def _next_serials(connection: Connection, council_id: int, scheme: CardScheme, count: int) -> list[int]:
    scheme_id = _stored(connection, council_id, scheme)
    serials: list[int] = []
    look_at = count
    for first, last in _unused(connection, scheme_id):
        start = first
        while len(serials) < count and start <= last:
            end = min(last, start + look_at - 1)
            held = set(connection.execute(_held(council_id, scheme, start, end)).scalars())
            serials += [serial for serial in range(start, end + 1) if serial not in held]
            start, look_at = end + 1, 2 * look_at  # where an old list fills the range, leap over it
    if len(serials) < count:
        left = remaining(connection, council_id, scheme)
        raise NotAllowed(
            f"{count} card numbers are wanted of scheme {scheme.code} and {left} are left: ask the supplier"
            " for another range, add it to the settings and run `paycards init`. None was taken."
        )
    return serials[:count]


def _unused(connection: Connection, scheme_id: int) -> Iterator[tuple[int, int]]:
    """The end of each range that no number was taken from yet."""
    for first, last in ranges(connection, scheme_id):
        its = (card_numbers.c.scheme_id == scheme_id) & card_numbers.c.serial.between(first, last)
        newest = connection.execute(select(func.max(card_numbers.c.serial)).where(its)).scalar()
        if newest is None or newest < last:
            yield first if newest is None else newest + 1, last


def _count(connection: Connection, council_id: int, scheme: CardScheme, first: int, last: int) -> int:
    held = _held(council_id, scheme, first, last).distinct().subquery()
    return int(connection.execute(select(func.count()).select_from(held)).scalar_one())


def _held(council_id: int, scheme: CardScheme, first: int, last: int) -> Select[int]:
    """The serials, from `first` to `last`, of numbers that are a card of the council already."""
    digits = func.substr(cards.c.card_number, scheme.serial_at, scheme.serial_digits)
    low, high = (f"{serial:0{scheme.serial_digits}}" for serial in (first, last))
    return (
        select(cast(digits, BigInteger))
        .where(cards.c.council_id == council_id, _between(scheme, low, high))
        .where(func.length(cards.c.card_number) == scheme.length, digits.between(low, high))
        .where(*_fixed(scheme))
    )


def _fixed(scheme: CardScheme) -> Iterator[ColumnElement[bool]]:
    yield func.substr(cards.c.card_number, 1, len(scheme.prefix)) == scheme.prefix
    if scheme.service_code:
        place = func.substr(cards.c.card_number, scheme.service_code_at, len(scheme.service_code))
        yield place == scheme.service_code


def _between(scheme: CardScheme, low: str, high: str) -> ColumnElement[bool]:
    """Let the key of the cards find them: all begin with the digits that stand before the serial."""
    fixed = scheme.fixed()
    head = ""
    while len(head) + 1 in fixed:
        head += fixed[len(head) + 1]
    if len(head) + 1 != scheme.serial_at:
        low = high = ""
    rest = "9" * (scheme.length - len(head + high))
    return and_(cards.c.card_number >= head + low, cards.c.card_number <= head + high + rest)
