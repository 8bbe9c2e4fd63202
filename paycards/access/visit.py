"""One act of one visitor: who, when, and the only two doors to the database.

`step` opens a transaction that writes, `reading` one unchanging view; each names the right that it needs.
Both see the visitor's councils only; what belongs to no council yet is for visitors of every council.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from paycards.access.installation import Installation, open_installation
from paycards.access.permission import Permission
from paycards.access.progress import Progress
from paycards.access.reading import Reading
from paycards.access.visitor import Councils, Visitor
from paycards.clock import local_date
from paycards.errors import Forbidden, NotFound, not_in_database
from paycards.settings.installation import Settings
from paycards.store.councils import lock, lock_unowned
from paycards.store.engine import impatient, reading, writing
from paycards.store.step import Step
from paycards.store.tables.councils import councils


@dataclass(frozen=True)
class Visit:
    """What one act has: `now` is fixed when it begins."""

    installation: Installation
    visitor: Visitor
    now: dt.datetime
    progress: Progress = field(default_factory=Progress, repr=False)

    @property
    def settings(self) -> Settings:
        """The settings of the installation."""
        return self.installation.settings

    @property
    def today(self) -> dt.date:
        """The local date, which is the night's date too."""
        return local_date(self.now)

    @contextmanager
    def step(self, council_id: int | None, permission: Permission) -> Iterator[Step]:
        """One transaction that holds a council, or what belongs to none; it commits whole or leaves no trace.

        Raises Forbidden when the visitor may not do it, NotFound when the council is not theirs to see.
        """
        self._require_one_of((permission,))
        self.installation.look_up()
        with writing(self.installation.engine) as connection:
            self._require_seen(connection, council_id)
            if council_id is None:
                lock_unowned(connection)
            else:
                lock(connection, council_id)
            yield self._step(connection, council_id)

    @contextmanager
    def steps(self, codes: Collection[str], permission: Permission) -> Iterator[dict[str, Step]]:
        """One transaction that holds several councils, for what all of them take or none; the steps by code.

        Raises Forbidden, NotFound as `step` does, and SettingsError for a council that is not stored yet.
        """
        self._require_one_of((permission,))
        self.installation.look_up()
        with writing(self.installation.engine) as connection:
            seen = _seen(connection, self.visitor.councils)
            self._require_stored(codes, seen)
            in_order = sorted(codes, key=seen.__getitem__)  # locks are always taken by id
            for code in in_order:
                lock(connection, seen[code])
            yield {code: self._step(connection, seen[code]) for code in in_order}

    @contextmanager
    def unheld(self, permission: Permission) -> Iterator[Connection]:
        """One short transaction that holds no council: for who runs long work, never for money."""
        self._require_one_of((permission,))
        with writing(self.installation.engine) as connection:
            yield connection

    @contextmanager
    def reading(
        self,
        council: str | None = None,
        *,
        may: Permission | tuple[Permission, ...],
        at_once: bool = False,
    ) -> Iterator[Reading]:
        """Read what the visitor may see, or one council of it; `may` is the right to it, or any of several.

        Raises Forbidden without the right, NotFound for a council that is not theirs to see. `at_once`
        raises TryAgain rather than hold up somebody who waits to write.
        """
        self._require_one_of((may,) if isinstance(may, Permission) else may)
        self.installation.look_up()
        engine = self.installation.engine
        with reading(impatient(engine) if at_once else engine) as connection:
            seen = _seen(connection, self.visitor.councils)
            view = Reading(connection, seen, self.visitor.councils.every)
            if council is not None:
                view = replace(view, councils={council: view.council(council)}, every=False)
            yield view

    @contextmanager
    def of_people(self) -> Iterator[Connection]:
        """One transaction on what belongs to people and no council: sign-ins, sessions, factors, kept forms.

        It needs no right: nobody has one before they are signed in. What concerns a right is a `step`.
        """
        with writing(self.installation.engine) as connection:
            yield connection

    @contextmanager
    def people_seen(self) -> Iterator[Connection]:
        """The same, to read."""
        with reading(self.installation.engine) as connection:
            yield connection

    def _step(self, connection: Connection, council_id: int | None) -> Step:
        from paycards.ledger.days import booking_day

        day = self.today if council_id is None else booking_day(connection, council_id, self.today)
        return Step(connection, council_id, self.now, day, self.visitor.name)

    def _require_one_of(self, rights: tuple[Permission, ...]) -> None:
        if self.visitor.permissions.isdisjoint(rights):
            raise Forbidden(rights[0])

    def _require_stored(self, codes: Collection[str], seen: Collection[str]) -> None:
        for code in sorted(set(codes) - set(seen)):
            if code not in self.visitor.councils:
                raise NotFound("council", code, choices=sorted(seen))
            raise not_in_database(code)

    def _require_seen(self, connection: Connection, council_id: int | None) -> None:
        if self.visitor.councils.every:
            return
        if council_id not in _seen(connection, self.visitor.councils).values():
            raise NotFound("council", "")


def _seen(connection: Connection, of: Councils) -> dict[str, int]:
    query = select(councils.c.code, councils.c.id).order_by(councils.c.code)
    return {code: council_id for code, council_id in connection.execute(query) if code in of}


def open_visit(
    settings: Settings, visitor: Visitor, *, now: dt.datetime, progress: Progress | None = None
) -> Visit:
    """Open the installation for one visit. Raises UsageError as `open_installation` does."""
    return Visit(open_installation(settings), visitor, now, progress or Progress())
