"""What the rules looked at when they placed a payment: its card, its reference, the accounts that these name.

An account is shown as it was by the newest extract that had been loaded then, and as it is now. A card is
shown as it is now: its account is the only thing that the rules ask of it, whatever its state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection, Select, literal, select

from paycards.access.reading import Reading
from paycards.errors import PaycardsError
from paycards.evidence.audit_trail import AuditEntry, Wanted, audit_entries
from paycards.evidence.story import LookedAt, NamedAccount, Story
from paycards.issue.card_number import SHORTEST, named
from paycards.reconcile.payments.naming import corrections
from paycards.reconcile.payments.references import match_form, normalised_form
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.corrections import corrected_references
from paycards.store.tables.lines import lines
from paycards.transport.archive import Archive

EXTRACT, DECIDED = "accounts.imported", "payments.decided"


def looked_at(seen: Reading, archive: Archive, story: Story) -> LookedAt | None:
    """Return what the rules looked at; None for what is no payment that they decided."""
    if story.line is None:
        return None
    decided = next((entry for entry in story.trail if entry.action == DECIDED), None)
    connection, reference = seen.connection, story.line.client_reference
    number = _card_number(connection, story)
    council_id = seen.council(story.file.council)
    found = list(_named(connection, council_id, number, reference))
    patterns = decided.after["fund_patterns"] if decided else []
    return LookedAt(
        card=named(number),
        card_status_now=_card_status(connection, council_id, number),
        reference=match_form(reference),
        normalised_reference=normalised_form(reference),
        fund_patterns=patterns,
        pattern_fund=_pattern_fund(match_form(reference), patterns),
        accounts=_as_they_were(seen, archive, found, decided) if decided else found,
    )


def _card_number(connection: Connection, story: Story) -> str:
    this = (lines.c.file_id == story.file.id) & (lines.c.row_no == story.row)
    return str(connection.execute(select(lines.c.card_number).where(this)).scalar_one())


def _card_status(connection: Connection, council_id: int, number: str) -> str:
    this = (cards.c.council_id == council_id) & (cards.c.card_number == number)
    return str(connection.execute(select(cards.c.status).where(this)).scalar() or "")


def _named(connection: Connection, council_id: int, number: str, reference: str) -> Iterator[NamedAccount]:
    """The accounts that the card names, the reference, and, beside these, the reference without marks."""
    of_council = select(accounts).where(accounts.c.council_id == council_id).order_by(accounts.c.id)
    exact, told = match_form(reference), set()
    for way, condition in (
        ("card", accounts.c.id.in_(_account_of(council_id, number))),
        ("reference", accounts.c.match_reference == exact),
        ("corrected_reference", accounts.c.id.in_(_read_as(council_id, exact))),
        ("normalised_reference", accounts.c.normalised_reference == normalised_form(reference)),
    ):
        for row in connection.execute(of_council.where(condition, literal(exact != "" or way == "card"))):
            if way == "card" or row.id not in told:
                yield NamedAccount(way, row.fund, row.reference, row.status)
            told |= {row.id} if way == "reference" else set()


def _account_of(council_id: int, number: str) -> Select[tuple[int]]:
    """The account of a card; a short number names none."""
    whole = number if len(number) >= SHORTEST else None
    return select(cards.c.account_id).where(cards.c.council_id == council_id, cards.c.card_number == whole)


def _read_as(council_id: int, reference: str) -> Select[tuple[int]]:
    """The account as which two people said that a reference is to be read."""
    live = corrections(council_id).where(corrected_references.c.wrong == reference)
    return live.with_only_columns(corrected_references.c.account_id)


def _pattern_fund(reference: str, patterns: list[list[str]]) -> str:
    return next((fund for fund, pattern in patterns if re.fullmatch(pattern, reference)), "")


def _as_they_were(
    seen: Reading, archive: Archive, found: list[NamedAccount], decided: AuditEntry
) -> list[NamedAccount]:
    """Each account with how the newest extract before the decision shows it."""
    extracts = [
        entry
        for entry in audit_entries(seen, Wanted(action=EXTRACT))
        if entry.council == decided.council and entry.number < decided.number
    ]
    then = found
    for entry in reversed(extracts):
        if all(account.extract for account in then):
            break
        rows = _rows_of(archive, entry)
        then = [account if account.extract else _by_extract(account, entry, rows) for account in then]
    return then


def _rows_of(archive: Archive, entry: AuditEntry) -> dict[tuple[str, str], str]:
    """The status of each account of an extract, by fund and reference; none where it cannot be read."""
    from paycards.lists.accounts_extract import COLUMNS
    from paycards.lists.reading import read_list

    try:
        rows = read_list(entry.subject, archive.read(entry.after["sha256"]), COLUMNS).rows
    except PaycardsError:
        return {}
    of_council = rows[rows["council"] == entry.council]
    keys = zip(of_council["fund"], map(match_form, of_council["reference"]), strict=True)
    return dict(zip(keys, of_council["status"], strict=True))


def _by_extract(account: NamedAccount, entry: AuditEntry, rows: dict[tuple[str, str], str]) -> NamedAccount:
    status = rows.get((account.fund, match_form(account.reference)))
    if status is None:
        return account
    return replace(
        account,
        status_then=status,
        extract=entry.subject,
        extract_sha256=entry.after["sha256"],
        extract_loaded_at=entry.at,
    )
