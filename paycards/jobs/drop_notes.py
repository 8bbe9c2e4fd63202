"""What a run writes down about a drop: its troubles, what lay in it, and what is left there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import PurePosixPath

from sqlalchemy import ColumnElement, delete, insert, select

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.channels.identity import named_parts
from paycards.clock import in_words
from paycards.intake.collected import Collected
from paycards.intake.places import KIND, Place
from paycards.intake.skipped import note_skipped, skipped_before
from paycards.store.tables.audit import problems
from paycards.store.tables.files import files, remote_files
from paycards.transport.listing import QUIET_SECONDS, Listing, Remote

SHOWN_SKIPPED = 20  # told one by one: a folder may hold any number
CHANGING = "it changed each time it was looked at"
UNFINISHED = "its name says that it is not finished"


def note_trouble(visit: Visit, place: Place, collected: Collected, name: str, why: str) -> None:
    """Keep a trouble where a screen shows it until the drop, or the file, can be fetched."""
    _note(visit, place, collected, (name, why), place.subject(name))


def note_unread(visit: Visit, place: Place, collected: Collected, name: str, why: str) -> None:
    """Keep where a screen shows it that a file was not read to its end, until it comes.

    That the drop has it no more ends nothing: some servers delete what somebody began to read.
    """
    _note(visit, place, collected, (name, why), place.unread(name))


def _note(visit: Visit, place: Place, collected: Collected, what: tuple[str, str], subject: str) -> None:
    name, why = what
    collected.troubles.append((place.owner, name, why))
    visit.progress.happened("not_collected", **place.facts(), file=name)
    about = {"contract": place.owner, "file": f"{name} " if name else "", "reason": why}
    with visit.step(place.council_id, Permission.RUN_THE_NIGHT) as step:
        step.open_problem(KIND, subject, contract_id=place.contract_id, **about)


def settle_drop(visit: Visit, place: Place, collected: Collected) -> None:
    """Close what troubled this drop before and does so no more."""
    still = {place.subject(name) for owner, name, _ in collected.troubles if owner == place.owner}
    here = {file.name for file in collected.files}
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        columns = (problems.c.subject, problems.c.opened_at)
        opened = select(*columns).where(place.troubles(), problems.c.closed_at.is_(None))
        over = [
            subject
            for subject, at in seen.connection.execute(opened)
            if subject not in still
            and (place.named_unread(subject) in here or not _still_unread(seen, place, subject, at))
        ]
    for subject in sorted(over):
        with visit.step(place.council_id, Permission.RUN_THE_NIGHT) as step:
            step.close_problem(KIND, subject, contract_id=place.contract_id, note="it could be collected")


def _still_unread(seen: Reading, place: Place, subject: str, since: dt.datetime) -> bool:
    """Whether it is about a file that was not read to its end, and none of its name came since."""
    name = place.named_unread(subject)
    of_ours = (files.c.council_id == place.council_id) | files.c.council_id.is_(None)
    came = select(files.c.id).where(of_ours, files.c.name == name, files.c.received_at >= since)
    return bool(name) and seen.connection.execute(came.limit(1)).first() is None


def files_seen(visit: Visit, place: Place) -> dict[str, tuple[int, int | None, str]]:
    """Size, time of modification and SHA-256 of each file that was taken and may lie there still, by name."""
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        return {
            found.name: (found.size_bytes, found.modified, found.sha256)
            for found in seen.connection.execute(select(remote_files).where(_here(place)))
        }


def note_seen(visit: Visit, place: Place, remote: Remote, sha256: str) -> None:
    """Remember a file that was taken, where a change of it must show in its time, which has whole seconds."""
    if remote.modified is None or remote.modified >= visit.now.timestamp() - QUIET_SECONDS:
        return
    values = {
        "council_id": place.council_id,
        "owner": place.owner,
        "name": remote.name,
        "size_bytes": remote.size,
        "modified": remote.modified,
        "sha256": sha256,
    }
    with visit.step(place.council_id, Permission.RUN_THE_NIGHT) as step:
        step.connection.execute(delete(remote_files).where(_here(place), remote_files.c.name == remote.name))
        step.connection.execute(insert(remote_files).values(**values))


def report_skipped(visit: Visit, place: Place, collected: Collected, listing: Listing) -> None:
    """Keep as a trouble what was left in the drop on an earlier night already."""
    left = dict.fromkeys(listing.unfinished, UNFINISHED) | _in_the_place_of_files(visit, place, listing)
    left |= {name: CHANGING for owner, name in collected.growing if owner == place.owner}
    again = sorted(_skipped_again(visit, place, left).items())
    if len(again) > SHOWN_SKIPPED:
        more = f"{len(again) - SHOWN_SKIPPED} more files are left for the next run, night after night."
        note_trouble(visit, place, collected, "", more)
    for name, since in again[:SHOWN_SKIPPED]:
        ask = f"Ask {_sender(place)} whether the file was sent in full."
        why = f"{left[name]}, since {in_words(since)}. {ask}"
        note_trouble(visit, place, collected, name, why)


def _in_the_place_of_files(visit: Visit, place: Place, listing: Listing) -> dict[str, str]:
    """What is no file, but a pipe or the like, or a folder that has the name of a file; and what it is."""
    return {
        name: "it is a folder, and no file" if is_folder else "it is a pipe or a device, and no file"
        for name, is_folder in listing.no_files
        if (_is_a_file_name(visit, place, name) if is_folder else not name.startswith("."))
    }


def _is_a_file_name(visit: Visit, place: Place, name: str) -> bool:
    """Whether a file of the contract has such a name, or one of a bank may, which names them as it likes."""
    if place.contract is None:
        return bool(PurePosixPath(name).suffix)
    terms = place.contract.terms
    named = [named_parts(name, layout) for layout in visit.installation.layouts.usable_for(terms.channel)]
    return any(parts.get("client", terms.client_code) == terms.client_code for parts in named if parts)


def _skipped_again(visit: Visit, place: Place, names: Collection[str]) -> dict[str, dt.date]:
    """Note the names that are left now; return those left on an earlier night too, with the first.

    A night is a local date: how often a drop is looked at in one night does not matter. What a person has
    dealt with since is not returned again.
    """
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        known, dealt_with = skipped_before(seen, place)
    since = {name: min(known.get(name, visit.today), visit.today) for name in names}
    if since != known:
        with visit.step(place.council_id, Permission.RUN_THE_NIGHT) as step:
            note_skipped(step, place, since)
    return {
        name: first
        for name, first in since.items()
        if first < visit.today and dealt_with.get(place.subject(name), dt.date.min) < first
    }


def _sender(place: Place) -> str:
    return "the supplier" if place.contract else "the bank"


def _here(place: Place) -> ColumnElement[bool]:
    return (remote_files.c.council_id == place.council_id) & (remote_files.c.owner == place.owner)
