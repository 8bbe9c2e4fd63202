"""Accounts that went to somebody else while the former tenant's cards are live."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.cards.cause import Cause
from paycards.cards.desk_card import Print
from paycards.cards.which import CardOrAccount
from paycards.jobs.change_card import change_card
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.issue_card import issue_card
from paycards.jobs.replace_card import replace_card
from paycards.jobs.verify import verify
from paycards.lists.load_accounts import AccountsResult
from paycards.store.engine import reading
from paycards.store.tables.audit import problems
from tests.cards.card_desk import OTHER, RENT, TAX, live_card
from tests.cards.conftest import desk
from tests.jobs.hand_in import ACCOUNTS

__all__ = ["desk"]
SIAN = "C1,Miss,Siân Mary,Llewelyn-Jones"


def let(visit: Visit, folder: Path, who: str, reference: str = RENT, fund: str = "rent") -> AccountsResult:
    path = folder / "extract.csv"
    row = f"NVD,{fund},{reference},open,0,{who},12 Harbour View,,,Northvale,NV2 4QT,,,,\n"
    path.write_text(ACCOUNTS + row, encoding="utf-8")
    return import_accounts(visit, path)


def open_problems(visit: Visit) -> list[tuple[str, str]]:
    query = select(problems.c.subject, problems.c.message).where(
        problems.c.kind == "new_tenant", problems.c.closed_at.is_(None)
    )
    with reading(visit.installation.engine) as connection:
        return [tuple(row) for row in connection.execute(query)]


@pytest.fixture
def card(desk: Visit, tmp_path: Path) -> str:
    let(desk, tmp_path, SIAN)
    return live_card(desk)


def test_live_cards_of_the_former_tenant_are_named_when_the_account_goes_to_another(
    desk: Visit, card: str, tmp_path: Path
) -> None:
    second = live_card(desk, additional=True, reason="additional_card")
    done = let(desk, tmp_path, "C2,Mr,Owen,Price")
    assert done.needs_person
    [found] = done.new_tenants
    assert (found.reference, found.cards) == (RENT, (card[-4:], second[-4:]))
    [(subject, message)] = open_problems(desk)
    assert subject == f"rent {RENT}"
    assert (
        f"the cards ending {card[-4:]} and {second[-4:]}, issued to the former one, are still live" in message
    )
    assert "Price" not in message
    again = let(desk, tmp_path, "C2,Mr,Owen,Price")
    assert (again.new_tenants, len(open_problems(desk))) == ((), 1)
    assert verify(desk).differences == ()


@pytest.mark.parametrize(
    "who",
    [
        "C1,Mrs,Siân Mary,Price",  # married: the customer is the same
        "C1,,,SIAN",
        "c01,MISS,SIAN MARY,LLEWELYN JONES",
        ",Ms,Sian,Llewelyn-Jones",
        ",,S M,llewelynjones",
        ",,,Llewelyn-Jones Sian Mary",
        "C1,,,",
        ",,,",
    ],
)
def test_the_same_person_written_otherwise_is_no_new_tenant(
    desk: Visit, card: str, tmp_path: Path, who: str
) -> None:
    assert card
    done = let(desk, tmp_path, who)
    assert (done.changed, done.new_tenants, open_problems(desk)) == (1, (), [])


@pytest.mark.parametrize(
    "who", ["C2,Miss,Siân Mary,Llewelyn-Jones", ",Mr,Owen,Price", ",Miss,Bethan,Llewelyn-Jones"]
)
def test_another_customer_or_another_name_is_a_new_tenant(
    desk: Visit, card: str, tmp_path: Path, who: str
) -> None:
    assert card
    assert len(let(desk, tmp_path, who).new_tenants) == 1


def test_a_new_tenant_is_told_though_the_account_had_no_name_meanwhile(
    desk: Visit, card: str, tmp_path: Path
) -> None:
    assert let(desk, tmp_path, ",,,").new_tenants == ()
    [found] = let(desk, tmp_path, "C2,Mr,Owen,Price").new_tenants
    assert found.cards == (card[-4:],)
    assert verify(desk).differences == ()


def test_the_same_tenant_whose_name_was_left_out_once_is_no_new_one(
    desk: Visit, card: str, tmp_path: Path
) -> None:
    assert card
    let(desk, tmp_path, ",,,")
    assert let(desk, tmp_path, ",Ms,Sian,Llewelyn-Jones").new_tenants == ()


def test_cards_that_are_in_use_no_more_are_not_named(desk: Visit, card: str, tmp_path: Path) -> None:
    change_card(desk, CardOrAccount(card=card), "cancel", cause=Cause("moved"))
    assert let(desk, tmp_path, "C2,Mr,Owen,Price").new_tenants == ()
    assert let(desk, tmp_path, "C3,Mr,Ifan,Rees", OTHER).new_tenants == ()


def test_the_problem_closes_when_the_former_tenant_s_cards_are_dealt_with(
    desk: Visit, card: str, tmp_path: Path
) -> None:
    second = live_card(desk, additional=True, reason="additional_card")
    let(desk, tmp_path, "C2,Mr,Owen,Price")
    change_card(desk, CardOrAccount(card=card), "cancel", cause=Cause("moved"))
    assert len(open_problems(desk)) == 1
    issue_card(desk, CardOrAccount(account=RENT), council="NVD", additional=True)
    replace_card(desk, CardOrAccount(card=second), Cause("moved"), printed=Print("Mr O Price"))
    assert open_problems(desk) == []
    assert verify(desk).differences == ()


def test_each_fund_has_its_own_accounts(desk: Visit, card: str, tmp_path: Path) -> None:
    let(desk, tmp_path, "C9,Mr,Ifan,Rees", TAX, "council_tax")
    tax = live_card(desk, TAX)
    [found] = let(desk, tmp_path, "C2,Mr,Owen,Price", TAX, "council_tax").new_tenants
    assert (found.fund, found.cards) == ("council_tax", (tax[-4:],))
    assert card
