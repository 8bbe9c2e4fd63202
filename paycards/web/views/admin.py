"""Administration: how the installation is, settings in force, the timetable, the trail."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from paycards.errors import NotAllowed
from paycards.jobs.ask_for_night import ask_for_night
from paycards.jobs.ask_for_verification import ask_for_verification
from paycards.jobs.show_health import show_health
from paycards.jobs.show_settings import show_settings
from paycards.jobs.show_timetable import show_timetable
from paycards.jobs.show_trail import show_trail
from paycards.jobs.show_verification import show_verification
from paycards.pages.forms import Form, posted
from paycards.pages.paging import read_cursor
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import after, show
from paycards.web.who_may import ADMIN, AUDIT, EVERY_ROLE, MANAGER, SEES_MONEY

DONE = {
    "night": "The nightly run has been requested. It starts within a minute.",
    "verify": "The verification has been requested. You can leave this page.",
}


def admin(asked: Asked) -> ResponseReturnValue:
    """How the installation is, in words."""
    return show(asked, "admin/health.html", "Administration", show_health(asked.visit))


def settings(asked: Asked, its_code: str) -> ResponseReturnValue:
    """The settings of a council."""
    return show(asked, "admin/settings.html", f"Settings of {its_code}", show_settings(asked.visit, its_code))


def timetable(asked: Asked) -> ResponseReturnValue:
    """What runs and what is due when."""
    return show(asked, "admin/timetable.html", "Timetable", show_timetable(asked.visit), done=DONE)


def run_night(asked: Asked) -> ResponseReturnValue:
    """Ask for the night."""
    try:
        ask_for_night(asked.visit)
    except NotAllowed as error:
        form = Form(errors={"": str(error)})
        return show(asked, "admin/timetable.html", "Timetable", show_timetable(asked.visit), form=form), 422
    return after(asked, "admin_timetable", done="night")


def verification(asked: Asked) -> ResponseReturnValue:
    """When the books were last verified, and what came of it."""
    page = show_verification(asked.visit)
    return show(asked, "admin/verification.html", "Verification", page, done=DONE)


def verify(asked: Asked) -> ResponseReturnValue:
    """Ask for a verification of the books of a council."""
    ask_for_verification(asked.visit, posted().value("council"))
    return after(asked, "admin_verification", done="verify")


def audit(asked: Asked) -> ResponseReturnValue:
    """The trail of a council, the newest first."""
    cursor = read_cursor(request.args.get("after", ""))
    page = show_trail(asked.visit, request.args.get("of", ""), cursor.id if cursor else 0)
    return show(asked, "admin/audit.html", "Audit trail", page)


ROUTES = (
    Route(
        "admin",
        "/admin",
        admin,
        ADMIN | AUDIT | MANAGER,
        council=False,
        navigation="Health",
        help="The state of the installation, problems first.",
    ),
    Route(
        "admin_settings",
        "/admin/councils/<its_code>",
        settings,
        ADMIN | AUDIT | MANAGER,
        council=False,
        help="The settings in force, and where each comes from. They are changed in the settings file.",
    ),
    Route(
        "admin_timetable",
        "/admin/timetable",
        timetable,
        ADMIN | SEES_MONEY,
        council=False,
        navigation="Timetable",
        help="What runs and what is due when.",
    ),
    Route("admin_run_night", "/admin/timetable", run_night, ADMIN, ("POST",), council=False),
    Route(
        "admin_verification",
        "/admin/verification",
        verification,
        ADMIN | AUDIT | MANAGER,
        council=False,
        navigation="Verification",
        help="Whether the books match the original files and people’s decisions, to the penny.",
    ),
    Route("admin_verify", "/admin/verification", verify, ADMIN | AUDIT | MANAGER, ("POST",), council=False),
    Route(
        "admin_audit",
        "/admin/audit",
        audit,
        EVERY_ROLE,
        council=False,
        navigation="Audit trail",
        help="Who did what, and when. Entries are never changed: each is chained to the one before.",
    ),
)
