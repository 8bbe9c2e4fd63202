"""Load cards: a council's own list of them, or the cross reference of a supplier that made them.

A card is never moved to another account. The same list again changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import Table

from paycards.access.contracts import ContractRow
from paycards.cards.learning import Source, find_answers, write_answers
from paycards.channels.catalogue import Layouts
from paycards.lists.card_list import is_cross_reference, read_card_list, read_cross_reference
from paycards.lists.checks import Fault, refuse, row_numbers
from paycards.lists.merge_cards import (
    add_cards,
    change_cards,
    find_card_faults,
    find_history_faults,
    placed_cross_reference,
    placed_list,
    stage_listed,
)
from paycards.lists.number_checks import find_wrong_card_numbers
from paycards.settings.installation import Settings
from paycards.store.rows import Staged
from paycards.store.staging import FEW_ROWS, Staging
from paycards.store.statistics import refresh_statistics
from paycards.store.step import Step

if TYPE_CHECKING:
    import pandas as pd


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
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CardsRead:
    """A list or a cross reference that was read: its good rows by council, and the faults of the others.

    `read_with` is what reading the rows of a council depended on, as the audit trail keeps it. `contract`
    and `created_on`, ISO 8601 or empty, are those of a cross reference; `notes` say in what form a list came.
    `waiting` are the rows of a council's list once more, where they wait for their table outside of memory.
    """

    name: str
    sha256: str
    rows: Mapping[str, pd.DataFrame]
    faults: list[Fault]
    read_with: Mapping[str, Mapping[str, object]]
    contract: ContractRow | None = None
    created_on: str = ""
    notes: tuple[str, ...] = ()
    waiting: Mapping[str, Staged] = field(default_factory=dict)

    @property
    def councils(self) -> list[str]:
        """The codes of the councils that it has good rows of."""
        return sorted(self.rows)


@dataclass(frozen=True)
class _Counts:
    added: int
    changed: int
    same: int
    answered: int  # orders that were filled

    @property
    def is_news(self) -> bool:
        return bool(self.added or self.changed or self.answered)


def read_cards(
    settings: Settings, contracts: Iterable[ContractRow], layouts: Layouts, name: str, data: bytes
) -> CardsRead:
    """Read a list of cards, or a .CRF file. Raises BadRows or FileRefused if it cannot be trusted at all."""
    if is_cross_reference(name):
        return _read_cross_reference(contracts, layouts, name, data)
    return _read_list(settings, name, data)


def _read_list(settings: Settings, name: str, data: bytes) -> CardsRead:
    found = read_card_list(settings, name, data)
    rows, faults = found.rows, found.faults
    good = rows[~rows.index.isin(row_numbers(faults))]
    for council in settings.councils:
        faults += find_wrong_card_numbers(council, good[good["council"] == council.code])
    good = good[~good.index.isin(row_numbers(faults))]
    schemes = {council.code: council.card_schemes for council in settings.councils}
    return CardsRead(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        rows={code: good[good["council"] == code] for code in set(good["council"])},
        faults=faults,
        read_with={
            code: {"card_schemes": [scheme.model_dump(mode="json") for scheme in its]} if its else {}
            for code, its in schemes.items()
        },
        notes=found.notes,
    )


def _read_cross_reference(
    contracts: Iterable[ContractRow], layouts: Layouts, name: str, data: bytes
) -> CardsRead:
    contract, decoded, rows, faults = read_cross_reference(name, data, contracts, layouts)
    sha256 = hashlib.sha256(data).hexdigest()
    code = contract.council.code
    return CardsRead(
        name=name,
        sha256=sha256,
        rows={code: rows[~rows.index.isin(row_numbers(faults))]},
        faults=faults,
        read_with={
            code: {
                "reference_prefix": contract.terms.reference_prefix,
                "fund_patterns": contract.terms.fund_patterns,
                "layout": decoded.layout,
                "layout_sha256": decoded.layout_sha256,
            }
        },
        contract=contract,
        created_on=decoded.created_on,
    )


def load_cards(steps: Mapping[str, Step], read: CardsRead, *, skip_bad: bool = False) -> CardsResult:
    """Load the rows of these councils, each in its step of one transaction, by code.

    When it raises, that transaction is to be rolled back. Raises BadRows with every bad row, unless they are
    to be skipped.
    """
    counts, faults = {}, list(read.faults)
    for code, step in steps.items():
        counts[code], found = _load_council(step, read, code)
        faults += found
    result = CardsResult(
        name=read.name,
        sha256=read.sha256,
        contract=read.contract.terms.code if read.contract else "",
        added=sum(each.added for each in counts.values()),
        changed=sum(each.changed for each in counts.values()),
        same=sum(each.same for each in counts.values()),
        skipped=refuse(read.name, faults, skip_bad=skip_bad),
        notes=read.notes,
    )
    for code, each in counts.items():
        if each.is_news:
            _record(steps[code], result, each, read.read_with[code])
    return result


def stage_cards(staging: Staging, read: CardsRead, code: str) -> CardsRead:
    """Let the rows of a council's own list wait outside of memory, where they are many."""
    rows = read.rows.get(code, ())
    if read.contract is not None or len(rows) <= FEW_ROWS:
        return read
    return replace(read, waiting={code: stage_listed(staging, read.rows[code])})


def _load_council(step: Step, read: CardsRead, code: str) -> tuple[_Counts, list[Fault]]:
    """Load a council's good rows; return what was done, and the faults that only the database shows."""
    connection, council_id, source = step.connection, step.owner, _source(step, read)
    with _placed(step, read, code) as placed:
        faults = find_card_faults(connection, placed, council_id)
        faults += find_history_faults(connection, placed, council_id)
        answers = find_answers(connection, council_id, placed, source) if source else []
        changed = change_cards(connection, placed, council_id)
        added = add_cards(connection, placed, council_id)
    if source:
        write_answers(step, answers, source)
    refresh_statistics(connection, added + changed)
    same = len(read.rows[code]) - len(row_numbers(faults)) - added - changed
    return _Counts(added, changed, same, len(answers)), faults


def _source(step: Step, read: CardsRead) -> Source | None:
    """The cross reference that is read, if it is one; one that does not say when it was made is of today."""
    if read.contract is None:
        return None
    made_on = dt.date.fromisoformat(read.created_on) if read.created_on else step.today
    return Source(read.sha256, made_on)


def _placed(step: Step, read: CardsRead, code: str) -> AbstractContextManager[Table]:
    """The good rows of a council, each with the account that it names."""
    if read.contract is not None:
        return placed_cross_reference(step.connection, read.contract, read.rows[code])
    return placed_list(step.connection, step.owner, read.waiting.get(code, read.rows[code]))


def _record(step: Step, result: CardsResult, counts: _Counts, read_with: Mapping[str, object]) -> None:
    """Write down what was done, with all that it depended on."""
    step.record(
        "cards.imported",
        result.name,
        after={
            "sha256": result.sha256,
            "contract": result.contract,
            "added": counts.added,
            "changed": counts.changed,
            "same": counts.same,
            "skipped": row_numbers(result.skipped),
            **read_with,
        },
    )
