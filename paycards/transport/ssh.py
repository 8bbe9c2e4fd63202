"""A connection to a supplier's server: proved to be the right one, then signed in."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from paramiko import PKey, SSHException, Transport
from paramiko.ssh_exception import IncompatiblePeer

from paycards.settings.drop import SftpDrop
from paycards.transport import DropRefused, HostKeyRefused
from paycards.transport.known_hosts import known_keys
from paycards.transport.listing import printable
from paycards.transport.meter import Meter, StrictPacketizer
from paycards.transport.one_request import OneRequest
from paycards.transport.sign_in import sign_in, sign_ins

FAILURES = (OSError, EOFError, SSHException)  # of the connection, unless the server answered
BYTES_TO_SIGN_IN = 1_000_000  # greeting, keys and sign-in take a few thousand
LONGEST_REASON = 200
RSA_SIGNATURES = ("rsa-sha2-512", "rsa-sha2-256")  # an RSA key's name still says SHA-1


class Connection(NamedTuple):
    """A connection that is signed in, and the meter of what its server sends."""

    transport: Transport
    meter: Meter


def connect(drop: SftpDrop, seconds: float) -> Connection:
    """Connect, check the host key against known_hosts, then sign in, within so many seconds.

    Raises HostKeyRefused, SignInRefused, DropRefused, Unreachable or SettingsError, which
    are final; FAILURES, which may pass, and among them NoAnswer.
    """
    pinned = known_keys(drop.known_hosts, drop.host, drop.port)
    if not pinned:
        raise HostKeyRefused(
            f"The server {drop.host}:{drop.port} is not in {drop.known_hosts}:"
            " ask the supplier for its host key, and add it."
        )
    ways = sign_ins(drop)
    hush_paramiko()
    connection = _called(drop, seconds)
    try:
        with cut_after(seconds, connection.transport):
            try:
                _prove_host(connection.transport, drop, pinned, seconds)
            except FAILURES as error:
                raise NoAnswer(_why_unproved(connection, error)) from error
            sign_in(connection.transport, drop, ways)
    except BaseException:
        connection.transport.close()
        raise
    return connection


def _called(drop: SftpDrop, seconds: float) -> Connection:
    try:
        meter = Meter(socket.create_connection((drop.host, drop.port), seconds), BYTES_TO_SIGN_IN)
        return Connection(OneRequest(meter, packetizer_class=StrictPacketizer), meter)  # type: ignore[arg-type]
    except OSError as error:
        raise NoAnswer(reason(error)) from error


def _why_unproved(connection: Connection, error: Exception) -> str:
    """What a server failed of before it proved which one it is; paramiko words it for who wrote it."""
    greeting = connection.meter.greeting.strip()
    if connection.transport.remote_version or greeting.startswith(b"SSH-"):
        return reason(error)
    if not greeting:
        return "it hangs up, or is silent, before any greeting of SSH"
    return f"what answers there is no SSH server: it says {printable(greeting.splitlines()[0])}"


def reason(error: Exception) -> str:
    """What an error says, or at least what kind it is; the server may have had a hand in it."""
    said = str(error)[:LONGEST_REASON] or type(error).__name__
    return printable(said.encode("utf-8", "replace"))[:LONGEST_REASON]


def hush_paramiko() -> None:
    """Keep paramiko's own log off the screen: it prints a traceback for each fault that is raised anyway."""
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)


@contextmanager
def cut_after(seconds: float, transport: Transport) -> Iterator[None]:
    """Close the connection if the block takes longer: some waits inside paramiko have no end."""
    timer = threading.Timer(seconds, transport.close)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _prove_host(transport: Transport, drop: SftpDrop, pinned: list[PKey], seconds: float) -> None:
    transport.banner_timeout = transport.handshake_timeout = seconds
    transport.auth_timeout = transport.channel_timeout = seconds
    transport.get_security_options().key_types = _algorithms(pinned)
    try:
        transport.start_client(timeout=seconds)
    except IncompatiblePeer as error:
        raise _no_common_ground(drop, error) from error
    offered = transport.get_remote_server_key()
    if offered not in pinned:
        raise HostKeyRefused(
            f"The host key of {drop.host}:{drop.port} is {offered.fingerprint}, which is not the one in"
            f" {drop.known_hosts}: ask the supplier whether it was changed; until then nothing is fetched."
        )


def _algorithms(pinned: list[PKey]) -> tuple[str, ...]:
    """What to ask the server for: a key of a kind that is pinned."""
    names = dict.fromkeys(key.get_name() for key in pinned)
    return tuple(
        algorithm for name in names for algorithm in (RSA_SIGNATURES if name == "ssh-rsa" else (name,))
    )


def _no_common_ground(drop: SftpDrop, error: IncompatiblePeer) -> DropRefused:
    server = f"The server {drop.host}:{drop.port}"
    if "version" in str(error):
        return DropRefused(
            f"{server} speaks SSH 1 only, which is not spoken here: ask the supplier for SSH 2."
        )
    if "host key" in str(error):
        return HostKeyRefused(
            f"{server} has no host key of the kind in {drop.known_hosts}, or signs with SHA-1 only:"
            " ask the supplier for its present host key."
        )
    if "kex" in str(error):
        return DropRefused(
            f"{server} offers only outdated key exchange (SHA-1), which is not spoken here:"
            " ask the supplier to enable curve25519-sha256."
        )
    return DropRefused(
        f"{server} offers no cipher or MAC that is spoken here:"
        " ask the supplier to enable aes256-ctr with hmac-sha2-256."
    )


class NoAnswer(OSError):
    """The server did not get as far as to prove which one it is."""
