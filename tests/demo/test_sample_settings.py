"""The sample settings are settings that paycards takes."""

from __future__ import annotations

from pathlib import Path

from paycards.demo.settings import SftpServer, write_settings
from paycards.demo.world import write_sample_week
from paycards.issue import card_scheme
from paycards.settings.drop import FolderDrop, SftpDrop
from paycards.settings.reading import load_settings


def test_the_settings_of_the_week_point_at_folders_that_hold_files(tmp_path: Path) -> None:
    write_sample_week(tmp_path / "drops")
    settings = load_settings(tmp_path / "drops" / "paycards.toml")
    drops = [contract.drop for _, contract in settings.contracts()]
    assert len(drops) == 6
    for drop in drops:
        assert isinstance(drop, FolderDrop)
        assert any(drop.directory.iterdir())


def test_an_sftp_server_stands_in_the_settings_with_its_keys(tmp_path: Path) -> None:
    server = SftpServer("localhost", 2222, "demo", tmp_path / "key", tmp_path / "known_hosts")
    write_settings(tmp_path / "paycards.toml", server)
    settings = load_settings(tmp_path / "paycards.toml")
    drop = settings.contract("HMB-ALLPAY")[1].drop
    assert isinstance(drop, SftpDrop)
    assert (drop.host, drop.port, drop.user) == ("localhost", 2222, "demo")
    assert (drop.key_file, drop.known_hosts) == (server.key_file, server.known_hosts)
    assert drop.directory == "allpay/hmbc/outbound"


def test_every_contract_owes_files_and_every_fund_goes_out(tmp_path: Path) -> None:
    write_settings(tmp_path / "paycards.toml", Path("drops"))
    settings = load_settings(tmp_path / "paycards.toml")
    assert all(contract.timetable for _, contract in settings.contracts())
    for council in settings.councils:
        assert {outgoing.fund for outgoing in council.outgoing} == set(council.funds)
    assert settings.contract("HMB-ALLPAY")[1].reference_prefix == "HB01"


def test_one_council_allocates_numbers_and_the_other_s_cards_fit_its_scheme(tmp_path: Path) -> None:
    world = write_sample_week(tmp_path)
    northvale, harrowmere = load_settings(tmp_path / "paycards.toml").councils
    assert {northvale.card_scheme(fund).numbers for fund in northvale.funds} == {"allocate"}  # type: ignore[union-attr]
    [ordered] = harrowmere.card_schemes
    assert ordered.funds == harrowmere.funds
    its_cards = next(each.cards for each in world.councils if each.council.code == "HMB")
    assert [card for card in its_cards if not card_scheme.is_valid(ordered, card.number)] == []
    older = [card.number for each in world.councils for card in each.cards]
    assert not any(card_scheme.belongs(each, number) for each in northvale.card_schemes for number in older)
