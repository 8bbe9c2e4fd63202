"""Finds the settings file, reads and checks it, and anchors its paths."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ValidationError

from paycards.errors import SettingsError
from paycards.settings.council import Council
from paycards.settings.drop import FolderDrop, SftpDrop
from paycards.settings.faults import faults
from paycards.settings.installation import Paycards, Settings
from paycards.settings.web import Web
from paycards.toml_text import read_toml


def settings_path(option: str | None) -> Path:
    """Which settings file counts: the option, the environment, the working folder."""
    return Path(option or os.environ.get("PAYCARDS_CONFIG") or "paycards.toml")


def load_settings(path: Path) -> Settings:
    """Read and check a settings file. Raises SettingsError with one sentence per fault."""
    try:
        raw = read_toml(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        message = f"There is no settings file {path}."
        raise SettingsError(message, code="no_settings_file", path=path) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"The settings file {path} is not UTF-8: save it as UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error}.") from error
    _override(raw)
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        found = faults(error, Settings, raw)
        raise SettingsError(
            f"The settings file {path} is wrong: {'; '.join(found)}.", code="settings_wrong", faults=found
        ) from error
    return _anchored(settings, path.resolve().parent)


# A variable is text: what may be said there for true and false.
SWITCH = dict.fromkeys(("1", "on", "t", "true", "y", "yes"), True)
SWITCH |= dict.fromkeys(("0", "off", "f", "false", "n", "no"), False)
FILE_ONLY = frozenset({"allow_as"})  # else whoever calls could allow it to himself


def _override(raw: dict[str, object]) -> None:
    """Let PAYCARDS_DATABASE and its like win over the keys of [paycards]."""
    table = raw.setdefault("paycards", {})
    if isinstance(table, dict):
        for key in Paycards.model_fields.keys() - FILE_ONLY:
            value = os.environ.get(f"PAYCARDS_{key.upper()}")
            if value:
                is_switch = Paycards.model_fields[key].annotation is bool
                table[key] = SWITCH.get(value.lower(), value) if is_switch else value


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
                    "made": folder / home.made,
                    "layouts": folder / home.layouts,
                    "mappings": folder / home.mappings,
                }
            ),
            "web": _anchored_web(settings.web, folder),
            "councils": tuple(_anchored_council(council, folder) for council in settings.councils),
        }
    )


def _anchored_web(web: Web, folder: Path) -> Web:
    files = {name: folder / getattr(web, name) for name in ("customer_link_key", "key_file")}
    provider = web.provider
    if provider is not None:
        secret = folder / provider.client_secret_file
        provider = provider.model_copy(update={"client_secret_file": secret})
    return web.model_copy(update={**files, "provider": provider})


def _anchored_council(council: Council, folder: Path) -> Council:
    contracts = tuple(
        contract.model_copy(update={"drop": _anchored_drop(contract.drop, folder)})
        for contract in council.contracts
    )
    accounts = tuple(
        account.model_copy(update={"drop": _anchored_drop(account.drop, folder)})
        for account in council.bank_accounts
    )
    printing = council.printing
    if printing.template is not None:
        printing = printing.model_copy(update={"template": folder / printing.template})
    anchored = {"contracts": contracts, "bank_accounts": accounts, "printing": printing}
    return council.model_copy(update=anchored)


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
