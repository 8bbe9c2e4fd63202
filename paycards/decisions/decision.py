"""A decision about money: as somebody proposes it, and as it stands in the books."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from paycards.clock import time_in_words

PROPOSED, APPLIED, REFUSED, WITHDRAWN = "proposed", "applied", "refused", "withdrawn"
STATES = (PROPOSED, APPLIED, REFUSED, WITHDRAWN)


@dataclass(frozen=True)
class Proposal:
    """What somebody wants to be done.

    `subject` is how people name what it is about, `amount_pence` is signed. `about` has each thing that is
    decided by the name of `reconcile/subjects.py`, with its pence without sign, which is what a tier counts.
    `terms` say exactly what is to be done, as plain data for JSON. Some proposals of a kind that one person
    may decide need two all the same: `always_two`.
    """

    kind: str
    subject: str
    amount_pence: int
    about: Mapping[str, int]
    terms: Mapping[str, Any]
    reason: str
    always_two: bool = False


@dataclass(frozen=True)
class Decision:
    """A decision of a council; `decision` is its number there. `decided_by` is empty where one was enough."""

    council: str
    decision: int
    kind: str
    subject: str
    amount_pence: int
    state: str
    proposed_by: str
    proposed_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    reason: str
    decided_reason: str
    needs_two: bool
    terms: Mapping[str, Any] = field(hash=False)


def decision_of(row: Row[Any]) -> Decision:
    """Read a row of the query of `listing.py`."""
    said = dict(row._mapping)
    said["terms"], said["needs_two"] = json.loads(said["terms"]), bool(said["needs_two"])
    return Decision(**said | {"decided_by": said["decided_by"] or ""})


def told_time(at: dt.datetime | None) -> str:
    """An instant as a sentence tells it, by the clocks in England."""
    return time_in_words(at) if at else ""


def person_key(name: str) -> str:
    """The name as names are compared: two that look alike are one person.

    >>> person_key(" Amira  KHAN ") == person_key("amira khan")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
