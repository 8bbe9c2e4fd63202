"""Admit a bank file: rule on it and take it, hold it, know it again, or refuse it, in one step.

A file whose pages go on in another one is held, and taken with the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from paycards.bank.statement import BOOKED
from paycards.errors import Corrupt, FileRefused
from paycards.reconcile.bank.books import BankBooks, require_accounts
from paycards.reconcile.bank.file_ruling import rule_on_file
from paycards.reconcile.bank.parts import Part, Read, joined, missing_pages, with_its_pages
from paycards.reconcile.bank.ruling import ACCEPTED, HELD, REPEAT, Ruling
from paycards.reconcile.bank.settings_watch import CHANGED, is_agreed
from paycards.reconcile.bank.taking import take
from paycards.reconcile.bank.trail import record_import, record_repeat
from paycards.store.problems import file_subject
from paycards.store.step import Step
from paycards.store.tables.files import files

QUARANTINED = "quarantined"
WAITING = (QUARANTINED, HELD)


@dataclass(frozen=True)
class Arrival:
    """A bank file that is kept, and what was read of it, or why it is refused.

    `read_by` is a digest of what decided how it was read, `settings` one of what the settings say of the
    council's bank. `again`: a held one, too, is looked at anew.
    """

    name: str
    sha256: str
    size_bytes: int
    read_by: str
    read: Read | None = None
    fault: str = ""
    again: bool = False
    settings: str = ""


Reader = Callable[[str], Read]  # reads a kept file again, by its digest


def admit(step: Step, arrival: Arrival, books: BankBooks, reader: Reader) -> tuple[int, bool]:
    """Rule on a bank file and do what follows; return its id, and whether anything was recorded.

    `books` are those of its council; they have no contracts where nobody knows whose it is.
    """
    known = _known(step, arrival)
    if known is not None and is_settled(known, again=arrival.again):
        return known.id, False
    part = Part(_announce(step, arrival, known), arrival.name, arrival.sha256, arrival.read or NOTHING)
    if arrival.read is None:
        _set(step, part, QUARANTINED, arrival.fault)
    else:
        require_accounts(
            step.connection, step.owner, [each.account.given for each in arrival.read.statements]
        )
        _take_or_wait(step, part, arrival, books, reader)
    _mind(step, part, books.council, known)
    return part.file_id, True


NOTHING = Read("", "", ())


def _take_or_wait(step: Step, part: Part, arrival: Arrival, books: BankBooks, reader: Reader) -> None:
    if is_agreed(step, arrival.settings):
        _rule_on(step, part, books, reader)
    else:
        _set(step, part, HELD, CHANGED)


def is_settled(known: Row[Any], *, again: bool) -> bool:
    """Whether a file that came before needs no second look."""
    if known.rejected or known.state in (ACCEPTED, REPEAT):
        return True
    return known.state == HELD and not again


def _known(step: Step, arrival: Arrival) -> Row[Any] | None:
    same = (files.c.name == arrival.name) & (files.c.sha256 == arrival.sha256)
    return step.connection.execute(select(files).where(same, files.c.contract_id.is_(None))).first()


def _announce(step: Step, arrival: Arrival, known: Row[Any] | None) -> int:
    """Write down that a file came; what becomes of it is written in the same step."""
    read_by = {"read_by": arrival.read_by, "council_id": step.council_id, "kind": "bank"}
    if known is not None:
        step.connection.execute(update(files).where(files.c.id == known.id).values(**read_by))
        return int(known.id)
    nothing_yet = {"layout": "", "series": "", "row_count": 0, "total_pence": 0, "reason": ""}
    new = insert(files).values(
        **nothing_yet, **read_by, name=arrival.name, sha256=arrival.sha256, size_bytes=arrival.size_bytes,
        state=QUARANTINED, received_at=step.at,
    )  # fmt: skip
    return int(step.connection.execute(new.returning(files.c.id)).scalar_one())


def _rule_on(step: Step, new: Part, books: BankBooks, reader: Reader) -> None:
    waiting = _waiting(step, new, reader)
    twin = next((part for part in waiting if part.sha256 == new.sha256), None)
    if twin is not None:
        _repeat(step, new, f"the same content came before as {twin.name}")
        return
    parts = with_its_pages(new, waiting)
    try:
        ruling = rule_on_file(step, joined(parts), new.name)
    except FileRefused as refused:
        _set(step, new, QUARANTINED, str(refused))
        return
    _follow(step, parts, books, ruling)


def _follow(step: Step, parts: Sequence[Part], books: BankBooks, ruling: Ruling) -> None:
    if ruling.state == ACCEPTED:
        take(step, parts, books)
        record_import(step, parts, books)
        _close_waiting(step, parts[1:])
    elif ruling.state == REPEAT:
        for part in parts:
            _repeat(step, part, ruling.reason)
        _close_waiting(step, parts[1:])
    else:
        _set(step, parts[0], HELD, ruling.reason)


def _waiting(step: Step, new: Part, reader: Reader) -> list[Part]:
    """The held files of the council that have a page and miss another."""
    query = select(files).where(
        files.c.council_id == step.owner, files.c.kind == "bank", files.c.state == HELD,
        files.c.rejected == 0, files.c.id != new.file_id,
    )  # fmt: skip
    held = step.connection.execute(query.order_by(files.c.id)).all()
    parts = []
    for each in held:
        with suppress(FileRefused, Corrupt):  # what has become of that one is another matter
            parts.append(Part(each.id, each.name, each.sha256, reader(each.sha256)))
    return [part for part in parts if part.series and missing_pages(joined([part]))]


def _repeat(step: Step, part: Part, reason: str) -> None:
    _set(step, part, REPEAT, reason)
    record_repeat(step, part, reason)


def _set(step: Step, part: Part, state: str, reason: str) -> None:
    entries = [entry for statement in part.read.statements for entry in statement.entries]
    values = {
        "state": state,
        "reason": reason,
        "layout": part.read.format,
        "row_count": len(entries),
        "total_pence": sum(entry.amount_pence for entry in entries if entry.status == BOOKED),
    }
    step.connection.execute(update(files).where(files.c.id == part.file_id).values(**values))


def _close_waiting(step: Step, parts: Sequence[Part]) -> None:
    """Files that waited for this one's pages wait no more."""
    for part in parts:
        step.close_problem(
            HELD, file_subject(part.name, part.sha256), note="its other pages came", by=step.actor
        )


def _mind(step: Step, part: Part, council: str, known: Row[Any] | None) -> None:
    """Open the problem of a file that waits, and close the one that it had before."""
    state, reason = step.connection.execute(
        select(files.c.state, files.c.reason).where(files.c.id == part.file_id)
    ).one()
    subject = file_subject(part.name, part.sha256)
    if known is not None and known.state != state:
        step.close_problem(known.state, subject, note=f"the file is {state} now", by=step.actor)
    if state in WAITING:
        of = f"{council}: " if council else ""
        step.open_problem(state, subject, of=of, file=part.name, reason=reason)
