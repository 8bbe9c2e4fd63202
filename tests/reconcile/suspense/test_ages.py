"""Known or not, and how old: what waits too long says so, council by council and tier by tier."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.errors import SettingsError
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.list_problems import list_problems
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.reconcile import reconcile
from paycards.jobs.watch_suspense import watch_suspense
from paycards.settings.reading import load_settings
from tests.jobs.hand_in import bring_file, unknown
from tests.reconcile.suspense.town import account, bring_town, card, put_in

RENT, TAX, CLOSED = "R100000001", "770000001", "R200000001"


@pytest.fixture
def waiting(visit: Visit, tmp_path: Path) -> Visit:
    """One item for each way in which a line names somebody or nobody."""
    bring_town(
        visit,
        tmp_path,
        [
            account("NVD", "rent", RENT),
            account("NVD", "council_tax", TAX),
            account("NVD", "rent", CLOSED, status="closed"),
            account("NVD", "rent", "LEG1"),
            account("NVD", "council_tax", "LEG1"),
            account("NVD", "rent", "770000002"),
        ],
        [f"NVD,rent,{RENT},{card(1)},active"],
    )
    rows = [
        unknown(100),
        unknown(200, reference="NOBODY"),
        unknown(300, reference="LEG1"),
        unknown(400, reference=CLOSED),
        unknown(500, card=card(1), reference=TAX),
        unknown(600, reference="770000002"),
    ]
    bring_file(visit, "NVDC0001.PO", *rows, total=2100)
    reconcile(visit)
    return visit


def later(visit: Visit, days: int) -> Visit:
    return replace(visit, now=visit.now + dt.timedelta(days=days))


def old(visit: Visit) -> dict[str, str]:
    return {each.subject: each.message for each in list_problems(visit) if each.kind == "old_suspense"}


def test_each_item_says_whether_it_is_known_whose_it_is(waiting: Visit) -> None:
    said = {item.amount_pence: (item.reason, item.standing) for item in list_suspense(waiting)}
    assert said == {
        100: ("unknown_card", "unidentified"),
        200: ("unknown_card", "unidentified"),
        300: ("ambiguous", "unidentified"),
        400: ("account_closed", "unapplied"),
        500: ("conflict", "unidentified"),
        600: ("conflict", "unapplied"),  # one account, of another fund than its shape says
    }


def test_an_item_says_how_old_it_is_and_how_many_limits_it_has_passed(waiting: Visit) -> None:
    assert {(item.age_days, item.tier) for item in list_suspense(waiting)} == {(0, 0)}
    found = {item.standing: (item.age_days, item.tier) for item in list_suspense(later(waiting, 8))}
    assert found == {"unidentified": (8, 0), "unapplied": (8, 1)}
    found = {item.standing: (item.age_days, item.tier) for item in list_suspense(later(waiting, 91))}
    assert found == {"unidentified": (91, 3), "unapplied": (91, 3)}


def test_there_is_one_problem_for_a_council_and_tier_with_its_figures(waiting: Visit) -> None:
    watch_suspense(waiting)
    assert old(waiting) == {}
    watch_suspense(later(waiting, 8))
    assert old(waiting) == {
        "NVD tier 1": "NVD: 2 items have passed age limit 1 of suspense, 10.00 pounds: 2 unapplied for more"
        " than 7 days; the oldest since 20 November 2026."
    }
    watch_suspense(later(waiting, 15))
    assert (
        "6 items have passed age limit 1 of suspense, 21.00 pounds: 4 unidentified for more than 14 days, 2"
        in (old(waiting)["NVD tier 1"])
    )
    watch_suspense(later(waiting, 31))
    assert list(old(waiting)) == ["NVD tier 2"]


def test_the_problem_closes_when_nothing_is_that_old_any_more(waiting: Visit) -> None:
    after = later(waiting, 8)
    watch_suspense(after)
    for item in list_suspense(after):
        if item.standing == "unapplied":
            allocate_item(after, item.id, fund="rent", reference=RENT, note="asked")
    watch_suspense(after)
    assert old(after) == {}


def test_each_council_has_its_own_limits_and_problems(waiting: Visit, tmp_path: Path) -> None:
    put_in(waiting, 1, unknown(700), 700, "HMBC")
    limits = "[councils.suspense_age_days]\nunidentified = [2]\n"
    path = tmp_path / "paycards.toml"
    path.write_text(path.read_text(encoding="utf-8") + limits, encoding="utf-8")
    settings = load_settings(path)
    strict = replace(waiting, installation=replace(waiting.installation, settings=settings))
    watch_suspense(later(strict, 3))
    assert list(old(strict)) == ["HMB tier 1"]
    assert {item.council: item.tier for item in list_suspense(later(strict, 3))} == {"NVD": 0, "HMB": 1}


@pytest.mark.parametrize("limits", ["[]", "[7, 7]", "[30, 14]", "[0]", '["7"]', "[1,2,3,4,5,6,7,8,9,10]"])
def test_limits_that_do_not_rise_are_refused(tmp_path: Path, limits: str) -> None:
    path = tmp_path / "paycards.toml"
    head = '[paycards]\ndatabase = "sqlite:///p.db"\narchive = "a"\n[[councils]]\ncode = "NVD"\nname = "N"\n'
    path.write_text(f"{head}[councils.suspense_age_days]\nunapplied = {limits}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"suspense_age_days\.unapplied"):
        load_settings(path)
