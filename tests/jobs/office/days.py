"""Closing days and opening them again."""

from __future__ import annotations

import datetime as dt
from functools import partial

from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.close_day import close_day
from paycards.jobs.reopen_day import reopen_day
from paycards.jobs.show_proof import show_proof
from paycards.jobs.sign_exception import sign_exception
from paycards.jobs.sign_return import sign_return
from tests.jobs.office.office import DAY, MONDAY, Office


def close(office: Office) -> None:
    """Sign for whatever does not agree on the next day, by two people, and close it."""
    closed = office.closed_days()
    day = closed[-1] + DAY if closed else MONDAY.date()
    if day >= office.visit.today:
        return
    for proof in show_proof(office.visit, day).proofs:
        for figure in proof.figures:
            if figure.state != "agrees":
                office.attempt(partial(_sign, office, day, proof.contract.terms.code, figure.check))
    office.attempt(lambda: close_day(office.by(0), day))


def _sign(office: Office, day: dt.date, contract: str, check: str) -> None:
    until = office.visit.today + dt.timedelta(days=30)
    signed = sign_exception(office.by(0), day, contract=contract, check=check, note="known", until=until)
    approve_decision(office.by(1), signed.decision)


def reopen(office: Office, person: int) -> None:
    """Propose to open the newest closed day again."""
    days = office.closed_days()
    if days:
        office.attempt(lambda: reopen_day(office.by(person), days[-1], council=None, note="n"))


def sign_month(office: Office, person: int) -> None:
    """Prepare the return of the month before."""
    month = f"{office.visit.today.replace(day=1) - DAY:%Y-%m}"
    office.attempt(lambda: sign_return(office.by(person), month, council="NVD", note="n"))
