"""Keys to sign in with: reading a private key or a password, and making a new pair of keys."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from paramiko import PKey, SSHException
from paramiko.pkey import UnknownKeyType

from paycards.errors import SettingsError


def load_key(path: Path, passphrase_file: Path | None = None) -> PKey:
    """Read an Ed25519, ECDSA or RSA private key in OpenSSH or PEM form.

    Raises SettingsError if it cannot be read or the passphrase is not its own.
    """
    passphrase = read_secret(passphrase_file).encode() if passphrase_file else None
    try:
        return PKey.from_path(path, passphrase)  # type: ignore[arg-type]  # it takes bytes only
    except OSError as error:
        raise SettingsError(f"The key file {path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, SSHException, UnknownKeyType, UnsupportedAlgorithm) as error:
        raise SettingsError(
            f"The key file {path} is no Ed25519, ECDSA or RSA private key,"
            " or key_passphrase_file is not its own."
        ) from error


def read_secret(path: Path) -> str:
    """A password or passphrase: the first and only line of a file. Raises SettingsError."""
    try:
        secret = path.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The secret in {path} cannot be read.") from error
    if not secret or "\n" in secret:
        raise SettingsError(f"The file {path} must hold one line, the secret.")
    return secret


def new_key(path: Path) -> str:
    """Write a new Ed25519 private key, readable by its owner only; return its public key line.

    Raises FileExistsError rather than replace a key.
    """
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - it is a descriptor
        file.write(private)
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")
