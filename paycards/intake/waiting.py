"""What a person must see of a file that was refused or is held: its rows, its money, and its other half."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from paycards.access.installation import Installation
from paycards.channels.catalogue import Layouts
from paycards.channels.glance import Glance, SeenRow, glance, own_total
from paycards.errors import shown
from paycards.issue.card_number import named
from paycards.store.tables.files import files

LONGEST_LINE, WITHOUT_CARDS = 100, ("control", "statement")
_WHOLE_NUMBER = re.compile(r"[0-9]{13,24}")


@dataclass(frozen=True)
class FileLine:
    """One row as the file says it; nothing of it is proved. `amount_pence` is None where it is unreadable."""

    row: int
    amount_pence: int | None
    paid_on: str
    card: str  # its ending; a short number as it is
    client_reference: str
    outlet: str
    receipt: str


@dataclass(frozen=True)
class FileSays:
    """What a file says of itself, not proved; `unread` counts the rows whose amount cannot be read."""

    rows: int
    total_pence: int
    unread: int
    own_total_pence: int | None  # by its own footer or trailer
    lines: tuple[FileLine, ...]  # the first ones


@dataclass(frozen=True)
class OtherFile:
    """The accepted file that a held one stands against, and where the two differ."""

    id: int
    name: str
    same_bytes: bool
    rows: int
    total_pence: int
    same_rows: int
    only_in_held: tuple[FileLine, ...]  # the first ones, as those below
    only_in_accepted: tuple[FileLine, ...]
    count_only_in_held: int
    count_only_in_accepted: int


@dataclass(frozen=True)
class OtherText:
    """The same where neither carries payments: the lines, the first ones, that only one of the two has."""

    id: int
    name: str
    only_in_held: tuple[str, ...]
    only_in_accepted: tuple[str, ...]


def look_into(installation: Installation, record: Row[Any], most: int) -> FileSays | None:
    """Read a file that waits, as far as it can be read; None where nothing in it looks like a payment."""
    seen = glance_at(installation, record)
    if seen is None:
        return None
    return FileSays(len(seen.rows), seen.total_pence, seen.unread, seen.own_pence, _lines(seen.rows[:most]))


def own_total_of(installation: Installation, record: Row[Any]) -> int | None:
    """What an accepted file's own footer or trailer says; None where that is not known."""
    layout = installation.layouts.get(record.layout)
    if layout is None or layout.content != "payments":
        return None
    return own_total(record.name, installation.archive.read(record.sha256), layout)


def other_half(
    connection: Connection, installation: Installation, record: Row[Any], most: int
) -> OtherFile | None:
    """Compare a held file with the accepted one that has its number, or else its content."""
    other = _accepted(connection, record)
    held, taken = glance_at(installation, record), other and glance_at(installation, other)
    if other is None or held is None or taken is None:
        return None
    same, only_held, only_taken = _differences(held.rows, taken.rows)
    return OtherFile(
        id=other.id,
        name=other.name,
        same_bytes=other.sha256 == record.sha256,
        rows=len(taken.rows),
        total_pence=taken.total_pence,
        same_rows=same,
        only_in_held=_lines(only_held[:most]),
        only_in_accepted=_lines(only_taken[:most]),
        count_only_in_held=len(only_held),
        count_only_in_accepted=len(only_taken),
    )


def other_text(
    connection: Connection, installation: Installation, record: Row[Any], most: int
) -> OtherText | None:
    """Compare a held file without payments, line by line, with the accepted one that has its number."""
    other = _accepted(connection, record)
    if other is None:
        return None
    held, taken = (_text_lines(installation, each) for each in (record, other))
    only_held, only_taken = Counter(held) - Counter(taken), Counter(taken) - Counter(held)
    return OtherText(
        other.id, other.name, tuple(only_held.elements())[:most], tuple(only_taken.elements())[:most]
    )


def _text_lines(installation: Installation, record: Row[Any]) -> list[str]:
    """The lines of a file as a person may see them: of a card number its last digits."""
    text = installation.archive.read(record.sha256).decode("latin-1")
    if record.kind not in WITHOUT_CARDS:
        text = _WHOLE_NUMBER.sub(lambda found: named(found[0]), text)
    return [shown(" ".join(line.split()), most=LONGEST_LINE) for line in text.splitlines()]


def _accepted(connection: Connection, record: Row[Any]) -> Row[Any] | None:
    number = (files.c.series == record.series) & (files.c.position == record.position)
    query = select(files).where(
        files.c.contract_id == record.contract_id,
        files.c.state == "accepted",
        files.c.id != record.id,
        or_(number, files.c.sha256 == record.sha256),
    )
    return connection.execute(query.order_by(number.desc(), files.c.id).limit(1)).first()


def glance_at(installation: Installation, record: Row[Any]) -> Glance | None:
    """Read a file that waits, as far as it can be read; None where it is none with payments."""
    layouts = installation.layouts
    return glance(record.name, installation.archive.read(record.sha256), _of_its_channel(layouts, record))


def _of_its_channel(layouts: Layouts, record: Row[Any]) -> Sequence[Any]:
    known = layouts.get(record.layout)
    return [each for each in layouts.values() if known is None or each.channel == known.channel]


def _differences(
    held: Sequence[SeenRow], taken: Sequence[SeenRow]
) -> tuple[int, list[SeenRow], list[SeenRow]]:
    """How many rows are in both, wherever they stand; those of the first only, of the second only."""
    both = Counter(map(_content, held)) & Counter(map(_content, taken))
    return both.total(), _beyond(held, both.copy()), _beyond(taken, both.copy())


def _beyond(rows: Sequence[SeenRow], both: Counter[tuple[object, ...]]) -> list[SeenRow]:
    only = []
    for row in rows:
        if both[_content(row)] > 0:
            both[_content(row)] -= 1
        else:
            only.append(row)
    return only


def _content(row: SeenRow) -> tuple[object, ...]:
    return (row.amount_pence, row.paid_on, row.card_number, row.client_reference, row.outlet, row.receipt)


def _lines(rows: Sequence[SeenRow]) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(
            row.row, row.amount_pence, shown(row.paid_on), shown(named(row.card_number)),
            shown(row.client_reference), shown(row.outlet), shown(row.receipt),
        )
        for row in rows
    )  # fmt: skip
