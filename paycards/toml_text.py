"""TOML, as settings, layouts, mappings and templates are written (https://toml.io/en/v1.0.0)."""

from __future__ import annotations

import re
import tomllib
from typing import Any

PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")


def read_toml(text: str) -> dict[str, Any]:
    r"""Read a text. Raises ValueError that says where it is no TOML.

    >>> read_toml("port = 22")
    {'port': 22}
    >>> read_toml("port 22")
    Traceback (most recent call last):
    ValueError: in line 1, by character 6, it is not as TOML has it
    >>> read_toml("port = 22\nport = 23")
    Traceback (most recent call last):
    ValueError: at its end a key or table comes a second time
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("its brackets stand too deep in each other") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(_said(str(error))) from error


def _said(theirs: str) -> str:
    found = PLACE.search(theirs)
    where = f"in line {found[1]}, by character {found[2]}," if found else "at its end"
    if theirs.startswith("Cannot"):
        return f"{where} a key or table comes a second time"
    return f"{where} it is not as TOML has it"
