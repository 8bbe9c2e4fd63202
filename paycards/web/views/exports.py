"""Exports: files for spreadsheets, who made each, and their digests."""

from __future__ import annotations

from flask import send_file
from flask.typing import ResponseReturnValue

from paycards.jobs.ask_for_export import ask_for_export
from paycards.jobs.fetch_export import fetch_export
from paycards.jobs.show_exports import show_exports
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.views.addresses import ID
from paycards.web.who_may import SEES_MONEY

DONE = {"made": "The export has been requested. It is first in the list of files."}
FORMS = ("xlsx", "csv")
MIMETYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def exports(asked: Asked) -> ResponseReturnValue:
    """The exports that there are, and the files that were made."""
    return _exports(asked, NOTHING_TYPED)


def _exports(asked: Asked, form: Form) -> ResponseReturnValue:
    page = show_exports(asked.visit, asked.council)
    return show(asked, "exports/list.html", "Exports", page, form=form, done=DONE)


def make(asked: Asked) -> ResponseReturnValue:
    """Make a file, or let a worker make it."""
    form = posted()

    def act() -> ResponseReturnValue:
        name = form.value("name")
        if not name:
            form.errors["name"] = "Choose what the export is about."
        kind = form.choice("form", "a workbook or CSV", FORMS)
        form.check()
        ask_for_export(asked.visit, asked.council, name, kind)
        return after(asked, "exports", done="made")

    return submitted(form, act, lambda again: _exports(asked, again))


def fetch(asked: Asked, work_id: int) -> ResponseReturnValue:
    """A file that was made."""
    made = fetch_export(asked.visit, asked.council, work_id)
    answer = send_file(
        made.path.resolve(),
        mimetype=MIMETYPES[made.path.suffix],
        as_attachment=True,
        download_name=made.name,
        etag=False,
        conditional=False,
    )
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


ROUTES = (
    Route(
        "exports",
        "/exports",
        exports,
        SEES_MONEY,
        navigation="Exports",
        help="Files for spreadsheets. They hold personal data: who made each one is recorded.",
    ),
    Route("export_make", "/exports", make, SEES_MONEY, methods=("POST",)),
    Route("export_file", f"/exports/{ID.format('work_id')}", fetch, SEES_MONEY),
)
