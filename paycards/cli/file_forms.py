"""What is written to a file that somebody names: never under the name of something else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from paycards.errors import UsageError

WHAT = {"csv": "CSV", "xlsx": "a workbook", "html": "a web page", "pdf": "a PDF", "text": "text"}
NAMES = {".csv": "csv", ".xlsx": "xlsx", ".html": "html", ".htm": "html", ".pdf": "pdf"}
NO_OPTIONS: Mapping[str, str] = {}
PAGES = {form: f"--format {form}" for form in ("html", "csv", "pdf")}
ENDINGS = {"csv": ".csv", "xlsx": ".xlsx", "html": ".html", "pdf": ".pdf", "text": ".txt"}


def require_name_for(form: str, out: Path, options: Mapping[str, str] = NO_OPTIONS) -> None:
    """Raise UsageError where the name of a file says that it is something else than `form`.

    `options` are what the command makes too, and the option that asks for each.
    """
    named = NAMES.get(out.suffix.lower(), form)
    if named != form:
        remedy = f"add {options[named]}, or " if named in options else ""
        raise UsageError(
            f"{out} would be {WHAT[form]} under the name of {WHAT[named]}: {remedy}name it {ENDINGS[form]}."
        )
