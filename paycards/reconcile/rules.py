"""The rules that place a payment, read top to bottom: the first that is sure decides.

A payment that no rule places goes to suspense with the first reason that applies.
Nothing is ever matched on amount or name.
"""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
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
)

from paycards.reconcile.references import FundPatterns, matched, normalised, pattern_fund
from paycards.store.tables import account_references, accounts, cards, lines

RULES = ("card", "reference", "normalised_reference")
SHORTEST_CARD_NUMBER = 13  # allpay's short rows carry six digits: never enough to name a card
REVERSAL_WINDOW_DAYS = 7


def decisions(candidates: FromClause, council_id: int, patterns: FundPatterns) -> Select[tuple[object, ...]]:
    """Decide each candidate line: adds account_id and rule, or the reason why not.

    `candidates` has the columns of `lines`. The result has all of them, with account_id, rule and
    reason; exactly one of rule and reason is null.
    """
    evidence = _evidence(candidates, council_id, patterns).subquery("evidence")
    named = accounts.alias("named")
    verdict = select(
        *(evidence.c[column.name] for column in candidates.c),
        case(
            (evidence.c.card_account.is_not(None), evidence.c.card_account), else_=evidence.c.named_account
        ).label("account_id"),
        case((evidence.c.card_account.is_not(None), evidence.c.card_status), else_=named.c.status).label(
            "status"
        ),
        _verdict(evidence, named.c.fund).label("verdict"),
    ).select_from(evidence.outerjoin(named, named.c.id == evidence.c.named_account))
    return _outcome(candidates, verdict.subquery("verdicts"))


def _evidence(candidates: FromClause, council_id: int, patterns: FundPatterns) -> Select[tuple[object, ...]]:
    """Gather what the card and the reference say, each on its own."""
    line = candidates.c
    card, held = cards.alias("card"), accounts.alias("held")
    exact, loose = account_references.alias("exact"), account_references.alias("loose")
    reference, bare = matched(line.client_reference), normalised(line.client_reference)
    agrees = reference == held.c.match_reference
    # A reference that is the card's own account's needs no look-up: null finds nothing, at once.
    exact_key = case((agrees, null()), else_=reference)
    loose_key = case((or_(agrees, exact.c.accounts.is_not(None)), null()), else_=bare)
    by_fund = accounts.alias("by_fund")
    the_one_of_its_fund = (
        select(by_fund.c.id)
        .where(by_fund.c.council_id == council_id)
        .where(by_fund.c.match_reference == reference)
        .where(by_fund.c.fund == pattern_fund(reference, patterns))
        .scalar_subquery()
    )
    names_the_card = or_(agrees, and_(exact.c.accounts.is_(None), held.c.normalised_reference == bare))
    return select(
        *line,
        card.c.account_id.label("card_account"),
        held.c.status.label("card_status"),
        case(
            (exact.c.accounts == 1, exact.c.account_id),
            (exact.c.accounts > 1, the_one_of_its_fund),
            (loose.c.accounts == 1, loose.c.account_id),
            else_=null(),
        ).label("named_account"),
        exact.c.accounts.label("exact_accounts"),
        loose.c.accounts.label("loose_accounts"),
        case(
            (agrees, 0), (names_the_card, 0), else_=func.coalesce(exact.c.accounts, loose.c.accounts, 0)
        ).label("others"),
        case(
            (exact.c.accounts == 1, pattern_fund(reference, patterns)),
            (loose.c.accounts == 1, pattern_fund(bare, patterns)),
            else_=null(),
        ).label("pattern_fund"),
    ).select_from(
        candidates.outerjoin(
            card, and_(card.c.council_id == council_id, card.c.card_number == line.card_number)
        )
        .outerjoin(held, held.c.id == card.c.account_id)
        .outerjoin(
            exact,
            and_(exact.c.council_id == council_id, exact.c.form == "exact", exact.c.reference == exact_key),
        )
        .outerjoin(
            loose,
            and_(
                loose.c.council_id == council_id, loose.c.form == "normalised", loose.c.reference == loose_key
            ),
        )
    )


def _verdict(evidence: FromClause, named_fund: ColumnElement[str]) -> ColumnElement[str]:
    """A rule, or a reason for suspense: design section 4, in its order."""
    known_card = evidence.c.card_account.is_not(None)
    wrong_fund = evidence.c.pattern_fund != named_fund
    return case(
        (_waits_for_its_reversal(evidence), "reversal_expected"),
        (and_(known_card, evidence.c.others > 0), "conflict"),
        (known_card, "card"),
        (and_(evidence.c.exact_accounts > 1, evidence.c.named_account.is_(None)), "ambiguous"),
        (and_(evidence.c.exact_accounts == 1, wrong_fund), "conflict"),
        (evidence.c.exact_accounts >= 1, "reference"),
        (and_(evidence.c.loose_accounts == 1, wrong_fund), "conflict"),
        (evidence.c.loose_accounts == 1, "normalised_reference"),
        (func.length(evidence.c.card_number) >= SHORTEST_CARD_NUMBER, "unknown_card"),
        else_="unknown_reference",
    )


def _waits_for_its_reversal(evidence: FromClause) -> ColumnElement[bool]:
    """The original of a reversal that no accepted file has brought yet."""
    reversal = lines.alias("its_reversal")
    come = exists().where(
        reversal.c.contract_id == evidence.c.contract_id,
        reversal.c.original_receipt == evidence.c.receipt,
        reversal.c.original_receipt != "",
        reversal.c.kind == "reversal",
        reversal.c.receipt_day.between(evidence.c.receipt_day, evidence.c.receipt_day + REVERSAL_WINDOW_DAYS),
    )
    return case((evidence.c.kind == "reversed", ~come), else_=literal(False))


def _outcome(candidates: FromClause, verdicts: FromClause) -> Select[tuple[object, ...]]:
    """Split the verdict into account and rule, or reason; a closed account takes no money by itself."""
    placed = verdicts.c.verdict.in_(RULES)
    takes_money = verdicts.c.status != "closed"
    nothing = cast(null(), String)
    return select(
        *(verdicts.c[column.name] for column in candidates.c),
        case((and_(placed, takes_money), verdicts.c.account_id), else_=cast(null(), Integer)).label(
            "account_id"
        ),
        case((and_(placed, takes_money), verdicts.c.verdict), else_=nothing).label("rule"),
        case(
            (and_(placed, takes_money), nothing), (placed, "account_closed"), else_=verdicts.c.verdict
        ).label("reason"),
    )
