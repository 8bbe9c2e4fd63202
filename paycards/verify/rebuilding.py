"""Verify: rebuild every line, posting and balance from the originals, and compare.

The audit trail of each council is replayed from the archived bytes into a scratch database, which
must then hold what the database holds, to the penny. The database itself is only read. What it
gained while the replay ran is replayed too, in one unchanging view in which all is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.errors import Failed
from paycards.settings.council import Council
from paycards.store import trail
from paycards.store.card_schemes import stored_schemes
from paycards.store.sums import whole_sum
from paycards.store.tables.accounts import accounts
from paycards.store.tables.councils import councils
from paycards.store.tables.files import files
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.lines import lines
from paycards.verify.addable import addable
from paycards.verify.any_text import reading_any
from paycards.verify.book_checks import CHECKS
from paycards.verify.check import Check, Sides, names_of
from paycards.verify.comparing import asked_beforehand, both_sides, compare
from paycards.verify.decisions import wrong_decisions
from paycards.verify.findings import Difference, Findings
from paycards.verify.places import Places, file_names
from paycards.verify.problem_texts import wrong_problems
from paycards.verify.replay import Replay, Steps
from paycards.verify.replay_enquiries import ENQUIRY_CHECKS
from paycards.verify.same_text import read_beforehand
from paycards.verify.scratch import scratch_council
from paycards.verify.staff_roles import wrong_roles
from paycards.verify.staff_states import wrong_states
from paycards.verify.stored_councils import StoredCouncil, require_stored, stored_councils, wrong_councils
from paycards.verify.trail_entry import with_instants
from paycards.verify.whole_database import (
    check_archive,
    check_books,
    check_guards,
    check_instants,
    check_references,
)

EVERY_CHECK = (*CHECKS, *ENQUIRY_CHECKS)


@dataclass(frozen=True)
class Verified:
    """What was rebuilt and compared, and what did not agree.

    `files` are the accepted ones, `pence` the sum of their lines, reversals negative. `differences`
    holds the first twenty of each kind; `counts` says how many there are.
    """

    files: int
    lines: int
    postings: int
    accounts: int
    pence: int
    counts: Mapping[str, int]
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether the database is what the originals give."""
        return not self.counts


def of_damage(error: Failed) -> Verified | None:
    """What verify finds in a database that is too damaged to be read; None for any other failure."""
    damage = error.facts.get("damage")
    if not damage:
        return None
    found = Difference("database", "", f"damaged: {damage}", "can be read")
    return Verified(0, 0, 0, 0, 0, {found.kind: 1}, (found,))


@dataclass(frozen=True)
class _Proof:
    """A proof that runs: `steps` replay each action of the trail, `whole` is what is looked at once.

    `beside` is the thread that reads the database while the trail is replayed.
    """

    visit: Visit
    steps: Steps
    found: Findings
    whole: Future[Findings]
    beside: Executor


def rebuild_and_compare(visit: Visit, steps: Steps) -> Verified:
    """Rebuild and compare everything. Writes nothing but a temporary folder.

    `steps` are what replays each action of the trail.

    Raises ArchiveMissing where the folder of the archive is not the archive: there are no originals then; and
    SettingsError for a council or contract that is new in the settings.
    """
    visit.installation.archive.require()
    all_councils = _councils(visit)
    with ThreadPoolExecutor(1, "beside") as beside:
        proof = _Proof(visit, steps, Findings(), beside.submit(_whole_database, visit), beside)
        for stored in all_councils:
            _verify_council(proof, stored)
        totals = beside.submit(_totals, visit)
        with reading_any(visit) as seen:
            check_guards(seen.connection, proof.found)
            check_archive(seen, visit.installation.archive, proof.found, visit.progress.tell)
    found = (proof.whole.result(), proof.found)
    return Verified(
        **totals.result(),
        counts={kind: count for each in found for kind, count in each.counts.items()},
        differences=tuple(difference for each in found for difference in each.shown),
    )


def _whole_database(visit: Visit) -> Findings:
    """Look at all councils at once, beside the replay: for both there is a processor."""
    with reading_any(visit) as seen:
        found = Findings(None if seen.every else frozenset(seen.councils))
        check_books(seen.connection, found, visit.progress.tell)
        check_references(seen.connection, found, visit.progress.tell)
        check_instants(seen.connection, found)
        for wrong in (*wrong_councils(seen.connection, visit.settings), *wrong_problems(seen)):
            found.add(wrong)
        return found


def _councils(visit: Visit) -> list[StoredCouncil]:
    """Every council that is seen, with every contract that it ever had."""
    with reading_any(visit) as seen:
        require_stored(seen.connection, visit.settings)
        return stored_councils(seen.connection, seen.covers(councils.c.id), visit.settings)


def _with_schemes(visit: Visit, stored: StoredCouncil, found: Findings) -> StoredCouncil:
    """The council with every card scheme that it ever had."""
    try:
        with reading_any(visit) as seen:
            schemes = stored_schemes(seen.connection, stored.id)
    except (ValueError, TypeError):
        code = stored.council.code
        found.add(Difference("card scheme", code, "cannot be read", "as the settings say it"))
        return stored
    return replace(stored, council=stored.council.model_copy(update={"card_schemes": schemes}))


def _verify_council(proof: _Proof, stored: StoredCouncil) -> None:
    visit, found = proof.visit, proof.found
    stored = _with_schemes(visit, stored, found)
    council_id, council = stored.id, stored.council
    before = proof.beside.submit(read_beforehand, visit, council_id, asked_beforehand(EVERY_CHECK))
    with scratch_council(visit, stored) as scratch:
        replay = Replay(
            scratch, proof.steps, tell=lambda text: visit.progress.tell(f"{council.code}: {text}")
        )
        with reading_any(visit) as seen:
            entries = trail.entries(seen.connection, council_id)
        replay.take(with_instants(entries))
        # Now: where connections are few, who holds one must not wait for another.
        read: list[Future[Any]] = [proof.whole, before]
        wait(read)
        with reading_any(visit) as seen:
            database = seen.connection
            later = trail.entries(database, council_id, after=entries[-1].number if entries else 0)
            replay.take(with_instants(later))
            _check_trail(database, council_id, council, replay, found)
            for wrong in _wrong_in_trail(database, council_id, council.code, [*entries, *later]):
                found.add(wrong)
            digests = before.result().at((later or entries)[-1].number if later or entries else 0)
            with both_sides(visit, database, scratch, digests) as sides:
                _compare(proof, sides, council_id, council)


def _wrong_in_trail(
    database: Connection, council_id: int, council: str, entries: list[Row[Any]]
) -> Iterator[Difference]:
    """What people decided, and who may decide it."""
    readable = with_instants(entries)
    yield from wrong_decisions(database, council_id, council, readable)
    yield from wrong_roles(database, council_id, council, readable)
    yield from wrong_states(database, council_id, council)


def _compare(proof: _Proof, sides: list[Sides], council_id: int, council: Council) -> None:
    """Compare all but what only adds up; that too, where anything differs on which it depends."""
    places = Places(council.code, file_names(sides[0].originals) | file_names(sides[0].database))

    def tell(check: Check) -> None:
        proof.visit.progress.tell(f"{council.code}: comparing each {check.kind}")

    def note(checks: list[Check]) -> None:
        for each in compare(checks, sides, council_id, tell):
            kind, keys, names = each.check.kind, each.check.keys, names_of(each.check, council_id)
            first = (places.difference(kind, names, keys, pair) for pair in each.first)
            proof.found.add_many(kind, each.count, first)

    note([check for check in EVERY_CHECK if not check.follows])
    differ = proof.found.counts.keys() | proof.whole.result().counts.keys()
    note([check for check in EVERY_CHECK if check.follows & differ])


def _check_trail(
    database: Connection, council_id: int, council: Council, replay: Replay, found: Findings
) -> None:
    for number in trail.broken_links(database, council_id):
        broken = "its hash or instant does not fit, or an entry before it is gone"
        found.add(Difference("trail", council.code, broken, "", about=f"entry {number}"))
    for row, fault in replay.faults:
        about = f"entry {row.number}, {row.action} {row.subject}"
        found.add(Difference("entry", council.code, "written down", fault, about=about))


def _totals(visit: Visit) -> dict[str, int]:
    """How much was compared, of the councils that are seen."""
    with reading_any(visit) as seen:
        return _totals_of(seen)


def _totals_of(seen: Reading) -> dict[str, int]:
    def one(query: Select[Any]) -> tuple[int, ...]:
        return tuple(map(int, seen.connection.execute(query).one()))

    counted, of_file = select(func.count()), seen.covers(files.c.council_id)
    of_lines = lines.join(files, files.c.id == lines.c.file_id)
    of_postings = postings.join(batches, batches.c.id == postings.c.batch_id)
    its_lines = (
        counted.add_columns(whole_sum(addable(lines.c.amount_pence))).select_from(of_lines).where(of_file)
    )
    count, pence = one(its_lines)
    return {
        "files": one(counted.where(files.c.state == "accepted", of_file))[0],
        "lines": count,
        "postings": one(counted.select_from(of_postings).where(seen.covers(batches.c.council_id)))[0],
        "accounts": one(counted.select_from(accounts).where(seen.covers(accounts.c.council_id)))[0],
        "pence": pence,
    }
