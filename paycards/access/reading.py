"""What a visitor reads through: one unchanging view of the database, of the councils that they may see."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, true

from paycards.errors import NotFound


@dataclass(frozen=True)
class Reading:
    """A view of the database that does not change while it is read, and the councils that may be seen."""

    connection: Connection
    councils: dict[str, int]  # id by code
    every: bool  # what belongs to no council too

    def covers(self, council_id: ColumnElement[int]) -> ColumnElement[bool]:
        """The rows that may be seen, by the column that says whose they are."""
        return true() if self.every else council_id.in_(self.councils.values())

    def owns(self, council_id: ColumnElement[int]) -> ColumnElement[bool]:
        """The same where each row is a council's: by the ids of those seen, with which indexes begin."""
        return council_id.in_(self.councils.values())

    def council(self, code: str) -> int:
        """Return the id of a council. Raises NotFound for one that is not there or not to be seen."""
        if code not in self.councils:
            raise NotFound("council", code, choices=sorted(self.councils))
        return self.councils[code]
