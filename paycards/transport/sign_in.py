"""Signing in to a supplier's server: with a key, a password, or both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from paramiko import AuthenticationException, BadAuthenticationType, PKey, Transport

from paycards.settings.drop import SftpDrop
from paycards.transport import SignInRefused, Unreachable
from paycards.transport.keys import load_key, read_secret

SignIn = Callable[[Transport], object]

MOST_PROMPTS = 20  # in all: a server that asks on and on is not answered for ever


def sign_ins(drop: SftpDrop) -> list[SignIn]:
    """The ways to sign in that the settings give, the key first; a server may ask for both."""
    ways: list[SignIn] = []
    if drop.key_file is not None:
        ways.append(_with_key(drop.user, load_key(drop.key_file, drop.key_passphrase_file)))
    if drop.password_file is not None:
        ways.append(_with_password(drop.user, read_secret(drop.password_file)))
    return ways


def sign_in(transport: Transport, drop: SftpDrop, ways: list[SignIn]) -> None:
    """Try one way after the other. Raises SignInRefused; Unreachable if the server hangs up."""
    for way in ways:
        try:
            way(transport)
        except AuthenticationException as error:
            if not transport.is_active():  # not tried again: it could lock the user out
                raise Unreachable(
                    f"The server {drop.host}:{drop.port} hung up while {drop.user} signed in:"
                    " run again; if this continues, ask the supplier."
                ) from error
        if transport.is_authenticated():
            return
    raise SignInRefused(
        f"The server {drop.host}:{drop.port} does not let {drop.user} in:"
        " ask the supplier whether user, key and password are still good."
    )


def _with_key(user: str, key: PKey) -> SignIn:
    return lambda transport: transport.auth_publickey(user, key)


def _with_password(user: str, password: str) -> SignIn:
    """Give the password, or answer the server's own questions where it prefers to ask."""

    def way(transport: Transport) -> object:
        try:
            return transport.auth_password(user, password, fallback=False)
        except BadAuthenticationType as error:
            if "keyboard-interactive" not in error.allowed_types:
                raise
        return transport.auth_interactive(user, _Answers(user, password))

    return way


class _Answers:
    """Answers what a server asks: what is hidden while it is typed is the password, what is shown the user.

    A question for a new password is not answered, nor are more questions than a sign-in takes.
    """

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password
        self._left = MOST_PROMPTS

    def __call__(self, _title: str, _instructions: str, prompts: Sequence[tuple[str, bool]]) -> list[str]:
        self._left -= max(len(prompts), 1)
        if self._left < 0 or any("new" in prompt.lower().split() for prompt, _ in prompts):
            return [""] * len(prompts)
        return [self._user if shown else self._password for _, shown in prompts]
