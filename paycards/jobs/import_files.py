"""Import files: keep the bytes, rule on each file, and take it whole or refuse it whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from paycards.access.contracts import ContractRow
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.intake.admitting import FileResult, admit, as_result
from paycards.intake.ahead import work_ahead
from paycards.intake.arrival import Arrival
from paycards.intake.receiving import receive
from paycards.lists.reading import read_bytes
from paycards.store.staging import staging


def import_files(visit: Visit, paths: Sequence[Path]) -> list[FileResult]:
    """Import files in hand, in this order. Raises UsageError for one that cannot be read, in its turn."""
    results = []

    def use(_: Path, arrival: Callable[[], Arrival]) -> None:
        visit.progress.advance()
        results.append(_import(visit, arrival()))

    visit.progress.begin("importing files", len(paths))
    with staging(visit.installation.engine) as waiting:
        work_ahead(paths, lambda path: receive(visit, waiting, path.name, read_bytes(path)), use)
    return results


def import_file(visit: Visit, name: str, data: bytes, *, drop_of: ContractRow | None = None) -> FileResult:
    """Import one file, found in the drop of `drop_of` or in hand. Safe to run again at any moment."""
    with staging(visit.installation.engine) as waiting:
        return _import(visit, receive(visit, waiting, name, data, drop_of=drop_of))


def _import(visit: Visit, arrival: Arrival) -> FileResult:
    """Admit one file that was received, in one step of its council."""
    if arrival.known is not None:
        return as_result(arrival.contract, arrival.known, fresh=False)
    with visit.step(arrival.council_id, Permission.IMPORT_FILES) as step:
        return admit(step, arrival)
