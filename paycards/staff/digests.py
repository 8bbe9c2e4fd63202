"""What a person holds and the database only knows: random tokens, and the digest that stands for each."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 32  # 256 bits: no slow hash is needed


def new_token() -> str:
    """A secret for one link or session."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """How the database knows a token."""
    return hashlib.sha256(token.encode()).hexdigest()
