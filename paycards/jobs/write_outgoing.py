"""Write the night's files for the housing, revenues and general-ledger systems.

Once a night for each council: a file for each outgoing table of its settings, with what was posted to
the customers of that fund, and the general-ledger journal of everything posted. A posting leaves in one
night's files only; what is posted after them leaves with the next night's. The files stand at

    <exports>/<council>/<night>/<fund>/<name>
    <exports>/<council>/<night>/<journal's name>

A fund without postings gets no file, because the receiving systems take an empty one for a fault;
nor does a fund without an outgoing table, and a table that is added later brings the later nights only.
A posting that fits no file of its fund waits by itself, and the others leave. The bytes are kept in the
archive before the database knows of the files.

Files of every night that are not in their place yet are put there, whatever the date: see
`ledger/outgoing_places.py`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import select

from paycards.access.faults import Concern, Faults, concerns_everything
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import PaycardsError, TryAgain, not_in_database
from paycards.jobs.read_ahead import Ahead, nothing_ahead
from paycards.ledger.night_files import NightFile
from paycards.ledger.night_making import NOT_WRITTEN, Making, make_night
from paycards.ledger.nightly_run import newest_night
from paycards.ledger.outgoing_places import OutgoingFile, Placing, is_watched
from paycards.ledger.payments_by_account import list_by_account
from paycards.settings.council import Council
from paycards.store.nights import last_night
from paycards.store.problems import Subject, was_dealt_with
from paycards.store.step import Step
from paycards.store.tables.outgoing import outgoing_files, outgoing_runs
from paycards.transport.outbox import Outbox, Place, require_outgoing_folder

CLOCK = "clock"
NEWS = (Place.WRITTEN, Place.CHANGED, Place.GONE)


def write_outgoing(visit: Visit, ahead: Ahead = nothing_ahead) -> list[OutgoingFile]:
    """Write what is due; return the files of this night, and those of other nights that are news.

    Those were put in their place just now, or are changed or gone. Safe to run again at any moment. A council
    whose files cannot be made gets a problem, its postings wait, and the others go on.
    """
    found: list[OutgoingFile] = []
    faults = Faults(visit, "outgoing")
    missing = _missing_folder(visit)
    for council, council_id in _councils(visit):
        concern = Concern(f"writing the outgoing files of {council.code}", council_id)
        with faults.apart(concern):
            night = _Night(visit, council, council_id, ahead)
            if missing:
                night.report(missing)
            else:
                found += night.write()
    faults.settle()
    return found


def _missing_folder(visit: Visit) -> PaycardsError | None:
    """Why the folder of the outgoing files of all councils cannot be used; None if it can."""
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        expected = seen.connection.execute(select(outgoing_runs.c.id).limit(1)).first() is not None
    try:
        require_outgoing_folder(visit.settings.paycards.exports, expected=expected)
    except TryAgain as error:
        return error
    return None


def _councils(visit: Visit) -> list[tuple[Council, int]]:
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        ids = seen.councils
    unknown = sorted({council.code for council in visit.settings.councils} - set(ids))
    if unknown:
        raise not_in_database(", ".join(unknown))
    return [(council, ids[council.code]) for council in visit.settings.councils]


@dataclass(frozen=True)
class _Night:
    """The night of one council."""

    visit: Visit
    council: Council
    council_id: int
    ahead: Ahead

    def write(self) -> list[OutgoingFile]:
        """Put in place what is not there yet; make the files if they are due, and put them in place."""
        placing = Placing(self.council, self.visit.settings.paycards.exports)
        with self._step() as step:
            _watch_clock(step, self.council)
            found = placing.place_files(step, is_watched(self.visit.today))
        self.visit.progress.tell(f"outgoing files of {self.council.code}")
        run_id = self._make()
        if run_id is not None:
            with self._step() as step:
                found += placing.place_files(step, outgoing_files.c.run_id == run_id)
        return [file for file in found if file.night == self.visit.today or file.place in NEWS]

    def _make(self) -> int | None:
        how = Making(self._keep, list_by_account, self.ahead(self.council_id))
        try:
            with self._step() as step:
                run_id = make_night(step, self.council, self.visit.today, how)
                step.close_problem(NOT_WRITTEN, self.council.code, note="the files were written")
            return run_id
        except PaycardsError as error:
            if concerns_everything(error):
                raise
            self.report(error)
            return None

    def _keep(self, file: NightFile) -> str:
        """Keep the bytes, then stage the file; return the SHA-256 under which the archive has them."""
        sha256 = self.visit.installation.archive.keep(file.data)
        folder = self.visit.settings.paycards.exports / self.council.code / self.visit.today.isoformat()
        Outbox(folder).stage(file.name, file.data)
        return sha256

    def report(self, error: PaycardsError) -> None:
        """Keep as a problem that no files could be written; the postings wait."""
        what, reason, code = "no outgoing files were written", str(error).rstrip("."), self.council.code
        with self._step() as step:
            step.open_problem(NOT_WRITTEN, code, council=code, what=what, reason=reason)

    def _step(self) -> AbstractContextManager[Step]:
        return self.visit.step(self.council_id, Permission.RUN_THE_NIGHT)


def _watch_clock(step: Step, council: Council) -> None:
    """Open a problem where a later night was run before; its files and this one's are made all the same.

    A night whose files were made and that did not end counts, and one that ended without any.
    """
    made, ended = newest_night(step.connection, step.owner), last_night(step.connection, step.owner).night
    nights = [night for night in (made, ended) if night]
    if not nights:
        return
    newest = max(nights)
    subject = newest.isoformat()
    if newest <= step.today:
        step.close_problem(CLOCK, subject, note="the clock has passed that night")
    elif not was_dealt_with(step.connection, Subject(CLOCK, subject, council_id=step.council_id)):
        step.open_problem(CLOCK, subject, council=council.code, night=step.today, newest=newest)
