"""Every ledger account has one name, given in one place."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import literal, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.ledger import chart
from paycards.store.tables.accounts import accounts
from paycards.store.tables.ledger import ledger_accounts
from tests.jobs.hand_in import bring_accounts
from tests.visits import step_of

OWN = {
    *("suspense:NVD", "fees:NVD"),
    *(
        f"{kind}:NVD-{of}"
        for kind in ("clearing", "till")
        for of in ("ALLPAY", "POST", "PAYPOINT", "PAYZONE")
    ),
}


def names(visit: Visit, council: str) -> list[str]:
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        mine = ledger_accounts.c.council_id == seen.council(council)
        return list(seen.connection.execute(select(ledger_accounts.c.name).where(mine)).scalars())


def test_a_council_has_its_own_accounts_and_two_for_each_contract(visit: Visit) -> None:
    assert set(names(visit, "NVD")) == OWN
    assert len(names(visit, "NVD")) == len(OWN)


def test_opening_accounts_again_opens_none_twice(visit: Visit) -> None:
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        northvale = seen.council("NVD")
    with step_of(visit.installation.engine, northvale) as step:
        chart.open_accounts(
            step.connection, northvale, chart.of_council("NVD", ["NVD-ALLPAY", "NVD-NEW"], ["MAIN"])
        )
    assert set(names(visit, "NVD")) == OWN | {"clearing:NVD-NEW", "till:NVD-NEW", "bank:NVD:MAIN"}


def test_an_account_of_a_customer_is_named_by_fund_and_reference(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, "NVD,rent,R100000001,open")
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        named = select(ledger_accounts.c.name, chart.customer(accounts.c.fund, accounts.c.reference)).join(
            accounts, accounts.c.id == ledger_accounts.c.id
        )
        assert [tuple(row) for row in seen.connection.execute(named)] == [("customer:rent:R100000001",) * 2]
        control = select(chart.control(literal("rent")))
        assert seen.connection.execute(control).scalar_one() == "customer:rent"


def test_an_account_is_looked_up_by_its_name_and_no_customer_s_is_read(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, "NVD,rent,R100000001,open")
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        northvale = seen.council("NVD")
        clearing, none = (
            chart.id_of("clearing", literal(northvale), literal(code)) for code in ("NVD-POST", "NVD-NEW")
        )
        query = select(clearing.label("clearing"), none.label("none"))
        wanted = chart.account_id(seen.connection, northvale, "clearing:NVD-POST")
        found = seen.connection.execute(query).one()
        assert (found.clearing, found.none) == (wanted, None)
        if seen.connection.dialect.name == "sqlite":
            compiled = query.compile(seen.connection, compile_kwargs={"literal_binds": True})
            plan = seen.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
            assert not [step.detail for step in plan if "SCAN ledger_accounts" in step.detail]


@pytest.mark.parametrize("kind", [*chart.OF_COUNCIL, *chart.OF_CONTRACT])
def test_a_name_is_its_kind_and_whose_it_is(kind: str) -> None:
    assert chart.name(kind, "NVD-ALLPAY") == f"{kind}:NVD-ALLPAY"
