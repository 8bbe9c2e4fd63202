"""Progress on a terminal: what is done now, and for what can be counted a bar with the time left.

Nothing draws in a thread of its own: the picture changes when the work has moved on.
"""

from __future__ import annotations

import sys
import time
from threading import Lock
from typing import TYPE_CHECKING

import click

from paycards.access.progress import Happened, Progress
from paycards.errors import shown

if TYPE_CHECKING:
    from rich.progress import Progress as Display

MOST = 100  # characters of what is being done
NANOSECONDS_BETWEEN = 100_000_000  # two pictures
_SHOWING = "paycards.progress"  # under which a call remembers what shows on its terminal


class TerminalProgress(Progress):
    """Draws on standard error while a person watches; says nothing in a pipe."""

    def __init__(self) -> None:
        context = click.get_current_context(silent=True)
        self._call = context.meta if context else {}  # the call's memory: files are fetched in another thread
        self._lock = Lock()
        self._display: Display | None = None
        self._left = 0  # of what is counted
        self._drawn_at = -NANOSECONDS_BETWEEN
        self.log: Happened | None = None

    def happened(self, event: str, **facts: object) -> None:
        """Write an event to the log, where the command keeps one."""
        if self.log is not None:
            self.log(event, **facts)

    def tell(self, text: str) -> None:
        """Show what is being done now. While things are counted, their bar stays."""
        if self._left <= 0:
            self._show(text, None)

    def begin(self, what: str, total: int) -> None:
        """Show a bar of `total` things."""
        self.clear()
        self._left = max(total, 0)
        if total:
            self._show(what, total)

    def advance(self, done: int = 1) -> None:
        """Fill the bar by so many."""
        self._left -= done
        if self._display is not None:
            self._display.advance(self._display.task_ids[0], done)
            self._draw()

    def clear(self) -> None:
        """Wipe it, before something is printed or when all is done."""
        if self._display is not None:
            self._display.stop()
        self._display, self._left = None, 0

    def _show(self, text: str, total: int | None) -> None:
        if not sys.stderr.isatty():
            return
        text = shown(text, most=MOST)
        with self._lock:
            if self._display is None:
                self._display = _display(text, total)
                self._call[_SHOWING] = self
            else:
                self._display.update(self._display.task_ids[0], description=text)
            self._draw()

    def _draw(self) -> None:
        now = time.monotonic_ns()
        if self._display is not None and now - self._drawn_at >= NANOSECONDS_BETWEEN:
            self._drawn_at = now
            self._display.refresh()


def clear_progress() -> None:
    """Wipe what shows on the terminal of this call, before something is printed."""
    context = click.get_current_context(silent=True)
    showing = context.meta.get(_SHOWING) if context else None
    if showing is not None:
        showing.clear()


def _display(text: str, total: int | None) -> Display:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    said = TextColumn("{task.description}", markup=False)
    columns: list[ProgressColumn] = [said, TimeElapsedColumn()]
    if total is not None:
        columns = [said, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    console = Console(stderr=True, highlight=False)
    display = Progress(
        *columns, console=console, auto_refresh=False, transient=True,
        redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
    display.add_task(text, total=total)
    display.start()
    return display
