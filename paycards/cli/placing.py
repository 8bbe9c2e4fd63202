"""`paycards suspense allocate | split | combine | return | write-off | take-back`: where an item goes."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.amounts import meant_pence
from paycards.cli.decided import tell
from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, with_settings
from paycards.cli.suspense_item import ITEM_ID
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.decisions.splitting import Part

WAITS = "waits for a second person: see `paycards decisions list`."
TARGET = r"(?:(?P<to>payer|supplier)|(?P<fund>[^:=]+):(?P<reference>.+))"
PART = re.compile(TARGET + r"=(?P<pence>[+-]?[0-9]+)")

one_item = click.argument("item_id", metavar="ID", type=ITEM_ID)
a_fund = click.option("--fund", required=True, help="The account's fund, such as rent.")
an_account = click.option(
    "--account", "reference", metavar="REF", required=True, help="The account's reference."
)
a_note = click.option("--note", required=True, help="Why.")
even_if_closed = click.option(
    "--even-if-closed", is_flag=True, help="Post it even though an account is closed."
)


@click.command()
@one_item
@a_fund
@an_account
@a_note
@even_if_closed
@as_json
@with_settings
def allocate(
    run: Run, item_id: int, *, fund: str, reference: str, note: str, even_if_closed: bool, as_json: bool
) -> None:
    """Post an item to the account that it belongs to; above the council's tier a second person approves it.

    Example: paycards suspense allocate 17 --fund rent --account R100000017 --note "customer's receipt seen"
    """
    from paycards.jobs.allocate_item import allocate_item
    from paycards.money import to_pounds

    done = allocate_item(
        run.visit, item_id, fund=fund, reference=reference, note=note, even_if_closed=even_if_closed
    )
    if as_json:
        print_json(asdict(done))
        return
    pounds = to_pounds(done.amount_pence, thousands=True)
    what = f"{pounds} pounds of {done.file}, row {done.row}"
    if done.state == "proposed":
        say(f"{what}: decision {done.decision}, to post it to {done.fund} {done.reference}, {WAITS}")
    else:
        say(f"{what}: posted to {done.fund} {done.reference}.")


@click.command()
@one_item
@click.option(
    "--to",
    "parts",
    metavar="FUND:REF=PENCE",
    multiple=True,
    required=True,
    help="A part: FUND:REF=PENCE, payer=PENCE or supplier=PENCE. Give one for each.",
)
@a_note
@even_if_closed
@as_json
@with_settings
def split(
    run: Run, item_id: int, *, parts: tuple[str, ...], note: str, even_if_closed: bool, as_json: bool
) -> None:
    """Share an item out over several accounts; the parts sum to it. A part may go back to payer or supplier.

    Example: paycards suspense split 17 --to rent:R100000017=60000 --to payer=2500 --note "overpaid"
    """
    from paycards.jobs.split_item import split_item

    read = [_part(text) for text in parts]
    tell(split_item(run.visit, item_id, read, note=note, even_if_closed=even_if_closed), as_json)


@click.command()
@click.argument("item_ids", metavar="ID...", type=ITEM_ID, nargs=-1, required=True)
@a_fund
@an_account
@a_note
@even_if_closed
@as_json
@with_settings
def combine(
    run: Run,
    item_ids: tuple[int, ...],
    *,
    fund: str,
    reference: str,
    note: str,
    even_if_closed: bool,
    as_json: bool,
) -> None:
    """Post several items of one council to one account, by one decision.

    Example: paycards suspense combine 17 18 --fund rent --account R100000017 --note "paid in two parts"
    """
    from paycards.jobs.combine_items import combine_items

    decision = combine_items(
        run.visit, item_ids, fund=fund, reference=reference, note=note, even_if_closed=even_if_closed
    )
    tell(decision, as_json)


@click.command(name="return")
@one_item
@click.option("--to", type=click.Choice(["payer", "supplier"]), required=True, help="Whom it goes back to.")
@a_note
@as_json
@with_settings
def return_(run: Run, item_id: int, *, to: str, note: str, as_json: bool) -> None:
    """Return an item to who paid it, or to the supplier; a second person approves it.

    Example: paycards suspense return 17 --to payer --note "paid to the wrong council"
    """
    from paycards.jobs.return_item import return_item

    tell(return_item(run.visit, item_id, to=to, note=note), as_json)


@click.command(name="write-off")
@one_item
@a_note
@as_json
@with_settings
def write_off(run: Run, item_id: int, *, note: str, as_json: bool) -> None:
    """Write an item off; a second person approves it.

    Example: paycards suspense write-off 17 --note "12 pence, nobody has claimed it for a year"
    """
    from paycards.jobs.write_off_item import write_off_item

    tell(write_off_item(run.visit, item_id, note=note), as_json)


@click.command(name="take-back")
@one_item
@a_note
@as_json
@with_settings
def take_back(run: Run, item_id: int, *, note: str, as_json: bool) -> None:
    """Take the return or write-off of an item back: it waits again; a second person approves it.

    Example: paycards suspense take-back 17 --note "the tenant came with the receipt"
    """
    from paycards.jobs.take_back_item import take_back_item

    tell(take_back_item(run.visit, item_id, note=note), as_json)


def _part(text: str) -> Part:
    from paycards.decisions.splitting import Part

    found = PART.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"--to wants FUND:REF=PENCE, payer=PENCE or supplier=PENCE, in whole pence, not {text!r}."
        )
    said = {name: value or "" for name, value in found.groupdict().items()}
    return Part(meant_pence(said.pop("pence")), **said)
