"""The card template: one TOML file with colours, logo and words, that a council copies and changes.

The template that comes with paycards is `template.toml`; what a council's own leaves out is taken from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator

from paycards.errors import SettingsError, why_unread
from paycards.issue.artwork.colours import LEAST_CONTRAST, contrast
from paycards.issue.artwork.paper import Language
from paycards.issue.artwork.wording import Texts, Words
from paycards.settings.faults import faults
from paycards.settings.table import FundCode, Table
from paycards.toml_text import read_toml

DEFAULT = Path(__file__).with_name("template.toml")
WHITE = "#ffffff"

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class Look(Texts):
    """What is the same for every fund. Files stand beside the template."""

    logo: str
    regular: str
    bold: str
    name_en: str
    name_cy: str
    text: Colour

    @model_validator(mode="after")
    def _can_be_read(self) -> Look:
        _must_be_readable(self.text, WHITE, "text on white")
        return self


class FundLook(Texts):
    """One fund: its colour, the colour of text on it, what it is called, and how a customer's own is."""

    colour: Colour
    text: Colour
    en: str = Field(min_length=1)
    cy: str = ""
    your_en: str = Field(min_length=1)
    your_cy: str = ""

    @model_validator(mode="after")
    def _can_be_read(self) -> FundLook:
        _must_be_readable(self.text, self.colour, "text on colour")
        return self


class PlaceToPay(Texts):
    """Where people pay, in the plural, and the most that is taken in one payment.

    A place is named for councils that have a contract of one of its `channels`; without any, for all.
    """

    channels: frozenset[str] = frozenset()
    en: str = Field(min_length=1)
    cy: str = ""
    limit_pence: int | None = Field(default=None, ge=1, strict=True)


class Template(Table):
    """The whole template, checked."""

    look: Look
    funds: dict[FundCode, FundLook] = Field(min_length=1)
    places: tuple[PlaceToPay, ...] = Field(min_length=1)
    words: dict[Language, Words]
    folder: Path

    def file(self, name: str) -> Path | None:
        """The path of a file that the template names; None for an empty name."""
        return self.folder / name if name else None


def load_template(own: Path | None = None) -> Template:
    """The template that comes with paycards, and over it the council's own.

    Raises SettingsError that names file, key and fault.
    """
    path = own or DEFAULT
    tables = _read(DEFAULT)
    if own is not None:
        tables = _over(tables, _read(own))
    try:
        template = Template.model_validate({**tables, "folder": path.parent})
    except ValidationError as error:
        said = "; ".join(faults(error, Template, tables))
        raise SettingsError(f"The card template {path} is wrong: {said}.") from error
    for key in ("logo", "regular", "bold"):
        file = template.file(getattr(template.look, key))
        if file is not None and not file.is_file():
            raise SettingsError(f"The card template {path} is wrong: look.{key}: there is no file {file}.")
    return template


def _read(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsError(
            f"There is no card template {path}: correct `template` in [councils.printing]."
        ) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"The card template {path} cannot be read: {why_unread(error)}.") from error


def _over(default: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The council's keys over the default ones, table by table; a list as a whole."""
    merged = default | own
    for key, value in own.items():
        if isinstance(value, dict) and isinstance(default.get(key), dict):
            merged[key] = _over(default[key], value)
    return merged


def _must_be_readable(text: str, ground: str, what: str) -> None:
    ratio = contrast(text, ground)
    if ratio < LEAST_CONTRAST:
        raise ValueError(
            f"{text} on {ground} ({what}) is hard to read: its contrast is {ratio:.1f} to 1,"
            f" and at least {LEAST_CONTRAST} to 1 is needed (WCAG AA)"
        )
