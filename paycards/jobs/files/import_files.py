"""Import files: keep the bytes, rule on the file, and take it whole or refuse it whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, text

from paycards.channels import Decoded
from paycards.jobs.context import Context
from paycards.jobs.files.accept import Received, record_file, take_file
from paycards.jobs.files.ahead import work_ahead
from paycards.jobs.files.learn_cards import learn_cards
from paycards.jobs.files.payments import Payments
from paycards.jobs.files.receiving import Arrival, find_known, receive
from paycards.jobs.files.ruling import is_settled, rule
from paycards.jobs.files.watch import review_statements, watch_numbers, watch_promises, watch_statement
from paycards.jobs.lists.reading import read_bytes
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


def import_files(context: Context, paths: Sequence[Path]) -> list[FileResult]:
    """Import files in hand, in this order. Raises UsageError for one that cannot be read, in its turn."""
    results = []

    def use(path: Path, arrival: Callable[[], Arrival]) -> None:
        context.tell(path.name)
        results.append(import_arrival(context, arrival()))

    with staging(context.engine) as waiting:
        work_ahead(paths, lambda path: receive(context, waiting, path.name, read_bytes(path)), use)
    return results


def import_file(
    context: Context, name: str, data: bytes, *, drop_of: ContractRow | None = None
) -> FileResult:
    """Import one file, found in the drop of `drop_of` or in hand. Safe to run again at any moment."""
    with staging(context.engine) as waiting:
        return import_arrival(context, receive(context, waiting, name, data, drop_of=drop_of))


def import_arrival(context: Context, arrival: Arrival) -> FileResult:
    """Rule on a file that was received, and take it whole or refuse it whole."""
    if arrival.known is not None:
        return _as_result(arrival.row, arrival.known, fresh=False)
    if arrival.row is None or arrival.decoded is None:
        return _refuse(context, arrival)
    return _rule_and_take(context, arrival.received, arrival.row, arrival.decoded, arrival.payments)


def _close_refusal(
    connection: Connection, context: Context, received: Received, known: Row[Any], note: str
) -> None:
    """Close the problem that the refusal of this file opened, under the contract that it had then."""
    close_problem(
        connection,
        contract_id=known.contract_id,
        kind="quarantined",
        subject=file_subject(received.name, received.sha256),
        at=context.now,
        by=context.actor,
        note=note,
    )


def _refuse(context: Context, arrival: Arrival) -> FileResult:
    received, row, identity, fault = arrival.received, arrival.row, arrival.identity, arrival.fault
    with _step(context, row) as connection:
        known = find_known(connection, row, received)
        if known is None or not is_settled(known):
            if row is not None and known is not None and known.contract_id is None:
                _close_refusal(connection, context, received, known, f"it belongs to {row.contract.code} now")
            record_file(
                connection,
                received,
                row,
                state="quarantined",
                reason=fault,
                at=context.now,
                sequence=identity.sequence if identity else None,
                known_id=known.id if known else None,
            )
            _open_file_problem(connection, context, row, received, kind="quarantined", reason=fault)
        return _result(connection, row, received, fresh=True)


@contextmanager
def _step(context: Context, row: ContractRow | None) -> Iterator[Connection]:
    """One transaction that holds the file's council, or, where it has none, the table of files."""
    if row is not None:
        with council_step(context.engine, row.council_id) as connection:
            yield connection
        return
    with writing(context.engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE files IN SHARE ROW EXCLUSIVE MODE"))
        yield connection


def _rule_and_take(
    context: Context, received: Received, row: ContractRow, decoded: Decoded, payments: Payments | None
) -> FileResult:
    with council_step(context.engine, row.council_id) as connection:
        known = find_known(connection, row, received)
        if known is not None and is_settled(known):
            return _as_result(row, known, fresh=False)
        if known is not None:
            _close_refusal(connection, context, received, known, "the file can be read now")
        ruling = rule(connection, row, decoded, received.sha256, context.today)
        known_id = known.id if known else None
        if ruling.state == "accepted":
            take_and_watch(
                context,
                connection,
                received,
                row,
                decoded,
                position=ruling.position,
                payments=payments,
                known_id=known_id,
            )
        else:
            record_file(
                connection,
                received,
                row,
                state=ruling.state,
                reason=ruling.reason,
                at=context.now,
                decoded=decoded,
                position=ruling.position,
                known_id=known_id,
            )
            if ruling.state == "repeat":
                watch_numbers(connection, row, decoded, ruling.position, context.now)
            if ruling.state == "held":
                _open_file_problem(connection, context, row, received, kind="held", reason=ruling.reason)
        return _result(connection, row, received, fresh=True)


def take_and_watch(
    context: Context,
    connection: Connection,
    received: Received,
    row: ContractRow,
    decoded: Decoded,
    *,
    position: int | None,
    known_id: int | None,
    payments: Payments | None = None,
    action: str = "file.accepted",
    note: str = "",
) -> int:
    """Accept a file in the caller's transaction, and say what it means for other files."""
    context.keep_layout(decoded.layout)
    file_id = take_file(
        connection,
        received,
        row,
        decoded,
        at=context.now,
        actor=context.actor,
        position=position,
        payments=payments,
        action=action,
        known_id=known_id,
        note=note,
    )
    for kind in WHAT_TO_DO:
        close_problem(
            connection,
            contract_id=row.id,
            kind=kind,
            subject=file_subject(received.name, received.sha256),
            at=context.now,
            by=context.actor,
            note="the file was accepted",
        )
    watch_numbers(connection, row, decoded, position, context.now)
    if decoded.kind == "cards":
        learn_cards(connection, row, file_id, received.name, decoded, at=context.now, actor=context.actor)
    if decoded.kind == "control" and decoded.frame is not None:
        watch_promises(connection, row, decoded.frame["file_name"].tolist(), context.now)
    if decoded.kind == "statement":
        watch_statement(connection, row, file_id, context.now)
    if decoded.kind == "payments":
        watch_promises(connection, row, [received.name], context.now)
    if decoded.kind in ("payments", "statement"):
        review_statements(connection, row, context.now)
    return file_id


def _open_file_problem(
    connection: Connection,
    context: Context,
    row: ContractRow | None,
    received: Received,
    *,
    kind: str,
    reason: str,
) -> None:
    whose = f"{row.contract.code}: " if row else ""
    verb = "was refused" if kind == "quarantined" else "is held"
    open_problem(
        connection,
        council_id=row.council_id if row else None,
        contract_id=row.id if row else None,
        kind=kind,
        subject=file_subject(received.name, received.sha256),
        message=f"{whose}{received.name} {verb}: {reason}.",
        action=WHAT_TO_DO[kind],
        at=context.now,
    )


def _result(
    connection: Connection, row: ContractRow | None, received: Received, *, fresh: bool
) -> FileResult:
    return _as_result(row, find_known(connection, row, received), fresh=fresh)


def _as_result(row: ContractRow | None, known, *, fresh: bool) -> FileResult:  # type: ignore[no-untyped-def]
    return FileResult(
        id=known.id,
        contract=row.contract.code if row else "",
        name=known.name,
        sha256=known.sha256,
        state=known.state,
        reason=known.reason,
        rows=known.row_count,
        total_pence=known.total_pence,
        fresh=fresh,
        rejected=bool(known.rejected),
    )
