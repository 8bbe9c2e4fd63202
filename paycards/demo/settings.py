"""Writes paycards.toml for the sample councils: contracts, timetables, drops, outgoing files, cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from paycards.demo.banks.week import ACCOUNTS
from paycards.demo.card_schemes import CARD_SCHEMES
from paycards.demo.councils import COUNCILS, FUND_PATTERNS, Contract, Council

FIRST_DAY = "2026-11-09"
ADDRESSES = {
    "NVD": """
[councils.address]
lines = ["Customer Services", "Town Hall", "1 Queen's Parade", "Northvale NV1 1AA"]
lines_cy = ["Gwasanaethau Cwsmeriaid", "Neuadd y Dref", "1 Queen's Parade", "Northvale NV1 1AA"]
phone = "01632 960100"
web = "northvale.example/pay"
hours = "Monday to Friday, 9am to 5pm"
hours_cy = "dydd Llun i ddydd Gwener, 9am i 5pm"
[councils.printing]
name_cy = "Cyngor Dosbarth Northvale"
""",
    "HMB": """
[councils.address]
lines = ["Income Team", "The Guildhall", "Saltby Road", "Harrowmere HM1 1AA"]
phone = "01632 960200"
web = "harrowmere.example/pay"
""",
}
COSTS_PENCE = {
    "counter": 214,
    "post_office": 52,
    "paypoint": 38,
    "payzone": 36,
    "telephone": 31,
    "e_pay": 24,
    "direct_debit": 4,
}


@dataclass(frozen=True)
class SftpServer:
    """One server that holds the drops of every supplier, as `sftp_drops/` lays them out."""

    host: str
    port: int
    user: str
    key_file: Path
    known_hosts: Path


def write_settings(
    path: Path, drops: SftpServer | Path, home: str = "var", councils: Sequence[Council] = COUNCILS
) -> None:
    """Write the settings of the sample councils to `path`.

    `drops` is an SFTP server, or the folder that holds the drops (relative to the settings
    file, or absolute). The database, the archive and the exports go to `home`, likewise.
    """
    lines = [line for council in councils for line in _council(council, drops)]
    path.write_text("\n".join([*_paycards(home), *lines]) + "\n", encoding="utf-8")


def _paycards(home: str) -> list[str]:
    return [
        "# Invented councils and contracts, for trying out.",
        "[paycards]",
        f'database = "sqlite:///{home}/paycards.db"',
        f'archive = "{home}/archive"',
        f'exports = "{home}/exports"',
        "rehearsal = true",
        "allow_as = true",  # so that one user can play two people
    ]


def _council(council: Council, drops: SftpServer | Path) -> Iterator[str]:
    yield from ("", "[[councils]]", f'code = "{council.code}"', f'name = "{council.name}"')
    for contract in council.contracts:
        yield from ("", *_contract(contract), *_drop(contract, drops))
    if council.code in ACCOUNTS:
        yield from ("", *_bank_account(council))
    for fund, form in (("rent", "rent_cash"), ("council_tax", "income_csv")):
        yield from ("", "[[councils.outgoing]]", f'fund = "{fund}"', f'format = "{form}"')
    if council.code in ADDRESSES:
        yield ADDRESSES[council.code].rstrip()
    yield from ("", "[councils.costs_pence]", *(f"{name} = {cost}" for name, cost in COSTS_PENCE.items()))
    if council.code in CARD_SCHEMES:
        yield CARD_SCHEMES[council.code].rstrip()


def _bank_account(council: Council) -> list[str]:
    account = ACCOUNTS[council.code]
    return [
        "[[councils.bank_accounts]]",
        'code = "MAIN"',
        f'sort_code = "{account.sort_code}"',
        f'account_number = "{account.number}"',
        f'iban = "{account.iban}"',
        'mapping = "lloyds-online"',
    ]


def _contract(contract: Contract) -> list[str]:
    patterns = ", ".join(f"[\"{fund}\", '{pattern}']" for fund, pattern in FUND_PATTERNS)
    prefix = [f'reference_prefix = "{contract.reference_prefix}"'] if contract.reference_prefix else []
    return [
        "[[councils.contracts]]",
        f'code = "{contract.code}"',
        f'channel = "{contract.supplier}"',
        f'client_code = "{contract.client_code}"',
        f"settlement_lag_working_days = {contract.lag}",
        f"fund_patterns = [{patterns}]",
        *prefix,
        *(_timetable(contract) if contract.days else []),
    ]


def _timetable(contract: Contract) -> list[str]:
    owed = ", ".join(f'"{extension}"' for extension in contract.owed)
    return [
        "[councils.contracts.timetable]",
        f'days = "{contract.days}"',
        "due = 09:00:00",
        f"files = [{owed}]",
        f"starts_on = {FIRST_DAY}",
    ]


def _drop(contract: Contract, drops: SftpServer | Path) -> list[str]:
    if isinstance(drops, Path):
        directory = (drops / contract.drop).as_posix()
        return ["[councils.contracts.drop]", 'kind = "folder"', f'directory = "{directory}"']
    return [
        "[councils.contracts.drop]",
        'kind = "sftp"',
        f'host = "{drops.host}"',
        f"port = {drops.port}",
        f'user = "{drops.user}"',
        f'key_file = "{drops.key_file.as_posix()}"',
        f'known_hosts = "{drops.known_hosts.as_posix()}"',
        f'directory = "{contract.drop}"',
    ]
