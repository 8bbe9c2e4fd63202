"""The pinned host keys: a file in OpenSSH's known_hosts form (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).

One key a line: names, key type, key. A port other than 22 stands as `[host]:port`; a name
may be hashed (`|1|…`). Lines with a marker (`@revoked`, `@cert-authority`) are refused,
because ignoring a revoked key would be wrong; patterns with `*` match nothing.
"""

from __future__ import annotations

import hmac
from base64 import b64decode
from pathlib import Path

from paramiko import PKey, SSHException
from paramiko.hostkeys import HostKeyEntry, InvalidHostKey

from paycards.errors import SettingsError


def known_keys(path: Path, host: str, port: int) -> list[PKey]:
    """The keys pinned for a server, of the kinds this client speaks; empty if there is none.

    Raises SettingsError if the file, or a line of it, cannot be read.
    """
    wanted = host.lower() if port == 22 else f"[{host.lower()}]:{port}"
    keys: list[PKey] = []
    for number, line in enumerate(_lines(path), 1):
        if line and not line.startswith("#"):
            try:
                keys += _keys_of(line.split(), wanted)
            except (ValueError, InvalidHostKey, SSHException) as error:
                raise SettingsError(f"Line {number} of {path} is no host key: put it right.") from error
    return keys


def known_hosts_line(host: str, port: int, public_key: str) -> str:
    """The line that pins a public key (`ssh-ed25519 AAAA…`), without its line end."""
    name = host if port == 22 else f"[{host}]:{port}"
    return f"{name} {public_key}"


def _keys_of(fields: list[str], wanted: str) -> list[PKey]:
    if fields[0].startswith("@") or len(fields) < 3:
        raise ValueError("a marker, or too few fields")
    entry = HostKeyEntry.from_line(" ".join(fields[:3]))
    if entry is None:  # a kind of key that this client does not speak
        return []
    return [entry.key] if any(_is(wanted, name) for name in entry.hostnames) else []


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The known_hosts file {path} cannot be read: {error}.") from error


def _is(wanted: str, name: str) -> bool:
    if not name.startswith("|1|"):
        return name.lower() == wanted
    salt, digest = (b64decode(part, validate=True) for part in name.removeprefix("|1|").split("|"))
    return hmac.compare_digest(hmac.digest(salt, wanted.encode(), "sha1"), digest)
