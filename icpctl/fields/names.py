"""Names of people, organisations, sites and regions: only their shape. What a good name is, the rules say."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark
from icpctl.fields.normal import (
    HAN,
    chinese,
    close_gaps,
    has_han,
    limit,
    narrow,
    number,
    say,
    squeeze,
    tidy,
    wide_brackets,
)

_DOTS = re.compile("[\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u2e31]")
_AROUND_DOT = re.compile(" *\u00b7 *")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MARKS = " \u00b7-'\u2019.,"
_CODE = re.compile(r"[1-9][0-9]{5}")
_DIGIT = re.compile(r"[0-9]")


def parse_person_name(text: str, context: Mapping[str, Any]) -> Parsed:
    """A person's name as on the certificate: 2-50 letters or Han, parts joined by ·, blanks in foreign ones only."""
    del context
    changes: list[Remark] = []
    name = close_gaps(chinese(tidy(text, changes), changes), changes)
    dotted = _AROUND_DOT.sub("\u00b7", _dot_in_han().sub("\u00b7", _DOTS.sub("\u00b7", name)))
    if dotted != name:
        say(changes, "middle_dot")
    for position, char in enumerate(dotted, 1):
        if char in "0123456789":
            raise FieldError("person_name_digit", position=position)
        if not (char.isalpha() or char in _MARKS or _PRIVATE.match(char) or _is_mark(char)):
            raise FieldError("person_name_character", position=position)
    if sum(c not in _MARKS for c in dotted) < 2:
        raise FieldError("person_name_short")
    notes: list[Remark] = []
    if _PRIVATE.search(dotted):
        say(notes, "private_character")
    return Parsed(limit(dotted, 2, 50), tuple(changes), tuple(notes))


@cache
def _dot_in_han() -> re.Pattern[str]:
    return re.compile(f"(?<=[{HAN}]) ?[.\uff0e] ?(?=[{HAN}])")


def _is_mark(char: str) -> bool:
    import unicodedata

    return unicodedata.category(char) in ("Mn", "Mc")


def mask_person_name(value: str) -> str:
    """The surname (first character) only; how long the name is stays hidden."""
    return value[:1] + "**"


def parse_subject_name(text: str, context: Mapping[str, Any]) -> Parsed:
    """The full name of an organisation (or a person) as on the certificate, 2-120 characters, full-width brackets."""
    del context
    changes: list[Remark] = []
    name = close_gaps(wide_brackets(chinese(tidy(text, changes), changes), changes), changes)
    name = limit(name, 2, 120)
    if not any(c.isalpha() or _PRIVATE.match(c) for c in name):
        raise FieldError("name_words")
    notes: list[Remark] = []
    if name.count("（") + name.count("(") != name.count("）") + name.count(")"):
        say(notes, "brackets_open")
    return Parsed(name, tuple(changes), tuple(notes))


def parse_site_name(text: str, context: Mapping[str, Any]) -> Parsed:
    """The name of a site or App, 1-100 characters; letters and digits half-width."""
    del context
    changes: list[Remark] = []
    return Parsed(limit(chinese(tidy(text, changes), changes), 1, 100), tuple(changes))


def mask_site_name(value: str) -> str:
    """The name of a site is public."""
    return value


def parse_region(text: str, context: Mapping[str, Any]) -> Parsed:
    """A city or district: its name, or its GB/T 2260 code of six digits. Whether it exists, a check says."""
    del context
    changes: list[Remark] = []
    tidied = tidy(text, changes)
    plain = narrow(tidied, changes)
    if _DIGIT.search(plain):
        code = number(plain, changes)
        if not _CODE.fullmatch(code):
            raise FieldError("region_code")
        return Parsed(code, tuple(changes))
    name = squeeze(plain, changes) if has_han(plain) else plain
    if not all(c.isalpha() or c in " ·-'" for c in name):
        raise FieldError("region")
    return Parsed(limit(name, 2, 40), tuple(changes))


def mask_region(value: str) -> str:
    """A city or district may be shown."""
    return value
