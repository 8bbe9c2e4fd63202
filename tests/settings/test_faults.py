"""Whatever is wrong in the settings is said in our words: where it is, and what is expected there."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from paycards.channels.layout import Layout
from paycards.issue.artwork.template import Template
from paycards.settings.faults import NAMES, _tables, faults
from paycards.settings.installation import Settings

THEIRS = re.compile(
    r"Input|Extra|Field required|permitted|valid |should|Value error|not what is expected|\[|\n"
)
GOOD: dict[str, Any] = {
    "paycards": {"database": "sqlite:///x", "archive": "archive"},
    "councils": [
        {
            "code": "NVD",
            "name": "Northvale",
            "contracts": [
                {
                    "code": "NVD-ALLPAY",
                    "channel": "allpay",
                    "client_code": "NVDC",
                    "timetable": {"days": "every_day"},
                    "drop": {"kind": "sftp", "host": "h", "user": "u", "key_file": "k", "known_hosts": "k"},
                }
            ],
            "outgoing": [{"fund": "rent", "format": "rent_cash"}],
            "references": [{"fund": "rent", "pattern": "R.*", "check_digit": {"weights": [1], "modulus": 7}}],
            "address": {"lines": ["1 Mill Row"], "phone": "01234", "web": "nvd.example"},
            "printing": {},
            "take_up": {},
            "card_orders": {},
        }
    ],
}
CODE = "must be capital letters, digits, - and _, at most 32, such as NVD-ALLPAY"
WRONG: tuple[object, ...] = (
    None,
    "",
    "hunter2",
    -1,
    10**12,
    0.5,
    True,
    [],
    ["hunter2"],
    {},
    {"hunter2": 1},
    [[1]],
    "x" * 5000,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of the settings that holds something."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*at, key)
        yield from places(each, (*at, key))


def found(raw: Any, model: type[BaseModel] = Settings) -> list[str]:
    try:
        model.model_validate(raw)
    except ValidationError as error:
        return faults(error, model, raw)
    return []


def changed(at: tuple[Any, ...], value: object) -> Any:
    raw = copy.deepcopy(GOOD)
    inner: Any = raw
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    return raw


def tables(model: type[BaseModel]) -> set[type[BaseModel]]:
    inner = {each for field in model.model_fields.values() for each in _tables(field.annotation)}
    return {model}.union(*(tables(each) for each in inner))


@pytest.mark.parametrize("at", list(places(GOOD)), ids=lambda at: ".".join(map(str, at)))
def test_a_wrong_value_anywhere_is_said_in_our_words_and_never_repeated(at: tuple[Any, ...]) -> None:
    for value in WRONG:
        for sentence in found(changed(at, value)):
            assert not THEIRS.search(sentence), sentence
            if value != {"hunter2": 1} and at[-1] not in NAMES:  # keys are named, and a council by its code
                assert "hunter2" not in sentence


@pytest.mark.parametrize(
    ("at", "value", "sentence"),
    [
        (("paycards", "databse"), "x", "paycards.databse is no key of this table; did you mean database?"),
        (("councils", 0, "nmae"), "x", "councils.NVD.nmae is no key of this table; did you mean name?"),
        (("councils", 0, "zzz"), "x", "councils.NVD.zzz is no key of this table"),
        (("councils", 0, "code"), "nvd", f"councils.nvd.code {CODE}"),
        (("councils",), [], "councils needs 1 or more entries"),
        (("councils",), 7, "councils must be a list in square brackets"),
        (
            ("councils", 0, "contracts", 0, "drop", "prot"),
            22,
            "councils.NVD.contracts.NVD-ALLPAY.drop.prot is no key of this table; did you mean port?",
        ),
        (
            ("councils", 0, "contracts", 0, "drop", "port"),
            99999,
            "councils.NVD.contracts.NVD-ALLPAY.drop.port must be 65535 or less",
        ),
        (
            ("councils", 0, "contracts", 0, "drop", "kind"),
            "ftp",
            "councils.NVD.contracts.NVD-ALLPAY.drop must have the kind 'sftp', 'folder'",
        ),
        (
            ("councils", 0, "contracts", 0, "timetable", "days"),
            "sundays",
            "councils.NVD.contracts.NVD-ALLPAY.timetable.days must be 'every_day' or 'working_days'",
        ),
        (
            ("councils", 0, "outgoing", 0, "fund"),
            "parking",
            "councils.NVD: outgoing: parking is not one of the council's funds",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_fault_has_its_sentence(at: tuple[Any, ...], value: object, sentence: str) -> None:
    assert sentence in found(changed(at, value))


def test_what_is_missing_is_named() -> None:
    assert "councils.1.code is missing" in found({"paycards": {}, "councils": [{}]})
    assert "paycards is missing" in found({})


@pytest.mark.parametrize("model", sorted({*tables(Settings), *tables(Layout), *tables(Template)}, key=str))
def test_every_form_that_a_text_must_have_is_told_in_words(model: type[BaseModel]) -> None:
    for name in model.model_fields:
        for sentence in found({name: "\x00 no such thing \x00"}, model):
            assert not THEIRS.search(sentence), (model, name)
