"""What every job works with: the settings, the database, the archive, the clock, and who asks."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from paycards.settings import Settings
from paycards.store.councils import ContractRow, contract_rows
from paycards.store.engine import open_engine, reading
from paycards.store.migrate import require_current

if TYPE_CHECKING:
    from paycards.channels import Layouts
    from paycards.transport.archive import Archive

LOCAL = ZoneInfo("Europe/London")


def _quiet(_: str) -> None: ...


@dataclass(frozen=True)
class Context:
    """One run of a command: `now` is fixed when it begins."""

    settings: Settings
    engine: Engine
    now: dt.datetime
    actor: str
    tell: Callable[[str], None] = field(default=_quiet, repr=False)  # progress, for a person who watches

    @property
    def today(self) -> dt.date:
        """The local date, which is the night's date too."""
        return self.now.astimezone(LOCAL).date()

    @cached_property
    def archive(self) -> Archive:
        """Where the original bytes are kept."""
        from paycards.transport.archive import Archive

        return Archive(self.settings.paycards.archive)

    @cached_property
    def layouts(self) -> Layouts:
        """The built-in layouts and the council's own."""
        from paycards.channels import load_layouts

        return load_layouts(self.settings.paycards.layouts)

    @cached_property
    def contracts(self) -> dict[str, ContractRow]:
        """Every contract by code."""
        with reading(self.engine) as connection:
            return contract_rows(connection, self.settings)

    def keep_layout(self, name: str) -> None:
        """Keep the file of a layout that was read by, so that `verify` can read by it for ever."""
        self.archive.keep(self.layouts[name].text.encode())

    def contract(self, contract_id: int) -> ContractRow:
        """Return the contract of this id."""
        return next(row for row in self.contracts.values() if row.id == contract_id)


def open_context(
    settings: Settings,
    *,
    now: dt.datetime,
    actor: str | None = None,
    tell: Callable[[str], None] = _quiet,
) -> Context:
    """Open the database that `init` made. Raises UsageError when it is empty or of another version."""
    engine = open_engine(settings.paycards.database)
    try:
        require_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return Context(settings=settings, engine=engine, now=now, actor=actor or getpass.getuser(), tell=tell)
