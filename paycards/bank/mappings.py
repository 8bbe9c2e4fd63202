"""The mappings of CSV exports: those that come with paycards, and the council's own over them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from paycards.errors import SettingsError
from paycards.settings.bank_account import CsvMapping

BUILT_IN = ("barclays-online", "hsbc-business", "lloyds-online", "natwest-online")


def load_mappings(own: Path | None = None) -> Mapping[str, CsvMapping]:
    """The built-in mappings by name, and over them each *.toml of the folder `own`. Raises SettingsError."""
    folder = Path(__file__).parent / "exports"
    paths = [folder / f"{name}.toml" for name in BUILT_IN]
    paths += sorted(own.glob("*.toml")) if own and own.is_dir() else []
    return {path.stem: read_mapping(path) for path in paths}


def read_mapping(path: Path) -> CsvMapping:
    """Read and check one mapping. Raises SettingsError that names file, key and fault."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The mapping {path} cannot be read: {error}.") from error
    try:
        return CsvMapping.model_validate(raw)
    except ValidationError as error:
        faults = "; ".join(
            ": ".join([*map(str, fault["loc"][:1]), fault["msg"].removeprefix("Value error, ")])
            for fault in error.errors(include_url=False)
        )
        raise SettingsError(f"The mapping {path} is wrong: {faults}.") from error
