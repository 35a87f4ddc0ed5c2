"""Values of the most usual shapes: what reading would give back as they are, with nothing to say about them.

Most values of a draft are so, and a look costs a tenth of reading them. A test proves for each kind that reading agrees.
No pattern here has a class with Han: it would take longer to compile than a draft to check.
"""

import re
from collections.abc import Callable
from functools import cache, partial

_MARKS = frozenset("，。、（）：；！？《》")
_BESIDE_HAN = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz #-")
_TRADITIONAL = ("", "備", "號")  # these would be read as their Simplified forms
_NUMBER = "ICP备[0-9]{8}(?:[0-9]{2})?号"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_SPECIAL_FIRST = frozenset({"0", "10", "100", "127", "169", "172", "192", "198", "203", *map(str, range(224, 256))})
_LABELS = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,20}"
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


def _ip(text: str) -> bool:
    """One IPv4 address; of the first numbers that have special blocks, all are left to reading."""
    return _like(_IPV4, text) and text.partition(".")[0] not in _SPECIAL_FIRST


def _domain(text: str) -> bool:
    """A name of plain labels below a known ending, one of which somebody registered."""
    if len(text) > 253 or not _like(_LABELS, text) or "xn--" in text:
        return False
    from icpctl.fields import domains, suffixes

    return suffixes.is_known(text.rpartition(".")[2]) and domains.registrable(text) is not None


def _app_domain(text: str) -> bool:
    """At most four labels: the levels of an App's domain can then not be too many."""
    return text.count(".") <= 3 and _domain(text)


def _email(text: str) -> bool:
    from icpctl.fields import mail

    return mail.is_plain(text)


def _licence(end: str, text: str) -> bool:
    return text[:1] not in _TRADITIONAL and _is_han(text[0]) and _like(_NUMBER + end, text[1:])


def look_at(kind: str) -> Callable[[str], object] | None:
    """What `is_usual` asks for a kind, ready for many texts: true or false; None for a kind that has no usual shape."""
    look = LOOKS.get(kind)
    return _compiled(*look.args).fullmatch if isinstance(look, partial) and look.func is _like else look


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
    "phone": partial(_like, "1[3-9][0-9]{9}|0(?:10|2[0-9]|[3-9][0-9]{2})-[1-9][0-9]{6,7}"),
    "date": partial(_like, _DAY),
    "until": partial(_like, f"{_DAY}|long-term"),
    "email": _email,
    "ip": _ip,
    "domain": _domain,
    "app_domain": _app_domain,
    "home_url": _domain,
    "subject_licence": partial(_licence, ""),
    "site_licence": partial(_licence, "-[1-9][0-9]{0,3}"),
    "app_licence": partial(_licence, "-[1-9][0-9]{0,3}[AXK]"),
    # Without hyphens, or with those of a UUID: another code might be a figure of a spreadsheet (1e-5).
    "resource_code": partial(_like, "[A-Za-z0-9]{4,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "package_id": partial(_like, r"[A-Za-z0-9_-]{1,60}(?:\.[A-Za-z0-9_-]{1,60}){1,3}"),
    "public_key": partial(_like, "[0-9A-Fa-f]{32,5000}"),
    "fingerprint": partial(_like, "[0-9A-F]{32}|[0-9A-F]{40}|[0-9A-F]{64}"),
}
