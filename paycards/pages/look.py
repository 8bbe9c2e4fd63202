"""How a council's pages look: its name above, in its own colours, as a style sheet of its own address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, abort, render_template

from paycards.settings.council import Council


@dataclass(frozen=True)
class Look:
    """The name in the header and the address of the style sheet; without one the usual colours."""

    name: str
    style: str = ""


NOBODYS = Look("paycards")


def style_name(council: Council) -> str:
    """The name of its style sheet, which changes with the colours."""
    colours = f"{council.look.colour} {council.look.text}".encode()
    return f"{council.code}-{hashlib.sha256(colours).hexdigest()[:12]}.css"


def look_of(council: Council) -> Look:
    """How the pages of a council look."""
    return Look(council.name, f"/look/{style_name(council)}")


def style_sheet(councils: Iterable[Council], name: str) -> Response:
    """The style sheet of this name, which has a council's colours; 404 where no council has it."""
    looks = {style_name(council): council.look for council in councils}
    if name not in looks:
        abort(404)
    return Response(render_template("look.css", look=looks[name]), mimetype="text/css")
