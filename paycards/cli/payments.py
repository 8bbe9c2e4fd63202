"""`paycards payments`: one payment, and all that became of it."""

from __future__ import annotations

import click

from paycards.cli.tracing import trace


@click.group()
def payments() -> None:
    """Find one payment, and see what became of it. Example: paycards payments trace --receipt 0001234."""


payments.add_command(trace)
