"""How old a fact is: dates as sources give them, in days, and from when on a fact counts as old."""

import re
from datetime import date, timedelta
from functools import lru_cache

OLD_DAYS = 365  # from then on a finding says how old its source is, and `rules stale` lists the fact
_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)(?:-(0[1-9]|1[0-2])(?!\d)(?:-(\d{2})(?!\d))?)?")
_SPAN = re.compile(r"(\d{1,6})\s*(d|w|m|y|天|日|周|个月|月|年)?", re.ASCII | re.IGNORECASE)
_MONTHS = {"m": 1, "个月": 1, "月": 1, "y": 12, "年": 12}
_DAYS = {"w": 7, "周": 7}


def newest_day(as_of: str) -> date | None:
    """The newest day that an `as_of` states; None when it states none ("undated" parts state none).

    A year alone counts as its January, a month as its first day, so that nothing looks newer than it is known to be.
    """
    dated = [part for part in as_of.split(";") if not part.strip().startswith("undated")]
    return max((_day(*found) for part in dated for found in _DAY.findall(part)), default=None)


@lru_cache(maxsize=4096)
def age_days(as_of: str, day: date) -> int | None:
    """How many days before `day` the newest date of an `as_of` lies; 0 for one that is still to come, None for none."""
    newest = newest_day(as_of)
    return None if newest is None else max(0, (day - newest).days)


def is_old(days: int | None) -> bool:
    """True for an age that a finding should say."""
    return days is not None and days > OLD_DAYS


def days_of(span: str, day: date) -> int | None:
    """A span ("365d", "52w", "12m", "2y", a number of days) before `day` in days; None when it is no span."""
    found = _SPAN.fullmatch(span.strip())
    if not found:
        return None
    count, unit = int(found[1]), (found[2] or "d").lower()
    if unit not in _MONTHS:
        return count * _DAYS.get(unit, 1)
    months = day.year * 12 + day.month - 1 - count * _MONTHS[unit]
    if months < 12:
        return (day - date.min).days
    return (day - _day(str(months // 12), str(months % 12 + 1), str(day.day), latest=True)).days


def _day(year: str, month: str, day: str, *, latest: bool = False) -> date:
    """A day; one that the month lacks is its first, or its last with `latest`."""
    first = date(int(year), int(month or 1), 1)
    try:
        return first.replace(day=int(day or 1))
    except ValueError:
        following = (first + timedelta(days=31)).replace(day=1)
        return following - timedelta(days=1) if latest else first
