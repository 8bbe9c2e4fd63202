"""Propose opening items: what suppliers owed before their first file."""

from __future__ import annotations

from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.opening import contracts_of, proposed_opening
from paycards.decisions.propose import decide
from paycards.jobs.effects import EFFECTS
from paycards.lists.opening_items import read_opening_items
from paycards.lists.reading import list_name, read_bytes
from paycards.reconcile.settlement.opening import OpeningFile, require_new


def open_dues(visit: Visit, path: Path, *, note: str = "") -> Decision:
    """Keep the bytes of a list of opening items, and propose it to a second person.

    Raises BadRows with every bad row, UsageError if the file cannot be read, NotAllowed where a contract has
    a due of such a key, Stale when another list waits for one of its contracts.
    """
    data, name = read_bytes(path), list_name(path)
    with visit.reading(may=Permission.SET_UP_BANK) as seen:
        contracts = contracts_of(contracts_seen(visit.installation, seen))
    items = read_opening_items(name, data, contracts.values())
    sha256 = visit.installation.archive.keep(data)
    file = OpeningFile(name, sha256, len(data), tuple(items))
    council_id = contracts[items[0].contract].council_id
    with visit.step(council_id, kind_of("opening").permission) as step:
        require_new(step, contracts, file)
        return decide(step, visit.installation, proposed_opening(file, note.strip()), EFFECTS)
