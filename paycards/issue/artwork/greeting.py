"""Whom a letter greets: "Dear Miss Adeyemi", not "Dear Miss M Adeyemi".

The name on a card has initials; a greeting has title and surname. Where there is no title it has the
forenames instead, and where there is only one name, or the name is that of an organisation, nobody is named:
the letter says "Dear Sir or Madam". A name that several people share stays as it is on the card, and so does
one of which nobody can say which part is the surname.

>>> greeted("Miss M Adeyemi"), greeted("Mrs A B van der Berg"), greeted("Mr and Mrs A Jones")
('Miss Adeyemi', 'Mrs van der Berg', 'Mr and Mrs Jones')
>>> greeted("Mr N Ó Dálaigh", Customer("Mr", "Niall", "Ó Dálaigh"))
'Mr Ó Dálaigh'
>>> greeted("M Adeyemi", Customer("", "Mary", "Adeyemi"))
'Mary Adeyemi'
>>> greeted("Sir J Smith", Customer("Sir", "John", "Smith"))
'Sir John'
>>> greeted("Mr A Jones and Mrs B Evans"), greeted("Hafan Cymru Ltd"), greeted("The Executors of A Jones")
('Mr A Jones and Mrs B Evans', '', '')
"""

from __future__ import annotations

from typing import NamedTuple

TITLES = frozenset(
    {
        *("mr", "mrs", "miss", "ms", "mx", "master", "dr", "prof", "professor"),
        *("rev", "revd", "reverend", "canon", "father", "lord", "lady", "sir", "dame"),
        *("cllr", "councillor", "captain", "major", "colonel"),
    }
)
BY_FORENAME = frozenset({"sir", "dame"})  # Sir John Smith is greeted as Sir John
JOINED = frozenset({"and", "&"})
JOINING = JOINED | {"a", "ac"}  # two titles, in Welsh too
ORGANISATIONS = frozenset(
    {
        *("ltd", "limited", "plc", "llp", "cic", "cio", "cyf", "cyfyngedig"),
        *("council", "cyngor", "association", "society"),
        *("executor", "executors", "trustees", "occupier", "occupiers"),
    }
)


class Customer(NamedTuple):
    """A customer's name as the accounts extract has it."""

    title: str = ""
    forenames: str = ""
    surname: str = ""


def greeted(holder: str, customer: Customer | None = None) -> str:
    """The name after "Dear" for the name on a card; empty where nobody should be named.

    `customer` is the account's, whose name the card bears unless a person chose another.
    """
    words = holder.split()
    titles = _titles(words)
    if not titles and (_is_organisation(words) or len(words) < 2 or _has_one_name(holder, customer)):
        return ""
    title, rest = " ".join(words[:titles]), words[titles:]
    if _names_another(rest, joint=titles > 1):
        return holder
    surname = _surname(rest, customer)
    its_own = customer and surname.casefold() == customer.surname.strip().casefold()
    forenames = customer.forenames if customer and its_own else ""
    if not title:
        return f"{forenames.strip()} {surname}" if forenames.strip() else holder
    if title.casefold() in BY_FORENAME:
        return f"{title} {forenames.split()[0]}" if forenames.strip() else holder
    return f"{title} {surname}" if surname else ""


def _titles(words: list[str]) -> int:
    """How many words at the beginning are titles: one, or two with a word that joins them."""
    if not words or not _is_title(words[0]):
        return 0
    joined = len(words) > 2 and words[1].casefold() in JOINING and _is_title(words[2])
    return 3 if joined else 1


def _is_title(word: str) -> bool:
    return word.casefold().rstrip(".") in TITLES


def _is_organisation(words: list[str]) -> bool:
    plain = [word.casefold().strip(".,()") for word in words]
    return plain[:1] == ["the"] or not ORGANISATIONS.isdisjoint(plain)


def _has_one_name(holder: str, customer: Customer | None) -> bool:
    """The card bears all that is known of the customer, a single name: nobody can say whose."""
    return bool(
        customer
        and not customer.title.strip()
        and not customer.forenames.strip()
        and holder.casefold() == customer.surname.strip().casefold()
    )


def _names_another(rest: list[str], *, joint: bool) -> bool:
    """A second person is named after the first; two titles before one surname are no second name."""
    return any(_is_title(word) or (not joint and word.casefold() in JOINED) for word in rest[:-1])


def _surname(rest: list[str], customer: Customer | None) -> str:
    """The surname among the words after the title: the customer's, or what follows the initials."""
    name = " ".join(rest)
    known = customer.surname.strip() if customer else ""
    if known and f" {name}".casefold().endswith(f" {known}".casefold()):
        return name[-len(known) :]
    while len(rest) > 1 and (len(rest[0].rstrip(".")) == 1 or rest[0].casefold() in JOINED):
        rest = rest[1:]
    return " ".join(rest)
