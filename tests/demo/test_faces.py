from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from pyotp import TOTP

from paycards.demo.faces import SETTINGS, let_in
from paycards.settings.installation import Settings
from paycards.settings.reading import load_settings
from paycards.staff.roles import Role
from paycards.web.app import create_app
from tests.visits import open_visit

NOW = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_person_of_each_role_of_each_council_can_sign_in(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "paycards.toml"
    with path.open("a", encoding="utf-8") as text:
        text.write(SETTINGS)
    (tmp_path / "keys").mkdir(mode=0o700)
    faces = let_in(path, NOW)
    written = json.loads(faces.file.read_text(encoding="utf-8"))

    assert set(written) == {"staff", "customer", "people", "customers"}
    people = written["people"]
    assert {(person["role"], *person["councils"]) for person in people} == {
        (role.value, code) for role in Role for code in ("NVD", "HMB")
    }
    assert set(people[0]) == {"email", "role", "councils", "password", "totp_secret"}

    visit = replace(open_visit(load_settings(path), now=NOW), now=NOW)
    client = create_app(visit.installation, clock=lambda: NOW).test_client()
    for person in people[:2]:
        page = client.get("/sign-in").text
        form = {"csrf": page.split('name="csrf" value="')[1].split('"')[0]}
        form |= {"email": person["email"], "password": person["password"]}
        assert client.post("/sign-in", data=form).status_code == 303
        page = client.get("/sign-in/code").text
        form = {"csrf": page.split('name="csrf" value="')[1].split('"')[0]}
        answer = client.post("/sign-in/code", data=form | {"code": TOTP(person["totp_secret"]).at(NOW)})
        assert answer.status_code == 303
        assert person["email"] in client.get("/help/first-morning").text
        client = create_app(visit.installation, clock=lambda: NOW).test_client()
    visit.installation.close()
