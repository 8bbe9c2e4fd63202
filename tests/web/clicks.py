"""Counts what a person presses: each press of the mouse in a page, from one moment to another."""

from __future__ import annotations

from playwright.sync_api import Page


class Clicks:
    """The presses in a page that was opened after this; typing is none."""

    def __init__(self, page: Page) -> None:
        self.count = 0
        page.expose_function("pressed", self._press)
        page.add_init_script("addEventListener('mousedown', () => window.pressed(), true)")

    def _press(self) -> None:
        self.count += 1

    def from_here(self) -> None:
        """Begin to count."""
        self.count = 0
