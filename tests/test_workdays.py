"""Working days: holidays, worked weekends, and years that are not announced yet."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpctl.workdays import add_working_days, is_working_day, working_days_between

KNOWN = st.dates(dt.date(2006, 1, 1), dt.date(2026, 10, 31))
ANY = st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1))


def test_a_week_has_five() -> None:
    assert working_days_between(dt.date(2026, 11, 15), dt.date(2026, 11, 22)) == (5, False)


def test_a_holiday_is_not_worked_and_a_moved_weekend_day_is() -> None:
    assert is_working_day(dt.date(2026, 10, 1)) == (False, False)
    assert is_working_day(dt.date(2025, 9, 28)) == (True, False)  # a Sunday worked for National Day


def test_beyond_the_announced_years_only_weekdays_are_known() -> None:
    assert is_working_day(dt.date(2051, 10, 2)) == (True, True)
    assert add_working_days(dt.date(2051, 10, 6), 1) == (dt.date(2051, 10, 9), True)


def test_the_start_does_not_count() -> None:
    assert working_days_between(dt.date(2026, 11, 16), dt.date(2026, 11, 16)) == (0, False)
    assert working_days_between(dt.date(2026, 11, 17), dt.date(2026, 11, 16)) == (0, False)


def test_days_are_not_taken_away() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_working_days(dt.date(2026, 11, 16), -1)


@given(ANY, st.integers(0, 40))
def test_adding_and_counting_agree(start: dt.date, count: int) -> None:
    end, provisional = add_working_days(start, count)
    assert working_days_between(start, end) == (count, provisional)
    assert count == 0 or is_working_day(end)[0]


@given(KNOWN, st.integers(0, 20), st.integers(0, 20))
def test_adding_twice_is_adding_once(start: dt.date, first: int, second: int) -> None:
    assert add_working_days(add_working_days(start, first)[0], second)[0] == add_working_days(start, first + second)[0]
