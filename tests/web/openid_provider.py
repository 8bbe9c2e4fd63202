"""A real OpenID provider on loopback: Authlib's own server parts behind a real HTTP server.

It signs whoever is set in `person` in without asking, as one at a desk where somebody is signed in already.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from flask import Flask, Response, jsonify, redirect, request
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import BaseWSGIServer, make_server

CLIENT, SECRET = "paycards", "the-secret-of-paycards"


@dataclass
class Client:
    """Paycards, as the provider knows it."""

    back: str

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.back

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, address: str) -> bool:
        return address == self.back

    def check_client_secret(self, secret: str) -> bool:
        return secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


@dataclass
class Code:
    """An authorization code and what it was asked with."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    user: Any
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return 0

    def get_acr(self) -> str:
        return ""

    def get_amr(self) -> list[str]:
        return []


@dataclass
class OpenIdProvider:
    """The provider: what it says of the person, and what it gets wrong on purpose."""

    back: str
    person: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)  # claims of the token, over the right ones
    signs_with_another_key: bool = False
    signed_out: list[dict[str, str]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    clock: Any = time.time
    server: BaseWSGIServer | None = None

    def __post_init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})
        self.other = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})

    @property
    def issuer(self) -> str:
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_port}/tenant"

    def start(self) -> None:
        self.server = make_server("127.0.0.1", 0, _application(self), threaded=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        assert self.server is not None
        self.server.shutdown()
        self.server.server_close()


def _application(provider: OpenIdProvider) -> Flask:  # noqa: C901 - a whole provider, put together
    app = Flask("provider")
    client = Client(provider.back)
    server = AuthorizationServer(app, query_client=lambda _: client, save_token=lambda *_: None)

    class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, asked: Any) -> None:
            data = asked.payload.data
            provider.codes[code] = Code(
                code,
                asked.payload.redirect_uri,
                asked.payload.scope,
                data["nonce"],
                asked.user,
                data["code_challenge"],
                data["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, _: Any) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, code: Code) -> None:
            provider.codes.pop(code.code)

        def authenticate_user(self, code: Code) -> Any:
            return code.user

    class Identity(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, asked: Any) -> bool:
            return any(code.nonce == nonce for code in provider.codes.values())

        def resolve_client_private_key(self, _: Any) -> Any:
            return provider.other if provider.signs_with_another_key else provider.key

        def get_client_algorithm(self, _: Any) -> str:
            return "RS256"

        def get_client_claims(self, _: Any) -> dict[str, Any]:
            now = int(provider.clock())
            return {"iss": provider.issuer, "aud": [CLIENT], "iat": now, "exp": now + 300}

        def get_encode_header(self, _: Any) -> dict[str, str]:
            return {"alg": "RS256", "kid": "one"}

        def generate_user_info(self, user: Any, _: str) -> UserInfo:
            return UserInfo(**{**user, **provider.wrong})

    server.register_grant(CodeGrant, [Identity(require_nonce=True), CodeChallenge(required=True)])

    @app.get("/tenant/.well-known/openid-configuration")
    def metadata() -> Response:
        base = provider.issuer
        named = {"authorization": "authorize", "token": "token", "end_session": "leave"}
        endpoints = {f"{name}_endpoint": f"{base}/{place}" for name, place in named.items()}
        return jsonify({"issuer": base, "jwks_uri": f"{base}/keys", **endpoints})

    @app.get("/tenant/keys")
    def keys() -> Response:
        return jsonify(KeySet([provider.key]).as_dict(private=False))

    @app.get("/tenant/authorize")
    def authorize() -> Any:
        provider.asked.append(dict(request.args))
        grant = server.get_consent_grant(end_user=provider.person)
        return server.create_authorization_response(grant_user=provider.person, grant=grant)

    @app.post("/tenant/token")
    def token() -> Any:
        return server.create_token_response()

    @app.get("/tenant/leave")
    def leave() -> Any:
        provider.signed_out.append(dict(request.args))
        return redirect(request.args["post_logout_redirect_uri"])

    return app
