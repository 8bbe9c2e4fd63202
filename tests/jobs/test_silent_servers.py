"""A server that does not answer is tried by one contract of a run; the others are told what it met."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.jobs.collect import collect
from tests.jobs.test_collect import (
    NUMBER_1,
    NUMBER_2,
    _closed_port,
    _no_waiting_between_attempts,
    from_drops,
    leave,
    open_problems,
)
from tests.servers import BadWire, RunningServer, bad_wire, openssh_server

__all__ = ["_no_waiting_between_attempts"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with openssh_server(tmp_path) as server:
        yield server


def collected_by_two(visit: Visit, server: RunningServer, port: int, **second: float) -> list[str]:
    """What troubled Northvale's and Harrowmere's contracts, both on this port."""
    first = {"port": port, "timeout_seconds": 0.7, "attempts": 2}
    drops = {"nvd": server.drop(**first), "hmb": server.drop(**(first | second))}
    collected = collect(from_drops(visit, **drops))
    assert [contract for contract, _, _ in collected.troubles] == ["NVD-ALLPAY", "HMB-ALLPAY"]
    assert [kind for kind, _ in open_problems(visit)] == ["drop", "drop"]
    return [why for _, _, why in collected.troubles]


@pytest.fixture
def stalling(server: RunningServer) -> Iterator[BadWire]:
    """It lets everybody connect and says nothing."""
    with bad_wire(server.port, after=0, bad=99, silent=True) as wire:
        yield wire


def test_a_closed_port_is_the_same_problem_for_each_contract(visit: Visit, server: RunningServer) -> None:
    port = _closed_port()
    first, second = collected_by_two(visit, server, port)
    assert first == second
    assert f":{port} cannot be reached" in first
    assert server.user not in first  # nobody was asked who we are


def test_a_server_that_stalls_is_tried_by_one_contract(
    visit: Visit, server: RunningServer, stalling: BadWire
) -> None:
    first, second = collected_by_two(visit, server, stalling.port)
    assert first == second
    assert stalling.connections == 2
    collected_by_two(visit, server, stalling.port)
    assert stalling.connections == 4  # the next run tries again


@pytest.mark.parametrize("patience", [{"attempts": 3}, {"timeout_seconds": 0.8}])
def test_a_contract_that_is_more_patient_tries_itself(
    visit: Visit, server: RunningServer, stalling: BadWire, patience: dict[str, float]
) -> None:
    collected_by_two(visit, server, stalling.port, **patience)
    assert stalling.connections == 2 + patience.get("attempts", 2)


def test_a_server_that_breaks_off_later_is_tried_by_each_contract(
    visit: Visit, server: RunningServer
) -> None:
    with bad_wire(server.port, after=2_500, bad=99) as wire:
        collected_by_two(visit, server, wire.port)
        assert wire.connections == 4


def test_the_problems_close_when_the_server_answers(
    visit: Visit, server: RunningServer, tmp_path: Path
) -> None:
    collected_by_two(visit, server, _closed_port())
    folders = {}
    for council, name, data in (("nvd", "NVDC0001.PO", NUMBER_1), ("hmb", "HMBC0001.PO", NUMBER_2)):
        folders[council] = tmp_path / council
        folders[council].mkdir()
        leave(folders[council], name, data)
    drops = {council: server.drop(directory=str(folder)) for council, folder in folders.items()}
    collected = collect(from_drops(visit, **drops))
    assert [file.state for file in collected.files] == ["accepted", "accepted"]
    assert open_problems(visit) == []
