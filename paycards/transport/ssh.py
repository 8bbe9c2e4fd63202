"""A connection to a supplier's server: proved to be the right one, then signed in."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from paramiko import AuthenticationException, PKey, SSHException, Transport
from paramiko.ssh_exception import IncompatiblePeer

from paycards.settings import SftpDrop
from paycards.transport import DropRefused, HostKeyRefused, SignInRefused, Unreachable
from paycards.transport.keys import load_key, read_secret
from paycards.transport.known_hosts import known_keys

FAILURES = (OSError, EOFError, SSHException)  # of the connection, unless the server answered
RSA_SIGNATURES = ("rsa-sha2-512", "rsa-sha2-256")  # an RSA key's name still says SHA-1


def connect(drop: SftpDrop) -> Transport:
    """Connect, check the host key against known_hosts, then sign in.

    Raises HostKeyRefused, SignInRefused, DropRefused, Unreachable or SettingsError, which
    are final; FAILURES, which may pass, and among them NoAnswer.
    """
    pinned = known_keys(drop.known_hosts, drop.host, drop.port)
    if not pinned:
        raise HostKeyRefused(
            f"The server {drop.host}:{drop.port} is not in {drop.known_hosts}:"
            " ask the supplier for its host key, and add it."
        )
    sign_ins = _sign_ins(drop)
    hush_paramiko()
    try:
        transport = Transport(socket.create_connection((drop.host, drop.port), drop.timeout_seconds))
    except OSError as error:
        raise NoAnswer(reason(error)) from error
    try:
        with cut_after(drop.timeout_seconds, transport):
            try:
                _prove_host(transport, drop, pinned)
            except FAILURES as error:
                raise NoAnswer(reason(error)) from error
            _sign_in(transport, drop, sign_ins)
    except BaseException:
        transport.close()
        raise
    return transport


def reason(error: Exception) -> str:
    """What an error says, or at least what kind it is."""
    return str(error) or type(error).__name__


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


def _prove_host(transport: Transport, drop: SftpDrop, pinned: list[PKey]) -> None:
    seconds = drop.timeout_seconds
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


SignIn = Callable[[Transport], list[str]]


def _sign_ins(drop: SftpDrop) -> list[SignIn]:
    """The ways to sign in that the settings give, the key first; a server may ask for both."""
    ways: list[SignIn] = []
    if drop.key_file is not None:
        key = load_key(drop.key_file, drop.key_passphrase_file)
        ways.append(lambda transport: transport.auth_publickey(drop.user, key))
    if drop.password_file is not None:
        password = read_secret(drop.password_file)
        ways.append(lambda transport: transport.auth_password(drop.user, password))
    return ways


def _sign_in(transport: Transport, drop: SftpDrop, ways: list[SignIn]) -> None:
    for way in ways:
        try:
            way(transport)
        except AuthenticationException as error:
            if not transport.is_active():  # not tried again: it could lock the user out
                raise Unreachable(
                    f"The server {drop.host}:{drop.port} hung up while {drop.user} signed in:"
                    " run again, and if it stays, ask the supplier."
                ) from error
        if transport.is_authenticated():
            return
    raise SignInRefused(
        f"The server {drop.host}:{drop.port} does not let {drop.user} in:"
        " ask the supplier whether user, key and password are still good."
    )
