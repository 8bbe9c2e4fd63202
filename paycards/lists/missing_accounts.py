"""Accounts that the newest extract of their fund leaves out: a problem until they are back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from paycards.store.problems import close_problem, open_problem
from paycards.store.tables import problems

KIND = "missing_accounts"
SHOWN_REFERENCES = 10


def report_missing(
    connection: Connection,
    code: str,
    council_id: int,
    fund: str,
    references: list[str],
    *,
    at: dt.datetime,
    by: str,
) -> bool:
    """Open, bring up to date or close the problem of a council's fund; tell whether anything is new."""
    subject = f"{code}:{fund}"
    before = _message(connection, council_id, subject)
    message = _sentence(code, fund, references)
    if message == before:
        return False
    if not references:
        note = "no account is missing any more"
        close_problem(connection, contract_id=None, kind=KIND, subject=subject, at=at, by=by, note=note)
        return True
    open_problem(
        connection,
        council_id=council_id,
        contract_id=None,
        kind=KIND,
        subject=subject,
        message=message,
        action="Ask whoever makes the extract why; the accounts stay as they were, and the problem closes"
        " when they are back.",
        at=at,
    )
    return True


def _message(connection: Connection, council_id: int, subject: str) -> str:
    is_open = problems.c.closed_at.is_(None)
    query = select(problems.c.message).where(
        problems.c.council_id == council_id, problems.c.kind == KIND, problems.c.subject == subject, is_open
    )
    return connection.execute(query).scalar() or ""


def _sentence(code: str, fund: str, references: list[str]) -> str:
    """Say what is missing; nothing if none is."""
    if not references:
        return ""
    shown = ", ".join(references[:SHOWN_REFERENCES]) + (" ..." if len(references) > SHOWN_REFERENCES else "")
    accounts = "1 account is" if len(references) == 1 else f"{len(references)} accounts are"
    return f"{code}: {accounts} missing from the newest extract of {fund}: {shown}."
