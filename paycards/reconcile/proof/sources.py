"""Where the rows of a proof are to be seen: for each part of a figure the file, row, bank entry or due."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from paycards.reconcile.proof.figure import DayProof, Figure, Part
from paycards.store.tables.files import files
from paycards.store.tables.settlement import opening_items

KEY = re.compile(r"(?P<name>.+?)(@(?P<digest>[0-9a-f]{8}))?(:(?P<row>[0-9]{1,9}))?", re.DOTALL)
MOST = 50  # parts of a side that are shown
ABOUT_DUES = ("open due", "due of this statement", "owed before the first file")

Kind = Literal["file", "row", "entry", "due"]


@dataclass(frozen=True)
class Source:
    """What a part leads to: `row_no` is that of a row, an entry, or an opening item; else 0."""

    kind: Kind
    file_id: int
    row_no: int = 0


@dataclass(frozen=True)
class ShownPart:
    """A part of a figure with where it leads, if it leads anywhere."""

    part: Part
    source: Source | None


@dataclass(frozen=True)
class ShownFigure:
    """A figure with the first parts of each side; `more` counts those that are not shown."""

    figure: Figure
    parts: tuple[ShownPart, ...]
    more: int = 0


def with_sources(
    connection: Connection, council_id: int, proofs: Sequence[DayProof]
) -> dict[str, tuple[ShownFigure, ...]]:
    """Return the figures of each proof by the code of its contract, each part with its source."""
    shown = [(proof, figure, _first(figure)) for proof in proofs for figure in proof.figures]
    known = _files(connection, council_id, {part.source for _, _, parts in shown for part in parts})
    openings = _openings(connection, council_id)
    found: dict[str, tuple[ShownFigure, ...]] = {proof.contract.terms.code: () for proof in proofs}
    for proof, figure, parts in shown:
        with_places = tuple(ShownPart(part, _source(part, proof, known, openings)) for part in parts)
        each = ShownFigure(figure, with_places, len(figure.parts) - len(parts))
        found[proof.contract.terms.code] += (each,)
    return found


def _first(figure: Figure) -> list[Part]:
    """The first parts of each side."""
    sides = [[part for part in figure.parts if part.side == side] for side in ("left", "right")]
    return [part for side in sides for part in side[:MOST]]


def _source(
    part: Part,
    proof: DayProof,
    known: Mapping[str, Sequence[Row[Any]]],
    openings: Mapping[tuple[int, str], Source],
) -> Source | None:
    if _about_due(part) and (proof.contract.id, part.source) in openings:
        return openings[proof.contract.id, part.source]
    said = KEY.fullmatch(part.source)
    if said is None:
        return None
    fits = [file for file in known.get(said["name"], ()) if file.contract_id in (None, proof.contract.id)]
    fits = [file for file in fits if file.sha256.startswith(said["digest"] or "")]
    if not fits:
        return None
    kind: Kind = "due" if _about_due(part) else _kind(fits[0], said["row"])
    return Source(kind, fits[0].id, int(said["row"] or 0))


def _kind(file: Row[Any], row: str | None) -> Kind:
    if row is None:
        return "file"
    return "entry" if file.kind == "bank" else "row"


def _about_due(part: Part) -> bool:
    return part.what.startswith(ABOUT_DUES)


def _files(connection: Connection, council_id: int, sources: Collection[str]) -> dict[str, list[Row[Any]]]:
    names = {said["name"] for source in sources if source and (said := KEY.fullmatch(source))}
    query = (
        select(files.c.id, files.c.name, files.c.sha256, files.c.kind, files.c.contract_id)
        .where(files.c.council_id == council_id, files.c.state == "accepted", files.c.name.in_(sorted(names)))
        .order_by(files.c.id)
    )
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query).all():
        found[row.name].append(row)
    return dict(found)


def _openings(connection: Connection, council_id: int) -> dict[tuple[int, str], Source]:
    """Where all opening items are: they are as many as were open on the day before the first file."""
    item = opening_items.c
    query = select(item.contract_id, item.due, item.file_id, item.row_no).where(item.council_id == council_id)
    return {
        (contract_id, due): Source("due", file_id, row_no)
        for contract_id, due, file_id, row_no in connection.execute(query).all()
    }
