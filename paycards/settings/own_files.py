"""The TOML files that a council keeps in a folder beside its settings: layouts, mappings."""

from __future__ import annotations

from pathlib import Path

from paycards.errors import SettingsError


def own_files(folder: Path | None) -> list[Path]:
    """Each *.toml of a folder by name; none where there is no such folder, hidden files left out.

    Raises SettingsError for a folder that cannot be looked into: what is in it takes the place of ours.
    """
    if folder is None:
        return []
    try:
        found = [path for path in folder.iterdir() if path.suffix == ".toml"]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SettingsError(f"The folder {folder.name} cannot be looked into: {error.strerror}.") from error
    return sorted(path for path in found if not path.name.startswith("."))
