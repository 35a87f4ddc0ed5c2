"""Place names in a text: provinces by the naming rules' own family, cities and districts by the division table.

A division counts with its full name (a city with its "city" character) or, for prefecture-level ones, by its short name; short
names are often ordinary words as well, so a hit by one is only likely.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from icpctl.naming.context import Span
from icpctl.rules import Book

FAMILY = "province-names"
PROVINCE, CITY, DISTRICT = 1, 2, 3
_CITIES = frozenset({"prefecture-city", "prefecture", "league", "autonomous-prefecture"})
_SUFFIX = re.compile(r"(?:地区|林区|新区|[市区县盟旗])$")


class Place(NamedTuple):
    """One place in a text: its word, span, level (1 province, 2 city, 3 district), and whether the word leaves no doubt."""

    word: str
    span: Span
    level: int
    base: str
    sure: bool


@dataclass(frozen=True, eq=False)
class Places:
    """The place names of a rule book."""

    known: dict[str, tuple[int, str, bool]]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, book: Book) -> "Places":
        """The places of this rule book, worked out once."""
        return book.kept("place names", lambda: cls._of(book))

    @classmethod
    def _of(cls, book: Book) -> "Places":
        known: dict[str, tuple[int, str, bool]] = {}
        for rule in book.all("division"):
            name, level = str(rule["name_zh"]), CITY if rule["kind"] in _CITIES else DISTRICT
            short = _SUFFIX.sub("", name)
            if len(short) > 1 and not known.get(short, (DISTRICT,))[0] < level:
                known[short] = (level, short, False)
            known[name] = (level, short, True)
        family = book.one("word-family", FAMILY)
        for word in family["words"] if family else ():
            known[word] = (PROVINCE, word, True)
        longest = sorted(known, key=len, reverse=True)
        return cls(known, re.compile("|".join(map(re.escape, longest)) or "(?!)"))

    def find(self, text: str) -> list[Place]:
        """The places in a text, from left to right, the longest name first. Short names of districts are left out."""
        out, at = [], 0
        while found := self.pattern.search(text, at):
            level, base, sure = self.known[found[0]]
            if level == DISTRICT and not sure:
                at = found.start() + 1
                continue
            out.append(Place(found[0], found.span(), level, base, sure))
            at = found.end()
        return out

    def is_place(self, text: str) -> bool:
        """True when the whole text is the name of a place, short or long."""
        return text in self.known
