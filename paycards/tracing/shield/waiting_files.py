"""Accounts that a refused or held file names, by the full number of a card or by a reference of one account.

Of such a file nothing is proved, and not all can be read; what can be read may be a payment all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select, union

from paycards.channels.glance import SeenRow
from paycards.clock import local_date
from paycards.errors import Corrupt
from paycards.intake.waiting import glance_at
from paycards.parts import in_parts
from paycards.reconcile.payments.naming import EXACT, NORMALISED
from paycards.reconcile.payments.references import match_form, normalised_form
from paycards.store.tables.accounts import account_references, accounts, cards
from paycards.store.tables.files import files
from paycards.tracing.awaited import WAITING
from paycards.tracing.shield.awaited_files import WORKING_DAYS
from paycards.tracing.shield.spared import Look, Spared


def named_in_waiting_files(look: Look) -> Iterator[Spared]:
    """Give each account that a row of a file names which waits for a person."""
    prefixes = {contract.id: contract.terms.reference_prefix or "" for contract in look.contracts}
    for record in _waiting(look, prefixes):
        since = local_date(record.received_at)
        why = f"{record.name}, which is {WAITING[record.state]}, names them"
        for fund, reference in _named(look, _rows(look, record), prefixes[record.contract_id]):
            expires_on = look.expiry(since, WORKING_DAYS)
            yield Spared(look.council, fund, reference, "file_awaited", since, expires_on, why)


def _waiting(look: Look, contract_ids: Collection[int]) -> list[Row[Any]]:
    waits = files.c.state.in_(WAITING) & (files.c.rejected == 0)
    query = select(files).where(files.c.contract_id.in_(contract_ids), waits)
    return list(look.seen.connection.execute(query.order_by(files.c.id)))


def _rows(look: Look, record: Row[Any]) -> tuple[SeenRow, ...]:
    try:
        seen = glance_at(look.installation, record)
    except Corrupt:
        return ()  # `verify` names it; the usual payers of its contract are spared
    return seen.rows if seen else ()


def _named(look: Look, rows: Sequence[SeenRow], prefix: str) -> Iterator[tuple[str, str]]:
    for some in in_parts(rows):
        numbers = {row.card_number for row in some}
        references = {match_form(row.client_reference.strip().removeprefix(prefix)) for row in some} - {""}
        forms = {NORMALISED: {normalised_form(each) for each in references}, EXACT: references}
        by_card = select(cards.c.account_id).where(
            cards.c.council_id == look.council_id, cards.c.card_number.in_(numbers)
        )
        by_reference = select(account_references.c.account_id).where(
            account_references.c.council_id == look.council_id,
            account_references.c.accounts == 1,
            or_(*(_is_any(form, some) for form, some in forms.items())),
        )
        of_rows = accounts.c.id.in_(union(by_card, by_reference))
        found = select(accounts.c.fund, accounts.c.reference).where(of_rows)
        yield from ((row.fund, row.reference) for row in look.seen.connection.execute(found))


def _is_any(form: str, references: Collection[str]) -> ColumnElement[bool]:
    return and_(account_references.c.form == form, account_references.c.reference.in_(references))
