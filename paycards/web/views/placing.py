"""Other ways out of suspense: shared out, posted with others, given back, written off; and the way back."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from paycards.decisions.decision import APPLIED
from paycards.decisions.row_version import SeenItem, WhichItem
from paycards.jobs.combine_items import combine_items
from paycards.jobs.return_item import return_item
from paycards.jobs.show_combining import show_combining
from paycards.jobs.show_item import show_item
from paycards.jobs.split_item import split_item
from paycards.jobs.take_back_item import take_back_item
from paycards.jobs.write_off_item import write_off_item
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.forms.suspense import GOES_BACK, NOTE, read_combination, read_split
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.views.addresses import ITEM
from paycards.web.who_may import OFFICER


def split(asked: Asked, item_id: int) -> ResponseReturnValue:
    """The form to share an item out."""
    return _page(asked, item_id, "split", NOTHING_TYPED)


def split_now(asked: Asked, item_id: int) -> ResponseReturnValue:
    """Share it out, or propose to."""
    return _submitted(asked, item_id, "split", _split)


def combine(asked: Asked, item_id: int) -> ResponseReturnValue:
    """The form to post it together with others."""
    return _combine_page(asked, item_id, NOTHING_TYPED)


def combine_now(asked: Asked, item_id: int) -> ResponseReturnValue:
    """Post them, or propose to."""
    form = posted()
    return submitted(
        form, lambda: _combine(asked, item_id, form), lambda _: _combine_page(asked, item_id, form)
    )


def give_back(asked: Asked, item_id: int) -> ResponseReturnValue:
    """The form to return it."""
    return _page(asked, item_id, "return", NOTHING_TYPED)


def give_back_now(asked: Asked, item_id: int) -> ResponseReturnValue:
    """Propose to return it."""
    return _submitted(asked, item_id, "return", _return)


def write_off(asked: Asked, item_id: int) -> ResponseReturnValue:
    """The form to write it off."""
    return _page(asked, item_id, "write-off", NOTHING_TYPED)


def write_off_now(asked: Asked, item_id: int) -> ResponseReturnValue:
    """Propose to write it off."""
    return _submitted(asked, item_id, "write-off", _write_off)


def take_back(asked: Asked, item_id: int) -> ResponseReturnValue:
    """The form to take back what was returned or written off."""
    return _page(asked, item_id, "take-back", NOTHING_TYPED)


def take_back_now(asked: Asked, item_id: int) -> ResponseReturnValue:
    """Propose to take it back."""
    return _submitted(asked, item_id, "take-back", _take_back)


Act = Callable[[Asked, int, Form], ResponseReturnValue]


def _submitted(asked: Asked, item_id: int, which: str, act: Act) -> ResponseReturnValue:
    form = posted()
    return submitted(form, lambda: act(asked, item_id, form), lambda _: _page(asked, item_id, which, form))


HEADINGS = {
    "split": "Split suspense item {}",
    "return": "Return suspense item {}",
    "write-off": "Write off suspense item {}",
    "take-back": "Take suspense item {} back",
}


def _page(asked: Asked, item_id: int, way: str, form: Form) -> str:
    page = show_item(asked.visit, asked.council, item_id)
    return show(asked, f"suspense/{way}.html", HEADINGS[way].format(item_id), page, form=form)


def _combine_page(asked: Asked, item_id: int, form: Form) -> str:
    page = show_combining(asked.visit, asked.council, item_id)
    heading = f"Combine suspense item {item_id} with others"
    return show(asked, "suspense/combine.html", heading, page, form=form)


def _split(asked: Asked, item_id: int, form: Form) -> ResponseReturnValue:
    read, seen = read_split(form), SeenItem(item_id, form.value("version"))
    done = split_item(asked.visit, seen, read.parts, note=read.note, even_if_closed=read.even_if_closed)
    return after(
        asked, "suspense_item", item_id=item_id, done="split" if done.state == APPLIED else done.state
    )


def _combine(asked: Asked, item_id: int, form: Form) -> ResponseReturnValue:
    read = read_combination(form)
    items: list[WhichItem] = [SeenItem(item_id, form.value("version")), *read.items]
    target = {"fund": read.fund, "reference": read.reference, "note": read.note}
    done = combine_items(asked.visit, items, **target, even_if_closed=read.even_if_closed)
    said = "combined" if done.state == APPLIED else done.state
    return after(asked, "suspense_item", item_id=item_id, done=said)


def _return(asked: Asked, item_id: int, form: Form) -> ResponseReturnValue:
    to, note = form.choice("to", "whom it goes back to", GOES_BACK), form.text("note", NOTE)
    form.check()
    done = return_item(asked.visit, SeenItem(item_id, form.value("version")), to=to, note=note)
    return after(asked, "suspense_item", item_id=item_id, done=done.state)


def _write_off(asked: Asked, item_id: int, form: Form) -> ResponseReturnValue:
    note = form.text("note", NOTE)
    form.check()
    done = write_off_item(asked.visit, SeenItem(item_id, form.value("version")), note=note)
    return after(asked, "suspense_item", item_id=item_id, done=done.state)


def _take_back(asked: Asked, item_id: int, form: Form) -> ResponseReturnValue:
    note = form.text("note", NOTE)
    form.check()
    done = take_back_item(asked.visit, SeenItem(item_id, form.value("version")), note=note)
    return after(asked, "suspense_item", item_id=item_id, done=done.state)


POST = ("POST",)
ROUTES = (
    Route("suspense_split", f"{ITEM}/split", split, OFFICER, help="The parts must come to the whole amount."),
    Route(
        "suspense_split_now",
        f"{ITEM}/split",
        split_now,
        OFFICER,
        methods=POST,
        help="The parts must come to the whole amount.",
    ),
    Route(
        "suspense_combine",
        f"{ITEM}/combine",
        combine,
        OFFICER,
        help="All go to one account, by one decision.",
    ),
    Route(
        "suspense_combine_now",
        f"{ITEM}/combine",
        combine_now,
        OFFICER,
        methods=POST,
        help="All go to one account, by one decision.",
    ),
    Route(
        "suspense_return", f"{ITEM}/return", give_back, OFFICER, help="A second person always approves it."
    ),
    Route(
        "suspense_return_now",
        f"{ITEM}/return",
        give_back_now,
        OFFICER,
        methods=POST,
        help="A second person always approves it.",
    ),
    Route(
        "suspense_write_off",
        f"{ITEM}/write-off",
        write_off,
        OFFICER,
        help="A second person always approves it.",
    ),
    Route(
        "suspense_write_off_now",
        f"{ITEM}/write-off",
        write_off_now,
        OFFICER,
        methods=POST,
        help="A second person always approves it.",
    ),
    Route(
        "suspense_take_back",
        f"{ITEM}/take-back",
        take_back,
        OFFICER,
        help="A second person always approves it.",
    ),
    Route(
        "suspense_take_back_now",
        f"{ITEM}/take-back",
        take_back_now,
        OFFICER,
        methods=POST,
        help="A second person always approves it.",
    ),
)
