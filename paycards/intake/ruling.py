"""The ruling on a file: whose it is, whether it is new, and whether it may be taken.

Design section 4, "Rulings on files", in its order: known, cannot be read, the number
is taken, the content came before, accepted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from paycards.access.contracts import ContractRow
from paycards.channels.decoded import Decoded
from paycards.channels.sequence import place, place_in_year
from paycards.intake.recording import Received
from paycards.store.tables import files


@dataclass(frozen=True)
class Ruling:
    """What becomes of a file that was read: its state, why, and its place in the running numbers."""

    state: str
    reason: str
    position: int | None


def known_file(
    connection: Connection, contract_id: int | None, name: str, sha256: str
) -> Row[tuple[object, ...]] | None:
    """Return the record of these bytes under this name, if there is one."""
    same = func.coalesce(files.c.contract_id, 0) == (contract_id or 0)
    return connection.execute(
        select(files).where(same, files.c.name == name, files.c.sha256 == sha256)
    ).first()


def is_settled(known: Row[tuple[object, ...]]) -> bool:
    """Tell whether the file needs no second look: only a refused one is evaluated again."""
    return known.state != "quarantined" or bool(known.rejected)


def rule(
    connection: Connection, contract: ContractRow, decoded: Decoded, sha256: str, day: dt.date
) -> Ruling:
    """Decide about a file that was read whole and is not known yet."""
    position = position_of(connection, contract.id, decoded, day)
    same_number = _accepted(contract.id).where(files.c.series == decoded.series, files.c.position == position)
    taken = connection.execute(same_number).first()
    if taken is not None and taken.sha256 == sha256:
        return Ruling("repeat", f"the same content came before as {taken.name}", position)
    if taken is not None:
        return Ruling(
            "held",
            f"number {decoded.sequence} was already used by {taken.name}, with different content",
            position,
        )
    same_bytes = connection.execute(_accepted(contract.id).where(files.c.sha256 == sha256)).first()
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
    last = connection.execute(
        select(func.max(files.c.position)).where(
            files.c.contract_id == contract_id, files.c.series == "", files.c.state == "accepted"
        )
    ).scalar()
    return place(decoded.sequence, decoded.limit, last)


def _accepted(contract_id: int) -> Select[tuple[str, str]]:
    return (
        select(files.c.name, files.c.sha256)
        .where(files.c.contract_id == contract_id, files.c.state == "accepted")
        .order_by(files.c.id)
        .limit(1)
    )


def find_known(connection: Connection, contract: ContractRow | None, received: Received) -> Row[Any] | None:
    """Find the record of a file; one in hand may have been refused while it belonged to no contract."""
    known = known_file(connection, contract.id if contract else None, received.name, received.sha256)
    if known is None and received.in_hand:
        known = known_file(connection, None, received.name, received.sha256)
    return known
