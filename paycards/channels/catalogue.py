"""The layouts that exist: those that come with paycards, and the council's own over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from paycards.channels.layout import Layout
from paycards.errors import SettingsError, why_unread
from paycards.settings.faults import faults
from paycards.settings.own_files import own_files
from paycards.toml_text import read_toml

BUILT_IN = (
    "allpay-short",
    "allpay-long",
    "allpay-statement",
    "allpay-cross-reference",
    "allpay-errors",
    "post-office-transactions",
    "post-office-control",
    "paypoint-1",
    "payzone-1",
)


@dataclass(frozen=True)
class Broken:
    """Why a layout cannot be used; `channel` is that of the built-in layout whose place it takes."""

    error: SettingsError
    channel: str = ""


class Layouts(Mapping[str, Layout]):
    """Layouts by name, and those of `broken`, which cannot be used."""

    def __init__(self, layouts: Mapping[str, Layout], broken: Mapping[str, Broken] | None = None) -> None:
        self._layouts = dict(layouts)
        self.broken = dict(broken or {})

    def __getitem__(self, name: str) -> Layout:
        return self._layouts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layouts)

    def __len__(self) -> int:
        return len(self._layouts)

    def for_channel(self, name: str) -> tuple[Layout, ...]:
        """The layouts of a channel, or the one layout of this name. Raises SettingsError."""
        for layout, broken in self.broken.items():
            if name in (layout, broken.channel):
                raise broken.error
        if name in self._layouts:
            return (self._layouts[name],)
        found = tuple(layout for layout in self.values() if layout.channel == name)
        if not found:
            channels = dict.fromkeys(layout.channel for layout in self.values())
            raise SettingsError(
                f"There is no channel or layout {name}: the channels are {', '.join(channels)}, "
                f"the layouts are {', '.join(self)}."
            )
        return found

    def usable_for(self, name: str) -> tuple[Layout, ...]:
        """The same; none where they cannot be used."""
        try:
            return self.for_channel(name)
        except SettingsError:
            return ()


def load_layouts(own: Path | None = None) -> Layouts:
    """The built-in layouts, and over them each *.toml of the folder `own`, which may be missing.

    A file of the same name takes the place of a built-in layout. Raises SettingsError that
    names file, key and fault.
    """
    layouts = usable_layouts(own)
    for broken in layouts.broken.values():
        raise broken.error
    return layouts


def usable_layouts(own: Path | None = None) -> Layouts:
    """The same without those that cannot be used: one that is spoiled stops its own contracts alone.

    Where it takes the place of a built-in layout, that one's channel cannot be used either: what it was to
    say is not guessed. Raises SettingsError for a folder that cannot be looked into.
    """
    folder = Path(__file__).parent / "layouts"
    layouts = {name: read_layout(folder / f"{name}.toml") for name in BUILT_IN}
    broken: dict[str, Broken] = {}
    for path in own_files(own):
        ours = layouts.pop(path.stem, None)
        try:
            layouts[path.stem] = read_layout(path)
        except SettingsError as error:
            broken[path.stem] = Broken(error, ours.channel if ours else "")
    return Layouts(layouts, broken)


def read_layout(path: Path) -> Layout:
    """Read and check one layout. Raises SettingsError, which pages show too."""
    try:
        return parse_layout(path.stem, path.read_bytes(), place=path.name)
    except OSError as error:
        raise SettingsError(f"The layout {path.name} cannot be read: {error.strerror}.") from error


@lru_cache(maxsize=64)  # verify reads by the same few layouts again and again
def parse_layout(name: str, data: bytes, *, place: str = "") -> Layout:
    """Check the bytes of a layout's TOML file; `place` is where they are from. Raises SettingsError."""
    place = place or name
    try:
        text = data.decode("utf-8-sig")
        raw = read_toml(text)
    except ValueError as error:
        raise SettingsError(f"The layout {place} cannot be read: {why_unread(error)}.") from error
    try:
        return Layout.model_validate({**raw, "name": name, "text": text})
    except ValidationError as error:
        said = "; ".join(faults(error, Layout, raw)).removeprefix("the file: ")
        raise SettingsError(f"The layout {place} is wrong: {said}.") from error
