"""`paycards cards issue`, `replace`, `lose`, `cancel`, `reinstate`, `expire`, `show`, `find`, `orders`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.desk import SETTINGS, Desk
from tests.jobs.hand_in import ACCOUNTS

SCHEME = """
[[councils.card_schemes]]
code = "{code}"
funds = ["{fund}"]
numbers = "{numbers}"
length = 19
prefix = "98269999"
service_code = "{service}"
service_code_at = 9
serial_at = 11
serial_digits = 8
{ranges}
"""
ADDRESS = """
[councils.address]
lines = ["Town Hall", "Northvale", "NV1 1AA"]
phone = "01632 960 100"
web = "northvale.example/pay"
"""
SCHEMES = (
    ADDRESS
    + SCHEME.format(code="rent", fund="rent", numbers="allocate", service="26", ranges="ranges = [[1, 3000]]")
    + SCHEME.format(code="tax", fund="council_tax", numbers="order", service="27", ranges="")
)
JONES = "C0042,Mrs,Ann Mary,Jones,1 Mill Lane,,,Northvale,NV1 2AB,,,,"
RENT = ["--fund", "rent", "--account", "R100000017"]
TAX = ["--fund", "council_tax", "--account", "770000015"]


@pytest.fixture
def town(desk: Desk) -> Desk:
    desk.config.write_text(SETTINGS + SCHEMES, encoding="utf-8")
    desk("init")
    rows = (f"NVD,rent,R100000017,open,0,{JONES}\n", f"NVD,council_tax,770000015,open,0,{JONES}\n")
    desk("accounts", "import", desk.file("accounts.csv", ACCOUNTS + "".join(rows)))
    return desk


def test_a_card_is_issued_and_the_second_is_refused_with_what_to_do(town: Desk) -> None:
    assert "NVD rent R100000017: card 9826 9999 2600 0000 01" in town("cards", "issue", *RENT).stdout
    refused = town("cards", "issue", *RENT, code=3).stderr
    assert "already has a live card ending" in refused
    assert f"print it with `paycards cards letter {refused.split(' ending ')[1][:4]}`" in refused
    second = town.read("cards", "issue", *RENT, "--additional", "--holder", "Mr B Jones")
    assert (second["status"], second["request_no"]) == ("requested", 2)


def test_in_what_form_the_list_of_an_office_came_is_said(town: Desk) -> None:
    rows = "fund;account_reference\nrent;R100000017\n"
    batch = ("cards", "batch", town.file("office.csv", rows), "--out", str(town.home / "out"), "--dry-run")
    assert "The list was read with semicolons between the fields." in town(*batch).stdout
    assert town.read(*batch)["notes"] == ["read with semicolons between the fields"]


def test_a_card_is_cancelled_found_and_shown(town: Desk) -> None:
    number = town.read("cards", "issue", *RENT)["card_number"]
    assert town.read("cards", "cancel", number[-4:], "--reason", "died")["status"] == "cancelled"
    assert "is cancelled already" in town("cards", "cancel", number[-4:], code=3).stderr
    [found] = town.read("cards", "find", "jon", "--postcode", "nv12ab", "--surname", "Jones")[1:]
    assert (found["name"], found["card_number"]) == ("Mrs Ann Mary Jones", number)
    assert "Nothing found" in town("cards", "find", "nobody").stdout
    shown = town("cards", "show", number).stdout
    assert "requested -> cancelled, died, by" in shown
    assert "last payment: none in the last 92 days" in shown
    both = town.read("cards", "show", "--customer", "C0042")
    assert [len(account["cards"]) for account in both] == [0, 1]
    assert "no card" in town("cards", "show", *TAX).stdout


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["lose", "0107"], "No card ending 0107. `paycards cards find` looks for one."),
        (["expire"], "Say which card"),
        (["reinstate", "12"], "at least its last 4 digits"),
        (["cancel", "0107", "--reason", "found"], "Found is not a reason to cancel: choose from"),
        (["replace", "0107", "--reason", "bored"], "Bored is not a reason to replace"),
        (["issue", "--account", "R9"], "No account R9"),
        (["show", "--customer", "C9"], "No customer C9. `paycards cards find` looks for one."),
        (["find"], "Say what to look for"),
        (["orders", "cancel", "9"], "No open request 9"),
        (["issue"], "Say which account it is for: --fund and --account."),
        (
            ["orders", "write", "--out", "orders", "--again", "X"],
            "No order file X. `paycards cards orders list`",
        ),
        (["find", "jones", "--council", "ABC"], "No council ABC. Choose NVD."),
    ],
)
def test_a_wrong_call_says_what_is_wrong(town: Desk, command: list[str], sentence: str) -> None:
    assert sentence in town("cards", *command, code=2).stderr


def test_cards_that_a_supplier_makes_are_ordered_once(town: Desk, tmp_path: Path) -> None:
    said = town("cards", "issue", *TAX).stdout
    assert "request 1 is recorded. `paycards cards orders write` asks the supplier" in said
    assert town("cards", "orders").stdout.endswith("1 card, 1 of them in no order file yet.\n")
    out = ["--out", str(tmp_path / "orders")]
    [file] = town.read("cards", "orders", "write", *out)
    assert (file["rows"], file["place"]) == (1, "written")
    assert "No cards are waiting to be ordered" in town("cards", "orders", "write", *out).stdout
    assert "there" in town("cards", "orders", "write", *out, "--again", "NVD-tax-00001.csv").stdout
    Path(file["path"]).write_text("changed")
    assert "changed" in town("cards", "orders", "write", *out, code=3).stdout
    [waiting] = town.read("cards", "orders", "list", "--council", "NVD")
    assert (waiting["state"], waiting["file_name"]) == ("ordered", "NVD-tax-00001.csv")
    assert "NVD: request 1 is cancelled" in town("cards", "orders", "cancel", "1").stdout
    assert town("cards", "orders").stdout == "No cards are waiting for a supplier.\n"
    assert "Everything agrees" in town("verify").stdout
