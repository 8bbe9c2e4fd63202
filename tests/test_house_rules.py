"""The rules of the house, kept by the machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pathspec
import pytest

from paycards.cli import main
from paycards.cli.errors import WORDED
from paycards.issue import luhn
from tools.figures import figures

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "paycards").rglob("*.py"))
MODULES = [path for path in SOURCES if "versions" not in path.parts]
HEAVY = {"pandas", "numpy", "pyarrow", "sqlalchemy", "alembic", "paramiko", "pydantic", "flask"}
DRAWING = ("paycards/issue/artwork/", "paycards/issue/pdf/", "paycards/reports/page_pdf.py")
LONGEST_FILE = 300  # lines; a migration is as long as the schema


def named(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def tracked() -> list[Path]:
    """Every file that is in the repository, or would be once it is added."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    spec = pathspec.GitIgnoreSpec.from_lines([".git", *ignored])
    return [ROOT / name for name in spec.match_tree_files(ROOT, negate=True)]


def test_every_temporary_thing_is_one_that_the_next_process_clears() -> None:
    """What a killed process leaves, such as a letter with a name and a card number, does not stay."""
    made = re.compile(r"\b(mkdtemp|mkstemp|TemporaryDirectory|NamedTemporaryFile|TemporaryFile)\b")
    wrong = [path for path in SOURCES if made.search(path.read_text(encoding="utf-8"))]
    assert named(wrong) == ["paycards/left_overs.py"]


def commands(
    command: click.Command = main, name: tuple[str, ...] = ("paycards",)
) -> Iterator[tuple[str, click.Command]]:
    """The whole tree of commands, each with its full name."""
    yield " ".join(name), command
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from commands(each, (*name, each.name or ""))


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_of_itself(name: str) -> None:
    help_text = " ".join((COMMANDS[name].help or "").split())
    assert re.search(
        rf"Example: paycards( --config \S+)? ?{name.removeprefix('paycards').strip()}", help_text
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    options = [each for each in COMMANDS[name].params if isinstance(each, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_documents(name: str) -> None:
    assert name in (ROOT / "docs/commands.md").read_text(encoding="utf-8")


def test_help_is_quick_because_nothing_heavy_is_imported_for_it() -> None:
    program = "import sys, paycards.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)
    assert HEAVY & set(loaded.stdout.decode().split()) == set()


def test_the_program_runs_as_a_module() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "paycards", "--help"], cwd=ROOT, check=True, capture_output=True
    )
    assert said.stdout.decode().startswith("Usage: paycards [OPTIONS] COMMAND")


def test_a_command_says_everything_through_the_one_door_that_escapes_it() -> None:
    doors = {"paycards/cli/output.py"}
    speaks = re.compile(r"click\.s?echo\(|click\.style\(|\bprint\(|sys\.stdout\.write")
    faces = [path for path in SOURCES if path.relative_to(ROOT).as_posix().startswith("paycards/cli/")]
    loud = [path for path in faces if speaks.search(path.read_text(encoding="utf-8"))]
    assert set(named(loud)) - doors == set()


def test_what_is_shown_on_a_terminal_is_for_the_face_alone() -> None:
    drawn = re.compile(r"^\s*(from|import) (rich|structlog)\b", re.MULTILINE)
    users = [path for path in SOURCES if drawn.search(path.read_text(encoding="utf-8"))]
    assert {path.relative_to(ROOT).parts[:2] for path in users} == {("paycards", "cli")}


def floats(path: Path) -> list[int]:
    """The lines that hold a float or divide pence into one; only time, chances and lengths may be floats."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    measures = {id(node) for owner in ast.walk(tree) for node in _annotation_of_a_measure(owner)}
    is_sample = "demo" in path.parts
    return sorted(
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.expr)
        and id(node) not in measures
        and (_is_float(node, is_sample) or _divides_pence(node))
    )


def _annotation_of_a_measure(node: ast.AST) -> Iterator[ast.AST]:
    """Of seconds, a chance, or a length on paper: of an argument, a field, or what a function returns."""
    name = getattr(node, "arg", None) or getattr(getattr(node, "target", None), "id", "")
    if isinstance(node, ast.FunctionDef):
        name = node.name
    annotation = getattr(node, "annotation", None) or getattr(node, "returns", None)
    if re.search(r"(^|_)(seconds|share|mm|points)$", name or "") and annotation:
        yield annotation


def _is_float(node: ast.AST, is_sample: bool) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return not (is_sample and 0 < node.value < 1)  # how often an invented customer does something
    return isinstance(node, ast.Name) and node.id == "float"


def _divides_pence(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and "pence" in ast.unparse(node)


def test_a_table_of_the_settings_has_no_annotation_that_is_text_to_compile() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "paycards/settings").glob("*.py"))]
    tables = [text for text in texts if re.search(r"^class \w+\((Table|BaseModel)\):", text, re.MULTILINE)]
    assert len(tables) > 15
    assert [text for text in tables if "\nfrom __future__ import annotations" in text] == []


def test_no_float_touches_money() -> None:
    found = {path.relative_to(ROOT).as_posix(): floats(path) for path in SOURCES if not is_drawing(path)}
    assert {name: lines for name, lines in found.items() if lines} == {}


def is_drawing(path: Path) -> bool:
    """Lengths on paper are floats; money is drawn as the text that `money` makes of whole pence."""
    return path.relative_to(ROOT).as_posix().startswith(DRAWING)


def test_what_is_drawn_divides_no_pence() -> None:
    drawn = [path for path in SOURCES if is_drawing(path)]
    trees = {path: ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for path in drawn}
    assert named([path for path, nodes in trees.items() if any(map(_divides_pence, nodes))]) == []


def test_a_float_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text("a = 0.3\nb = float(a)\nc = amount_pence / 100\ndef f(wait_seconds: float): ...\n")
    assert floats(path) == [1, 2, 3]


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert named(silent) == []


def test_every_module_has_a_name_of_the_trade() -> None:
    vague = {"util", "utils", "helper", "helpers", "misc", "common", "tools", "base_classes"}
    assert named([path for path in SOURCES if {path.stem, path.parent.name} & vague]) == []


def test_no_file_is_too_long_to_read() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert named([path for path, lines in lengths.items() if lines > LONGEST_FILE]) == []


def test_nothing_names_a_place_of_one_machine() -> None:
    places = re.compile("|".join(f"(?<![\\w.:*])/{place}/\\w" for place in ("work", "root", "home", "Users")))
    texts = ((path, path.read_bytes().decode("utf-8", "replace")) for path in tracked())
    assert named([path for path, text in texts if places.search(text)]) == []


def test_the_sample_and_the_documents_invent_cards_in_the_agreed_block_only() -> None:
    folders = ("sftp_drops/", "docs/", "README.md", "paycards/demo/")
    invented = [path for path in tracked() if path.relative_to(ROOT).as_posix().startswith(folders)]
    other = re.compile(rb"(?<!\d)9826(?!9999)\d{9,20}(?!\d)")
    assert named([path for path in invented if other.search(path.read_bytes())]) == []


def test_the_cards_of_the_sample_are_cards() -> None:
    numbers = set()
    for path in (ROOT / "sftp_drops/cards").glob("*.csv"):
        numbers |= set(re.findall(r",(\d{13,24}),", path.read_text(encoding="utf-8")))
    assert len(numbers) > 400
    assert [
        number for number in numbers if not (number.startswith("98269999") and luhn.is_valid(number))
    ] == []


FACES = ("cli", "demo", "__main__.py")  # what speaks to a person; the demo is run from the terminal only
CORE = [path for path in MODULES if path.relative_to(ROOT).parts[1] not in FACES]
OPENS_DATABASES = {"paycards/jobs/init.py"}  # before there is one
DOORS = {"reading", "writing"}
TESTED_TOGETHER = {"oracle"}  # holds the whole program against a second one
MIRRORED = ("benchmarks", "tools")  # the other folders with code of their own


def sentences(path: Path) -> Iterator[str]:
    """Every text in a file but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef)
    firsts = (node.body[0] for node in ast.walk(tree) if isinstance(node, owners) and node.body)
    docstrings = {id(first.value) for first in firsts if isinstance(first, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def speaks_terminal(path: Path) -> list[str]:
    """The texts that name a flag, or a command of the terminal."""
    names = "|".join(main.commands)
    spoken = re.compile(rf"(?<![\w-])--[a-z]|\bpaycards ({names})\b|`({names})`")
    return [text for text in sentences(path) if spoken.search(text)]


def test_only_the_terminal_speaks_of_commands_and_flags() -> None:
    found = {path.relative_to(ROOT).as_posix(): speaks_terminal(path) for path in CORE}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_a_sentence_that_names_a_command_or_a_flag_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text(
        '"""Says `paycards init`."""\n'
        'a = f"{b}: run `paycards init` first"\nc = "use --force"\nd = "`reconcile` again"\n'
        'e = "a paycards database -- old"\n',
        encoding="utf-8",
    )
    found = [": run `paycards init` first", "`reconcile` again", "use --force"]
    assert sorted(speaks_terminal(path)) == found


def imported(path: Path) -> set[tuple[str, str]]:
    """What a file imports: module and name; the name is empty where the module itself is imported."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {
        (node.module or "", alias.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return names | {
        (alias.name, "") for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }


def test_only_a_visit_opens_a_transaction() -> None:
    doors = {("paycards.store.engine", name) for name in DOORS} | {("paycards.store", "engine")}
    found = {path.relative_to(ROOT).as_posix() for path in MODULES if doors & imported(path)}
    inside = {name for name in found if name.startswith(("paycards/access/", "paycards/store/"))}
    assert found - inside == OPENS_DATABASES


def test_only_jobs_begin_a_step() -> None:
    begins = re.compile(r"visit\.steps?\(")
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    found = [path for path, text in texts.items() if begins.search(text)]
    assert [
        name for name in named(found) if not name.startswith(("paycards/jobs/", "paycards/access/"))
    ] == []


def test_no_face_knows_of_the_database() -> None:
    knows = [
        path
        for path in MODULES
        if "cli" in path.parts and any(module.startswith("sqlalchemy") for module, _ in imported(path))
    ]
    assert named(knows) == []


def test_every_folder_of_tests_is_one_of_the_program() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")} - {ROOT / "tests"}
    names = {folder.relative_to(ROOT / "tests") for folder in folders}
    program = {name for name in names if (ROOT / "paycards" / name).is_dir()}
    assert {name.as_posix() for name in names - program} == {*MIRRORED, *TESTED_TOGETHER}


def test_every_room_has_tests() -> None:
    rooms = {path.parent.name for path in (ROOT / "paycards").glob("*/__init__.py")}
    assert {room for room in rooms if not list((ROOT / "tests" / room).rglob("test_*.py"))} == set()


def test_no_function_of_the_core_takes_more_than_six_arguments() -> None:
    counted = figures(ROOT, "paycards").modules
    many = {
        name
        for name, module in counted.items()
        if not name.startswith("paycards.cli") and max((n for _, n in module.functions), default=0) > 6
    }
    assert many == set()


def test_the_terminal_words_no_error_that_nobody_raises() -> None:
    core = "".join(path.read_text(encoding="utf-8") for path in CORE)
    given = set(re.findall(r'code="(\w+)"', core)) | {
        f"no_{what.replace(' ', '_')}" for what in re.findall(r'NotFound\(\s*"([\w ]+)"', core)
    }
    unknown = {code for code in WORDED if code not in given and f'"{code}"' not in core}
    assert {code for code in unknown if not code.startswith("obstacle_")} == set()  # the code of an obstacle


NIGHT_S_OWN = {  # the steps of the night read by the right to run it; nobody else calls them
    *(
        "collect",
        "drop_notes",
        "end_night",
        "import_bank_file",
        "list_payments",
        "match_settlements",
        "prove_night",
        "read_ahead",
    ),
    *("reconcile", "retry_refused", "sort_bank_entries", "watch_card_orders", "watch_enquiries"),
    *("watch_suspense", "write_outgoing"),
}
# Of jobs, or of rooms, that name theirs.
PUT_TOGETHER = {
    *("check_list", "import_bank_files", "nightly", "place_item", "show_person", "take_listed", "verify"),
}
# Before anybody has a right, or about the person who asks alone: sign-in, sessions, factors, kept forms.
OF_THE_PERSON = {"keep_form", "known_as", "own_account", "set_up_person", "sign_in", "signed_in"}
OF_THE_PERSON_TOO = {"provider_sign_in"}  # and gives the roles that the provider says, by a right
JOBS = sorted((ROOT / "paycards/jobs").glob("*.py"))


def rights_named(path: Path) -> list[str]:
    """The right that each door opened in a file names, as it is written."""
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    doors = [
        call
        for call in calls
        if ast.unparse(call.func).endswith(("visit.reading", "visit.step", "visit.steps", "visit.unheld"))
    ]
    return [ast.unparse([*call.args, *(each.value for each in call.keywords)][-1]) for call in doors]


def test_every_job_that_opens_a_door_names_its_right() -> None:
    named_rights = {
        path: rights_named(path) for path in JOBS if "visit: Visit" in path.read_text(encoding="utf-8")
    }
    right = re.compile(
        r"Permission\.[A-Z_]+|TAKES_FILES|SEES_FILES|SEES_ACTS|permission|kind_of\(.+\)\.permission"
    )
    wrong = {
        path.stem: [each for each in rights if not right.fullmatch(each)]
        for path, rights in named_rights.items()
    }
    assert {name: each for name, each in wrong.items() if each} == {}
    without = {path.stem for path, rights in named_rights.items() if not rights}
    assert without == PUT_TOGETHER | OF_THE_PERSON


def test_only_what_is_about_the_person_themselves_needs_no_right() -> None:
    opens = re.compile(r"visit\.(of_people|people_seen)\(")
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    used = [path for path, text in texts.items() if opens.search(text)]
    assert set(named(used)) == {f"paycards/jobs/{name}.py" for name in OF_THE_PERSON | OF_THE_PERSON_TOO}


def test_what_reads_by_the_right_of_the_night_is_the_night_s_own() -> None:
    reads = re.compile(r"visit\.reading\([^)]*Permission\.RUN_THE_NIGHT")
    assert {path.stem for path in JOBS if reads.search(path.read_text(encoding="utf-8"))} == NIGHT_S_OWN


def test_days_in_words_have_no_leading_zero() -> None:
    written = re.compile(r"%d %B")
    assert [path for path in MODULES if written.search(path.read_text(encoding="utf-8"))] == []


def test_the_terminal_shows_the_days_of_england_or_names_the_clock() -> None:
    """A night after midnight in summer is of the day before in UTC."""
    bare = re.compile(r"\{[\w.]*\bat:%Y-|\{[\w.]+_at:%Y(?!-%m-%d %H:%M\} UTC)")
    assert [path.name for path in SOURCES if bare.search(path.read_text(encoding="utf-8"))] == []
