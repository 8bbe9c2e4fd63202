"""Accounts that went to somebody else while cards of the former tenant are live.

A reference outlives its tenant, and so does a card: what the former tenant still pays with it goes to the
account of the new one. So whose live cards these are is said when the accounts are imported.

The customer's reference says who somebody is: where both lists have it, a surname that changed (a marriage)
is nobody new, and the same name under another reference is. Without it names decide: case, accents, titles,
the order of names and an initial for a forename make no difference. What is not given says nothing: for an
account that had no name, as void homes have, the name that was printed on its card counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, or_, select

from paycards.cards.former_tenants import KIND, subject_of
from paycards.cards.last_request import last_holder
from paycards.issue.artwork.greeting import JOINING, TITLES
from paycards.issue.card_life import LIVE
from paycards.issue.card_number import SHOWN_DIGITS
from paycards.store.folding import fold, without_leading_zeros
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts, cards

WHO = ("customer_ref", "title", "forenames", "surname")


@dataclass(frozen=True)
class NewTenant:
    """An account that went to somebody else; `cards` are the last digits of the former one's live cards."""

    council: str
    fund: str
    reference: str
    cards: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The cards in a sentence."""
        *first, last = self.cards
        if not first:
            return f"the card ending {last}, issued to the former one, is still live"
        return f"the cards ending {', '.join(first)} and {last}, issued to the former one, are still live"


def find_new_tenants(connection: Connection, listed: Table, council_id: int, code: str) -> list[NewTenant]:
    """Find, before the listed rows are loaded, the accounts with live cards that go to somebody else."""
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in connection.execute(_changed(listed, council_id)):
        if is_another(_said(row, "old"), _said(row, "new")):
            held[row.fund, row.reference].append(row.card_number[-SHOWN_DIGITS:])
    return [NewTenant(code, *account, tuple(numbers)) for account, numbers in held.items()]


def _changed(listed: Table, council_id: int) -> Select[Any]:
    same = and_(
        accounts.c.council_id == council_id,
        accounts.c.fund == listed.c.fund,
        accounts.c.match_reference == listed.c.match_reference,
    )
    return (
        select(
            *(accounts.c.fund, accounts.c.reference, cards.c.card_number),
            *(accounts.c[name].label(f"old_{name}") for name in WHO),
            last_holder().label("printed_for"),
            *(listed.c[name].label(f"new_{name}") for name in WHO),
        )
        .select_from(accounts.join(listed, same).join(cards, cards.c.account_id == accounts.c.id))
        .where(cards.c.status.in_(LIVE), or_(*(accounts.c[name] != listed.c[name] for name in WHO)))
        .order_by(accounts.c.fund, accounts.c.match_reference, cards.c.card_number)
    )


def _said(row: Row[Any], when: str) -> dict[str, str]:
    said: dict[str, str] = {name: getattr(row, f"{when}_{name}") for name in WHO}
    if when == "old" and not any(said.values()):
        said["surname"] = row.printed_for or ""
    return said


def is_another(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Tell whether an account's customer is somebody else now; both have the fields of WHO.

    >>> jones = {"customer_ref": "", "title": "Miss", "forenames": "Sian Mary", "surname": "JONES"}
    >>> is_another(jones, jones | {"title": "Mrs", "forenames": "S", "surname": "Jônes"})
    False
    >>> is_another(jones, jones | {"surname": "Evans"})
    True
    >>> is_another(jones | {"customer_ref": "C1"}, jones | {"customer_ref": "C2", "surname": "Evans"})
    True
    >>> is_another(jones | {"customer_ref": "C1"}, jones | {"customer_ref": "c1", "surname": "Evans"})
    False
    """
    refs = [without_leading_zeros(fold(each["customer_ref"])) for each in (old, new)]
    if all(refs):
        return refs[0] != refs[1]
    forenames, surnames = ([_names(each[name]) for each in (old, new)] for name in ("forenames", "surname"))
    if not all(map(any, zip(forenames, surnames, strict=True))):
        return False
    same_surname = "".join(surnames[0]) == "".join(surnames[1])
    whole = [first + last for first, last in zip(forenames, surnames, strict=True)]
    return not (_are_alike(*forenames) if same_surname else _are_alike(*whole))


def _names(text: str) -> list[str]:
    """The words of a name, folded, without titles."""
    words = [fold(word) for word in text.replace("-", " ").replace("/", " ").split()]
    return [word for word in words if word and word not in TITLES | JOINING]


def _are_alike(old: list[str], new: list[str]) -> bool:
    """Tell whether two names can be the same person's: one has all words of the other, initials included."""
    if "".join(old) == "".join(new):
        return True
    fewer, more = sorted((old, new), key=len)
    return _within(fewer, more)


def _within(fewer: Iterable[str], more: Iterable[str]) -> bool:
    left = list(more)
    for word in sorted(fewer, key=len, reverse=True):
        found = next((each for each in left if each == word), None) or next(
            (each for each in left if 1 in (len(each), len(word)) and each[0] == word[0]), None
        )
        if found is None:
            return False
        left.remove(found)
    return True


def report_new_tenants(step: Step, found: Iterable[NewTenant]) -> None:
    """Open a problem for each account."""
    for each in found:
        step.open_problem(
            KIND,
            subject_of(each.fund, each.reference),
            council=each.council,
            fund=each.fund,
            reference=each.reference,
            cards=each.sentence,
            endings=" ".join(each.cards),
        )
