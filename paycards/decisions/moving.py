"""Move: take a posted payment from the account of one customer to that of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from paycards.access.installation import Installation
from paycards.decisions.customers import customer_account
from paycards.decisions.decision import Decision, Proposal
from paycards.decisions.leaving_suspense import RULE
from paycards.decisions.posted_payment import held_now, named, require_movable
from paycards.errors import NotAllowed
from paycards.ledger.posting import Share, close_batch, open_batch, post_shares
from paycards.reconcile.subjects import ITEM, PAYMENT, place
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts

Account = tuple[str, str]  # fund and reference


def proposed_move(
    step: Step, line: tuple[int, int], right: Row[Any], reason: str, *, part: Row[Any] | None = None
) -> Proposal:
    """Propose to move a posted line, given by file id and row number, to the account `right`.

    `part` is the account that the part to be moved is on; of a payment on one account it need not be said.
    The line's item counts for the tier too: what one person placed and moves is one amount after another.
    Raises NotAllowed for what is not on a customer's account, or is there already.
    """
    require_movable(step, line)
    wrong = _part_of(step, line, part and (part.fund, part.reference))
    _require_another(step, line, wrong, right)
    return Proposal(
        kind="move",
        subject=named(step, line),
        amount_pence=wrong.pence,
        about={place(PAYMENT, *line): abs(wrong.pence), place(ITEM, *line): 0},
        terms={
            "file_id": line[0],
            "row_no": line[1],
            "pence": wrong.pence,
            "from_fund": wrong.fund,
            "from_reference": wrong.reference,
            "fund": right.fund,
            "reference": right.reference,
            "even_if_closed": right.status == "closed",
        },
        reason=reason,
    )


def apply_move(step: Step, _: Installation, decision: Decision) -> None:
    """Do what such a decision says. Raises NotAllowed when the payment or the account is not as it was."""
    terms = decision.terms
    line = (terms["file_id"], terms["row_no"])
    require_movable(step, line)
    right = customer_account(step, terms["fund"], terms["reference"], even_if_closed=terms["even_if_closed"])
    wrong = _part_of(step, line, (terms["from_fund"], terms["from_reference"]))
    if wrong.pence != terms["pence"]:
        raise NotAllowed(
            f"{decision.subject} has {wrong.pence} pence on {_told(wrong)}, not {terms['pence']}.",
            code="payment_changed",
        )
    move(step, line, (wrong.id, right.id), decision.reason)


def move(
    step: Step, line: tuple[int, int], accounts_of_it: tuple[int, int], note: str, *, rule: str = RULE
) -> int:
    """Move what the first account has of a line to the second one, and write it down; return its pence."""
    wrong_id, right_id = accounts_of_it
    wrong = next(each for each in held_now(step, line) if each.id == wrong_id)
    right = step.connection.execute(accounts.select().where(accounts.c.id == right_id)).one()
    batch_id = open_batch(step, "decision")
    post_shares(step, batch_id, line, [Share(wrong_id, right_id, wrong.pence)], rule)
    close_batch(step, batch_id, 1, wrong.pence)
    step.record(
        "payment.moved",
        named(step, line),
        before={"fund": wrong.fund, "reference": wrong.reference},
        after={
            "file_id": line[0],
            "row_no": line[1],
            "amount_pence": wrong.pence,
            "fund": right.fund,
            "reference": right.reference,
            "note": note,
            "booked_on": step.booked_on,
            **({} if rule == RULE else {"rule": rule}),
        },
    )
    return int(wrong.pence)


def _part_of(step: Step, line: tuple[int, int], part: Account | None) -> Row[Any]:
    """What one account has of the line. Raises NotAllowed where several could be meant, or none is."""
    held = held_now(step, line)
    meant = held if part is None else [each for each in held if (each.fund, each.reference) == part]
    if len(meant) == 1:
        return meant[0]
    which, on = named(step, line), _listed(held)
    if part is not None:
        raise NotAllowed(
            f"{which} has nothing on {' '.join(part)}: it is on {on}.", code="no_such_part", on=on
        )
    raise NotAllowed(f"{which} is on {on}: say which part is to be moved.", code="which_part", on=on)


def _require_another(step: Step, line: tuple[int, int], wrong: Row[Any], right: Row[Any]) -> None:
    if wrong.id == right.id:
        raise NotAllowed(
            f"{named(step, line)} is on {_told(wrong)} already.",
            code="payment_there_already",
            fund=wrong.fund,
            reference=wrong.reference,
        )


def _listed(held: Sequence[Row[Any]]) -> str:
    return ", ".join(map(_told, held))


def _told(account: Row[Any]) -> str:
    return f"{account.fund} {account.reference}"
