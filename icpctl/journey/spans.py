"""Spans of time counted from a moment: minutes and hours exactly, days, months and Chinese working days by the day."""

import calendar
import datetime as dt

from icpctl.journey.state import CHINA
from icpctl.workdays import add_working_days

DAYS = ("calendar_days", "working_days", "months")
_EXACT = {"minutes": "minutes", "hours": "hours", "calendar_days": "days"}


def after(start: dt.datetime, length: int, unit: str) -> tuple[dt.datetime | None, bool]:
    """(the moment so much later, provisional); None when the calendar ends before it.

    provisional: working days were counted in a year whose holidays are not known. Days are those of China, where the
    moment keeps its time of day. Units: minutes, hours, calendar_days, working_days, months.
    """
    local = start.astimezone(CHINA)
    try:
        if unit == "working_days":
            day, provisional = add_working_days(local.date(), length)
            return dt.datetime.combine(day, local.timetz()), provisional
        if unit == "months":
            return _months(local, length), False
        return local + dt.timedelta(**{_EXACT[unit]: length}), False
    except (OverflowError, ValueError):
        return None, False


def before(start: dt.datetime, length: int, unit: str) -> tuple[dt.datetime | None, bool]:
    """(the moment so much earlier, False) in minutes, hours or calendar days."""
    try:
        return start.astimezone(CHINA) - dt.timedelta(**{_EXACT[unit]: length}), False
    except OverflowError:
        return None, False


def late(due: dt.datetime, now: dt.datetime, *, to_the_minute: bool) -> bool:
    """True when a due time has passed; where only the day counts, when its day in China has."""
    return now > due if to_the_minute else now.astimezone(CHINA).date() > due.astimezone(CHINA).date()


def _months(start: dt.datetime, count: int) -> dt.datetime:
    years, month = divmod(start.month - 1 + count, 12)
    year = start.year + years
    return start.replace(year=year, month=month + 1, day=min(start.day, calendar.monthrange(year, month + 1)[1]))
