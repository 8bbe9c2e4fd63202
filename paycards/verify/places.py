"""Where a difference stands, in words: council, contract, file and row, or what else names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from paycards.store.tables.councils import contracts
from paycards.store.tables.files import files
from paycards.verify.findings import Difference, Values, both_sides, told


@dataclass(frozen=True)
class Places:
    """The council's code, and its files by id, as (contract, name)."""

    council: str
    files: Mapping[int, tuple[str, str]]

    def difference(
        self, kind: str, names: Sequence[str], keys: int, pair: tuple[Values | None, Values | None]
    ) -> Difference:
        """Say how the rows of a pair differ; the first `keys` of their columns say which they are."""
        ours, theirs = pair
        row = ours if ours is not None else theirs
        key = dict(zip(names[:keys], row or (), strict=False))
        database, originals = both_sides(names[keys:], ours and ours[keys:], theirs and theirs[keys:])
        contract, file = self.files.get(key.get("file_id", 0), ("", ""))
        return Difference(
            kind,
            self.council,
            database,
            originals,
            contract=contract,
            file=file,
            row=key.get("row_no"),
            about=", ".join(told(name, value) for name, value in key.items() if _is_told(name, value)),
        )


def _is_told(name: str, value: object) -> bool:
    """File and row stand by themselves; a posting that is not split has no part to speak of."""
    return name not in ("file_id", "row_no") and (name, value) != ("part", 1)


def file_names(connection: Connection) -> dict[int, tuple[str, str]]:
    """Contract and name of each file by id; a file of the bank has no contract."""
    query = select(files.c.id, contracts.c.code, files.c.name).outerjoin(contracts)
    return {file_id: (contract or "", name) for file_id, contract, name in connection.execute(query)}
