"""Write corrections down: what each reference is read as from now on, and which cards change accounts.

A card of the wrong account was made by the wrong reference: it goes to the right one, and back when the
correction is undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, func, insert, literal, or_, select, update

from paycards.decisions.correcting.sheet import Change
from paycards.reconcile.payments.naming import corrections, count_corrected
from paycards.reconcile.payments.references import normalised_form
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.corrections import corrected_cards, corrected_references
from paycards.store.tables.decisions import decisions


@dataclass(frozen=True)
class Correction:
    """A correction that was written down: payments by `wrong` go from one account to another.

    None is nobody's: such payments are in suspense. `other` is the reference of the right account, which has
    payments of its own.
    """

    number: int
    change: Change
    from_id: int | None
    to_id: int | None
    other: str
    cards: int


def rewrite(step: Step, decision: int, subject: str, changes: Sequence[Change]) -> list[Correction]:
    """Read these references so from now on, by a decision of this number, and write it down in the trail."""
    decision_id = step.connection.execute(
        select(decisions.c.id).where(decisions.c.council_id == step.owner, decisions.c.number == decision)
    ).scalar_one()
    done = [_rewrite(step, int(decision_id), change) for change in changes]
    count_corrected(step.connection, step.owner, [change.wrong for change in changes])
    step.record(
        "references.corrected",
        subject,
        after={
            "decision": decision,
            "rows": [[each.row, each.wrong, each.fund, each.reference] for each in changes],
            "cards": [each.cards for each in done],
        },
    )
    return done


def _rewrite(step: Step, decision_id: int, change: Change) -> Correction:
    connection = step.connection
    live = connection.execute(
        corrections(step.owner).where(corrected_references.c.wrong == change.wrong)
    ).first()
    wrong_id = live.wrong_account_id if live else _own_account(connection, step.owner, change.wrong)
    from_id = live.account_id if live else wrong_id
    to_id = change.account_id if change.account_id is not None else wrong_id
    number = _next_number(connection, step.owner)
    new = insert(corrected_references).values(
        council_id=step.owner,
        number=number,
        decision_id=decision_id,
        row_no=change.row,
        wrong=change.wrong,
        normalised=normalised_form(change.wrong),
        wrong_account_id=wrong_id,
        account_id=change.account_id,
    )
    connection.execute(new)
    right_id = from_id if change.account_id is None else change.account_id
    moved = _repoint(step, number, change.wrong, (wrong_id, from_id, to_id))
    return Correction(number, change, from_id, to_id, _reference(connection, right_id), moved)


def _repoint(
    step: Step, number: int, wrong: str, accounts_of_it: tuple[int | None, int | None, int | None]
) -> int:
    """Give the cards of the wrong reference to the account as which it is read; return how many."""
    wrong_id, from_id, to_id = accounts_of_it
    if from_id is None or to_id is None:
        return 0
    earlier = (
        select(corrected_cards.c.card_number)
        .join(
            corrected_references,
            and_(
                corrected_references.c.council_id == corrected_cards.c.council_id,
                corrected_references.c.number == corrected_cards.c.number,
            ),
        )
        .where(corrected_references.c.council_id == step.owner, corrected_references.c.wrong == wrong)
    )
    its = and_(
        cards.c.council_id == step.owner,
        cards.c.account_id != to_id,
        or_(
            cards.c.account_id == wrong_id,
            and_(cards.c.account_id == from_id, cards.c.card_number.in_(earlier)),
        ),
    )
    found: Select[tuple[int, int, str]] = select(literal(step.owner), literal(number), cards.c.card_number)
    columns = [column.name for column in corrected_cards.c]
    step.connection.execute(
        insert(corrected_cards).from_select(columns, found.where(its).order_by(cards.c.card_number))
    )
    account = step.connection.execute(select(accounts).where(accounts.c.id == to_id)).one()
    new = select(corrected_cards.c.card_number).where(
        corrected_cards.c.council_id == step.owner, corrected_cards.c.number == number
    )
    return step.connection.execute(
        update(cards)
        .where(cards.c.council_id == step.owner, cards.c.card_number.in_(new))
        .values(
            account_id=account.id, account_reference=account.match_reference, account_status=account.status
        )
    ).rowcount


def _own_account(connection: Connection, council_id: int, wrong: str) -> int | None:
    its = and_(accounts.c.council_id == council_id, accounts.c.match_reference == wrong)
    return connection.execute(select(accounts.c.id).where(its)).scalar()


def _reference(connection: Connection, account_id: int | None) -> str:
    query = select(accounts.c.match_reference).where(accounts.c.id == account_id)
    return str(connection.execute(query).scalar_one())


def _next_number(connection: Connection, council_id: int) -> int:
    query = select(func.coalesce(func.max(corrected_references.c.number), 0) + 1)
    return int(connection.execute(query.where(corrected_references.c.council_id == council_id)).scalar_one())
