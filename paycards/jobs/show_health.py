"""Say in words how the installation is: its nights, its worker, database, archive, clock and disks."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.clock import local
from paycards.errors import PaycardsError
from paycards.jobs.ask_for_verification import KIND as VERIFY
from paycards.settings.installation import Settings
from paycards.store.nights import last_night
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.work import work
from paycards.store.version import found, newest
from paycards.work.showing import newest_about

PATIENCE = dt.timedelta(minutes=10)  # in which a worker should take what waits
SILENT = dt.timedelta(minutes=2)  # after which a worker that runs something is thought gone
GB = 10**9
LEAST_FREE_SHARE, LEAST_FREE = 10, GB  # one part in ten
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")


@dataclass(frozen=True)
class Sign:
    """One thing that was looked at: what, whether it is well, and why in a sentence."""

    what: str
    is_well: bool
    sentence: str


@dataclass(frozen=True)
class Health:
    """All of them, those that are not well first."""

    signs: tuple[Sign, ...]
    councils: tuple[str, ...]
    as_at: dt.datetime

    @property
    def unwell(self) -> int:
        """How many need somebody."""
        return sum(not sign.is_well for sign in self.signs)


def show_health(visit: Visit) -> Health:
    """Return how the installation is, of the councils that may be seen."""
    with visit.reading(may=Permission.SEE_SETTINGS) as seen:
        signs = [
            *_nights(visit, seen),
            *_verifications(seen),
            _worker(seen.connection, visit.now),
            _database(visit),
        ]
        signs += [_archive(visit), _clock(seen.connection, visit.now), *_disks(visit.settings)]
    return Health(tuple(sorted(signs, key=lambda sign: sign.is_well)), tuple(seen.councils), visit.now)


def _nights(visit: Visit, seen: Reading) -> Iterator[Sign]:
    for code, council_id in seen.councils.items():
        last, what = last_night(seen.connection, council_id), f"Last night of {code}"
        if last.ended_at is None or last.night is None:
            yield _unwell(what, "No night has been run here yet.")
        elif last.night < visit.today:
            yield _unwell(what, f"It has not run yet today. The newest ended on {_when(last.ended_at)}.")
        else:
            yield _well(what, f"It ended on {_when(last.ended_at)}.")


def _verifications(seen: Reading) -> Iterator[Sign]:
    """The newest of each council that has ended, if one was asked for on the pages."""
    for code in seen.councils:
        last, what = newest_about(seen, VERIFY, {"council": code}), f"Books of {code}"
        if last is None or last.ended_at is None:
            continue
        at = _when(last.ended_at)
        if last.state == "failed":
            yield _unwell(what, f"Their verification failed on {at}.")
        elif not last.result["agrees"]:
            yield _unwell(what, f"They did not match the original files on {at}: see the verification.")
        else:
            yield _well(what, f"They matched the original files on {at}.")


def _worker(connection: Connection, now: dt.datetime) -> Sign:
    waiting, oldest = connection.execute(
        select(func.count(), func.min(work.c.asked_at)).where(work.c.state == "waiting")
    ).one()
    silent = select(func.count()).where(work.c.state == "running", work.c.heartbeat_at < now - SILENT)
    if connection.execute(silent).scalar_one():
        return _unwell("Worker", "Something runs whose worker has gone. A worker that is started settles it.")
    if not waiting:
        return _well("Worker", "Nothing waits for it.")
    since = f"{waiting:,} waiting, the oldest since {_when(dt.datetime.fromisoformat(str(oldest)))}."
    if dt.datetime.fromisoformat(str(oldest)) < now - PATIENCE:
        return _unwell("Worker", f"{since} No worker takes it: start one.")
    return _well("Worker", since)


def _database(visit: Visit) -> Sign:
    engine = visit.installation.engine
    name = "PostgreSQL" if engine.dialect.name == "postgresql" else "SQLite"
    is_current = found(engine) == newest()
    rest = "at the version that this program works with" if is_current else "of another version: upgrade it"
    return Sign("Database", is_current, f"{name}; it answers, and is {rest}.")


def _archive(visit: Visit) -> Sign:
    try:
        visit.installation.archive.require()
    except PaycardsError:
        return _unwell("Archive", "It is not where the settings say: is its disk mounted? No file is taken.")
    return _well("Archive", "It is there.")


def _clock(connection: Connection, now: dt.datetime) -> Sign:
    newest_act = connection.execute(select(func.max(audit_trail.c.at))).scalar()
    if newest_act is not None and newest_act > now:
        return _unwell("Clock", f"It is behind: the newest act in the trail is of {_when(newest_act)}.")
    kept = (
        "this machine keeps it by a time server"
        if SYNCHRONISED.exists()
        else "no time service was found on this machine"
    )
    return _well("Clock", f"It says {_when(now)}; {kept}.")


def _disks(settings: Settings) -> Iterator[Sign]:
    """Each disk once, by what is on it."""
    seen: dict[int, list[str]] = {}
    places = {"archive": settings.paycards.archive, "outgoing files": settings.paycards.exports}
    if settings.paycards.database.startswith("sqlite:///"):
        places["database"] = Path(settings.paycards.database.removeprefix("sqlite:///")).parent
    there = {name: _existing(path) for name, path in places.items()}
    for name, path in there.items():
        seen.setdefault(path.stat().st_dev, []).append(name)
    for names in seen.values():
        usage = shutil.disk_usage(there[names[0]])
        yield _disk(names, usage.total, usage.free)


def _disk(names: list[str], total: int, free: int) -> Sign:
    is_well = free >= LEAST_FREE and free * LEAST_FREE_SHARE >= total
    of = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    words = f"{free // GB:,} of {total // GB:,} GB are free."
    return Sign(f"Disk of {of}", is_well, words if is_well else f"Only {words}")


def _existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())


def _well(what: str, sentence: str) -> Sign:
    return Sign(what, is_well=True, sentence=sentence)


def _unwell(what: str, sentence: str) -> Sign:
    return Sign(what, is_well=False, sentence=sentence)


def _when(at: dt.datetime) -> str:
    there = local(at)
    return f"{there.day} {there:%B %Y at %H:%M}"
