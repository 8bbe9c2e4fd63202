"""What is wrong with a settings or layout file, in words that a council's IT officer can act on.

Each fault has its place, by the codes of councils and contracts where they have one, and what is expected
there.
A value is never repeated: it may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from paycards.errors import shown
from paycards.settings.table import LEDGER_NAME

KEY = re.compile(r"[a-z][a-z0-9_]*")
NAMES = ("code", "name", "fund")  # keys by which an entry of a list is known

A_WHOLE_NUMBER = "must be a whole number"
A_NUMBER = "must be a number"
A_TABLE = "must be a table of keys and values"
A_LIST = "must be a list in square brackets"
A_DATE = "must be a date such as 2026-12-25"
A_TIME = "must be a time such as 09:00"

# By the kind of a fault, or the beginning of it; over its context, such as the least number allowed.
WORDS: tuple[tuple[str, str], ...] = (
    ("missing", "is missing"),
    ("string_type", "must be text in quotes"),
    ("string_too_short", "needs {min_length} or more characters"),
    ("string_too_long", "has more than {max_length} characters"),
    ("path_", "must be a path in quotes"),
    ("int_", A_WHOLE_NUMBER),
    ("float_", A_NUMBER),
    ("finite_number", A_NUMBER),
    ("bool_", "must be true or false"),
    ("date_", A_DATE),
    ("time_", A_TIME),
    ("tuple_", A_LIST),
    ("list_", A_LIST),
    ("frozen_set_", A_LIST),
    ("set_", A_LIST),
    ("dict_", A_TABLE),
    ("model_", A_TABLE),
    ("literal_error", "must be {expected}"),
    ("union_tag_not_found", "must have a kind"),
    ("union_tag_invalid", "must have the kind {expected_tags}"),
    ("greater_than_equal", "must be {ge} or more"),
    ("greater_than", "must be more than {gt}"),
    ("less_than_equal", "must be {le} or less"),
    ("less_than", "must be less than {lt}"),
    ("too_short", "needs {min_length} or more entries"),
    ("too_long", "has more than {max_length} entries"),
    ("is_instance_of", "is not of the right kind"),
)
FORMS = {
    r"^#[0-9a-f]{6}$": "must be # and six digits of 0 to 9 and a to f, such as #1d70b8",
    r"^[a-z0-9.-]+$": "must be a host name in small letters, such as paycards.council.example",
    r"^[A-Z0-9][A-Z0-9_-]{0,31}$": "must be capital letters, digits, - and _, at most 32, such as NVD-ALLPAY",
    r"^[a-z][a-z0-9_]{0,31}$": "must be small letters, digits and _, at most 32, such as council_tax",
    r"^[A-Za-z0-9._-]+$": "must be letters, digits, dots, - and _",
    r"^[0-9]+$": "must be digits in quotes",
    r"^[0-9]*$": "must be digits in quotes",
    r"^[0-9]{1,7}(\.[0-9])?$": 'must be pence in quotes, with a tenth at most, such as "38.5"',
    LEDGER_NAME: "must be a ledger account such as clearing:NVD-ALLPAY, or a kind of them such as clearing",
    r"^#[0-9a-fA-F]{6}$": "must be a colour such as #005a30",
    r"^([0-9]{6})?$": "must be six digits, as a sort code is",
    r"^([0-9]{8})?$": "must be eight digits, as an account number is",
}


def faults(error: ValidationError, model: type[BaseModel], raw: object) -> list[str]:
    """Return each fault as a sentence without its end: where it is, and what is expected there."""
    found = error.errors(include_input=False, include_url=False)
    return [_place(fault["loc"], raw) + _said(fault, model) for fault in found if not _follows(fault, found)]


def _follows(fault: ErrorDetails, others: Sequence[ErrorDetails]) -> bool:
    """Tell whether a list is called too short only because the entries that it has are wrong."""
    at = fault["loc"]
    return fault["type"] == "too_short" and any(
        other["loc"][: len(at)] == at for other in others if other is not fault
    )


def _said(fault: ErrorDetails, model: type[BaseModel]) -> str:
    if fault["type"] == "value_error":
        return f": {fault['ctx']['error']}"
    return f" {_expected(fault, model)}"


def _expected(fault: ErrorDetails, model: type[BaseModel]) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(str(fault["loc"][-1]), _keys(model, fault["loc"][:-1]))
    if kind == "string_pattern_mismatch":
        return FORMS.get(context["pattern"], f"must have the form {context['pattern']}")
    for beginning, words in WORDS:
        if kind == beginning or (beginning.endswith("_") and kind.startswith(beginning)):
            return words.format_map(context)
    return "is not what is expected here"


def _unknown(key: str, known: set[str]) -> str:
    from difflib import get_close_matches

    like = get_close_matches(key, sorted(known), n=1)
    return f"is no key of this table; did you mean {like[0]}?" if like else "is no key of this table"


def _place(parts: tuple[int | str, ...], raw: object) -> str:
    """The keys that lead to a fault: `councils.NVD.contracts.NVD-ALLPAY.drop.port`."""
    named = []
    for part in parts:
        inner = _inner(raw, part)
        if isinstance(part, str) and inner is None and isinstance(raw, Mapping) and raw.get("kind") == part:
            continue  # the kind of a drop is no key that leads to it
        if isinstance(part, str) and inner is None and not KEY.fullmatch(part):
            continue  # nor is one of several kinds of value that may stand in a place
        named.append(_name(part, inner))
        raw = inner
    return ".".join(named) or "the file"


def _inner(raw: object, part: int | str) -> object:
    try:
        return raw[part]  # type: ignore[index]
    except (KeyError, IndexError, TypeError):
        return None


def _name(part: int | str, entry: object) -> str:
    """The key itself; for the number of an entry the code that it bears, or else its number from 1."""
    if isinstance(part, str):
        return shown(part)
    bears = [entry[name] for name in NAMES if name in entry] if isinstance(entry, Mapping) else []
    return shown(bears[0]) if bears and isinstance(bears[0], str) else str(part + 1)


def _keys(model: type[BaseModel], parts: tuple[int | str, ...]) -> set[str]:
    """The keys of the table that a place leads to."""
    tables: list[type[BaseModel]] = [model]
    for part in parts:
        inner = [found for table in tables for found in _tables(_annotation(table, part))]
        tables = inner or [table for table in tables if _is_kind(table, part)] or tables
    return {key for table in tables for key in table.model_fields}


def _annotation(table: type[BaseModel], part: int | str) -> object:
    field = table.model_fields.get(str(part))
    return field.annotation if field else None


def _is_kind(table: type[BaseModel], part: int | str) -> bool:
    return part in get_args(_annotation(table, "kind"))


def _tables(annotation: object) -> Iterator[type[BaseModel]]:
    """The tables that an annotation speaks of, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _tables(inner)
