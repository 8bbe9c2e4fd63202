"""What the reference says: whose it is, in which form, and whose it is but for a slip or a missing end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from paycards.reconcile.suspense.clues.asking import any_text
from paycards.reconcile.suspense.clues.case import Case
from paycards.reconcile.suspense.clues.clue import Clue
from paycards.reconcile.suspense.clues.desk import Desk, pairs
from paycards.reconcile.suspense.clues.slips import meant_references
from paycards.store.tables.accounts import accounts

SHORTEST = 6  # a shorter reference has too many neighbours, and a shorter beginning fits too many accounts
MOST_ENDINGS = 10  # a beginning that more accounts share is evidence for none


def known_reference(desk: Desk) -> Iterator[Clue]:
    """The reference itself, with its marks or without; it may be of several funds."""
    by_form = desk.by(lambda case: "" if case.named_nothing else case.bare_reference)
    for account in _accounts(desk, by_form):
        for case in by_form[account.normalised_reference]:
            if account.match_reference == case.reference:
                yield Clue(case.id, account.id, "reference", "the reference is this account's")
            else:
                words = "the same reference without spaces, / and -"
                yield Clue(case.id, account.id, "other_form", words)


def reference_slip(desk: Desk) -> Iterator[Clue]:
    """A reference from which this one is one slip away, and whose check digit, if it has one, agrees."""
    by_meant: dict[str, list[Case]] = {}
    known = desk.references
    for form, its_cases in _long_enough(desk).items():
        for meant in known.which(meant_references(form, known.shapes)):
            by_meant.setdefault(meant, []).extend(its_cases)
    for account in _accounts(desk, by_meant):
        agrees = desk.checks.agree_in_reference(account.fund, account.match_reference)
        words = "its reference differs in one character" + (", and its check digit agrees" if agrees else "")
        for case in by_meant[account.normalised_reference] if agrees is not False else ():
            yield from _if_known(case, account, "reference_slip", words)


def cut_short(desk: Desk) -> Iterator[Clue]:
    """The reference was cut short, or something was written after it."""
    forms = _long_enough(desk)
    by_beginning = pairs(
        (case for cases in forms.values() for case in cases),
        lambda case: (case.bare_reference[:length] for length in range(SHORTEST, len(case.bare_reference))),
    )
    by_found = {form: by_beginning[form] for form in desk.references.which(by_beginning)}
    for form, its_cases in forms.items():
        longer = desk.references.beginning_with(form, MOST_ENDINGS + 1)
        for found in longer if len(longer) <= MOST_ENDINGS else ():
            if found != form:
                by_found.setdefault(found, []).extend(its_cases)
    for account in _accounts(desk, by_found):
        for case in by_found[account.normalised_reference]:
            yield from _if_known(case, account, "cut_short", "one reference begins with the other")


def _long_enough(desk: Desk) -> dict[str, list[Case]]:
    return desk.by(lambda case: case.bare_reference if len(case.bare_reference) >= SHORTEST else "")


def _if_known(case: Case, account: Row[Any], kind: str, words: str) -> Iterator[Clue]:
    if case.knew_day(account.opened_on):
        yield Clue(case.id, account.id, kind, words)


def _accounts(desk: Desk, wanted: dict[str, list[Case]]) -> Sequence[Row[Any]]:
    """The council's accounts with one of these references."""
    if not wanted:
        return []
    query: Select[Any] = select(
        accounts.c.id,
        accounts.c.fund,
        accounts.c.match_reference,
        accounts.c.normalised_reference,
        accounts.c.opened_on,
    ).where(
        accounts.c.council_id == desk.council_id,
        any_text(desk.connection, accounts.c.normalised_reference, wanted),
    )
    return desk.connection.execute(query).all()
