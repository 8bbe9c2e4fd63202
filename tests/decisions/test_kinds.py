"""The kinds of decision, and the tiers of the settings."""

from __future__ import annotations

import pytest

from paycards.access.permission import Permission
from paycards.decisions.kinds import ABOVE_TIER, KINDS, kind_of
from paycards.settings.tiers import Tiers


def test_each_kind_that_one_person_may_decide_has_a_tier_and_no_other_has() -> None:
    assert Tiers.model_fields.keys() - {"default"} == {
        kind.code for kind in KINDS if kind.second_person == ABOVE_TIER
    }


def test_a_kind_without_a_tier_of_its_own_has_the_council_s_which_is_500_pounds() -> None:
    assert Tiers().of("allocate") == 50_000
    assert Tiers(allocate=0).of("allocate") == 0
    assert Tiers(default=7, allocate=9).of("split") == 7


def test_allocating_returning_and_approving_are_rights_of_their_own() -> None:
    rights = {kind_of(code).permission for code in ("allocate", "return_to_payer")} | {Permission.APPROVE}
    assert len(rights) == 3
    assert Permission.APPROVE not in {kind.permission for kind in KINDS}


def test_a_kind_that_nobody_has_named_is_no_kind() -> None:
    with pytest.raises(KeyError):
        kind_of("guess")
