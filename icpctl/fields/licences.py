"""Licence numbers of filings: subject 京ICP备12345678号, site ...号-1, App, mini-program and quick app ...号-1A/X/K.

Only the build is judged here (8 or 10 digits, place of 号 and of the sequence number); which prefix belongs to which
province, and which years are plausible, is data of the rule book.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark
from icpctl.fields.normal import dashes, is_han, narrow, say, squeeze, tidy

SERVICE_LETTERS = "AXK"
"""A App, X mini-program, K quick app."""

LABEL = re.compile(
    r"^(?:[^0-9:]{0,24}:|(?:ICP)?(?:主体|网站|APP|小程序)?备案(?:/?许可证?)?(?:证)?编?号(?=.ICP备))", re.IGNORECASE
)
ENDING = ".。,、|;:!"
_ICP = re.compile("icp", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<prefix>.)ICP备(?P<digits>[0-9]+)(?P<mark>号)?(?:-(?P<sequence>[0-9]*)(?P<letter>[A-Za-z]*))?")
_COMMERCIAL = re.compile(r"ICP证|[AB][1-3](?:\.[AB][1-3])*-[0-9]|EDI", re.IGNORECASE)
_POLICE = re.compile("公网?安备")


def parse_subject_licence(text: str, context: Mapping[str, Any]) -> Parsed:
    """The licence number of a subject: 京ICP备12345678号."""
    del context
    found, changes = _read(text)
    if found["sequence"] is not None:
        raise FieldError("licence_not_subject")
    return Parsed(_spell(found), tuple(changes))


def parse_site_licence(text: str, context: Mapping[str, Any]) -> Parsed:
    """The licence number of a site: 京ICP备12345678号-1."""
    del context
    found, changes = _read(text)
    if found["sequence"] is None:
        raise FieldError("licence_no_sequence")
    if found["letter"]:
        raise FieldError("licence_not_site", letter=found["letter"])
    return Parsed(_spell(found), tuple(changes))


def parse_app_licence(text: str, context: Mapping[str, Any]) -> Parsed:
    """The licence number of an App (A), a mini-program (X) or a quick app (K): 京ICP备12345678号-1A."""
    del context
    found, changes = _read(text)
    if found["sequence"] is None:
        raise FieldError("licence_no_sequence_app")
    if not found["letter"]:
        raise FieldError("licence_not_app")
    return Parsed(_spell(found), tuple(changes))


@lru_cache(maxsize=256)  # the checks of one draft ask it again and again
def take_apart(text: str | None) -> tuple[str, str, str | None, str] | None:
    """(prefix, digits, sequence or None, letter or "") of a licence number, normalised; None for other texts."""
    if not text:
        return None
    try:
        found, _ = _read(text)
    except FieldError:
        return None
    return str(found["prefix"]), str(found["digits"]), found["sequence"], found["letter"] or ""


def _spell(found: Mapping[str, str | None]) -> str:
    head = f"{found['prefix']}ICP备{found['digits']}号"
    return head if found["sequence"] is None else f"{head}-{found['sequence']}{found['letter']}"


def _read(text: str) -> tuple[dict[str, str | None], list[Remark]]:
    changes: list[Remark] = []
    plain = _plain(text, changes)
    found = _NUMBER.fullmatch(plain)
    if not found or not is_han(found["prefix"]):
        raise FieldError(_what_else(plain))
    digits, sequence, letter = found["digits"], found["sequence"], found["letter"]
    if len(digits) not in (8, 10):
        raise FieldError("licence_digits", count=len(digits))
    if not found["mark"]:
        say(changes, "licence_mark_added")
    if sequence is not None:
        if not re.fullmatch(r"[1-9][0-9]{0,3}", sequence):
            raise FieldError("licence_sequence")
        letter = (letter or "").upper()
        if letter != found["letter"]:
            say(changes, "uppercased")
        if len(letter) > 1 or letter not in SERVICE_LETTERS:
            raise FieldError("licence_letter", letter=letter[:4])
    return {"prefix": found["prefix"], "digits": digits, "sequence": sequence, "letter": letter}, changes


def _plain(text: str, changes: list[Remark]) -> str:
    plain = dashes(squeeze(narrow(tidy(text, changes), changes), changes), changes)
    simple = plain.replace("備", "备").replace("號", "号")
    if simple != plain:
        say(changes, "licence_simplified")
    bare = LABEL.sub("", simple)
    if bare != simple:
        say(changes, "licence_label_removed")
    cut = bare.rstrip(ENDING)
    if cut != bare:
        say(changes, "ending_removed")
    named = _ICP.sub("ICP", cut)
    if named != cut:
        say(changes, "licence_icp")
    return named


def _what_else(plain: str) -> str:
    if _POLICE.search(plain):
        return "licence_police"
    if _COMMERCIAL.search(plain):
        return "licence_commercial"
    if plain.startswith("ICP备"):
        return "licence_no_prefix"
    return "licence"


def mask_subject_licence(value: str) -> str:
    """Licence numbers are public."""
    return value


def mask_site_licence(value: str) -> str:
    """Licence numbers are public."""
    return value


def mask_app_licence(value: str) -> str:
    """Licence numbers are public."""
    return value
