"""What is looked at once for all councils: totals, references between rows, guards, and the archive."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Integer, String, cast, null, select, type_coerce

from paycards.access.reading import Reading
from paycards.errors import Corrupt
from paycards.store.missing_guards import missing_guards
from paycards.store.tables.card_life import card_orders
from paycards.store.tables.councils import councils
from paycards.store.tables.files import files
from paycards.store.tables.outgoing import outgoing_files, outgoing_runs
from paycards.transport.archive import Archive
from paycards.verify.dangling import dangling_rows
from paycards.verify.findings import Difference, Findings, told
from paycards.verify.places import file_names
from paycards.verify.sound_books import RULES

Tell = Callable[[str], None]
AN_INSTANT = "____-__-__T__:__:__.______Z"
_INSTANTS = (
    (files.c.received_at, files.c.name),
    (outgoing_files.c.placed_at, outgoing_files.c.name),
)


def check_books(database: Connection, found: Findings, tell: Tell) -> None:
    """Add up files, batches and the ledger, whatever the originals say."""
    codes = dict(database.execute(select(councils.c.id, councils.c.code)).all())
    names = file_names(database)
    for what, broken in RULES.items():
        tell(f"adding up {what}")
        for kind, council_id, file_id, about, rows, pence, rows_due, pence_due in database.execute(broken()):
            contract, file = names.get(file_id, ("", ""))
            found.add(
                Difference(
                    kind,
                    codes.get(council_id, ""),
                    f"rows {rows}, pence {pence}",
                    f"rows {rows_due}, pence {pence_due}",
                    contract=contract,
                    file=file,
                    about=about,
                )
            )


def check_references(database: Connection, found: Findings, tell: Tell) -> None:
    """Look for rows that name another one which is not there."""
    tell("looking for rows that name others")
    for which, count in dangling_rows(database):
        said = f"rows {count} that name none"
        found.add(Difference("reference between rows", "", said, "rows 0", about=which))


def check_instants(database: Connection, found: Findings) -> None:
    """Look for instants of which the trail says nothing, and which are none."""
    for column, about in _INSTANTS:
        text = type_coerce(column, String)
        query = select(about, text).where(text.is_not(None), ~text.like(AN_INSTANT))
        for name, value in database.execute(query):
            kind = column.table.name.replace("_", " ").removesuffix("s")
            found.add(Difference(kind, "", told(column.name, value), "an instant", file=str(name)))


def check_guards(database: Connection, found: Findings) -> None:
    """Compare triggers, functions, constraints and unique indexes with those that the migrations made."""
    for guard in missing_guards(database):
        name, _, wrong = guard.rpartition(": ")
        found.add(Difference("guard", "", wrong, "as the migrations made it", about=name))


def check_archive(seen: Reading, archive: Archive, found: Findings, tell: Tell) -> None:
    """Read every file that the database knows of: those that came, by their sizes too, and those written."""
    unsized = cast(null(), Integer)
    came = select(files.c.sha256, files.c.name, files.c.size_bytes).where(seen.covers(files.c.council_id))
    written = (
        select(outgoing_files.c.sha256, outgoing_files.c.name, unsized)
        .join(outgoing_runs, outgoing_runs.c.id == outgoing_files.c.run_id)
        .where(seen.covers(outgoing_runs.c.council_id))
    )
    ordered = select(card_orders.c.sha256, card_orders.c.file_name, unsized).where(
        seen.covers(card_orders.c.council_id)
    )
    known = {row for query in (came, written, ordered) for row in seen.connection.execute(query)}
    for sha256, name, said in sorted(known, key=lambda file: tuple(map(str, file[:2]))):
        tell(f"reading {name} in the archive")
        try:
            bytes_ = len(archive.read(str(sha256)))
        except (Corrupt, ValueError) as error:
            found.add(Difference("archive", "", f"SHA-256 {sha256}", str(error), file=name))
        else:
            if said not in (None, bytes_):
                found.add(Difference("archive", "", f"bytes {said}", f"bytes {bytes_}", file=name))
