"""One bank entry before whoever says what it is for: what is open of it, and which dues it may pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.decisions.decision import PROPOSED as WAITING
from paycards.decisions.decision import Decision
from paycards.decisions.listing import decisions_about
from paycards.decisions.row_version import version_of
from paycards.reconcile.bank.entries import EntryDetails, details_of, find_entry
from paycards.reconcile.bank.worklist import Listed, listed_at, next_open
from paycards.reconcile.settlement.candidates import Candidate, Wanting, ranked, sure
from paycards.reconcile.settlement.choosing import amounts
from paycards.reconcile.settlement.due import DuePlace
from paycards.reconcile.settlement.dues import dues_of
from paycards.reconcile.settlement.standing_matches import PROPOSED, all_matches, refused_pairs, standing
from paycards.reconcile.subjects import ENTRY, place

MOST = 25  # candidates at first
EVERY = 500  # candidates at most, where all are asked for


@dataclass(frozen=True)
class Choice:
    """A candidate as the page offers it: chosen or not, and the pence that are to be taken of it."""

    candidate: Candidate
    chosen: bool
    pence: int


@dataclass(frozen=True)
class EntryPage:
    """An entry with all that is known, and what may be done. `after_pence` is the difference as chosen.

    `open_pence` is what no due explains now, with charges. `open_dues` counts those that `choices` are of.
    """

    listed: Listed
    details: EntryDetails
    choices: tuple[Choice, ...]
    open_dues: int
    after_pence: int
    decisions: tuple[Decision, ...]
    contracts: tuple[str, ...]  # whose it may be said to be
    next: Listed | None
    version: str
    may_decide: bool

    @property
    def open_pence(self) -> int:
        """The difference now."""
        return self.listed.open_pence

    @property
    def waiting(self) -> Decision | None:
        """The decision about it that waits for a second person."""
        return next((each for each in self.decisions if each.state == WAITING), None)

    @property
    def can_match(self) -> bool:
        """Tell whether something of it is open, is a contract's, and nothing about it waits."""
        return self.listed.state in ("open", "part_explained") and self.waiting is None

    @property
    def can_assign(self) -> bool:
        """Tell whether somebody may still say whose it is."""
        unmatched = not any(each.state == "confirmed" and not each.ended for each in self.details.matches)
        return self.listed.state != "not_booked" and unmatched and self.waiting is None

    @property
    def can_charge(self) -> bool:
        """Tell whether it is money that went out and that nothing explains."""
        return self.can_match and self.open_pence < 0

    @property
    def can_unmatch(self) -> bool:
        """Tell whether there is a match or a proposal that stands."""
        return self.waiting is None and any(not each.ended for each in self.details.matches)


def weigh_bank_entry(
    visit: Visit,
    council: str,
    entry: tuple[int, int],
    *,
    chosen: Mapping[DuePlace, int | None] | None = None,
    every: bool = False,
) -> EntryPage:
    """Return an entry, given by file id and row, with the dues that it may pay.

    `chosen` are the dues that somebody chose, with pence or None for as much as there is; without it, what is
    sure is chosen. Raises NotFound.
    """
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        row = find_entry(seen, entry)
        listed = listed_at(seen, *entry)
        candidates = _candidates(visit, seen, row, listed)
        pence = _as_chosen(candidates, chosen, listed.open_pence)
        choices = tuple(_choices(candidates, pence, EVERY if every else MOST))
        return EntryPage(
            listed=listed,
            details=details_of(seen.connection, row),
            choices=choices,
            open_dues=len(candidates),
            after_pence=listed.open_pence - sum(pence.values()),
            decisions=tuple(decisions_about(seen, row.council_id, place(ENTRY, *entry))),
            contracts=tuple(each.terms.code for each in contracts_seen(visit.installation, seen)),
            next=next_open(seen, listed.place),
            version=version_of(seen.connection, row.council_id, entry),
            may_decide=Permission.MATCH_BANK in visit.visitor.permissions,
        )


def _candidates(visit: Visit, seen: Reading, row: Row[Any], listed: Listed) -> list[Candidate]:
    if row.contract_id is None or row.booked_on is None or not listed.open_pence:
        return []
    contract = visit.installation.contract(row.contract_id)
    found = all_matches(seen.connection, row.contract_id)
    mine = [each for each in found if (each.file_id, each.row_no) == (row.file_id, row.row_no)]
    return ranked(
        Wanting(row.booked_on, listed.open_pence, f"{row.text} {row.reference}"),
        dues_of(seen.connection, contract, _as_of(visit, found)),
        proposals={each.due: each.reason for each in standing(mine, PROPOSED)},
        refused={due for _, _, due in refused_pairs(mine)},
        holidays=contract.holidays,
    )


def _as_of(visit: Visit, found: Iterable[Row[Any]]) -> dt.date:
    days: list[dt.date] = [visit.today, *(each.made_on for each in found)]
    return max(days)


def _as_chosen(
    candidates: Sequence[Candidate], chosen: Mapping[DuePlace, int | None] | None, open_pence: int
) -> dict[str, int]:
    """What is taken of each due that somebody chose, or else of what is sure, by key."""
    wanted: list[tuple[str, int | None]]
    if chosen is None:
        wanted = [(key, None) for key in sure(candidates, open_pence)]
    else:
        dues = [each.due for each in candidates if each.due.made_by in chosen]
        wanted = [(due.key, chosen[due.made_by]) for due in dues if due.made_by]
    return dict(amounts(wanted, open_pence, {each.due.key: each.due for each in candidates}))


def _choices(candidates: Iterable[Candidate], pence: Mapping[str, int], most: int) -> Iterator[Choice]:
    """The first candidates, and any other that is chosen."""
    for place_, each in enumerate(candidates):
        key = each.due.key
        if place_ < most or key in pence:
            yield Choice(each, key in pence, pence.get(key, each.taken_pence))
