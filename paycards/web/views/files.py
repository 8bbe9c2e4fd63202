"""Files by working day and network; one file; one row of it down to its bytes."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from paycards.decisions.decision import Decision
from paycards.intake.file_result import FileResult
from paycards.intake.records import FileRow
from paycards.jobs.reject_file import reject_file
from paycards.jobs.release_file import release_file
from paycards.jobs.retry_file import retry_file
from paycards.jobs.show_file_page import show_file_page
from paycards.jobs.show_file_row import show_file_row
from paycards.jobs.show_files import Show, show_files
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.paging import read_cursor
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.views.addresses import ID, day_before
from paycards.web.who_may import ADMIN, OFFICER, SEES_MONEY

FILE = f"/files/{ID.format('file_id')}"
SHOWS: tuple[Show, ...] = ("all", "waiting", "missing")
DONE = {
    "proposed": "The proposal is recorded. A second person has to approve it.",
    "accepted": "The file is accepted. Payments in it are posted by the next run, or stand in suspense.",
    "rejected": "The file is rejected.",
    "quarantined": "The file was read again, and is refused as before.",
    "held": "The file was read again, and is held as before.",
    "repeat": "The file was read again: it repeats one that was accepted.",
}
NOTE = "why, in a few words"


def files(asked: Asked) -> ResponseReturnValue:
    """Two weeks of files, what waits for a decision, or what is missing."""
    asked_for = next((each for each in SHOWS if each == request.args.get("show")), SHOWS[0])
    page = show_files(
        asked.visit,
        asked.council,
        asked_for,
        before=day_before(request.args.get("before", "")),
        after=_after(),
    )
    return show(asked, "files/list.html", "Files", page)


def file(asked: Asked, file_id: int) -> ResponseReturnValue:
    """One file."""
    return _page(asked, file_id, NOTHING_TYPED)


def decide(asked: Asked, file_id: int) -> ResponseReturnValue:
    """Release, reject or read again a file that waits."""
    form = posted()
    return submitted(form, lambda: _decide(asked, file_id, form), lambda again: _page(asked, file_id, again))


def row(asked: Asked, file_id: int, row_no: int) -> ResponseReturnValue:
    """One row of a file."""
    page = show_file_row(asked.visit, asked.council, file_id, row_no)
    return show(asked, "files/row.html", f"Row {row_no} of {page.name}", page)


def _after() -> int:
    cursor = read_cursor(request.args.get("after", ""))
    return cursor.id if cursor else 0


def _page(asked: Asked, file_id: int, form: Form) -> str:
    state = request.args.get("state", "")
    page = show_file_page(asked.visit, asked.council, file_id, state=state, after=_after())
    return show(asked, "files/file.html", page.details.file.name, page, form=form, done=DONE)


def _decide(asked: Asked, file_id: int, form: Form) -> ResponseReturnValue:
    act = form.choice("act", "what to do with the file", ("release", "reject", "retry"))
    note = form.text("note", NOTE, required=act != "retry")
    form.check()
    which, version = str(file_id), form.value("version")
    if act == "retry":
        done: FileResult | FileRow | Decision = retry_file(asked.visit, which)
    else:
        judge = release_file if act == "release" else reject_file
        done = judge(asked.visit, which, note=note, version=version)
    return after(asked, "file", file_id=file_id, done=_done(done))


def _done(done: FileResult | FileRow | Decision) -> str:
    return "rejected" if isinstance(done, FileRow) and done.rejected else done.state


ROUTES = (
    Route(
        "files",
        "/files",
        files,
        SEES_MONEY | ADMIN,
        navigation="Files",
        help="What suppliers and banks sent, by working day. Missing files are listed too.",
    ),
    Route("file", FILE, file, SEES_MONEY),
    Route("file_decide", FILE, decide, OFFICER, methods=("POST",)),
    Route("file_row", f"{FILE}/rows/<int:row_no>", row, SEES_MONEY),
)
