"""Write the night's files for the housing, revenues and general-ledger systems.

Once a night for each council: a file for each outgoing table of its settings, with what was posted to
the customers of that fund, and the general-ledger journal of everything posted. A posting leaves in one
night's files only; what is posted after them leaves with the next night's. The files stand at

    <exports>/<council>/<night>/<fund>/<name>
    <exports>/<council>/<night>/<journal's name>

A fund without postings gets no file, because the receiving systems take an empty one for a fault;
nor does a fund without an outgoing table, and a table that is added later brings the later nights only.
The bytes are kept in the archive before the database knows of the files.

The receiving system may move its file away: it is not put back, whatever runs again. A file whose
bytes changed is left as it stands, and is a problem for a person; the bytes as they were written are
in the archive, under the digest that `outgoing_files` has.
"""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Row, insert, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import BadRows, SettingsError
from paycards.ledger.night_files import NightFile, night_files
from paycards.ledger.nightly_run import begin_run
from paycards.settings.council import Council
from paycards.store.step import Step
from paycards.store.tables import outgoing_files, outgoing_runs
from paycards.transport.outbox import Outbox, Place

SHOWN_ROWS = 5
NOT_WRITTEN, CHANGED = "outgoing", "outgoing_changed"


@dataclass(frozen=True)
class OutgoingFile:
    """A file of the night. `fund` is empty for the journal, whose total is that of its debits."""

    council: str
    night: dt.date
    fund: str
    path: Path
    sha256: str
    rows: int
    total_pence: int
    place: Place


def write_outgoing(visit: Visit) -> list[OutgoingFile]:
    """Write what is due, and return the files of this night. Safe to run again at any moment.

    A council whose files cannot be made gets a problem, its postings wait, and the others go on.
    Raises TryAgain when the database, the archive or the folder cannot be used.
    """
    with visit.reading() as seen:
        ids = seen.councils
    unknown = sorted({council.code for council in visit.settings.councils} - set(ids))
    if unknown:
        raise SettingsError(
            f"{', '.join(unknown)}: new in the settings, not in the database yet.",
            code="not_in_database",
            what=", ".join(unknown),
        )
    return [
        file
        for council in visit.settings.councils
        for file in _Night(visit, council, ids[council.code]).write()
    ]


@dataclass(frozen=True)
class _Night:
    """The night of one council."""

    visit: Visit
    council: Council
    council_id: int

    def write(self) -> list[OutgoingFile]:
        """Put in place what a crash left behind; make the files if they are due, and put them in place."""
        files = self._put_in_place()
        self.visit.progress.tell(f"outgoing files of {self.council.code}")
        try:
            if self._make():
                files = self._put_in_place()
        except (BadRows, SettingsError) as refused:
            self._report(refused)
        return [file for file in files if file.night == self.visit.today]

    def _step(self) -> AbstractContextManager[Step]:
        return self.visit.step(self.council_id, Permission.RUN_THE_NIGHT)

    def _make(self) -> bool:
        """Make the files of this night unless they were made; return whether they were due."""
        with self._step() as step:
            run_id = begin_run(step.connection, self.council_id, self.visit.today, step.at)
            if run_id is not None:
                files = night_files(step.connection, run_id, self.council, self.visit.today)
                self._note(step, run_id, [self._keep(step, run_id, file) for file in files])
            return run_id is not None

    def _keep(self, step: Step, run_id: int, file: NightFile) -> dict[str, object]:
        """Keep the bytes, stage the file, write it down; return what was written down."""
        self.visit.installation.archive.keep(file.data)
        self._outbox(self.visit.today).stage(file.name, file.data)
        values: dict[str, object] = {
            "name": file.name,
            "fund": file.fund,
            "sha256": file.sha256,
            "row_count": file.rows,
            "total_pence": file.total_pence,
        }
        step.connection.execute(insert(outgoing_files).values(run_id=run_id, **values))
        return values

    def _note(self, step: Step, run_id: int, made: list[dict[str, object]]) -> None:
        step.record("outgoing.written", self.visit.today.isoformat(), after={"run_id": run_id, "files": made})
        step.close_problem(NOT_WRITTEN, self.council.code, note="the files were written")

    def _put_in_place(self) -> list[OutgoingFile]:
        """Put the files of the newest run in place: older ones were, before it was made."""
        with self._step() as step:
            newest = (
                select(outgoing_runs.c.id)
                .where(outgoing_runs.c.council_id == self.council_id)
                .order_by(outgoing_runs.c.night.desc())
                .limit(1)
                .scalar_subquery()
            )
            query = (
                select(outgoing_files, outgoing_runs.c.night)
                .join(outgoing_runs)
                .where(outgoing_runs.c.id == newest)
            )
            rows = step.connection.execute(query.order_by(outgoing_files.c.name)).all()
            return [self._put(step, row) for row in rows]

    def _put(self, step: Step, row: Row[tuple[object, ...]]) -> OutgoingFile:
        outbox = self._outbox(row.night)
        place = outbox.put_in_place(row.name, row.sha256)
        subject = f"{self.council.code} {row.night} {row.name}"
        if place is Place.CHANGED:
            path = outbox.path(row.name)
            step.open_problem(CHANGED, subject, council=self.council.code, path=path, sha256=row.sha256)
        else:
            step.close_problem(CHANGED, subject, note="the file is as it was written, or was taken")
        return OutgoingFile(
            council=self.council.code,
            night=row.night,
            fund=row.fund,
            path=outbox.path(row.name),
            sha256=row.sha256,
            rows=row.row_count,
            total_pence=row.total_pence,
            place=place,
        )

    def _report(self, refused: BadRows | SettingsError) -> None:
        with self._step() as step:
            step.open_problem(
                NOT_WRITTEN, self.council.code, council=self.council.code, reason=_sentence(refused)
            )

    def _outbox(self, night: dt.date) -> Outbox:
        return Outbox(self.visit.settings.paycards.exports / self.council.code / night.isoformat())


def _sentence(refused: BadRows | SettingsError) -> str:
    if isinstance(refused, SettingsError):
        return str(refused)
    shown = "; ".join(sentence for _, sentence in refused.rows[:SHOWN_ROWS])
    return f"{refused}: {shown}{'; ...' if len(refused.rows) > SHOWN_ROWS else '.'}"
