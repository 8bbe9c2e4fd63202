"""Whether a value agrees with the file's name or with its rows."""

from __future__ import annotations

from paycards.channels.fields import Value
from paycards.errors import FileRefused
from paycards.money import to_pounds


def refuse_other(name: str, text: str, value: Value, expected: tuple[str, Value], number: int) -> None:
    """Raise FileRefused unless a value equals what is known of the name or the rows: (measure, value)."""
    measure, wanted = expected
    if measure == "name.sequence":
        value = int(value)
    elif measure == "name.date":
        value = str(value).replace("-", "")
    if value != wanted:
        of_name = measure.startswith("name")
        other, found = ("the file name", text) if of_name else ("the rows", text.strip())
        raise FileRefused(f"does not agree with {other}", number, name, found, _as_written(expected, text))


def _as_written(expected: tuple[str, Value], text: str) -> str:
    """What should stand there, in pounds where the file writes pounds."""
    measure, wanted = expected
    return to_pounds(int(wanted)) if measure.endswith("_pence") and "." in text else str(wanted)
