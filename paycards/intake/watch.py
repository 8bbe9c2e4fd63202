"""What a file says about other files: gaps in the numbers, promises of a control file, statements.

Each that does not hold is an open problem until it does, or until a person closes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, cast, func, select

from paycards.channels import Decoded
from paycards.channels.sequence import missing, missing_in_day, next_day, number_at, number_in_year
from paycards.money import to_pounds
from paycards.store.councils import ContractRow
from paycards.store.problems import close_problem, open_problem
from paycards.store.tables import files, lines, problems, promises, statement_lines, statements


def watch_numbers(
    connection: Connection, contract: ContractRow, decoded: Decoded, position: int | None, at: dt.datetime
) -> None:
    """Open a problem for the numbers that a file at `position` leaves out; close those that it fills."""
    if position is None:
        return
    series = decoded.series
    came = select(files.c.position).where(_came(contract, series))
    earlier = connection.execute(
        came.where(files.c.position < position).with_only_columns(func.max(files.c.position))
    ).scalar()
    later = came.where(files.c.position > position)
    if series:  # the Post Office's numbers start again each day
        later = later.where(files.c.position < next_day(position))
    if connection.execute(later.limit(1)).first() is None:
        gap = (missing_in_day if series else missing)(earlier, position)
        if gap:
            subject = f"{series}:{gap[0]}-{gap[-1]}"
            _report_gap(connection, contract, decoded, subject=subject, absent=list(gap), at=at)
    _review_gaps(connection, contract, decoded, position, at)


def _came(contract: ContractRow, series: str) -> ColumnElement[bool]:
    """The files whose number has come: a repeat brings nothing new, but it is not missing."""
    return and_(
        files.c.contract_id == contract.id,
        files.c.series == series,
        files.c.state.in_(("accepted", "repeat")),
    )


def _review_gaps(
    connection: Connection, contract: ContractRow, decoded: Decoded, position: int, at: dt.datetime
) -> None:
    """Look again at the open gaps that this position lies in."""
    open_gaps = connection.execute(
        select(problems.c.subject).where(
            problems.c.contract_id == contract.id, problems.c.kind == "gap", problems.c.closed_at.is_(None)
        )
    ).scalars()
    for subject in list(open_gaps):
        of_series, _, span = subject.partition(":")
        first, last = (int(part) for part in span.split("-"))
        if of_series == decoded.series and first <= position <= last:
            still = _absent(connection, contract, of_series, first, last)
            if still:
                _report_gap(connection, contract, decoded, subject=subject, absent=still, at=at)
            else:
                close_problem(
                    connection,
                    contract_id=contract.id,
                    kind="gap",
                    subject=subject,
                    at=at,
                    by="paycards",
                    note="every missing number has come",
                )


def _absent(connection: Connection, contract: ContractRow, series: str, first: int, last: int) -> list[int]:
    come = set(
        connection.execute(
            select(files.c.position).where(_came(contract, series), files.c.position.between(first, last))
        ).scalars()
    )
    return [position for position in range(first, last + 1) if position not in come]


def _report_gap(
    connection: Connection,
    contract: ContractRow,
    decoded: Decoded,
    *,
    subject: str,
    absent: list[int],
    at: dt.datetime,
) -> None:
    open_problem(
        connection,
        council_id=contract.council_id,
        contract_id=contract.id,
        kind="gap",
        subject=subject,
        message=f"{contract.terms.code}: {_counted(absent, decoded)} did not come before a later number.",
        action="Ask the supplier for the missing files; the problem closes when they come.",
        at=at,
    )


def _counted(positions: list[int], decoded: Decoded) -> str:
    """Name the numbers that the missing files carry: in a day of the Post Office, or before all nines."""
    at = number_in_year if decoded.series else partial(number_at, limit=decoded.limit)
    first, last = at(positions[0]), at(positions[-1])
    return f"number {first}" if len(positions) == 1 else f"{len(positions)} numbers from {first} to {last}"


def watch_promises(
    connection: Connection, contract: ContractRow, names: Iterable[str], at: dt.datetime
) -> None:
    """Compare what control files promise with the files of these names."""
    for name in names:
        promise = connection.execute(
            select(promises)
            .where(promises.c.contract_id == contract.id, promises.c.file_name == name)
            .order_by(promises.c.file_id.desc())
            .limit(1)
        ).first()
        if promise is None:
            continue
        fault = _broken(connection, contract, name, promise.row_count, promise.gross_pence)
        if fault:
            open_problem(
                connection,
                council_id=contract.council_id,
                contract_id=contract.id,
                kind="promise",
                subject=name,
                message=f"{contract.terms.code}: a control file promises {name}, {fault}.",
                action="Ask the supplier for the file that was promised; the problem closes when it comes.",
                at=at,
            )
        else:
            close_problem(
                connection,
                contract_id=contract.id,
                kind="promise",
                subject=name,
                at=at,
                by="paycards",
                note="the file came as promised",
            )


def _broken(connection: Connection, contract: ContractRow, name: str, rows: int, gross_pence: int) -> str:
    file_id = connection.execute(
        select(files.c.id)
        .where(files.c.contract_id == contract.id, files.c.name == name, files.c.state == "accepted")
        .order_by(files.c.id.desc())
        .limit(1)
    ).scalar()
    if file_id is None:
        return "which has not come"
    found = connection.execute(
        select(
            func.count(), cast(func.coalesce(func.sum(func.abs(lines.c.amount_pence)), 0), BigInteger)
        ).where(lines.c.file_id == file_id)
    ).one()
    if tuple(found) == (rows, gross_pence):
        return ""
    return (
        f"with {rows} rows and {to_pounds(gross_pence)} pounds, but it came with"
        f" {found[0]} rows and {to_pounds(found[1])} pounds"
    )


def watch_statement(connection: Connection, contract: ContractRow, file_id: int, at: dt.datetime) -> None:
    """Compare a statement with the one before it, and its lines with the files numbered in between."""
    faults = list(_statement_faults(connection, contract, file_id))
    name = connection.execute(select(files.c.name).where(files.c.id == file_id)).scalar_one()
    if faults:
        open_problem(
            connection,
            council_id=contract.council_id,
            contract_id=contract.id,
            kind="statement",
            subject=name,
            message=f"{contract.terms.code}: the statement {name} does not agree: {'; '.join(faults)}.",
            action="Compare it with the files of its day, and ask the supplier about the difference.",
            at=at,
        )
    else:
        close_problem(
            connection,
            contract_id=contract.id,
            kind="statement",
            subject=name,
            at=at,
            by="paycards",
            note="it agrees with the files now",
        )


def review_statements(connection: Connection, contract: ContractRow, at: dt.datetime) -> None:
    """Look again at statements that did not agree: a late file may mend one."""
    names = connection.execute(
        select(problems.c.subject).where(
            problems.c.contract_id == contract.id,
            problems.c.kind == "statement",
            problems.c.closed_at.is_(None),
        )
    ).scalars()
    for name in list(names):
        file_id = connection.execute(
            select(files.c.id).where(
                files.c.contract_id == contract.id, files.c.name == name, files.c.state == "accepted"
            )
        ).scalar()
        if file_id is not None:
            watch_statement(connection, contract, file_id, at)


def _statement_faults(connection: Connection, contract: ContractRow, file_id: int) -> Iterable[str]:
    position = connection.execute(select(files.c.position).where(files.c.id == file_id)).scalar_one()
    this = connection.execute(select(statements).where(statements.c.file_id == file_id)).one()
    before = connection.execute(
        select(statements.c.closing_pence, files.c.position)
        .join(files, files.c.id == statements.c.file_id)
        .where(statements.c.contract_id == contract.id, files.c.position < position)
        .order_by(files.c.position.desc())
        .limit(1)
    ).first()
    if before is None or position is None:
        return  # the first that we see: what came before it is not ours to check
    if before.closing_pence != this.opening_pence:
        yield (
            f"it opens with {to_pounds(this.opening_pence)}, the one before closed with"
            f" {to_pounds(before.closing_pence)}"
        )
    lines_of_it = select(statement_lines.c.extension, statement_lines.c.amount_pence)
    said = dict(connection.execute(lines_of_it.where(statement_lines.c.file_id == file_id)).all())
    came = _totals_by_extension(connection, contract, before.position, position)
    for extension in sorted(said.keys() | came.keys()):
        if said.get(extension, 0) != came.get(extension, 0):
            yield (
                f"{extension}: it says {to_pounds(said.get(extension, 0))},"
                f" the files say {to_pounds(came.get(extension, 0))}"
            )


def _totals_by_extension(
    connection: Connection, contract: ContractRow, after: int, before: int
) -> dict[str, int]:
    """Sum the files between two statements by extension; TC never stands on a statement."""
    totals: dict[str, int] = {}
    found = connection.execute(
        select(files.c.name, files.c.total_pence).where(
            and_(
                files.c.contract_id == contract.id,
                files.c.state == "accepted",
                files.c.kind == "payments",
                files.c.position > after,
                files.c.position < before,
            )
        )
    )
    for name, pence in found:
        extension = name.rpartition(".")[2]
        if extension != "TC":
            totals[extension] = totals.get(extension, 0) + pence
    return totals
