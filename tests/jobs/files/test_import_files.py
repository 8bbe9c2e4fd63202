"""The rulings on files, in their order, and nothing recorded that was not new; on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, func, select

from paycards.errors import UsageError
from paycards.jobs.context import Context
from paycards.jobs.desks.files import reject_file
from paycards.jobs.desks.problems import list_problems
from paycards.jobs.files.import_files import FileResult, import_file, import_files
from paycards.jobs.init import init
from paycards.settings import Settings
from paycards.store.engine import reading
from paycards.store.tables import files, lines
from tests.channels.supplier_files import allpay, cross_reference, joined, long_row, payzone, sale, statement
from tests.jobs.hand_in import bring_file, unknown

NUMBER_1 = allpay([unknown(100)], 100)
DAMAGED = NUMBER_1[:60]
ODD_LETTER = allpay([long_row(100, letter="X")], 100)


def records(context: Context) -> list[Row[Any]]:
    with reading(context.engine) as connection:
        return list(connection.execute(select(files).order_by(files.c.id)))


def states(context: Context) -> list[tuple[str, str]]:
    return [(record.name, record.state) for record in records(context)]


def count_lines(context: Context) -> int:
    with reading(context.engine) as connection:
        return connection.execute(select(func.count()).select_from(lines)).scalar_one()


def open_messages(context: Context) -> list[str]:
    return [problem.message for problem in list_problems(context)]


def on_settings(context: Context, settings: Settings) -> Context:
    """The same installation after its settings were changed."""
    init(settings)
    return replace(context, settings=settings)


def test_an_accepted_file_is_archived_and_stands_with_its_lines(context: Context) -> None:
    result = import_file(context, "NVDC0001.PO", NUMBER_1)
    [record] = records(context)
    assert (result.fresh, result.state, result.rows, result.total_pence) == (True, "accepted", 1, 100)
    assert (record.layout, record.kind, record.sequence, record.size_bytes) == (
        "allpay-long", "payments", 1, len(NUMBER_1),
    )  # fmt: skip
    assert context.archive.read(result.sha256) == NUMBER_1
    assert count_lines(context) == 1
    assert open_messages(context) == []


def test_the_same_file_again_records_nothing(context: Context) -> None:
    first = import_file(context, "NVDC0001.PO", NUMBER_1)
    before = records(context)
    assert import_file(context, "NVDC0001.PO", NUMBER_1) == replace(first, fresh=False)
    assert (records(context), count_lines(context)) == (before, 1)


def test_the_same_number_and_bytes_under_another_name_is_a_repeat(context: Context) -> None:
    payments = allpay([], 0)
    import_file(context, "NVDC0001.PO", payments)
    assert import_file(context, "NVDC0001.PP", payments).state == "repeat"
    assert open_messages(context) == []


def test_the_same_number_with_other_bytes_is_held(context: Context) -> None:
    import_file(context, "NVDC0001.PO", NUMBER_1)
    held = bring_file(context, "NVDC0001.PO", unknown(200), total=200)
    assert (held.state, held.reason) == ("held", "number 1 was taken by NVDC0001.PO with other bytes")
    assert (count_lines(context), len(open_messages(context))) == (1, 1)
    assert not bring_file(context, "NVDC0001.PO", unknown(200), total=200).fresh


def test_the_same_content_under_a_new_number_is_held_if_it_carries_money(context: Context) -> None:
    import_file(context, "NVDC0001.PO", NUMBER_1)
    held = import_file(context, "NVDC0002.PO", NUMBER_1)
    assert (held.state, held.reason) == ("held", "the content of NVDC0001.PO under a new number")


def test_the_same_content_under_a_new_number_is_a_repeat_if_it_carries_none(context: Context) -> None:
    for data, extension in (
        (cross_reference([("9826999900000000015", "R1", "N")]), "CRF"),
        (joined(statement({})), "STA"),
        (b"whatever it says", "ERR"),
    ):
        number = {"CRF": 10, "STA": 20, "ERR": 30}[extension]
        assert import_file(context, f"NVDC{number:04}.{extension}", data).state == "accepted"
        assert import_file(context, f"NVDC{number + 1:04}.{extension}", data).state == "repeat"


def test_a_damaged_file_is_refused_also_when_its_number_is_taken(context: Context) -> None:
    import_file(context, "NVDC0001.PO", NUMBER_1)
    refused = import_file(context, "NVDC0001.PO", DAMAGED)
    assert (refused.state, refused.rows, refused.total_pence) == ("quarantined", 0, 0)
    assert refused.reason
    assert count_lines(context) == 1


def test_a_number_of_which_only_a_refused_file_came_is_free(context: Context) -> None:
    import_file(context, "NVDC0001.PO", DAMAGED)
    assert import_file(context, "NVDC0001.PO", NUMBER_1).state == "accepted"
    assert states(context) == [("NVDC0001.PO", "quarantined"), ("NVDC0001.PO", "accepted")]


def test_a_refused_file_is_refused_again_under_the_same_record(context: Context) -> None:
    first = import_file(context, "NVDC0001.PO", DAMAGED)
    second = import_file(context, "NVDC0001.PO", DAMAGED)
    assert (second.id, second.state) == (first.id, "quarantined")
    assert (len(records(context)), len(open_messages(context))) == (1, 1)


def test_a_refused_file_is_accepted_under_the_same_record_once_its_layout_is_mended(context: Context) -> None:
    refused = import_file(context, "NVDC0001.PO", ODD_LETTER)
    assert (refused.state, len(open_messages(context))) == ("quarantined", 1)
    _allow_letter(context.settings, "X")
    accepted = import_file(on_settings(context, context.settings), "NVDC0001.PO", ODD_LETTER)
    assert (accepted.id, accepted.state, accepted.rows) == (refused.id, "accepted", 1)
    assert (states(context), open_messages(context)) == ([("NVDC0001.PO", "accepted")], [])


def test_a_refused_file_that_is_held_once_its_layout_is_mended_has_one_problem(context: Context) -> None:
    import_file(context, "NVDC0001.PO", ODD_LETTER)
    import_file(context, "NVDC0001.PO", NUMBER_1)
    _allow_letter(context.settings, "X")
    assert import_file(on_settings(context, context.settings), "NVDC0001.PO", ODD_LETTER).state == "held"
    assert [problem.kind for problem in list_problems(context)] == ["held"]


def _allow_letter(settings: Settings, letter: str) -> None:
    text = resources("paycards.channels").joinpath("layouts/allpay-long.toml").read_text(encoding="utf-8")
    folder = settings.paycards.layouts
    folder.mkdir()
    mended = text.replace('letters = ["P", "A"]', f'letters = ["P", "A", "{letter}"]')
    (folder / "allpay-long.toml").write_text(mended, encoding="utf-8")


def test_a_refused_file_that_a_person_rejected_is_not_looked_at_again(context: Context) -> None:
    import_file(context, "NVDC0001.PO", ODD_LETTER)
    reject_file(context, "NVDC0001.PO", note="sent by mistake")
    _allow_letter(context.settings, "X")
    again = import_file(on_settings(context, context.settings), "NVDC0001.PO", ODD_LETTER)
    assert (again.fresh, again.state, count_lines(context)) == (False, "quarantined", 0)


def test_a_file_of_nobody_is_refused_and_seen(context: Context) -> None:
    result = import_file(context, "ABCD0001.PO", NUMBER_1)
    assert (result.contract, result.state) == ("", "quarantined")
    assert "belongs to no contract" in result.reason
    assert open_messages(context) == [f"ABCD0001.PO was refused: {result.reason}."]
    assert import_file(context, "ABCD0001.PO", NUMBER_1).reason == result.reason
    assert len(records(context)) == 1


def test_a_file_of_nobody_is_accepted_under_the_same_record_once_its_contract_is_there(
    context: Context,
) -> None:
    refused = import_file(context, "ABCD0001.PO", NUMBER_1)
    council = context.settings.councils[0]
    added = council.contracts[0].model_copy(update={"code": "NVD-NEW", "client_code": "ABCD", "drop": None})
    grown = council.model_copy(update={"contracts": (*council.contracts, added)})
    settings = context.settings.model_copy(update={"councils": (grown, *context.settings.councils[1:])})
    accepted = import_file(on_settings(context, settings), "ABCD0001.PO", NUMBER_1)
    assert (accepted.id, accepted.contract, accepted.state) == (refused.id, "NVD-NEW", "accepted")
    assert (states(context), open_messages(context)) == ([("ABCD0001.PO", "accepted")], [])


def test_a_file_that_two_contracts_could_own_is_refused(context: Context) -> None:
    first, second = context.settings.councils
    twin = second.contracts[0].model_copy(update={"client_code": "NVDC"})
    shared = second.model_copy(update={"contracts": (twin,)})
    settings = context.settings.model_copy(update={"councils": (first, shared)})
    result = import_file(on_settings(context, settings), "NVDC0001.PO", NUMBER_1)
    assert (result.contract, result.state) == ("", "quarantined")
    assert "HMB-ALLPAY or NVD-ALLPAY" in result.reason


def test_a_file_in_the_drop_of_another_contract_is_refused_saying_whose_it_is(context: Context) -> None:
    nvd = context.contracts["NVD-ALLPAY"]
    result = import_file(context, "HMBC0001.PO", NUMBER_1, drop_of=nvd)
    assert (result.contract, result.state) == ("NVD-ALLPAY", "quarantined")
    assert result.reason == "it belongs to HMB-ALLPAY, not to the contract of this drop"
    own = import_file(context, "HMBC0001.PO", NUMBER_1, drop_of=context.contracts["HMB-ALLPAY"])
    assert (own.contract, own.state) == ("HMB-ALLPAY", "accepted")


def test_the_same_bytes_for_two_contracts_are_two_files(context: Context) -> None:
    results: list[FileResult] = [
        import_file(context, name, NUMBER_1) for name in ("NVDC0001.PO", "HMBC0001.PO")
    ]
    assert [(result.contract, result.state) for result in results] == [
        ("NVD-ALLPAY", "accepted"),
        ("HMB-ALLPAY", "accepted"),
    ]
    assert results[0].sha256 == results[1].sha256


def test_an_empty_file_and_a_strange_one_are_refused_with_a_reason(context: Context) -> None:
    for name, data in (("NVDC0001.PO", b""), ("letter.txt", b"Dear sirs"), ("NVDC0002.XYZ", NUMBER_1)):
        result = import_file(context, name, data)
        assert result.state == "quarantined"
        assert result.reason
    assert len(open_messages(context)) == 3


def test_a_number_that_starts_again_after_all_nines_goes_on(context: Context) -> None:
    for number, pence in ((9998, 100), (9999, 200), (1, 300), (2, 400)):
        assert bring_file(context, f"NVDC{number:04}.PO", unknown(pence), total=pence).state == "accepted"
    assert [record.position for record in records(context)] == [9998, 9999, 10000, 10001]
    assert open_messages(context) == []


def test_a_file_that_vanishes_stops_none_before_it(context: Context, tmp_path: Path) -> None:
    there, gone = tmp_path / "NVDC0001.PO", tmp_path / "NVDC0002.PO"
    there.write_bytes(NUMBER_1)
    with pytest.raises(UsageError, match=r"NVDC0002\.PO cannot be read"):
        import_files(context, [there, gone])
    assert states(context) == [("NVDC0001.PO", "accepted")]


def test_files_in_hand_are_taken_in_the_order_named(context: Context, tmp_path: Path) -> None:
    names = ["NVDC0003.PO", "NVDC0001.PO", "NVDC0002.PO"]
    for pence, name in enumerate(names, start=100):
        (tmp_path / name).write_bytes(allpay([unknown(pence)], pence))
    assert [result.name for result in import_files(context, [tmp_path / name for name in names])] == names
    assert [name for name, _ in states(context)] == names


@pytest.mark.parametrize(("apart", "state"), [(31, "accepted"), (32, "quarantined")])
def test_a_file_that_names_no_day_is_held_to_the_local_day_on_which_it_came(
    context: Context, apart: int, state: str
) -> None:
    day = context.today + dt.timedelta(days=apart)
    row = unknown(100).replace("14/11/2026", f"{day:%d/%m/%Y}")
    taken = import_file(context, "NVDC0001.PO", allpay([row], 100, made=""))
    assert taken.state == state
    later = replace(context, now=context.now + dt.timedelta(days=5))
    assert import_file(later, "NVDC0001.PO", allpay([row], 100, made="")).state == state


def test_a_transaction_id_that_no_index_could_hold_refuses_its_file_and_nothing_else(
    context: Context,
) -> None:
    contract = next(row.contract for row in context.contracts.values() if row.contract.channel == "payzone")
    name = f"payzone_{contract.client_code}_001530.csv"
    data = payzone([sale("A" * 4000)], "20.00").replace(b"NVD4471", contract.client_code.encode())
    taken = import_file(context, name, data)
    assert taken.state == "quarantined"
    assert taken.reason.startswith("row 2, field transaction_id: too long")
    assert len(taken.reason) < 300
    assert import_file(context, "NVDC0001.PO", allpay([unknown(100)], 100)).state == "accepted"
