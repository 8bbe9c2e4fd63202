"""The rulings on files, in their order, and nothing recorded that was not new; on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, func, select

from paycards.access.visit import Visit
from paycards.errors import UsageError
from paycards.intake.file_result import FileResult
from paycards.jobs.import_files import import_file, import_files
from paycards.jobs.list_problems import list_problems
from paycards.jobs.reject_file import reject_file
from paycards.settings.installation import Settings
from paycards.store.engine import reading
from paycards.store.tables.files import files
from paycards.store.tables.lines import lines
from tests.channels.supplier_files import allpay, cross_reference, joined, long_row, payzone, sale, statement
from tests.fresh import init_fresh
from tests.jobs.hand_in import bring_file, unknown
from tests.visits import with_settings

NUMBER_1 = allpay([unknown(100)], 100)
DAMAGED = NUMBER_1[:60]
ODD_LETTER = allpay([long_row(100, letter="X")], 100)


def records(visit: Visit) -> list[Row[Any]]:
    with reading(visit.installation.engine) as connection:
        return list(connection.execute(select(files).order_by(files.c.id)))


def states(visit: Visit) -> list[tuple[str, str]]:
    return [(record.name, record.state) for record in records(visit)]


def count_lines(visit: Visit) -> int:
    with reading(visit.installation.engine) as connection:
        return connection.execute(select(func.count()).select_from(lines)).scalar_one()


def open_messages(visit: Visit) -> list[str]:
    return [problem.message for problem in list_problems(visit)]


def on_settings(visit: Visit, settings: Settings) -> Visit:
    """The same installation after its settings were changed."""
    init_fresh(settings)
    return with_settings(visit, settings)


def test_an_accepted_file_is_archived_and_stands_with_its_lines(visit: Visit) -> None:
    result = import_file(visit, "NVDC0001.PO", NUMBER_1)
    [record] = records(visit)
    assert (result.fresh, result.state, result.rows, result.total_pence) == (True, "accepted", 1, 100)
    assert (record.layout, record.kind, record.sequence, record.size_bytes) == (
        "allpay-long", "payments", 1, len(NUMBER_1),
    )  # fmt: skip
    assert visit.installation.archive.read(result.sha256) == NUMBER_1
    assert count_lines(visit) == 1
    assert open_messages(visit) == []


def test_the_same_file_again_records_nothing(visit: Visit) -> None:
    first = import_file(visit, "NVDC0001.PO", NUMBER_1)
    before = records(visit)
    assert import_file(visit, "NVDC0001.PO", NUMBER_1) == replace(first, fresh=False)
    assert (records(visit), count_lines(visit)) == (before, 1)


def test_the_same_number_and_bytes_under_another_name_is_a_repeat(visit: Visit) -> None:
    payments = allpay([], 0)
    import_file(visit, "NVDC0001.PO", payments)
    assert import_file(visit, "NVDC0001.PP", payments).state == "repeat"
    assert open_messages(visit) == []


def test_the_same_number_with_other_bytes_is_held(visit: Visit) -> None:
    import_file(visit, "NVDC0001.PO", NUMBER_1)
    held = bring_file(visit, "NVDC0001.PO", unknown(200), total=200)
    assert (held.state, held.reason) == (
        "held",
        "number 1 was already used by NVDC0001.PO, with different content",
    )
    assert (count_lines(visit), len(open_messages(visit))) == (1, 1)
    assert not bring_file(visit, "NVDC0001.PO", unknown(200), total=200).fresh


def test_the_same_content_under_a_new_number_is_held_if_it_carries_money(visit: Visit) -> None:
    import_file(visit, "NVDC0001.PO", NUMBER_1)
    held = import_file(visit, "NVDC0002.PO", NUMBER_1)
    assert (held.state, held.reason) == ("held", "the content of NVDC0001.PO under a new number")


def test_the_same_content_under_a_new_number_is_a_repeat_if_it_carries_none(visit: Visit) -> None:
    for data, extension in (
        (cross_reference([("9826999900000000015", "R1", "N")]), "CRF"),
        (joined(statement({})), "STA"),
        (b"whatever it says", "ERR"),
    ):
        number = {"CRF": 10, "STA": 20, "ERR": 30}[extension]
        assert import_file(visit, f"NVDC{number:04}.{extension}", data).state == "accepted"
        assert import_file(visit, f"NVDC{number + 1:04}.{extension}", data).state == "repeat"


def test_a_damaged_file_is_refused_also_when_its_number_is_taken(visit: Visit) -> None:
    import_file(visit, "NVDC0001.PO", NUMBER_1)
    refused = import_file(visit, "NVDC0001.PO", DAMAGED)
    assert (refused.state, refused.rows, refused.total_pence) == ("quarantined", 0, 0)
    assert refused.reason
    assert count_lines(visit) == 1


def test_a_number_of_which_only_a_refused_file_came_is_free(visit: Visit) -> None:
    import_file(visit, "NVDC0001.PO", DAMAGED)
    assert import_file(visit, "NVDC0001.PO", NUMBER_1).state == "accepted"
    assert states(visit) == [("NVDC0001.PO", "quarantined"), ("NVDC0001.PO", "accepted")]


def test_a_refused_file_is_refused_again_under_the_same_record(visit: Visit) -> None:
    first = import_file(visit, "NVDC0001.PO", DAMAGED)
    second = import_file(visit, "NVDC0001.PO", DAMAGED)
    assert (second.id, second.state) == (first.id, "quarantined")
    assert (len(records(visit)), len(open_messages(visit))) == (1, 1)


def test_a_refused_file_is_accepted_under_the_same_record_once_its_layout_is_mended(visit: Visit) -> None:
    refused = import_file(visit, "NVDC0001.PO", ODD_LETTER)
    assert (refused.state, len(open_messages(visit))) == ("quarantined", 1)
    _allow_letter(visit.settings, "X")
    accepted = import_file(on_settings(visit, visit.settings), "NVDC0001.PO", ODD_LETTER)
    assert (accepted.id, accepted.state, accepted.rows) == (refused.id, "accepted", 1)
    assert (states(visit), open_messages(visit)) == ([("NVDC0001.PO", "accepted")], [])


def test_a_refused_file_that_is_held_once_its_layout_is_mended_has_one_problem(visit: Visit) -> None:
    import_file(visit, "NVDC0001.PO", ODD_LETTER)
    import_file(visit, "NVDC0001.PO", NUMBER_1)
    _allow_letter(visit.settings, "X")
    assert import_file(on_settings(visit, visit.settings), "NVDC0001.PO", ODD_LETTER).state == "held"
    assert [problem.kind for problem in list_problems(visit)] == ["held"]


def _allow_letter(settings: Settings, letter: str) -> None:
    text = resources("paycards.channels").joinpath("layouts/allpay-long.toml").read_text(encoding="utf-8")
    folder = settings.paycards.layouts
    folder.mkdir()
    mended = text.replace('letters = ["P", "A"]', f'letters = ["P", "A", "{letter}"]')
    (folder / "allpay-long.toml").write_text(mended, encoding="utf-8")


def test_a_refused_file_that_a_person_rejected_is_not_looked_at_again(visit: Visit) -> None:
    import_file(visit, "NVDC0001.PO", ODD_LETTER)
    reject_file(visit, "NVDC0001.PO", note="sent by mistake")
    _allow_letter(visit.settings, "X")
    again = import_file(on_settings(visit, visit.settings), "NVDC0001.PO", ODD_LETTER)
    assert (again.fresh, again.state, count_lines(visit)) == (False, "quarantined", 0)


def test_a_file_of_nobody_is_refused_and_seen(visit: Visit) -> None:
    result = import_file(visit, "ABCD0001.PO", NUMBER_1)
    assert (result.contract, result.state) == ("", "quarantined")
    assert "belongs to no contract" in result.reason
    assert open_messages(visit) == [f"ABCD0001.PO was refused: {result.reason}."]
    assert import_file(visit, "ABCD0001.PO", NUMBER_1).reason == result.reason
    assert len(records(visit)) == 1


def test_a_file_of_nobody_is_accepted_under_the_same_record_once_its_contract_is_there(
    visit: Visit,
) -> None:
    refused = import_file(visit, "ABCD0001.PO", NUMBER_1)
    council = visit.settings.councils[0]
    added = council.contracts[0].model_copy(update={"code": "NVD-NEW", "client_code": "ABCD", "drop": None})
    grown = council.model_copy(update={"contracts": (*council.contracts, added)})
    settings = visit.settings.model_copy(update={"councils": (grown, *visit.settings.councils[1:])})
    accepted = import_file(on_settings(visit, settings), "ABCD0001.PO", NUMBER_1)
    assert (accepted.id, accepted.contract, accepted.state) == (refused.id, "NVD-NEW", "accepted")
    assert (states(visit), open_messages(visit)) == ([("ABCD0001.PO", "accepted")], [])


def test_a_file_that_two_contracts_could_own_is_refused(visit: Visit) -> None:
    first, second = visit.settings.councils
    twin = second.contracts[0].model_copy(update={"client_code": "NVDC"})
    shared = second.model_copy(update={"contracts": (twin,)})
    settings = visit.settings.model_copy(update={"councils": (first, shared)})
    result = import_file(on_settings(visit, settings), "NVDC0001.PO", NUMBER_1)
    assert (result.contract, result.state) == ("", "quarantined")
    assert "HMB-ALLPAY or NVD-ALLPAY" in result.reason


def test_a_file_in_the_drop_of_another_contract_is_refused_saying_whose_it_is(visit: Visit) -> None:
    nvd = visit.installation.contracts["NVD-ALLPAY"]
    result = import_file(visit, "HMBC0001.PO", NUMBER_1, drop_of=nvd)
    assert (result.contract, result.state) == ("NVD-ALLPAY", "quarantined")
    assert result.reason == "it belongs to HMB-ALLPAY, not to the contract of this drop"
    own = import_file(visit, "HMBC0001.PO", NUMBER_1, drop_of=visit.installation.contracts["HMB-ALLPAY"])
    assert (own.contract, own.state) == ("HMB-ALLPAY", "accepted")


def test_the_same_bytes_for_two_contracts_are_two_files(visit: Visit) -> None:
    results: list[FileResult] = [
        import_file(visit, name, NUMBER_1) for name in ("NVDC0001.PO", "HMBC0001.PO")
    ]
    assert [(result.contract, result.state) for result in results] == [
        ("NVD-ALLPAY", "accepted"),
        ("HMB-ALLPAY", "accepted"),
    ]
    assert results[0].sha256 == results[1].sha256


def test_an_empty_file_and_a_strange_one_are_refused_with_a_reason(visit: Visit) -> None:
    drop_of = visit.installation.contracts["NVD-ALLPAY"]
    for name, data in (("NVDC0001.PO", b""), ("letter.txt", b"Dear sirs"), ("NVDC0002.XYZ", NUMBER_1)):
        result = import_file(visit, name, data, drop_of=drop_of)
        assert result.state == "quarantined"
        assert result.reason
    assert len(open_messages(visit)) == 3


def test_a_number_that_starts_again_after_all_nines_goes_on(visit: Visit) -> None:
    for number, pence in ((9998, 100), (9999, 200), (1, 300), (2, 400)):
        assert bring_file(visit, f"NVDC{number:04}.PO", unknown(pence), total=pence).state == "accepted"
    assert [record.position for record in records(visit)] == [9998, 9999, 10000, 10001]
    assert open_messages(visit) == []


def test_a_file_that_vanishes_stops_none_before_it(visit: Visit, tmp_path: Path) -> None:
    there, gone = tmp_path / "NVDC0001.PO", tmp_path / "NVDC0002.PO"
    there.write_bytes(NUMBER_1)
    with pytest.raises(UsageError, match=r"NVDC0002\.PO cannot be read"):
        import_files(visit, [there, gone])
    assert states(visit) == [("NVDC0001.PO", "accepted")]


def test_files_in_hand_are_taken_in_the_order_named(visit: Visit, tmp_path: Path) -> None:
    names = ["NVDC0003.PO", "NVDC0001.PO", "NVDC0002.PO"]
    for pence, name in enumerate(names, start=100):
        (tmp_path / name).write_bytes(allpay([unknown(pence)], pence))
    assert [result.name for result in import_files(visit, [tmp_path / name for name in names])] == names
    assert [name for name, _ in states(visit)] == names


@pytest.mark.parametrize(("apart", "state"), [(31, "accepted"), (32, "quarantined")])
def test_a_file_that_names_no_day_is_held_to_the_local_day_on_which_it_came(
    visit: Visit, apart: int, state: str
) -> None:
    day = visit.today + dt.timedelta(days=apart)
    row = unknown(100).replace("14/11/2026", f"{day:%d/%m/%Y}")
    taken = import_file(visit, "NVDC0001.PO", allpay([row], 100, made=""))
    assert taken.state == state
    later = replace(visit, now=visit.now + dt.timedelta(days=5))
    assert import_file(later, "NVDC0001.PO", allpay([row], 100, made="")).state == state


def test_a_transaction_id_that_no_index_could_hold_refuses_its_file_and_nothing_else(
    visit: Visit,
) -> None:
    contract = next(
        each.terms for each in visit.installation.contracts.values() if each.terms.channel == "payzone"
    )
    name = f"payzone_{contract.client_code}_001530.csv"
    data = payzone([sale("A" * 4000)], "20.00").replace(b"NVD4471", contract.client_code.encode())
    taken = import_file(visit, name, data)
    assert taken.state == "quarantined"
    assert taken.reason.startswith("row 2, field transaction_id: too long")
    assert len(taken.reason) < 300
    assert import_file(visit, "NVDC0001.PO", allpay([unknown(100)], 100)).state == "accepted"
