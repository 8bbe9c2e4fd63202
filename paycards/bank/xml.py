"""Untrusted XML, read by the direct children of each element.

No document type is accepted, so that there are no entities; nothing is fetched; depth and text are bounded
by the parser, the size by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from paycards.bank.notes import Notes
from paycards.errors import FileRefused

Value = TypeVar("Value")
ENDS = re.compile(rb"</(?:[A-Za-z0-9_.-]+:)?Document\s*>")
MOST_TAGS = 5_500_000  # as many as the largest file that a bank may send: each takes memory, an empty one too


@dataclass(frozen=True)
class Node:
    """An element, and its path in the file, such as Stmt[1]/Ntry[2]/Amt."""

    element: etree._Element
    path: str
    notes: Notes

    @property
    def name(self) -> str:
        """The name without its namespace."""
        return etree.QName(self.element).localname

    @property
    def text(self) -> str:
        """Its own text, without space around it."""
        return (self.element.text or "").strip()

    def all(self, name: str) -> list[Node]:
        """The direct children of this name and the same namespace, in order."""
        found = self.element.findall(f"{{{etree.QName(self.element).namespace}}}{name}")
        if len(found) == 1:
            return [Node(found[0], self._below(name), self.notes)]
        return [Node(each, self._below(f"{name}[{n}]"), self.notes) for n, each in enumerate(found, start=1)]

    def child(self, *names: str) -> Node | None:
        """The one child at the end of a path of names, or None. Raises FileRefused where there are two."""
        node = self
        for name in names:
            found = node.all(name)
            if len(found) > 1:
                raise self.notes.refused(found[1].path, f"{name} appears twice")
            if not found:
                return None
            node = found[0]
        return node

    def need(self, *names: str) -> Node:
        """The one child at the end of a path of names. Raises FileRefused where there is none."""
        node = self.child(*names)
        if node is None:
            raise self.notes.refused(self._below("/".join(names)), f"{names[-1]} is missing")
        return node

    def read(self, how: Callable[[str], Value], feeds: str) -> Value:
        """Read its text. Raises FileRefused."""
        return self.notes.read(self.path, self.text, how, feeds)

    def texts(self, names: frozenset[str]) -> Iterator[str]:
        """The texts of all elements of these names below it, in order."""
        for element in self.element.iter(etree.Element):
            if etree.QName(element).localname in names and (element.text or "").strip():
                yield element.text or ""

    def _below(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name


def parse(data: bytes, notes: Notes) -> Node:
    """The root of a document. Raises FileRefused."""
    if b"<!DOCTYPE" in data.replace(b"\0", b"").upper():
        raise FileRefused("a document type (DOCTYPE) is not accepted: it can pull in or multiply content")
    if data.count(b"<") > MOST_TAGS:
        raise FileRefused("there are too many elements in it", expected=f"at most {MOST_TAGS // 2:,}")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if data.count(b"<?xml") > 1 or len(ENDS.findall(data)) > 1:
            raise FileRefused("several XML documents are joined in one file: separate them") from error
        raise FileRefused(f"it is not well-formed XML: {getattr(error, 'msg', error)}") from error
    if root.getroottree().docinfo.doctype:
        raise FileRefused("a document type (DOCTYPE) is not accepted: it can pull in or multiply content")
    return Node(root, "", notes)
