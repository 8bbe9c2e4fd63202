"""Every whole file of the sample week obeys its layout, read by a second and plainer reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from paycards.demo.drop import DropFile
from paycards.demo.world import sample_week
from tests.demo import layout_checks

WHOLE = [file for file in sample_week().files if file.state != "quarantined" or "belongs to" in file.what]
PAYMENT_EXTENSIONS = tuple(layout_checks.LETTERS)


def named(file: DropFile) -> str:
    return f"{file.contract}/{file.name}"


def of(contract: str, *extensions: str) -> list[DropFile]:
    return [file for file in WHOLE if file.contract == contract and file.name.endswith(extensions)]


def accepted(contract: str) -> Iterator[DropFile]:
    """The accepted files of an allpay contract in the order of their numbers."""
    files = [file for file in WHOLE if file.contract == contract and file.state == "accepted"]
    return iter(sorted(files, key=lambda file: int(file.name[4 : file.name.index(".")])))


@pytest.mark.parametrize("file", [f for f in WHOLE if f.name.endswith(PAYMENT_EXTENSIONS)], ids=named)
def test_each_allpay_payment_file_obeys_its_layout(file: DropFile) -> None:
    rows, _ = layout_checks.allpay_payments(file.name, file.data)
    assert rows > 0


@pytest.mark.parametrize("contract", ["NVD-ALLPAY", "HMB-ALLPAY"])
def test_a_contract_of_allpay_keeps_to_one_form(contract: str) -> None:
    files = [file for file in of(contract, *PAYMENT_EXTENSIONS) if "belongs to" not in file.what]
    widths = {len(file.data.split(b"\r\n")[0]) for file in files}
    assert widths == ({55} if contract == "NVD-ALLPAY" else {43})


def test_the_cross_reference_teaches_two_cards() -> None:
    [file] = of("NVD-ALLPAY", "CRF")
    assert layout_checks.allpay_cross_reference(file.data) == 2


@pytest.mark.parametrize("contract", ["NVD-ALLPAY", "HMB-ALLPAY"])
def test_statements_balance_from_day_to_day_and_agree_with_the_files_between_them(contract: str) -> None:
    taken: dict[str, int] = {}
    closing: int | None = None
    statements = 0
    for file in accepted(contract):
        extension = file.name.partition(".")[2]
        if extension == "STA":
            found = layout_checks.allpay_statement(file.data)
            opening, debits = found.pop("Opening Balance"), found.pop("Less  Debits")
            total, ends = found.pop("Total Credits"), found.pop("Closing Balance")
            assert total == sum(found.values()) == sum(taken.values())
            assert ends == opening + total - debits
            assert opening == (closing if closing is not None else opening)
            assert {label.rpartition("(.")[2].rstrip(")"): pence for label, pence in found.items()} == taken
            closing, taken, statements = ends, {}, statements + 1
        elif extension in PAYMENT_EXTENSIONS and extension != "TC":
            taken[extension] = layout_checks.allpay_payments(file.name, file.data)[1]
    assert statements == 5
    assert not taken


def test_terminal_files_come_with_a_total_for_each_terminal_and_with_one_for_all() -> None:
    files = of("HMB-ALLPAY", "TC")
    split = [b"Total Payments Made Terminal" in file.data for file in files]
    assert True in split
    assert False in split


def test_most_but_not_all_allpay_files_tell_their_creation_date() -> None:
    dated = [b"File creation date" in file.data for file in WHOLE if file.name.endswith(PAYMENT_EXTENSIONS)]
    assert len(dated) / 2 < dated.count(True) < len(dated)


@pytest.mark.parametrize("file", of("NVD-POSTOFFICE", "TXN"), ids=named)
def test_each_post_office_file_obeys_its_layout(file: DropFile) -> None:
    layout_checks.post_office_transactions(file.name, file.data)


def test_the_control_files_promise_what_came_and_one_file_that_never_does() -> None:
    came = {file.name: file.data for file in of("NVD-POSTOFFICE", "TXN")}
    promised: dict[str, tuple[int, int]] = {}
    for control in of("NVD-POSTOFFICE", "CTL"):
        promised |= layout_checks.post_office_control(control.name, control.data)
    assert set(promised) - set(came) == {"A315002.TXN", "A317001.TXN"}  # the second was cut short
    for name, data in came.items():
        rows, _ = layout_checks.post_office_transactions(name, data)
        assert promised[name] == (rows, int(data[-90:-77]))


@pytest.mark.parametrize("file", of("NVD-PAYPOINT", "DAT") + of("HMB-PAYPOINT", "DAT"), ids=named)
def test_each_paypoint_file_obeys_its_layout(file: DropFile) -> None:
    layout_checks.paypoint_payments(file.name, file.data)


@pytest.mark.parametrize("file", of("NVD-PAYZONE", "csv"), ids=named)
def test_each_payzone_file_obeys_its_layout(file: DropFile) -> None:
    layout_checks.payzone_payments(file.name, file.data)
