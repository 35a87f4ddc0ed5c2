"""Dates, ends of validity, and moments. Dates are kept as ISO text, because "long-term" stands beside them."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark
from icpctl.fields.normal import narrow, number, refuse_figures, say, tidy

LONG_TERM = "long-term"
CHINA = dt.timezone(dt.timedelta(hours=8))
"""Offset of Asia/Shanghai, which has had no summer time since 1991."""
FIRST_YEAR, LAST_YEAR = 1900, 2200

_LONG = frozenset(
    (
        "长期",
        "永久",
        "长期有效",
        "永久有效",
        "长久",
        "無期限",
        "无期限",
        "longterm",
        "long-term",
        "permanent",
        "forever",
    )
)
_FORMS = (
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})[日号]?"),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
)
_SHORT_YEAR = re.compile(r"[0-9]{2}([-/.年])[0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{6}")
_DAY_FIRST = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{4}")
_NO_DAY = re.compile(r"[0-9]{4}[-/.年][0-9]{1,2}月?")
_SERIAL = re.compile(r"[0-9]{5}")
_MIDNIGHT = re.compile(r"(.*[0-9日号])(?:[Tt ]+)00:00(?::00(?:\.0+)?)?")
_MOMENT = re.compile(
    r"(?P<day>[^Tt: ]+)(?:[Tt ]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]{1,6}))?)?"
    r" ?(?P<offset>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)


def parse_date(text: str, context: Mapping[str, Any]) -> Parsed:
    """A day, as ISO text. Accepts 2026-11-22, 2026/11/22, 2026.11.22, 20261122 and 2026年11月22日."""
    del context
    changes: list[Remark] = []
    typed = narrow(tidy(text, changes), changes)
    midnight = _MIDNIGHT.fullmatch(typed)
    if midnight:
        typed = midnight[1]
        say(changes, "time_dropped")
    return Parsed(_iso(number(typed, changes), changes).isoformat(), tuple(changes))


def parse_until(text: str, context: Mapping[str, Any]) -> Parsed:
    """The last day of validity as ISO text, or "long-term" (长期)."""
    changes: list[Remark] = []
    word = number(text, changes).lower().replace("_", "-")
    if word in _LONG:
        if word != LONG_TERM:
            say(changes, "long_term")
        return Parsed(LONG_TERM, tuple(changes))
    return parse_date(text, context)


def parse_moment(text: str, context: Mapping[str, Any]) -> Parsed:
    """A point in time as an aware datetime: ISO 8601; without an offset it is China time, a day alone is its start."""
    del context
    changes: list[Remark] = []
    typed = narrow(tidy(text, changes), changes)
    found = _MOMENT.fullmatch(typed)
    if not found:
        raise FieldError("moment")
    day = _iso(number(found["day"], changes), changes)
    hour, minute, second = (int(found[k] or 0) for k in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        raise FieldError("moment_time")
    micro = int((found["part"] or "").ljust(6, "0"))
    at = dt.datetime(day.year, day.month, day.day, hour, minute, second, micro, _offset(found["offset"]))
    return Parsed(at, tuple(changes))


def _offset(text: str | None) -> dt.timezone:
    if text is None:
        return CHINA
    if text in "Zz":
        return dt.UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise FieldError("moment_time")
    away = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-away if text[0] == "-" else away)


def _iso(text: str, changes: list[Remark]) -> dt.date:
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            if found[2] != "-" or len(text) != 10:
                say(changes, "date_form")
            return _existing(int(found[1]), int(found[3]), int(found[4]))
    if _SHORT_YEAR.fullmatch(text):
        raise FieldError("date_short_year")
    if _DAY_FIRST.fullmatch(text):
        raise FieldError("date_day_first")
    if _NO_DAY.fullmatch(text):
        raise FieldError("date_no_day")
    if _SERIAL.fullmatch(text):
        raise FieldError("date_serial")
    refuse_figures(text)
    raise FieldError("date")


def _existing(year: int, month: int, day: int) -> dt.date:
    """The day, or FieldError saying which part is impossible."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise FieldError("date_year", year=year, first=FIRST_YEAR, last=LAST_YEAR)
    if not 1 <= month <= 12:
        raise FieldError("date_month", month=month)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise FieldError("date_day", day=day, year=year, month=month, last=last)
    return dt.date(year, month, day)


def day(value: str | None) -> dt.date | None:
    """The day of a stored value; None when it is absent, malformed or long-term."""
    if value is None or len(value) != 10:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def is_long_term(value: str | None) -> bool:
    """True for the stored value "long-term"."""
    return value == LONG_TERM


def mask_date(value: str) -> str:
    """The year only."""
    return f"{value[:4]}-**-**" if day(value) else "*" * len(value)


def mask_until(value: str) -> str:
    """The year only; "long-term" says nothing about a person."""
    return value if is_long_term(value) else mask_date(value)
