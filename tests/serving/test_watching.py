"""What stands round the application, and what stops it: the units of the examples."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from paycards.access.visit import Visit
from paycards.serving import watching
from paycards.serving.watching import Watched
from paycards.settings.serving import Serving


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("has_proxy", "times"), [(False, 1), (True, 0)])
def test_a_proxy_of_which_the_settings_do_not_know_is_said_once(
    visit: Visit, caplog: pytest.LogCaptureFixture, has_proxy: bool, times: int
) -> None:
    watching._warn_of_proxy.cache_clear()
    caplog.set_level(logging.INFO, "paycards.serving")
    client = Client(Watched(Response("well"), visit.installation, has_proxy=has_proxy))
    for _ in range(3):
        assert client.get("/x", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200
    said = [record.levelname for record in caplog.records if record.getMessage() == "proxy_not_in_settings"]
    assert said == ["WARNING"] * times


def test_the_unit_waits_longer_than_the_server_and_that_longer_than_a_request() -> None:
    unit = Path("docs/examples/systemd/paycards-serve.service").read_text(encoding="utf-8")
    stops = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert stops
    assert int(stops[1]) > Serving().stop_seconds > Serving().request_seconds
