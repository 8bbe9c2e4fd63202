"""The guides do what they say: each is followed command by command, on the sample councils."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from paycards.cli import main
from paycards.demo.cards import card_number
from paycards.demo.settings import write_settings
from paycards.demo.suppliers.allpay import cross_reference

ROOT = Path(__file__).parent.parent
GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))
ORDERED_SERIAL = 7_700_000  # of the card that the supplier makes


def paycards(*words: str, now: str = "2026-09-21T09:00:00+00:00") -> Result:
    return CliRunner().invoke(main, ["--now", now, *words], catch_exceptions=False)


@pytest.fixture(scope="module")
def _sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the accounts and cards of both councils."""
    home = tmp_path_factory.mktemp("sample")
    write_settings(home / "paycards.toml", Path("drops"), home="var")
    for words in (
        ("init",),
        *(
            (kind, "import", f"{ROOT}/sftp_drops/{kind}/{council}.csv")
            for kind in ("accounts", "cards")
            for council in ("NVD", "HMB")
        ),
    ):
        done = paycards("--config", str(home / "paycards.toml"), *words)
        assert done.exit_code == 0, done.output
    return home


@pytest.fixture
def desk(_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The desk of the person who follows a guide: the folder has what the guide speaks of."""
    home = tmp_path / "desk"
    shutil.copytree(_sample, home)
    shutil.copy(ROOT / "sftp_drops/offices/market-hall.csv", home)
    reference = re.search(r"--council HMB .*--account (\S+)", _text("learn-numbers-from-the-supplier"))
    assert reference
    learned = cross_reference([(card_number(ORDERED_SERIAL), reference[1], "N")], dt.date(2026, 9, 28))
    (home / "HMBC0123.CRF").write_bytes(learned)
    monkeypatch.chdir(home)
    yield home


def _text(name: str) -> str:
    return (ROOT / f"docs/guides/{name}.md").read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_command_of_a_guide_works_in_its_order(guide: Path, desk: Path) -> None:
    if guide.stem == "a-card-is-lost":  # begins where another ended
        follow(_text("issue-a-card"))
    follow(guide.read_text(encoding="utf-8"))


def follow(text: str) -> None:
    assert commands(text)
    for command in commands(text):
        program, *words = shlex.split(command)
        assert program == "paycards", command
        done = paycards(*words)
        may_need_a_person = words[:2] == ["cards", "batch"]  # the sample's list has rows to look at
        assert done.exit_code in ((0, 3) if may_need_a_person else (0,)), f"{command}\n{done.output}"


def test_the_first_card_of_the_guides_is_the_one_they_name(desk: Path) -> None:
    issue = next(command for command in commands(_text("issue-a-card")) if "cards issue" in command)
    assert "9826 9999 2600 0000 107" in paycards(*shlex.split(issue)[1:]).output


def test_at_the_end_of_the_guide_to_orders_the_number_is_known(desk: Path) -> None:
    follow(_text("learn-numbers-from-the-supplier"))
    assert "No cards are waiting for a supplier." in paycards("cards", "orders", "list").output
    shown = paycards("cards", "find", card_number(ORDERED_SERIAL)[-4:]).output
    assert "active" in shown and "R300478390" in shown
