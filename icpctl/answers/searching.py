"""Finding a choice by what is typed: Chinese, pinyin in full or its initials, id, English name, official code.

How the Han characters of the choices are read is in `readings.toml` (made by tests/wizard/make_readings.py), because
loading a whole pinyin library costs half a second at the first key that is pressed. A character that is not in it, of a
user's own rule file say, is found by itself.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from icpctl.naming.text import is_han, simplify
from icpctl.rules import Book, vocabulary
from icpctl.wording import language

LONGEST = 60  # characters of what is typed that are looked at
EXACT, PREFIX, CONTAINS, IN_ORDER = range(4)
_LATIN = re.compile(r"[a-z]")
_TONE = re.compile(r"(?<=[a-z])[1-5](?![0-9])")
_PIECES = re.compile(r"[a-z]+|[0-9]+|.", re.DOTALL)
_AREA = re.compile(r"(?<=..)(?:市|地区|盟|县|区|林区)$")


class Choice(NamedTuple):
    """One of a list: the id, what it is called, and the other words it is found by (names, aliases, codes)."""

    id: str
    name: str
    words: tuple[str, ...] = ()


C = TypeVar("C", bound=tuple[Any, ...])


class _Keys(NamedTuple):
    """What a choice is found by: names as they stand, their readings, and bare ids, English names and codes."""

    names: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]
    plain: tuple[str, ...]
    codes: tuple[str, ...]


def choices(book: Book, table: str) -> list[Choice]:
    """A vocabulary table as choices, in the order of the data; names in the user's language, found by both languages."""
    return [Choice(id_, name, tuple(vocabulary.spellings(book, table, id_))) for id_, name in vocabulary.listing(book, table)]


def places(book: Book, province: str | None, *, districts: bool = False) -> list[Choice]:
    """The cities of a province (or its districts, where it is a municipality) with their GB/T 2260 codes as ids.

    Without a province those of all. Where the table of divisions has none the list is empty: the answer is free text.
    """
    return [
        Choice(r.id, str(r["name_zh"]), (r.id, _AREA.sub("", str(r["name_zh"]))))
        for r in book.all("division")
        if province in (None, r["province"]) and districts == (r["kind"] == "municipality-district")
    ]


def spelled(place: Choice) -> Choice:
    """A place with its pinyin behind the name, for whoever does not read Chinese; in Chinese as it is."""
    if language() == "zh":
        return place
    short = next((word for word in place.words if not word.isdigit()), place.name)
    return place._replace(name=f"{place.name} {''.join(syllables(short)).capitalize()}", words=(place.name, *place.words))


def found(typed: str, listed: Sequence[C]) -> list[C]:
    """The choices that are meant, best first: exact, beginning, containing, characters in order; then as they are listed.

    A choice is (id, name) or (id, name, other words); the very objects are given back. All of them when nothing is typed.
    """
    han, latin = _typed(typed)
    if not han:
        return list(listed)
    scored = []
    for place, choice in enumerate(listed):
        score = _score(han, latin, _keys(str(choice[0]), str(choice[1]), tuple(choice[2]) if len(choice) > 2 else ()))
        if score is not None:
            scored.append((score, place, choice))
    scored.sort(key=lambda one: one[:2])
    # Letters in order are in many readings: they count only while nothing is hit better.
    best = scored[0][0][0] if scored and latin else IN_ORDER
    return [choice for (level, _), _, choice in scored if level <= max(best, CONTAINS)]


@lru_cache(maxsize=256)
def _typed(text: str) -> tuple[str, str]:
    """(folded text, its Latin letters as pinyin without tones; "" when it has none or has Han as well)."""
    folded = fold(text[:LONGEST])
    if not _LATIN.search(folded) or any(is_han(c) for c in folded):
        return folded, ""
    return folded, _TONE.sub("", folded).replace("v", "u")


def fold(text: str) -> str:
    """Spelling that never matters taken out: width, case, blanks, hyphens, marks, tones, Traditional characters."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", wide) if not unicodedata.combining(c))
    return "".join(c for c in simplify(bare) if c.isalnum())


@lru_cache(maxsize=4096)
def _keys(id_: str, name: str, words: tuple[str, ...]) -> _Keys:
    names = tuple(dict.fromkeys(fold(w) for w in (name, *words) if not w.isdigit()))
    han = tuple(n for n in names if any(is_han(c) for c in n))
    plain = tuple(dict.fromkeys(n for n in (fold(id_), *names) if n.isascii()))
    codes = tuple(dict.fromkeys(w for w in (id_, *words) if w.isdigit()))
    return _Keys(han, tuple(_reading(n) for n in han), plain, codes)


def _score(typed: str, pinyin: str, keys: _Keys) -> tuple[int, int] | None:
    """(how well, by what) a choice is hit, less is better; None when it is not."""
    hits = [(level, i) for i, name in enumerate(keys.names) if (level := _text(typed, name)) is not None]
    if pinyin:
        hits += [(level, i) for i, one in enumerate(keys.readings) if (level := _spoken(pinyin, one)) is not None]
    hits += [(level, 50 + i) for i, word in enumerate(keys.plain) if (level := _part(typed, word)) is not None]
    if typed.isdigit():
        hits += [(EXACT if code == typed else PREFIX, 40) for code in keys.codes if code.startswith(typed)]
    return min(hits, default=None)


def _part(typed: str, word: str) -> int | None:
    if typed == word:
        return EXACT
    if word.startswith(typed):
        return PREFIX
    return CONTAINS if typed in word and len(typed) > 1 else None


def _text(typed: str, name: str) -> int | None:
    if typed in name:
        return EXACT if typed == name else PREFIX if name.startswith(typed) else CONTAINS
    rest = iter(name)
    return IN_ORDER if len(typed) > 1 and all(c in rest for c in typed) else None


def _spoken(typed: str, reading: Sequence[str]) -> int | None:
    """Pinyin may be cut short at every syllable: chongqing, chongq, chqing and cq all are 重庆."""
    if typed in ("".join(reading), "".join(s[0] for s in reading)):
        return EXACT
    for start in range(len(reading)):
        if reading[start][0] == typed[0] and _run(typed, reading[start:], gaps=False):
            return CONTAINS if start else PREFIX
    return IN_ORDER if len(typed) > 1 and _run(typed, reading, gaps=True) else None


def _run(typed: str, syllables: Sequence[str], *, gaps: bool) -> bool:
    """Do beginnings of successive syllables make up what is typed? With gaps: some syllables may be left out."""
    reached = {0}
    for syllable in syllables:
        further = {
            at + n
            for at in reached
            for n in range(1, min(len(syllable), len(typed) - at) + 1)
            if typed[at : at + n] == syllable[:n]
        }
        if len(typed) in further:
            return True
        reached = further | reached if gaps else further
        if not reached:
            return False
    return False


def _reading(name: str) -> tuple[str, ...]:
    """The syllables of a folded name; Latin words, figures and characters without a known reading as they stand."""
    one_by_one, phrases = _readings()
    out: list[str] = []
    at = 0
    while at < len(name):
        size = next((n for n in range(min(len(name) - at, _longest()), 1, -1) if name[at : at + n] in phrases), 0)
        if size:
            out += phrases[name[at : at + size]]
            at += size
            continue
        piece = _piece(name, at)
        out.append(one_by_one.get(piece, piece))
        at += len(piece)
    return tuple(out)


def _piece(name: str, at: int) -> str:
    match = _PIECES.match(name, at)
    return match[0] if match else name[at]


@cache
def _readings() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Han -> syllable, and words that are read otherwise than their characters -> syllables; ü is u."""
    data = tomllib.loads(Path(__file__).with_name("readings.toml").read_text(encoding="utf-8"))
    single = {char: syllable for syllable, chars in data["reading"].items() for char in chars}
    return single, {word: tuple(text.split()) for word, text in data["phrase"].items()}


@cache
def _longest() -> int:
    return max(map(len, _readings()[1]), default=0)


def syllables(name: str) -> Iterator[str]:
    """How a name is read, syllable by syllable, as it is searched."""
    yield from _reading(fold(name))
