"""How templates are read: a name that is not there is an error, and everything from outside is escaped."""

from __future__ import annotations

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, StrictUndefined

from paycards.counted import counted
from paycards.pages.static_files import static_address
from paycards.pages.words import FILTERS


def set_templates(app: Flask, face: str) -> None:
    """Let an application read the templates of its face and those that the faces share."""
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = ChoiceLoader([PackageLoader(face), PackageLoader("paycards.pages")])
    app.jinja_env.autoescape = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(static=static_address, counted=counted)
