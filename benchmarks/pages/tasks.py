"""What a user does again and again: each task asks for one page, or for the pages of one act."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypedDict

from benchmarks.pages.browser import Answer, Browser
from benchmarks.pages.town import COUNCIL

KIND = re.compile(r"<(\w+)>")
BASE = f"/c/{COUNCIL}"


class Samples(TypedDict):
    """Which of what is there the users ask for."""

    texts: list[str]
    accounts: list[int]
    items: list[int]
    files: list[int]
    days: list[str]
    payments: list[str]


@dataclass(frozen=True)
class Task:
    """Its name, how often of a hundred it is done, who does it, the most that 95 of 100 may take in ms."""

    name: str
    share: int
    who: str  # housing, finance, customer
    act: Callable[[Browser, Samples, Random], list[Answer]]
    aim_ms: int = 100


def _page(*choices: str) -> Callable[[Browser, Samples, Random], list[Answer]]:
    """Open one of these addresses, which may name the kind of sample to fill in."""

    def act(browser: Browser, samples: Samples, chance: Random) -> list[Answer]:
        path = chance.choice(choices)
        if kind := KIND.search(path):
            some: Sequence[object] = samples[kind[1]]  # type: ignore[literal-required]
            path = path.replace(kind[0], str(chance.choice(some)))
        return [browser.get(path)]

    return act


def _find(browser: Browser, samples: Samples, chance: Random) -> list[Answer]:
    """What is typed after a rest of a quarter of a second, asked for as the script of the page does."""
    headers = {"X-As-You-Type": "yes"}
    return [browser.post(f"{BASE}/find", headers, text=chance.choice(samples["texts"]))]


def _search(browser: Browser, samples: Samples, chance: Random) -> list[Answer]:
    """Press Find: the text is kept, and what was found has an address of its own."""
    kept = browser.post(f"{BASE}/find", text=chance.choice(samples["texts"]))
    return [kept, browser.get(kept.location)]


def _issue(browser: Browser, samples: Samples, chance: Random) -> list[Answer]:
    """Press Issue and print: the card's page, and the letter that was proved, as a PDF."""
    form = f"{BASE}/people/{chance.choice(samples['accounts'])}/card/new"
    browser.get(form)
    issued = browser.post(form, holder="A Customer", language="en", way="hand", additional="additional")
    return [issued, browser.get(issued.location), browser.get(f"{issued.location}/print")]


TASKS = (
    Task("find as you type", 14, "housing", _find),
    Task("search", 4, "housing", _search),
    Task("person, 90 days", 18, "housing", _page(f"{BASE}/people/<accounts>")),
    Task("person, all payments", 6, "finance", _page(f"{BASE}/people/<accounts>")),
    Task("morning", 10, "finance", _page(f"{BASE}/finance")),
    Task("suspense list", 8, "finance", _page(f"{BASE}/suspense")),
    Task("suspense item", 10, "finance", _page(f"{BASE}/suspense/<items>")),
    Task("days of proof", 3, "finance", _page(f"{BASE}/proof")),
    Task("proof of a day", 8, "finance", _page(f"{BASE}/proof/<days>")),
    Task("files", 3, "finance", _page(f"{BASE}/files")),
    Task("file", 3, "finance", _page(f"{BASE}/files/<files>")),
    Task("payment", 3, "finance", _page(f"{BASE}/payments/<payments>")),
    Task("dues", 3, "finance", _page(f"{BASE}/dues")),
    Task("bank", 3, "finance", _page(f"{BASE}/bank")),
    Task("charts", 2, "finance", _page(f"{BASE}/charts")),
    Task("customer's own card", 8, "customer", _page("/en/card")),
    Task("issue and print a card", 2, "housing", _issue, aim_ms=700),
)
