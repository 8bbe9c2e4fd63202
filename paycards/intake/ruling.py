"""The ruling on a file: whose it is, whether it is new, and whether it may be taken.

Design section 4, "Rulings on files", in its order: known, cannot be read, the number
is taken, the content came before, accepted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, and_, bindparam, func, or_, select

from paycards.access.contracts import ContractRow
from paycards.channels.decoded import Decoded
from paycards.channels.sequence import place, place_in_year
from paycards.store.asked_often import asked_often
from paycards.store.tables.files import files


@dataclass(frozen=True)
class Ruling:
    """What becomes of a file that was read: its state, why, and its place in the running numbers."""

    state: str
    reason: str
    position: int | None


_KNOWN = asked_often(
    select(files).where(
        func.coalesce(files.c.contract_id, 0).in_(bindparam("contract_ids", expanding=True)),
        files.c.name.in_(bindparam("names", expanding=True)),
    )
)


def known_among(
    connection: Connection, contract_ids: Iterable[int], names: Iterable[str]
) -> dict[tuple[int, str, str], Row[Any]]:
    """Return the records of files of these names, by contract (0: nobody knows whose), name and digest."""
    found = connection.execute(_KNOWN, {"contract_ids": sorted(contract_ids), "names": sorted(names)})
    return {(record.contract_id or 0, record.name, record.sha256): record for record in found}


def is_settled(known: Row[Any], *, again: bool = False) -> bool:
    """Tell whether the file needs no second look.

    A refused one is always evaluated again, a held one when somebody asked for it, or something changed.
    """
    if known.rejected or known.state in ("accepted", "repeat"):
        return True
    return known.state == "held" and not again


def rule(
    connection: Connection, contract: ContractRow, decoded: Decoded, sha256: str, day: dt.date
) -> Ruling:
    """Decide about a file that was read whole and is not known yet."""
    position = position_of(connection, contract.id, decoded, day)
    same = _accepted_before(connection, contract.id, (decoded.series, position), sha256)
    taken = next((each for each in same if (each.series, each.position) == (decoded.series, position)), None)
    if taken is not None and taken.sha256 == sha256:
        return Ruling("repeat", f"the same content came before as {taken.name}", position)
    if taken is not None:
        return Ruling(
            "held",
            f"number {decoded.sequence} was already used by {taken.name}, with different content",
            position,
        )
    same_bytes = next((each for each in same if each.sha256 == sha256), None)
    if same_bytes is not None:
        carries_money = decoded.kind == "payments" and decoded.rows > 0
        return Ruling(
            "held" if carries_money else "repeat",
            f"the content of {same_bytes.name} under a new number",
            position,
        )
    return Ruling("accepted", "", position)


def position_of(connection: Connection, contract_id: int, decoded: Decoded, day: dt.date) -> int:
    """Place a file's number in its series: the Post Office starts again each day, others after all nines."""
    if decoded.series:
        return place_in_year(decoded.sequence, day)
    last = connection.execute(_LAST, {"of_contract": contract_id}).scalar()
    return place(decoded.sequence, decoded.limit, last)


OF_CONTRACT = bindparam("of_contract", type_=BigInteger)
_ACCEPTED = (files.c.contract_id == OF_CONTRACT) & (files.c.state == "accepted")
_LAST = select(func.max(files.c.position)).where(_ACCEPTED, files.c.series == "")
_SAME = (
    select(files.c.name, files.c.sha256, files.c.series, files.c.position)
    .where(
        _ACCEPTED,
        or_(
            and_(files.c.series == bindparam("of_series"), files.c.position == bindparam("of_position")),
            files.c.sha256 == bindparam("of_bytes"),
        ),
    )
    .order_by(files.c.id)
)


def _accepted_before(
    connection: Connection, contract_id: int, number: tuple[str, int], sha256: str
) -> Sequence[Any]:
    """The accepted files of a contract that have this number in their series, or these bytes."""
    series, position = number
    asked = {"of_contract": contract_id, "of_series": series, "of_position": position, "of_bytes": sha256}
    return connection.execute(_SAME, asked).all()
