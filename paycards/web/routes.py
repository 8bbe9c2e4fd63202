"""ROUTES: every address of the staff face in one table, put together of one part for each topic.

A topic is a file in `views`: its views, and at its end `ROUTES`, its part. The order here is the order of the
navigation.
"""

from __future__ import annotations

from paycards.pages.route import Route
from paycards.web.views import (
    admin,
    approvals,
    bank,
    bulk,
    cards,
    charts,
    closing,
    customers,
    dues,
    exports,
    files,
    find,
    guidance,
    me,
    morning,
    payments,
    people,
    placing,
    problems,
    proof,
    provider,
    returns,
    sign_in,
    start,
    suspense,
    takeup,
    trace,
)

ROUTES: tuple[Route, ...] = (
    *start.ROUTES,
    *morning.ROUTES,
    *files.ROUTES,
    *find.ROUTES,
    *customers.ROUTES,
    *cards.ROUTES,
    *bulk.ROUTES,
    *takeup.ROUTES,
    *suspense.ROUTES,
    *placing.ROUTES,
    *approvals.ROUTES,
    *bank.ROUTES,
    *dues.ROUTES,
    *proof.ROUTES,
    *closing.ROUTES,
    *payments.ROUTES,
    *trace.ROUTES,
    *exports.ROUTES,
    *charts.ROUTES,
    *returns.ROUTES,
    *admin.ROUTES,
    *problems.ROUTES,
    *guidance.ROUTES,
    *people.ROUTES,
    *me.ROUTES,
    *sign_in.ROUTES,
    *provider.ROUTES,
)
