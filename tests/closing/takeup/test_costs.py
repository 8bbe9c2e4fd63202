"""What payments cost, and that a price nobody gave is never nothing."""

from __future__ import annotations

from paycards.closing.takeup.costs import costs

PRICES = {"counter": 214, "paypoint": 38, "direct_debit": 0}


def test_each_network_is_set_against_the_counter() -> None:
    priced = costs([("paypoint", 100), ("direct_debit", 10)], PRICES)
    assert [row.cost_pence for row in priced.networks] == [3800, 0]
    assert [row.saved_pence for row in priced.networks] == [17_600, 2140]
    assert (priced.total.payments, priced.total.cost_pence, priced.total.saved_pence) == (110, 3800, 19_740)
    assert priced.missing == ()


def test_a_price_that_is_missing_is_named_and_no_sum_is_made_without_it() -> None:
    priced = costs([("paypoint", 100), ("payzone", 1)], PRICES)
    assert priced.networks[1].cost_pence is None
    assert (priced.total.cost_pence, priced.total.saved_pence) == (None, None)
    assert priced.total.counter_pence == 101 * 214
    assert priced.missing == ("payzone",)


def test_without_the_counter_there_is_no_comparison() -> None:
    priced = costs([("paypoint", 100)], {"paypoint": 38})
    assert (priced.total.cost_pence, priced.total.counter_pence, priced.total.saved_pence) == (
        3800,
        None,
        None,
    )
    assert priced.missing == ("counter",)


def test_no_payments_cost_nothing() -> None:
    assert costs([], PRICES).total.cost_pence == 0
