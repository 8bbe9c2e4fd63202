"""Suggest accounts for suspense items: evidence for a person, never a rule, and nothing is ever posted.

Each suggestion says why. What the amount is supports another reason and is none by itself; a supplier names
no payer, so names say nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from paycards.reconcile.suspense.clues import by_card, by_reference
from paycards.reconcile.suspense.clues.clue import Clue
from paycards.reconcile.suspense.clues.desk import Desk
from paycards.reconcile.suspense.clues.habits import habits
from paycards.reconcile.suspense.clues.lessons import lessons
from paycards.reconcile.suspense.clues.same_customer import same_customer
from paycards.store.among import among
from paycards.store.tables.accounts import accounts

MOST = 10
NAME = ("title", "forenames", "surname")
ADDRESS = ("address_1", "address_2", "address_3", "town", "postcode")
HOLDER = ("id", "reference", *NAME, *ADDRESS)


@dataclass(frozen=True)
class Kind:
    """One kind of evidence. An exact one names the account itself; the others say what resembles it."""

    code: str
    exact: bool = False


KINDS = (  # the strongest first
    Kind("former_account"),
    Kind("card", exact=True),
    Kind("old_card", exact=True),
    Kind("reference", exact=True),
    Kind("placed_card", exact=True),
    Kind("placed_reference", exact=True),
    Kind("other_form", exact=True),
    Kind("card_slip"),
    Kind("placed_short"),
    Kind("reference_slip"),
    Kind("other_fund"),
    Kind("near_card"),
    Kind("cut_short"),
    Kind("short_card"),
    Kind("last_six"),
    Kind("outlet_week"),
    Kind("placed_outlet"),
)
EXACT = frozenset(kind.code for kind in KINDS if kind.exact)
STRENGTH = {kind.code: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Suggestion:
    """An account to consider, whose it is, and every reason why, the strongest first.

    `exact`: one of the reasons names the account itself. `sure`: it is the only one that is named so, and it
    is not closed; a screen may choose it beforehand, and a person still decides.
    """

    fund: str
    reference: str
    status: str
    reasons: tuple[str, ...]
    holder: str
    address: str  # with the postcode
    kinds: tuple[str, ...]  # of the reasons, as in KINDS
    exact: bool
    sure: bool


class Found(NamedTuple):
    """An account that clues of a case point to, one clue of each kind, the strongest first."""

    account: Row[Any]
    clues: tuple[Clue, ...]
    supported: bool  # by the amount

    @property
    def exact(self) -> bool:
        """Tell whether a clue names the account itself."""
        return any(clue.kind in EXACT for clue in self.clues)

    @property
    def rank(self) -> tuple[object, ...]:
        """The strongest reason, then how many there are, how much it weighs, and what the amount says."""
        first = self.clues[0]
        return (
            *(STRENGTH[first.kind], -len(self.clues), -first.weight, not self.supported),
            *(self.account.match_reference, self.account.fund),
        )


class Holder(NamedTuple):
    """Whose an account is, as it is shown."""

    reference: str
    name: str
    address: str

    @classmethod
    def of(cls, row: Row[Any]) -> Holder:
        """Read a row of the columns of HOLDER."""
        said = [row._mapping[name] for name in NAME]
        where = [row._mapping[name] for name in ADDRESS]
        return cls(row.reference, " ".join(filter(None, said)), ", ".join(filter(None, where)))


def suggestions(desk: Desk) -> dict[int, list[Suggestion]]:
    """Return at most 10 accounts for each case of the desk, by its id; the same ones each time."""
    ranked = ranking(desk)
    shown = {one.account.id for found in ranked.values() for one in found[:MOST]}
    holders = {id_: Holder.of(row) for id_, row in _rows(desk, shown, HOLDER).items()}
    return {case.id: _suggestions(ranked.get(case.id, []), holders) for case in desk.cases}


def ranking(desk: Desk) -> dict[int, list[Found]]:
    """Return all accounts that clues point to for each case that has any, the likeliest first."""
    pointed = _by_target(_clues(desk))
    ids = {account_id for _, account_id in pointed}
    of_council = _rows(desk, ids, ("id", "fund", "match_reference", "status", "balance_pence"))
    amounts = {case.id: case.amount_pence for case in desk.cases}
    found: dict[int, list[Found]] = defaultdict(list)
    for (case_id, account_id), clues in pointed.items():
        if account := of_council.get(account_id):
            supported = account.balance_pence == amounts[case_id]
            found[case_id].append(Found(account, _strongest_first(clues.values()), supported))
    return {case_id: sorted(each, key=lambda one: one.rank) for case_id, each in found.items()}


def _strongest_first(clues: Collection[Clue]) -> tuple[Clue, ...]:
    return tuple(sorted(clues, key=lambda clue: STRENGTH[clue.kind]) if len(clues) > 1 else clues)


def _clues(desk: Desk) -> Iterator[Clue]:
    named = [*by_card.known_card(desk), *by_reference.known_reference(desk)]
    yield from named
    yield from same_customer(desk, named)
    for find in (
        *(by_card.card_slip, by_card.short_card, by_card.last_six),
        *(by_reference.reference_slip, by_reference.cut_short),
        *(lessons, habits),
    ):
        yield from find(desk)


def _by_target(clues: Iterable[Clue]) -> dict[tuple[int, int], dict[str, Clue]]:
    """The clues by case and account, of each kind the one that weighs most, then the first by its words."""
    found: dict[tuple[int, int], dict[str, Clue]] = defaultdict(dict)
    for clue in clues:
        kept = found[clue.case_id, clue.account_id]
        before = kept.setdefault(clue.kind, clue)
        if (-clue.weight, clue.words) < (-before.weight, before.words):
            kept[clue.kind] = clue
    return found


def _rows(desk: Desk, ids: Iterable[int], columns: tuple[str, ...]) -> dict[int, Row[Any]]:
    """The council's own accounts among these; asked by id alone, so that no index of its council is read."""
    query = select(accounts.c.council_id, *(accounts.c[name] for name in columns))
    found = desk.connection.execute(query.where(among(accounts.c.id, ids))).all()
    return {row.id: row for row in found if row.council_id == desk.council_id}


def sure_one(found: list[Found]) -> Found | None:
    """Return the only account of all those found that is named itself, if it may take money."""
    named = [one for one in found if one.exact]
    return named[0] if len(named) == 1 and named[0].account.status != "closed" else None


def _suggestions(found: list[Found], holders: dict[int, Holder]) -> list[Suggestion]:
    sure = sure_one(found)
    return [_suggestion(one, holders[one.account.id], sure=one is sure) for one in found[:MOST]]


def _suggestion(found: Found, holder: Holder, *, sure: bool) -> Suggestion:
    support = ("the amount is what the account owes",) if found.supported else ()
    return Suggestion(
        fund=found.account.fund,
        reference=holder.reference,
        status=found.account.status,
        reasons=(*(clue.words for clue in found.clues), *support),
        holder=holder.name,
        address=holder.address,
        kinds=tuple(clue.kind for clue in found.clues),
        exact=found.exact,
        sure=sure,
    )
