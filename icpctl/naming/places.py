"""Place names in a text: provinces by the naming rules' own family, cities and districts by the division table.

A division counts with its full name (a city with its "city" character) or, for prefecture-level ones, by its short name; short
names are often ordinary words as well, so a hit by one is only likely.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

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


class Places(Struct, frozen=True, eq=False):
    """The place names of a rule book: name -> (level, short name, leaves no doubt).

    `begins` holds for the first `least` characters of names how long those names are, the longest first. A text is short:
    looking up its parts takes less than making one pattern of three thousand names.
    """

    known: dict[str, tuple[int, str, bool]]
    least: int
    begins: dict[str, tuple[int, ...]]

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
        least, begins = min(map(len, known), default=1), dict[str, set[int]]()
        for name in known:
            begins.setdefault(name[:least], set()).add(len(name))
        return cls(known, least, {begin: tuple(sorted(lengths, reverse=True)) for begin, lengths in begins.items()})

    def find(self, text: str) -> tuple[Place, ...]:
        """The places in a text, from left to right, the longest name first. Short names of districts are left out."""
        return _found(self, text)

    def each(self, text: str) -> Iterator[Place]:
        """The same, looked for anew each time."""
        at = 0
        while at < len(text):
            lengths = self.begins.get(text[at : at + self.least])
            if lengths is None:
                at += 1
                continue
            word = next((word for n in lengths if (word := text[at : at + n]) in self.known), "")
            level, base, sure = self.known.get(word, (DISTRICT, "", False))
            if level == DISTRICT and not sure:
                at += 1
                continue
            yield Place(word, (at, at + len(word)), level, base, sure)
            at += len(word)

    def is_place(self, text: str) -> bool:
        """True when the whole text is the name of a place, short or long."""
        return text in self.known


@lru_cache(maxsize=64)  # several rules look at the name, the subject's full name and the city of one draft
def _found(places: Places, text: str) -> tuple[Place, ...]:
    return tuple(places.each(text))
