"""The manifest of a batch: what is in the folder, how it came to be, and where each postcode area begins.

Written last. Without it the files beside it are not complete.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from paycards import __version__
from paycards.closing.bulk_issue.making import CARDS, LETTERS, Made
from paycards.closing.bulk_issue.output_folder import MANIFEST, OutputFolder
from paycards.closing.bulk_issue.records import Batch
from paycards.settings import Council

LIBRARIES = ("reportlab", "pypdfium2", "zxing-cpp", "python-barcode", "XlsxWriter")


def write_manifest(
    folder: OutputFolder,
    council: Council,
    batch: Batch,
    *,
    unused: Sequence[str],
    counts: Mapping[str, int],
    made: Made,
    orders: Mapping[str, int],
) -> None:
    """Write the manifest of the files that are staged.

    `unused` are headings of the list, `counts` rows of each outcome, `orders` cards in each order file.
    """
    said: dict[str, Any] = {
        "council": council.code,
        "office": batch.office,
        "batch": batch.id,
        "begun_at": batch.started_at.astimezone(dt.UTC).isoformat(),
        "list": {
            "name": batch.list_name,
            "sheet": batch.sheet,
            "sha256": batch.sha256,
            "rows": batch.row_count,
            "columns_not_used": list(unused),
        },
        "outcomes": dict(sorted(counts.items())),
        "printed": made.printed,
        "files": {name: _file(folder, name, made, orders) for name in folder.names()},
        "areas": [
            {
                "area": each.area,
                "letters": each.count,
                "letter_pages": list(each.letters),
                "card_pages": list(each.cards),
            }
            for each in made.areas
        ],
        "printing": council.printing.model_dump(mode="json", exclude={"template"}),
        "card_schemes": [scheme.code for scheme in council.card_schemes],
        "versions": {"paycards": __version__, **{name: version(name) for name in LIBRARIES}},
    }
    with folder.stage(MANIFEST) as file:
        file.write(json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n")


def _file(folder: OutputFolder, name: str, made: Made, orders: Mapping[str, int]) -> dict[str, object]:
    size, sha256 = folder.digest(name)
    pages = {LETTERS: made.letter_pages, CARDS: made.card_pages}.get(name)
    told = {"pages": pages, "cards": orders.get(name)}
    return {"bytes": size, "sha256": sha256} | {what: n for what, n in told.items() if n is not None}
