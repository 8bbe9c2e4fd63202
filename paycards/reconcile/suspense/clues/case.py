"""A payment in suspense as the evidence reads it, and what was known when somebody looked at it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, select

from paycards.reconcile.payments.references import SHORTEST_CARD_NUMBER, match_form, normalised_form
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import suspense_items

SHORT_NUMBER_LENGTH = 6
UNKNOWN = ("unknown_card", "unknown_reference")


@dataclass(frozen=True)
class Then:
    """The moment of a decision of the past: only batches before this one, and days up to this, are known."""

    batch_id: int
    day: dt.date


@dataclass(frozen=True)
class Case:
    """One item; `then` is None for one that is open now."""

    id: int
    contract_id: int
    file_id: int
    reason: str
    kind: str
    card_number: str
    client_reference: str
    amount_pence: int
    paid_on: dt.date
    paid_at: str
    outlet: str
    then: Then | None = None

    @property
    def full_number(self) -> str:
        """The card number where it is a whole one."""
        return self.card_number if len(self.card_number) >= SHORTEST_CARD_NUMBER else ""

    @property
    def short_number(self) -> str:
        """The card number where it is allpay's short one."""
        return self.card_number if len(self.card_number) == SHORT_NUMBER_LENGTH else ""

    @cached_property
    def reference(self) -> str:
        """The reference as it is matched."""
        return match_form(self.client_reference)

    @cached_property
    def bare_reference(self) -> str:
        """The reference without its marks."""
        return normalised_form(self.client_reference)

    @property
    def named_nothing(self) -> bool:
        """Tell whether card and reference were unknown then, so that a list which came later says nothing."""
        return self.then is not None and self.reason in UNKNOWN

    def knew_day(self, day: dt.date | None) -> bool:
        """Tell whether what began on this day was there."""
        return self.then is None or day is None or day <= self.then.day

    def knew_batch(self, batch_id: int) -> bool:
        """Tell whether a batch was posted before."""
        return self.then is None or batch_id < self.then.batch_id


CASES: Select[Any] = select(
    suspense_items.c.id,
    lines.c.contract_id,
    lines.c.file_id,
    suspense_items.c.reason,
    lines.c.kind,
    lines.c.card_number,
    lines.c.client_reference,
    lines.c.amount_pence,
    lines.c.paid_on,
    lines.c.paid_at,
    lines.c.outlet,
).join(lines, same_line(lines, suspense_items))


def case_of(row: Row[Any], then: Then | None = None) -> Case:
    """The case of a row of CASES."""
    names = [name for name in Case.__dataclass_fields__ if name != "then"]
    return Case(**{name: row._mapping[name] for name in names}, then=then)
