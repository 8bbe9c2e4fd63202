"""`paycards bank assign`: what a person decides about an entry of the bank."""

from __future__ import annotations

import click

from paycards.cli.decided import tell
from paycards.cli.run import Run, as_json, with_settings
from paycards.errors import UsageError


@click.command()
@click.argument("which", metavar="ENTRY")
@click.option("--contract", metavar="CODE", help="The contract that it is of.")
@click.option("--other", is_flag=True, help="It is no contract's.")
@click.option("--note", default="", help="Why.")
@click.option("--council", metavar="CODE", help="Whose, where two councils have an entry of this name.")
@as_json
@with_settings
def assign(
    run: Run, which: str, *, contract: str | None, other: bool, note: str, council: str | None, as_json: bool
) -> None:
    """Say whose ENTRY is; above the council's tier a second person approves it. Its money moves with it.

    Example: paycards bank assign statement.xml:3 --contract NVD-ALLPAY --note "their remittance advice"
    """
    from paycards.jobs.assign_bank_entry import assign_bank_entry

    if (contract is None) is not other:
        raise UsageError("Say whose it is: --contract CODE, or --other.")
    tell(assign_bank_entry(run.visit, which, contract=contract or "", note=note, council=council), as_json)
