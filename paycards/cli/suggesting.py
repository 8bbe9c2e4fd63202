"""`paycards suspense suggest` and `backtest`: whose an item may be, and how good that was in the past."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings
from paycards.cli.suspense_item import ITEM_ID, print_item
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.jobs.backtest_suggestions import Backtest
    from paycards.jobs.suggest_for_all import Suggested
    from paycards.reconcile.suspense.suggestions import Suggestion


@click.command()
@click.argument("item_id", metavar="[ID]", type=ITEM_ID, required=False)
@click.option("--all", "every", is_flag=True, help="Every open item, each with its first suggestion.")
@click.option("--council", metavar="CODE", help="With --all: only this council's.")
@as_json
@with_settings
def suggest(run: Run, item_id: int | None, *, every: bool, council: str | None, as_json: bool) -> None:
    """Suggest accounts for an item, each with the reasons. Whether one is right is for you to judge.

    Example: paycards suspense suggest 17
    """
    from paycards.errors import UsageError
    from paycards.jobs.suggest_for_all import suggest_for_all

    if every != (item_id is None) or (council and not every):
        raise UsageError("Give the ID of one item, or --all, with --council if you like.")
    if item_id is not None:
        _suggest_for_one(run, item_id, as_json=as_json)
        return
    found = suggest_for_all(run.visit, council=council)
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        _print_all(found)


def _suggest_for_one(run: Run, item_id: int, *, as_json: bool) -> None:
    from paycards.jobs.show_suspense_item import show_suspense_item
    from paycards.jobs.suggest_accounts import suggest_accounts

    found = suggest_accounts(run.visit, item_id)
    if as_json:
        print_json([asdict(suggestion) for suggestion in found])
        return
    print_item(show_suspense_item(run.visit, item_id))
    say()
    if not found:
        say("No account resembles it.")
        return
    print_table(
        ["fund", "account", "status", "holder", "address", "sure", "why"],
        [
            [one.fund, one.reference, one.status, one.holder, one.address, _sure(one), "; ".join(one.reasons)]
            for one in found
        ],
    )


def _print_all(found: list[Suggested]) -> None:
    from paycards.money import to_pounds

    if not found:
        say("Nothing is in suspense.")
        return
    rows = []
    for each in found:
        pounds = to_pounds(each.amount_pence, thousands=True)
        first = each.suggestions[0] if each.suggestions else None
        said = (first.fund, first.reference, _sure(first), "; ".join(first.reasons)) if first else ("",) * 4
        rows.append([each.item, each.council, each.reason, pounds, *said, len(each.suggestions)])
    headings = ["id", "council", "reason", "pounds", "fund", "account", "sure", "why", "suggestions"]
    print_table(headings, rows)
    some = sum(bool(each.suggestions) for each in found)
    say(f"{counted(len(found), 'item')}, {some} with a suggestion")


def _sure(suggestion: Suggestion) -> str:
    """The words for how far a suggestion goes."""
    if suggestion.sure:
        return "sure"
    return "named" if suggestion.exact else "resembles"


@click.command()
@click.option("--council", metavar="CODE", help="Only this council's.")
@as_json
@with_settings
def backtest(run: Run, council: str | None, as_json: bool) -> None:
    """Guess what people placed by hand again, each with only what was known before it.

    Example: paycards suspense backtest --council NVD
    """
    from paycards.jobs.backtest_suggestions import backtest_suggestions

    found = backtest_suggestions(run.visit, council=council)
    if as_json:
        by_reason = [{"reason": reason, **asdict(score)} for reason, score in found.by_reason.items()]
        print_json({**asdict(found.total), "by_reason": by_reason})
    elif found.total.tried:
        _print_backtest(found)
    else:
        say("Nothing was placed by hand yet.")


def _print_backtest(found: Backtest) -> None:
    rows = [
        [
            *(reason, score.tried, score.first, _per_cent(score.first, score.tried)),
            *(score.first_three, _per_cent(score.first_three, score.tried)),
            *(score.sure, score.sure_right, score.undone),
        ]
        for reason, score in [*found.by_reason.items(), ("all", found.total)]
    ]
    print_table(
        ["reason", "tried", "first", "%", "first three", "%", "sure", "sure and right", "undone later"], rows
    )


def _per_cent(part: int, whole: int) -> int:
    return (100 * part + whole // 2) // whole
