"""The rules that place a payment, read top to bottom: the first that is sure decides.

A payment that no rule places goes to suspense with the first reason that applies.
Nothing is ever matched on amount or name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    text,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from paycards.reconcile.references import FundPatterns, matched, normalised, pattern_fund
from paycards.store.tables import account_references, accounts, cards, lines

RULES = ("card", "reference", "normalised_reference")
SHORTEST_CARD_NUMBER = 13  # allpay's short rows carry six digits: never enough to name a card
REVERSAL_WINDOW_DAYS = 7


def decisions(
    candidates: FromClause, council_id: int, patterns: FundPatterns, *, keep: Sequence[str]
) -> Select[tuple[object, ...]]:
    """Decide each candidate line: account_id and rule, or the reason why not, after the columns to `keep`.

    `named_id` is the account that a rule is sure of even if it is closed and takes no money.

    `candidates` has the columns of `lines` that the rules read: contract_id, kind, card_number,
    client_reference, receipt, receipt_day. Exactly one of rule and reason is null.
    """
    # OFFSET 0 keeps the planner from working a verdict out again in each place that names it.
    verdict = _verdicts(candidates, council_id, patterns, keep).offset(0).subquery("verdict")
    placed = verdict.c.verdict.in_(RULES)
    takes_money = and_(placed, verdict.c.status != "closed")  # a closed account takes none by itself
    nothing = cast(null(), String)
    return select(
        *(verdict.c[name] for name in keep),
        case((takes_money, verdict.c.account_id), else_=cast(null(), BigInteger)).label("account_id"),
        case((takes_money, verdict.c.verdict), else_=nothing).label("rule"),
        case((takes_money, nothing), (placed, "account_closed"), else_=verdict.c.verdict).label("reason"),
        case((placed, verdict.c.account_id), else_=cast(null(), BigInteger)).label("named_id"),
    )


def _verdicts(
    candidates: FromClause, council_id: int, patterns: FundPatterns, keep: Sequence[str]
) -> Select[tuple[object, ...]]:
    """Gather what the card and the reference say, each on its own, and judge."""
    line = candidates.c
    card, held, named = cards.alias("card"), accounts.alias("held"), accounts.alias("named")
    exact, loose = account_references.alias("exact"), account_references.alias("loose")
    reference, bare = matched(line.client_reference), normalised(line.client_reference)
    agrees = reference == held.c.match_reference
    # A reference that is the card's own account's needs no look-up: null finds nothing, at once.
    exact_key = case((agrees, null()), else_=reference)
    loose_key = case((or_(agrees, exact.c.accounts.is_not(None)), null()), else_=bare)
    named_id = case(
        (exact.c.accounts == 1, exact.c.account_id),
        (exact.c.accounts > 1, _the_one_of_its_fund(council_id, reference, patterns)),
        (loose.c.accounts == 1, loose.c.account_id),
        else_=null(),
    )
    known_card = card.c.account_id.is_not(None)
    names_the_card = or_(agrees, and_(exact.c.accounts.is_(None), held.c.normalised_reference == bare))
    names_others = case(
        (agrees, literal(False)),
        (names_the_card, literal(False)),
        else_=func.coalesce(exact.c.accounts, loose.c.accounts).is_not(None),
    )
    verdict = case(
        (_waits_for_its_reversal(line), "reversal_expected"),
        (and_(known_card, names_others), "conflict"),
        (known_card, "card"),
        (and_(exact.c.accounts > 1, named.c.id.is_(None)), "ambiguous"),
        (and_(exact.c.accounts == 1, pattern_fund(reference, patterns) != named.c.fund), "conflict"),
        (exact.c.accounts >= 1, "reference"),
        (and_(loose.c.accounts == 1, pattern_fund(bare, patterns) != named.c.fund), "conflict"),
        (loose.c.accounts == 1, "normalised_reference"),
        (func.length(line.card_number) >= SHORTEST_CARD_NUMBER, "unknown_card"),
        else_="unknown_reference",
    )
    return select(
        *(line[name] for name in keep),
        func.coalesce(card.c.account_id, named.c.id).label("account_id"),
        func.coalesce(held.c.status, named.c.status).label("status"),
        verdict.label("verdict"),
    ).select_from(
        candidates.outerjoin(
            card, and_(card.c.council_id == council_id, card.c.card_number == line.card_number)
        )
        .outerjoin(held, held.c.id == card.c.account_id)
        .outerjoin(exact, _is_named(exact, council_id, "exact", exact_key))
        .outerjoin(loose, _is_named(loose, council_id, "normalised", loose_key))
        .outerjoin(named, named.c.id == named_id)
    )


def _is_named(
    table: FromClause, council_id: int, form: str, key: ColumnElement[str | None]
) -> ColumnElement[bool]:
    return and_(table.c.council_id == council_id, table.c.form == form, table.c.reference == key)


def _the_one_of_its_fund(
    council_id: int, reference: ColumnElement[str | None], patterns: FundPatterns
) -> ScalarSelect[int]:
    """Of the accounts of several funds that share a reference, the one whose fund the patterns name."""
    one = accounts.alias("by_fund")
    return (
        select(one.c.id)
        .where(one.c.council_id == council_id, one.c.match_reference == reference)
        .where(one.c.fund == pattern_fund(reference, patterns))
        .scalar_subquery()
    )


def _waits_for_its_reversal(line: ReadOnlyColumnCollection[str, ColumnElement[Any]]) -> ColumnElement[bool]:
    """The original of a reversal that no accepted file has brought yet."""
    reversal = lines.alias("its_reversal")
    come = exists().where(
        reversal.c.contract_id == line.contract_id,
        reversal.c.original_receipt == line.receipt,
        text("its_reversal.original_receipt <> ''"),  # literally as in the partial index
        reversal.c.kind == "reversal",
        reversal.c.receipt_day.between(line.receipt_day, line.receipt_day + REVERSAL_WINDOW_DAYS),
    )
    return case((line.kind == "reversed", ~come), else_=literal(False))
