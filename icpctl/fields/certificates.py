"""Numbers of certificates, of persons and of organisations, by the type of the certificate (`context["cert_type"]`).

What a standard defines is checked in full; numbers without a published build are read leniently, because refusing a
valid number is worse than accepting a wrong one. No message holds the number or the check character expected.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark, resident, uscc
from icpctl.fields.normal import HAN, hidden, number, refuse_figures, say, upper
from icpctl.fields.resident import PROVINCE_CODES, age_on, birth_date, is_resident_id, sex
from icpctl.fields.uscc import is_uscc

__all__ = [
    "PROVINCE_CODES", "age_on", "birth_date", "is_resident_id", "is_uscc", "mask_person_certificate",
    "mask_subject_certificate", "parse_person_certificate", "parse_subject_certificate", "region_code", "sex",
]  # fmt: skip

_HK_MACAU = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?")
_TAIWAN = re.compile(r"[0-9]{8}|[0-9]{10}(?:\([A-Z0-9]{1,2}\))?")
_PASSPORT = re.compile(r"[A-Z0-9]{5,17}")
_PERMANENT_OLD = re.compile(r"[A-Z]{3}[0-9]{12}")
_PERMANENT_NEW = re.compile(r"9[0-9]{16}[0-9X]")
_REGISTRATION = re.compile(r"[0-9]{15}")
_CURVED = str.maketrans("〔〕【】[]", "()()()")


def _resident(value: str, context: Mapping[str, Any], notes: list[Remark]) -> None:
    resident.refuse_wrong(value, context.get("day"), notes)


def _hmt(value: str, context: Mapping[str, Any], notes: list[Remark]) -> None:
    resident.refuse_shape(value)
    if value[:6] not in resident.HMT_REGIONS:
        raise FieldError("hmt_region")
    resident.refuse_wrong(value, context.get("day"), [])
    del notes


def _hk_macau(value: str, context: Mapping[str, Any], notes: list[Remark]) -> None:
    del context, notes
    if not _HK_MACAU.fullmatch(value):
        raise FieldError("hk_macau_permit", count=len(value))


def _taiwan(value: str, context: Mapping[str, Any], notes: list[Remark]) -> None:
    del context, notes
    if not _TAIWAN.fullmatch(value):
        raise FieldError("taiwan_permit", count=len(value))


def _passport(value: str, context: Mapping[str, Any], notes: list[Remark]) -> None:
    del context, notes
    if not _PASSPORT.fullmatch(value):
        raise FieldError("passport", count=len(value))


def _permanent(value: str, context: Mapping[str, Any], notes: list[Remark]) -> None:
    del context, notes
    if _PERMANENT_OLD.fullmatch(value):
        return
    if not _PERMANENT_NEW.fullmatch(value):
        raise FieldError("foreign_permanent_id", count=len(value))
    if resident.check_character(value[:17]) != value[17]:
        raise FieldError("foreign_permanent_id_check")


_PERSON: dict[str, Callable[[str, Mapping[str, Any], list[Remark]], None]] = {
    "resident-id": _resident,
    "hmt-residence-permit": _hmt,
    "hk-macau-permit": _hk_macau,
    "taiwan-permit": _taiwan,
    "passport": _passport,
    "foreign-permanent-id": _permanent,
}
# Certificates whose number has been the unified code since 2015 (a licence may still show its registration number).
_UNIFIED = ("business-license", "unified-code-certificate")


def parse_person_certificate(text: str, context: Mapping[str, Any]) -> Parsed:
    """The number of a person's certificate; the type is context["cert_type"], without one it is a resident id.

    context["day"] (a date) lets a birth after it be refused. An unknown type is read as leniently as any other number.
    """
    kind = context.get("cert_type") or "resident-id"
    if kind == "resident-id" and resident.is_usual(text) and _is_born(text, context.get("day")):
        return Parsed(text)
    judge = _PERSON.get(kind)
    if judge is None:
        return _other(text)
    changes: list[Remark] = []
    notes: list[Remark] = []
    value = upper(_number(text, changes, hyphens=False), changes)
    if kind == "taiwan-permit":
        curved = value.translate(_CURVED)
        if curved != value:
            say(changes, "brackets_rounded")
        value = curved
    judge(value, context, notes)
    return Parsed(value, tuple(changes), tuple(notes))


def _is_born(number: str, day: dt.date | None) -> bool:
    return day is None or age_on(number, day) is not None


def parse_subject_certificate(text: str, context: Mapping[str, Any]) -> Parsed:
    """The number of the subject's certificate: a person's for a person's type, a unified code, or another number.

    A business licence may still have its registration number of 15 digits. Without a type the number itself decides.
    """
    kind = context.get("cert_type")
    if kind in _PERSON:
        return parse_person_certificate(text, context)
    if kind and kind not in _UNIFIED:
        return _other(text)
    if uscc.is_usual(text):
        return Parsed(text)
    changes: list[Remark] = []
    notes: list[Remark] = []
    value = upper(_number(text, changes, hyphens=False), changes)
    if not kind and len(value) == 18 and not is_uscc(value) and resident.birth_date(value):
        return parse_person_certificate(text, context)
    if kind != "unified-code-certificate" and _REGISTRATION.fullmatch(value):
        say(notes, "registration_number_old")
    else:
        uscc.refuse_wrong(value, notes)
    return Parsed(value, tuple(changes), tuple(notes))


def _other(text: str) -> Parsed:
    changes: list[Remark] = []
    notes: list[Remark] = []
    value = _number(text, changes, hyphens=True)
    raised = upper(value, [])
    if is_uscc(raised):
        value = upper(value, changes)
    elif uscc.looks_like(raised):
        say(notes, "maybe_uscc")
    if not _other_build().fullmatch(value):
        raise FieldError("other_certificate", count=len(value))
    return Parsed(value, tuple(changes), tuple(notes))


@cache
def _other_build() -> re.Pattern[str]:
    return re.compile(f"[{HAN}A-Za-z0-9()（）〔〕\\[\\]【】.:/-]{{4,50}}")


def _number(text: str, changes: list[Remark], *, hyphens: bool) -> str:
    value = number(text, changes)
    refuse_figures(value)
    if not hyphens and "-" in value.strip("-"):
        say(changes, "hyphens_removed")
        value = value.replace("-", "")
    return value


def region_code(text: str | None, cert_type: str | None) -> str | None:
    """The six digits of the region: 1-6 of a resident id, 3-8 of a unified code; None for other numbers and types."""
    if not text:
        return None
    if cert_type in (None, "resident-id") and is_resident_id(text):
        return text[:6]
    if cert_type not in _PERSON and is_uscc(text):
        return text[2:8]
    return None


def mask_person_certificate(value: str) -> str:
    """First six and last four of a long number, two and two of a shorter one, one and one of five to seven."""
    if len(value) >= 15:
        return hidden(value, 6, 4)
    if len(value) >= 8:
        return hidden(value, 2, 2)
    return hidden(value, 1, 1) if len(value) >= 5 else "*" * len(value)


def mask_subject_certificate(value: str) -> str:
    """Like a person's, because for an individual it is one."""
    return mask_person_certificate(value)
