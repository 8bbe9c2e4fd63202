"""`paycards bank`: statements of the council's own bank accounts, and whose their entries are.

One file for each group of commands; each command is named here.
"""

from __future__ import annotations

import click

from paycards.cli.by_name import CommandsByName
from paycards.cli.group import Group

COMMANDS = CommandsByName(
    {
        "check": "bank.check.check",
        "import": "bank.statements.import_",
        "list": "bank.entries.list_",
        "show": "bank.entries.show",
        "assign": "bank.deciding.assign",
        "charge": "bank.deciding.charge",
        "settings": "bank.deciding.settings",
        "balance": "bank.statements.balance",
        "match": "bank.matching.match",
        "unmatch": "bank.matching.unmatch",
    }
)


@click.group(cls=Group, commands=COMMANDS)
def bank() -> None:
    """Take the bank's statements, and see whose each entry is.

    Example: paycards bank list
    """
