"""The static files of the program: by names that change with what they hold, compressed beforehand."""

from __future__ import annotations

import json
import mimetypes
from functools import cache
from importlib.resources import files

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

FOLDER = files("paycards.pages") / "static"
COMPRESSED = (("br", ".br"), ("gzip", ".gz"))  # the best first


@cache
def manifest() -> dict[str, str]:
    """The name with its hash by the plain name."""
    names: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return names


@cache
def _bytes_of(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def static_address(name: str) -> str:
    """The address of a static file by its plain name."""
    return f"/static/{manifest()[name]}"


def static_file(name: str) -> ResponseReturnValue:
    """Answer with a file, in the smallest form that the browser reads."""
    if name not in manifest().values():
        abort(404)
    encoding, ending = next(
        (pair for pair in COMPRESSED if request.accept_encodings.quality(pair[0]) > 0), ("identity", "")
    )
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    answer = Response(_bytes_of(name + ending), mimetype=kind)
    if ending:
        answer.headers["Content-Encoding"] = encoding
    answer.headers["Vary"] = "Accept-Encoding"
    return answer
