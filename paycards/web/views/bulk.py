"""Cards for a whole office: its list handed in, checked, issued by the worker, and the files fetched."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from paycards.errors import BadRows, Invalid
from paycards.jobs.check_again import check_again
from paycards.jobs.hand_in_list import Upload, hand_in_list
from paycards.jobs.show_bulk_list import fetch_made_file, show_bulk_list, show_bulk_lists
from paycards.jobs.start_bulk_issue import start_bulk_issue
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.paging import read_cursor
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import after, as_file, show
from paycards.web.who_may import AUDIT, HOUSING

WHAT = "Cards for a whole office"
DONE = {
    "handed_in": "The list has been uploaded and checked. No card has been issued yet.",
    "to_check": "The list is being checked. You need not keep this page open.",
    "checked": "The list has been checked again. No card has been issued yet.",
    "started": "The cards are being issued. You need not keep this page open.",
}
HANDED_IN = "The list has been uploaded. No card has been issued yet."
DONE_TO = {  # by the state of the list, where the usual words say too much
    "done": {},
    **dict.fromkeys(("to_check", "checking", "unchecked"), DONE | {"handed_in": HANDED_IN}),
}
TYPES = {"pdf": "application/pdf", "csv": "text/csv"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FAULTS = 20


def bulk(asked: Asked, form: Form | None = None) -> ResponseReturnValue:
    """The lists that were handed in, and a form for another."""
    return show(
        asked, "bulk/lists.html", WHAT, show_bulk_lists(asked.visit, asked.council), form=form or Form()
    )


def hand_in(asked: Asked) -> ResponseReturnValue:
    """Take a list and check it; nothing is issued."""
    form = posted()

    def act() -> ResponseReturnValue:
        office = form.text("office", "the office that closes", most=60)
        sheet = form.text("sheet", "the sheet", most=60, required=False)
        form.check()
        file = request.files.get("list")
        upload = Upload(file.filename or "", file.read(), office, sheet) if file else Upload("", b"")
        number = _worded(lambda: hand_in_list(asked.visit, asked.council, upload))
        return after(asked, "bulk_list", number=number, done="handed_in")

    return submitted(form, act, lambda form: bulk(asked, form))


def bulk_list(asked: Asked, number: int) -> ResponseReturnValue:
    """One list: what is wrong in it, how far its cards are, the files."""
    outcome, begins = request.args.get("outcome", ""), read_cursor(request.args.get("after", ""))
    after_row = begins.id if begins else 0
    page = show_bulk_list(asked.visit, asked.council, number, outcome=outcome, after=after_row)
    rests = Form({"rests": "yes"} if "rest" in request.args else {})
    return show(
        asked, "bulk/list.html", f"List {number}", page, form=rests, done=DONE_TO.get(page.state, DONE)
    )


def start(asked: Asked, number: int) -> ResponseReturnValue:
    """Let the worker issue the cards of a list."""
    start_bulk_issue(asked.visit, asked.council, number)
    return after(asked, "bulk_list", number=number, done="started")


def check(asked: Asked, number: int) -> ResponseReturnValue:
    """Check a list again: accounts may have changed since."""
    is_checked = check_again(asked.visit, asked.council, number)
    return after(asked, "bulk_list", number=number, done="checked" if is_checked else "to_check")


def made_file(asked: Asked, number: int, name: str) -> ResponseReturnValue:
    """A file of a list, to keep."""
    data = fetch_made_file(asked.visit, asked.council, number, name)
    return as_file(data, f"list-{number}-{name}", TYPES.get(name.rpartition(".")[2], WORKBOOK))


def _worded(act: object) -> int:
    """Do it, and let what is wrong with the whole list stand at its field."""
    assert callable(act)  # noqa: S101 - a lambda of this file
    try:
        number: int = act()
    except BadRows as error:
        faults = [f"row {row}: {sentence}" for row, sentence in error.rows[:MOST_FAULTS]]
        raise Invalid("list", f"The list cannot be read: {'; '.join(faults)}.") from error
    return number


ROUTES = (
    Route("bulk", "/bulk", bulk, HOUSING | AUDIT, navigation="Bulk issue"),
    Route("hand_in", "/bulk", hand_in, HOUSING, methods=("POST",)),
    Route("bulk_list", "/bulk/<int:number>", bulk_list, HOUSING | AUDIT),
    Route("start_bulk", "/bulk/<int:number>", start, HOUSING, methods=("POST",)),
    Route("check_bulk", "/bulk/<int:number>/check", check, HOUSING, methods=("POST",)),
    Route("made_file", "/bulk/<int:number>/files/<name>", made_file, HOUSING),
)
