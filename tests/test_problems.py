"""The table of what can need a person: whole, used, and filled with facts that fit."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.cli.remedies import COMMANDS
from paycards.problems import BLOCKING, KINDS, Kind, kind_of
from paycards.store.problems import said

PACKAGE = Path(__file__).parents[1] / "paycards"
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if "versions" not in path.parts]
ABOUT = {"contract_id"}  # says what a problem is about, and is no fact
ALL_KINDS = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)


def fields_of(kind: Kind) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(kind.message) if name}


@ALL_KINDS
def test_each_message_is_a_sentence_of_its_facts_alone(kind: Kind) -> None:
    facts = {name: f"<{name}>" for name in fields_of(kind)}
    message = kind.message.format(**facts)
    assert all(fact in message for fact in facts.values())
    assert not re.search(r"[{}]", message)


@ALL_KINDS
def test_each_kind_says_what_to_do_and_ends_its_sentence(kind: Kind) -> None:
    assert kind.remedy.endswith(".")
    assert kind.message.rstrip("}").endswith((".", "reason", "much"))


def test_a_day_is_said_as_in_a_letter_and_kept_as_iso() -> None:
    facts = {"contract": "NVD-PAYPOINT", "what": "payments", "day": "2026-11-05", "due": "6 November 2026"}
    text = said("missing", facts)
    message = "NVD-PAYPOINT: the payments file for 5 November 2026 has not come; it was due 6 November 2026."
    assert text["message"] == message
    assert json.loads(text["facts"]) == facts
    no_day = dict.fromkeys(fields_of(kind_of("clock")), "2026-13-45")
    assert said("clock", no_day)["message"].startswith("2026-13-45: by the clock")


@ALL_KINDS
def test_the_terminal_s_own_words_leave_out_no_fact_of_the_remedy(kind: Kind) -> None:
    """They are the same for each problem of a kind: which file of the archive it is, they cannot say."""
    names = {name for _, name, _, _ in string.Formatter().parse(kind.remedy) if name}
    assert not names or kind.code not in COMMANDS


def test_no_code_stands_twice_and_each_is_found_by_it() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)
    assert [kind_of(kind.code) for kind in KINDS] == list(KINDS)
    assert set(BLOCKING) == {kind.code for kind in KINDS if kind.blocks}


def opened() -> Iterator[tuple[str, str, set[str] | None]]:
    """Each call that opens a problem: its file, the kind, and its facts where they are written out."""
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "open_problem" and node.args:
                kind = node.args[0]
                code = kind.value if isinstance(kind, ast.Constant) else constants.get(ast.unparse(kind), "")
                named = {keyword.arg or "" for keyword in node.keywords}
                yield path.relative_to(PACKAGE).as_posix(), str(code), None if "" in named else named - ABOUT


def test_every_kind_that_is_opened_stands_in_the_table() -> None:
    found = {code for _, code, _ in opened() if code}
    assert len(found) >= 10
    assert found <= {kind.code for kind in KINDS}


@ALL_KINDS
def test_every_kind_in_the_table_is_opened_somewhere(kind: Kind) -> None:
    texts = [path.read_text(encoding="utf-8") for path in SOURCES if path.name != "problems.py"]
    assert any(f'"{kind.code}"' in text for text in texts)


def test_whoever_opens_a_problem_gives_every_fact_of_its_message() -> None:
    short = {
        (file, code): fields_of(kind_of(code)) - facts
        for file, code, facts in opened()
        if code and facts is not None
    }
    assert {place: missing for place, missing in short.items() if missing} == {}
