"""The forms about payments: where one is moved to."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.pages.forms import Form


@dataclass(frozen=True)
class MoveForm:
    """The right account, why, and of a payment on several accounts the part that is meant."""

    account: tuple[str, str]
    part: tuple[str, str] | None
    note: str
    version: str
    even_if_closed: bool


def read_move(form: Form) -> MoveForm:
    """Read where a payment is moved to."""
    fund = form.text("fund", "the fund of the right account", most=60)
    reference = form.text("reference", "the reference of the right account", most=60)
    note = form.text("note", "why the payment is moved")
    form.check()
    return MoveForm(
        account=(fund, reference),
        part=_part(form.value("part")),
        note=note,
        version=form.value("version"),
        even_if_closed=form.is_ticked("closed"),
    )


def _part(text: str) -> tuple[str, str] | None:
    fund, _, reference = text.partition("|")
    return (fund, reference) if reference else None
