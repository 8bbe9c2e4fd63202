"""What needs a person: the open problems, and one of them with what to do about it."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from paycards.jobs.close_problem import close_problem
from paycards.jobs.show_problems import show_problem, show_problems
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.paging import read_cursor
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.views.addresses import ID
from paycards.web.who_may import OFFICER, SEES_MONEY

PROBLEM = f"/problems/{ID.format('problem_id')}"
DONE = {"closed": "The problem is closed."}


def problems(asked: Asked) -> ResponseReturnValue:
    """The open problems, all or of one kind."""
    begins = read_cursor(request.args.get("after", ""))
    kind = request.args.get("kind", "")
    page = show_problems(asked.visit, asked.council, kind, after=begins.id if begins else 0)
    return show(asked, "problems/list.html", "Problems", page)


def problem(asked: Asked, problem_id: int) -> ResponseReturnValue:
    """One problem."""
    return _page(asked, problem_id, NOTHING_TYPED)


def close(asked: Asked, problem_id: int) -> ResponseReturnValue:
    """Close it."""
    form = posted()
    return submitted(
        form, lambda: _close(asked, problem_id, form), lambda again: _page(asked, problem_id, again)
    )


def _page(asked: Asked, problem_id: int, form: Form) -> str:
    page = show_problem(asked.visit, asked.council, problem_id)
    return show(asked, "problems/problem.html", f"Problem {problem_id}", page, form=form, done=DONE)


def _close(asked: Asked, problem_id: int, form: Form) -> ResponseReturnValue:
    note = form.text("note", "what was done about it")
    form.check()
    close_problem(asked.visit, problem_id, note=note)
    return after(asked, "problem", problem_id=problem_id, done="closed")


ROUTES = (
    Route(
        "problems",
        "/problems",
        problems,
        SEES_MONEY,
        navigation="Problems",
        help="What paycards could not resolve by itself, oldest first.",
    ),
    Route("problem", PROBLEM, problem, SEES_MONEY),
    Route("problem_close", PROBLEM, close, OFFICER, methods=("POST",)),
)
