"""Cuts an MT940 into messages and fields, strictly: which tag may follow which, and nothing left over.

A tag is `:NN[A]:` at the start of a line, and only one that is allowed where it stands; in a narrative any
other is text. Source: SWIFT Standards, Category 9, MT 940 Customer Statement Message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from paycards.errors import FileRefused

TAG = re.compile(r":([0-9]{2}[A-Z]?):(.*)")
BLOCK_4 = re.compile(r"(?:\{[123]:[^{}]*(?:\{[^{}]*\}[^{}]*)*\})*\{4:\s*")
OTHER_BLOCK = re.compile(r"\{[1-5S]:")
END_OF_MESSAGE = re.compile(r"-|-?\}(?:\{[5S]:.*\})?|\x1a")
FOLLOWS = {
    "": ("20",),
    "20": ("21", "25", "25P"),
    "21": ("25", "25P"),
    "25": ("28C", "28"),
    "25P": ("28C", "28"),
    "28C": ("60F", "60M"),
    "60F": ("61", "62F", "62M", "86"),
    "61": ("61", "86", "62F", "62M"),
    "86": ("61", "62F", "62M"),
    "62F": ("64", "65", "86", "20"),
    "64": ("65", "86", "20"),
    "65": ("65", "86", "20"),
    "end": ("20",),  # after a narrative of the statement itself
}
SAME_PLACE = {"28": "28C", "60M": "60F", "62M": "62F"}
ONLY_IN_MT942 = ("34F", "13", "13D", "90C", "90D")
MT942 = "this is an interim report (MT942), which is not final: ask the bank for MT940"


@dataclass(frozen=True)
class TagLine:
    """A field: its tag, its lines, and the line of the file where it begins (from 1)."""

    tag: str
    lines: tuple[str, ...]
    line: int

    @property
    def place(self) -> str:
        """Where it stands, for a person."""
        return f"line {self.line}, tag {self.tag}"

    @property
    def text(self) -> str:
        """Its lines."""
        return "\n".join(self.lines)


def messages(text: str) -> list[list[TagLine]]:
    """The messages of a file, each as its fields. Raises FileRefused with the line."""
    found: list[list[TagLine]] = []
    state = ""
    for field in _fields(text):
        if field.tag == "20":
            found.append([])
        found[-1].append(field)
        state = field.tag
    if not found:
        raise FileRefused("no statement is found in it")
    if SAME_PLACE.get(state, state) not in ("62F", "64", "65", "86") or not _is_closed(found[-1]):
        raise FileRefused("the file ends before the closing balance (62F or 62M)", field=found[-1][-1].place)
    return found


def _is_closed(fields: list[TagLine]) -> bool:
    return any(field.tag in ("62F", "62M") for field in fields)


def _fields(text: str) -> Iterator[TagLine]:
    state, tag, lines, begun = "", "", list[str](), 0
    numbered = list(_lines(text))
    for place, (number, line) in enumerate(numbered):
        match = TAG.fullmatch(line)
        following = numbered[place + 1][1] if place + 1 < len(numbered) else ""
        if match and _is_tag(match[1], state, following, number):
            if tag:
                yield TagLine(tag, tuple(lines), begun)
            tag, lines, begun = match[1], [match[2]], number
            state = _state(state, tag)
        elif not tag:
            raise FileRefused(
                "text before the first field", field=f"line {number}", value=line, expected="tag 20"
            )
        elif tag not in ("61", "86", "25P"):
            problem = f"neither a known field nor a line of the field :{tag}: before it"
            raise FileRefused(problem, field=f"line {number}", value=line)
        else:
            lines.append(line)
    if tag:
        yield TagLine(tag, tuple(lines), begun)


def _state(before: str, tag: str) -> str:
    if tag == "86" and before in ("62F", "64", "65"):
        return "end"
    return SAME_PLACE.get(tag, tag)


def _is_tag(tag: str, state: str, following: str, number: int) -> bool:
    """Tell whether a line that looks like a tag is one. Raises FileRefused for one that is out of place."""
    allowed = FOLLOWS[state]
    if tag in allowed:
        return True
    if state not in ("61", "86", "end") or (tag == "20" and re.match(":2[15]P?:", following)):
        if tag in ONLY_IN_MT942:
            raise FileRefused(MT942, field=f"line {number}, tag {tag}")
        expected = f"tag {' or '.join(allowed)}"
        raise FileRefused(
            "this field cannot stand here", field=f"line {number}, tag {tag}", expected=expected
        )
    return False


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of the messages, without the envelope: blocks in braces, a dash between messages, `@@`."""
    is_one_line = not re.search(r"[\r\n]", text.strip())
    text = text.replace("@@", "\n") if is_one_line else re.sub(r"@@(?=[\r\n]|\Z)", "", text)
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        line = _without_envelope(raw) if raw.lstrip().startswith("{") else raw
        if OTHER_BLOCK.match(line) or END_OF_MESSAGE.fullmatch(line) or not line.strip():
            continue
        if not line.isprintable():
            raise FileRefused("a character that is not printable", field=f"line {number}", value=line)
        yield number, line


def _without_envelope(line: str) -> str:
    """A line without the blocks that open a message; looked for where it begins, however long it is."""
    line = line.lstrip()
    opening = BLOCK_4.match(line)
    return line[opening.end() :] if opening else line
