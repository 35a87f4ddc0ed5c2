"""Forms and kinds of names: pure digits, a domain, a place, a person's name ... `pure` of the whole, `inside` of a part."""

import re
from functools import cache

from icpctl.findings import ERROR, NOTE, WARNING
from icpctl.naming.context import Context, Span
from icpctl.naming.places import Place, Places
from icpctl.naming.text import BREAK, Name, is_han, is_latin, read
from icpctl.rules import Book

# A syllable of Pinyin without tones. A Latin word that is made of two or more is taken for Pinyin.
_SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|ve|er|an|en"
    "|in|un|vn|ia|ua|uo|a|o|e|i|u|v)"
)
_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
_PINYIN_SURE = 6
"""Letters from which a Latin word made of Pinyin syllables alone is hardly another word."""

_URL = re.compile(r"https?:/|www\.|[a-z0-9]\.[a-z]{2,}", re.IGNORECASE)

Part = tuple[str, Span, str]
"""A word, its place in `Name.plain`, and the most that it may weigh: an error only when it surely is what it looks like."""


def pure(kind: str, name: Name, context: Context, book: Book) -> bool:
    """True when the whole name is of a kind; brackets, hyphens and other marks count for nothing. False for unknown kinds."""
    letters = name.plain.replace(BREAK, "")
    if kind == "punctuation":
        return not letters
    if kind == "domain":
        return "." in name.folded and _domain().fullmatch(name.folded.strip()) is not None
    if kind == "place-name":
        return Places.of(book).is_place(letters)
    if kind == "personal-name":
        return letters in {read(p).plain for p in context.people}
    if not letters:
        return False
    if kind == "digits":
        return all(c.isdigit() for c in letters)
    if kind == "latin":
        return all(map(is_latin, letters))
    if kind == "latin-digits":
        return all(is_latin(c) or c.isdigit() for c in letters) and not pure("digits", name, context, book)
    return False


def inside(kind: str, name: Name, context: Context, book: Book) -> list[Part]:
    """The parts of a name that are of a kind; [] for unknown kinds."""
    if kind in ("place-name", "region"):
        return _places(name, context, book)
    if kind == "personal-name":
        return _persons(name, context)
    if kind == "pinyin":
        found = [m for m in _pinyin().finditer(name.plain) if _is_word(name.plain, m) and len(m[0]) > 3]
        return [(m[0], m.span(), ERROR if len(m[0]) >= _PINYIN_SURE else WARNING) for m in found]
    if kind == "url":
        url = _URL.search(name.folded)
        return [(url[0], (0, len(name.plain)), ERROR)] if url else []
    return [(m[0], m.span(), ERROR) for m in _pattern(kind, book).finditer(name.plain)]


@cache
def _pinyin() -> re.Pattern[str]:
    return re.compile(f"{_INITIAL}{_SYLLABLE[len(_INITIAL) + 1 :]}(?:{_SYLLABLE})*(?![a-z])")


@cache
def _domain() -> re.Pattern[str]:
    # Ignoring the case of a class with Han costs 2 ms to compile, and it has no case.
    return re.compile(r"(?:https?://)?(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:[a-z]{2,}|(?-i:[\u3400-\u9fff]{2,}))/?", re.IGNORECASE)


def _pattern(kind: str, book: Book) -> re.Pattern[str]:
    """The pattern that the rule book has for a kind of words; one that never matches when it has none."""
    return book.kept(("name kind", kind), lambda: _compiled(kind, book))


def _compiled(kind: str, book: Book) -> re.Pattern[str]:
    known = {str(e["id"]): str(e["regex"]) for e in book.file("naming").get("name_kind", [])}
    return re.compile(known.get(kind, "(?!)"))


def _is_word(text: str, found: re.Match[str]) -> bool:
    start = found.start()
    return start == 0 or not (text[start - 1].isascii() and text[start - 1].isalpha())


def _places(name: Name, context: Context, book: Book) -> list[Part]:
    """A short name of a city is surely meant when it is the filing's own, or at the beginning and no ordinary word as well.

    One that is an ordinary word as well and stands inside is hardly meant; in a longer word that is no place it is no hit.
    """
    known = Places.of(book)
    places = known.find(name.plain)
    if not places:
        return []
    words = _pattern("place-or-word", book)
    other = [m.span() for m in _pattern("no-place", book).finditer(name.plain)]
    own = {p.base for text in context.places for p in known.find(text)}

    def most(place: Place) -> str:
        if place.sure or place.base in own:
            return ERROR
        ordinary = words.fullmatch(place.word) is not None
        return (NOTE if place.span[0] else WARNING) if ordinary else WARNING if place.span[0] else ERROR

    found = [p for p in places if p.sure or not any(a <= p.span[0] and p.span[1] <= b for a, b in other)]
    return [(p.word, p.span, most(p)) for p in found]


def _persons(name: Name, context: Context) -> list[Part]:
    """Names of people that the draft knows; one of two characters may be an ordinary word as well."""
    out = []
    for person in context.people:
        plain = read(person).plain
        at = name.plain.find(plain) if len(plain) > 1 and is_han(plain[0]) else -1
        if at >= 0:
            out.append((plain, (at, at + len(plain)), ERROR if len(plain) > 2 or plain == name.plain else WARNING))
    return out
