"""Ages of facts: dates in the spellings of the sources, and spans as people give them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpctl.rules.age import OLD_DAYS, age_days, days_of, is_old, newest_day

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-05-19", date(2026, 5, 19)),
        ("2023-09", date(2023, 9, 1)),
        ("2022", date(2022, 1, 1)),
        ("2021 (仓库存档版)", date(2021, 1, 1)),
        ("2026-07-02; 2021 (仓库存档版); 2022-09-02", date(2026, 7, 2)),
        ("2026-02-30", date(2026, 2, 1)),
        ("undated (2022-2024)", None),
        ("undated; 2019", date(2019, 1, 1)),
        ("", None),
    ],
)
def test_the_newest_day_is_never_newer_than_known(as_of: str, expected: date | None) -> None:
    assert newest_day(as_of) == expected
    assert age_days(as_of, DAY) == (None if expected is None else (DAY - expected).days)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_an_age_is_the_days_between_and_never_negative(as_of: date, day: date) -> None:
    assert age_days(as_of.isoformat(), day) == max(0, (day - as_of).days)


def test_what_counts_as_old_is_said_in_one_place() -> None:
    assert [is_old(d) for d in (None, 0, OLD_DAYS, OLD_DAYS + 1)] == [False, False, False, True]


@pytest.mark.parametrize(
    ("span", "days"),
    [
        ("365d", 365), ("365", 365), ("0d", 0), ("2w", 14), ("12m", 365), ("1y", 365), ("2Y", 730), (" 3 年 ", 1096), ("6个月", 184),
        ("30天", 30), ("9m", 273), ("99999y", (DAY - date.min).days),
    ],
)  # fmt: skip
def test_spans(span: str, days: int) -> None:
    assert days_of(span, DAY) == days


@pytest.mark.parametrize("span", ["", "d", "-1d", "1.5y", "a year", "１２m", "1d1d", "1234567d"])
def test_what_is_no_span(span: str) -> None:
    assert days_of(span, DAY) is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 400))
def test_months_before_a_day_end_on_that_day_or_the_last_of_the_month(day: date, months: int) -> None:
    before = day - timedelta(days=days_of(f"{months}m", day) or 0)
    assert (before.year * 12 + before.month) == (day.year * 12 + day.month) - months
    assert before.day == day.day or (before + timedelta(days=1)).day == 1
