"""Recovery codes: ten of 125 bits, each for one sign-in without the phone, shown once and hashed.

They are random enough that a plain digest is safe; a person's own digest is taken together with their number.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, delete, func, insert, select

from paycards.staff.digests import digest_of
from paycards.store.tables.staff import recovery_codes

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else
CODES, GROUPS, LETTERS = 10, 5, 5


def new_codes(connection: Connection, person_id: int) -> tuple[str, ...]:
    """Give a person new codes; those of before are void."""
    codes = tuple(
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
        for _ in range(CODES)
    )
    forget_codes(connection, person_id)
    rows = [{"person_id": person_id, "code_hash": _hash(person_id, code)} for code in codes]
    connection.execute(insert(recovery_codes), rows)
    return codes


def forget_codes(connection: Connection, person_id: int) -> None:
    """Make a person's codes void."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.person_id == person_id))


def use_recovery_code(connection: Connection, person_id: int, typed: str) -> bool:
    """Use a code up; false for one that is none, or was used."""
    used = delete(recovery_codes).where(
        recovery_codes.c.person_id == person_id, recovery_codes.c.code_hash == _hash(person_id, typed)
    )
    return connection.execute(used).rowcount == 1


def codes_left(connection: Connection, person_id: int) -> int:
    """How many codes a person still has."""
    query = select(func.count()).where(recovery_codes.c.person_id == person_id)
    return connection.execute(query).scalar_one()


def _hash(person_id: int, code: str) -> str:
    letters = "".join(each for each in code.casefold() if each.isalnum())
    return digest_of(f"{person_id}:{letters}")
