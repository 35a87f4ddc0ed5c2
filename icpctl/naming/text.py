"""A name as the rules read it: widths, look-alikes, invisible and Traditional characters made plain; counting.

Rules about length, forms and characters read `folded` (full-width letters and marks as half-width, nothing else changed),
rules about words read `plain`.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from msgspec import Struct

from icpctl.fields import normal

_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
# Letters of other scripts that look like Latin ones, and kana and marks that look like Han. Typography, not filing rules.
_LATIN_LOOKS = dict(
    zip(
        "АВЕЅІЈКМНОРСТХУаеорсхуіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ",
        "ABESIJKMHOPCTXYaeopcxyijshdqwABEZHIKMNOPTYXaiknoptux",
        strict=True,
    )
)
_HAN_LOOKS = dict(zip("エロニカトタハミ\u30fc", "工口二力卜夕八三一", strict=True))
_LOOKS = str.maketrans(_LATIN_LOOKS | _HAN_LOOKS)
_BRACKETS = re.compile(r"[()\[\]{}<>（）【】《》〈〉「」『』〔〕]")
# GB 2312 is the character set of Simplified Chinese; these few Traditional ones stand in it all the same.
_IN_BOTH = frozenset("乾吒夥後徵捱摺於榘甯菸薹醣麴麽")

BREAK = "|"
"""Stands in `plain` for a bracket: no word reaches across it."""


class Name(Struct, frozen=True):
    """A name in its three spellings; `simplified` is true when `plain` had Traditional characters."""

    raw: str
    folded: str
    plain: str
    simplified: bool


@lru_cache(maxsize=1024)  # the names of one draft, and the words of the rules around them, are read again and again
def read(text: str) -> Name:
    """The spellings of a name. Any text can be read, also one that the program would refuse to store."""
    if is_usual_han(text):  # most names and nearly all words of rules
        simple = simplify(text)
        return Name(text, text, simple, simplified=simple != text)
    return _read_in_full(text)


def is_usual_han(text: str) -> bool:
    """True for a text of nothing but usual Han."""
    return bool(text) and min(text) >= "\u4e00" and max(text) <= "\u9fa5"


def _read_in_full(text: str) -> Name:
    folded = text.translate(_WIDE).strip()
    if folded.isascii() and folded.isalnum():
        return Name(text, folded, folded.lower(), simplified=False)
    plain = unicodedata.normalize("NFKC", _BRACKETS.sub(BREAK, folded.translate(_LOOKS)))
    simple = simplify(plain)
    kept = "".join(c for c in simple if c.isalnum() or c == BREAK)
    return Name(text, folded, kept.lower().strip(BREAK), simplified=simple != plain)


def simplify(text: str) -> str:
    """Traditional characters as Simplified ones. The converter is only loaded for Han that a Simplified text rarely has."""
    if text.isascii() or not _has_unusual_han(text):
        return text
    return str(_converter().convert(text))


def _has_unusual_han(text: str) -> bool:
    if not _IN_BOTH.isdisjoint(text):
        return True
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return any(map(_is_unusual_han, text))
    return False


def _is_unusual_han(char: str) -> bool:
    if not ("\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"):
        return False
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


is_han = normal.is_han
"""True for a Chinese character, the rare ones and the round zero included."""


def count(name: Name, how: str) -> int:
    """The length as a rule counts it: `han` Chinese characters only, `han-letter-digit` letters and digits as well,
    `han-double` every character, a Chinese one twice.
    """
    return _count(name.folded, how)


@lru_cache(maxsize=64)  # several rules count the same name
def _count(text: str, how: str) -> int:
    han = len(text) if is_usual_han(text) else sum(map(is_han, text))
    if how == "han":
        return han
    return len(text) + han if how == "han-double" else sum(map(str.isalnum, text))


def looks_like(char: str) -> str:
    """The Latin letter or Han that a character of another script or form can be taken for; "" when there is none."""
    plain = char.translate(_LOOKS)
    if plain == char and not char.isascii():
        plain = unicodedata.normalize("NFKC", char)
    return plain if plain != char and plain.isalnum() else ""


def script(char: str) -> str:
    """What a character is, as one word: space, invisible, emoji, mark, cyrillic, greek, kana, hangul, letter, han."""
    kind = unicodedata.category(char)
    if char.isspace():
        return "space"
    if kind in ("Cf", "Cc", "Cn", "Co", "Cs", "Mn", "Me"):
        return "invisible"
    if is_han(char):
        return "han"
    if kind[0] == "L":
        first = unicodedata.name(char, "").partition(" ")[0].lower()
        return {"hiragana": "kana", "katakana": "kana"}.get(
            first, first if first in ("cyrillic", "greek", "hangul", "latin") else "letter"
        )
    return "emoji" if kind in ("So", "Sk") else "mark"


def is_latin(char: str) -> bool:
    """True for a Latin letter, with or without accents."""
    return ("a" <= char.lower() <= "z") if char.isascii() else unicodedata.name(char, "").startswith("LATIN")
