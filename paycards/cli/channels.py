"""`paycards channels`: the layouts, and trying one on a sample. Needs no database."""

from __future__ import annotations

import os
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.given import FileName, Whole
from paycards.cli.group import Group
from paycards.cli.output import paint, print_json, print_table, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.errors import UsageError, shown

if TYPE_CHECKING:
    from paycards.channels.explaining import Explained

COLOURS = ("cyan", "yellow", "green", "magenta", "blue")


@click.group(cls=Group)
def channels() -> None:
    """See which layouts there are, and try them.

    Example: paycards channels list
    """


@channels.command(name="list")
@as_json
@with_settings
def list_(run: Run, as_json: bool) -> None:
    """List every layout: what it reads, how sure it is, and the file names it fits.

    REAL was read out of real files; a HOUSE PROFILE is our own default.

    Example: paycards channels list
    """
    from paycards.jobs.layouts import list_layouts

    found = list_layouts(_own_layouts(run))
    if as_json:
        print_json([asdict(layout) for layout in found])
        return
    print_table(
        ["layout", "channel", "reads", "status", "from", "file name"],
        [
            [
                layout.name,
                layout.channel,
                layout.content,
                layout.status,
                "own" if layout.own else "built in",
                layout.file_name,
            ]
            for layout in found
        ],
    )


@channels.command()
@click.argument("layout")
@click.argument("sample", type=FileName(path_type=Path))
@as_json
@with_settings
def check(run: Run, layout: str, sample: Path, as_json: bool) -> None:
    """Read SAMPLE whole by LAYOUT: a layout's or channel's name, or the path of a .toml file.

    Says what was read, or exactly what is wrong.

    Example: paycards channels check my-layout.toml NVDC0417.PO
    """
    from paycards.jobs.layouts import check_sample
    from paycards.money import to_pounds

    read = check_sample(layout, sample, _own_layouts(run))
    if as_json:
        print_json(asdict(read))
        return
    say(f"{sample.name} is good.")
    known = {
        "layout": f"{read.layout} ({read.content})",
        "client": read.client_code,
        "number": read.sequence,
        "created": read.created_on,
        "rows": read.rows,
        "pounds": to_pounds(read.total_pence, thousands=True),
        "paid": f"{read.first_paid_on} to {read.last_paid_on}" if read.first_paid_on else "",
    }
    for name, value in known.items():
        if value != "":
            say(f"{name:8} {value}")


@channels.command()
@click.argument("sample", metavar="FILE", type=FileName(path_type=Path))
@click.option("--row", type=Whole(min=1), help="Which record, counting from 1 [the first payment].")
@click.option("--layout", help="A layout's or channel's name, or the path of a .toml file.")
@as_json
@with_settings
def explain(run: Run, sample: Path, row: int | None, layout: str | None, as_json: bool) -> None:
    """Show each field of one record: where it stands, its text, what it was read as, what it feeds.

    FILE is a file here, or else the name or id of one that came; FILE:ROW names the record too. It may be
    damaged, as long as it can be cut.

    Example: paycards channels explain NVDC0417.PO --row 3
    """
    sample, row = _with_row(sample, row)
    fields = _explained(run, sample, layout=layout or None, row=row)
    if as_json:
        print_json([asdict(field) for field in fields])
    elif fields:
        _print_fields(fields)
    else:
        say(f"{sample.name} is a file that is kept as it is and not read.")
    end(any(field.fault for field in fields))


def _with_row(sample: Path, row: int | None) -> tuple[Path, int | None]:
    """The file, and the record that stands behind its name."""
    named = re.fullmatch(r"(.+):(-?[0-9]{1,9})", str(sample))
    if named is None or sample.exists():
        return sample, row
    if int(named[2]) < 1:
        raise UsageError(f"The records of a file count from 1, not from {int(named[2])}.")
    return Path(named[1]), row or int(named[2])


def _explained(run: Run, sample: Path, *, layout: str | None, row: int | None) -> list[Explained]:
    """Explain a file that is here; or else one that came, from the archive."""
    from paycards.jobs.layouts import explain_sample

    own = _own_layouts(run)
    if sample.exists() or own is None:
        return explain_sample(sample, own, layout=layout, row=row)
    from paycards.jobs.explain_file import explain_file

    return explain_file(run.visit, str(sample), layout=layout, row=row)


def _own_layouts(run: Run) -> Path | None:
    """The folder of the council's own layouts; none where there are no settings."""
    from paycards.settings.reading import settings_path

    asked = run.config or os.environ.get("PAYCARDS_CONFIG")
    if not asked and not settings_path(None).is_file():
        return None
    return run.settings.paycards.layouts


def _print_fields(fields: list[Explained]) -> None:
    """Print the record in the colours of its fields, then a line a field."""
    coloured = list(zip(fields, _colours(fields), strict=True))
    separator = "" if fields[0].part in ("row", "header", "trailer") and _touch(fields) else "  "
    say(f"record {fields[0].record}, {fields[0].part}")
    paint([(shown(field.text), colour) for field, colour in coloured], separator)
    say()
    rows = [_cells(field) for field in fields]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells, (_, colour) in zip(rows, coloured, strict=True):
        line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        paint([(line, colour)])


def _colours(fields: list[Explained]) -> list[str]:
    return ["red" if field.fault else COLOURS[place % len(COLOURS)] for place, field in enumerate(fields)]


def _touch(fields: list[Explained]) -> bool:
    """Tell whether each field begins where the one before ended and is as long as its place."""
    return all(len(field.text) == field.last - field.first + 1 for field in fields)


def _cells(field: Explained) -> list[str]:
    place = str(field.first) if field.first == field.last else f"{field.first}-{field.last}"
    read_as = f"WRONG, expected {field.fault}" if field.fault else field.read_as
    return [
        place,
        field.field,
        f"[{shown(field.text)}]",
        read_as,
        f"-> {field.column}" if field.column else "",
    ]
