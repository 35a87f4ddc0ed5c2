"""Ages in words."""

from icpctl.wording import t


def age(days: int | None) -> str:
    """An age in days as people say it: days, then months, then years; without a date it says so."""
    if days is None:
        return t("screen.age.none")
    for unit, length, least in (("years", 365.25, 731), ("months", 30.44, 61)):
        if days >= least:
            return t(f"screen.age.{unit}", count=int(days / length))
    return t("screen.age.days", count=days) if days else t("screen.age.today")
