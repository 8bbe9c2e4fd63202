"""`paycards check`: the settings are checked before the first night, one line each."""

from __future__ import annotations

from pathlib import Path

import pytest

from paycards.transport.keys import new_key
from tests.cli.desk import Desk
from tests.issue.own_font import template_without_ink

KNOWN = "[127.0.0.1]:1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIiS2XmYhWNfCJVyq7jYNgJFYqRyQOQBYPKsRT/GMJbV\n"


def add(desk: Desk, text: str) -> None:
    desk.config.write_text(desk.config.read_text(encoding="utf-8") + text, encoding="utf-8")


def wrong(desk: Desk, code: int = 3) -> dict[str, str]:
    found = desk.read("check", code=code)
    assert found["works"] is (code == 0)
    return {check["what"]: check["says"] for check in found["checks"] if not check["works"]}


def test_an_installation_that_works_says_so_and_ends_with_0(desk: Desk) -> None:
    assert wrong(desk, code=0) == {}
    lines = desk("check").stdout.splitlines()
    assert all(line.startswith("ok     ") for line in lines)
    assert "ok     channel of NVD-ALLPAY: allpay, read by allpay-short" in "\n".join(lines)


def test_every_fault_is_named_and_none_hides_another(desk: Desk) -> None:
    for table in ('[councils.contracts.drop]\nkind = "sftp"\nhost = "127.0.0.1"\nport = 1\nuser = "u"\n'
                  'key_file = "none"\nknown_hosts = "none"\n',
                  '[[councils.contracts]]\ncode = "NVD-X"\nchannel = "allpya"\nclient_code = "X"\n',
                  '[councils.contracts.drop]\nkind = "folder"\ndirectory = "nowhere"\n'):  # fmt: skip
        add(desk, table)
    add(desk, '[councils.printing]\ntemplate = "none.toml"\n')
    Path(desk.home / "layouts").mkdir()
    found = wrong(desk)
    assert "no channel or layout allpya: the channels are allpay" in found["channel of NVD-X"]
    assert "The key file" in found["keys of NVD-ALLPAY"]
    assert "known_hosts" in found["known hosts of NVD-ALLPAY"]
    assert "nowhere cannot be read" in found["drop of NVD-X"]
    assert "none.toml" in found["card template of NVD"]
    assert "new in the settings" in found["database"]
    assert "drop of NVD-ALLPAY" in found


def test_contracts_whose_files_cannot_be_told_apart_are_named(desk: Desk) -> None:
    contract = '[[councils.contracts]]\ncode = "NVD-X"\nchannel = "{}"\nclient_code = "NVDC"\n'
    before = desk.config.read_text(encoding="utf-8")
    add(desk, contract.format("paypoint"))
    assert not any(what.startswith("channel") for what in wrong(desk))
    desk.config.write_text(before, encoding="utf-8")
    add(desk, contract.format("allpay-long"))
    found = wrong(desk)
    assert "cannot be told from those of NVD-X" in found["channel of NVD-ALLPAY"]
    assert "cannot be told from those of NVD-ALLPAY" in found["channel of NVD-X"]


CARDS = """
[councils.printing]
{printing}
[[councils.card_schemes]]
code = "rent"
funds = ["rent"]
{numbers}
length = 19
prefix = "98269999"
serial_at = 9
serial_digits = 10
[councils.address]
lines = [{lines}]
phone = "01632 960100"
web = "northvale.example/pay"
"""
ALLOCATE = 'numbers = "allocate"\nranges = [[1, 500]]'
LONG = '"Directorate of Housing and Neighbourhoods", ' * 7


@pytest.mark.parametrize(
    ("numbers", "lines", "printing", "says"),
    [
        (ALLOCATE, LONG, "", "The council's address has too many lines for the head of a letter"),
        (ALLOCATE, '"Town Hall", ' * 7, "", ""),
        (ALLOCATE, '"Guildhall, Gate", ' * 7, "", ""),  # in large print too
        (ALLOCATE, '"Town Hall"', f'name_cy = "{"Dosbarth " * 12}"', "The name of the council is too long"),
        (ALLOCATE, '"Town Hall"', 'name_cy = "Cyngor Sir אבג"', "The name of the council has"),
        ('numbers = "order"', LONG, "", ""),
        (ALLOCATE, '"Town Hall"', 'template = "own.toml"', "a digit of the number beneath cannot be seen"),
    ],
)
def test_what_a_council_says_of_itself_is_set_on_cards_and_letters_before_a_customer_comes(
    desk: Desk, numbers: str, lines: str, printing: str, says: str
) -> None:
    template_without_ink(desk.home, "7")
    add(desk, CARDS.format(numbers=numbers, lines=lines, printing=printing))
    desk("init")
    found = wrong(desk, code=3 if says else 0)
    assert says in found.get("card template of NVD", "")


FOLDER = '[councils.contracts.drop]\nkind = "folder"\ndirectory = "{}"\n'


@pytest.mark.parametrize(
    ("setting", "where", "says"),
    [
        ('exports = "archive/out"', "exports folder", "lies in the folder of archive"),
        ('exports = "archive"', "exports folder", "is the folder of archive"),
        ('made = "var"', "folder of what is made", "holds the folder of exports"),
        (FOLDER.format("archive"), "drop of NVD-ALLPAY", "is the folder of archive"),
        (FOLDER.format("var/exports/NVD"), "drop of NVD-ALLPAY", "lies in the folder of exports"),
        (FOLDER.format("var"), "drop of NVD-ALLPAY", "holds the folder of exports"),
        (FOLDER.format("in") + 'after = "move"\nmove_to = "."\n', "drop of NVD-ALLPAY", "is the drop itself"),
        (
            FOLDER.format("in") + 'after = "move"\nmove_to = "../in/"\n',
            "drop of NVD-ALLPAY",
            "is the drop its",
        ),
        (
            FOLDER.format("in") + 'after = "move"\nmove_to = "../var/exports"\n',
            "drop of NVD-ALLPAY",
            "is the folder of exports",
        ),
    ],
)
def test_a_folder_in_which_something_else_is_kept_is_named_in_one_line(
    desk: Desk, setting: str, where: str, says: str
) -> None:
    (desk.home / "in").mkdir()
    (desk.home / "var/exports/NVD").mkdir(parents=True, exist_ok=True)
    if setting.startswith("["):
        add(desk, setting)
    else:
        written = desk.config.read_text(encoding="utf-8")
        key = setting.partition(" ")[0]
        kept = [line for line in written.splitlines() if not line.startswith(f"{key} =")]
        kept.insert(kept.index("[paycards]") + 1, setting)
        desk.config.write_text("\n".join(kept) + "\n", encoding="utf-8")
    found = wrong(desk)
    assert list(found) == [where], found
    assert says in found[where]


def test_files_that_would_be_moved_into_the_drop_of_another_contract_are_named(desk: Desk) -> None:
    (desk.home / "in/other").mkdir(parents=True)
    add(desk, FOLDER.format("in") + 'after = "move"\nmove_to = "other"\n')
    add(desk, '[[councils.contracts]]\ncode = "NVD-X"\nchannel = "paypoint"\nclient_code = "000001"\n')
    add(desk, FOLDER.format("in/other"))
    found = wrong(desk)
    assert found["drop of NVD-ALLPAY"] == "move_to = 'other' is the drop of NVD-X: name another folder."


@pytest.mark.parametrize(
    ("text", "point"),
    [(r"Northvale\u202e District", "U+202E"), (r"North\u0007vale", "U+0007"), ("  ", "blank")],
)
def test_a_council_s_name_that_people_cannot_read_is_named(desk: Desk, text: str, point: str) -> None:
    written = desk.config.read_text(encoding="utf-8")
    name = next(line for line in written.splitlines() if line.startswith("name ="))
    desk.config.write_text(written.replace(name, f'name = "{text}"'), encoding="utf-8")
    found = wrong(desk)
    assert point in found["name of NVD"]
    assert found["name of NVD"].isprintable()


def test_a_file_that_cannot_be_read_is_told_as_people_say_it(desk: Desk) -> None:
    (desk.home / "latin.toml").write_bytes(b'name = "Caf\xe9"')
    add(desk, '[councils.contracts.drop]\nkind = "sftp"\nhost = "127.0.0.1"\nport = 1\nuser = "u"\n'
              'key_file = "none"\nknown_hosts = "none"\n'
              '[councils.printing]\ntemplate = "latin.toml"\n')  # fmt: skip
    (desk.home / "folder").mkdir()
    said = list(wrong(desk).values())
    desk.config.write_text(
        desk.config.read_text().replace('"none"', '"folder"').replace("latin.toml", "folder")
    )
    said += wrong(desk).values()
    assert any(each.endswith("none cannot be read: No such file or directory.") for each in said)
    assert any(each.endswith("folder cannot be read: Is a directory.") for each in said)
    assert any(each.endswith("latin.toml cannot be read: it is not UTF-8.") for each in said)
    assert not any("Errno" in each or "codec" in each for each in said)


def test_a_spoiled_layout_or_mapping_is_named_with_whom_it_stops_and_nobody_else(desk: Desk) -> None:
    (desk.home / "layouts").mkdir()
    (desk.home / "mappings").mkdir()
    (desk.home / "layouts/payzone-1.toml").write_text("channel = [", encoding="utf-8")
    (desk.home / "mappings/old.toml").touch()
    assert set(wrong(desk)) == {"layouts", "mappings"}
    add(desk, '[[councils.contracts]]\ncode = "NVD-X"\nchannel = "payzone"\nclient_code = "X"\n')
    found = wrong(desk)
    assert found["channel of NVD-X"].startswith("The layout payzone-1.toml cannot be read: ")
    assert "channel of NVD-ALLPAY" not in found
    assert "Contract NVD-X: The layout payzone-1.toml cannot be read" in desk("init", code=2).stderr


def test_a_server_that_does_not_answer_is_named_once_and_quickly(desk: Desk) -> None:
    new_key(desk.home / "key")
    desk.file("known_hosts", KNOWN)
    add(desk, '[councils.contracts.drop]\nkind = "sftp"\nhost = "127.0.0.1"\nport = 1\nuser = "u"\n'
              'key_file = "key"\nknown_hosts = "known_hosts"\nattempts = 9\n')  # fmt: skip
    assert set(wrong(desk)) == {"drop of NVD-ALLPAY"}


def test_settings_that_cannot_be_read_are_one_line_a_fault(desk: Desk) -> None:
    add(desk, 'nmae = "x"\ntypo = 1\n')
    found = desk.read("check", code=3)["checks"]
    assert [check["says"] for check in found] == [
        "councils.NVD.contracts.NVD-ALLPAY.nmae is no key of this table.",
        "councils.NVD.contracts.NVD-ALLPAY.typo is no key of this table.",
    ]
    desk.config.write_text("[", encoding="utf-8")
    assert "cannot be read: at its end it is not as TOML has it." in desk("check", code=3).stdout
    desk.config.unlink()
    assert "There is no settings file" in desk("check", code=2).stderr


ITS_BANK = '[[councils.bank_accounts]]\ncode = "MAIN"\nsort_code = "000471"\naccount_number = "00004471"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = " + "[" * 5000, "its brackets stand too deep in each other"),
        ("a = 1\na = 2\n", "in line 2, by character 6, a key or table comes a second time"),
        (f"{ITS_BANK}mapping = ''", "councils.NVD.bank_accounts.MAIN.mapping needs 1 or more characters"),
        ("fund_patterns = [['rent', '(']]", "not a regular expression, by character 1."),
        (f"[[councils.contracts]]\ncode = '{'x' * 5000}'", "councils.NVD.contracts.xxxxx"),
    ],
)
def test_settings_are_wrong_in_our_own_words_and_in_few(desk: Desk, text: str, says: str) -> None:
    if text.startswith("a = "):
        desk.config.write_text(text, encoding="utf-8")
    else:
        add(desk, text)
    found = desk.read("check", code=3)["checks"]
    assert any(says in check["says"] for check in found)
    assert all(len(check["says"]) < 400 for check in found)


def test_a_database_that_is_not_there_is_not_made(desk: Desk) -> None:
    (desk.home / "paycards.db").unlink()
    assert wrong(desk)["database"] == "There is no database yet: initialise it first."
    assert not (desk.home / "paycards.db").exists()


@pytest.mark.parametrize("channel", ["allpya", "paypiont", ""])
def test_a_channel_that_does_not_exist_stops_init_before_anything_is_stored(desk: Desk, channel: str) -> None:
    before = (desk.home / "paycards.db").read_bytes()
    add(desk, f'[[councils.contracts]]\ncode = "NVD-X"\nchannel = "{channel}"\nclient_code = "X"\n')
    refused = desk("init", code=2).stderr
    assert f"Contract NVD-X: There is no channel or layout {channel}" in refused
    assert (desk.home / "paycards.db").read_bytes() == before


def test_an_archive_that_vanished_is_named(desk: Desk) -> None:
    (desk.home / "archive").rename(desk.home / "elsewhere")
    assert set(wrong(desk)) == {"archive"}


def test_the_drop_the_keys_and_the_mapping_of_a_bank_account_are_checked_too(desk: Desk) -> None:
    account = '[[councils.bank_accounts]]\ncode = "MAIN"\nsort_code = "000471"\naccount_number = "00004471"\n'
    drop = ('[councils.bank_accounts.drop]\nkind = "sftp"\nhost = "127.0.0.1"\nport = 1\nuser = "u"\n'
            'key_file = "none"\nknown_hosts = "none"\n')  # fmt: skip
    add(desk, f'{account}mapping = "lloyds-onlien"\n{drop}')
    other = account.replace("MAIN", "RENTS").replace("4471", "4472")
    add(desk, f'{other}[councils.bank_accounts.drop]\nkind = "folder"\ndirectory = "bank"\n')
    found = wrong(desk)
    assert found["mapping of NVD MAIN"] == "Bank account MAIN: there is no mapping lloyds-onlien."
    assert "The key file" in found["keys of NVD MAIN"]
    assert "none" in found["known hosts of NVD MAIN"]
    assert "drop of NVD MAIN" in found
    assert "bank cannot be read" in found["drop of NVD RENTS"]


def test_what_the_pages_need_is_checked_too(desk: Desk) -> None:
    text = desk.config.read_text(encoding="utf-8").replace("rehearsal", 'made = "/proc/1/made"\nrehearsal')
    provider = ('[web.provider]\nissuer = "https://id.example"\nclient_id = "x"\nclient_secret_file = "s"\n'
                'roles = [{ app_role = "x", council = "NVD", role = "auditor" }]\n')  # fmt: skip
    web = f'[web]\ncustomer_address = "https://pay.example"\nkey_file = "web.key"\n{provider}\n'
    desk.config.write_text(text.replace("[[councils]]", f"{web}[[councils]]", 1), encoding="utf-8")
    desk.file("web.key", "no key")
    (desk.home / "var").mkdir()
    desk.file("var/customer-links.key", "no key")
    found = wrong(desk)
    assert "cannot be written to" in found["folder of what is made"]
    assert "may be read by others" in found["key of the staff pages " + str(desk.home / "web.key")]
    assert "must be 32 bytes" in found["key of customers' links " + str(desk.home / "var/customer-links.key")]
    assert "No such file" in found["secret of https://id.example"]
