"""Keys to sign in with: reading a private key or a password, and making a new pair of keys."""

from __future__ import annotations

import os
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from io import StringIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_ssh_private_key,
)
from cryptography.hazmat.primitives.serialization.ssh import SSHPrivateKeyTypes
from paramiko import ECDSAKey, Ed25519Key, PKey, RSAKey

from paycards.errors import SettingsError, why_unread

PUBLIC = (b"ssh-", b"ecdsa-", b"-----BEGIN PUBLIC KEY", b"---- BEGIN SSH2 PUBLIC KEY")
PUTTY = b"PuTTY-User-Key-File"
MAY_HAVE_A_PASSPHRASE = (b"ENCRYPTED", b"OPENSSH PRIVATE KEY")  # the latter does not say


def load_key(path: Path, passphrase_file: Path | None = None) -> PKey:
    """Read an Ed25519, ECDSA or RSA private key in OpenSSH form, or in PEM form (PKCS#8, PKCS#1, SEC 1).

    Raises SettingsError if it cannot be read or the passphrase is not its own.
    """
    passphrase = read_secret(passphrase_file).encode() if passphrase_file else None
    try:
        return _as_paramiko(_loaded(_file(path), passphrase))
    except OSError as error:
        raise SettingsError(f"The key file {path} cannot be read: {error.strerror}.") from error
    except Exception as error:  # whatever the libraries make of what is written there
        raise SettingsError(
            f"The key file {path} is no Ed25519, ECDSA or RSA private key,"
            f" or key_passphrase_file is not its own.{_hint(path, passphrase)}"
        ) from error


def _hint(path: Path, passphrase: bytes | None) -> str:
    """What the file seems to be, where that is told by how it begins."""
    data = _file(path)
    if data.startswith(PUBLIC):
        return " It is a public key: name the private one."
    if data.startswith(PUTTY):
        return " It is a key of PuTTY: export it in OpenSSH form, with PuTTYgen."
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return " It is in UTF-16: save it as UTF-8."
    if passphrase is None and any(mark in data for mark in MAY_HAVE_A_PASSPHRASE):
        return " If it has a passphrase, name a file that holds it as key_passphrase_file."
    return ""


def read_secret(path: Path) -> str:
    """A password or passphrase: the first and only line of a file. Raises SettingsError."""
    try:
        secret = path.read_text(encoding="utf-8-sig").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The secret in {path} cannot be read: {why_unread(error)}.") from error
    if not secret or "\n" in secret:
        raise SettingsError(f"The file {path} must hold one line, the secret.")
    return secret


def _file(path: Path) -> bytes:
    """The text of a key file, as if no editor of Windows had touched it."""
    return path.read_bytes().removeprefix(BOM_UTF8).replace(b"\r\n", b"\n")


def _loaded(data: bytes, passphrase: bytes | None) -> SSHPrivateKeyTypes | PrivateKeyTypes:
    if b"OPENSSH PRIVATE KEY" in data:
        return load_ssh_private_key(data, passphrase)
    return load_pem_private_key(data, passphrase)


def _as_paramiko(key: SSHPrivateKeyTypes | PrivateKeyTypes) -> PKey:
    """The same key as paramiko's: it reads OpenSSH's form and old PEM only, not PKCS#8."""
    if isinstance(key, Ed25519PrivateKey):
        return Ed25519Key.from_private_key(_openssh(key))
    if isinstance(key, EllipticCurvePrivateKey):
        return ECDSAKey.from_private_key(_openssh(key))
    if isinstance(key, RSAPrivateKey):
        return RSAKey.from_private_key(_openssh(key))
    raise ValueError("a key of another kind")


def _openssh(key: Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey) -> StringIO:
    return StringIO(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode("ascii"))


def new_key(path: Path) -> str:
    """Write a new Ed25519 private key, readable by its owner only; return its public key line.

    Raises FileExistsError rather than replace a key.
    """
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - it is a descriptor
        file.write(private)
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")
