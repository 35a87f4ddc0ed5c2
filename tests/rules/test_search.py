"""Finding rules by words, by id and by age."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpctl.rules import Book, Rule
from icpctl.rules.age import age_days, is_old, newest_day
from icpctl.rules.search import find, newest, oldest, search, stale, why_stale

BOOK = Book()
DAY = date(2026, 11, 22)


def rule(as_of: str, **data: object) -> Rule:
    return Rule("test", "some-rule", {"id": "some-rule", "as_of": as_of, **data}, "manuals")


def test_chinese_words_are_found_wherever_they_stand() -> None:
    hits = search(BOOK, "版权所有")
    assert "jiangsu-footer" in {r.id for r in hits}
    assert all("版权所有" in str(r.data) for r in hits)


def test_english_words_are_found_in_any_case_and_width() -> None:
    wanted = [r.id for r in search(BOOK, "business licence", limit=0)]
    assert wanted
    assert wanted == [r.id for r in search(BOOK, "ＢＵＳＩＮＥＳＳ Licence", limit=0)]


def test_all_words_must_hold() -> None:
    both = {(r.kind, r.id) for r in search(BOOK, "域名 实名", limit=0)}
    assert both == {(r.kind, r.id) for w in ("域名",) for r in search(BOOK, w, limit=0)} & {
        (r.kind, r.id) for r in search(BOOK, "实名", limit=0)
    }


def test_hits_in_the_id_come_first_and_the_limit_holds() -> None:
    hits = search(BOOK, "jiangsu", limit=5)
    assert len(hits) == 5
    assert all("jiangsu" in r.id for r in hits)


def test_a_province_is_not_found_for_the_words_of_its_rules() -> None:
    found = {(r.kind, r.id) for r in search(BOOK, "版权所有", limit=0)}
    assert ("province-rule", "jiangsu-footer") in found
    assert ("province", "jiangsu") not in found


@pytest.mark.parametrize("text", ["", "   ", "nothing says this anywhere 零"])
def test_nothing_is_found_for_nothing(text: str) -> None:
    assert search(BOOK, text) == []


def test_find_gives_the_rules_of_every_kind_with_the_id() -> None:
    assert {r.kind for r in find(BOOK, "website")} >= {"service-type", "html-template", "code-service-kind"}
    assert [r.kind for r in find(BOOK, "jiangsu-footer")] == ["province-rule"]
    assert find(BOOK, "no-such-id") == []


def test_find_follows_the_alias_of_a_document() -> None:
    assert [(r.kind, r.id) for r in find(BOOK, "network-plan")] == [
        ("province-document", "network-plan"),
        ("document", "site-construction-plan"),
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-05-19", (2026, 5)),
        ("2018-06", (2018, 6)),
        ("2025", (2025, 1)),
        ("2020 (仓库存档版)", (2020, 1)),
        ("2022 (仓库存档版); 2025-12-31; 2019", (2025, 12)),
        ("undated", None),
        ("undated (2024-2026)", None),
        ("2026-05-19; undated (2022-2024)", (2026, 5)),
        ("", None),
    ],
)
def test_the_newest_month_is_read_from_any_spelling(as_of: str, expected: tuple[int, int] | None) -> None:
    assert newest(rule(as_of)) == expected


@pytest.mark.parametrize(
    ("as_of", "reason"),
    [("2025-11-22", ""), ("2025-11-21", "old"), ("2026", ""), ("2025", "old"), ("undated", "undated"), ("2019; 2026-01-01", "")],
)
def test_a_rule_is_stale_after_a_year_or_without_a_date(as_of: str, reason: str) -> None:
    assert why_stale(rule(as_of), DAY) == reason
    assert (reason == "old") == is_old(age_days(as_of, DAY))


def test_an_entry_that_states_nothing_is_never_stale() -> None:
    assert why_stale(Rule("section", "subject", {"id": "subject", "name_zh": "主体信息"}, ""), DAY) == ""


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 5000))
def test_what_was_stale_stays_stale(day: date, days: int) -> None:
    late, later = rule("2024-05-01"), date(day.year + 1, 1, 1)
    if why_stale(late, day, days):
        assert why_stale(late, later, days)


def test_stale_lists_the_oldest_first_and_undated_rules_last() -> None:
    days = [newest_day(r.as_of) for r in stale(BOOK, DAY)]
    dated = [d for d in days if d]
    assert days == [*sorted(dated), *[None] * (len(days) - len(dated))]
    assert len(days) > len(dated)
    assert max(dated) < date(2025, 11, 22)
    assert len(stale(BOOK, DAY, 5 * 365)) < len(days)
    domains = stale(BOOK, DAY, kind="domain-rule")
    assert domains == [r for r in stale(BOOK, DAY) if r.kind == "domain-rule"]


def test_oldest_are_the_oldest() -> None:
    months = [newest(r) for r in oldest(BOOK, 10)]
    assert len(months) == 10
    assert months == sorted(months)  # type: ignore[type-var]
    everything = [newest(r) for r in oldest(BOOK, 100000)]
    assert months[0] == min(everything)  # type: ignore[type-var]
