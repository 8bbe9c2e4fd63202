"""A card batch from the list to the files: read, match, issue, draw, prove, release, put together.

What can be done again is done again: a list that is given a second time issues nothing, and its files are
made anew, the same bytes from the same data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from paycards.access.visit import Visit
from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.decided import Decided, decided_rows, foreseen
from paycards.closing.bulk_issue.drawing import AT_ONCE
from paycards.closing.bulk_issue.issuing import issue_waiting, require_numbers
from paycards.closing.bulk_issue.making import make_files
from paycards.closing.bulk_issue.manifest import write_manifest
from paycards.closing.bulk_issue.ordering import order_cards
from paycards.closing.bulk_issue.output_folder import OutputFolder, output_folder
from paycards.closing.bulk_issue.planning import PlannedRow, plan_rows
from paycards.closing.bulk_issue.pressroom import Pressroom, cores
from paycards.closing.bulk_issue.printability import printable_rows
from paycards.closing.bulk_issue.records import (
    Batch,
    begin_batch,
    find_batch,
    finish,
    require_same_office,
    watch_proofs,
)
from paycards.closing.bulk_issue.report import write_reports
from paycards.closing.office_list.reading import OfficeList, read_office_list
from paycards.errors import UsageError
from paycards.issue.artwork.artwork import Artwork
from paycards.jobs.asked import council_named
from paycards.lists.reading import read_bytes
from paycards.settings import Council
from paycards.store.councils import council_step
from paycards.store.engine import reading, unpooled


@dataclass(frozen=True)
class BatchResult:
    """What became of a list. `batch` is None after a dry run of a list that was never begun.

    `to_do` are the rows that need a person: number, outcome, what to do. `unused` are the headings of the
    list that mean nothing here.
    """

    batch: Batch | None
    council: str
    counts: dict[str, int]
    to_do: tuple[tuple[int, str, str], ...]
    unused: tuple[str, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True)
class _Work:
    """A list and whose it is."""

    visit: Visit
    council: Council
    council_id: int
    artwork: Artwork
    office_list: OfficeList
    office: str

    @property
    def identity(self) -> str:
        return f"{self.council.code} {self.office_list.sha256} {self.office_list.sheet}".strip()


def run_batch(
    visit: Visit,
    path: Path,
    out: Path,
    *,
    council: str = "",
    office: str = "",
    sheet: str | None = None,
    dry_run: bool = False,
    processes: int = 0,
    with_proofs: bool = True,
) -> BatchResult:
    """Work through a list: its cards are issued, its files come into `out`.

    `processes` draw at once, as many as there are cores if none is said. `with_proofs` is off only to
    measure what proofs cost: then nothing is released. Raises BadRows for a list that cannot be trusted as
    a whole, NotAllowed when the supplier's numbers do not suffice, UsageError for a folder that holds
    something else; then nothing was issued.
    """
    visit = replace(visit, engine=unpooled(visit.installation.engine))  # memory is for those who draw
    data = read_bytes(path)
    work = _work(visit, path.name, data, council=council, office=office, sheet=sheet)
    if dry_run:
        return _rehearse(work, out)
    visit.installation.archive.keep(data)
    with output_folder(out, work.identity) as folder, _pressroom(work, processes, with_proofs) as pressroom:
        batch = _begin(work)
        issue_waiting(visit, work.council, batch)
        orders = order_cards(visit, work.council, batch, folder)
        made = make_files(visit, work.council, batch, folder, pressroom)
        with reading(visit.installation.engine) as connection:
            decided = decided_rows(connection, work.council, batch)
        rows, unused = work.office_list.rows, work.office_list.unused
        write_reports(folder, decided, rows, made.first_page, created=batch.started_at)
        counts = Counter(outcome for _, outcome, _, _ in decided)
        write_manifest(folder, work.council, batch, unused=unused, counts=counts, made=made, orders=orders)
        folder.put_in_place()
        with council_step(visit.installation.engine, work.council_id) as connection:
            finish(connection, batch, at=visit.now, actor=visit.visitor.name)
            watch_proofs(
                connection, batch, counts[outcomes.PROOF_FAILED], at=visit.now, by=visit.visitor.name
            )
        return _result(work, batch, decided, folder)


def _work(visit: Visit, name: str, data: bytes, *, council: str, office: str, sheet: str | None) -> _Work:
    """Read the list, and say what the settings leave out before anything is issued."""
    chosen = _council(visit, council)
    with reading(visit.installation.engine) as connection:
        council_id = council_named(connection, chosen.code)
    visit.progress.tell(f"reading {name}")
    office_list = read_office_list(chosen, name, data, sheet)
    return _Work(visit, chosen, council_id, Artwork(chosen), office_list, office)


def _council(visit: Visit, code: str) -> Council:
    councils = {council.code: council for council in visit.settings.councils}
    if not code and len(councils) > 1:
        raise UsageError(f"Whose list is it? Say --council {' or '.join(councils)}.")
    if code and code not in councils:
        raise UsageError(f"There is no council {code}: there are {', '.join(councils)}.")
    return councils[code] if code else visit.settings.councils[0]


def _pressroom(work: _Work, processes: int, with_proofs: bool) -> Pressroom:
    """As many processes as there can be, or fewer where there are fewer parts to draw."""
    most = -(-len(work.office_list.rows) // AT_ONCE)
    return Pressroom(work.council, max(1, min(processes or cores(), most)), with_proofs=with_proofs)


def _known(work: _Work, connection: Connection) -> Batch | None:
    listed = work.office_list
    batch = find_batch(connection, work.council_id, listed.sha256, listed.sheet)
    if batch is not None:
        require_same_office(batch, work.office)
    return batch


def _begin(work: _Work) -> Batch:
    """Find the batch of this list, or decide its rows and write them down."""
    at, actor = work.visit.now, work.visit.visitor.name
    with council_step(work.visit.installation.engine, work.council_id) as connection:
        batch = _known(work, connection)
        if batch is not None:
            return batch
        planned = _plan(work, connection)
        return begin_batch(
            connection, work.council_id, work.office_list, planned, office=work.office, at=at, actor=actor
        )


def _plan(work: _Work, connection: Connection) -> list[PlannedRow]:
    work.visit.progress.tell(f"matching {len(work.office_list.rows)} rows")
    planned = plan_rows(connection, work.council, work.council_id, work.office_list)
    planned = printable_rows(work.artwork, planned)
    require_numbers(connection, work.council, work.council_id, planned)
    return planned


class _Undo(Exception):
    """Ends a transaction that is not to be."""


def _rehearse(work: _Work, out: Path) -> BatchResult:
    """Say what would become of every row; the database stays as it is."""
    with reading(work.visit.installation.engine) as connection:
        batch = _known(work, connection)
        decided = decided_rows(connection, work.council, batch) if batch else []
    if batch is None:
        try:
            with council_step(work.visit.installation.engine, work.council_id) as connection:
                decided = foreseen(work.council, _plan(work, connection))
                raise _Undo
        except _Undo:
            pass
    with output_folder(out, f"dry-run {work.identity}") as folder:
        write_reports(folder, decided, work.office_list.rows, {}, created=work.visit.now)
        folder.put_in_place()
    return _result(work, batch, decided, folder)


def _result(
    work: _Work, batch: Batch | None, decided: Sequence[Decided], folder: OutputFolder
) -> BatchResult:
    return BatchResult(
        batch=batch,
        council=work.council.code,
        counts=dict(sorted(Counter(outcome for _, outcome, _, _ in decided).items())),
        to_do=tuple((row_no, outcome, message) for row_no, outcome, message, _ in decided if message),
        unused=work.office_list.unused,
        files=tuple(sorted(path for path in folder.path.iterdir() if not path.name.startswith("."))),
    )
