"""Twenty users at once, in a process of their own: `python -m benchmarks.pages.users JSON`.

Each asks, reads, and asks again: `think` seconds lie between two of its questions on average. The answer is a
line of JSON: for each task how long each time took, and how many questions were answered in all.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.pages.browser import Browser, Wire, open_card, sign_in
from benchmarks.pages.tasks import TASKS, Samples, Task

DESKS = ("housing", "finance")


@dataclass(frozen=True)
class User:
    """One user, at the desk of housing or of finance; with a customer's phone, too."""

    number: int
    browsers: dict[str, Browser]
    samples: Samples

    def use(self, think: float, ends_at: float) -> dict[str, list[float]]:
        """Do one task after the other until the time is over."""
        chance = Random(f"{self.number} {think}")  # noqa: S311 - the same each time
        took = defaultdict(list)
        mine = [task for task in TASKS if task.who in self.browsers]
        time.sleep(chance.uniform(0, think))
        while time.monotonic() < ends_at:
            [task] = chance.choices(mine, [each.share for each in mine])
            took[task.name].append(self._do(task, chance))
            time.sleep(chance.uniform(0, 2 * think))
        return took

    def _do(self, task: Task, chance: Random) -> float:
        answers = task.act(self.browsers[task.who], self.samples, chance)
        bad = [answer for answer in answers if answer.status not in (200, 303)]
        if bad:
            raise SystemExit(f"{task.name}: {bad[0].status}: {bad[0].text[:2000]}")
        return sum(answer.seconds for answer in answers)


def use(users: list[User], think: float, seconds: float) -> dict[str, Any]:
    """Let the users work for so many seconds; return what each task took, and how many a second were done."""
    began = time.monotonic()
    took: dict[str, list[float]] = defaultdict(list)
    with ThreadPoolExecutor(len(users)) as pool:
        for of_one in pool.map(lambda user: user.use(think, began + seconds), users):
            for name, times in of_one.items():
                took[name] += times
    return {"took": took, "per_second": sum(map(len, took.values())) / (time.monotonic() - began)}


def main() -> None:
    """Sign everybody in, let them work, tell what it took."""
    asked = json.loads(sys.stdin.read())
    began = time.perf_counter()
    staff = [sign_in(Wire(asked["port"]), person) for person in asked["people"]]
    signing_in = (time.perf_counter() - began) / len(staff)
    users = [
        User(
            number,
            {DESKS[number % 2]: staff[number], "customer": open_card(Wire(asked["customer_port"]), customer)},
            asked["samples"],
        )
        for number, customer in enumerate(asked["customers"])
    ]
    use(users, 0.2, asked["warm_up"])  # each process of the server reads its templates once
    told = {
        "working": use(users, asked["think"], asked["seconds"]),
        "saturated": use(users, 0, asked["saturated"]),
        "sign_in": signing_in,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
