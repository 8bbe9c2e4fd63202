"""The OpenID provider: the code flow with PKCE, and what its token says of a person.

A person is whom the provider calls so: issuer and subject, never an address. The token is believed when it is
signed by a key of the configured issuer with one of the listed algorithms, is for us, is of now (60 seconds
either way) and answers the request that this browser made.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from paycards.errors import Failed, NotAllowed, TryAgain
from paycards.settings.provider import Provider
from paycards.staff.digests import new_token

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY_SECONDS = 60
WAIT_SECONDS = 10
SCOPE = "openid email profile"
SECURE = re.compile(r"https://\S+|http://(127\.0\.0\.1|localhost)(:\d+)?(/\S*)?")


class NotBelieved(NotAllowed):
    """What the provider brought is not what was asked for; why stands in the log, not on the page."""

    def __init__(self, why: str) -> None:
        super().__init__("The sign-in did not work. Start again.", code="provider_not_believed", why=why)


class TooWeak(NotAllowed):
    """The person was signed in at the provider less strongly, or longer ago, than the settings ask for."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "Your account was not signed in as strongly as this service asks for. Start again, and use your"
            " second factor there.",
            code="provider_too_weak",
            why=why,
        )


@dataclass(frozen=True)
class Begun:
    """A sign-in that waits for the provider's answer."""

    address: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Known:
    """Whom the provider brings."""

    subject: str
    email: str
    app_roles: frozenset[str]
    id_token: str = field(repr=False)


def begin(provider: Provider, back: str, *, again: bool) -> Begun:
    """Make the address at the provider to which the browser goes. Raises TryAgain where it is silent."""
    verifier, nonce = new_token() + new_token(), new_token()
    asks = {"nonce": nonce, "code_verifier": verifier}
    prompt = "login" if again else provider.prompt
    asks |= {"prompt": prompt} if prompt else {}
    asks |= {"acr_values": " ".join(provider.acr)} if provider.acr else {}
    asks |= {"max_age": str(provider.max_age_minutes * 60)} if provider.max_age_minutes else {}
    endpoint = _metadata(provider)["authorization_endpoint"]
    with _client(provider, back) as client:
        address, state = client.create_authorization_url(endpoint, state=new_token(), **asks)
    return Begun(address, state, nonce, verifier)


def finish(provider: Provider, back: str, code: str, begun: Mapping[str, str], now: dt.datetime) -> Known:
    """Turn the code into a person. Raises NotBelieved, TooWeak, and TryAgain where it is silent."""
    from authlib.common.errors import AuthlibBaseError

    metadata = _metadata(provider)
    with _client(provider, back) as client, _answers():
        try:
            token = client.fetch_token(
                metadata["token_endpoint"], code=code, code_verifier=begun["verifier"], timeout=WAIT_SECONDS
            )
        except AuthlibBaseError as error:
            raise NotBelieved(f"no token: {error.error}") from error
    id_token = str(token.get("id_token") or "")
    claims = _claims(provider, id_token, _get(metadata["jwks_uri"]), str(begun["nonce"]), now)
    _require_strength(provider, claims, now)
    roles = claims.get(provider.roles_claim) or ()
    email = str(claims.get("email") or claims.get("preferred_username") or "")
    return Known(
        str(claims["sub"]),
        email,
        frozenset(map(str, roles)) if isinstance(roles, list) else frozenset(),
        id_token,
    )


def _require_strength(provider: Provider, claims: Mapping[str, Any], now: dt.datetime) -> None:
    """Raise TooWeak unless the token says what was asked for: silence is not enough."""
    methods, since = claims.get("amr"), claims.get("auth_time")
    if provider.acr and claims.get("acr") not in provider.acr:
        raise TooWeak("acr")
    if provider.amr and not (isinstance(methods, list) and set(provider.amr) <= set(map(str, methods))):
        raise TooWeak("amr")
    if provider.max_age_minutes:
        oldest = now.timestamp() - provider.max_age_minutes * 60 - LEEWAY_SECONDS
        if not isinstance(since, int) or since < oldest:
            raise TooWeak("auth_time")


def sign_out_address(provider: Provider, id_token: str, back: str) -> str:
    """Where the browser signs out at the provider too; empty where that is not offered."""
    endpoint = str(_metadata(provider).get("end_session_endpoint") or "")
    asks = {"id_token_hint": id_token, "post_logout_redirect_uri": back, "client_id": provider.client_id}
    return f"{endpoint}?{urlencode(asks)}" if endpoint else ""


def _claims(
    provider: Provider, id_token: str, keys: dict[str, Any], nonce: str, now: dt.datetime
) -> dict[str, Any]:
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    options = {
        "iss": {"essential": True, "values": [provider.issuer]},
        "aud": {"essential": True, "values": [provider.client_id]},
    }
    said: Mapping[str, Any] = {}
    try:
        signed = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        asked = {"nonce": nonce, "client_id": provider.client_id}
        said = signed.claims
        claims = CodeIDToken(said, signed.header, options, asked)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotBelieved(f"{type(error).__name__}: {error}{_clocks(said, now)}") from error
    return dict(claims)


def _clocks(said: Mapping[str, Any], now: dt.datetime) -> str:
    """What the token's clock says beside ours; nothing for a token that cannot be read."""
    times = [f"{name} {said[name]}" for name in ("iat", "nbf", "exp") if isinstance(said.get(name), int)]
    return f" (here it is {int(now.timestamp())}; the token says {', '.join(times)})" if times else ""


def _client(provider: Provider, back: str) -> OAuth2Session:
    from authlib.integrations.requests_client import OAuth2Session

    try:
        secret = provider.client_secret_file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Failed("The file of the provider's client secret cannot be read.") from error
    return OAuth2Session(
        provider.client_id,
        secret,
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - the name of a method
    )


def _metadata(provider: Provider) -> dict[str, Any]:
    """What the provider says of itself; it must be the configured issuer, to the letter."""
    found = _get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise NotBelieved("the metadata name another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not SECURE.fullmatch(str(found.get(name) or "")):
            raise NotBelieved(f"the metadata have no secure {name}")
    return found


def _get(address: str) -> dict[str, Any]:
    import requests

    with _answers():
        answer = requests.get(address, timeout=WAIT_SECONDS, allow_redirects=False)
        if answer.status_code != 200:
            raise TryAgain("The sign-in provider does not answer as it should.", code="provider_silent")
        found = answer.json()
    if not isinstance(found, dict):
        raise NotBelieved("its answer is no object")
    return found


@contextmanager
def _answers() -> Iterator[None]:
    """Turn the troubles of the network into one that may have gone by the next try."""
    import requests

    try:
        yield
    except requests.RequestException as error:
        raise TryAgain("The sign-in provider does not answer.", code="provider_silent") from error
