"""What the documents say is what there is: commands, options, settings, layouts, columns, links, examples."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import psycopg
import pytest
from pydantic import BaseModel

from paycards.channels import fields, layout
from paycards.channels.catalogue import load_layouts
from paycards.channels.columns import CARD_COLUMNS, PAYMENT_COLUMNS, PROMISE_COLUMNS
from paycards.channels.formats import FORMATS
from paycards.channels.reading import read_file
from paycards.cli import main
from paycards.cli.export import NAMES as OFFERED
from paycards.decisions import leaving_suspense
from paycards.decisions.correcting import finding
from paycards.evidence.events import RULES
from paycards.jobs.export import NAMES, columns_of
from paycards.ledger import chart
from paycards.ledger.outgoing.methods import METHOD_CODES
from paycards.problems import BLOCKING, KINDS
from paycards.reconcile.bank import correcting, posting
from paycards.reconcile.payments import returned, reversal_shares, rules
from paycards.reconcile.settlement import costs, opening
from paycards.settings.bank_account import BankAccount, CsvMapping
from paycards.settings.card_orders import CardOrders
from paycards.settings.card_scheme import CardScheme
from paycards.settings.check_digit import CheckDigit
from paycards.settings.contract import Contract, Settlement, Timetable
from paycards.settings.council import Council
from paycards.settings.drop import FolderDrop, SftpDrop
from paycards.settings.installation import Paycards
from paycards.settings.look import Look
from paycards.settings.outgoing import Outgoing
from paycards.settings.printing import Address, Printing
from paycards.settings.provider import AppRole, Provider
from paycards.settings.reading import load_settings
from paycards.settings.reference import ReferenceCheck
from paycards.settings.serving import Serving
from paycards.settings.suspense_ages import SuspenseAges
from paycards.settings.take_up import TakeUp
from paycards.settings.tiers import Tiers
from paycards.settings.web import Web
from paycards.store.tables.every import metadata
from paycards.store.tables.suspense import REASONS
from tests.postgres import PostgresServer

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "sftp_drops/README.md"],
    key=lambda path: path.as_posix(),
)
ALL_DOCUMENTS = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
OF_ALL_COMMANDS = {"--as", "--config", "--json", "--help"}

SETTINGS_SECTIONS = {
    "`[paycards]`": Paycards,
    "`[serving]`": Serving,
    "`[web]`": Web,
    "`[web.provider]`": Provider,
    "`[[web.provider.roles]]`": AppRole,
    "`[[councils]]`": Council,
    "`[councils.look]`": Look,
    "`[[councils.contracts]]`": Contract,
    "`[councils.contracts.timetable]`": Timetable,
    "`[councils.contracts.settlement]`": Settlement,
    "`[councils.contracts.drop]` on an SFTP server": SftpDrop,
    "`[councils.contracts.drop]` in a folder": FolderDrop,
    "`[[councils.bank_accounts]]`": BankAccount,
    "`[councils.bank_accounts.mapping]`": CsvMapping,
    "`[[councils.outgoing]]`": Outgoing,
    "`[councils.take_up]`": TakeUp,
    "`[councils.suspense_age_days]`": SuspenseAges,
    "`[councils.tiers_pence]`": Tiers,
    "`[[councils.card_schemes]]`": CardScheme,
    "`[[councils.card_schemes.check_digits]]`": CheckDigit,
    "`[councils.card_orders]`": CardOrders,
    "`[[councils.references]]`": ReferenceCheck,
    "`[councils.address]`": Address,
    "`[councils.printing]`": Printing,
}
LAYOUT_TABLES = (
    *(layout.Extension, fields.Source, layout.StatementText, layout.Layout),
    *(fields.Field, fields.Reject, fields.Record, fields.Split, fields.Footer),
)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fences(text: str, language: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)


def sections(text: str) -> dict[str, str]:
    """The text below each heading, whatever its level, up to the next."""
    parts = re.split(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def spans(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def cells(text: str) -> Iterator[list[str]]:
    """The rows of the tables in a text."""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("|--"):
            yield [cell.strip() for cell in line.strip("| ").split(" | ")]


def commands(group: click.Group = main, path: str = "paycards") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def options(command: click.Command) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts if option.startswith("--")}


def calls(text: str) -> list[str]:
    """Every call of paycards that stands in code, as a line of a block or as a span."""
    blocks = "\n".join(fences(text, r"(?:sh|ini|text)"))
    lines = re.findall(r"^(?:\w+=\S+ +|ExecStart=)?\S*\bpaycards (.+)$", blocks, re.MULTILINE)
    return lines + re.findall(r"`paycards ([^`\n]+)`", text)


def test_the_documents_are_there_and_mention_commands() -> None:
    assert len(DOCUMENTS) > 30
    assert sum(len(calls(path.read_text(encoding="utf-8"))) for path in DOCUMENTS) > 80


@ALL_DOCUMENTS
def test_every_command_that_a_document_mentions_exists(path: Path) -> None:
    for call in calls(path.read_text(encoding="utf-8")):
        command: click.Command = main
        words = shlex.split(re.sub(r"--(as|config|now) \S+", "", call), comments=True)
        while isinstance(command, click.Group) and words:
            assert words[0] in command.commands or words[0].startswith("--"), f"paycards {call}"
            command = command.commands.get(words.pop(0), command)
        unknown = {word for word in words if word.startswith("--")} - options(command) - OF_ALL_COMMANDS
        assert not unknown, f"paycards {call}"


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=str)
def test_every_command_stands_in_the_reference_with_its_options_and_an_example(
    name: str, command: click.Command
) -> None:
    section = sections(text_of("docs/commands.md"))[f"`{name}`"]
    for option in options(command) - OF_ALL_COMMANDS:
        assert f"`{option}" in section
    assert any(example.startswith(name) for example in fences(section, "sh"))


def test_exports_have_the_columns_of_the_reference() -> None:
    told = dict(row for row in cells(text_of("docs/commands.md")) if row[0].strip("`") in NAMES)
    assert told == {f"`{name}`": f"`{','.join(columns_of(name))}`" for name in NAMES}
    assert set(OFFERED) == set(NAMES)


@pytest.mark.parametrize(("heading", "model"), SETTINGS_SECTIONS.items())
def test_every_settings_key_stands_in_its_section_with_its_default(
    heading: str, model: type[BaseModel]
) -> None:
    rows = [row for row in cells(sections(text_of("docs/settings.md"))[heading]) if row[0] != "key"]
    told = {key: row for row in rows for key in spans(row[0])}
    assert set(told) == set(model.model_fields)
    for key, field in model.model_fields.items():
        default = "required" if field.is_required() else field.default
        if isinstance(default, str | int | float | dt.time | Path):
            written = str(default).lower() if isinstance(default, bool) else str(default)
            assert written in told[key][2]


def test_every_override_stands_in_the_settings() -> None:
    named = {span for span in spans(text_of("docs/settings.md")) if span.startswith("PAYCARDS_")}
    overrides = {f"PAYCARDS_{key.upper()}" for key in Paycards.model_fields}
    assert named == overrides | {"PAYCARDS_CONFIG", "PAYCARDS_DEBUG"}


def test_the_example_of_settings_is_good(tmp_path: Path) -> None:
    path = tmp_path / "paycards.toml"
    path.write_text(fences(text_of("docs/settings.md"), "toml")[0], encoding="utf-8")
    settings = load_settings(path)
    assert settings.contract("NVD-ALLPAY")[1].fund_patterns[0] == ("rent", r"R\d{9}")


def test_every_key_format_measure_and_column_of_a_layout_is_explained() -> None:
    explained = spans(text_of("docs/channels.md"))
    keys = {key for table in LAYOUT_TABLES for key in table.model_fields} - {"header", "row", "trailer"}
    keys -= {"footers", "extensions", "columns", "statement", "reject", "split"}  # these are tables
    words = keys | set(FORMATS) | set(fields.SPECIAL_FORMATS)
    words |= set(get_args(fields.Measure)) | set(get_args(fields.FromName)) | {"row_number"}
    words |= (set(PAYMENT_COLUMNS) | set(CARD_COLUMNS) | set(PROMISE_COLUMNS)) - {"row"}
    assert words - explained == set()


def test_the_small_layout_reads_the_small_file(tmp_path: Path) -> None:
    text = text_of("docs/channels.md")
    (tmp_path / "kiosk-1.toml").write_text(fences(text, "toml")[0], encoding="utf-8")
    sample = fences(text, "text")[0].replace("\n", "\r\n").encode()
    read = read_file("KSKNVD00007.TXT", sample, load_layouts(tmp_path).for_channel("kiosk"))
    assert (read.client_code, read.sequence, read.rows, read.total_pence) == ("NVD", 7, 2, 12500)


def test_the_walk_through_quotes_the_layout_as_it_is() -> None:
    quoted = fences(text_of("docs/channels.md"), "toml")[1:]
    real = text_of("paycards/channels/layouts/allpay-long.toml")
    assert len(quoted) > 4
    assert [quote for quote in quoted if quote not in real] == []


def test_every_reason_and_every_kind_of_problem_has_its_answer() -> None:
    reasons = {row[0].strip("`") for row in cells(sections(text_of("docs/night.md"))["Suspense"])}
    assert reasons - {"reason"} == set(REASONS)
    kinds = {kind.code for kind in KINDS}
    answers = sections(text_of("docs/runbook.md"))["What to do about each problem"]
    assert {row[0].strip("`") for row in cells(answers)} - {"kind"} == kinds
    assert set(BLOCKING) <= spans(sections(text_of("docs/commands.md"))["Exit codes"])
    [quiet] = [part for part in answers.split("\n\n") if "do not change the exit code of a night" in part]
    assert spans(quiet) == kinds - set(BLOCKING)


def test_every_ledger_account_and_every_rule_of_a_posting_is_explained() -> None:
    parts = sections(text_of("docs/ledger.md"))
    accounts = {row[0].strip("`").partition(":")[0] for row in list(cells(parts["Accounts"]))[1:]}
    assert accounts == set(re.findall(r"^\| (\w+):<", chart.__doc__ or "", re.MULTILINE))
    explained = {rule for row in list(cells(parts["Postings"]))[1:] for rule in spans(row[0])}
    assert explained == set(RULES)
    assert explained == {
        *(*rules.RULES, reversal_shares.RULE, returned.RULE, leaving_suspense.RULE, finding.CORRECTED),
        *(posting.RULE, correcting.RULE, costs.FEE, costs.CHARGES, opening.KIND),
    }


def test_method_codes_are_those_of_the_outgoing_files() -> None:
    rows = list(cells(sections(text_of("docs/outgoing.md"))["Method codes"]))[1:]
    assert {network: row[1].strip("`") for row in rows for network in spans(row[0])} == METHOD_CODES


@ALL_DOCUMENTS
def test_every_table_begins_with_its_heading_and_each_row_fills_it(path: Path) -> None:
    text = re.sub(r"(?ms)^```.*?^```", "", path.read_text(encoding="utf-8"))
    for table in re.findall(r"(?m)^\|.*(?:\n\|.*)*", text):
        rows = table.split("\n")
        assert len(rows) > 1 and re.fullmatch(r"\|(\s*:?-+:?\s*\|)+", rows[1]), rows[0]
        widths = {len(re.sub(r"`[^`]*`|\\\|", "", row).strip().strip("|").split("|")) for row in rows}
        assert len(widths) == 1, rows[0]


@ALL_DOCUMENTS
def test_links_lead_somewhere(path: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)]*)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("https:"):
            found = (path.parent / target).resolve() if target else path
            assert found.exists(), target
            headings = sections(found.read_text(encoding="utf-8")) if anchor else {}
            assert not anchor or anchor in map(slug, headings), f"{target}#{anchor}"


def slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@ALL_DOCUMENTS
def test_every_piece_of_toml_can_be_read(path: Path) -> None:
    for piece in fences(path.read_text(encoding="utf-8"), "toml"):
        tomllib.loads(piece if not piece.startswith("[footers.split]") else f"[[footers]]\n{piece}")


def test_every_decision_ends_with_when_to_think_again_and_stands_in_the_list() -> None:
    pages = sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "README.md")
    numbers = [int(path.name[:4]) for path in pages]
    assert numbers == sorted(set(numbers))  # a number that was kept free is not used again
    listed = re.findall(r"^\d+\. \[(.+)\]\((.+)\)$", text_of("docs/decisions/README.md"), re.MULTILINE)
    assert [name for _, name in listed] == [path.name for path in pages]
    for path, (title, _) in zip(pages, listed, strict=True):
        headings = list(sections(path.read_text(encoding="utf-8")))
        assert headings[0] == f"{int(path.name[:4])}. {title}"
        assert headings[-1] == "When to think again"


def test_the_architecture_names_every_folder_and_only_tests_that_exist() -> None:
    text = text_of("docs/architecture.md")
    named = set(re.findall(r"^paycards/\S+", "\n".join(fences(text, "text")), re.MULTILINE))
    code = [path.parent for path in (ROOT / "paycards").rglob("*.py") if path.parent.name != "migrations"]
    folders = {path.relative_to(ROOT).as_posix() for path in code} - {"paycards"}
    assert named == folders | {"paycards/bank/exports", "paycards/channels/layouts"}
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    proofs = {span for span in spans(text) if span.startswith("test_")}
    assert {proof for proof in proofs if f"def {proof}(" not in tests} == set()


def test_every_library_that_is_needed_to_run_stands_in_the_notice() -> None:
    notice = text_of("NOTICE").lower()
    needed = re.findall(r"^([a-z0-9-]+)==", text_of("requirements/runtime.txt"), re.MULTILINE)
    assert [name for name in needed if not re.search(rf"(?<![\w-]){name}(?![\w-])", notice)] == []


def test_the_database_user_of_the_installation_can_work_but_not_undo(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    roles, rights = fences(text_of("docs/install.md"), "sql")
    with postgres_server.connect() as connection:
        for statement in roles.split(";\n"):
            connection.execute(statement)
    sign_in = {"host": str(postgres_server.folder), "dbname": "paycards", "autocommit": True}
    paycards(tmp_path, "paycards_owner", postgres_server, "init")
    with psycopg.connect(user="paycards_owner", **sign_in) as connection:  # type: ignore[arg-type]
        connection.execute(rights)
    for list_ in ("accounts", "cards"):
        paycards(tmp_path, "paycards", postgres_server, list_, "import", f"{ROOT}/sftp_drops/{list_}/HMB.csv")
    paycards(tmp_path, "paycards", postgres_server, "nightly", code=3)
    paycards(tmp_path, "paycards", postgres_server, "files", "reject", "HMBC0113.PO", "--note", "sent twice")
    zoe = "zoe@northvale.example"
    council = ("--role", "auditor", "--council", "HMB")
    paycards(tmp_path, "paycards", postgres_server, "people", "add", zoe, *council)
    paycards(tmp_path, "paycards", postgres_server, "people", "remove", zoe)
    paycards(tmp_path, "paycards", postgres_server, "verify")
    with psycopg.connect(user="paycards", **sign_in) as connection:  # type: ignore[arg-type]
        for undo in (
            "DELETE FROM postings",
            "TRUNCATE lines",
            "DROP TABLE files",
            "DROP TRIGGER files_keep ON files",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(undo)


def test_the_database_user_of_the_installation_may_change_what_the_program_changes() -> None:
    _, rights = fences(text_of("docs/install.md"), "sql")
    grants = re.findall(r"GRANT (UPDATE|DELETE)(?: \([^)]+\))? ON ([^;]+) TO paycards;", rights)
    granted = {(right.lower(), table) for right, tables in grants for table in tables.split(", ")}
    by_init_alone = {("update", "card_schemes"), ("delete", "card_ranges")}
    assert granted == set(changes_of_tables()) - by_init_alone


def changes_of_tables() -> Iterator[tuple[str, str]]:
    """Each `update(table)` and `delete(table)` of the program, by the table's name."""
    for path in (ROOT / "paycards").rglob("*.py"):
        for call in re.findall(r"\b(update|delete)\((\w+)\)", path.read_text(encoding="utf-8")):
            if call[1] in metadata.tables:
                yield call


def paycards(home: Path, user: str, server: PostgresServer, *arguments: str, code: int = 0) -> None:
    """Run a command on the drop of one contract, in a process of its own."""
    (home / "paycards.toml").write_text(
        f"""
        [paycards]
        database = "postgresql+psycopg://{user}@/paycards?host={server.folder}"
        archive = "archive"
        [[councils]]
        code = "HMB"
        name = "Harrowmere Borough Council"
        [[councils.outgoing]]
        fund = "rent"
        format = "rent_cash"
        [[councils.contracts]]
        code = "HMB-ALLPAY"
        channel = "allpay"
        client_code = "HMBC"
        reference_prefix = "HB01"
        drop = {{ kind = "folder", settle_seconds = 0, directory = "{ROOT}/sftp_drops/allpay/hmbc/outbound" }}
        """,
        encoding="utf-8",
    )
    call = [sys.executable, "-m", "paycards", "--config", str(home / "paycards.toml"), *arguments]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr


def test_the_example_of_an_installation_is_whole_and_its_units_are_those_of_the_guide() -> None:
    settings = load_settings(ROOT / "docs/examples/etc-paycards/paycards.toml")
    own, web = settings.paycards, settings.web
    assert own.archive == Path("/var/lib/paycards/archive")
    written = (own.archive, own.exports, own.made, web.key_file, web.customer_link_key)
    assert all(path.is_relative_to("/var/lib/paycards") for path in written)  # the units may write there
    units = {path.read_text(encoding="utf-8") for path in (ROOT / "docs/examples/systemd").iterdir()}
    assert units == set(fences(text_of("docs/install.md"), "ini") + fences(text_of("docs/serving.md"), "ini"))


def test_the_map_to_the_standard_names_only_tests_and_files_that_exist() -> None:
    told = [(row[0], span) for row in cells(text_of("docs/asvs.md")) for span in spans(row[2])]
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    missing = {span for _, span in told if span.startswith("test_") and f"def {span}(" not in tests}
    files = {span for _, span in told if "/" in span and not span.startswith("test_")}
    assert missing == set()
    assert {name for name in files if not (ROOT / "paycards" / name).exists()} == set()
