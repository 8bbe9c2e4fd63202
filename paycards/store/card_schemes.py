"""The card schemes and ranges of the settings, in the database.

What makes up the numbers of a scheme is stored as rows that the database checks each number with,
and as the settings said it, so that a scheme that left the settings is still known.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select, update

from paycards.errors import SettingsError
from paycards.issue.card_scheme import checks
from paycards.settings.card_scheme import CardScheme
from paycards.store.councils import lock
from paycards.store.tables.card_numbers import (
    card_check_weights,
    card_checks,
    card_numbers,
    card_ranges,
    card_schemes,
)

# What makes up a number; the rest of a scheme may change at any time.
DEFINING = (
    *("numbers", "length", "prefix", "service_code", "service_code_at"),
    *("serial_at", "serial_digits", "check_digits", "last_digit"),
)


def store_schemes(connection: Connection, council_id: int, schemes: Collection[CardScheme]) -> None:
    """Bring the tables in line with a council's schemes; one that left the settings stays.

    Raises SettingsError where numbers exist and what makes them up, or the range they were taken from,
    is no longer what it was.
    """
    lock(connection, council_id)
    for scheme in schemes:
        known = stored_scheme(connection, council_id, scheme.code)
        if known is None:
            scheme_id = _add(connection, council_id, scheme)
        else:
            scheme_id, was = known
            if was != definition(scheme):
                _change(connection, scheme_id, json.loads(was), scheme)
        _store_ranges(connection, scheme_id, scheme)


def stored_scheme(connection: Connection, council_id: int, code: str) -> tuple[int, str] | None:
    """The id and definition of a stored scheme; None if there is none of this code."""
    its = (card_schemes.c.council_id == council_id) & (card_schemes.c.code == code)
    row = connection.execute(select(card_schemes.c.id, card_schemes.c.definition).where(its)).first()
    return None if row is None else (row.id, row.definition)


def stored_schemes(connection: Connection, council_id: int) -> tuple[CardScheme, ...]:
    """Every scheme of a council that was ever stored, with its ranges, the funds being those it is told of.

    The funds, the warning and the rule for replacements are not stored: they are the defaults.
    """
    query = select(card_schemes).where(card_schemes.c.council_id == council_id).order_by(card_schemes.c.id)
    return tuple(
        CardScheme.model_validate(
            json.loads(row.definition)
            | {"code": row.code, "funds": (row.code,), "ranges": ranges(connection, row.id)}
        )
        for row in connection.execute(query)
    )


def ranges(connection: Connection, scheme_id: int) -> list[tuple[int, int]]:
    """The first and last serial of each range of a scheme, in order."""
    query = select(card_ranges.c.first_serial, card_ranges.c.last_serial)
    found = connection.execute(query.where(card_ranges.c.scheme_id == scheme_id).order_by("first_serial"))
    return [(first, last) for first, last in found]


def definition(scheme: CardScheme) -> str:
    """What makes up the numbers of a scheme, as text that is the same for the same numbers."""
    return json.dumps(scheme.model_dump(mode="json", include=set(DEFINING)), sort_keys=True)


def _columns(scheme: CardScheme) -> dict[str, object]:
    names = set(DEFINING) & set(card_schemes.c.keys())
    return {name: getattr(scheme, name) for name in names} | {"definition": definition(scheme)}


def _add(connection: Connection, council_id: int, scheme: CardScheme) -> int:
    values = {"council_id": council_id, "code": scheme.code} | _columns(scheme)
    added = connection.execute(insert(card_schemes).values(values).returning(card_schemes.c.id))
    scheme_id = int(added.scalar_one())
    _store_checks(connection, scheme_id, scheme)
    return scheme_id


def _change(connection: Connection, scheme_id: int, was: dict[str, object], scheme: CardScheme) -> None:
    if _has_numbers(connection, scheme_id):
        differs = [key for key in DEFINING if was[key] != json.loads(definition(scheme))[key]]
        raise SettingsError(
            f"Card scheme {scheme.code}: numbers of it exist, so {', '.join(differs)} cannot change any more;"
            " leave the scheme as it was, or give a new one another code."
        )
    for table in (card_check_weights, card_checks):
        connection.execute(delete(table).where(table.c.scheme_id == scheme_id))
    same = card_schemes.c.id == scheme_id
    connection.execute(update(card_schemes).where(same).values(_columns(scheme)))
    _store_checks(connection, scheme_id, scheme)


def _store_checks(connection: Connection, scheme_id: int, scheme: CardScheme) -> None:
    for check in checks(scheme):
        its = {"scheme_id": scheme_id, "at": check.at}
        digits = "".join(check.characters())
        row = its | {"modulus": check.modulus, "sum": check.sum, "digits": digits}
        connection.execute(insert(card_checks), [row])
        weights = [
            its | {"position": position, "weight": weight}
            for position, weight in enumerate(check.weights, start=1)
            if weight
        ]
        connection.execute(insert(card_check_weights), weights)


def _store_ranges(connection: Connection, scheme_id: int, scheme: CardScheme) -> None:
    stored, wanted = set(ranges(connection, scheme_id)), set(scheme.ranges)
    for first, last in sorted(stored - wanted):
        if _has_numbers(connection, scheme_id, first, last):
            raise SettingsError(
                f"Card scheme {scheme.code}: numbers were taken from the range {first} to {last}, so it"
                " stays; add the new serials as a range of their own."
            )
        same = (card_ranges.c.scheme_id == scheme_id) & (card_ranges.c.first_serial == first)
        connection.execute(delete(card_ranges).where(same))
    new = [
        {"scheme_id": scheme_id, "first_serial": first, "last_serial": last}
        for first, last in sorted(wanted - stored)
    ]
    if new:
        connection.execute(insert(card_ranges), new)


def _has_numbers(connection: Connection, scheme_id: int, first: int = 0, last: int = 10**18) -> bool:
    its = (card_numbers.c.scheme_id == scheme_id) & card_numbers.c.serial.between(first, last)
    return connection.execute(select(card_numbers.c.serial).where(its).limit(1)).first() is not None
