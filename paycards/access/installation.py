"""What a process has once: its settings, its database, the archive of original bytes, the layouts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from paycards.access.contracts import ContractRow
from paycards.access.kept import Kept
from paycards.access.stored_settings import contract_rows
from paycards.errors import PaycardsError
from paycards.settings.council import Council
from paycards.settings.installation import Settings
from paycards.store.engine import open_engine, reading
from paycards.store.version import require_current

if TYPE_CHECKING:
    from paycards.channels.catalogue import Layouts
    from paycards.transport.archive import Archive


@dataclass(frozen=True)
class Installation:
    """One installation of paycards, for one or several councils."""

    settings: Settings
    engine: Engine

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database; None on a server."""
        url = self.engine.url
        named = url.get_backend_name() == "sqlite" and url.database
        return Path(named) if named else None

    @cached_property
    def archive(self) -> Archive:
        """Where the original bytes are kept."""
        from paycards.transport.archive import Archive

        return Archive(self.settings.paycards.archive)

    @cached_property
    def layouts(self) -> Layouts:
        """The built-in layouts and the council's own; one that cannot be used is said to be `broken`."""
        from paycards.channels.catalogue import usable_layouts

        return usable_layouts(self.settings.paycards.layouts)

    @cached_property
    def contracts(self) -> dict[str, ContractRow]:
        """Every contract by code."""
        with reading(self.engine) as connection:
            return contract_rows(connection, self.settings)

    def contracts_by(self, connection: Connection) -> dict[str, ContractRow]:
        """The same, asked on a connection that is open: SQLite reads its whole schema for each new one."""
        if "contracts" not in vars(self):
            vars(self)["contracts"] = contract_rows(connection, self.settings)
        return self.contracts

    def look_up(self) -> None:
        """Look the contracts up before a transaction, which might ask for them on another connection.

        Where a pool has few connections, each of several waits then for what another holds.
        """
        if self.engine.dialect.name == "postgresql" and "contracts" not in vars(self):
            with suppress(PaycardsError):  # who needs them is told
                _ = self.contracts

    def contract(self, contract_id: int) -> ContractRow:
        """Return the contract of this id."""
        return next(contract for contract in self.contracts.values() if contract.id == contract_id)

    def channels_of(self, council: Council) -> frozenset[str]:
        """The channels of a council's contracts, of those too that name one of its layouts."""
        named = [contract.channel for contract in council.contracts]
        return frozenset(self.layouts[name].channel if name in self.layouts else name for name in named)

    def keep_layout(self, name: str) -> None:
        """Keep the file of a layout that was read by, so that `verify` can read by it for ever."""
        if name not in self._kept_layouts:
            self.archive.keep(self.layouts[name].text.encode())
            self._kept_layouts.add(name)

    @cached_property
    def kept(self) -> Kept:
        """What was worked out from the books, for as long as they stand as they did."""
        return Kept()

    @cached_property
    def _kept_layouts(self) -> set[str]:
        return set()

    def close(self) -> None:
        """Give the database's connections back."""
        self.engine.dispose()


def open_installation(
    settings: Settings, fitted: Callable[[Engine], Engine] = lambda engine: engine
) -> Installation:
    """Open the database that `init` made, `fitted` to who asks it.

    Raises UsageError when it is empty or of another version.
    """
    engine = fitted(open_engine(settings.paycards.database))
    try:
        require_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return Installation(settings, engine)
