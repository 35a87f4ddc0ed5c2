"""How much time is left, in words."""

import datetime as dt

from icpctl.journey.state import CHINA
from icpctl.wording import t

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_SHORT = 2 * _DAY  # nearer than this the minutes are told


def left(due: dt.datetime, now: dt.datetime, *, to_the_minute: bool) -> str:
    """ "还剩 5 小时 20 分", "还剩 12 天", "今天截止", "已过期 3 天": how far a due time is away.

    Where only the day counts, days of China are counted and the due day itself is "today".
    """
    if not to_the_minute:
        days = (due.astimezone(CHINA).date() - now.astimezone(CHINA).date()).days
        if days == 0:
            return t("journey.left.today")
        return t("journey.left.late" if days < 0 else "journey.left.left", span=_days(abs(days)))
    seconds = int((due - now).total_seconds())
    return t("journey.left.late" if seconds < 0 else "journey.left.left", span=_span(abs(seconds)))


def _span(seconds: int) -> str:
    """The two largest units, rounded down: never more time than there is."""
    if seconds >= _SHORT:
        return _parts(("day", seconds // _DAY), ("hour", seconds % _DAY // _HOUR))
    if seconds >= _HOUR:
        return _parts(("hour", seconds // _HOUR), ("minute", seconds % _HOUR // _MINUTE))
    return _parts(("minute", seconds // _MINUTE))


def _days(days: int) -> str:
    return _parts(("day", days))


def _parts(*parts: tuple[str, int]) -> str:
    kept = [(unit, count) for unit, count in parts if count] or [parts[-1]]
    return t("journey.left.between").join(
        t(f"journey.left.{unit}{'_one' if count == 1 else ''}", count=count) for unit, count in kept
    )


def moment(at: dt.datetime, *, to_the_minute: bool = True) -> str:
    """A moment in China as people write it: 2026-11-23 10:00, or the day alone."""
    local = at.astimezone(CHINA)
    return local.strftime("%Y-%m-%d %H:%M") if to_the_minute else local.strftime("%Y-%m-%d")
