"""What all kinds share: trimming, width, invisible and forbidden characters. Nothing is changed without a Remark.

Each function takes the text and the list that the changes are added to, and gives the text back. Digits are always
ASCII in what comes out: patterns say [0-9], because `\\d` and `str.isdigit` also accept other scripts.
"""

import re
import unicodedata
from functools import cache

from icpctl.fields import FieldError, Remark

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff"
"""Character class of Han, with the private-use area in which old encodings keep rare characters of names.

A pattern with it takes 2 ms to compile, a hundredth of a whole check: it is compiled when a text needs it.
"""

MOST = 20_000
"""Characters of any value at most, before anything else is looked at."""

_SPACES = " \t\r\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0100-\U000e01ef]"
)
_GAP = re.compile(f"[{_SPACES}]+")
# Controls (C0, DEL, C1), bidi controls, line separators, surrogates, tags, annotation marks, the replacement character
# and non-characters: a terminal obeys some, XML (DOCX, XLSX) forbids others, and none belongs into a filed value.
_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff"
    "\U000e0000-\U000e00ff\U0001fffe\U0001ffff\U0010fffe\U0010ffff]"
)
_WIDE_ALNUM = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\u2500\u30fc\ufe58\ufe63\uff0d]")
# A number that a spreadsheet has turned into a figure; its lost digits cannot be brought back.
_FIGURE = re.compile(r"[+-]?[0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)?|[+-]?[0-9]+[eE][+-][0-9]+")


def say(changes: list[Remark], key: str, **values: object) -> None:
    """Add a change (or a note) once."""
    remark = Remark(key, values)
    if remark not in changes:
        changes.append(remark)


def tidy(text: str, changes: list[Remark], *, lines: bool = False) -> str:
    """Text without invisible characters and without blanks at its ends; inside, only with `lines`, new lines stay.

    Raises FieldError for nothing left, and for control, bidi and other forbidden characters, naming the code point.
    """
    if text.isascii() and text.isprintable() and 0 < len(text) <= MOST and text[0] != " " and text[-1] != " ":
        return text
    if len(text) > MOST:
        raise FieldError("too_long", count=len(text), most=MOST)
    seen = _INVISIBLE.sub("", text)
    if seen != text:
        say(changes, "invisible_removed")
    trimmed = seen.strip(_SPACES)
    if trimmed != seen:
        say(changes, "trimmed")
    if not trimmed:
        raise FieldError("empty")
    if lines:
        trimmed = _plain_lines(trimmed, changes)
    found = _FORBIDDEN.search(trimmed.replace("\n", "") if lines else trimmed)
    if found:
        point = f"U+{ord(found[0]):04X}"
        if found[0] in "\t\n\r":
            raise FieldError("one_line", code=point)
        raise FieldError("forbidden_character", code=point)
    return trimmed


def _plain_lines(text: str, changes: list[Remark]) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if plain != text:
        say(changes, "lines_plain")
    return plain


def narrow(text: str, changes: list[Remark]) -> str:
    """Full-width and other compatibility forms as their plain ones (NFKC); for numbers, codes and internet names."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    if plain != text:
        say(changes, "narrowed")
    return plain


def squeeze(text: str, changes: list[Remark]) -> str:
    """Text without any blanks."""
    plain = _GAP.sub("", text)
    if plain != text:
        say(changes, "spaces_removed")
    return plain


def number(text: str, changes: list[Remark]) -> str:
    """The common start of numbers and codes: tidy, narrow, dashes as "-", no blanks."""
    plain = narrow(tidy(text, changes), changes)
    plain = squeeze(plain, changes)
    return plain if plain.isascii() else dashes(plain, changes)


def dashes(text: str, changes: list[Remark]) -> str:
    """All dashes as the ASCII hyphen."""
    plain = _DASHES.sub("-", text)
    if plain != text:
        say(changes, "dashes")
    return plain


def upper(text: str, changes: list[Remark]) -> str:
    """ASCII letters in upper case."""
    plain = text.upper() if text.isascii() else text
    if plain != text:
        say(changes, "uppercased")
    return plain


def chinese(text: str, changes: list[Remark]) -> str:
    """The common start of Chinese text: plain Latin letters and digits, plain characters for radicals, spaces as " ".

    Punctuation stays as it is: full-width marks are right in Chinese.
    """
    if text.isascii():
        return text
    plain = _WIDE_ALNUM.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    if plain != text:
        say(changes, "narrowed")
    unified = unicodedata.normalize("NFC", _RADICALS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), plain))
    if unified != plain:
        say(changes, "unified")
    spaced = re.sub(f"[{_SPACES.replace(chr(10), '')}]", " ", unified)
    if spaced != unified:
        say(changes, "spaces_plain")
    return spaced


def close_gaps(text: str, changes: list[Remark]) -> str:
    """No blanks between two Han characters, single ones elsewhere: `张　三` is a padded name, `Li Si` is not."""
    if not _GAP.search(text):
        return text
    plain = _GAP.sub(" ", _han_gap().sub("", text))
    if plain != text:
        say(changes, "spaces_removed")
    return plain


@cache
def _han_gap() -> re.Pattern[str]:
    return re.compile(f"(?<=[{HAN}（）])[{_SPACES}]+(?=[{HAN}（）])")


def wide_brackets(text: str, changes: list[Remark]) -> str:
    """Half-width round brackets as full-width ones, where the text is Chinese: certificates print those."""
    if not has_han(text):
        return text
    plain = text.translate({0x28: "（", 0x29: "）"})
    if plain != text:
        say(changes, "brackets_widened")
    return plain


def is_han(char: str) -> bool:
    """True for one character of the class HAN."""
    return (
        "\u4e00" <= char <= "\u9fff"
        or "\u3400" <= char <= "\u4dbf"
        or char == "\u3007"
        or "\uf900" <= char <= "\ufaff"
        or "\ue000" <= char <= "\uf8ff"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def has_han(text: str) -> bool:
    """True when there is a Han character."""
    return not text.isascii() and any(map(is_han, text))


def limit(text: str, least: int, most: int) -> str:
    """The text itself. Raises FieldError when its length is outside of the limits."""
    if len(text) < least:
        raise FieldError("too_short", count=len(text), least=least)
    if len(text) > most:
        raise FieldError("too_long", count=len(text), most=most)
    return text


def refuse_figures(text: str) -> None:
    """Refuse what a spreadsheet makes of a long number (1.10101E+17, 110101199001010000.0); it is never repaired."""
    if _FIGURE.fullmatch(text):
        raise FieldError("spreadsheet_figure")


def hidden(value: str, head: int, tail: int) -> str:
    """Stars in the middle, `head` and `tail` characters kept; a value too short for that is all stars."""
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + value[len(value) - tail :]
