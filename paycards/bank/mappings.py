"""The mappings of CSV exports: those that come with paycards, and the council's own over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from paycards.errors import SettingsError, why_unread
from paycards.settings.bank_account import CsvMapping
from paycards.settings.faults import faults
from paycards.settings.own_files import own_files
from paycards.toml_text import read_toml

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
        raw = read_toml(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"The mapping {path.name} cannot be read: {why_unread(error)}.") from error
    try:
        return CsvMapping.model_validate(raw)
    except ValidationError as error:
        said = "; ".join(faults(error, CsvMapping, raw)).removeprefix("the file: ")
        raise SettingsError(f"The mapping {path.name} is wrong: {said}.") from error
