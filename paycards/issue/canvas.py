"""A blank PDF to draw on: the same drawing is the same bytes, and streams are not spelt in ASCII."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


def new_canvas(file: IO[bytes] | Path, width_points: float = 0, height_points: float = 0) -> Canvas:
    """A canvas whose file bears no date and no machine's name; without a size its pages are A4."""
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # reportlab asks it of the process, not of the canvas
    name = str(file) if isinstance(file, Path) else file
    return Canvas(name, (width_points, height_points) if width_points else A4, invariant=1, pageCompression=1)
