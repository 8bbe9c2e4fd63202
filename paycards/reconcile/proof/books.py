"""The books as the checks of a day ask for them: what a check needs of all contracts is read at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.access.kept import Kept

Found = TypeVar("Found")


@dataclass(frozen=True)
class DayBooks:
    """The books of some contracts at the end of a day; `now` says which files are due already.

    `shared` has what was found of bank accounts, for the next contract whose money comes to the same one;
    `kept` what never changes, and need not be read again with each change of the books.
    """

    connection: Connection
    contracts: Sequence[ContractRow]
    day: dt.date
    now: dt.datetime
    kept: Kept = field(default_factory=Kept)
    shared: Kept = field(default_factory=Kept)
    _read: dict[object, Mapping[int, object]] = field(default_factory=dict)

    @cached_property
    def ids(self) -> tuple[int, ...]:
        """The ids of the contracts."""
        return tuple(each.id for each in self.contracts)

    def once(self, read: Callable[[DayBooks], Mapping[int, Found]]) -> Mapping[int, Found]:
        """Return what is read of all contracts, by their ids; it is read when it is first asked for."""
        if read not in self._read:
            self._read[read] = read(self)
        return cast("Mapping[int, Found]", self._read[read])


@dataclass(frozen=True)
class Books:
    """What of the books of a day is one contract's."""

    of_day: DayBooks
    contract: ContractRow

    @property
    def connection(self) -> Connection:
        """The view of the database through which all of it is read."""
        return self.of_day.connection

    @property
    def day(self) -> dt.date:
        """The day at the end of which the books are looked at."""
        return self.of_day.day

    @property
    def now(self) -> dt.datetime:
        """The instant that says which files are due already."""
        return self.of_day.now

    def its(self, read: Callable[[DayBooks], Mapping[int, Found]]) -> Found:
        """Return what of all that is read of a day is this contract's."""
        return self.of_day.once(read)[self.contract.id]
