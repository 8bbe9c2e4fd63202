"""The councils of the settings in the database: rows that join and never leave, and strictly apart."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, select

from paycards.access.stored_settings import contract_rows, store_settings
from paycards.errors import SettingsError
from paycards.settings.installation import Settings
from paycards.store.councils import council_ids
from paycards.store.engine import reading, writing
from paycards.store.tables.councils import contracts
from paycards.store.tables.ledger import ledger_accounts
from tests.visits import step_of


def installation(*councils: tuple[str, Sequence[str]]) -> Settings:
    return Settings.model_validate(
        {
            "paycards": {"database": "sqlite:///paycards.db", "archive": "archive"},
            "councils": [
                {
                    "code": code,
                    "name": f"{code} Council",
                    "contracts": [
                        {"code": contract, "channel": "allpay", "client_code": contract[:4]}
                        for contract in codes
                    ],
                }
                for code, codes in councils
            ],
        }
    )


BOTH = installation(("NVD", ["NVD-ALLPAY"]), ("HMB", ["HMB-ALLPAY"]))


def store(engine: Engine, settings: Settings) -> None:
    with writing(engine) as connection:
        store_settings(connection, settings)


def names(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return sorted(connection.execute(select(ledger_accounts.c.name)).scalars())


def test_each_council_and_contract_gets_its_ledger_accounts_once(engine: Engine) -> None:
    store(engine, BOTH)
    store(engine, BOTH)
    kinds = ("clearing:{0}-ALLPAY", "fees:{0}", "suspense:{0}", "till:{0}-ALLPAY")
    assert names(engine) == sorted(kind.format(code) for kind in kinds for code in ("NVD", "HMB"))


def test_a_contract_moved_to_another_council_is_refused(engine: Engine) -> None:
    store(engine, BOTH)
    before = names(engine)
    with pytest.raises(SettingsError, match="NVD-ALLPAY belonged to another council before"):
        store(engine, installation(("NVD", []), ("HMB", ["HMB-ALLPAY", "NVD-ALLPAY"])))
    assert names(engine) == before


def test_a_changed_name_or_client_code_is_taken_over(engine: Engine) -> None:
    store(engine, BOTH)
    changed = BOTH.model_dump()
    changed["councils"][0]["name"] = "Northvale"
    changed["councils"][0]["contracts"][0]["client_code"] = "NV2"
    store(engine, Settings.model_validate(changed))
    with reading(engine) as connection:
        found = connection.execute(select(contracts.c.client_code).order_by(contracts.c.id)).scalars().all()
    assert found == ["NV2", "HMB-"]


def test_a_contract_that_left_the_settings_is_still_known(engine: Engine) -> None:
    store(engine, BOTH)
    with reading(engine) as connection:
        rows = contract_rows(connection, installation(("HMB", ["HMB-ALLPAY"])))
    gone = rows["NVD-ALLPAY"]
    assert (gone.council.code, gone.council.name, gone.terms.drop) == ("NVD", "NVD Council", None)


def test_a_contract_that_init_has_not_stored_is_refused(engine: Engine) -> None:
    store(engine, BOTH)
    grown = installation(("NVD", ["NVD-ALLPAY", "NVD-PAYZONE"]), ("HMB", ["HMB-ALLPAY"]))
    with (
        reading(engine) as connection,
        pytest.raises(SettingsError, match="NVD-PAYZONE: new in the settings"),
    ):
        contract_rows(connection, grown)


def test_the_accounts_of_a_contract_are_those_of_its_council(engine: Engine) -> None:
    store(engine, BOTH)
    with reading(engine) as connection:
        rows = contract_rows(connection, BOTH)
        owner = dict(connection.execute(select(ledger_accounts.c.id, ledger_accounts.c.council_id)).all())
    for row in rows.values():
        assert {owner[row.clearing_id], owner[row.till_id], owner[row.suspense_id]} == {row.council_id}


def test_steps_of_one_council_wait_for_each_other(engine: Engine) -> None:
    store(engine, BOTH)
    with reading(engine) as connection:
        nvd = council_ids(connection)["NVD"]
    holds, order = threading.Event(), []

    def second() -> None:
        holds.wait()
        with step_of(engine, nvd):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with step_of(engine, nvd):
        holds.set()
        thread.join(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_councils_do_not_wait_for_each_other_on_postgresql(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        store(engine, BOTH)
        with reading(engine) as connection:
            ids = council_ids(connection)
        with step_of(engine, ids["NVD"]), step_of(engine, ids["HMB"]) as step:
            assert contract_rows(step.connection, BOTH)
