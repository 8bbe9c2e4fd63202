"""Tell the whole story of one row from the books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, and_, select

from paycards.access.contracts import ContractRow
from paycards.access.reading import Reading
from paycards.decisions.decision import Decision
from paycards.decisions.listing import decisions_about
from paycards.errors import NotFound
from paycards.evidence.events import events_of
from paycards.evidence.postings_of import posting_rows, postings_told
from paycards.evidence.settlement import settlement_of
from paycards.evidence.story import Line, Related, Settlement, SourceFile, Standing, Story
from paycards.evidence.trail_of import Ties, trail_of
from paycards.evidence.which_row import WhichRow
from paycards.issue.card_number import named
from paycards.ledger.exports.received import LINES
from paycards.reconcile.bank.entries import EntryDetails, details_of
from paycards.reconcile.subjects import ENTRY, ITEM, PAYMENT, place
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.files import files
from paycards.store.tables.lines import duplicates, lines, reversals
from paycards.store.tables.suspense import suspense_items


def tell_story(seen: Reading, which: WhichRow, agreed: Mapping[str, ContractRow], today: dt.date) -> Story:
    """Return all that became of a row by today; `agreed` are the contracts of the settings by code.

    Raises NotFound where its file was taken and has no such row.
    """
    connection = seen.connection
    file = _source_file(connection, which.file)
    line, entry = _line(connection, which), _entry(connection, which)
    postings = posting_rows(connection, which.file.id, which.row)
    if file.state == "accepted" and not (line or entry or postings):
        raise NotFound("payment", which)
    settlement = settlement_of(connection, agreed, file, line, today)
    decided = _decisions(seen, which)
    ties = Ties(
        file.contract,
        frozenset(each.posted_at for each in postings if each.kind == "retries"),
        frozenset(each.left_with for each in postings if each.left_with is not None),
        frozenset(each.decision for each in decided),
        _settled_by(settlement),
        settlement.due if settlement else "",
    )
    trail = trail_of(seen, which, ties)
    story = Story(
        file=file,
        row=which.row,
        line=line,
        entry=entry,
        standing=_booked(entry) if entry else _standing(connection, which, file),
        postings=postings_told(connection, postings, trail, decided),
        related=tuple(_related(connection, which)),
        settlement=settlement,
        decisions=decided,
        trail=trail,
    )
    return replace(story, events=events_of(story))


def _settled_by(settlement: Settlement | None) -> frozenset[int]:
    """The files that prove the due: the one that makes it, and the bank's statements."""
    if settlement is None:
        return frozenset()
    return frozenset((settlement.maker[0], *(each.file_id for each in settlement.from_bank)))


def _decisions(seen: Reading, which: WhichRow) -> tuple[Decision, ...]:
    """What people decided about the row, as an item, a payment or an entry, and about its file."""
    council_id = which.file.council_id
    if council_id is None:
        return ()
    subjects = [place(kind, which.file.id, which.row) for kind in (ITEM, PAYMENT, ENTRY)]
    subjects.append(f"file:{which.file.id}")
    found = {each.decision: each for name in subjects for each in decisions_about(seen, council_id, name)}
    return tuple(found[number] for number in sorted(found))


def _source_file(connection: Connection, record: Row[Any]) -> SourceFile:
    query = (
        select(councils.c.code.label("council"), contracts.c.code.label("contract"))
        .select_from(files)
        .outerjoin(councils, councils.c.id == files.c.council_id)
        .outerjoin(contracts, contracts.c.id == files.c.contract_id)
        .where(files.c.id == record.id)
    )
    whose = connection.execute(query).one()
    said = {
        name: record._mapping[name] for name in SourceFile.__dataclass_fields__ if name in record._mapping
    }
    said |= {"rejected": bool(record.rejected)}
    return SourceFile(**said, council=whose.council or "", contract=whose.contract or "")


def _is(table: FromClause, which: WhichRow) -> ColumnElement[bool]:
    return and_(table.c.file_id == which.file.id, table.c.row_no == which.row)


def _line(connection: Connection, which: WhichRow) -> Line | None:
    row = connection.execute(select(lines).where(_is(lines, which))).first()
    if row is None:
        return None
    said = {name: row._mapping[name] for name in Line.__dataclass_fields__ if name != "card"}
    return Line(**said, card=named(row.card_number))


def _entry(connection: Connection, which: WhichRow) -> EntryDetails | None:
    row = connection.execute(select(bank_entries).where(_is(bank_entries, which))).first()
    return details_of(connection, row) if row else None


def _booked(entry: EntryDetails) -> Standing:
    return Standing(entry.entry.state, "", "", "", "")


def _standing(connection: Connection, which: WhichRow, file: SourceFile) -> Standing:
    row = connection.execute(LINES.where(_is(lines, which))).first()
    if row is None:
        return Standing("rejected" if file.rejected else file.state, file.reason, "", "", "")
    item = connection.execute(select(suspense_items).where(_is(suspense_items, which))).first()
    return Standing(
        row.state,
        row.reason or "",
        row.fund or "",
        row.account_reference or "",
        row.rule or "",
        item.id if item else None,
        item.since if item else None,
    )


def _related(connection: Connection, which: WhichRow) -> Iterator[Related]:
    """The row that this one takes back or repeats, and those that take back or repeat it."""
    for table, of_it, of_other in (
        (reversals, "original", "reversal"),
        (duplicates, "first", "duplicate"),
    ):
        forth = select(table.c.original_file_id, table.c.original_row_no).where(_is(table, which))
        back = select(table.c.file_id, table.c.row_no).where(
            table.c.original_file_id == which.file.id, table.c.original_row_no == which.row
        )
        for how, query in ((of_it, forth), (of_other, back)):
            for file_id, row_no in connection.execute(query):
                yield Related(how, f"{_name(connection, file_id)}:{row_no}")


def _name(connection: Connection, file_id: int) -> str:
    return str(connection.execute(select(files.c.name).where(files.c.id == file_id)).scalar_one())
