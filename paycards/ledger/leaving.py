"""The postings that leave with a run, read from the database: of batches, and of those held back before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, and_, func, literal_column, select

from paycards.ledger.paid_lines import PAID, PaidLines, with_rest
from paycards.parts import in_parts
from paycards.store.frames import read_frame, read_frames
from paycards.store.tables.accounts import accounts
from paycards.store.tables.files import files
from paycards.store.tables.ledger import batches, ledger_accounts, postings
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.outgoing import outgoing_held

if TYPE_CHECKING:
    import pandas as pd

KEY = tuple(column.name for column in postings.primary_key.columns)  # file_id, row_no, step, part
# Read of each posting, and of its payment.
POSTED = dict.fromkeys(("batch_id", "row_no", "debit_id", "credit_id", "amount_pence"), "int64")
READ = POSTED | PAID
CREDITED = {"fund": "category", "reference": "str"}  # of whose account it is; empty where it is no customer's
DECIDED = {"step": 0, "part": 1}  # of each posting that decides a line of its batch's file
MOVED = {"file_id": "int64", "step": "int64", "part": "int64"}  # read of those that move a line
LEAVING_COLUMNS = READ | CREDITED | MOVED | {"booked_on": "category"}  # one row a posting
MOST_ASKED = 10_000  # accounts asked for by their numbers; of more, all between are read


@dataclass(frozen=True)
class Leaving:
    """Which postings leave: those of batches, if they meet all conditions, and those that were held back."""

    of_batch: ColumnElement[bool]
    of_held: ColumnElement[bool]
    conditions: tuple[ColumnElement[bool], ...] = ()


def leaving_postings(connection: Connection, which: Leaving, known: PaidLines | None = None) -> pd.DataFrame:
    """The postings that leave, in LEAVING_COLUMNS and in the order in which their payments were received.

    A batch decides one file, or moves decided lines. What is `known` of payments is not read again.
    """
    of_files = select(batches.c.file_id, batches.c.id).where(which.of_batch, batches.c.file_id.is_not(None))
    batches_of = _grouped(connection.execute(of_files.order_by(batches.c.id)))
    decided = _with_names(connection, _decided(connection, which, batches_of), **DECIDED)
    decided = _with_payments(decided, with_rest(connection, batches_of, known))
    return _in_order(decided, _with_names(connection, _moved(connection, which)))


def _grouped(found: Iterable[Row[Any]]) -> dict[int, list[int]]:
    batches_of: dict[int, list[int]] = {}
    for row in found:
        batches_of.setdefault(row.file_id, []).append(row.id)
    return batches_of


def _decided(connection: Connection, which: Leaving, batches_of: Mapping[int, list[int]]) -> pd.DataFrame:
    """Read the postings that decide lines of their batch's file, in POSTED, without what they name.

    Files and batches are named in the question: the database need not guess how many there are. The zero
    stands in it too, which tells what index to use.
    """
    zero: ColumnElement[int] = literal_column("0")
    of_files = [
        select(*(postings.c[name] for name in POSTED)).where(
            postings.c.file_id.in_(part),
            postings.c.step == zero,
            postings.c.batch_id.in_([batch_id for file_id in part for batch_id in batches_of[file_id]]),
            *which.conditions,
        )
        for part in in_parts(sorted(batches_of))
    ]
    return read_frames(connection, of_files, POSTED)


def _moved(connection: Connection, which: Leaving) -> pd.DataFrame:
    """Read the postings that move decided lines, and those held back, in READ and MOVED."""
    its_batch = and_(
        postings.c.batch_id == batches.c.id,
        batches.c.file_id.is_(None),
        postings.c.step > literal_column("0"),
    )
    moves = _with_payment(batches, its_batch).where(which.of_batch, *which.conditions)
    held = _with_payment(outgoing_held, is_posting(outgoing_held)).where(which.of_held)
    return read_frames(connection, (moves, held), READ | MOVED)


def is_posting(held: FromClause) -> ColumnElement[bool]:
    """The condition that a row of another table names this posting."""
    return and_(*(held.c[name] == postings.c[name] for name in KEY))


def _in_order(*frames: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    some = [frame for frame in frames if len(frame)] or [frames[0]]
    if len(some) == 1 and some[0]["file_id"].nunique() < 2 and some[0]["row_no"].is_monotonic_increasing:
        return some[0][list(LEAVING_COLUMNS)]
    whole = pd.concat(some) if len(some) > 1 else some[0]
    return whole.astype(LEAVING_COLUMNS)[list(LEAVING_COLUMNS)].sort_values(list(KEY), ignore_index=True)


def _with_payment(source: FromClause, condition: ColumnElement[bool]) -> Select[Any]:
    """Select READ and MOVED of postings that `source` names by `condition`, each with its payment.

    What stems from no payment line has no network and no receipt, and was paid when it was booked.
    """
    column: dict[str, ColumnElement[Any]] = {
        name: postings.c[name] for name in READ | MOVED if name in postings.c
    }
    column |= {name: func.coalesce(lines.c[name], "").label(name) for name in ("network", "receipt")}
    column["paid_on"] = func.coalesce(lines.c.paid_on, batches.c.booked_on).label("paid_on")
    its_batch = select(*(column[name] for name in READ | MOVED)).join_from(source, postings, condition)
    if source is not batches:
        its_batch = its_batch.join(batches, batches.c.id == postings.c.batch_id)
    return its_batch.outerjoin(lines, same_line(lines, postings))


def _with_names(connection: Connection, frame: pd.DataFrame, **constants: int) -> pd.DataFrame:
    return _with_batch(connection, _with_credited(connection, frame), **constants)


def _with_credited(connection: Connection, frame: pd.DataFrame) -> pd.DataFrame:
    """Add fund and reference of the credited accounts: on a large night each has several payments."""
    import pandas as pd

    found = _credited(connection, frame["credit_id"].unique())
    place = pd.Index(found["id"]).get_indexer(pd.Index(frame["credit_id"]))  # -1 for none
    columns = {name: found[name].array.take(place, allow_fill=True, fill_value="") for name in CREDITED}
    return frame.assign(**columns)


def _with_batch(connection: Connection, frame: pd.DataFrame, **constants: int) -> pd.DataFrame:
    """Add what a batch says of its postings: the day booked, and the file where it decides one."""
    query = select(batches.c.id, batches.c.file_id, batches.c.booked_on)
    found = _rows_of(connection, query, batches.c.id, frame["batch_id"].unique())
    days = {batch: str(day) for batch, _, day in found}
    frame = frame.assign(booked_on=frame["batch_id"].map(days).astype("category"), **constants)
    if "file_id" not in frame:
        frame["file_id"] = frame["batch_id"].map({batch: file for batch, file, _ in found}).astype("int64")
    return frame


def _with_payments(frame: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Add what was paid to postings of files: to read both as they lie takes half as long as a join.

    What stems from no payment line has no network and no receipt, and was paid when it was booked.
    """
    paid = found[list(PAID)].set_axis(_line_index(found)).reindex(_line_index(frame)).set_axis(frame.index)
    if paid["receipt"].hasnans:
        booked = {"paid_on": frame["booked_on"].astype("str"), "network": "", "receipt": ""}
        paid = paid.astype("str").fillna(booked).astype(PAID)
    return frame.assign(**paid)


def _line_index(frame: pd.DataFrame) -> pd.Index[Any]:
    """One number for each line: its file's, and in the lower half of the bits its row's."""
    import pandas as pd

    index: pd.Index[Any] = pd.Index((frame["file_id"].to_numpy() << 32) + frame["row_no"].to_numpy())
    return index


def ledger_names(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """The names of ledger accounts by id."""
    named = select(ledger_accounts.c.id, ledger_accounts.c.name)
    return dict(_rows_of(connection, named, ledger_accounts.c.id, ids))


def customers(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Fund and reference of those ledger accounts that are customers', by id."""
    return {row[0]: (row[1], row[2]) for row in _rows_of(connection, _CUSTOMERS, accounts.c.id, ids)}


def _credited(connection: Connection, ids: Collection[int]) -> pd.DataFrame:
    """Id, fund and reference of the customers among these accounts, and of others where they are many."""
    import pandas as pd

    if len(ids) <= MOST_ASKED:
        found = [(each, *named) for each, named in customers(connection, ids).items()]
        frame = pd.DataFrame(found, columns=list(_CUSTOMER)).astype(_CUSTOMER)
    else:  # all from the first to the last: not those of every council that shares the database
        between = accounts.c.id.between(int(min(ids)), int(max(ids)))
        frame = read_frame(connection, _CUSTOMERS.where(between), _CUSTOMER)
    return frame.assign(fund=frame["fund"].cat.set_categories(["", *sorted(frame["fund"].cat.categories)]))


def file_names(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """The names of suppliers' files by id."""
    return dict(_rows_of(connection, select(files.c.id, files.c.name), files.c.id, ids))


def _rows_of(
    connection: Connection, query: Select[Any], column: ColumnElement[int], ids: Iterable[int]
) -> list[Any]:
    wanted = in_parts(sorted(int(each) for each in ids))
    return [tuple(row) for part in wanted for row in connection.execute(query.where(column.in_(part)))]


_CUSTOMERS = select(accounts.c.id, accounts.c.fund, accounts.c.reference)
_CUSTOMER = {"id": "int64"} | CREDITED
