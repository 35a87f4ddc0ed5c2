"""A name beside the subject's full name: what they share, and whose region is larger."""

from icpctl.naming.context import Context, Span
from icpctl.naming.places import Place, Places
from icpctl.naming.text import BREAK, Name, is_han, read
from icpctl.rules import Book

_GENERIC = "organization-words"
_MOST = 200
"""Characters that are compared; names are shorter, and comparing grows with the square."""


def is_related(name: Name, context: Context, book: Book) -> bool:
    """True when name and subject share more than a place and the word for an organisation, or the remark says whose it is.

    Shared are two Chinese characters or three letters in a row, or at least half of the name's characters in the same order (a
    short form). The remark speaks of the name when it holds it.
    """
    subject = read(context.subject_name or "").plain
    if name.plain and (name.plain in subject or subject in name.plain):
        return True
    mine, theirs = _own_part(name.plain, book), _own_part(subject, book)
    if _share_a_run(mine, theirs):
        return True
    order = _same_order(mine, theirs)
    return order >= 2 and 2 * order >= len(mine.replace(BREAK, ""))


def is_explained(name: Name, context: Context) -> bool:
    """True when the remark names the site's name, so that a reviewer reads there whose it is."""
    return bool(name.plain) and name.plain in read(context.remark).plain


def is_same(one: str, other: str) -> bool:
    """True when two names are one to a reader: width, marks, case and Traditional characters aside."""
    return read(one).plain == read(other).plain


def larger_places(name: Name, context: Context, book: Book) -> list[tuple[str, Span]]:
    """Places in the name that are larger than every place in the subject's full name; [] when that has none."""
    known = Places.of(book)
    own = known.find(read(context.subject_name or "").plain)
    if not own:
        return []
    return [(p.word, p.span) for p in known.find(name.plain) if not any(_covers(s, p) for s in own)]


def _covers(own: Place, place: Place) -> bool:
    return own.base == place.base or own.level <= place.level


def _own_part(text: str, book: Book) -> str:
    """A name without places and without the words for an organisation as such."""
    family = book.one("word-family", _GENERIC)
    for place in reversed(Places.of(book).find(text)):
        text = text[: place.span[0]] + BREAK + text[place.span[1] :]
    for word in family["words"] if family else ():
        text = text.replace(word, BREAK)
    return text[:_MOST]


def _share_a_run(one: str, other: str) -> bool:
    for i in range(len(one) - 1):
        most = 2 if is_han(one[i]) or is_han(one[i + 1]) else 3
        run = one[i : i + most]
        if len(run) == most and BREAK not in run and run in other:
            return True
    return False


def _same_order(one: str, other: str) -> int:
    """How many Chinese characters of `one` stand in `other` in the same order, at most."""
    row = [0] * (len(other) + 1)
    for char in one:
        if not is_han(char):
            continue
        before = 0
        for j, theirs in enumerate(other, 1):
            diagonal, row_j = before, row[j]
            before = row_j
            row[j] = diagonal + 1 if char == theirs else max(row_j, row[j - 1])
    return row[-1]
