"""Issue cards: a number for each account that is to have one, or a request to the supplier who makes it.

Set-based, in the caller's step, all or none: one card at the desk, hundreds for a closing office.
A card that is issued is `requested` until its barcode passed the check (see `release`). Where the supplier
makes the numbers there is no card yet, only the request (see `orders`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paycards.cards.account import account_title, accounts_of, scheme_of
from paycards.cards.cause import Cause
from paycards.cards.obstacles import Obstacle, find_obstacles
from paycards.cards.requests import Issued, Plan, give_numbers
from paycards.errors import Invalid, NotAllowed, listed
from paycards.issue.card_life import LANGUAGES
from paycards.issue.card_number import SHOWN_DIGITS, ending
from paycards.settings.card_scheme import CardScheme
from paycards.settings.council import Council
from paycards.store.step import Step


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


def issue_cards(step: Step, council: Council, wanted: Sequence[Wanted]) -> list[Issued]:
    """Issue a card for each of these, in their order.

    Raises NotAllowed with the sentence of the first that cannot have one (see `obstacles`), or when the
    supplier's numbers have run out; Invalid for a reason, language or name that will not do.
    """
    check_wanted(wanted)
    for obstacle in find_obstacles(step.connection, council, wanted).values():
        raise NotAllowed(
            obstacle.sentence,
            code=f"obstacle_{obstacle.why}",
            problem=obstacle.problem,
            card=obstacle.card_number[-SHOWN_DIGITS:],
        )
    return _write(step, council, wanted)


def issue_where_possible(
    step: Step, council: Council, wanted: Sequence[Wanted]
) -> tuple[dict[int, Obstacle], dict[int, Issued]]:
    """Issue the cards that nothing stands in the way of; return what does, and what was issued, by place.

    As `issue_cards` otherwise.
    """
    check_wanted(wanted)
    obstacles = find_obstacles(step.connection, council, wanted)
    free = [place for place in range(len(wanted)) if place not in obstacles]
    issued = _write(step, council, [wanted[place] for place in free])
    return obstacles, dict(zip(free, issued, strict=True))


def check_wanted(wanted: Sequence[Wanted]) -> None:
    """Raise Invalid for a name, language or reason that will not do."""
    for each in wanted:
        check_print(each.holder, each.language)
        Cause(each.reason, each.note).checked("issue another" if each.additional else "issue")


def _write(step: Step, council: Council, wanted: Sequence[Wanted]) -> list[Issued]:
    holders = accounts_of(step.connection, step.owner, [each.account_id for each in wanted])
    plans = [plan_of(each, scheme_of(council, holders[each.account_id].fund)) for each in wanted]
    return write_issue(step, plans)


def plan_of(wanted: Wanted, scheme: CardScheme) -> Plan:
    """Return what is wanted as it will be written down."""
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


def write_issue(step: Step, plans: Sequence[Plan]) -> list[Issued]:
    """Write cards and requests down, and that they were issued: one entry of the trail for all of them."""
    if not plans:
        return []
    issued, told = give_numbers(step, plans)
    step.record("cards.issued", _subject(step, issued), after={"requests": told})
    return issued


def _subject(step: Step, issued: Sequence[Issued]) -> str:
    if len(issued) > 1:
        return f"{len(issued)} cards"
    [card] = issued
    account = accounts_of(step.connection, step.owner, [card.account_id])[card.account_id]
    what = f"card {ending(card.card_number)}" if card.card_number else "card to be ordered"
    return f"{what} of {account_title(account)}"


def check_print(holder: str, language: str) -> None:
    """Raise Invalid for what cannot be printed."""
    if not holder.strip():
        raise Invalid("holder", "There is no name to print: give one.", code="no_holder")
    if language not in LANGUAGES:
        raise Invalid("language", f"No language {language}. Choose {listed(LANGUAGES)}.")
