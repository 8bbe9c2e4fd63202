"""What needs a person: a row that screens show until it is dealt with. The kinds: `paycards.problems`."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from paycards.clock import in_words
from paycards.problems import kind_of
from paycards.store.plain_text import key, plain
from paycards.store.tables.audit import problems

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PAYCARDS = "paycards"  # closes what was dealt with by itself


@dataclass(frozen=True)
class Subject:
    """What a problem is about: a file name, a day, a number; of each, one of a kind is open at once."""

    kind: str
    subject: str
    contract_id: int | None = None
    council_id: int | None = None


@dataclass(frozen=True)
class Closing:
    """When, by whom and why a problem is closed."""

    at: dt.datetime
    by: str
    note: str

    def told(self) -> dict[str, object]:
        """Give it as the columns say it."""
        return {"closed_at": self.at, "closed_by": plain(self.by), "note": plain(self.note)}


def open_problem(
    connection: Connection, about: Subject, facts: Mapping[str, object], at: dt.datetime
) -> None:
    """Open a problem, or bring the message of the same open one up to date.

    Whatever the texts hold, the row can be written: see `store/plain_text.py`.
    """
    text = said(about.kind, facts)
    of_council = problems.c.council_id.is_not_distinct_from(about.council_id)
    known = connection.execute(select(problems.c.id).where(of_council, _same(about))).scalar()
    if known is not None:
        connection.execute(update(problems).where(problems.c.id == known).values(**text))
        return
    connection.execute(
        insert(problems).values(
            council_id=about.council_id,
            contract_id=about.contract_id,
            kind=about.kind,
            subject=key(about.subject),
            opened_at=at,
            **text,
        )
    )


def said(of_kind: str, facts: Mapping[str, object]) -> dict[str, str]:
    """Say a problem in the words of its kind, with the facts that they are made from.

    A fact that is a day is kept as ISO 8601, and said as it is written in a letter.
    """
    kind, in_full = kind_of(of_kind), {name: _in_full(value) for name, value in facts.items()}
    return {
        "message": plain(kind.message.format(**in_full)),
        "action": plain(kind.remedy.format(**in_full)),
        "facts": json.dumps({name: plain(str(value)) for name, value in facts.items()}),
    }


def _in_full(fact: object) -> object:
    if not _ISO_DAY.fullmatch(str(fact)):
        return fact
    with suppress(ValueError):
        return in_words(dt.date.fromisoformat(str(fact)))
    return fact


def reword_open_problems(connection: Connection) -> None:
    """Say each open problem in the words that its kind has now: an earlier version had others.

    One whose facts its kind cannot say is left as it is.
    """
    told = select(problems.c.id, problems.c.kind, problems.c.facts, problems.c.message, problems.c.action)
    for row in connection.execute(told.where(problems.c.closed_at.is_(None))).all():
        with suppress(LookupError, TypeError, ValueError):
            now = said(row.kind, json.loads(row.facts))
            if (row.message, row.action) != (now["message"], now["action"]):
                connection.execute(update(problems).where(problems.c.id == row.id).values(**now))


def close_problem(connection: Connection, about: Subject, closing: Closing) -> None:
    """Close the open problem of this kind and subject, if there is one."""
    connection.execute(update(problems).where(_same(about)).values(closing.told()))


def file_subject(name: str, sha256: str) -> str:
    """Name a file in a problem: other bytes under the same name are another problem."""
    return f"{name} {sha256[:12]}"


def gap_subject(series: str, first: int, last: int) -> str:
    """Name a gap in a problem: the numbers of a series that are missing, from one to another."""
    return f"{series}:{first}-{last}"


def gap_of(subject: str) -> tuple[str, int, int]:
    """Read the series and the numbers of a gap from the subject of its problem.

    >>> gap_of(gap_subject("PO", 4, 6))
    ('PO', 4, 6)
    """
    series, _, span = subject.rpartition(":")
    first, last = map(int, span.split("-"))
    return series, first, last


def is_open(connection: Connection, about: Subject) -> bool:
    """Tell whether there is an open problem of this kind and subject."""
    return connection.execute(select(problems.c.id).where(_same(about))).first() is not None


def was_dealt_with(connection: Connection, about: Subject) -> bool:
    """Tell whether a person closed this problem before: what they decided is not asked again."""
    this = and_(_of(about), problems.c.closed_by != PAYCARDS)
    return connection.execute(select(problems.c.id).where(this)).first() is not None


def _same(about: Subject) -> ColumnElement[bool]:
    return and_(_of(about), problems.c.closed_at.is_(None))


def _of(about: Subject) -> ColumnElement[bool]:
    return and_(
        problems.c.contract_id.is_not_distinct_from(about.contract_id),
        problems.c.kind == about.kind,
        problems.c.subject == key(about.subject),
    )
