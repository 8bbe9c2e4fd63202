"""Pinned host keys are read strictly."""

from __future__ import annotations

import hmac
from base64 import b64encode
from pathlib import Path

import pytest

from paycards.errors import SettingsError
from paycards.transport import HostKeyRefused
from paycards.transport.keys import new_key
from paycards.transport.known_hosts import known_hosts_line, known_keys

OURS = "sftp.supplier.example"


@pytest.fixture
def public_key(tmp_path: Path) -> str:
    return new_key(tmp_path / "key")


def _known(folder: Path, text: str, host: str = "sftp.supplier.example", port: int = 22) -> int:
    (folder / "known_hosts").write_text(text)
    return len(known_keys(folder / "known_hosts", host, port))


def test_a_key_is_pinned_for_its_own_name_and_port_only(tmp_path: Path, public_key: str) -> None:
    line = known_hosts_line("sftp.supplier.example", 2222, public_key)
    assert line.startswith("[sftp.supplier.example]:2222 ssh-ed25519 ")
    assert _known(tmp_path, line, port=2222) == 1
    assert _known(tmp_path, line) == 0
    assert _known(tmp_path, line, host="other.example", port=2222) == 0


def test_the_ordinary_port_goes_without_saying(tmp_path: Path, public_key: str) -> None:
    line = known_hosts_line("sftp.supplier.example", 22, public_key)
    assert line.startswith("sftp.supplier.example ssh-ed25519 ")
    assert _known(tmp_path, line) == 1


@pytest.mark.parametrize(
    "names", ["SFTP.Supplier.Example", "10.0.0.1,sftp.supplier.example", "sftp.supplier.example,10.0.0.1"]
)
def test_case_and_further_names_do_not_matter(tmp_path: Path, public_key: str, names: str) -> None:
    assert _known(tmp_path, f"{names}\t{public_key}  a comment\n") == 1


def test_several_keys_of_one_server_all_count(tmp_path: Path, public_key: str) -> None:
    line = known_hosts_line("sftp.supplier.example", 22, public_key)
    other = known_hosts_line("sftp.supplier.example", 22, new_key(tmp_path / "other"))
    assert _known(tmp_path, f"# pinned by hand\n\n{line}\n{other}\n") == 2


@pytest.mark.parametrize(
    "names", ["*", "*.supplier.example", "sftp.supplier.example.other.example", "|1|AAAA|AAAA"]
)
def test_a_pattern_or_another_name_pins_nothing(tmp_path: Path, public_key: str, names: str) -> None:
    assert _known(tmp_path, f"{names} {public_key}") == 0


@pytest.mark.parametrize("unwanted", [f"!{OURS}", "!*.supplier.example", "!*"])
def test_a_line_that_takes_our_server_out_does_not_pin_it(
    tmp_path: Path, public_key: str, unwanted: str
) -> None:
    assert _known(tmp_path, f"{OURS},{unwanted} {public_key}") == 0
    assert _known(tmp_path, f"{unwanted},{OURS} {public_key}") == 0
    assert _known(tmp_path, f"{OURS},!other.example {public_key}") == 1


def test_a_host_key_whatever_is_damaged_in_it_is_named_by_its_line(tmp_path: Path) -> None:
    exponent = b"\x00\x00\x00\x03\x01\x00\x01"
    negative = b64encode(b"\x00\x00\x00\x07ssh-rsa" + exponent + b"\x00\x00\x00\x02\xff\x01").decode()
    with pytest.raises(SettingsError, match="Line 1 of"):
        _known(tmp_path, f"{OURS} ssh-rsa {negative}")


def test_a_kind_of_key_that_is_not_spoken_is_passed_over(tmp_path: Path, public_key: str) -> None:
    text = f"sftp.supplier.example ssh-future AAAA\nsftp.supplier.example {public_key}\n"
    assert _known(tmp_path, text) == 1


@pytest.mark.parametrize(
    "line",
    [
        "@revoked sftp.supplier.example ssh-ed25519 AAAA",
        "@cert-authority * ssh-ed25519 AAAA",
        "sftp.supplier.example ssh-ed25519 AAA",
        "sftp.supplier.example ssh-ed25519 AAAA",
        "sftp.supplier.example ssh-ed25519",
        "sftp.supplier.example",
        "|1|x|y ssh-ed25519 AAAA",
    ],
)
def test_a_line_that_cannot_be_read_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError, match="Line 2 of"):
        _known(tmp_path, f"# first\n{line}\n")


def test_a_missing_or_binary_file_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read: No such file or directory\.$"):
        known_keys(tmp_path / "nowhere", "sftp.supplier.example", 22)
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="it is not UTF-8"):
        known_keys(tmp_path / "binary", "sftp.supplier.example", 22)


@pytest.mark.parametrize(
    "line",
    [
        "@revoked sftp.other.example ssh-ed25519 AAAA",
        "@revoked *.other.example,!sftp.supplier.example ssh-ed25519 AAAA",
        "@cert-authority *.other.example ssh-rsa AAAA",
        "sftp.other.example ssh-ed25519 cut off",
        "sftp.other.example",
    ],
)
def test_a_line_about_another_server_stops_nothing(tmp_path: Path, public_key: str, line: str) -> None:
    assert _known(tmp_path, f"{line}\n{OURS} {public_key}\n") == 1


def test_a_certificate_authority_pins_nothing(tmp_path: Path, public_key: str) -> None:
    assert _known(tmp_path, f"@cert-authority * {public_key}\n") == 0
    assert _known(tmp_path, f"@cert-authority * {public_key}\n{OURS} {public_key}\n") == 1


@pytest.mark.parametrize(
    "names", [OURS, "*", "*.supplier.example", "other.example,sftp.?upplier.example", "hashed"]
)
def test_a_key_that_is_revoked_for_our_server_is_not_trusted(
    tmp_path: Path, public_key: str, names: str
) -> None:
    if names == "hashed":
        salt = b"salt" * 5
        digest = hmac.digest(salt, OURS.encode(), "sha1")
        names = f"|1|{b64encode(salt).decode()}|{b64encode(digest).decode()}"
    pinned, revoked = f"{OURS} {public_key}\n", f"@revoked {names} {public_key}\n"
    for text in (pinned + revoked, revoked + pinned, revoked):
        with pytest.raises(HostKeyRefused, match="revoked"):
            _known(tmp_path, text)
    assert _known(tmp_path, pinned + revoked + f"{OURS} {new_key(tmp_path / 'new')}\n") == 1


def test_a_key_that_is_revoked_by_name_is_revoked_at_every_port(tmp_path: Path, public_key: str) -> None:
    text = f"[{OURS}]:2222 {public_key}\n@revoked {OURS} {public_key}\n"
    with pytest.raises(HostKeyRefused):
        _known(tmp_path, text, port=2222)


def test_a_byte_order_mark_and_line_ends_of_windows_do_not_matter(tmp_path: Path, public_key: str) -> None:
    (tmp_path / "known_hosts").write_bytes(b"\xef\xbb\xbf" + f"{OURS} {public_key}\r\n".encode())
    assert len(known_keys(tmp_path / "known_hosts", OURS, 22)) == 1
