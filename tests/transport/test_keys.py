"""Private keys and secrets: read strictly, written for their owner only."""

from __future__ import annotations

import stat
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from paycards.errors import SettingsError
from paycards.transport.keys import load_key, new_key, read_secret
from tests.servers import make_key


def test_a_new_key_is_one_that_openssh_reads_and_only_its_owner_may(tmp_path: Path) -> None:
    public = new_key(tmp_path / "key")
    command = ["ssh-keygen", "-y", "-f", str(tmp_path / "key")]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() == public
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert load_key(tmp_path / "key").get_base64() == public.split()[1]


def test_a_new_key_never_replaces_an_old_one(tmp_path: Path) -> None:
    new_key(tmp_path / "key")
    with pytest.raises(FileExistsError):
        new_key(tmp_path / "key")


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_a_key_opens_with_its_own_passphrase_only(tmp_path: Path, kind: str) -> None:
    public = make_key(tmp_path / "key", kind, "correct horse")
    (tmp_path / "right").write_text("correct horse\r\n")
    (tmp_path / "wrong").write_text("battery staple")
    assert load_key(tmp_path / "key", tmp_path / "right").get_base64() == public.split()[1]
    for passphrase_file in (tmp_path / "wrong", None):
        with pytest.raises(SettingsError, match="key_passphrase_file") as caught:
            load_key(tmp_path / "key", passphrase_file)
        assert "battery" not in str(caught.value)


def test_what_is_no_private_key_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    with pytest.raises(SettingsError, match="no Ed25519, ECDSA or RSA private key"):
        load_key(tmp_path / "key.pub")
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load_key(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"ssh-ed25519 AAAA me@desk\n", "It is a public key"),
        (b"PuTTY-User-Key-File-3: ssh-ed25519\r\n", "export it in OpenSSH form"),
        (
            b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n",
            "name a file that holds it as key_passphrase_file",
        ),
        ("-----BEGIN PRIVATE KEY-----\r\nAAAA\r\n".encode("utf-16"), "It is in UTF-16: save it as UTF-8"),
    ],
)
def test_what_a_key_file_seems_to_be_is_said(tmp_path: Path, data: bytes, hint: str) -> None:
    (tmp_path / "key").write_bytes(data)
    with pytest.raises(SettingsError, match=hint):
        load_key(tmp_path / "key")


def test_a_key_without_a_passphrase_is_not_asked_for_one(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256K1())  # a curve that SSH has no name for
    (tmp_path / "key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    with pytest.raises(SettingsError, match=r"key_passphrase_file is not its own\.$"):
        load_key(tmp_path / "key")


def test_a_key_whatever_is_damaged_in_it_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    make_key(tmp_path / "key", "ecdsa")
    lines = (tmp_path / "key").read_text().splitlines()
    body = b64decode("".join(lines[1:-1]))
    compressed = body.replace(b"\x00\x00\x00\x41\x04", b"\x00\x00\x00\x41\x02")
    assert compressed != body
    text = "\n".join([lines[0], b64encode(compressed).decode(), lines[-1], ""])
    (tmp_path / "key").write_text(text)
    with pytest.raises(SettingsError, match="private key"):
        load_key(tmp_path / "key")


def test_a_secret_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read: No such file or directory\."):
        read_secret(tmp_path / "nowhere")
    (tmp_path / "secret").write_bytes("pass word".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"cannot be read: it is not UTF-8\."):
        read_secret(tmp_path / "secret")


def test_a_secret_is_one_line_with_its_spaces(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(" pass word \n")
    assert read_secret(tmp_path / "secret") == " pass word "


@pytest.mark.parametrize("data", [b"", b"\n", b"one\ntwo\n", b"\xff\n"])
def test_anything_else_is_no_secret_and_is_not_shown(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "secret").write_bytes(data)
    with pytest.raises(SettingsError) as caught:
        read_secret(tmp_path / "secret")
    assert "one" not in str(caught.value).replace("one line", "")


@pytest.mark.parametrize("passphrase", ["", "correct horse"])
@pytest.mark.parametrize("algorithm", ["ED25519", "RSA", "P-256", "P-384", "P-521"])
@pytest.mark.parametrize("edited", [False, True])
def test_a_key_in_pkcs_8_is_read_whatever_its_kind(
    tmp_path: Path, algorithm: str, passphrase: str, edited: bool
) -> None:
    key = _new(algorithm)
    secret = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret)
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in data or b"BEGIN PRIVATE KEY" in data
    if edited:  # by an editor of Windows
        data = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    (tmp_path / "key").write_bytes(data)
    (tmp_path / "passphrase").write_bytes(b"\xef\xbb\xbf" * edited + passphrase.encode())
    loaded = load_key(tmp_path / "key", tmp_path / "passphrase" if passphrase else None)
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    assert loaded.get_base64() == public.split()[1]
    assert loaded.can_sign()
    if passphrase:
        with pytest.raises(SettingsError, match="key_passphrase_file"):
            load_key(tmp_path / "key")


CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}


def _new(algorithm: str) -> Any:
    if algorithm == "ED25519":
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm == "RSA":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(CURVES[algorithm])


def test_a_secret_is_what_follows_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xef\xbb\xbfpass word\r\n")
    assert read_secret(tmp_path / "secret") == "pass word"
