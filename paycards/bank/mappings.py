"""The mappings of CSV exports: those that come with paycards, and the council's own over them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from paycards.errors import SettingsError
from paycards.settings.bank_account import CsvMapping
from paycards.settings.own_files import own_files

BUILT_IN = ("barclays-online", "hsbc-business", "lloyds-online", "natwest-online")


class Mappings(Mapping[str, CsvMapping]):
    """Mappings by name. To ask for one whose file cannot be used raises its SettingsError.

    Such a file still takes the place of one of ours with its name: what it was to say is not guessed.
    """

    def __init__(self, found: Mapping[str, CsvMapping | SettingsError]) -> None:
        self._found = dict(found)

    def __getitem__(self, name: str) -> CsvMapping:
        mapping = self._found[name]
        if isinstance(mapping, SettingsError):
            raise mapping
        return mapping

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._found if name not in self.broken)

    def __len__(self) -> int:
        return len(self._found) - len(self.broken)

    @property
    def broken(self) -> dict[str, SettingsError]:
        """Why each file that cannot be used cannot, by its name."""
        return {name: said for name, said in self._found.items() if isinstance(said, SettingsError)}


def load_mappings(own: Path | None = None) -> Mappings:
    """The built-in mappings by name, and over them each *.toml of the folder `own`.

    Raises SettingsError for a folder that cannot be looked into; a file that cannot be used stops no other.
    """
    folder = Path(__file__).parent / "exports"
    paths = [folder / f"{name}.toml" for name in BUILT_IN] + own_files(own)
    return Mappings({path.stem: _tried(path) for path in paths})


def _tried(path: Path) -> CsvMapping | SettingsError:
    try:
        return read_mapping(path)
    except SettingsError as error:
        return error


def read_mapping(path: Path) -> CsvMapping:
    """Read and check one mapping. Raises SettingsError that names file, key and fault; pages show it too."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(f"The mapping {path.name} cannot be read: {why}.") from error
    try:
        return CsvMapping.model_validate(raw)
    except ValidationError as error:
        faults = "; ".join(
            ": ".join([*map(str, fault["loc"][:1]), fault["msg"].removeprefix("Value error, ")])
            for fault in error.errors(include_url=False)
        )
        raise SettingsError(f"The mapping {path.name} is wrong: {faults}.") from error
