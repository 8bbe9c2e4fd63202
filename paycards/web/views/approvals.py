"""What waits for a second person: a list, and one decision with what it changes, to approve or to refuse."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.show_approval import show_approval
from paycards.jobs.show_approvals import show_approvals
from paycards.jobs.withdraw_decision import withdraw_decision
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.paging import read_cursor
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.views.addresses import ID
from paycards.web.who_may import FINANCE, MANAGER, SEES_MONEY

APPROVAL = f"/approvals/{ID.format('number')}"
DONE = {
    "applied": "Approved. It is done.",
    "refused": "Refused. Nothing was changed.",
    "withdrawn": "Withdrawn. Nothing was changed.",
}


def approvals(asked: Asked) -> ResponseReturnValue:
    """What waits, or what was decided in the last seven days."""
    begins = read_cursor(request.args.get("after", ""))
    decided = request.args.get("show") == "decided"
    page = show_approvals(asked.visit, asked.council, decided=decided, after=begins.id if begins else 0)
    return show(asked, "approvals/list.html", "Approvals", page)


def approval(asked: Asked, number: int) -> ResponseReturnValue:
    """One decision."""
    return _page(asked, number, NOTHING_TYPED)


def decide(asked: Asked, number: int) -> ResponseReturnValue:
    """Approve or refuse it."""
    form = posted()
    return submitted(form, lambda: _decide(asked, number, form), lambda again: _page(asked, number, again))


def withdraw(asked: Asked, number: int) -> ResponseReturnValue:
    """Take back what one proposed oneself."""
    form = posted()
    return submitted(form, lambda: _withdraw(asked, number, form), lambda again: _page(asked, number, again))


def _page(asked: Asked, number: int, form: Form) -> str:
    page = show_approval(asked.visit, asked.council, number)
    return show(asked, "approvals/approval.html", f"Decision {number}", page, form=form, done=DONE)


def _decide(asked: Asked, number: int, form: Form) -> ResponseReturnValue:
    act = form.choice("act", "whether to approve or to refuse", ("approve", "refuse"))
    reason = form.text("reason", "why you refuse it, in a few words", required=act == "refuse")
    form.check()
    judge = approve_decision if act == "approve" else refuse_decision
    done = judge(asked.visit, number, council=asked.council, note=reason)
    return after(asked, "approval", number=number, done=done.state)


def _withdraw(asked: Asked, number: int, form: Form) -> ResponseReturnValue:
    reason = form.text("reason", "why", required=False)
    form.check()
    done = withdraw_decision(asked.visit, number, council=asked.council, note=reason)
    return after(asked, "approval", number=number, done=done.state)


ROUTES = (
    Route(
        "approvals",
        "/approvals",
        approvals,
        SEES_MONEY,
        navigation="Approvals",
        help="Decisions that need a second person. Nobody approves their own.",
    ),
    Route("approval", APPROVAL, approval, SEES_MONEY),
    Route("approval_decide", APPROVAL, decide, MANAGER, methods=("POST",)),
    Route("approval_withdraw", f"{APPROVAL}/withdraw", withdraw, FINANCE, methods=("POST",)),
)
