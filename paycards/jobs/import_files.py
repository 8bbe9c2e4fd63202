"""Import files: keep the bytes, rule on each file, and take it whole or refuse it whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from paycards.access.contracts import ContractRow
from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import PaycardsError, UsageError, shown
from paycards.intake.admitting import admit
from paycards.intake.ahead import in_groups, work_ahead
from paycards.intake.arrival import Outcome, Unread
from paycards.intake.file_result import FileResult, as_result, faulty_result
from paycards.intake.receiving import receive, receive_all
from paycards.intake.whose import Delivery
from paycards.lists.reading import read_bytes
from paycards.store.staging import staging


def import_files(visit: Visit, paths: Sequence[Path]) -> list[FileResult]:
    """Import files in hand, in this order.

    One that is no settlement file, or cannot be read, is neither kept nor recorded: UsageError is raised for
    it when the others are imported. Its fact `imported` holds what became of these.
    """
    results: list[FileResult] = []
    refused: list[UsageError] = []
    faults = Faults(visit, "import")

    def prepare(group: list[Path]) -> list[Outcome]:
        return receive_all(visit, waiting, [_delivery(path) for path in group])

    def use(group: list[Path], outcomes: Callable[[], list[Outcome]]) -> None:
        for path, outcome in zip(group, outcomes(), strict=True):
            visit.progress.advance()
            try:
                results.append(_import(visit, faults, path.name, outcome))
            except UsageError as error:
                refused.append(error)

    visit.progress.begin("importing files", len(paths))
    with staging(visit.installation.engine) as waiting:
        work_ahead(list(in_groups(paths, _size)), prepare, use)
    if refused:
        raise _all_of(refused, results)
    return results


def import_file(visit: Visit, name: str, data: bytes, *, drop_of: ContractRow | None = None) -> FileResult:
    """Import one file, found in the drop of `drop_of` or in hand. Safe to run again at any moment.

    Raises UsageError for one in hand that is no settlement file.
    """
    with staging(visit.installation.engine) as waiting:
        return take(visit, receive(visit, waiting, Delivery(name, data, drop_of)))


def _import(visit: Visit, faults: Faults, name: str, outcome: Outcome) -> FileResult:
    """Import a file that was received; a fault of the program becomes an open problem of this file."""
    contract = outcome.contract
    concern = Concern(f"importing {shown(name)}", None)
    if contract is not None:
        concern = Concern(concern.doing, contract.council_id, contract.id, contract.terms.code)
    try:
        result = take(visit, outcome)
    except PaycardsError:
        raise
    except Exception as error:
        return faulty_result(contract, name, faults.keep(concern, error))
    faults.worked(concern)
    return result


def take(visit: Visit, outcome: Outcome) -> FileResult:
    """Admit one file that was received, in one step of its council. Raises what went wrong with it."""
    if isinstance(outcome, Unread):
        raise outcome.error
    if outcome.known is not None:
        return as_result(outcome.contract, outcome.known, fresh=False)
    with visit.step(outcome.council_id, Permission.IMPORT_FILES) as step:
        return admit(step, outcome)


def _delivery(path: Path) -> Delivery | Unread:
    try:
        return Delivery(path.name, read_bytes(path))
    except UsageError as error:
        return Unread(error)


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0  # reading it says why


def _all_of(errors: Sequence[UsageError], imported: Sequence[FileResult]) -> UsageError:
    first = errors[0]
    if len(errors) > 1:
        return UsageError(" ".join(map(str, errors)), imported=imported)
    return UsageError(str(first), code=first.code, **(first.facts | {"imported": imported}))
