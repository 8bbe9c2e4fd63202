"""`paycards bank`: statements of the council's own bank accounts, and whose their entries are.

One file for each group of commands; each command is added to the group here.
"""

from __future__ import annotations

import click

from paycards.cli.bank import check, deciding, entries, matching, statements


@click.group()
def bank() -> None:
    """Take the bank's statements, and see whose each entry is. Example: paycards bank list."""


for command in (
    check.check,
    statements.import_,
    entries.list_,
    entries.show,
    deciding.assign,
    deciding.charge,
    deciding.settings,
    statements.balance,
    matching.match,
    matching.unmatch,
):
    bank.add_command(command)
