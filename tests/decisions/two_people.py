"""A desk at which several people decide, on a world of one suspense item or more."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, text

from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.jobs.export import export
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.reconcile import reconcile
from paycards.jobs.verify import verify
from paycards.settings.tiers import Tiers
from tests.jobs.hand_in import bring_accounts, bring_file, unknown
from tests.visits import with_settings

RENT = {"fund": "rent", "reference": "R100000001"}
ACCOUNTS = ("NVD,rent,R100000001,open", "NVD,rent,R100000002,open", "NVD,council_tax,770000001,open")
STRICT = Tiers(default=0)


def person(visit: Visit, name: str) -> Visit:
    """The same visit by somebody else."""
    return replace(visit, visitor=Visitor(name))


def with_tiers(visit: Visit, tiers: Tiers) -> Visit:
    """The same visit where the first council has these tiers."""
    first, *others = visit.settings.councils
    councils = (first.model_copy(update={"tiers_pence": tiers}), *others)
    return with_settings(visit, visit.settings.model_copy(update={"councils": councils}))


def items(visit: Visit, folder: Path, pence: Sequence[int], name: str = "NVDC0001.PO") -> list[int]:
    """Suspense items of these amounts in one file, and accounts that they might belong to; their ids."""
    bring_accounts(visit, folder, *ACCOUNTS)
    before = {item.id for item in list_suspense(visit)}
    bring_file(visit, name, *(unknown(each) for each in pence), total=sum(pence))
    reconcile(visit)
    return [item.id for item in list_suspense(visit) if item.id not in before]


def table(visit: Visit, name: str) -> list[dict[str, str]]:
    """An export as it stands."""
    out = io.StringIO(newline="")
    export(visit, name, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def balances(visit: Visit) -> dict[str, int]:
    """Each ledger account that is not zero, debit positive."""
    found: dict[str, int] = {}
    for leg in table(visit, "journal"):
        account = leg["ledger_account"]
        found[account] = found.get(account, 0) + int(leg["amount_pence"])
    return {account: pence for account, pence in found.items() if pence}


def assert_verified(visit: Visit) -> None:
    verified = verify(visit)
    assert verified.agrees, verified.differences


def try_sql(connection: Connection, statement: str) -> None:
    """Attack the database with raw SQL."""
    connection.execute(text(statement))
