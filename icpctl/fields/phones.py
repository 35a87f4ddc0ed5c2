"""Phone numbers of the mainland. No list of prefixes: every such list refuses valid new ranges."""

import re
from collections.abc import Mapping
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark
from icpctl.fields.normal import number, refuse_figures, say

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_COUNTRY = re.compile(r"(?:\+|00)86-?|86-?(?=1[3-9][0-9]{9}$)|86-?(?=1[3-9][0-9]-[0-9]{4}-[0-9]{4}$)")
_TRUNK = re.compile(r"0(?=1[3-9][0-9]{9}$)")
_MARKED_EXTENSION = re.compile(r"(?:转|轉|分机|ext\.?|x|#|,)([0-9]{1,6})$", re.IGNORECASE)
_PLAIN_EXTENSION = re.compile(r"([^-]*[0-9()]-?[0-9]{7,8})-([0-9]{1,6})$")
_SERVICE = re.compile(r"[48]00[0-9]{7}|9[56][0-9]{3,4}")
# 010 and 02x are the area codes of three digits.
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([1-9][0-9]{6,7})")
_LOCAL = re.compile(r"[1-9][0-9]{6,7}")


def parse_mobile(text: str, context: Mapping[str, Any]) -> Parsed:
    """A mainland mobile number: 11 digits; +86, spaces and hyphens are taken out."""
    del context
    changes: list[Remark] = []
    return Parsed(_mobile(_digits(_plain(text, changes), changes)), tuple(changes))


def _mobile(digits: str) -> str:
    if digits.startswith(("+", "00")):
        raise FieldError("phone_foreign")
    for position, char in enumerate(digits, 1):
        if char not in "0123456789":
            raise FieldError("phone_character", position=position)
    if _LANDLINE.fullmatch(digits):
        raise FieldError("mobile_landline")
    if len(digits) != 11:
        raise FieldError("mobile_length", count=len(digits))
    if not _MOBILE.fullmatch(digits):
        raise FieldError("mobile_start")
    return digits


def parse_phone(text: str, context: Mapping[str, Any]) -> Parsed:
    """A mobile, or a landline with its area code and maybe an extension (010-12345678-801); 400 numbers are noted."""
    del context
    changes: list[Remark] = []
    notes: list[Remark] = []
    plain = _plain(text, changes)
    body, extension = _extension(plain)
    digits = re.sub(r"[-()]", "", body)
    if extension is None and (_MOBILE.fullmatch(digits) or digits.startswith(("1", "+"))):
        return Parsed(_mobile(_digits(plain, changes)), tuple(changes))
    for position, char in enumerate(digits, 1):
        if char not in "0123456789":
            raise FieldError("phone_character", position=position)
    landline = _LANDLINE.fullmatch(digits)
    if landline:
        value = "-".join(part for part in (landline[1], landline[2], extension) if part)
    elif _SERVICE.fullmatch(digits) and extension is None:
        say(notes, "service_number")
        value = digits
    elif _LOCAL.fullmatch(digits):
        raise FieldError("phone_area")
    else:
        raise FieldError("phone")
    if value != plain:
        say(changes, "phone_form")
    return Parsed(value, tuple(changes), tuple(notes))


def _extension(text: str) -> tuple[str, str | None]:
    found = _MARKED_EXTENSION.search(text)
    if found:
        return text[: found.start()].rstrip("-"), found[1]
    found = _PLAIN_EXTENSION.fullmatch(text)
    if found and _LANDLINE.fullmatch(re.sub(r"[-()]", "", found[1])):
        return found[1], found[2]
    return text, None


def _plain(text: str, changes: list[Remark]) -> str:
    """Narrow, without country code, without the 0 that some put before a mobile."""
    value = number(text, changes)
    refuse_figures(value)
    bare = re.sub(r"^\(\+?86\)", "+86", value)
    bare = _COUNTRY.sub("", bare, count=1) if _COUNTRY.match(bare) else bare
    if re.match(r"(?:[2-9]|10)", bare) and bare != value and not _SERVICE.fullmatch(bare):
        bare = f"0{bare}"
    bare = _TRUNK.sub("", bare)
    if bare != value:
        say(changes, "country_code")
    return bare


def _digits(text: str, changes: list[Remark]) -> str:
    digits = re.sub(r"[-()]", "", text)
    if digits != text:
        say(changes, "hyphens_removed")
    return digits


def is_mobile(text: str | None) -> bool:
    """True for a normalised mobile number."""
    return bool(text) and _MOBILE.fullmatch(text or "") is not None


def mask_mobile(value: str) -> str:
    """First three and last four digits."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 10 else value[:1] + "*" * (len(value) - 1)


def mask_phone(value: str) -> str:
    """Like a mobile: first three and last four characters."""
    return mask_mobile(value)
