"""An accounts extract that was read: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paycards.lists.checks import Fault
from paycards.lists.unsendable_accounts import Unsendable

if TYPE_CHECKING:
    import pandas as pd

    from paycards.store.rows import Staged


@dataclass(frozen=True)
class Extract:
    """An extract that was read. `accounts` holds the good rows.

    `accounts` has council, row_no (int64), match_reference, normalised_reference, found_by and the columns
    of the extract: balance_pence is int64, the dates are ISO text or None, all else is text.
    `keys` has council, fund and match_reference of every row, good or bad. `shapes` are what the references
    of each council were checked with, as the settings say it. `notes` say in what form the list came;
    `unsendable` are good accounts that an outgoing file of their fund cannot name. `waiting` are the good
    rows of a council once more, where they wait for their table outside of memory.
    """

    name: str
    sha256: str
    accounts: pd.DataFrame
    keys: pd.DataFrame
    faults: list[Fault]
    shapes: Mapping[str, list[dict[str, object]]]
    notes: tuple[str, ...]
    unsendable: list[Unsendable]
    waiting: Mapping[str, Staged] = field(default_factory=dict)

    @property
    def councils(self) -> list[str]:
        """The codes of the councils that it tells of."""
        return sorted(set(self.keys["council"]) & self.shapes.keys())
