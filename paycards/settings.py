"""The settings: one TOML file, environment variables over it, nothing read at import.

The file is `--config`, else PAYCARDS_CONFIG, else ./paycards.toml. Paths in it are
relative to the folder it stands in. PAYCARDS_DATABASE, PAYCARDS_ARCHIVE,
PAYCARDS_EXPORTS and PAYCARDS_LAYOUTS override the keys of its [paycards] table.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from paycards.errors import SettingsError

Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9_-]{0,31}$")]
FundCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


def _a_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SftpDrop(_Table):
    """A folder on a supplier's SFTP server."""

    kind: Literal["sftp"]
    host: str
    port: int = Field(default=22, ge=1, le=65535)
    user: str
    key_file: Path | None = None
    key_passphrase_file: Path | None = None
    password_file: Path | None = None  # a file, so that no secret stands in the settings
    known_hosts: Path
    directory: str = "."
    after: Literal["leave", "rename", "move", "delete"] = "leave"
    renamed_suffix: str = Field(default=".done", pattern=r"^[A-Za-z0-9._-]+$")
    move_to: str = "done"
    timeout_seconds: float = Field(default=60, gt=0)
    settle_seconds: float = Field(default=1, ge=0)  # a file whose size changes meanwhile is still growing
    max_bytes: int = Field(default=1_000_000_000, gt=0)
    attempts: int = Field(default=3, ge=1)

    @model_validator(mode="after")
    def _has_credentials(self) -> SftpDrop:
        if self.key_file is None and self.password_file is None:
            raise ValueError("give key_file or password_file")
        return self


class FolderDrop(_Table):
    """A folder where files are put by hand, for example after a portal download."""

    kind: Literal["folder"]
    directory: Path
    after: Literal["leave", "rename", "move", "delete"] = "leave"
    renamed_suffix: str = Field(default=".done", pattern=r"^[A-Za-z0-9._-]+$")
    move_to: str = "done"
    settle_seconds: float = Field(default=1, ge=0)
    max_bytes: int = Field(default=1_000_000_000, gt=0)


Drop = Annotated[SftpDrop | FolderDrop, Field(discriminator="kind")]


class Timetable(_Table):
    """Which days a contract owes files for, and when they are late.

    `days`: every day, or the working days of England and Wales. A file for a day is due at
    `due` (local time) `due_after_days` days of the same kind later. `files` names the
    extensions or layouts owed each day; empty means: any payment file.
    """

    days: Literal["every_day", "working_days"]
    due: dt.time = dt.time(9, 0)
    due_after_days: int = Field(default=1, ge=0)
    files: tuple[str, ...] = ()
    starts_on: dt.date | None = None


class Contract(_Table):
    """One client code at one supplier."""

    code: Code
    channel: str
    client_code: str = Field(min_length=1)
    settlement_lag_working_days: int = Field(default=0, ge=0)
    fund_patterns: tuple[tuple[FundCode, Annotated[str, AfterValidator(_a_pattern)]], ...] = ()
    reference_prefix: str = ""  # some allpay clients put a landlord code before each reference
    timetable: Timetable | None = None
    drop: Drop | None = None


class Outgoing(_Table):
    """The file that carries a fund's postings to the system that keeps its accounts."""

    fund: FundCode
    format: Literal["rent_cash", "income_csv"]
    system_code: str = "PC"  # rent_cash: the two-character income-system code
    source_text: str = "PAYCARDS"  # rent_cash: payment source text
    office_code: str = "PC"  # income_csv
    user_code: str = "PAYCARDS"  # income_csv
    fund_code: str = ""  # income_csv: the receiver's own code; empty means the fund's name
    method_codes: dict[str, str] = Field(default_factory=dict)  # network -> code, over the defaults
    vat_code: str = "0"


class Council(_Table):
    """One council of the installation."""

    code: Code
    name: str = Field(min_length=1)
    funds: tuple[FundCode, ...] = ("rent", "council_tax")
    contracts: tuple[Contract, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()

    @model_validator(mode="after")
    def _outgoing_fits(self) -> Council:
        seen = set()
        for table in self.outgoing:
            if table.fund not in self.funds:
                raise ValueError(f"outgoing: {table.fund} is none of the council's funds")
            if (table.fund, table.format) in seen:
                raise ValueError(f"outgoing: {table.fund} in {table.format} stands more than once")
            seen.add((table.fund, table.format))
        return self


class Paycards(_Table):
    """Where the installation keeps its things."""

    database: str
    archive: Path
    exports: Path = Path("var/exports")
    layouts: Path = Path("layouts")  # a council's own layouts, beside the settings


class Settings(_Table):
    """The whole file, checked."""

    paycards: Paycards
    councils: tuple[Council, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _codes_are_unique(self) -> Settings:
        for what, codes in (
            ("council", [council.code for council in self.councils]),
            ("contract", [contract.code for _, contract in self.contracts()]),
        ):
            twice = sorted({code for code in codes if codes.count(code) > 1})
            if twice:
                raise ValueError(f"{what} code {', '.join(twice)} stands more than once")
        return self

    def contracts(self) -> Iterator[tuple[Council, Contract]]:
        """Every contract with its council, in the order of the file."""
        for council in self.councils:
            for contract in council.contracts:
                yield council, contract

    def contract(self, code: str) -> tuple[Council, Contract]:
        """The contract of this code. Raises SettingsError if there is none."""
        for council, contract in self.contracts():
            if contract.code == code:
                return council, contract
        raise SettingsError(f"There is no contract {code} in the settings.")


def settings_path(option: str | None) -> Path:
    """Which settings file counts: the option, the environment, the working folder."""
    return Path(option or os.environ.get("PAYCARDS_CONFIG") or "paycards.toml")


def load_settings(path: Path) -> Settings:
    """Read and check a settings file. Raises SettingsError with one sentence per fault."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(
            f"There is no settings file {path}: give one with --config, or set PAYCARDS_CONFIG."
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error}.") from error
    _override(raw)
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        raise SettingsError(f"The settings file {path} is wrong: {_faults(error)}.") from error
    return _anchored(settings, path.resolve().parent)


def _override(raw: dict[str, object]) -> None:
    """Let PAYCARDS_DATABASE and its like win over the keys of [paycards]."""
    table = raw.setdefault("paycards", {})
    if isinstance(table, dict):
        for key in Paycards.model_fields:
            value = os.environ.get(f"PAYCARDS_{key.upper()}")
            if value:
                table[key] = value


def _faults(error: ValidationError) -> str:
    """Name the place of each fault, never its value: a value may be a secret."""
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'the file'}: {fault['msg']}"
        for fault in error.errors(include_input=False, include_url=False, include_context=False)
    )


def _anchored(settings: Settings, folder: Path) -> Settings:
    """Make every relative path relative to the folder of the settings file."""
    home = settings.paycards
    return settings.model_copy(
        update={
            "paycards": home.model_copy(
                update={
                    "database": _anchored_database(home.database, folder),
                    "archive": folder / home.archive,
                    "exports": folder / home.exports,
                    "layouts": folder / home.layouts,
                }
            ),
            "councils": tuple(_anchored_council(council, folder) for council in settings.councils),
        }
    )


def _anchored_council(council: Council, folder: Path) -> Council:
    contracts = tuple(
        contract.model_copy(update={"drop": _anchored_drop(contract.drop, folder)})
        for contract in council.contracts
    )
    return council.model_copy(update={"contracts": contracts})


def _anchored_drop(drop: SftpDrop | FolderDrop | None, folder: Path) -> SftpDrop | FolderDrop | None:
    if drop is None:
        return None
    paths = {
        name: folder / value
        for name in type(drop).model_fields
        if isinstance(value := getattr(drop, name), Path)
    }
    return drop.model_copy(update=paths)


def _anchored_database(url: str, folder: Path) -> str:
    prefix = "sqlite:///"
    if url.startswith(prefix) and url != prefix + ":memory:":
        return prefix + str(folder / url.removeprefix(prefix))
    return url
