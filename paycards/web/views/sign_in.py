"""Signing in: address and password, the code, a one-time link; and signing out."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import redirect, request
from flask.typing import ResponseReturnValue

from paycards.errors import Invalid
from paycards.jobs.provider_sign_in import leave_provider
from paycards.jobs.set_up_person import offer_set_up, set_up_person
from paycards.jobs.sign_in import check_code, check_password
from paycards.jobs.signed_in import sign_out, waits_for_code
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import ANYONE, Route
from paycards.staff.factor import in_groups
from paycards.web.context import Asked
from paycards.web.door import came, forget_wanted, hold, let_go, token_of_session, way_back
from paycards.web.going_on import go_on
from paycards.web.qr import qr_picture
from paycards.web.show import NOTHING_TYPED, after, show

SIGNED_OUT = {"signed-out": "You are signed out.", "set-up": "Your password and second factor are set."}


@dataclass(frozen=True)
class SignInPage:
    """Which ways in there are."""

    by_password: bool
    provider: str


@dataclass(frozen=True)
class SetUpPage:
    """What the page of a one-time link shows."""

    token: str = field(repr=False)
    email: str
    secret: str = field(repr=False)
    picture: str = field(repr=False)


def sign_in(asked: Asked) -> ResponseReturnValue:
    """The form."""
    return _sign_in_page(asked, NOTHING_TYPED)


def check_sign_in(asked: Asked) -> ResponseReturnValue:
    """Address and password were sent."""
    form = posted()

    def act() -> ResponseReturnValue:
        token = check_password(asked.visit, form.value("email"), form.value("password"), came(request))
        return hold(redirect("/sign-in/code", 303), token)

    return submitted(form, act, lambda wrong: _sign_in_page(asked, wrong))


def _sign_in_page(asked: Asked, form: Form) -> ResponseReturnValue:
    web = asked.visit.settings.web
    page = SignInPage(web.password, web.provider.name if web.provider else "")
    return show(asked, "sign_in/password.html", "Sign in", page, form=form, done=SIGNED_OUT)


def code(asked: Asked) -> ResponseReturnValue:
    """The form of the second factor."""
    if not waits_for_code(asked.visit, token_of_session()):
        return _no_code_needed(asked)
    return show(asked, "sign_in/code.html", "Enter the security code", None)


def check_sign_in_code(asked: Asked) -> ResponseReturnValue:
    """A code was sent."""
    form, token = posted(), token_of_session()
    if not waits_for_code(asked.visit, token):
        return _no_code_needed(asked)

    def act() -> ResponseReturnValue:
        whole = check_code(asked.visit, token, form.value("code"), came(request))
        return hold(forget_wanted(redirect(way_back(), 303)), whole)

    return submitted(
        form, act, lambda wrong: show(asked, "sign_in/code.html", "Enter the security code", None, form=wrong)
    )


def _no_code_needed(asked: Asked) -> ResponseReturnValue:
    """Whoever sent the form twice is in; anybody else begins again."""
    return redirect(way_back() if asked.person else "/sign-in", 303)


def leave(asked: Asked) -> ResponseReturnValue:
    """The button was pressed: the session ends, here and on the server."""
    session = sign_out(asked.visit, token_of_session())
    there = leave_provider(asked.visit, session) if session else ""
    if there:
        says = "You are signed out of paycards. Your council account is signed out next."
        return let_go(go_on(asked, "You are signed out", says, there))
    return let_go(after(asked, "sign_in", done="signed-out"))


def set_up(asked: Asked, token: str) -> ResponseReturnValue:
    """The page of a one-time link."""
    return _set_up_page(asked, token, NOTHING_TYPED)


def check_set_up(asked: Asked, token: str) -> ResponseReturnValue:
    """A password and the first code were sent."""
    form = posted()

    def act() -> ResponseReturnValue:
        password = form.value("password")
        if password != form.value("password_again"):
            raise Invalid("password_again", "The two passwords are not the same.")
        begun = set_up_person(asked.visit, token, password, form.value("code"), came(request))
        return hold(redirect(f"/me/codes/{begun.codes}?first=", 303), begun.token)

    return submitted(form, act, lambda wrong: _set_up_page(asked, token, wrong))


def _set_up_page(asked: Asked, token: str, form: Form) -> ResponseReturnValue:
    offer = offer_set_up(asked.visit, token)
    page = SetUpPage(token, offer.email, in_groups(offer.secret), qr_picture(offer.address))
    return show(asked, "sign_in/set_up.html", "Set your password and second factor", page, form=form)


POST = ("POST",)
ROUTES = (
    Route("sign_in", "/sign-in", sign_in, ANYONE, council=False),
    Route("check_sign_in", "/sign-in", check_sign_in, ANYONE, POST, council=False),
    Route("sign_in_code", "/sign-in/code", code, ANYONE, council=False),
    Route("check_sign_in_code", "/sign-in/code", check_sign_in_code, ANYONE, POST, council=False),
    Route("sign_out", "/sign-out", leave, ANYONE, POST, council=False),
    Route("set_up", "/set-up/<token>", set_up, ANYONE, council=False),
    Route("check_set_up", "/set-up/<token>", check_set_up, ANYONE, POST, council=False),
)
