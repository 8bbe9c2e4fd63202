"""The manifest of a bulk issue: what is in the folder, how it was made, where each postcode area begins.

Written last. Without it the files beside it are not complete.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from paycards import __version__
from paycards.closing.bulk_issue.output_folder import MANIFEST, OutputFolder
from paycards.closing.bulk_issue.page_index import CARDS, LETTERS, PageIndex
from paycards.closing.bulk_issue.record import BulkIssue
from paycards.settings.council import Council

LIBRARIES = ("reportlab", "pypdfium2", "zxing-cpp", "python-barcode", "XlsxWriter")


@dataclass(frozen=True)
class Contents:
    """What the folder holds: rows by outcome, headings not used, pages, cards in each order file."""

    outcomes: Mapping[str, int]
    unused: Sequence[str]
    pages: PageIndex
    orders: Mapping[str, int]


def write_manifest(folder: OutputFolder, council: Council, issue: BulkIssue, contents: Contents) -> None:
    """Write the manifest of the files that are staged."""
    said: dict[str, Any] = {
        "council": council.code,
        "office": issue.office,
        "batch": issue.id,
        "begun_at": issue.started_at.astimezone(dt.UTC).isoformat(),
        "list": {
            "name": issue.list_name,
            "sheet": issue.sheet,
            "sha256": issue.sha256,
            "rows": issue.row_count,
            "columns_not_used": list(contents.unused),
        },
        "outcomes": dict(sorted(contents.outcomes.items())),
        "printed": contents.pages.printed,
        "files": {name: _file(folder, name, contents) for name in folder.names()},
        "areas": [
            {
                "area": each.area,
                "letters": each.count,
                "letter_pages": list(each.letters),
                "card_pages": list(each.cards),
            }
            for each in contents.pages.areas
        ],
        "printing": council.printing.model_dump(mode="json", exclude={"template"}),
        "card_schemes": [scheme.code for scheme in council.card_schemes],
        "versions": {"paycards": __version__, **{name: version(name) for name in LIBRARIES}},
    }
    with folder.stage(MANIFEST) as file:
        file.write(json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n")


def _file(folder: OutputFolder, name: str, contents: Contents) -> dict[str, object]:
    size, sha256 = folder.digest(name)
    pages = {LETTERS: contents.pages.letter_pages, CARDS: contents.pages.card_pages}.get(name)
    told = {"pages": pages, "cards": contents.orders.get(name)}
    return {"bytes": size, "sha256": sha256} | {what: n for what, n in told.items() if n is not None}
