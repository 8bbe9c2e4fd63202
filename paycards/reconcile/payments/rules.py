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
    Integer,
    ScalarSelect,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    text,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from paycards.reconcile.payments.naming import CouncilId, corrections
from paycards.reconcile.payments.references import (
    SHORTEST_CARD_NUMBER,
    FundPatterns,
    matched,
    normalised,
    pattern_fund,
    without_punctuation,
)
from paycards.store.constant import constant
from paycards.store.tables.accounts import account_references, accounts, cards
from paycards.store.tables.corrections import corrected_references
from paycards.store.tables.lines import duplicates, lines, same_line
from paycards.store.tables.suspense import RECEIPT_REUSED, RETURN_EXPECTED

RULES = ("card", "reference", "normalised_reference")
REVERSAL_WINDOW_DAYS = 7
ACCOUNT_CLOSED = "account_closed"  # a rule is sure of an account that takes no money by itself any more
# Before any rule is asked: the column that says so, and the reason for which a line that has it waits.
SIGNS = {"reused": RECEIPT_REUSED, "waits": "reversal_expected", "ends_a_return": RETURN_EXPECTED}
# In the place of an account id: the reference names more than one account.
SEVERAL: ColumnElement[int] = literal_column("0")


def decisions(
    candidates: FromClause, council_id: CouncilId, patterns: FundPatterns, *, keep: Sequence[str]
) -> Select[tuple[object, ...]]:
    """Decide each candidate line: account_id and rule, or the reason why not, after the columns to `keep`.

    `named_id` is the account that a rule is sure of even if it is closed and takes no money.

    `candidates` has the columns of `lines` that the rules read: contract_id, kind, card_number,
    client_reference, receipt, receipt_day; and, where any line can have them, two marks: `reused`, another
    payment had its natural key before, and `ends_a_return`, it is an adjustment that a return in transit
    fits.
    Exactly one of rule and reason is null.
    """
    judged = _judged(candidates, council_id, patterns, keep)
    placed = or_(*(judged.c.verdict == constant(rule) for rule in RULES))
    named = or_(placed, judged.c.verdict == constant(ACCOUNT_CLOSED))
    nothing = cast(null(), String)
    return select(
        *(judged.c[name] for name in keep),
        case((placed, judged.c.account_id), else_=cast(null(), BigInteger)).label("account_id"),
        case((placed, judged.c.verdict), else_=nothing).label("rule"),
        case((placed, nothing), else_=judged.c.verdict).label("reason"),
        case((named, judged.c.account_id), else_=cast(null(), BigInteger)).label("named_id"),
    )


def _judged(
    candidates: FromClause, council_id: CouncilId, patterns: FundPatterns, keep: Sequence[str]
) -> Subquery:
    """Judge what the card and the reference say: account_id and verdict, a rule or a reason, of each line.

    The shape of a reference says nothing where two people corrected it: the account's own is another then.
    """
    source = _heard(candidates, council_id, patterns, keep)
    heard = source.c
    reference, bare = matched(heard.client_reference), normalised(heard.client_reference)
    known_card, exact, loose = heard.card_account.is_not(None), heard.exact, heard.loose
    named_id = case((exact != SEVERAL, exact), (and_(exact.is_(None), loose != SEVERAL), loose), else_=null())
    named = accounts.alias("named")
    fund, status, own, own_bare = (
        select(named.c[name]).where(named.c.id == named_id).correlate(source).scalar_subquery()
        for name in ("fund", "status", "match_reference", "normalised_reference")
    )
    names_the_card = and_(exact.is_(None), without_punctuation(heard.card_reference) == bare)
    # Never null: for the usual line this is false at once, and no reference is taken apart for it.
    names_another = func.coalesce(exact, loose, heard.card_account) != heard.card_account
    names_others = and_(names_another, ~names_the_card)
    closed = constant("closed")
    verdicts = (
        *((heard[mark], reason) for mark, reason in SIGNS.items() if mark in heard),
        (and_(known_card, names_others), "conflict"),
        (and_(known_card, heard.card_status == closed), ACCOUNT_CLOSED),
        (known_card, "card"),
        (exact == SEVERAL, "ambiguous"),
        (and_(exact.is_not(None), pattern_fund(reference, patterns) != fund, own == reference), "conflict"),
        (and_(exact.is_not(None), status == closed), ACCOUNT_CLOSED),
        (exact.is_not(None), "reference"),
        (and_(loose != SEVERAL, pattern_fund(bare, patterns) != fund, own_bare == bare), "conflict"),
        (and_(loose != SEVERAL, status == closed), ACCOUNT_CLOSED),
        (loose != SEVERAL, "normalised_reference"),
        (func.length(heard.card_number) >= literal_column(str(SHORTEST_CARD_NUMBER)), "unknown_card"),
    )
    nobody = constant("unknown_reference")
    verdict = case(*((applies, constant(said)) for applies, said in verdicts), else_=nobody)
    return _once(
        select(
            *(heard[name] for name in keep),
            case((known_card, heard.card_account), else_=named_id).label("account_id"),
            verdict.label("verdict"),
        ),
        "judged",
    )


def _heard(
    candidates: FromClause, council_id: CouncilId, patterns: FundPatterns, keep: Sequence[str]
) -> Subquery:
    """Look up the card, and, unless its own account is what the reference names, the reference.

    `exact` and `loose` are the account that the reference names in that form, SEVERAL, or null. Of accounts
    of several funds that share it exactly, it is the one whose fund the patterns name.
    """
    line, card = candidates.c, cards.alias("card")
    reference = matched(line.client_reference)
    agrees = or_(  # the usual cases first, and no function called for them
        line.client_reference == card.c.account_reference,
        and_(card.c.account_id.is_not(None), line.client_reference == constant("")),
        reference == card.c.account_reference,
    )
    of_its_fund = _the_one_of_its_fund(candidates, council_id, reference, patterns)
    exact = _named(council_id, "exact", reference, of_its_fund)
    loose = _named(council_id, "loose", normalised(line.client_reference))
    carried = dict.fromkeys((*keep, "card_number", "client_reference"))
    return _once(
        select(
            *(line[name] for name in carried),
            *(line[mark] for mark in SIGNS if mark in line),
            _waits_for_its_reversal(line).label("waits"),
            card.c.account_id.label("card_account"),
            card.c.account_reference.label("card_reference"),
            card.c.account_status.label("card_status"),
            case((agrees, null()), else_=exact).label("exact"),
            case((agrees, null()), else_=loose).label("loose"),
        ).select_from(
            candidates.outerjoin(
                card, and_(card.c.council_id == council_id, card.c.card_number == line.card_number)
            )
        ),
        "heard",
    )


def _once(query: Select[tuple[Any, ...]], name: str) -> Subquery:
    """OFFSET 0 keeps the planner from working a column out again in each place that names it."""
    return query.offset(0).subquery(name)


def _named(
    council_id: CouncilId, form: str, key: ColumnElement[str | None], *among_several: ScalarSelect[int]
) -> ScalarSelect[int]:
    """What a reference names in one form: one look-up, made only for a line that needs it."""
    found = account_references.alias(f"by_{form}")
    stored = "normalised" if form == "loose" else form
    return (
        select(func.coalesce(found.c.account_id, *among_several, SEVERAL))
        .where(found.c.council_id == council_id, found.c.form == constant(stored), found.c.reference == key)
        .scalar_subquery()
    )


def _the_one_of_its_fund(
    source: FromClause, council_id: CouncilId, reference: ColumnElement[str | None], patterns: FundPatterns
) -> ScalarSelect[int]:
    """Of the accounts of several funds that share a reference, the one whose fund the patterns name.

    A corrected reference that became somebody's own is read as neither.
    """
    one = accounts.alias("by_fund")
    return (
        select(one.c.id)
        .where(one.c.council_id == council_id, one.c.match_reference == reference)
        .where(one.c.fund == pattern_fund(reference, patterns))
        .where(reference.not_in(corrections(council_id).with_only_columns(corrected_references.c.wrong)))
        .correlate(source)
        .scalar_subquery()
    )


def _waits_for_its_reversal(line: ReadOnlyColumnCollection[str, ColumnElement[Any]]) -> ColumnElement[bool]:
    """The original of a reversal that no accepted file has brought yet."""
    reversal = lines.alias("its_reversal")
    until = line.receipt_day + literal_column(str(REVERSAL_WINDOW_DAYS), Integer)
    come = exists().where(
        reversal.c.contract_id == line.contract_id,
        reversal.c.original_receipt == line.receipt,
        text("its_reversal.original_receipt <> ''"),  # literally as in the partial index
        reversal.c.kind == constant("reversal"),
        reversal.c.receipt_day.between(line.receipt_day, until),
        ~exists().where(same_line(duplicates, reversal)),
    )
    return case((line.kind == constant("reversed"), ~come), else_=literal(value=False))
