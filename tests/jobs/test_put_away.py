"""What stays in a drop, what is another contract's, and what is read again: on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.access.visitor import Councils
from paycards.errors import NotAllowed
from paycards.jobs.collect import collect
from paycards.jobs.list_files import list_files
from paycards.jobs.list_problems import list_problems
from paycards.jobs.reject_file import reject_file
from paycards.jobs.retry_file import retry_file
from paycards.jobs.verify import verify
from paycards.settings.drop import FolderDrop
from paycards.store import trail
from paycards.store.engine import reading
from paycards.transport import HostUnreachable
from paycards.transport.folder import Folder
from tests.channels.supplier_files import allpay
from tests.jobs.hand_in import unknown
from tests.jobs.test_collect import folder_drop, from_drops, leave, open_problems, states
from tests.visits import with_settings

GOOD, OTHER = allpay([unknown(100)], 100), allpay([unknown(200)], 200)
WITH_PREFIX_OF_ANOTHER_LAYOUT = GOOD.replace(b"File creation date", b"File creation time")


@pytest.fixture
def outbound(tmp_path: Path) -> Path:
    folder = tmp_path / "outbound"
    folder.mkdir()
    return folder


def moving(visit: Visit, folder: Path) -> Visit:
    return from_drops(visit, nvd=folder_drop(folder, after="move"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def with_own_layout(visit: Visit, folder: Path) -> Visit:
    """The same installation after the council has put its own layout beside its settings."""
    folder.mkdir(exist_ok=True)
    text = visit.installation.layouts["allpay-long"].text
    changed = text.replace("File creation date", "File creation time")
    assert changed != text
    (folder / "allpay-long.toml").write_text(changed, encoding="utf-8")
    paycards = visit.settings.paycards.model_copy(update={"layouts": folder})
    return with_settings(visit, visit.settings.model_copy(update={"paycards": paycards}))


def test_a_refused_file_stays_in_the_drop_and_a_good_one_is_put_away(visit: Visit, outbound: Path) -> None:
    leave(outbound, "NVDC0001.PO", GOOD)
    leave(outbound, "NVDC0002.PO", GOOD[:60])
    collect(moving(visit, outbound))
    assert states(visit) == [("NVDC0001.PO", "accepted"), ("NVDC0002.PO", "quarantined")]
    assert names(outbound) == ["NVDC0002.PO"]


def test_a_held_file_stays_in_the_drop_until_a_person_rejects_it(visit: Visit, outbound: Path) -> None:
    leave(outbound, "NVDC0001.PO", GOOD)
    collect(moving(visit, outbound))
    leave(outbound, "NVDC0001.PP", OTHER.replace(b"P14", b"T14"))
    collect(moving(visit, outbound))
    assert states(visit)[-1] == ("NVDC0001.PP", "held")
    assert names(outbound) == ["NVDC0001.PP"]
    reject_file(visit, "NVDC0001.PP", note="sent twice by mistake")
    collect(moving(visit, outbound))
    assert names(outbound) == []


@pytest.mark.parametrize("nights", [1, 2])
def test_what_a_server_that_went_down_did_not_put_away_is_put_away_when_it_is_up_again(
    visit: Visit, outbound: Path, nights: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def goes_down(*_: object) -> None:
        raise HostUnreachable("the server does not answer any more")

    leave(outbound, "NVDC0001.PO", GOOD)
    leave(outbound, "NVDC0002.PO", OTHER)
    for _ in range(nights):
        with monkeypatch.context() as down:
            down.setattr(Folder, "done", goes_down)
            collect(moving(visit, outbound))
        assert names(outbound) == ["NVDC0001.PO", "NVDC0002.PO"]
        assert [problem.kind for problem in list_problems(visit)] == ["drop"]
    collect(moving(visit, outbound))
    assert names(outbound) == []
    assert open_problems(visit) == []
    assert [state for _, state in states(visit)] == ["accepted", "accepted"]


def test_a_repeat_is_put_away(visit: Visit, outbound: Path) -> None:
    leave(outbound, "NVDC0001.PO", GOOD)
    collect(moving(visit, outbound))
    leave(outbound, "NVDC001.PO", GOOD)
    collect(moving(visit, outbound))
    assert states(visit)[-1] == ("NVDC001.PO", "repeat")
    assert names(outbound) == []


def test_the_night_reads_a_refused_file_again_when_its_layout_changed_though_the_supplier_removed_it(
    visit: Visit, outbound: Path, tmp_path: Path
) -> None:
    leave(outbound, "NVDC0001.PO", WITH_PREFIX_OF_ANOTHER_LAYOUT)
    collect(moving(visit, outbound))
    [before] = list_files(visit)
    assert before.state == "quarantined"
    (outbound / "NVDC0001.PO").unlink()
    assert collect(moving(visit, outbound)).files == []  # nothing changed: nothing is read again
    changed = with_own_layout(moving(visit, outbound), tmp_path / "layouts")
    [result] = collect(changed).files
    [after] = list_files(visit)
    assert (after.id, after.state, after.total_pence) == (before.id, "accepted", 100)
    assert (result.id, result.state) == (before.id, "accepted")
    assert open_problems(visit) == []
    assert collect(changed).files == []


def test_a_person_has_a_refused_file_read_again_and_the_trail_tells(
    visit: Visit, outbound: Path, tmp_path: Path
) -> None:
    leave(outbound, "NVDC0001.PO", WITH_PREFIX_OF_ANOTHER_LAYOUT)
    collect(moving(visit, outbound))
    (outbound / "NVDC0001.PO").unlink()
    assert retry_file(visit, "NVDC0001.PO").state == "quarantined"
    assert [problem.kind for problem in list_problems(visit)] == ["quarantined"]
    changed = with_own_layout(visit, tmp_path / "layouts")
    assert retry_file(changed, "NVDC0001.PO").state == "accepted"
    assert list_problems(visit) == []
    with reading(visit.installation.engine) as connection:
        council = visit.installation.contracts["NVD-ALLPAY"].council_id
        told = [entry for entry in trail.entries(connection, council) if entry.action == "file.retried"]
    assert [(entry.actor, '"state":"quarantined"' in entry.before) for entry in told] == [
        ("tester", True)
    ] * 2
    assert '"state":"accepted"' in told[-1].after
    with pytest.raises(NotAllowed, match="is accepted: only a refused or held file"):
        retry_file(visit, "NVDC0001.PO")


def test_a_rejected_file_is_not_read_again(visit: Visit, outbound: Path, tmp_path: Path) -> None:
    leave(outbound, "NVDC0001.PO", WITH_PREFIX_OF_ANOTHER_LAYOUT)
    collect(moving(visit, outbound))
    reject_file(visit, "NVDC0001.PO", note="not wanted")
    changed = with_own_layout(moving(visit, outbound), tmp_path / "layouts")
    assert [result.fresh for result in collect(changed).files] == [False]
    with pytest.raises(NotAllowed, match="is rejected"):
        retry_file(changed, "NVDC0001.PO")


def test_a_held_file_read_again_is_held_still_and_one_problem_is_open(visit: Visit, outbound: Path) -> None:
    leave(outbound, "NVDC0001.PO", GOOD)
    leave(outbound, "NVDC0001.PP", OTHER.replace(b"P14", b"T14"))
    collect(moving(visit, outbound))
    assert retry_file(visit, "NVDC0001.PP").state == "held"
    assert [problem.kind for problem in list_problems(visit)] == ["held"]


def test_a_file_of_another_contract_that_looks_in_the_same_folder_is_left_alone(
    visit: Visit, outbound: Path
) -> None:
    leave(outbound, "HMBC0001.PO", GOOD)
    leave(outbound, "NVDC0001.PO", OTHER)
    same = outbound.parent / "." / "outbound"
    both = from_drops(visit, nvd=folder_drop(outbound, after="move"), hmb=folder_drop(same, after="move"))
    collected = collect(both)
    assert [(each.contract, each.name, each.state) for each in collected.files] == [
        ("NVD-ALLPAY", "NVDC0001.PO", "accepted"),
        ("HMB-ALLPAY", "HMBC0001.PO", "accepted"),
    ]
    assert open_problems(visit) == []
    assert names(outbound) == []


def test_a_file_of_another_contract_that_looks_elsewhere_is_refused_saying_whose_it_is(
    visit: Visit, outbound: Path, tmp_path: Path
) -> None:
    leave(outbound, "HMBC0001.PO", GOOD)
    (tmp_path / "other").mkdir()
    elsewhere = FolderDrop(kind="folder", directory=tmp_path / "other", settle_seconds=0)
    collect(from_drops(visit, nvd=folder_drop(outbound, after="move"), hmb=elsewhere))
    [file] = list_files(visit)
    assert (file.contract, file.state) == ("NVD-ALLPAY", "quarantined")
    assert "it belongs to HMB-ALLPAY" in file.reason
    assert names(outbound) == ["HMBC0001.PO"]


@pytest.mark.parametrize("is_still_there", [True, False])
def test_a_file_that_came_before_its_contract_was_known_is_taken_by_it(
    visit: Visit, outbound: Path, *, is_still_there: bool
) -> None:
    leave(outbound, "HMBC0001.PO", GOOD)
    both = from_drops(visit, nvd=folder_drop(outbound, after="move"), hmb=folder_drop(outbound, after="move"))
    collect(with_client_code(both, "HMB-ALLPAY", "XXXX"))
    [refused] = list_files(visit)
    assert (refused.contract, refused.state) == ("NVD-ALLPAY", "quarantined")

    if not is_still_there:
        (outbound / "HMBC0001.PO").unlink()
    collect(both)
    collect(both)
    stands = {(file.contract, file.state, bool(file.rejected)) for file in list_files(visit)}
    assert stands == {("NVD-ALLPAY", "quarantined", True), ("HMB-ALLPAY", "accepted", False)}
    assert open_problems(visit) == []
    verified = verify(both)
    assert verified.agrees, verified.differences
    assert names(outbound) == []


def test_an_officer_of_one_council_hands_no_file_over_to_another(visit: Visit, outbound: Path) -> None:
    leave(outbound, "HMBC0001.PO", GOOD)
    both = from_drops(visit, nvd=folder_drop(outbound, after="move"), hmb=folder_drop(outbound, after="move"))
    collect(with_client_code(both, "HMB-ALLPAY", "XXXX"))
    officer = replace(both.visitor, councils=Councils(frozenset({"NVD"})))
    result = retry_file(replace(both, visitor=officer), "HMBC0001.PO")
    assert (result.contract, result.state) == ("NVD-ALLPAY", "quarantined")
    assert "it belongs to HMB-ALLPAY" in result.reason
    assert retry_file(both, "HMBC0001.PO").state == "accepted"


@pytest.mark.parametrize("place", ["outbound", "other"])
def test_a_file_that_two_contracts_would_take_is_refused_and_counted_for_neither(
    visit: Visit, outbound: Path, place: str
) -> None:
    theirs = outbound.parent / place
    theirs.mkdir(exist_ok=True)
    for folder in (outbound, theirs):
        leave(folder, "NVDC0001.PO", GOOD)
    both = from_drops(visit, nvd=folder_drop(outbound, after="move"), hmb=folder_drop(theirs, after="move"))
    collect(with_client_code(both, "HMB-ALLPAY", "NVDC"))
    files = list_files(visit)
    assert {file.state for file in files} == {"quarantined"}
    assert all("it could belong to HMB-ALLPAY or NVD-ALLPAY" in file.reason for file in files)
    assert names(outbound) == ["NVDC0001.PO"]

    collect(both)
    assert [file.contract for file in list_files(visit) if file.state == "accepted"] == ["NVD-ALLPAY"]


def test_a_stranger_in_a_shared_folder_is_refused_once(visit: Visit, outbound: Path) -> None:
    leave(outbound, "letter.txt", b"Dear sirs")
    collect(from_drops(visit, nvd=folder_drop(outbound), hmb=folder_drop(outbound)))
    assert states(visit) == [("letter.txt", "quarantined")]
    assert len(list_problems(visit)) == 1


def test_a_spoiled_layout_stops_its_own_contracts_until_it_is_mended(visit: Visit, tmp_path: Path) -> None:
    ours, theirs, layouts = (tmp_path / name for name in ("ours", "theirs", "layouts"))
    ours.mkdir()
    theirs.mkdir()
    leave(ours, "NVDC0001.PO", GOOD)
    leave(theirs, "HMBC0001.PO", GOOD.replace(b"NVDC", b"HMBC"))
    layouts.mkdir()
    (layouts / "our-allpay.toml").write_bytes(b"channel = [")
    home = visit.settings.paycards.model_copy(update={"layouts": layouts})
    whole = with_settings(visit, visit.settings.model_copy(update={"paycards": home}))
    collected = collect(by_layout(whole, ours, theirs, "our-allpay"))
    assert [(file.name, file.state) for file in collected.files] == [("HMBC0001.PO", "accepted")]
    assert [owner for owner, _, _ in collected.troubles] == ["layouts", "NVD-ALLPAY"]
    assert [problem.kind for problem in list_problems(visit)] == ["fault", "drop"]
    text = visit.installation.layouts["allpay-long"].text
    (layouts / "our-allpay.toml").write_text(text, encoding="utf-8")
    mended = collect(by_layout(whole, ours, theirs, "our-allpay"))
    assert ("NVDC0001.PO", "accepted", True) in [(file.name, file.state, file.fresh) for file in mended.files]
    assert list_problems(visit) == []


def with_client_code(visit: Visit, contract: str, client_code: str) -> Visit:
    """The same installation after somebody gave a contract another client code."""
    councils = [
        council.model_copy(
            update={
                "contracts": tuple(
                    each.model_copy(update={"client_code": client_code}) if each.code == contract else each
                    for each in council.contracts
                )
            }
        )
        for council in visit.settings.councils
    ]
    return with_settings(visit, visit.settings.model_copy(update={"councils": tuple(councils)}))


def by_layout(visit: Visit, ours: Path, theirs: Path, layout: str) -> Visit:
    """Two drops, of which Northvale's is read by one layout alone."""
    both = from_drops(visit, nvd=folder_drop(ours, after="leave"), hmb=folder_drop(theirs, after="leave"))
    first, *others = both.settings.councils
    allpay, *rest = first.contracts
    contracts = (allpay.model_copy(update={"channel": layout}), *rest)
    councils = (first.model_copy(update={"contracts": contracts}), *others)
    return with_settings(both, both.settings.model_copy(update={"councils": councils}))
