"""Yes or no, counts, dates, names, text."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpctl.fields import FieldError, dates, parse


def refused(kind: str, text: str, **context: object) -> str:
    with pytest.raises(FieldError) as error:
        parse(kind, text, context)
    assert error.value.text()
    return error.value.key


@pytest.mark.parametrize("word", ["true", "True", "YES", "y", "1", "on", "是", "对", "ｙｅｓ"])
def test_yes(word: str) -> None:
    assert parse("bool", word).value is True


@pytest.mark.parametrize("word", ["false", "No", "n", "0", "off", "否", "不是"])
def test_no(word: str) -> None:
    assert parse("bool", word).value is False


@pytest.mark.parametrize("word", ["maybe", "2", "是否", "٠"])
def test_neither(word: str) -> None:
    assert refused("bool", word) == "bool"


def test_counts() -> None:
    assert parse("count", "0").value == 0
    assert parse("count", "100000").value == 100_000
    assert refused("count", "100001") == "count"
    assert refused("count", "-1") == "count"
    assert refused("count", "3.0") == "spreadsheet_figure"
    assert refused("count", "9" * 5000) == "count"


@pytest.mark.parametrize(
    "text",
    ["20261122", "2026-11-22", "2026/11/22", "2026.11.22", "2026年11月22日", "2026年11月22", "2026-11-22 00:00:00"],
)
def test_a_date_in_any_usual_form(text: str) -> None:
    parsed = parse("date", text)
    assert parsed.value == "2026-11-22"
    assert bool(parsed.changes) == (text != "2026-11-22")


def test_short_months_are_filled_up() -> None:
    parsed = parse("date", "2026-1-2")
    assert parsed.value == "2026-01-02"
    assert [c.key for c in parsed.changes] == ["date_form"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("26-11-22", "date_short_year"),
        ("261122", "date_short_year"),
        ("22/11/2026", "date_day_first"),
        ("11/22/2026", "date_day_first"),
        ("22/11/26", "date_short_year"),
        ("2026-11", "date_no_day"),
        ("2026年11月", "date_no_day"),
        ("46348", "date_serial"),
        ("2026-13-01", "date_month"),
        ("2026-00-01", "date_month"),
        ("2026-02-30", "date_day"),
        ("2025-02-29", "date_day"),
        ("2026-01-00", "date_day"),
        ("1899-01-01", "date_year"),
        ("9999-12-31", "date_year"),
        ("2026-11/22", "date"),
        ("2026-11-22 09:30", "date"),
        ("2.0261122E+7", "spreadsheet_figure"),
        ("tomorrow", "date"),
    ],
)
def test_a_date_refused_says_why(text: str, key: str) -> None:
    assert refused("date", text) == key


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
def test_every_day_is_read_in_every_form(day: dt.date) -> None:
    forms = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
    assert {parse("date", day.strftime(f)).value for f in forms} == {day.isoformat()}
    assert dates.day(day.isoformat()) == day


@pytest.mark.parametrize("text", ["长期", "永久", "long-term", "Long Term", "长期有效", "LONG_TERM", "longterm"])
def test_long_term(text: str) -> None:
    parsed = parse("until", text)
    assert parsed.value == "long-term"
    assert dates.is_long_term(parsed.value)
    assert dates.day(parsed.value) is None


def test_until_a_day() -> None:
    assert parse("until", "2030/01/02").value == "2030-01-02"
    assert refused("until", "forever and a day") == "date"
    assert not dates.is_long_term("2030-01-02")


def test_day_of_stored_values() -> None:
    assert dates.day(None) is None
    assert dates.day("") is None
    assert dates.day("2026-02-30") is None
    assert dates.day("20260230") is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-22", "2026-11-22T00:00:00+08:00"),
        ("2026-11-22T09:30", "2026-11-22T09:30:00+08:00"),
        ("2026/11/22 9:30:15", "2026-11-22T09:30:15+08:00"),
        ("2026-11-22T09:30:00Z", "2026-11-22T09:30:00+00:00"),
        ("2026-11-22T09:30:00.25-05:30", "2026-11-22T09:30:00.250000-05:30"),
        ("2026-11-22T09:30+0900", "2026-11-22T09:30:00+09:00"),
        ("2026年11月22日 09:30", "2026-11-22T09:30:00+08:00"),
    ],
)
def test_moments(text: str, iso: str) -> None:
    assert parse("moment", text).value.isoformat() == iso


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2026-11-22T24:00", "moment_time"),
        ("2026-11-22T09:60", "moment_time"),
        ("2026-11-22T09:00:60", "moment_time"),
        ("2026-11-22T09:00+15:00", "moment_time"),
        ("2026-11-22T09:00+01:99", "moment_time"),
        ("2026-11-31T09:00", "date_day"),
        ("yesterday at nine", "moment"),
    ],
)
def test_moments_refused(text: str, key: str) -> None:
    assert refused("moment", text) == key


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.times(), st.sampled_from([dt.UTC, dates.CHINA]))
def test_every_moment_comes_back(day: dt.date, time: dt.time, zone: dt.timezone) -> None:
    at = dt.datetime.combine(day, time, zone)
    assert parse("moment", at.isoformat()).value == at


@pytest.mark.parametrize(
    ("text", "name", "changed"),
    [
        ("张三", "张三", False),
        ("张 三", "张三", True),
        ("阿卜杜拉•示例", "阿卜杜拉·示例", True),
        ("阿卜杜拉・示例", "阿卜杜拉·示例", True),
        ("阿卜杜拉 · 示例", "阿卜杜拉·示例", True),
        ("阿卜杜拉．示例", "阿卜杜拉·示例", True),
        ("Zhang San", "Zhang San", False),
        ("John  O'Example-Smith, Jr.", "John O'Example-Smith, Jr.", True),
        ("José Ñandú", "José Ñandú", False),
        ("Ｊohn Smith", "John Smith", True),
        ("张\u2f00", "张一", True),
        ("𠮷示例", "𠮷示例", False),
    ],
)
def test_person_names(text: str, name: str, changed: bool) -> None:
    parsed = parse("person_name", text)
    assert parsed.value == name
    assert bool(parsed.changes) == changed


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("张3", "person_name_digit"),
        ("张３", "person_name_digit"),
        ("张", "person_name_short"),
        ("···", "person_name_short"),
        ("张三（代）", "person_name_character"),
        ("张三@示例", "person_name_character"),
        ("张" * 51, "too_long"),
    ],
)
def test_person_names_refused(text: str, key: str) -> None:
    assert refused("person_name", text) == key


def test_rare_characters_are_noted_not_refused() -> None:
    parsed = parse("person_name", "张\ue863")
    assert parsed.value == "张\ue863"
    assert [n.key for n in parsed.notes] == ["private_character"]


def test_combining_marks_and_the_error_names_the_position_only() -> None:
    assert parse("person_name", "Nguye\u0302n X\u030c").value
    with pytest.raises(FieldError) as error:
        parse("person_name", "欧阳*示例")
    assert error.value.values == {"position": 3}


def test_subject_names() -> None:
    parsed = parse("subject_name", "示例科技(上海)有限公司")
    assert parsed.value == "示例科技（上海）有限公司"
    assert [c.key for c in parsed.changes] == ["brackets_widened"]
    assert parse("subject_name", "Example (China) Ltd").value == "Example (China) Ltd"
    assert [n.key for n in parse("subject_name", "示例科技（上海有限公司").notes] == ["brackets_open"]
    assert refused("subject_name", "12") == "name_words"
    assert refused("subject_name", "示") == "too_short"
    assert refused("subject_name", "示" * 121) == "too_long"


def test_site_names_and_text() -> None:
    assert parse("site_name", "示例 (站)").value == "示例 (站)"
    assert parse("site_name", "示例\u00a0站").changes
    assert refused("site_name", "示" * 101) == "too_long"
    assert parse("text", "a\tb\r\nc").value == "a b\nc"
    assert refused("text", "字" * 5001) == "too_long"
    assert refused("address", "12-3") == "address_words"
    assert refused("address", "路") == "too_short"


@pytest.mark.parametrize(
    ("text", "value"), [("320100", "320100"), ("３２0100", "320100"), ("南京市", "南京市"), ("Nanjing", "Nanjing")]
)
def test_regions(text: str, value: str) -> None:
    assert parse("region", text).value == value


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("3201", "region_code"),
        ("020100", "region_code"),
        ("南京1", "region_code"),
        ("南京/市", "region"),
        ("市", "too_short"),
    ],
)
def test_regions_refused(text: str, key: str) -> None:
    assert refused("region", text) == key
