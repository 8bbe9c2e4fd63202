"""The person's own page: sessions, password, second factor, recovery codes; and what was kept for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue

from paycards.errors import Invalid
from paycards.jobs import own_account
from paycards.jobs.keep_form import kept_form
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import ANYONE, FOR_EVER, Route
from paycards.staff.factor import in_groups
from paycards.web.context import Asked
from paycards.web.door import came, forget_wanted, hold, token_of_session, way_back
from paycards.web.qr import qr_picture
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.who_may import EVERY_ROLE

DONE = {
    "ended": "The session is ended.",
    "password": "Your password is changed. Your other sessions are ended.",
    "factor": "Your new second factor is set. Your other sessions are ended.",
    "codes": "Keep the recovery codes safe, where nobody else can find them.",
    "stayed": "You stay signed in.",
}


WARNING = (
    ".paycards-ends{{visibility:hidden;animation:paycards-ends 0s {seconds}s forwards;position:fixed;left:0;"
    "right:0;bottom:0;z-index:10;padding:15px;background:#fff;color:#0b0c0c;border-top:5px solid #d4351c}}\n"
    "@keyframes paycards-ends{{to{{visibility:visible}}}}\n"
    # room for it: what has the focus is never behind it
    "html{{animation:paycards-room 0s {seconds}s forwards}}"
    ".paycards-footer{{animation:paycards-foot 0s {seconds}s forwards}}\n"
    "@keyframes paycards-room{{to{{scroll-padding-bottom:15em}}}}\n"
    "@keyframes paycards-foot{{to{{padding-bottom:15em}}}}\n"
)


@dataclass(frozen=True)
class FactorPage:
    """A new second factor."""

    secret: str = field(repr=False)
    picture: str = field(repr=False)


@dataclass(frozen=True)
class CodesPage:
    """Recovery codes, shown this once."""

    kept: str = field(repr=False)
    codes: tuple[str, ...] = field(repr=False)
    is_first: bool = False  # the person has just been set up


@dataclass(frozen=True)
class KeptPage:
    """A form that was not sent, with what was typed."""

    address: str
    fields: tuple[tuple[str, str], ...]


def me(asked: Asked) -> ResponseReturnValue:
    """Who one is here, and where one is signed in."""
    page = own_account.show_own_account(asked.visit, token_of_session())
    return show(asked, "me/account.html", "Your account", page, done=DONE)


def end_session(asked: Asked) -> ResponseReturnValue:
    """End another session, or all others."""
    own_account.end_own_session(asked.visit, token_of_session(), posted().value("session"))
    return after(asked, "me", done="ended")


def stay(asked: Asked) -> ResponseReturnValue:
    """The person is still there."""
    return after(asked, "me", done="stayed")


def password(asked: Asked) -> ResponseReturnValue:
    """The form for a new password."""
    return show(asked, "me/password.html", "Change your password", None)


def change_password(asked: Asked) -> ResponseReturnValue:
    """A new password was sent, with the present one."""
    form = posted()

    def act() -> ResponseReturnValue:
        if form.value("password") != form.value("password_again"):
            raise Invalid("password_again", "The two passwords are not the same.")
        present, new = form.value("present_password"), form.value("password")
        own_account.change_password(asked.visit, token_of_session(), present, new)
        return after(asked, "me", done="password")

    return submitted(
        form, act, lambda wrong: show(asked, "me/password.html", "Change your password", None, form=wrong)
    )


def begin_factor(asked: Asked) -> ResponseReturnValue:
    """Make a new second factor."""
    own_account.begin_factor(asked.visit, token_of_session())
    return after(asked, "factor")


def factor(asked: Asked) -> ResponseReturnValue:
    """The new second factor, to be confirmed."""
    return _factor_page(asked, NOTHING_TYPED)


def confirm_factor(asked: Asked) -> ResponseReturnValue:
    """Its first code was sent."""
    form = posted()

    def act() -> ResponseReturnValue:
        own_account.confirm_factor(asked.visit, token_of_session(), form.value("code"))
        return after(asked, "me", done="factor")

    return submitted(form, act, lambda wrong: _factor_page(asked, wrong))


def _factor_page(asked: Asked, form: Form) -> ResponseReturnValue:
    offered = own_account.offered_factor(asked.visit, token_of_session())
    page = FactorPage(in_groups(offered.secret), qr_picture(offered.address))
    return show(asked, "me/factor.html", "Set up a new second factor", page, form=form)


def renew_codes(asked: Asked) -> ResponseReturnValue:
    """Make new recovery codes."""
    kept = own_account.renew_codes(asked.visit, token_of_session())
    return after(asked, "codes", kept=kept)


def codes(asked: Asked, kept: str) -> ResponseReturnValue:
    """The recovery codes, until they were written down."""
    found = kept_form(asked.visit, kept).fields.get("codes", "").split()
    return show(
        asked, "me/codes.html", "Your recovery codes", CodesPage(kept, tuple(found), "first" in request.args)
    )


def seen_codes(asked: Asked, kept: str) -> ResponseReturnValue:
    """They were written down: on to the account, or to the first page after the set-up."""
    own_account.seen_codes(asked.visit, token_of_session(), kept)
    if posted().value("first"):
        return after(asked, "start")
    return after(asked, "me", done="codes")


def prove(asked: Asked) -> ResponseReturnValue:
    """The form that asks again for a code."""
    return show(asked, "me/prove.html", "Enter the security code again", _provider(asked))


def _provider(asked: Asked) -> str:
    provider = asked.visit.settings.web.provider
    return provider.name if provider else ""


def check_proof(asked: Asked) -> ResponseReturnValue:
    """A code was sent: the session goes on under a new secret."""
    form = posted()

    def act() -> ResponseReturnValue:
        token = own_account.prove_again(asked.visit, token_of_session(), form.value("code"), came(request))
        return hold(forget_wanted(redirect(way_back(), 303)), token)

    return submitted(
        form,
        act,
        lambda wrong: show(
            asked, "me/prove.html", "Enter the security code again", _provider(asked), form=wrong
        ),
    )


def kept(asked: Asked, kept_id: str) -> ResponseReturnValue:
    """A form that was not sent because the session had ended."""
    found = kept_form(asked.visit, kept_id)
    page = KeptPage(found.address, tuple(found.fields.items()))
    return show(asked, "me/kept.html", "This form has not been sent yet", page)


def warning(_: Asked, seconds: int) -> ResponseReturnValue:
    """The style by which a page shows, so many seconds later, that the session ends; no script is needed."""
    return Response(WARNING.format(seconds=min(seconds, 24 * 3600)), mimetype="text/css")


POST = ("POST",)
ROUTES = (
    Route("warning", "/session/<int:seconds>.css", warning, ANYONE, council=False, caching=FOR_EVER),
    Route("me", "/me", me, EVERY_ROLE, council=False),
    Route("end_session", "/me/sessions", end_session, EVERY_ROLE, POST, council=False),
    Route("stay", "/me/stay", stay, EVERY_ROLE, POST, council=False),
    Route("password", "/me/password", password, EVERY_ROLE, council=False),
    Route("change_password", "/me/password", change_password, EVERY_ROLE, POST, council=False),
    Route(
        "begin_factor",
        "/me/factor/new",
        begin_factor,
        EVERY_ROLE,
        POST,
        council=False,
        reauthenticate=True,
        form="me",
    ),
    Route("factor", "/me/factor", factor, EVERY_ROLE, council=False, reauthenticate=True),
    Route(
        "confirm_factor", "/me/factor", confirm_factor, EVERY_ROLE, POST, council=False, reauthenticate=True
    ),
    Route("renew_codes", "/me/codes", renew_codes, EVERY_ROLE, POST, council=False, reauthenticate=True),
    Route("codes", "/me/codes/<kept>", codes, EVERY_ROLE, council=False),
    Route("seen_codes", "/me/codes/<kept>", seen_codes, EVERY_ROLE, POST, council=False),
    Route("prove", "/me/prove", prove, EVERY_ROLE, council=False),
    Route("check_proof", "/me/prove", check_proof, EVERY_ROLE, POST, council=False),
    Route("kept", "/kept/<kept_id>", kept, EVERY_ROLE, council=False),
)
