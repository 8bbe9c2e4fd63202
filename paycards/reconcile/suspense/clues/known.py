"""Which of many texts are there: asked one by one for a few items, read once and held for many."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, select

from paycards.reconcile.suspense.clues.asking import any_text
from paycards.reconcile.suspense.clues.shapes import Shapes, shapes_of
from paycards.store.chunks import chunks

MANY = 100  # items: for more of them it is quicker to read all that a council has


@dataclass(frozen=True)
class Known:
    """A column of a council: the numbers of its cards, the references of its accounts."""

    connection: Connection
    council_id: int
    column: Column[str]
    many: bool

    def which(self, texts: Collection[str]) -> Collection[str]:
        """Those of the texts that are there."""
        if self.many:
            return self._held.intersection(texts)
        query = self._all.where(any_text(self.connection, self.column, texts))
        return set(self.connection.execute(query).scalars())

    def beginning_with(self, text: str, most: int) -> list[str]:
        """The first of those that begin so, at most this many."""
        if self.many:
            return list(islice(self._from(text), most))
        begins = self._all.where(_begins(self.connection, self.column, text))
        return list(self.connection.execute(begins.order_by(self.column).limit(most)).scalars())

    @cached_property
    def shapes(self) -> Shapes | None:
        """What stands where in them, so that fewer need be asked for; None where not all are held."""
        return shapes_of(self._held) if self.many else None

    @property
    def _all(self) -> Select[Any]:
        return select(self.column).where(self.column.table.c.council_id == self.council_id)

    @cached_property
    def _held(self) -> frozenset[str]:
        with chunks(self.connection, self._all) as parts:
            return frozenset(row[0] for some in parts for row in some)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._held)

    def _from(self, text: str) -> Iterator[str]:
        place = bisect_left(self._sorted, text)
        while place < len(self._sorted) and self._sorted[place].startswith(text):
            yield self._sorted[place]
            place += 1


def _begins(connection: Connection, column: Column[str], text: str) -> ColumnElement[bool]:
    """Worded so that each database reads its index: SQLite one of bytes, PostgreSQL one of patterns."""
    if connection.dialect.name == "sqlite":
        return column.between(text, text + "\U0010ffff")
    return column.startswith(text, autoescape=True)
