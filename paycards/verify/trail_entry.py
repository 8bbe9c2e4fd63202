"""An entry of the audit trail, read for a replay."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.clock import local_date
from paycards.settings.contract import Contract
from paycards.store import trail

# What reading an entry, or taking its step again, meets where its JSON holds what no step ever wrote.
UNREADABLE = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, StopIteration),
    *(TypeError, ValueError, re.error),
)

# What two entries of the same step may say differently: ids that each database gives in its own
# way, and rows of a list that belong to councils which a replay leaves out.
MAY_DIFFER = ("after item_id", "after run_id", "after skipped")


@dataclass(frozen=True)
class Entry:
    """What was done, when, by whom, to what, and what it depended on."""

    at: dt.datetime
    actor: str
    action: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def booked_on(self) -> dt.date:
        """The day on which the step booked; one that posts nothing does not tell it."""
        told = self.after.get("booked_on")
        return dt.date.fromisoformat(told) if told else local_date(self.at)

    @property
    def changed_nothing(self) -> bool:
        """A list that brought no change, only word of accounts that it leaves out."""
        return self.after.get("added") == 0 and self.after.get("changed") == 0

    def as_it_was(self, contract: Contract) -> Contract:
        """Return the contract with the settings that the step worked with."""
        return contract.model_copy(
            update={
                "fund_patterns": tuple((fund, pattern) for fund, pattern in self.after["fund_patterns"]),
                "reference_prefix": self.after["reference_prefix"],
            }
        )

    def differences(self, other: Entry) -> list[str]:
        """Name what another entry says differently."""
        mine, others = self._said(), other._said()
        return sorted(name for name in mine.keys() | others.keys() if mine.get(name) != others.get(name))

    def _said(self) -> dict[str, object]:
        said: dict[str, object] = {name: getattr(self, name) for name in ("at", "actor", "action", "subject")}
        said |= {f"before {name}": value for name, value in self.before.items()}
        said |= {f"after {name}": value for name, value in self.after.items()}
        return {name: value for name, value in said.items() if name not in MAY_DIFFER}


def read_entry(row: Row[Any]) -> Entry:
    """Read a row of the trail, with the instant that the clock said.

    Raises one of UNREADABLE where it should hold JSON objects and does not.
    """
    before, after = json.loads(row.before), json.loads(row.after)
    clock = after.pop(trail.CLOCK, None)
    at = dt.datetime.fromisoformat(clock) if clock else row.at
    return Entry(at, row.actor, row.action, row.subject, before, after)


def with_instants(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    """The rows that can be replayed: of one whose instant is none the chain is broken anyway."""
    return [row for row in rows if row.at is not None]
