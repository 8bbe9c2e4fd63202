"""`paycards bank list` and `show`: the entries of the bank, and the whole story of one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings
from paycards.errors import shown

if TYPE_CHECKING:
    from paycards.reconcile.bank.entries import EntryDetails, EntryRow


@click.command(name="list")
@click.option("--council", metavar="CODE", help="Only this council's.")
@click.option("--account", metavar="CODE", help="Only those of this bank account.")
@click.option(
    "--state",
    metavar="STATE",
    help="Only open, explained, part_explained, other, unclear or not_booked.",
)
@click.option("--all", "every", is_flag=True, help="Those that are no contract's, too.")
@as_json
@with_settings
def list_(
    run: Run, *, council: str | None, account: str | None, state: str | None, every: bool, as_json: bool
) -> None:
    """List the entries of the bank that are a contract's, or may be, in the order received.

    Example: paycards bank list --state open
    """
    from paycards.jobs.list_bank_entries import list_bank_entries
    from paycards.money import to_pounds

    found = list_bank_entries(run.visit, council=council, account=account, state=state, every=every)
    if as_json:
        print_json([asdict(entry) for entry in found])
        return
    if not found:
        say("No entries.")
        return
    print_table(
        ["account", "entry", "booked", "pounds", "contract", "state", "text"],
        [
            [
                f"{entry.council} {entry.account}",
                f"{shown(entry.file)}:{entry.row}",
                entry.booked_on or "-",
                to_pounds(entry.amount_pence, thousands=True),
                entry.contract or "-",
                _state(entry),
                shown(entry.text, most=60),
            ]
            for entry in found
        ],
    )


@click.command()
@click.argument("which", metavar="ENTRY")
@click.option("--council", metavar="CODE", help="Whose, where two councils have an entry of this name.")
@as_json
@with_settings
def show(run: Run, which: str, council: str | None, as_json: bool) -> None:
    """Show all that is known of an entry, given as FILE:ROW: its statement, its postings, its matches.

    Example: paycards bank show statement.xml:3
    """
    from paycards.jobs.show_bank_entry import show_bank_entry

    details = show_bank_entry(run.visit, which, council=council)
    if as_json:
        print_json(asdict(details))
    else:
        _print_details(details)


def _state(entry: EntryRow) -> str:
    return entry.state if entry.proved else f"{entry.state}, unproved"


def _print_details(details: EntryDetails) -> None:
    from paycards.money import to_pounds

    entry, statement = details.entry, details.statement
    balances = [_pounds(statement.opening_pence), _pounds(statement.closing_pence)]
    known = {
        "entry": f"{shown(entry.file)}:{entry.row}",
        "account": f"{entry.council} {entry.account}",
        "booked": entry.booked_on or f"not booked ({entry.status})",
        "value": shown(entry.value_on),
        "pounds": to_pounds(entry.amount_pence, thousands=True),
        "charges": _pounds(entry.charges_pence) if entry.charges_pence else "",
        "reversal": "the bank calls it one" if entry.reversal else "",
        "text": shown(entry.text, most=2_000),
        "reference": shown(entry.reference, most=2_000),
        "contract": entry.contract,
        "state": entry.state,
        "explained": to_pounds(entry.explained_pence, thousands=True),
        "decided by": shown(entry.decided_by),
        "statement": f"{shown(statement.number)} {statement.begins_on} to {statement.ends_on}".strip(),
        "balances": " to ".join(balances),
        "proved": "yes" if statement.proved else "not yet",
        "replaced": "by a corrected statement" if statement.state == "replaced" else "",
    }
    for name, value in known.items():
        if value != "":
            say(f"{name:10} {value}")
    for posting in details.postings:
        say(
            f"posted     {posting.date} {posting.debit} to {posting.credit},"
            f" {to_pounds(posting.amount_pence, thousands=True)} ({posting.rule})"
        )
    for match in details.matches:
        ended = f", {match.ended.replace('_', ' ')}" if match.ended else ""
        pounds = to_pounds(match.amount_pence, thousands=True)
        say(f"match      {match.due}, {pounds}, {match.state} by {match.rule}{ended}: {match.reason}")


def _pounds(pence: int | None) -> str:
    from paycards.money import to_pounds

    return "not given" if pence is None else to_pounds(pence, thousands=True)
