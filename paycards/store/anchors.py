"""Anchors of the audit trail: the newest hash of a council's chain, to stand on paper that leaves the house.

Each hash covers all entries before it, so a trail that is rewritten afterwards disagrees with an anchor that
was printed before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from paycards.store import trail


@dataclass(frozen=True)
class Anchor:
    """The newest entry of a council's chain: its number, instant and hash.

    Before the first entry the number is 0, there is no instant, and the hash is that which the first follows.
    """

    council: str
    number: int
    at: dt.datetime | None
    hash: str


def anchor_of(connection: Connection, council: str, council_id: int) -> Anchor:
    """Return a council's anchor as it is now."""
    last = trail.newest(connection, council_id)
    return Anchor(council, last.number, last.at, last.hash) if last else Anchor(council, 0, None, trail.FIRST)


def anchors_of(connection: Connection, councils: Mapping[str, int]) -> list[Anchor]:
    """Return the anchor of each of these councils, given as id by code."""
    return [anchor_of(connection, code, council_id) for code, council_id in councils.items()]
