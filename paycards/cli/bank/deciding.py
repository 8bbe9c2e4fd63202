"""`paycards bank assign`, `charge` and `settings`: what people decide about the bank."""

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


@click.command()
@click.option("--council", metavar="CODE", required=True, help="Whose bank accounts.")
@click.option("--note", required=True, help="Why they changed.")
@as_json
@with_settings
def settings(run: Run, *, council: str, note: str, as_json: bool) -> None:
    """Say that bank accounts and mappings in the settings are right as they are; a second person approves.

    Until then nothing of the council's bank is taken.

    Example: paycards bank settings --council NVD --note "a new account for rents"
    """
    from paycards.jobs.agree_bank_settings import agree_bank_settings

    tell(agree_bank_settings(run.visit, council, note=note), as_json)


@click.command()
@click.argument("which", metavar="ENTRY")
@click.option("--note", required=True, help="Which charge it is.")
@click.option("--council", metavar="CODE", help="Whose, where two councils have an entry of this name.")
@as_json
@with_settings
def charge(run: Run, which: str, *, note: str, council: str | None, as_json: bool) -> None:
    """Say that ENTRY, money that went out, is a charge of the supplier; a second person approves it.

    Example: paycards bank charge statement.xml:7 --note "fee invoice 4471 by direct debit"
    """
    from paycards.jobs.charge_bank_entry import charge_bank_entry

    tell(charge_bank_entry(run.visit, which, note=note, council=council), as_json)
