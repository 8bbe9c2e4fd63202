"""`paycards accounts import` and `paycards cards import`."""

from __future__ import annotations

from tests.cli.desk import Desk
from tests.jobs.hand_in import CARDS, accounts_csv

GOOD, BAD = "NVD,rent,R100000001,open", "NVD,rent,R100000002,asleep"


def test_an_extract_is_loaded_and_a_missing_account_is_reported(desk: Desk) -> None:
    others = [f"NVD,rent,R2000000{number:02},open" for number in range(19)]
    both = desk.file("both.csv", accounts_csv(GOOD, "NVD,rent,R100000002,open", *others))
    one = desk.file("one.csv", accounts_csv(GOOD, *others))
    assert desk("accounts", "import", both).stdout == "both.csv: 21 new, 0 changed, 0 as before.\n"
    assert desk("accounts", "import", one).stdout == (
        "one.csv: 0 new, 0 changed, 20 as before.\n"
        "NVD rent: 1 account not in the extract, kept as before: R100000002\n"
    )
    assert desk.read("accounts", "import", one)["missing"] == [
        {"council": "NVD", "fund": "rent", "references": ["R100000002"]}
    ]


def test_bad_rows_are_listed_and_nothing_is_loaded(desk: Desk) -> None:
    path = desk.file("accounts.csv", accounts_csv(GOOD, BAD))
    result = desk("accounts", "import", path, code=3)
    assert "1 bad row in accounts.csv" in result.stderr
    assert "  row 3: " in result.stderr
    assert desk("export", "balances").stdout.count("\n") == 1


def test_a_row_with_several_faults_is_one_bad_row(desk: Desk) -> None:
    path = desk.file("accounts.csv", accounts_csv(GOOD, "NVD,parking,R100000002,asleep"))
    said = desk("accounts", "import", path, code=3).stderr
    assert "1 bad row in accounts.csv" in said
    assert said.count("  row 3: ") == 2
    assert "1 bad row left out:" in desk("accounts", "import", path, "--skip-bad", code=3).stdout


def test_skip_bad_loads_the_rest_and_still_needs_a_person(desk: Desk) -> None:
    path = desk.file("accounts.csv", accounts_csv(GOOD, BAD))
    result = desk("accounts", "import", path, "--skip-bad", code=3)
    assert "1 new" in result.stdout
    assert "1 bad row left out:\n  row 3: " in result.stdout
    assert [
        skipped["row"] for skipped in desk.read("accounts", "import", path, "--skip-bad", code=3)["skipped"]
    ] == [3]
    assert desk("export", "balances").stdout.count("\n") == 2


def test_cards_are_loaded_likewise(desk: Desk) -> None:
    desk("accounts", "import", desk.file("accounts.csv", accounts_csv(GOOD)))
    good = "NVD,rent,R100000001,9826999900012345672,active,2026-01-05\n"
    bad = "NVD,rent,R999999999,9826999900012345673,active,2026-01-05\n"
    path = desk.file("cards.csv", CARDS + good + bad)
    assert "  row 3: " in desk("cards", "import", path, code=3).stderr
    result = desk.read("cards", "import", path, "--skip-bad", code=3)
    assert (result["added"], [skipped["row"] for skipped in result["skipped"]]) == (1, [3])
    only_good = desk.file("good.csv", CARDS + good)
    assert desk("cards", "import", only_good).stdout == "good.csv: 0 new, 0 changed, 1 as before.\n"


def test_a_list_that_is_not_there_is_wrong_usage(desk: Desk) -> None:
    assert "cannot be read" in desk("accounts", "import", "nowhere.csv", code=2).stderr
    assert "cannot be read" in desk("cards", "import", "nowhere.csv", code=2).stderr
