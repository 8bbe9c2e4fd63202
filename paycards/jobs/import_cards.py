"""Import cards: a council's own list of them, or the cross reference of a supplier that made them."""

from __future__ import annotations

from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.lists.card_list import is_cross_reference
from paycards.lists.load_cards import CardsResult, load_cards, read_cards
from paycards.lists.reading import list_name, read_bytes


def import_cards(visit: Visit, path: Path, *, skip_bad: bool = False) -> CardsResult:
    """Keep the bytes of a list of cards, or of a .CRF file, and load it, in one transaction.

    Raises BadRows with every bad row, and nothing is loaded; with `skip_bad` the others are.
    Raises FileRefused for a damaged .CRF file, UsageError if the file cannot be read, SettingsError for a
    council that is not stored yet.
    """
    data = read_bytes(path)
    installation = visit.installation
    installation.archive.keep(data)
    if is_cross_reference(path.name):
        _keep_layouts(visit)
    contracts, layouts = installation.contracts.values(), installation.layouts
    read = read_cards(visit.settings, contracts, layouts, list_name(path), data)
    with visit.steps(read.councils, Permission.IMPORT_LISTS) as steps:
        return load_cards(steps, read, skip_bad=skip_bad)


def _keep_layouts(visit: Visit) -> None:
    for layout in visit.installation.layouts.values():
        if layout.content == "cards":
            visit.installation.keep_layout(layout.name)
