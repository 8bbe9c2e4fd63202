"""The table of routes against the table of rights, which is written here a second time, by hand."""

from __future__ import annotations

import re

import pytest

from paycards.pages.route import Route
from paycards.staff.roles import Role
from paycards.web.routes import ROUTES

LETTERS = {
    "H": Role.HOUSING_OFFICER,
    "O": Role.FINANCE_OFFICER,
    "M": Role.FINANCE_MANAGER,
    "A": Role.AUDITOR,
    "D": Role.ADMINISTRATOR,
}
ALL, NOBODY = "HOMAD", ""
# By the address after the council's code, the first that fits: who reads, who acts; `*` without a sign-in.
RIGHTS = (
    # find and see a person; a search is sent by POST, so that no address holds it
    (r"/find", "HOMA", "HOMA"),
    (r"/find/.*", "HOMA", NOBODY),
    (r"/people/[^/]*", "HOMA", NOBODY),
    # whole card number: card page of housing; an auditor's look is recorded
    (r"/cards/[^/]*/number", NOBODY, "A"),
    # issue, replace, lose, cancel; bulk issue
    (r"/people/[^/]*/card/new", "H", "H"),
    (r"/cards/test-sheet", "H", NOBODY),
    (r"/cards/[^/]*", "HOMA", NOBODY),
    (r"/cards/[^/]*/(print|lose|cancel|replace|reinstate)", "H", "H"),
    (r"/bulk(/[^/]*)?", "HA", "H"),
    (r"/bulk/[^/]*/(check|files/[^/]*)", "H", "H"),
    (r"/takeup(/.*)?", "HOMA", NOBODY),
    # files, rows, bytes: an administrator sees their state only; release, reject
    (r"/files", "OMAD", NOBODY),
    (r"/files/[^/]*", "OMA", "O"),
    (r"/files/.*/rows/.*", "OMA", NOBODY),
    # suspense, moves
    (r"/suspense", "OMA", NOBODY),
    (r"/suspense/[^/]*", "OMA", "O"),
    (r"/suspense/[^/]*/(note|owner|split|combine|return|write-off|take-back)", "O", "O"),
    (r"/payments/[^/]*", "HOMA", "O"),
    (r"/approvals", "OMA", NOBODY),
    (r"/approvals/[^/]*", "OMA", "M"),
    (r"/approvals/[^/]*/withdraw", NOBODY, "OM"),
    # bank, dues, matches
    (r"/bank", "OMA", NOBODY),
    (r"/bank/[^/]*", "OMA", "O"),
    (r"/dues(/.*)?", "OMA", NOBODY),
    # proof; close a day; re-open
    (r"/finance|/charts|/proof(/.*)?", "OMA", NOBODY),
    (r"/close/[^/]*", "OMA", "M"),
    (r"/close/[^/]*/(exception|reopen)", NOBODY, "O"),
    # returns
    (r"/returns", "OMA", NOBODY),
    (r"/returns/[^/]*", "OMA", "O"),
    (r"/returns/[^/]*/return.*", "OMA", NOBODY),
    (r"/trace(/.*)?", "HOMA", "HOMA"),
    # exports with personal data
    (r"/exports(/.*)?", "OMA", "OMA"),
    (r"/problems(/.*)?", "OMA", "O"),
    # people, roles, sessions; one's own
    (r"/admin/people/(new|.*/link/.*)", "D", NOBODY),
    (r"/admin/people.*", "DA", "D"),
    (r"/me(/.*)?|/kept/.*", ALL, ALL),
    # settings, timetable, health; audit trail
    (r"/admin/timetable", "OMAD", "D"),
    (r"/admin/audit", ALL, NOBODY),
    (r"/admin/verification", "MAD", "MAD"),
    (r"/admin|/admin/councils/.*", "MAD", NOBODY),
    # the way in
    (r"/?", ALL, NOBODY),
    (r"/sign-in(/.*)?|/sign-out|/set-up/.*", "*", "*"),
    (r"/help/.*|/accessibility|/static/.*|/look/.*|/session/.*", "*", NOBODY),
)


def letters(route: Route) -> str:
    """The roles of a route in the order of the table."""
    return "*" if route.is_open else "".join(sign for sign, role in LETTERS.items() if role in route.roles)


def expected(route: Route, method: str) -> str:
    """Whom the table of rights lets do it."""
    for pattern, reads, acts in RIGHTS:
        if re.fullmatch(pattern, route.rule.replace("<int:", "<")):
            allowed = acts if method == "POST" else reads
            return "".join(sign for sign in "HOMAD*" if sign in allowed)
    return "no line of the table of rights"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.endpoint)
def test_a_route_is_for_whom_the_table_of_rights_says(route: Route) -> None:
    assert [letters(route)] * len(route.methods) == [expected(route, method) for method in route.methods]


def test_only_the_same_roles_act_where_nobody_reads() -> None:
    """No route does both, and none is for a role that is none."""
    assert {route.methods for route in ROUTES} <= {("GET",), ("POST",)}
    assert {role for route in ROUTES if not route.is_open for role in route.roles} == set(Role)
