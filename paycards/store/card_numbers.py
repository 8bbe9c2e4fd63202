"""Take card numbers from the ranges of a scheme: each once, whoever asks at the same time.

Within a range the serials go up. One that is a card of the council already, for example from a list
that was imported, is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, and_, cast, func, select

from paycards.errors import NotAllowed, SettingsError
from paycards.issue.card_scheme import build_all
from paycards.settings.card_scheme import CardScheme
from paycards.store import bulk
from paycards.store.card_schemes import definition, ranges, stored_scheme
from paycards.store.councils import lock
from paycards.store.step import Step
from paycards.store.tables.accounts import cards
from paycards.store.tables.base import Instant
from paycards.store.tables.card_numbers import card_numbers
from paycards.store.tables.councils import councils

KIND = "card_range_low"


def allocate(step: Step, scheme: CardScheme, count: int) -> list[str]:
    """Take the next `count` numbers of a scheme.

    Raises NotAllowed when fewer are left: then none is taken. Raises SettingsError for a scheme that
    is not stored as the settings have it.
    """
    return claim(step, scheme, _next_serials(step, scheme, count))


def claim(step: Step, scheme: CardScheme, serials: Sequence[int]) -> list[str]:
    """Take the numbers of these very serials; the database refuses one that is taken or in no range."""
    import pandas as pd

    numbers = build_all(scheme, serials)
    frame = pd.DataFrame({"card_number": numbers, "serial": list(serials)})
    allocated_at = Instant().process_bind_param(step.at, step.connection.dialect)
    assert allocated_at is not None  # noqa: S101 - an instant was given
    bulk.load(
        step.connection,
        card_numbers,
        frame,
        council_id=step.owner,
        scheme_id=_stored(step.connection, step.owner, scheme),
        allocated_at=allocated_at,
    )
    report_range(step, scheme)
    return numbers


def remaining(connection: Connection, council_id: int, scheme: CardScheme) -> int:
    """How many numbers of a scheme can still be taken."""
    scheme_id = _stored(connection, council_id, scheme)
    return sum(
        last - first + 1 - _count(connection, council_id, scheme, (first, last))
        for first, last in _unused(connection, scheme_id)
    )


def report_range(step: Step, scheme: CardScheme) -> None:
    """Open, bring up to date or close the problem that few numbers of a scheme are left."""
    of_step = councils.c.id == step.owner
    council = step.connection.execute(select(councils.c.code).where(of_step)).scalar_one()
    subject = f"{council}:{scheme.code}"
    left = remaining(step.connection, step.owner, scheme)
    if left >= scheme.warn_below:
        step.close_problem(KIND, subject, note="there are enough numbers again")
    else:
        step.open_problem(KIND, subject, council=council, left=left, scheme=scheme.code)


def _stored(connection: Connection, council_id: int, scheme: CardScheme) -> int:
    known = stored_scheme(connection, council_id, scheme.code)
    if known is None or known[1] != definition(scheme):
        raise SettingsError(
            f"Card scheme {scheme.code}: new or changed in the settings, and not stored yet.",
            code="scheme_not_stored",
            scheme=scheme.code,
        )
    return known[0]


def _next_serials(step: Step, scheme: CardScheme, count: int) -> list[int]:
    lock(step.connection, step.owner)
    scheme_id = _stored(step.connection, step.owner, scheme)
    serials: list[int] = []
    look_at = count
    for first, last in _unused(step.connection, scheme_id):
        start = first
        while len(serials) < count and start <= last:
            end = min(last, start + look_at - 1)
            held = set(step.connection.execute(_held(step.owner, scheme, (start, end))).scalars())
            serials += [serial for serial in range(start, end + 1) if serial not in held]
            start, look_at = end + 1, 2 * look_at  # where an old list fills the range, leap over it
    if len(serials) < count:
        raise _too_few(count, scheme, remaining(step.connection, step.owner, scheme))
    return serials[:count]


def _too_few(count: int, scheme: CardScheme, left: int) -> NotAllowed:
    return NotAllowed(
        f"{count} card numbers are wanted of scheme {scheme.code} and {left} are left: ask the supplier for"
        " another range and add it to the settings. None was taken.",
        code="card_numbers_ran_out",
        count=count,
        scheme=scheme.code,
        left=left,
    )


def _unused(connection: Connection, scheme_id: int) -> Iterator[tuple[int, int]]:
    """The end of each range that no number was taken from yet."""
    for first, last in ranges(connection, scheme_id):
        its = (card_numbers.c.scheme_id == scheme_id) & card_numbers.c.serial.between(first, last)
        newest = connection.execute(select(func.max(card_numbers.c.serial)).where(its)).scalar()
        if newest is None or newest < last:
            yield first if newest is None else newest + 1, last


def _count(connection: Connection, council_id: int, scheme: CardScheme, serials: tuple[int, int]) -> int:
    held = _held(council_id, scheme, serials).distinct().subquery()
    return int(connection.execute(select(func.count()).select_from(held)).scalar_one())


def _held(council_id: int, scheme: CardScheme, serials: tuple[int, int]) -> Select[int]:
    """The serials, from the first to the last of these, of numbers that are a card of the council already."""
    digits = func.substr(cards.c.card_number, scheme.serial_at, scheme.serial_digits)
    low, high = (f"{serial:0{scheme.serial_digits}}" for serial in serials)
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
