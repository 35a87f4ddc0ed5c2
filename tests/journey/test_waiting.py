"""What must be on or off while a filing waits, and which side counts where sources contradict each other."""

import datetime as dt
from typing import Any

import pytest

from icpctl.case import Case
from icpctl.draft import from_dict
from icpctl.journey.waiting import Duty, Waiting, waiting
from icpctl.rules import Book
from icpctl.wording import set_language

BOOK = Book()
DAY = dt.date(2026, 11, 22)


def waits(type_: str | None, provider: str | None = "aliyun", province: str = "beijing", **parts: Any) -> Waiting:
    filing = {k: v for k, v in {"type": type_, "provider": provider}.items() if v} | parts.pop("filing", {})
    subject = {"nature": "enterprise", "province": province}
    return waiting(Case(from_dict({"schema": 1, "name": "x", "filing": filing, "subject": subject, **parts}, "t"), BOOK, DAY))


def duties(found: Waiting) -> dict[str, Duty]:
    return {d.id: d for d in found.duties}


@pytest.mark.parametrize("type_", ["first-filing", "new-site-same-provider", "new-site-other-provider"])
def test_a_site_that_is_not_filed_stays_closed_until_it_is(type_: str) -> None:
    duty = duties(waits(type_))["new-site-closed"]
    assert (duty.state, duty.until) == ("off", "approved")
    assert duty.if_missed
    assert duty.sources
    assert "不需要关闭" not in duty.text


@pytest.mark.parametrize("type_", ["new-access", "new-access-same-provider", "change-site", "change-filing", "change-subject"])
def test_a_site_that_is_filed_stays_open(type_: str) -> None:
    found = duties(waits(type_))
    assert "new-site-closed" not in found
    assert found["filed-sites-open"].state == "on"
    assert {"old-access-serves", "changed-site-serves"} & set(found)


def test_a_first_filing_has_no_filed_sites() -> None:
    assert "filed-sites-open" not in duties(waits("first-filing"))


def test_a_subject_without_services_has_no_sites_to_keep_open() -> None:
    facts = {"facts": {"subject_service_count": 0}}
    assert "filed-sites-open" not in duties(waits("new-site-other-provider", filing=facts))


def test_the_province_s_own_word_about_filed_sites_comes_before_the_general_one() -> None:
    duty = duties(waits("new-access", province="guangxi"))["filed-sites-open"]
    assert [s.who for s in duty.sides] == ["广西", "各管局"]
    assert duty.text == duty.sides[0].text
    assert not duty.contradicted


@pytest.mark.parametrize(
    ("provider", "until", "contradicted"),
    [
        ("qingcloud", "approved", True),
        ("tencent", "approved", True),
        ("huawei", "approved", False),
        ("ucloud", "submit-order", False),
        ("aliyun", "approved", False),
        (None, "approved", False),
    ],
)
def test_the_later_moment_counts_and_both_sides_are_shown(provider: str | None, until: str, contradicted: bool) -> None:
    duty = duties(waits("new-access", provider))["new-access-switch"]
    assert (duty.state, duty.until, duty.contradicted) == ("later", until, contradicted)
    assert len(duty.sides) == (2 if contradicted else 1)
    assert all(s.sources and s.text for s in duty.sides)
    if contradicted:
        assert {s.after for s in duty.sides} == {"provider-initial-review", "approved"}
        assert "说法不一" in duty.text


def test_what_another_provider_says_is_not_said() -> None:
    said = " ".join(s.text + s.who for s in duties(waits("new-access", "huawei"))["new-access-switch"].sides)
    assert "青云" not in said
    assert "腾讯" not in said


def test_only_an_access_filing_switches() -> None:
    for type_ in ("first-filing", "change-site", "app-filing", "cancel-access"):
        assert "new-access-switch" not in duties(waits(type_))


def test_the_old_access_goes_only_after_the_new_one_stands() -> None:
    duty = duties(waits("new-access"))["old-access-kept"]
    assert (duty.state, duty.until) == ("on", "approved")
    assert "空壳" in duty.if_missed


def test_the_end_of_waiting_is_the_approval_of_this_round() -> None:
    at = dt.datetime.fromisoformat("2026-11-20T09:00:00+08:00")
    assert not waits("new-access", event=[{"event": "provider-submitted", "at": at}]).over
    assert waits("new-access", event=[{"event": "approved", "at": at}]).over
    assert not waits("new-access", event=[{"event": "rejected", "at": at}]).over


def test_a_type_without_sourced_duties_only_repeats_its_own_sentence() -> None:
    found = waits("cancel-access")
    assert found.duties == ()
    assert found.text
    assert found.sources
    assert waits(None).text == ""


TYPES = [r.id for r in BOOK.all("filing-type")]


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_duty_of_every_type_has_words_an_end_and_a_source(type_: str, lang: str) -> None:
    set_language(lang)
    try:
        for provider in [None, *(r.id for r in BOOK.all("provider"))]:
            for duty in waits(type_, provider).duties:
                assert duty.text
                assert duty.what
                assert duty.until_name != duty.until
                assert duty.sources
                assert ".toml" not in duty.text + duty.if_missed
    finally:
        set_language("zh")


@pytest.mark.parametrize("kind", ["waiting-duty", "waiting-claim"])
def test_what_is_said_names_steps_types_and_providers_that_exist(kind: str) -> None:
    for rule in BOOK.all(kind):
        assert set(rule["filing_types"]) <= set(TYPES)
        assert BOOK.sources(rule)
        if kind == "waiting-claim":
            assert BOOK.one("step", rule["after"])
            assert BOOK.one("provider", rule["provider"])
