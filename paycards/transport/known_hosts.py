"""The pinned host keys: a file in OpenSSH's known_hosts form (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).

One key a line: names, key type, key. A port other than 22 stands as `[host]:port`; a name
may be hashed (`|1|…`). Lines with a marker (`@revoked`, `@cert-authority`) are refused,
because ignoring a revoked key would be wrong; patterns with `*` match nothing.
"""

from __future__ import annotations

from binascii import Error as BadBase64
from collections.abc import Iterator
from pathlib import Path

from paramiko import HostKeys, PKey, SSHException
from paramiko.hostkeys import HostKeyEntry, InvalidHostKey

from paycards.errors import SettingsError


def known_keys(path: Path, host: str, port: int) -> list[PKey]:
    """The keys pinned for a server, of the kinds this client speaks; empty if there is none.

    Raises SettingsError if the file, or a line of it, cannot be read.
    """
    wanted = host.lower() if port == 22 else f"[{host.lower()}]:{port}"
    return [entry.key for entry in _entries(path) if any(_is(wanted, name) for name in entry.hostnames)]


def known_hosts_line(host: str, port: int, public_key: str) -> str:
    """The line that pins a public key (`ssh-ed25519 AAAA…`), without its line end."""
    name = host if port == 22 else f"[{host}]:{port}"
    return f"{name} {public_key}"


def _entries(path: Path) -> Iterator[HostKeyEntry]:
    for number, line in enumerate(_lines(path), 1):
        if line and not line.startswith("#"):
            if line.startswith("@"):
                raise SettingsError(f"Line {number} of {path} has a marker: markers are not supported.")
            try:
                entry = HostKeyEntry.from_line(" ".join(line.split()))
            except (InvalidHostKey, BadBase64, SSHException, ValueError) as error:
                raise SettingsError(f"Line {number} of {path} holds no host key: put it right.") from error
            if entry is not None:  # None: a kind of key that this client does not speak
                yield entry


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The known_hosts file {path} cannot be read: {error}.") from error


def _is(wanted: str, name: str) -> bool:
    if name.startswith("|1|"):
        return HostKeys.hash_host(wanted, name) == name
    return name.lower() == wanted
