"""Values of the most usual shapes: what reading would give back as they are, with nothing to say about them.

Most values of a draft are so, and a look costs a tenth of reading them. A test proves for each kind that reading agrees.
No pattern here has a class with Han: it would take longer to compile than a draft to check.
"""

import re
from collections.abc import Callable
from functools import cache, partial

_MARKS = frozenset("，。、（）：；！？《》")
_BESIDE_HAN = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz #-")
_DAY = r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"


def is_usual(kind: str, text: str) -> bool:
    """True when reading this text gives it back unchanged, without a remark."""
    look = LOOKS.get(kind)
    return look is not None and look(text)


def _is_han(text: str) -> bool:
    return min(text) >= "\u4e00" and max(text) <= "\u9fa5"


def _han(least: int, most: int, text: str) -> bool:
    return least <= len(text) <= most and _is_han(text)


def _text(text: str) -> bool:
    if not 1 <= len(text) <= 502 or text[0] == " " or text[-1] == " ":
        return False
    return all(" " <= c <= "~" or "\u4e00" <= c <= "\u9fa5" or c in _MARKS for c in text)


def _address(text: str) -> bool:
    """Han, at least two at the beginning; then letters, digits, blanks, # and - as well, at most 101 characters."""
    if not 2 <= len(text) <= 103 or text[-1] in " #-" or not _is_han(text[:2]):
        return False
    return all("\u4e00" <= c <= "\u9fa5" or c in _BESIDE_HAN for c in text)


def _like(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


LOOKS: dict[str, Callable[[str], bool]] = {
    "text": _text,
    "address": _address,
    "person_name": partial(_han, 2, 20),
    "subject_name": partial(_han, 2, 80),
    "site_name": partial(_han, 1, 80),
    "region": partial(_han, 2, 20),
    "mobile": partial(_like, "1[3-9][0-9]{9}"),
    "phone": partial(_like, "1[3-9][0-9]{9}|0[3-9][0-9]{2}-[1-9][0-9]{6,7}"),
    "date": partial(_like, _DAY),
    "until": partial(_like, f"{_DAY}|long-term"),
}
