"""Import files: keep the bytes, rule on the file, and take it whole or refuse it whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, text

from paycards.access.visit import Visit
from paycards.channels import Decoded
from paycards.intake.accept import Received, record_file, take_file
from paycards.intake.ahead import work_ahead
from paycards.intake.learn_cards import learn_cards
from paycards.intake.payments import Payments
from paycards.intake.receiving import Arrival, find_known, receive
from paycards.intake.ruling import is_settled, rule
from paycards.intake.watch import review_statements, watch_numbers, watch_promises, watch_statement
from paycards.lists.reading import read_bytes
from paycards.store.councils import ContractRow, council_step
from paycards.store.engine import writing
from paycards.store.problems import close_problem, file_subject, open_problem
from paycards.store.staging import staging

WHAT_TO_DO = {
    "quarantined": "Ask the supplier for a good copy, or `paycards files reject` it.",
    "held": "Look at both files, then `paycards files release` or `paycards files reject` it.",
}


@dataclass(frozen=True)
class FileResult:
    """What became of one file. `fresh` is false when it was here before and nothing was recorded.

    `rejected` is true once a person has decided that it is never taken, refused or held as it is.
    """

    id: int
    contract: str
    name: str
    sha256: str
    state: str
    reason: str
    rows: int
    total_pence: int
    fresh: bool
    rejected: bool

    @property
    def needs_person(self) -> bool:
        """Tell whether somebody has yet to decide about the file."""
        return self.state in WHAT_TO_DO and not self.rejected


def import_files(visit: Visit, paths: Sequence[Path]) -> list[FileResult]:
    """Import files in hand, in this order. Raises UsageError for one that cannot be read, in its turn."""
    results = []

    def use(path: Path, arrival: Callable[[], Arrival]) -> None:
        visit.progress.tell(path.name)
        results.append(import_arrival(visit, arrival()))

    with staging(visit.installation.engine) as waiting:
        work_ahead(paths, lambda path: receive(visit, waiting, path.name, read_bytes(path)), use)
    return results


def import_file(visit: Visit, name: str, data: bytes, *, drop_of: ContractRow | None = None) -> FileResult:
    """Import one file, found in the drop of `drop_of` or in hand. Safe to run again at any moment."""
    with staging(visit.installation.engine) as waiting:
        return import_arrival(visit, receive(visit, waiting, name, data, drop_of=drop_of))


def import_arrival(visit: Visit, arrival: Arrival) -> FileResult:
    """Rule on a file that was received, and take it whole or refuse it whole."""
    if arrival.known is not None:
        return _as_result(arrival.contract, arrival.known, fresh=False)
    if arrival.contract is None or arrival.decoded is None:
        return _refuse(visit, arrival)
    return _rule_and_take(visit, arrival.received, arrival.contract, arrival.decoded, arrival.payments)


def _close_refusal(
    connection: Connection, visit: Visit, received: Received, known: Row[Any], note: str
) -> None:
    """Close the problem that the refusal of this file opened, under the contract that it had then."""
    close_problem(
        connection,
        contract_id=known.contract_id,
        kind="quarantined",
        subject=file_subject(received.name, received.sha256),
        at=visit.now,
        by=visit.visitor.name,
        note=note,
    )


def _refuse(visit: Visit, arrival: Arrival) -> FileResult:
    received, contract, identity, fault = arrival.received, arrival.contract, arrival.identity, arrival.fault
    with _step(visit, contract) as connection:
        known = find_known(connection, contract, received)
        if known is None or not is_settled(known):
            if contract is not None and known is not None and known.contract_id is None:
                _close_refusal(connection, visit, received, known, f"it belongs to {contract.terms.code} now")
            record_file(
                connection,
                received,
                contract,
                state="quarantined",
                reason=fault,
                at=visit.now,
                sequence=identity.sequence if identity else None,
                known_id=known.id if known else None,
            )
            _open_file_problem(connection, visit, contract, received, kind="quarantined", reason=fault)
        return _result(connection, contract, received, fresh=True)


@contextmanager
def _step(visit: Visit, contract: ContractRow | None) -> Iterator[Connection]:
    """One transaction that holds the file's council, or, where it has none, the table of files."""
    if contract is not None:
        with council_step(visit.installation.engine, contract.council_id) as connection:
            yield connection
        return
    with writing(visit.installation.engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE files IN SHARE ROW EXCLUSIVE MODE"))
        yield connection


def _rule_and_take(
    visit: Visit, received: Received, contract: ContractRow, decoded: Decoded, payments: Payments | None
) -> FileResult:
    with council_step(visit.installation.engine, contract.council_id) as connection:
        known = find_known(connection, contract, received)
        if known is not None and is_settled(known):
            return _as_result(contract, known, fresh=False)
        if known is not None:
            _close_refusal(connection, visit, received, known, "the file can be read now")
        ruling = rule(connection, contract, decoded, received.sha256, visit.today)
        known_id = known.id if known else None
        if ruling.state == "accepted":
            take_and_watch(
                visit,
                connection,
                received,
                contract,
                decoded,
                position=ruling.position,
                payments=payments,
                known_id=known_id,
            )
        else:
            record_file(
                connection,
                received,
                contract,
                state=ruling.state,
                reason=ruling.reason,
                at=visit.now,
                decoded=decoded,
                position=ruling.position,
                known_id=known_id,
            )
            if ruling.state == "repeat":
                watch_numbers(connection, contract, decoded, ruling.position, visit.now)
            if ruling.state == "held":
                _open_file_problem(connection, visit, contract, received, kind="held", reason=ruling.reason)
        return _result(connection, contract, received, fresh=True)


def take_and_watch(
    visit: Visit,
    connection: Connection,
    received: Received,
    contract: ContractRow,
    decoded: Decoded,
    *,
    position: int | None,
    known_id: int | None,
    payments: Payments | None = None,
    action: str = "file.accepted",
    note: str = "",
) -> int:
    """Accept a file in the caller's transaction, and say what it means for other files."""
    visit.installation.keep_layout(decoded.layout)
    file_id = take_file(
        connection,
        received,
        contract,
        decoded,
        at=visit.now,
        actor=visit.visitor.name,
        position=position,
        payments=payments,
        action=action,
        known_id=known_id,
        note=note,
    )
    for kind in WHAT_TO_DO:
        close_problem(
            connection,
            contract_id=contract.id,
            kind=kind,
            subject=file_subject(received.name, received.sha256),
            at=visit.now,
            by=visit.visitor.name,
            note="the file was accepted",
        )
    watch_numbers(connection, contract, decoded, position, visit.now)
    if decoded.kind == "cards":
        learn_cards(
            connection, contract, file_id, received.name, decoded, at=visit.now, actor=visit.visitor.name
        )
    if decoded.kind == "control" and decoded.frame is not None:
        watch_promises(connection, contract, decoded.frame["file_name"].tolist(), visit.now)
    if decoded.kind == "statement":
        watch_statement(connection, contract, file_id, visit.now)
    if decoded.kind == "payments":
        watch_promises(connection, contract, [received.name], visit.now)
    if decoded.kind in ("payments", "statement"):
        review_statements(connection, contract, visit.now)
    return file_id


def _open_file_problem(
    connection: Connection,
    visit: Visit,
    contract: ContractRow | None,
    received: Received,
    *,
    kind: str,
    reason: str,
) -> None:
    whose = f"{contract.terms.code}: " if contract else ""
    verb = "was refused" if kind == "quarantined" else "is held"
    open_problem(
        connection,
        council_id=contract.council_id if contract else None,
        contract_id=contract.id if contract else None,
        kind=kind,
        subject=file_subject(received.name, received.sha256),
        message=f"{whose}{received.name} {verb}: {reason}.",
        action=WHAT_TO_DO[kind],
        at=visit.now,
    )


def _result(
    connection: Connection, contract: ContractRow | None, received: Received, *, fresh: bool
) -> FileResult:
    return _as_result(contract, find_known(connection, contract, received), fresh=fresh)


def _as_result(contract: ContractRow | None, known, *, fresh: bool) -> FileResult:  # type: ignore[no-untyped-def]
    return FileResult(
        id=known.id,
        contract=contract.terms.code if contract else "",
        name=known.name,
        sha256=known.sha256,
        state=known.state,
        reason=known.reason,
        rows=known.row_count,
        total_pence=known.total_pence,
        fresh=fresh,
        rejected=bool(known.rejected),
    )
