"""Where a link of a page goes: scheme, host and the rest, read as browsers read it, and what the rule book says of the host."""

import re
from typing import NamedTuple

from icpctl.rules import Book, Rule

WEB = ("http", "https")
_ENDS = "".join(map(chr, range(0x21)))
_BREAKS = re.compile("[\t\n\r]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(?:[^/?#]*@)?(\[[^\]/?#]*\]|[^/?#:@]*)(?::([0-9]*))?([/?#].*)?", re.DOTALL)


class Target(NamedTuple):
    """scheme: "" for a link to a page of the same site; host: in lower case without its last dot; rest: path and all."""

    scheme: str
    host: str
    rest: str


def target(href: str) -> Target:
    """A link taken apart. `//host/x` has the scheme of the page and counts as https."""
    text = _BREAKS.sub("", href.strip(_ENDS))
    found = _SCHEME.fullmatch(text)
    scheme, rest = (found[1].lower(), found[2]) if found else ("", text)
    if scheme and scheme not in WEB:
        return Target(scheme, "", rest)
    plain = rest.replace("\\", "/")
    if not plain.startswith("//"):
        return Target(scheme, "", rest)
    parts = _AUTHORITY.fullmatch(plain.lstrip("/"))
    if parts is None:
        return Target(scheme or "https", "", rest)
    return Target(scheme or "https", parts[1].lower().rstrip("."), parts[3] or "")


def known_target(book: Book, where: Target) -> Rule | None:
    """The rule about a host that footers link to, right or wrong; None for any other host."""
    return next((r for r in book.all("link-target") if r["host"] == where.host), None)


def right_host(book: Book, level: str, *, police: bool) -> list[Rule]:
    """The targets of a level: those of public-security numbers or those of filing numbers.

    The hosts of the public-security platform are those that its own link rule does not share with the filing system.
    """
    return [r for r in book.all("link-target") if r["level"] == level and is_police(book, r) == police]


def is_police(book: Book, rule: Rule) -> bool:
    """True for a page of the public-security platform, old or new: its examples carry the number in the address."""
    return any(re.search(r"code=[0-9]{8,}", example) for example in rule["examples"])
