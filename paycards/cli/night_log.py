"""The night's log: one line an event on standard error, as JSON, for a journal that a machine reads.

Identifiers and counts only: no name, no address, no card number, and no sentence, which may quote one. On a
terminal there is none: progress and the page say the same to a person.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paycards.access.progress import Happened
    from paycards.cli.run import Run


@contextmanager
def logged(run: Run, command: str) -> Iterator[Happened]:
    """Log that a command starts, what happens in it, and that it ends, or with which error."""
    hush_retries()
    log = run.progress.log = _log()
    began = time.monotonic()
    log("started", command=command, councils=[council.code for council in run.settings.councils])
    try:
        yield log
    except Exception as error:
        code = getattr(error, "code", type(error).__name__)
        log("failed", command=command, error=code, seconds=round(time.monotonic() - began, 1))
        raise
    log("ended", command=command, seconds=round(time.monotonic() - began, 1))


def hush_retries() -> None:
    """Keep the library that tries again from printing each attempt: what fails in the end is reported."""
    from stamina.instrumentation import set_on_retry_hooks

    set_on_retry_hooks(())


def _log() -> Happened:
    if sys.stderr.isatty():
        return _nothing
    import structlog

    logger: structlog.typing.WrappedLogger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
    )

    def written(event: str, **facts: object) -> None:
        with suppress(OSError):  # a log that cannot be written, such as on a full disk, ends no night
            logger.msg(event, **facts)

    return written


def _nothing(event: str, **facts: object) -> None:
    """A person watches the terminal itself."""
