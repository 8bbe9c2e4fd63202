"""Whether each folder that the settings name is one of its own: nothing is put where something else is read.

What leaves would be fetched as if a supplier had sent it, and files that were put away would come again.
"""

from __future__ import annotations

import os
import posixpath
from pathlib import Path

from paycards.errors import SettingsError
from paycards.settings.drop import Drop, FolderDrop, SftpDrop, place_of
from paycards.settings.installation import Settings


def require_apart(settings: Settings, what: str) -> None:
    """Raise SettingsError where this folder of the installation and an earlier one of it are not apart."""
    own = list(_own_folders(settings).items())
    names = [name for name, _ in own]
    place = names.index(what)
    _require_none_within(own[place][1], own[:place])


def require_drop_apart(settings: Settings, drop: Drop) -> None:
    """Raise SettingsError for a drop in a folder of the installation or around one, or that moves nothing."""
    if isinstance(drop, FolderDrop):
        _require_none_within(drop.directory, list(_own_folders(settings).items()))
    if drop.after != "move":
        return
    target = drop.model_copy(update={"directory": _moved_to(drop)})
    if place_of(target) == place_of(drop):
        raise SettingsError(
            f"move_to = {drop.move_to!r} is the drop itself: name a folder in it to which files are moved."
        )
    for code, other in _every_drop(settings):
        if place_of(target) == place_of(other):
            raise SettingsError(f"move_to = {drop.move_to!r} is the drop of {code}: name another folder.")
    if isinstance(target, FolderDrop):
        _require_none_within(target.directory, list(_own_folders(settings).items()))


def _own_folders(settings: Settings) -> dict[str, Path]:
    own = settings.paycards
    return {"archive": own.archive, "exports": own.exports, "made": own.made}


def _require_none_within(folder: Path, others: list[tuple[str, Path]]) -> None:
    real = _real(folder)
    for name, other in others:
        theirs = _real(other)
        if real.is_relative_to(theirs) or theirs.is_relative_to(real):
            how = "is" if real == theirs else "lies in" if real.is_relative_to(theirs) else "holds"
            raise SettingsError(f"{folder} {how} the folder of {name}, {other}: give each one of its own.")


def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _moved_to(drop: Drop) -> Path | str:
    if isinstance(drop, SftpDrop):
        return posixpath.join(drop.directory, drop.move_to)
    return drop.directory / drop.move_to


def _every_drop(settings: Settings) -> list[tuple[str, Drop]]:
    of_contracts = [(each.code, each.drop) for _, each in settings.contracts()]
    of_banks = [(f"{council.code} {each.code}", each.drop) for council, each in settings.bank_accounts()]
    return [(code, drop) for code, drop in (*of_contracts, *of_banks) if drop is not None]
