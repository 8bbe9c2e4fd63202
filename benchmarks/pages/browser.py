"""A plain browser: one connection, cookies, forms with their token, and how long each answer took."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
FILES = re.compile(r'(?:href|src)="(/(?:static|look)/[^"]+)"')
NO_MORE: Mapping[str, str] = {}
REFUSED = 422  # a form that cannot be taken as it is
HEADERS = {"Accept-Encoding": "gzip", "Accept": "text/html", "User-Agent": "benchmarks"}


@dataclass(frozen=True)
class Answer:
    """What came back: `size` is of the body as it would go over a line, compressed."""

    status: int
    location: str
    body: bytes = field(repr=False)
    size: int
    seconds: float

    @property
    def text(self) -> str:
        """The body of a page."""
        return self.body.decode()


@dataclass(frozen=True)
class Raw:
    """An answer as it comes: its head, its body, and how long it took."""

    status: int
    headers: Message
    body: bytes
    seconds: float


Ask = Callable[[str, str, str | None, dict[str, str]], Raw]  # method, path, body, headers


@dataclass
class Wire:
    """One connection to a server, which is made again where the server has closed an idle one."""

    port: int
    _connection: HTTPConnection | None = field(default=None, repr=False)

    def __call__(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Raw:
        """Ask, by the clock on the wall."""
        began = time.perf_counter()
        try:
            answer = self._send(method, path, body, headers)
        except (HTTPException, OSError):
            self._connection = None
            answer = self._send(method, path, body, headers)
        content = answer.read()
        return Raw(answer.status, answer.headers, content, time.perf_counter() - began)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> HTTPResponse:
        self._connection = self._connection or HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._connection.request(method, path, body, headers)
        return self._connection.getresponse()


@dataclass
class Browser:
    """One person's browser."""

    ask: Ask
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Answer:
        """Open an address."""
        return self._answer("GET", path, None)

    def post(self, path: str, headers: Mapping[str, str] = NO_MORE, **fields: str) -> Answer:
        """Send a form."""
        return self._answer("POST", path, urlencode({"csrf": self.token, **fields}), headers)

    def _answer(self, method: str, path: str, body: str | None, more: Mapping[str, str] = NO_MORE) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**HEADERS, **more, "Cookie": cookies}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        raw = self.ask(method, path, body, headers)
        for line in raw.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        packed = raw.headers.get("Content-Encoding") == "gzip"
        whole = gzip.decompress(raw.body) if packed else raw.body
        found = TOKEN.search(whole.decode("utf-8", "replace"))
        self.token = found[1] if found else self.token
        location = urlsplit(raw.headers.get("Location", "")).path
        size = len(raw.body) if packed else len(gzip.compress(raw.body, 6))
        return Answer(raw.status, location, whole, size, raw.seconds)


def sign_in(ask: Ask, person: dict[str, str]) -> Browser:
    """A browser in which a person of the staff has signed in with password and code."""
    from pyotp import TOTP

    browser = Browser(ask)
    browser.get("/sign-in")
    waits = browser.post("/sign-in", email=person["email"], password=person["password"])
    browser.get("/sign-in/code")
    codes = TOTP(person["secret"])
    done = browser.post("/sign-in/code", code=codes.now())
    if done.status == REFUSED:  # somebody signed in with this code just before: it is good once
        time.sleep(codes.interval - time.time() % codes.interval)
        done = browser.post("/sign-in/code", code=codes.now())
    if (waits.status, done.status) != (303, 303) or done.location.startswith("/sign-in"):
        raise SystemExit(f"{person['email']} cannot sign in: {waits.status}, {done.status}")
    browser.get("/me")
    return browser


def open_card(ask: Ask, customer: dict[str, str]) -> Browser:
    """A browser in which a customer has opened the page of their card."""
    browser = Browser(ask)
    path = urlsplit(customer["link"]).path
    browser.get(path)
    done = browser.post(path, fact=customer["second_fact"])
    if done.status != 303:
        raise SystemExit(f"a customer's page does not open: {done.status}")
    return browser


def weight(browser: Browser, page: Answer) -> int:
    """How much a first visit brings beside the page itself: its files, compressed."""
    own = dict.fromkeys(FILES.findall(page.text))
    return sum(browser.get(path).size for path in own)
