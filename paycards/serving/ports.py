"""The ports that are listened on: each is taken once, before anything is said or begun, and kept.

Nobody else can take one between a look at it and its use.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable
from typing import NamedTuple

from paycards.errors import UsageError

MOST_WAITING = 2048  # connections that nobody has answered yet


class Port(NamedTuple):
    """A port of an address of this machine, and what it is for."""

    host: str
    number: int
    purpose: str


def require_different(ports: Iterable[Port]) -> None:
    """Raise UsageError where two purposes have one port."""
    purposes: dict[int, str] = {}
    for port in ports:
        first = purposes.setdefault(port.number, port.purpose)
        if first != port.purpose:
            raise UsageError(
                f"Port {port.number} is given twice, for {first} and for {port.purpose}: each needs its own.",
                code="port_given_twice",
                port=port.number,
            )


def take(port: Port) -> socket.socket:
    """Listen on a port. Raises UsageError if it cannot be had."""
    try:
        # An IPv4 address first, where a name has both.
        family, kind, protocol, _, address = min(
            socket.getaddrinfo(port.host, port.number, type=socket.SOCK_STREAM)
        )
        taken = socket.socket(family, kind, protocol)
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(address)
            taken.listen(MOST_WAITING)
        except OSError:
            taken.close()
            raise
    except (OSError, UnicodeError) as error:
        raise cannot_be_used(port, error) from error
    return taken


def cannot_be_used(port: Port, error: OSError | UnicodeError) -> UsageError:
    """The error for a port that the system does not give."""
    return UsageError(
        f"The address {port.host}, port {port.number}, cannot be used for {port.purpose}: {_why(error)}.",
        code="address_in_use",
        host=port.host,
        port=port.number,
    )


def _why(error: OSError | UnicodeError) -> str:
    if isinstance(error, UnicodeError | socket.gaierror):
        return "no address is known by this name"
    if error.errno == errno.EADDRINUSE:
        return "another program has it"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "this user may not take a port this low"
    if error.errno == errno.EADDRNOTAVAIL:
        return "it is no address of this machine"
    return (error.strerror or "the system refuses it").lower()
