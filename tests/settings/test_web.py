"""The address of the customers' pages: https and a host name, or this machine for a rehearsal."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from paycards.settings.web import Web


@pytest.mark.parametrize(
    "address",
    ["", "https://pay.northvale.example", "https://pay.northvale.example:8443", "http://127.0.0.1:8080"],
)
def test_an_address_is_a_host_name_with_https_or_this_machine(address: str) -> None:
    assert Web(customer_address=address).customer_address == address
    assert Web(customer_address=f"{address}/" if address else "").customer_address == address


@pytest.mark.parametrize(
    "address",
    [
        *("http://pay.northvale.example", "pay.northvale.example", "https://pay.northvale.example/card"),
        *("https://Pay.northvale.example", "https://u:p@pay.northvale.example", "https://" + "x" * 60),
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        Web(customer_address=address)
