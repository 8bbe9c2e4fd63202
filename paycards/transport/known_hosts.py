"""The pinned host keys: a file in OpenSSH's known_hosts form (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).

One key a line: names, key type, key. A port other than 22 stands as `[host]:port`; a name
may be hashed (`|1|...`); patterns pin nothing, and a line pins nothing for whom
`!` takes out of it. A key that a line marks as `@revoked` for this server, by name
or by pattern, is not trusted whatever other lines say. A `@cert-authority` pins nothing: certificates are not
used here. Lines of other servers are passed over, whatever they hold.
"""

from __future__ import annotations

import hmac
from base64 import b64decode
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from paramiko import PKey
from paramiko.hostkeys import HostKeyEntry

from paycards.errors import SettingsError, why_unread
from paycards.transport import HostKeyRefused

MARKERS = ("@revoked", "@cert-authority")


def known_keys(path: Path, host: str, port: int) -> list[PKey]:
    """The keys pinned for a server, of the kinds this client speaks; empty if there is none.

    Raises SettingsError if the file, or a line of it that may be this server's, cannot be read;
    HostKeyRefused if every key that was pinned is revoked.
    """
    lines = list(_lines_of(path, host.lower(), port))
    revoked = [key for line in lines if line.marker == "@revoked" for key in line.keys]
    pinned = [key for line in lines if not line.marker for key in line.keys]
    trusted = [key for key in pinned if key not in revoked]
    if revoked and not trusted:
        raise HostKeyRefused(
            f"The host key of {host}:{port} is marked as revoked in {path}:"
            " ask the supplier for its new host key, and add it."
        )
    return trusted


def known_hosts_line(host: str, port: int, public_key: str) -> str:
    """The line that pins a public key (`ssh-ed25519 AAAA...`), without its line end."""
    return f"{_name(host, port)} {public_key}"


class _Line(NamedTuple):
    marker: str
    keys: list[PKey]  # one, or none where it is of a kind that this client does not speak


def _lines_of(path: Path, host: str, port: int) -> Iterator[_Line]:
    """The lines that are about a server."""
    for number, line in enumerate(_lines(path), 1):
        if line and not line.startswith("#"):
            try:
                yield from _line(line.split(), host, port)
            except Exception as error:  # whatever the libraries make of what is written there
                raise SettingsError(f"Line {number} of {path} is not a host key: correct it.") from error


def _line(fields: list[str], host: str, port: int) -> Iterator[_Line]:
    marker = fields.pop(0) if fields[0].startswith("@") else ""
    if not fields or (marker and marker not in MARKERS):
        raise ValueError("an unknown marker, or nothing after it")
    names = fields[0].split(",")
    name = _name(host, port)
    if _matches(names, {host, name}) if marker else _named(names, name):
        yield _Line(marker, _keys(fields))


def _keys(fields: list[str]) -> list[PKey]:
    if len(fields) < 3:
        raise ValueError("too few fields")
    entry = HostKeyEntry.from_line(" ".join(fields[:3]))
    return [] if entry is None else [entry.key]


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The known_hosts file {path} cannot be read: {why_unread(error)}.") from error


def _name(host: str, port: int) -> str:
    return host if port == 22 else f"[{host}]:{port}"


def _named(names: list[str], name: str) -> bool:
    """Whether a server is named, as itself and not by a pattern; whom a pattern takes out with `!` is not."""
    unwanted = [each[1:] for each in names if each.startswith("!")]
    return any(_is(name, each) for each in names) and not _fits(name, unwanted)


def _matches(patterns: list[str], names: set[str]) -> bool:
    """Whether patterns with `*` and `?` are about a server that has these names; `!` takes one out."""
    unwanted = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    wanted = [pattern for pattern in patterns if not pattern.startswith("!")]
    return any(_fits(name, wanted) for name in names) and not any(_fits(name, unwanted) for name in names)


def _fits(name: str, patterns: list[str]) -> bool:
    literal = [pattern.lower().replace("[", "[[]") for pattern in patterns]  # a bracket is no set here
    return any(_is(name, pattern) for pattern in patterns) or any(fnmatchcase(name, p) for p in literal)


def _is(wanted: str, name: str) -> bool:
    if not name.startswith("|1|"):
        return name.lower() == wanted
    salt, digest = (b64decode(part, validate=True) for part in name.removeprefix("|1|").split("|"))
    return hmac.compare_digest(hmac.digest(salt, wanted.encode(), "sha1"), digest)
