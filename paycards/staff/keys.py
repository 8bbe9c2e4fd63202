"""The key of the installation: what must be read again is encrypted with it, and it stands in a file alone.

Whoever has a copy of the database without this file has no second factor of anybody. AES-256 in GCM: changed
bytes are found. What is encrypted is bound to its purpose, so that one kind never passes for another.
"""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from paycards.errors import Corrupt, Failed

KEY_BYTES, NONCE_BYTES = 32, 12
PRIVATE = 0o600


@dataclass(frozen=True)
class Key:
    """The key of one installation."""

    secret: bytes = field(repr=False)

    def seal(self, purpose: str, text: str) -> str:
        """Encrypt a text for one purpose."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.secret).encrypt(nonce, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode("ascii")

    def open(self, purpose: str, sealed: str) -> str:
        """Read it again. Raises Corrupt when it was changed, or made with another key or purpose."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            raw = base64.urlsafe_b64decode(sealed.encode("ascii"))
            opened = AESGCM(self.secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise Corrupt(
                "What was encrypted does not fit the key file.", code="sealed_by_another"
            ) from error
        return opened.decode()

    def derive(self, purpose: str, text: str) -> bytes:
        """Twenty bytes that follow from a text, for whoever has the key."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        made = HKDF(algorithm=hashes.SHA256(), length=20, salt=purpose.encode(), info=text.encode())
        return made.derive(self.secret)


def make_key(path: Path) -> None:
    """Make the key file, for its owner alone; one that is there stays. Raises Failed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError:
        return
    except OSError as error:
        raise Failed(f"The key file {path} cannot be made: {error.strerror}.") from error
    with os.fdopen(file, "wb") as out:
        out.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")


def made_key(path: Path) -> Key:
    """Read the key file, which is made first where there is none. Raises as `make_key` and `read_key`."""
    make_key(path)
    return read_key(path)


def read_key(path: Path) -> Key:
    """Read the key file. Raises Failed where there is none or others may read it, Corrupt if it is none."""
    try:
        if path.stat().st_mode & 0o077:
            raise Failed(
                f"The key file {path} may be read by others: let only its owner read it (mode 0600)."
            )
        secret = base64.urlsafe_b64decode(path.read_bytes().strip())
    except OSError as error:
        raise Failed(
            f"The key file {path} cannot be read: {error.strerror}.", code="no_key_file", path=str(path)
        ) from error
    except ValueError as error:
        raise Corrupt(f"{path} is not a key file.") from error
    if len(secret) != KEY_BYTES:
        raise Corrupt(f"{path} is not a key file.")
    return Key(secret)
