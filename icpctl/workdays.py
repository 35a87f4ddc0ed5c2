"""Working days of mainland China: weekdays without the public holidays, with the weekend days that are worked for them.

The arrangements come from `chinesecalendar`; the State Council announces a year only in the autumn before it. For days
beyond the announced years only weekdays are known, and every answer that used one is marked provisional.
"""

import datetime as dt

_DAY = dt.timedelta(days=1)


def is_working_day(day: dt.date) -> tuple[bool, bool]:
    """(is it worked, provisional): provisional means that the holidays of its year are not known."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day)), False
    except NotImplementedError:
        return day.weekday() < 5, True


def working_days_between(start: dt.date, end: dt.date) -> tuple[int, bool]:
    """(working days after `start` up to and with `end`, provisional); 0 when `end` is not after `start`."""
    count, provisional, day = 0, False, start
    while day < end:
        day += _DAY
        worked, guessed = is_working_day(day)
        count += worked
        provisional = provisional or guessed
    return count, provisional


def add_working_days(start: dt.date, count: int) -> tuple[dt.date, bool]:
    """(the `count`th working day after `start`, provisional); `start` itself for 0.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(count)
    day, provisional = start, False
    while count:
        day += _DAY
        worked, guessed = is_working_day(day)
        count -= worked
        provisional = provisional or guessed
    return day, provisional
