"""A form that is wrong: shown again by a page that still draws it, else too late."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from paycards.errors import Stale
from paycards.pages.forms import Form, submitted


def sent(*drawn: str) -> tuple[int, str]:
    """Send a form without the note that it asks for; the page shown again draws these fields."""
    form = Form({"version": "1.2.3.4"})

    def act() -> ResponseReturnValue:
        form.text("note", "why, in a few words")
        form.check()
        return "done"

    def again(wrong: Form) -> str:
        said = (f'name="{name}" {wrong.error(name)}' for name in drawn)
        return f"it was decided: name=&quot;note&quot; {' '.join(said)}"

    with Flask("forms").test_request_context():
        answer = submitted(form, act, again)
        assert not isinstance(answer, str)
        return answer.status_code, answer.get_data(as_text=True)  # type: ignore[union-attr]


def test_an_incomplete_form_is_shown_again_with_what_is_wrong() -> None:
    status, text = sent("version", "note")
    assert status == 422
    assert "Enter why, in a few words." in text


@pytest.mark.parametrize("drawn", [(), ("remark",), ("version", "notes")])
def test_a_form_that_the_page_draws_no_longer_is_too_late_whatever_its_text_says(
    drawn: tuple[str, ...],
) -> None:
    with pytest.raises(Stale, match="it was decided meanwhile"):
        sent(*drawn)
