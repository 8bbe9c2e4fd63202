"""Read what is to be proved, also where a text of SQLite holds bytes that are no text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit


@contextmanager
def reading_any(visit: Visit, *, at_once: bool = False) -> Iterator[Reading]:
    """Read what the visitor may see; bytes that are no UTF-8 are escaped.

    `at_once` raises TryAgain rather than hold up somebody who waits to write.
    """
    with visit.reading(may=Permission.SEE_MONEY, at_once=at_once) as seen:
        driver = seen.connection.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            yield seen
            return
        driver.text_factory = _escaped
        try:
            yield seen
        finally:
            driver.text_factory = str


def _escaped(text: bytes) -> str:
    return text.decode(errors="backslashreplace")
