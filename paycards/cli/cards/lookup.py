"""`paycards cards show` and `paycards cards find`: look cards up."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.cards.options import COUNCIL, in_groups, names_card
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings
from paycards.clock import local

if TYPE_CHECKING:
    from paycards.cards.finding import FoundCard
    from paycards.cards.last_payments import LastPayment
    from paycards.cards.lineage import ShownAccount, ShownCard, ShownRequest
    from paycards.cards.which import CardOrAccount


@click.command()
@names_card
@click.option("--customer", metavar="REF", default="", help="Every account of this customer.")
@as_json
@with_settings
def show(run: Run, *, which: CardOrAccount, council: str | None, customer: str, as_json: bool) -> None:
    """Show a card, or an account or customer, with every card there ever was and what happened to it.

    CARD is its number or its last digits.

    Example: paycards cards show 0107
    """
    from paycards.jobs.show_card import show_card

    found = show_card(run.visit, which, customer_ref=customer, council=council)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for number, each in enumerate(found):
        if number:
            say()
        _print_account(each)


@click.command()
@click.argument("text", metavar="[TEXT]", default="")
@click.option("--surname", default="", help="The beginning of the surname.")
@click.option("--postcode", default="", help="The whole postcode, with or without its space.")
@click.option("--customer", metavar="REF", default="", help="The customer's reference.")
@COUNCIL
@as_json
@with_settings
def find(
    run: Run, text: str, *, surname: str, postcode: str, customer: str, council: str | None, as_json: bool
) -> None:
    """Find cards and accounts by what you know of them.

    TEXT is any part of the name, address, postcode or reference, or digits of a card number. Several words
    may stand in any order. Accents, apostrophes, hyphens and capitals do not matter.

    Example: paycards cards find "john smith mill row"
    """
    from paycards.cards.finding import SHOWN, Search
    from paycards.jobs.find_cards import find_cards

    found = find_cards(run.visit, Search(text, surname, postcode, customer), council=council)
    if as_json:
        print_json([asdict(each) for each in found[:SHOWN]])
    elif found:
        _print_found(found[:SHOWN])
    else:
        say("Nothing found.")
    if len(found) > SHOWN:
        say(f"There are more than {SHOWN}: give more details to find fewer.", error=True)


def _print_found(found: list[FoundCard]) -> None:
    heading = ["council", "name", "address", "postcode", "fund", "account", "account is", "customer"]
    print_table(
        [*heading, "card", "card is", "holder"],
        [
            [
                *(each.council, each.name, each.address, each.postcode),
                *(each.fund, each.reference, each.account_status, each.customer_ref),
                *(in_groups(each.card_number), each.status or "-", each.holder),
            ]
            for each in found
        ],
    )


def _print_account(account: ShownAccount) -> None:
    customer = f", customer {account.customer_ref}" if account.customer_ref else ""
    say(f"{account.council} {account.fund} {account.reference}, {account.status}{customer}")
    if account.name:
        say(f"  {account.name}")
    say(f"  last payment: {_payment(account.last_paid)}")
    for card in account.cards:
        _print_card(card)
    if not account.cards:
        say("  no card")
    for request in account.requests:
        if request.state != "issued":
            _print_request(request)


def _print_card(card: ShownCard) -> None:
    since = f", issued {card.issued_on}" if card.issued_on else ""
    say(f"  card {in_groups(card.card_number)}, {card.status}{since}")
    say(f"    last payment: {_payment(card.last_paid)}")
    for event in card.history:
        came = f"{event.status_before} -> {event.status}" if event.status_before else event.status
        note = f": {event.note}" if event.note else ""
        say(f"    {local(event.at):%Y-%m-%d %H:%M}  {came}, {event.reason}, by {event.actor}{note}")
    for proof in card.proofs:
        say(
            f"    {local(proof.proved_at):%Y-%m-%d %H:%M}  {proof.output} proved at {proof.dpi} dpi,"
            f" {proof.module_dots} dots a bar, by {proof.reader} {proof.version}"
        )


def _print_request(request: ShownRequest) -> None:
    why = f", {request.closing_reason}" if request.closing_reason else ""
    say(
        f"  request {request.number}, {request.state}{why}: {request.kind} card, {request.reason}, asked for"
        f" {local(request.requested_at):%Y-%m-%d} by {request.requested_by}"
    )


def _payment(payment: LastPayment | None) -> str:
    from paycards.money import to_pounds

    if payment is None:
        return "none in the last 92 days"
    pounds = to_pounds(payment.amount_pence, thousands=True)
    return f"{payment.paid_on}, {pounds} pounds, {payment.network.replace('_', ' ')}"
