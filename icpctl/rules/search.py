"""Looking through the whole rule book by words, by id or by age. It reads every file: for `rules` and `doctor` only."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from icpctl.rules import Book, Rule
from icpctl.rules.age import OLD_DAYS, age_days, newest_day
from icpctl.rules.kinds import KINDS

_NAMES = ("name_zh", "name_en", "title_zh", "title_en", "label_zh", "label_en", "name", "full_name_zh")


def search(book: Book, text: str, limit: int = 20) -> list[Rule]:
    """Rules of all kinds that hold every word of `text` in their texts, Chinese or English; case and width are equal.

    Hits in the id come first, then hits in the name, then the others, each in the order of the book. An empty text
    finds nothing; a `limit` of 0 or less means no limit.
    """
    words = _fold(text).split()
    if not words:
        return []
    found: tuple[list[Rule], ...] = ([], [], [])
    for rule in _everything(book):
        places = (rule.id, " ".join(str(rule.get(k, "")) for k in _NAMES), " ".join([rule.id, *_texts(rule)]))
        for rank, place in enumerate(places):
            folded = _fold(place)
            if all(w in folded for w in words):
                found[rank].append(rule)
                break
    hits = [rule for rank in found for rule in rank]
    return hits[:limit] if limit > 0 else hits


def find(book: Book, id_: str) -> list[Rule]:
    """The rules of any kind with this id, in the order of the kinds; a document also by an alias of its id."""
    wanted = id_.strip()
    found = [rule for kind in KINDS if (rule := book.one(kind, wanted))]
    if not any(rule.kind == "document" for rule in found):
        alias = book.file("document-files")["aliases"]["documents"].get(wanted)
        document = book.one("document", alias) if alias else None
        found += [document] if document else []
    return found


def newest(rule: Rule) -> tuple[int, int] | None:
    """The newest (year, month) that the rule's `as_of` states; None when it states none (see `age.newest_day`)."""
    day = newest_day(rule.as_of)
    return None if day is None else (day.year, day.month)


def why_stale(rule: Rule, day: date, most_days: int = OLD_DAYS) -> Literal["", "undated", "old"]:
    """Why to look it up again: "old" (newest source more than `most_days` before `day`), "undated", or "" for no reason.

    Entries that state nothing (a heading, a name in a list) have no date to grow old.
    """
    if "as_of" not in rule.data and "sources" not in rule.data:
        return ""
    age = age_days(rule.as_of, day)
    if age is None:
        return "undated"
    return "old" if age > most_days else ""


def stale(book: Book, day: date, most_days: int = OLD_DAYS, kind: str | None = None) -> list[Rule]:
    """The rules that should be looked up again (see `why_stale`): the oldest first, undated ones last."""
    found = [r for r in (book.all(kind) if kind else _everything(book)) if why_stale(r, day, most_days)]
    return sorted(found, key=lambda r: newest_day(r.as_of) or date.max)


def oldest(book: Book, limit: int = 20) -> list[Rule]:
    """The dated rules, oldest first."""
    dated = [(month, rule) for rule in _everything(book) if (month := newest(rule))]
    return [rule for _, rule in sorted(dated, key=lambda pair: pair[0])[:limit]]


def _everything(book: Book) -> Iterator[Rule]:
    for kind in KINDS:
        yield from book.all(kind)


def _texts(rule: Rule) -> Iterator[str]:
    """Every text of a rule and the keys of its tables, without the entries that are rules of a kind of their own."""
    folder = KINDS[rule.kind].folder
    own = {s.table for s in KINDS.values() if folder and s.folder == folder and s.table}
    for key, value in rule.data.items():
        if key not in own:
            yield from _inside(value)


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _inside(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _inside(inner)
    elif not isinstance(value, bool):
        yield str(value)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
