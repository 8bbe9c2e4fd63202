"""Issue cards: a number for each account that is to have one, or a request to the supplier who makes it.

Set-based, in the caller's transaction, all or none: one card at the desk, hundreds for a closing office.
A card that is issued is `requested` until its bars were read back (see `release`). Where the supplier
makes the numbers there is no card yet, only the request (see `orders`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from paycards.cards.obstacles import Obstacle, accounts_of, ending, find_obstacles, named, scheme_of
from paycards.cards.requests import Issued, Plan, give_numbers
from paycards.errors import NotAllowed, UsageError
from paycards.issue.card_life import LANGUAGES, check_reason
from paycards.jobs.asked import council_named
from paycards.settings import CardScheme, Council
from paycards.store import trail


@dataclass(frozen=True)
class Wanted:
    """A card that an account is to have. `holder` is the name to print."""

    account_id: int
    holder: str
    reason: str = "first_card"
    language: str = "en"
    large_print: bool = False
    additional: bool = False  # beside a live card: a joint tenant's
    note: str = ""


def issue_cards(
    connection: Connection,
    council: Council,
    wanted: Sequence[Wanted],
    *,
    at: dt.datetime,
    actor: str,
) -> list[Issued]:
    """Issue a card for each of these, in their order. The caller holds the council's lock.

    Raises NotAllowed with the sentence of the first that cannot have one (see `obstacles`), or when the
    supplier's numbers have run out; UsageError for a reason, language or name that will not do.
    """
    _check(wanted)
    obstacles = find_obstacles(connection, council, wanted)
    if obstacles:
        raise NotAllowed(next(iter(obstacles.values())).sentence)
    return _write(connection, council, wanted, at=at, actor=actor)


def issue_where_possible(
    connection: Connection,
    council: Council,
    wanted: Sequence[Wanted],
    *,
    at: dt.datetime,
    actor: str,
) -> tuple[dict[int, Obstacle], dict[int, Issued]]:
    """Issue the cards that nothing stands in the way of; return what does, and what was issued, by place.

    As `issue_cards` otherwise.
    """
    _check(wanted)
    obstacles = find_obstacles(connection, council, wanted)
    free = [place for place in range(len(wanted)) if place not in obstacles]
    issued = _write(connection, council, [wanted[place] for place in free], at=at, actor=actor)
    return obstacles, dict(zip(free, issued, strict=True))


def _check(wanted: Sequence[Wanted]) -> None:
    for each in wanted:
        check_print(each.holder, each.language)
        check_why("issue another" if each.additional else "issue", each.reason, each.note)


def _write(
    connection: Connection, council: Council, wanted: Sequence[Wanted], *, at: dt.datetime, actor: str
) -> list[Issued]:
    council_id = council_named(connection, council.code)
    holders = accounts_of(connection, council_id, [each.account_id for each in wanted])
    plans = [_plan(each, scheme_of(council, holders[each.account_id].fund)) for each in wanted]
    return write_issue(connection, council_id, plans, at=at, actor=actor)


def _plan(wanted: Wanted, scheme: CardScheme) -> Plan:
    return Plan(
        account_id=wanted.account_id,
        scheme=scheme,
        how=scheme.numbers,
        kind="additional" if wanted.additional else "first",
        reason=wanted.reason,
        holder=wanted.holder.strip(),
        language=wanted.language,
        large_print=wanted.large_print,
        note=wanted.note.strip(),
    )


def write_issue(
    connection: Connection, council_id: int, plans: Sequence[Plan], *, at: dt.datetime, actor: str
) -> list[Issued]:
    """Write cards and requests down, and that they were issued: one entry of the trail for all of them."""
    if not plans:
        return []
    issued, told = give_numbers(connection, council_id, plans, at=at, actor=actor)
    subject = f"{len(issued)} cards"
    if len(issued) == 1:
        one = accounts_of(connection, council_id, [plans[0].account_id])[plans[0].account_id]
        what = f"card {ending(issued[0].card_number)}" if issued[0].card_number else "card to be ordered"
        subject = f"{what} of {named(one)}"
    trail.record(
        connection,
        council_id,
        at=at,
        actor=actor,
        action="cards.issued",
        subject=subject,
        after={"requests": told},
    )
    return issued


def check_print(holder: str, language: str) -> None:
    """Raise UsageError for what cannot be printed."""
    if not holder.strip():
        raise UsageError("There is no name to print: give one with --holder.")
    if language not in LANGUAGES:
        raise UsageError(f"There is no language {language}: there are {', '.join(LANGUAGES)}.")


def check_why(doing: str, reason: str, note: str) -> None:
    """Raise UsageError for what is no reason to do this."""
    try:
        check_reason(doing, reason, note)
    except ValueError as error:
        raise UsageError(f"{str(error)[0].upper()}{str(error)[1:]}.") from error
