"""The bank: entries that no due explains yet, and one of them with the dues that it may pay."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue

from paycards.decisions.decision import APPLIED, Decision
from paycards.errors import Invalid, NotFound
from paycards.jobs.assign_bank_entry import assign_bank_entry
from paycards.jobs.charge_bank_entry import charge_bank_entry
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.show_bank import show_bank
from paycards.jobs.unmatch_entry import unmatch_entry
from paycards.jobs.weigh_bank_entry import weigh_bank_entry
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.reconcile.settlement.due import DuePlace
from paycards.web.context import Asked
from paycards.web.forms.bank import (
    chosen_in_address,
    for_address,
    place_after,
    read_assignment,
    read_chosen,
    read_match,
    read_note,
)
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.views.addresses import ROW
from paycards.web.who_may import OFFICER, SEES_MONEY

DONE = {
    "match": "The entry is matched.",
    "match_waits": "The match is proposed. A second person has to approve it.",
    "unmatch": "The matches are taken back.",
    "unmatch_waits": "Taking the matches back is proposed. A second person has to approve it.",
    "bank_contract": "The entry is assigned.",
    "bank_contract_waits": "The assignment of the entry is proposed. A second person has to approve it.",
    "charge_waits": "The charge is proposed. A second person has to approve it.",
}


def bank(asked: Asked) -> ResponseReturnValue:
    """The entries of a view, oldest first."""
    view, begins = request.args.get("view", "open"), place_after(request.args.get("after", ""))
    page = show_bank(asked.visit, asked.council, view=view, after=begins)
    return show(asked, "bank/list.html", "Bank entries", page)


def entry(asked: Asked, file_id: int, row_no: int) -> ResponseReturnValue:
    """One entry, with the dues that it may pay; the address may say which of them are chosen."""
    return _entry(asked, (file_id, row_no), NOTHING_TYPED)


def decide(asked: Asked, file_id: int, row_no: int) -> ResponseReturnValue:
    """Do what the button says, or show the page again with what is wrong."""
    form, place = posted(), (file_id, row_no)
    act = ACTS.get(form.value("act"), _match)
    return submitted(form, lambda: act(asked, place, form), lambda again: _entry(asked, place, again))


def _entry(asked: Asked, place: DuePlace, form: Form) -> ResponseReturnValue:
    chosen = read_chosen(form) if form.typed else chosen_in_address(request.args.getlist("due"))
    page = weigh_bank_entry(asked.visit, asked.council, place, chosen=chosen, every="every" in request.args)
    return show(asked, "bank/entry.html", "Bank entry", page, form=form, done=DONE)


def _match(asked: Asked, place: DuePlace, form: Form) -> ResponseReturnValue:
    read = read_match(form)
    how = {"council": asked.council, "note": read.note, "version": read.version}
    return _decided(asked, place, match_by_hand(asked.visit, place, read.chosen, **how))


def _work_out(asked: Asked, place: DuePlace, form: Form) -> ResponseReturnValue:
    """Show what would be left: the address says what is chosen, so that nothing is computed twice."""
    chosen = read_chosen(form)
    form.check()
    return after(asked, "bank_entry", file_id=place[0], row_no=place[1], due=for_address(chosen))


def _unmatch(asked: Asked, place: DuePlace, form: Form) -> ResponseReturnValue:
    note = read_note(form, "unmatch-note")
    how = {"council": asked.council, "note": note, "version": form.value("version")}
    return _decided(asked, place, unmatch_entry(asked.visit, place, **how))


def _assign(asked: Asked, place: DuePlace, form: Form) -> ResponseReturnValue:
    read = read_assignment(form)
    how = {"council": asked.council, "note": read.note, "version": read.version}
    try:
        decision = assign_bank_entry(asked.visit, place, contract=read.contract, **how)
    except NotFound as error:
        raise Invalid("contract", "Choose whose entry this is.") from error
    return _decided(asked, place, decision)


def _charge(asked: Asked, place: DuePlace, form: Form) -> ResponseReturnValue:
    note = read_note(form, "charge-note")
    how = {"council": asked.council, "note": note, "version": form.value("version")}
    return _decided(asked, place, charge_bank_entry(asked.visit, place, **how))


def _decided(asked: Asked, place: DuePlace, decision: Decision) -> ResponseReturnValue:
    done = decision.kind if decision.state == APPLIED else f"{decision.kind}_waits"
    return after(asked, "bank_entry", done=done, file_id=place[0], row_no=place[1])


ACTS: dict[str, Callable[[Asked, DuePlace, Form], ResponseReturnValue]] = {
    "match": _match,
    "work_out": _work_out,
    "unmatch": _unmatch,
    "assign": _assign,
    "charge": _charge,
}
ROUTES = (
    Route(
        "bank",
        "/bank",
        bank,
        SEES_MONEY,
        navigation="Bank",
        help="Money that the bank booked, and which dues it pays.",
    ),
    Route(
        "bank_entry",
        f"/bank/{ROW}",
        entry,
        SEES_MONEY,
        help="Say which dues this money pays. The difference is worked out for you.",
    ),
    Route("bank_entry_decide", f"/bank/{ROW}", decide, OFFICER, methods=("POST",)),
)
