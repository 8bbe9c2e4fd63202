"""A page that prints well: headings, facts and tables, with every text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from paycards.errors import shown

STYLE = """
@page { size: A4; margin: 18mm 16mm; }
body { font: 10.5pt/1.45 "Liberation Sans", Arial, Helvetica, sans-serif; color: #111; max-width: 62em;
  margin: 2em auto; padding: 0 1.5em; }
header { border-bottom: 2px solid #111; margin-bottom: 1.2em; }
header p { margin: 0 0 .4em; color: #444; }
h1 { font-size: 17pt; line-height: 1.25; margin: .2em 0; }
h2 { font-size: 12pt; margin: 1.6em 0 .4em; break-after: avoid; }
table { border-collapse: collapse; width: 100%; margin: .4em 0 .8em; font-size: 9.5pt; }
th, td { text-align: left; vertical-align: top; padding: .3em .6em .3em 0; border-bottom: 1px solid #bbb;
  overflow-wrap: break-word; }
td code { white-space: pre-wrap; }
td.hash { font: 8pt "Liberation Mono", monospace; word-break: break-all; min-width: 16em; }
td.when { white-space: nowrap; }
th { border-bottom: 1.5px solid #111; font-weight: 600; }
tr { break-inside: avoid; }
table.facts { width: auto; }
table.facts th { border-bottom: 1px solid #bbb; white-space: nowrap; padding-right: 1.5em; font-weight: 600; }
.anchor { font: 10pt "Liberation Mono", monospace; overflow-wrap: anywhere;
  border: 1px solid #111; padding: .5em .7em; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
"""
NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"  # is loaded or run when the page is opened
HASH = re.compile("[0-9a-f]{64}")
WHEN = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?")


class Markup(str):
    """HTML in which every text is escaped already."""

    __slots__ = ()

    def __add__(self, other: str) -> Markup:
        return Markup(str(self) + str(other))


def document(title: str, whose: str, sections: Iterable[tuple[str, Markup]]) -> str:
    """The whole page: a title, whose it is, and sections with a heading each."""
    body = "".join(f"<section><h2>{number}. {_text(heading)}</h2>{said}</section>\n"
                   for number, (heading, said) in enumerate(sections, start=1))  # fmt: skip
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{NOTHING_ELSE}">\n'
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header><p>{_text(whose)}</p><h1>{_text(title)}</h1></header>\n{body}</body>\n</html>\n"
    )


def paragraph(text: str) -> Markup:
    """A paragraph."""
    return Markup(f"<p>{_text(text)}</p>\n")


def facts(known: Mapping[str, str]) -> Markup:
    """Names and what they are, without those that are empty."""
    rows = "".join(
        f'<tr><th scope="row">{_text(name)}</th><td>{_text(value)}</td></tr>\n'
        for name, value in known.items()
        if value
    )
    return Markup(f'<table class="facts">\n{rows}</table>\n')


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], nothing: str = "None.") -> Markup:
    """A table with headings, or where there are no rows a paragraph that says so."""
    if not rows:
        return paragraph(nothing)
    head = "".join(f'<th scope="col">{_text(heading)}</th>' for heading in headings)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in rows)
    return Markup(f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n")


def verbatim(text: str) -> Markup:
    """A text in which every space counts."""
    return Markup(f"<code>{_text(text)}</code>")


def _cell(text: str) -> str:
    if isinstance(text, Markup):
        return f"<td>{text}</td>"
    kind = "hash" if HASH.fullmatch(text) else "when" if WHEN.fullmatch(text) else ""
    return f'<td class="{kind}">{_text(text)}</td>' if kind else f"<td>{_text(text)}</td>"


def _text(text: str) -> str:
    return escape(shown(text, most=len(text)))
