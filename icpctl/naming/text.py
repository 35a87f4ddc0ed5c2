"""A name as the rules read it: widths, look-alikes, invisible and Traditional characters made plain; counting.

Rules about length, forms and characters read `folded` (full-width letters and marks as half-width, nothing else changed),
rules about words read `plain`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from icpctl.fields.normal import HAN

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
_IS_HAN = re.compile(f"[{HAN}]")
_NOT_ASCII_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# GB 2312 is the character set of Simplified Chinese; these few Traditional ones stand in it all the same.
_IN_BOTH = frozenset("乾吒夥後徵捱摺於榘甯菸薹醣麴麽")

BREAK = "|"
"""Stands in `plain` for a bracket: no word reaches across it."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its three spellings; `simplified` is true when `plain` had Traditional characters."""

    raw: str
    folded: str
    plain: str
    simplified: bool


def read(text: str) -> Name:
    """The spellings of a name. Any text can be read, also one that the program would refuse to store."""
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
    for char in _NOT_ASCII_HAN.findall(text):
        if char in _IN_BOTH:
            return True
        try:
            char.encode("gb2312")
        except UnicodeEncodeError:
            return True
    return False


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def is_han(char: str) -> bool:
    """True for a Chinese character, the rare ones and the round zero included."""
    return _IS_HAN.match(char) is not None


def count(name: Name, how: str) -> int:
    """The length as a rule counts it: `han` Chinese characters only, `han-letter-digit` letters and digits as well,
    `han-double` every character, a Chinese one twice.
    """
    han = len(_IS_HAN.findall(name.folded))
    if how == "han":
        return han
    return len(name.folded) + han if how == "han-double" else sum(map(str.isalnum, name.folded))


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
