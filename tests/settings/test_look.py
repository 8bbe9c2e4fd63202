from __future__ import annotations

import pytest
from pydantic import ValidationError

from paycards.settings.look import Look, contrast


def test_the_usual_colours_can_be_read() -> None:
    assert contrast(Look().colour, Look().text) >= 450


def test_colours_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"contrast of 1\.44 to 1; at least 4\.50 to 1"):
        Look(colour="#aaaaaa", text="#cccccc")


@pytest.mark.parametrize("colour", ["red", "#FFF", "#12345g", "url(x)", "#112233;}"])
def test_a_colour_is_six_digits(colour: str) -> None:
    with pytest.raises(ValidationError):
        Look(colour=colour)
