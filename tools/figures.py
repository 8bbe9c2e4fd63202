"""Print how large and how deep the code is: python3 tools/figures.py [ROOT [PACKAGE ...]].

Lines are counted without docstrings in functions and with them in files; a module of one line is no
module. Functions of migrations are left out, `self` is no argument, and `*args` and `**facts` are one
each. An import that only serves typing counts, and one of `package.name` is of the deepest module that
this names. A chain goes from module to module by what each imports; modules in a circle count as one.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PACKAGES = ("paycards",)
MOST_ARGUMENTS = 6


@dataclass(frozen=True)
class Module:
    """One module: its lines, and of each function its length and number of arguments."""

    lines: int
    functions: list[tuple[int, int]]
    imports: frozenset[str]


@dataclass
class Figures:
    """What is counted of one tree."""

    modules: dict[str, Module]
    circles: list[list[str]] = field(default_factory=list)
    chain: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        groups = list(_groups(self.modules))
        self.circles = [sorted(group) for group in groups if len(group) > 1]
        self.chain = _longest_chain(self.modules, groups)

    def rows(self) -> list[tuple[str, str]]:
        """Return what each row of the table is called, and its figures."""
        files = [module.lines for module in self.modules.values() if module.lines > 1]
        functions = [each for module in self.modules.values() for each in module.functions]
        lengths = [length for length, _ in functions]
        many = sum(arguments > MOST_ARGUMENTS for _, arguments in functions)
        return [
            ("modules / lines", f"{len(files)} / {sum(files):,}"),
            ("file median / p90", f"{_median(files)} / {_p90(files)}"),
            ("function median / p90 / max", f"{_median(lengths)} / {_p90(lengths)} / {max(lengths)}"),
            (f"functions with more than {MOST_ARGUMENTS} arguments", str(many)),
            ("longest chain of imports", str(len(self.chain))),
            ("circles of imports", str(len(self.circles))),
        ]


def figures(root: Path, package: str) -> Figures:
    """Count the package in this folder."""
    paths = {_name(path.relative_to(root)): path for path in sorted((root / package).rglob("*.py"))}
    paths = {name: path for name, path in paths.items() if "migrations" not in path.parts}
    return Figures({name: _module(name, path, paths) for name, path in paths.items()})


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _module(name: str, path: Path, known: Mapping[str, Path]) -> Module:
    source = path.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(source)))
    package = name if path.stem == "__init__" else name.rpartition(".")[0]
    imports = {target for node in nodes for target in _targets(node, package, known)}
    functions = [
        (_length(node), _arguments(node.args))
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return Module(source.count("\n"), functions, frozenset(imports - {name}))


def _targets(node: ast.AST, package: str, known: Mapping[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    if isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        source = ".".join([*above, node.module] if node.module else above)
        for alias in node.names:
            named = (f"{source}.{alias.name}", source)
            yield from [each for each in named if each in known][:1]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = _span(node)
    return lines - _span(node.body[0]) if ast.get_docstring(node) is not None else lines


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _arguments(arguments: ast.arguments) -> int:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    own = [argument for argument in named if argument.arg not in {"self", "cls"}]
    return len(own) + bool(arguments.vararg) + bool(arguments.kwarg)


def _groups(modules: Mapping[str, Module]) -> Iterator[list[str]]:
    """Give the modules that import one another in a circle together, each other one alone; deepest first."""
    reached = {name: _reached(name, modules) for name in modules}
    placed: set[str] = set()
    for name in sorted(modules, key=lambda each: len(reached[each])):
        if name not in placed:
            group = [other for other in reached[name] if name in reached[other]]
            placed.update(group)
            yield group


def _reached(start: str, modules: Mapping[str, Module]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        found = modules[waiting.pop()].imports - reached
        reached |= found
        waiting.extend(found)
    return reached


def _longest_chain(modules: Mapping[str, Module], groups: Sequence[Sequence[str]]) -> list[str]:
    """Return the longest chain, from the top; `groups` come deepest first."""
    chains: dict[str, list[str]] = {}
    for group in groups:
        below = {name for member in group for name in modules[member].imports} - set(group)
        chain = [min(group), *max((chains[name] for name in sorted(below)), key=len, default=[])]
        chains.update(dict.fromkeys(group, chain))
    return max(chains.values(), key=len, default=[])


def _median(values: Sequence[int]) -> int:
    return int(statistics.median(values))


def _p90(values: Sequence[int]) -> int:
    return sorted(values)[round((len(values) - 1) * 0.9)]


def main(root: str = ".", *packages: str) -> None:
    """Print the figures and the longest chain of each package."""
    for package in packages or PACKAGES:
        counted = figures(Path(root), package)
        print(package)
        for what, value in counted.rows():
            print(f"  {what:38} {value:>20}")
        print("  the chain:", *counted.chain, sep="\n    ")
        for circle in counted.circles:
            print("  a circle:", *circle, sep="\n    ")


if __name__ == "__main__":
    main(*sys.argv[1:])
