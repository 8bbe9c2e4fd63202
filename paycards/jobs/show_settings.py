"""Show the settings of a council that are in force, and where each comes from; no secret and no path."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.account import council_of
from paycards.settings.installation import Paycards, Settings

BANK_NUMBERS = ("number", "sort_code", "iban")
SECRET = ("password", "passphrase", "secret", "key")
FROM_FILE, USUAL, FROM_ENVIRONMENT = "settings file", "usual value", "environment"


@dataclass(frozen=True)
class Setting:
    """One setting: its name, its value in words, and where that comes from."""

    name: str
    value: str
    comes_from: str


@dataclass(frozen=True)
class SettingsTable:
    """A table of the settings, by its name."""

    name: str
    settings: tuple[Setting, ...]


@dataclass(frozen=True)
class ShownSettings:
    """The tables of a council, and of the installation that it shares with others."""

    council: str
    name: str
    tables: tuple[SettingsTable, ...]


def show_settings(visit: Visit, council: str) -> ShownSettings:
    """Return the settings of a council. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_SETTINGS):
        its = council_of(visit.settings, council)
    tables = (*_tables("council", its), *_of_all(visit.settings))
    return ShownSettings(council, its.name, tuple(each for each in tables if each.settings))


def _of_all(settings: Settings) -> Iterator[SettingsTable]:
    for name in ("paycards", "serving", "web"):
        for table in _tables(name, getattr(settings, name)):
            yield SettingsTable(f"{table.name} (of the whole installation)", table.settings)


def _tables(name: str, table: BaseModel) -> Iterator[SettingsTable]:
    """A table and those within it, each under its own name."""
    rows, within = [], []
    for key in type(table).model_fields:
        value = getattr(table, key)
        if isinstance(value, BaseModel):
            within.append((f"{name}, {key}", value))
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            within += [(f"{name}, {key} {_called(each, place)}", each) for place, each in enumerate(value, 1)]
        else:
            rows.append(Setting(key, _worded(key, value), _source(table, key)))
    yield SettingsTable(name, tuple(rows))
    for called, each in within:
        yield from _tables(called, each)


def _called(table: BaseModel, place: int) -> str:
    return str(getattr(table, "code", "") or getattr(table, "fund", "") or place)


def _source(table: BaseModel, key: str) -> str:
    if isinstance(table, Paycards) and os.environ.get(f"PAYCARDS_{key.upper()}"):
        return FROM_ENVIRONMENT
    default = type(table).model_fields[key].get_default(call_default_factory=True)
    return FROM_FILE if key in table.model_fields_set and getattr(table, key) != default else USUAL


def _worded(key: str, value: object) -> str:
    if value is None or value in ("", (), {}):
        return "not set"
    if isinstance(value, Path) or key == "database" or any(word in key for word in SECRET):
        return "set, not shown"
    return f"ends in {str(value)[-4:]}" if key in BANK_NUMBERS else _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {each}" for name, each in value.items())
    if isinstance(value, tuple):
        return ", ".join(" ".join(map(str, each)) if isinstance(each, tuple) else str(each) for each in value)
    return str(value)
