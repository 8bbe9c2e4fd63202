"""What each reference names: the accounts that bear it, but for those that two people corrected.

A corrected reference is read as the account that they said, wherever a payment or a cross reference bears it.
Where the account of a wrong reference was nobody's when it was corrected and somebody's now, it names both: a
person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Subquery,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    union_all,
)

from paycards.parts import in_parts
from paycards.reconcile.payments.references import normalised_form
from paycards.store.tables.accounts import account_references, accounts
from paycards.store.tables.corrections import corrected_references

EXACT, NORMALISED = "exact", "normalised"
_ACCOUNTS = {EXACT: accounts.c.match_reference, NORMALISED: accounts.c.normalised_reference}
_CORRECTED = {EXACT: corrected_references.c.wrong, NORMALISED: corrected_references.c.normalised}
Which = Callable[[str], Select[Any] | Collection[str]]  # the references of a form
CouncilId = int | ColumnElement[int]  # a parameter, where a statement is asked of one council after another


def corrections(council_id: CouncilId) -> Select[Any]:
    """The corrections of a council by which references are read today, one a wrong reference."""
    newer, this = corrected_references.alias("newer"), corrected_references.c
    is_older = exists().where(
        newer.c.council_id == this.council_id, newer.c.wrong == this.wrong, newer.c.number > this.number
    )
    return select(corrected_references).where(
        this.council_id == council_id, this.account_id.is_not(None), ~is_older
    )


def count_corrected(connection: Connection, council_id: int, wrong: Collection[str]) -> None:
    """Count anew what these references name, in both forms."""
    for some in in_parts(sorted(wrong)):
        forms = {EXACT: some, NORMALISED: sorted({normalised_form(each) for each in some})}
        count_references(connection, council_id, forms.__getitem__)


def count_references(connection: Connection, council_id: int, which: Which | None = None) -> None:
    """Count anew what references name; without `which` all of them, of which none is counted yet."""
    for form in (EXACT, NORMALISED):
        if which is not None:
            kept = and_(account_references.c.council_id == council_id, account_references.c.form == form)
            connection.execute(
                delete(account_references).where(kept, account_references.c.reference.in_(which(form)))
            )
        named = _named(council_id, form, which)
        is_one = func.min(named.c.account_id) == func.max(named.c.account_id)
        counted = (case((is_one, 1), else_=func.count()), case((is_one, func.min(named.c.account_id))))
        connection.execute(
            insert(account_references).from_select(
                ["council_id", "form", "reference", "accounts", "account_id"],
                select(literal(council_id), literal(form), named.c.reference, *counted).group_by(
                    named.c.reference
                ),
            )
        )


def _named(council_id: int, form: str, which: Which | None) -> Subquery:
    """Each reference of a form with an account that it names."""
    reference, corrected = _ACCOUNTS[form], _CORRECTED[form]
    live = corrections(council_id)
    misread = live.with_only_columns(corrected_references.c.wrong_account_id).where(
        corrected_references.c.wrong_account_id.is_not(None)
    )
    own = select(reference.label("reference"), accounts.c.id.label("account_id")).where(
        accounts.c.council_id == council_id, reference != "", accounts.c.id.not_in(misread)
    )
    read = live.with_only_columns(corrected.label("reference"), corrected_references.c.account_id).where(
        corrected != ""
    )
    if which is not None:
        own, read = own.where(reference.in_(which(form))), read.where(corrected.in_(which(form)))
    both: CompoundSelect[Any] = union_all(own, read)
    return both.subquery("named")
