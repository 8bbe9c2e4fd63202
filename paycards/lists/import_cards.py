"""Import cards: a council's own list of them, or the cross reference of a supplier that made them.

A card is never moved to another account. The same list again changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table

from paycards.access.contracts import ContractRow, contract_rows
from paycards.access.visit import Visit
from paycards.cards.learning import Source, find_answers, write_answers
from paycards.channels import Decoded, Layouts
from paycards.lists.card_list import is_cross_reference, read_card_list, read_cross_reference
from paycards.lists.import_accounts import in_order, refresh_statistics
from paycards.lists.merge_cards import (
    add_cards,
    change_cards,
    find_card_faults,
    find_history_faults,
    placed_cross_reference,
    placed_list,
)
from paycards.lists.number_checks import find_wrong_card_numbers
from paycards.lists.reading import Fault, read_bytes, refuse, row_numbers
from paycards.settings import CardScheme, Contract, Settings
from paycards.store import trail
from paycards.store.councils import lock
from paycards.store.engine import writing


@dataclass(frozen=True)
class CardsResult:
    """What a list of cards did. `contract` is empty for a council's own list."""

    name: str
    sha256: str
    contract: str
    added: int
    changed: int
    same: int
    skipped: tuple[Fault, ...]


@dataclass(frozen=True)
class _Part:
    """The good rows of one council: how many, how they find their accounts, what their numbers must be."""

    council_id: int
    rows: int
    placed: AbstractContextManager[Table]
    schemes: tuple[CardScheme, ...] = ()
    source: Source | None = None  # of a cross reference


@dataclass(frozen=True)
class _Counts:
    council_id: int
    added: int
    changed: int
    same: int
    schemes: tuple[CardScheme, ...]
    answered: int = 0  # orders that were filled


def import_cards(visit: Visit, path: Path, *, skip_bad: bool = False) -> CardsResult:
    """Keep the bytes of a list of cards, or of a .CRF file, and load it.

    Raises BadRows with every bad row, and nothing is loaded; with `skip_bad` the others are.
    Raises FileRefused for a damaged .CRF file, UsageError if the file cannot be read.
    """
    data = read_bytes(path)
    visit.installation.archive.keep(data)
    for layout in visit.installation.layouts.values() if is_cross_reference(path.name) else ():
        if layout.content == "cards":
            visit.installation.keep_layout(layout.name)
    with writing(visit.installation.engine) as connection:
        return load_cards(
            connection,
            visit.settings,
            visit.installation.layouts,
            path.name,
            data,
            at=visit.now,
            actor=visit.visitor.name,
            skip_bad=skip_bad,
        )


def load_cards(
    connection: Connection,
    settings: Settings,
    layouts: Layouts,
    name: str,
    data: bytes,
    *,
    at: dt.datetime,
    actor: str,
    skip_bad: bool = False,
    only: Collection[str] | None = None,
) -> CardsResult:
    """Load the bytes of a list in the caller's transaction; `only` some councils' rows, if named.

    When it raises, the caller's transaction is to be rolled back. Raises BadRows and FileRefused,
    and SettingsError for a council that `init` has not stored.
    """
    contract: Contract | None = None
    decoded: Decoded | None = None
    if is_cross_reference(name):
        of, decoded, parts, faults = _cross_reference(connection, settings, layouts, name, data, only=only)
        contract = of.terms
    else:
        parts, faults = _list(connection, settings, name, data, only=only)
    counts = []
    for part in parts:
        each, found = _load_part(connection, part, at=at, actor=actor)
        counts.append(each)
        faults += found
    result = CardsResult(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        contract=contract.code if contract else "",
        added=sum(each.added for each in counts),
        changed=sum(each.changed for each in counts),
        same=sum(each.same for each in counts),
        skipped=refuse(name, faults, skip_bad=skip_bad),
    )
    _record(connection, result, contract, decoded, counts, at=at, actor=actor)
    refresh_statistics(connection, result.added + result.changed)
    return result


def _list(
    connection: Connection, settings: Settings, name: str, data: bytes, *, only: Collection[str] | None
) -> tuple[list[_Part], list[Fault]]:
    rows, faults = read_card_list(settings, name, data)
    good = rows[~rows.index.isin(row_numbers(faults))]
    for council in settings.councils:
        faults += find_wrong_card_numbers(council, good[good["council"] == council.code])
    good = good[~good.index.isin(row_numbers(faults))]
    schemes = {council.code: council.card_schemes for council in settings.councils}
    parts = []
    for council_id, code in in_order(connection, set(good["council"]), only):
        its_rows = good[good["council"] == code]
        placed = placed_list(connection, council_id, its_rows)
        parts.append(_Part(council_id, len(its_rows), placed, schemes[code]))
    return parts, faults


def _cross_reference(
    connection: Connection,
    settings: Settings,
    layouts: Layouts,
    name: str,
    data: bytes,
    *,
    only: Collection[str] | None,
) -> tuple[ContractRow, Decoded, list[_Part], list[Fault]]:
    contracts = contract_rows(connection, settings).values()
    row, decoded, rows, faults = read_cross_reference(name, data, contracts, layouts)
    good = rows[~rows.index.isin(row_numbers(faults))]
    source = Source(hashlib.sha256(data).hexdigest(), decoded.created_on)
    part = _Part(row.council_id, len(good), placed_cross_reference(connection, row, good), source=source)
    return row, decoded, [part] if only is None or row.council.code in only else [], faults


def _load_part(
    connection: Connection, part: _Part, *, at: dt.datetime, actor: str
) -> tuple[_Counts, list[Fault]]:
    """Load a council's good rows; return what was done, and the faults that only the database shows."""
    lock(connection, part.council_id)
    with part.placed as placed:
        faults = find_card_faults(connection, placed, part.council_id)
        faults += find_history_faults(connection, placed, part.council_id)
        answers = find_answers(connection, part.council_id, placed, part.source) if part.source else []
        changed = change_cards(connection, placed, part.council_id)
        added = add_cards(connection, placed, part.council_id)
    if part.source:
        write_answers(connection, part.council_id, answers, part.source, at=at, actor=actor)
    same = part.rows - len(faults) - added - changed
    return _Counts(part.council_id, added, changed, same, part.schemes, len(answers)), faults


def _record(
    connection: Connection,
    result: CardsResult,
    contract: Contract | None,
    decoded: Decoded | None,
    counts: list[_Counts],
    *,
    at: dt.datetime,
    actor: str,
) -> None:
    """Write the trail of each council in which something changed, with all that it depended on."""
    for each in counts:
        if each.added or each.changed or each.answered:
            trail.record(
                connection,
                each.council_id,
                at=at,
                actor=actor,
                action="cards.imported",
                subject=result.name,
                after={
                    "sha256": result.sha256,
                    "contract": result.contract,
                    "added": each.added,
                    "changed": each.changed,
                    "same": each.same,
                    "skipped": row_numbers(result.skipped),
                    **_read_with(contract, decoded, each.schemes),
                },
            )


def _read_with(
    contract: Contract | None, decoded: Decoded | None, schemes: tuple[CardScheme, ...]
) -> dict[str, object]:
    """Return the settings and the layout that the reading of a list or of a cross reference depended on."""
    if contract is None or decoded is None:
        return {"card_schemes": [scheme.model_dump(mode="json") for scheme in schemes]} if schemes else {}
    return {
        "reference_prefix": contract.reference_prefix,
        "fund_patterns": contract.fund_patterns,
        "layout": decoded.layout,
        "layout_sha256": decoded.layout_sha256,
    }
