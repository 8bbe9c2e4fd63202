"""Faults: what goes wrong with one thing is an open problem of that thing, and the rest goes on.

Only what concerns everything ends the work: a broken database, and the loss of the archive.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy import exc, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import Failed, PaycardsError
from paycards.store.tables.audit import problems
from paycards.store.troubles import DATABASE
from paycards.transport import ArchiveMissing

KIND = "fault"
HERE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Concern:
    """One part of the work: what is done, whose it is, and how that is named in front of a message."""

    doing: str
    council_id: int | None
    contract_id: int | None = None
    of: str = ""


@dataclass
class Faults:
    """The faults of one stage of a run. Each is open until the stage comes past it without one."""

    visit: Visit
    stage: str
    met: set[tuple[int | None, str]] = field(default_factory=set)

    @contextmanager
    def apart(self, concern: Concern) -> Iterator[None]:
        """Do something whose failure must not stop the rest. Raises what concerns everything."""
        try:
            yield
        except Exception as error:
            self.keep(concern, error)

    def keep(self, concern: Concern, error: Exception) -> str:
        """Keep an error as an open problem; return what is said of it. Raises what concerns everything."""
        if concerns_everything(error):
            raise error
        why, subject = told(error), f"{self.stage}: {concern.doing}"
        self.met.add((concern.council_id, subject))
        with self.visit.step(concern.council_id, Permission.RUN_THE_NIGHT) as step:
            of = f"{concern.of}: " if concern.of else ""
            about = {"of": of, "doing": concern.doing, "why": why}
            step.open_problem(KIND, subject, contract_id=concern.contract_id, **about)
        return f"{concern.doing} did not work: {why}"

    def worked(self, concern: Concern) -> None:
        """Close the fault of an earlier run in this one thing: a stage may not come past everything."""
        subject = f"{self.stage}: {concern.doing}"
        if subject in self._open_before:
            with self.visit.step(concern.council_id, Permission.RUN_THE_NIGHT) as step:
                step.close_problem(KIND, subject, contract_id=concern.contract_id, note="it worked")

    @cached_property
    def _open_before(self) -> set[str]:
        query = select(problems.c.subject).where(problems.c.kind == KIND, problems.c.closed_at.is_(None))
        with self.visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
            return set(seen.connection.execute(query).scalars())

    def settle(self) -> None:
        """Close the faults of earlier runs of this stage that did not come again."""
        query = select(problems).where(
            problems.c.kind == KIND,
            problems.c.closed_at.is_(None),
            problems.c.subject.startswith(f"{self.stage}: ", autoescape=True),
        )
        with self.visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
            found = seen.connection.execute(query.where(seen.covers(problems.c.council_id))).all()
        for one in found:
            if (one.council_id, one.subject) not in self.met:
                with self.visit.step(one.council_id, Permission.RUN_THE_NIGHT) as step:
                    step.close_problem(KIND, one.subject, contract_id=one.contract_id, note="it worked")


def concerns_everything(error: Exception) -> bool:
    """Tell whether nothing else can work either."""
    return isinstance(error, ArchiveMissing) or (isinstance(error, Failed) and error.code == DATABASE)


def told(error: Exception) -> str:
    """What is said of an error: our own sentence, else only its type and place, never what it quotes."""
    if isinstance(error, PaycardsError):
        return str(error).rstrip(".")
    name = type(error).__name__
    if isinstance(error, exc.DBAPIError):
        name = f"{name}, {type(error.orig).__name__},"
    return f"{name} {_place(error)}"


def _place(error: Exception) -> str:
    """The last line of ours that the error passed."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    if not frames:
        return "outside paycards"
    return f"in {Path(frames[-1].filename).relative_to(HERE.parent)}, line {frames[-1].lineno}"


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(HERE)
