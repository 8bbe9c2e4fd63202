"""One payment: its whole story from the till to the account, and moving it to the right one."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from paycards.decisions.decision import APPLIED
from paycards.decisions.row_version import SeenRow
from paycards.jobs.move_payment import move_payment
from paycards.jobs.tell_payment import tell_payment
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.forms.payments import read_move
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.views.addresses import ROW
from paycards.web.who_may import OFFICER, SEES_PEOPLE

DONE = {
    "moved": "The payment is moved to the right account.",
    "move_waits": "The move is proposed. A second person has to approve it.",
}


def payment(asked: Asked, file_id: int, row_no: int) -> ResponseReturnValue:
    """All that became of a payment."""
    return _payment(asked, (file_id, row_no), NOTHING_TYPED)


def _payment(asked: Asked, place: tuple[int, int], form: Form) -> ResponseReturnValue:
    page = tell_payment(asked.visit, asked.council, place)
    return show(asked, "payments/payment.html", "Payment", page, form=form, done=DONE)


def move(asked: Asked, file_id: int, row_no: int) -> ResponseReturnValue:
    """Move a payment to the account that it belongs to."""
    form, place = posted(), (file_id, row_no)

    def act() -> ResponseReturnValue:
        read = read_move(form)
        decision = move_payment(
            *(asked.visit, SeenRow(place, read.version), read.account),
            note=read.note,
            part=read.part,
            even_if_closed=read.even_if_closed,
        )
        done = "moved" if decision.state == APPLIED else "move_waits"
        return after(asked, "payment", done=done, file_id=file_id, row_no=row_no)

    return submitted(form, act, lambda again: _payment(asked, place, again))


ROUTES = (
    Route(
        "payment",
        f"/payments/{ROW}",
        payment,
        SEES_PEOPLE,
        help="Everything that has happened to this payment, in order.",
    ),
    Route("payment_move", f"/payments/{ROW}", move, OFFICER, methods=("POST",)),
)
