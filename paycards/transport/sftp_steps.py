"""Steps on an SFTP server: each within its limits, and on a new connection when one breaks.

Whatever a server does, it gets no more time and no more memory than the settings of its drop allow, however
often a step is tried: `listing_seconds` for the whole listing, a slowest speed for each file,
`contract_seconds` for everything together.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import stamina

from paycards.counted import counted
from paycards.errors import PaycardsError
from paycards.settings.drop import SftpDrop
from paycards.transport import DropRefused, HostUnreachable, Unreachable
from paycards.transport.sftp_client import Client
from paycards.transport.sftp_packets import Answer
from paycards.transport.ssh import FAILURES, Connection, NoAnswer, connect, cut_after, reason

Result = TypeVar("Result")

BYTES_BESIDES = 4_000_000  # what goes over the wire besides what was asked for
LONGEST_WAIT = 30  # seconds between two attempts


class Limit(NamedTuple):
    """What a step may take: seconds, for each attempt or for all, and bytes.

    `setting` is the one that says how many seconds.
    """

    seconds: float
    setting: str
    size: int = BYTES_BESIDES
    each_attempt: bool = True


def may_pass(error: Exception) -> bool:
    """Whether the same step may succeed on a new connection."""
    return isinstance(error, FAILURES) and not isinstance(error, Answer)


class Steps:
    """A connection to the server of an SftpDrop, made when needed, and made again when it breaks."""

    def __init__(self, settings: SftpDrop) -> None:
        self._settings = settings
        self.place = f"{settings.user}@{settings.host}:{settings.port}"
        self._connection: Connection | None = None
        self._client: Client | None = None
        self.left = settings.contract_seconds  # for what is still to be done with this server

    def work(self, step: Callable[[Client], Result], limit: Limit) -> Result:
        """Do a step, on a new connection after each that breaks, `attempts` times in all.

        Raises DropRefused, Unreachable, SettingsError and what the step raises.
        """
        began = time.monotonic()
        attempt = _Attempt(limit, began, began + self.left)
        try:
            return self._retrying(lambda: self._once(step, attempt))
        except FAILURES as error:
            if not may_pass(error):
                raise
            raise self._given_up(error) from error
        finally:
            self.left -= time.monotonic() - began

    def _retrying(self, once: Callable[[], Result]) -> Result:
        again = stamina.RetryingCaller(
            attempts=self._settings.attempts, timeout=None, wait_initial=1, wait_max=LONGEST_WAIT
        )
        return again(may_pass, once)

    def _once(self, step: Callable[[Client], Result], attempt: _Attempt) -> Result:
        ends, setting = attempt.end()
        try:
            client = self._connected(ends)
            with cut_after(ends - time.monotonic(), client.transport):
                self._allow(attempt.limit.size)
                return step(client)
        except (Answer, PaycardsError):
            raise
        except Exception as error:  # whatever paramiko makes of what a server sends
            failure = self._failure(error, setting if time.monotonic() >= ends else "")
            self.disconnect()
            raise failure from error

    def _failure(self, error: Exception, out_of: str) -> Exception:
        """What an attempt failed of: the same error where another attempt may succeed, else what is final.

        `out_of` is the setting whose seconds are used up, or empty.
        """
        server = f"The server {self.place}"
        if self._connection is not None and self._connection.meter.exceeded:
            return DropRefused(f"{server} sends far more than it is asked for: ask the supplier.")
        if out_of and isinstance(error, NoAnswer):
            return self._given_up(error)
        if out_of:
            return Unreachable(
                f"{server} is too slow: it took longer than {out_of} allows. The next run tries again;"
                " if this continues, ask the supplier, or allow more."
            )
        if isinstance(error, FAILURES):
            return error
        return Unreachable(
            f"{server} sends answers that cannot be understood ({reason(error)}). The next run tries again;"
            " if this continues, ask the supplier."
        )

    def _given_up(self, error: Exception) -> Unreachable:
        place, kind = self.place, Unreachable
        if isinstance(error, NoAnswer):
            place, kind = f"{self._settings.host}:{self._settings.port}", HostUnreachable
        return kind(
            f"The server {place} cannot be reached or broke off {counted(self._settings.attempts, 'time')}"
            f" ({reason(error)}): run again; if this continues, ask the supplier."
        )

    def _connected(self, end_seconds: float) -> Client:
        if self._client is None:
            left = end_seconds - time.monotonic()
            if left <= 0:
                raise TimeoutError("no time is left")
            self._connection = connect(self._settings, min(left, self._settings.timeout_seconds))
            self._client = Client(self._connection.transport, min(left, self._settings.timeout_seconds))
        return self._client

    def _allow(self, size: int) -> None:
        if self._connection is not None:
            self._connection.meter.allow(size)

    def disconnect(self) -> None:
        """Hang up; the next step connects anew."""
        if self._connection is not None:
            self._connection.transport.close()
        self._connection = self._client = None


class _End(NamedTuple):
    """When an attempt must end, and the setting that says so."""

    seconds: float
    setting: str


class _Attempt(NamedTuple):
    """A step's limit, when its first attempt began, and when this server's time is used up."""

    limit: Limit
    began_seconds: float
    last_seconds: float

    def end(self) -> _End:
        """The end of an attempt that begins now."""
        began = time.monotonic() if self.limit.each_attempt else self.began_seconds
        own = _End(began + self.limit.seconds, self.limit.setting)
        return min(own, _End(self.last_seconds, "contract_seconds"))
