"""People, certificates, subject and filing type: what the single examples of the case files cannot show."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
import case_files

from icpctl import checks
from icpctl.case import Case
from icpctl.checks import all_checks, roles
from icpctl.draft import copy
from icpctl.findings import Finding
from icpctl.rules import Book
from icpctl.wording import set_language

BOOK = Book()
CHECKS = {one.code: one for one in all_checks()}
MATTERS = (
    "gaps",
    "values",
    "filing",
    "people",
    "legal_person",
    "age",
    "certificates",
    "subject",
    "regions",
    "residence",
)
MINE = [one for one in all_checks() if one.run.__module__.removeprefix("icpctl.checks.") in MATTERS]


def case_of(base: str, book: Book = BOOK, day: dt.date = case_files.DAY, **draft: Any) -> Case:
    """A base draft with some tables laid over it."""
    return Case(case_files.draft_of({"name": base, "base": base, "draft": draft}), book, day)


def findings(code: str, case: Case) -> list[Finding]:
    """What one check finds."""
    return list(checks._judge(CHECKS[code], case))


@given(st.integers(min_value=1, max_value=400))
def test_certificates_need_more_than_the_days_of_the_rule(left: int) -> None:
    end = case_files.DAY + dt.timedelta(days=left)
    got = findings("CERT002", case_of("enterprise-new-access", principal={"cert_valid_to": end.isoformat()}))
    least = BOOK.one("national-rule", "national-id-validity")["params"]["id_card_min_remaining_days"]
    assert bool(got) == (left <= least)


@given(st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2040, 12, 31)))
def test_a_certificate_is_either_expired_or_ends_soon_never_both(end: dt.date) -> None:
    case = case_of("enterprise-new-access", principal={"cert_valid_to": end.isoformat()})
    assert not (findings("CERT001", case) and findings("CERT002", case))
    assert bool(findings("CERT001", case)) == (end <= case_files.DAY)


@given(st.dates(min_value=dt.date(2007, 1, 1), max_value=dt.date(2030, 12, 31)))
def test_age_counts_from_the_birthday(day: dt.date) -> None:
    young = {"cert_number": "330102201103011139"}
    got = findings("PER011", case_of("individual-first-filing", day=day, principal=young, subject=young))
    if day >= dt.date(2011, 3, 1):
        assert bool(got) == (day < dt.date(2029, 3, 1))
    else:
        assert not got


@pytest.mark.parametrize("base", ["enterprise-new-access", "enterprise-new-site", "individual-first-filing", "app-filing"])
def test_a_clean_draft_needs_no_large_file(base: str) -> None:
    book = Book()
    case = case_of(base, book=book)
    assert not [f for one in MINE for f in checks._judge(one, case)]
    read = set(book._files)
    assert not read & {"fields", "cross-rules", "municipalities", "document-files", "rejections", "naming"}
    assert {n for n in read if n.startswith("provinces/")} == {f"provinces/{case.draft.subject.province}"}


@pytest.mark.parametrize("one", MINE, ids=lambda c: c.code)
def test_an_empty_draft_is_judged_without_a_crash(one: checks.Check) -> None:
    case = Case(case_files.draft_of({"name": "empty"}), BOOK, case_files.DAY)
    got = list(checks._judge(one, case))
    assert {f.code for f in got} <= {"TYPE003", "GAP001", "GAP002"}
    assert [f.code for f in got if f.at == "filing.type"] in ([], ["TYPE003"])


@pytest.mark.parametrize("province", BOOK.names("provinces"))
@pytest.mark.parametrize("base", ["enterprise-new-site", "individual-first-filing"])
def test_every_province_can_be_judged(base: str, province: str) -> None:
    own = {"is_legal_person": False} if base.startswith("enterprise") else {}
    minor = {"cert_number": "320102201103011137", "cert_type": "resident-id"}
    case = case_of(base, subject={"province": province, "renamed": True, "nature": ""}, principal={**minor, **own})
    case.draft.subject.nature = "enterprise" if own else "individual"
    for one in MINE:
        for finding in checks._judge(one, case):
            assert finding.message and "{" not in finding.message


def test_checks_do_not_change_the_draft() -> None:
    case = case_of("enterprise-new-site", principal={"mobile": "", "cert_valid_to": "2026-12-01"})
    before = copy(case.draft)
    for one in MINE:
        list(checks._judge(one, case))
    assert case.draft == before


def test_a_disputed_rule_only_warns_and_names_the_other_source() -> None:
    case = case_of("enterprise-new-access", subject={"province": "sichuan"})
    (finding,) = findings("PER010", case)
    assert finding.severity == "warning"
    assert finding.contradictions


def test_the_safer_rule_judges_and_the_other_is_mentioned() -> None:
    case = case_of("enterprise-new-access", subject={"province": "beijing"}, principal={"is_legal_person": False})
    (finding,) = findings("PER008", case)
    other = BOOK.file("provinces/beijing")
    softer = next(r for r in other["rule"] if r["id"] == "beijing-lp-auth")
    assert finding.severity == "error"
    assert softer["requirement_zh"] in finding.message


def test_a_topic_of_the_province_rule_is_the_topic_of_the_finding() -> None:
    case = case_of("individual-first-filing", subject={"province": "jiangsu"})
    assert [f.topic for f in findings("SUB013", case)] == ["residence_permit"]
    case = case_of("individual-first-filing", subject={"province": "chongqing"})
    assert [f.topic for f in findings("SUB006", case)] == ["id_locality"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_gap_says_what_is_missing_and_how_to_give_it(language: str) -> None:
    case = case_of("enterprise-new-site", principal={"mobile": ""}, site=[{}, {"name": "第二个网站"}])
    set_language(language)
    try:
        by_place = {f.at: f for f in findings("GAP001", case)}
    finally:
        set_language("zh")
    assert "--principal-mobile" in by_place["principal.mobile"].fix
    assert "--set site[1].domains=" in by_place["site[1].domains"].fix
    assert by_place["principal.mobile"].sources


def test_a_question_without_words_is_called_by_its_path() -> None:
    assert roles.label("site[0].nothing") == "site[0].nothing"


def test_every_rule_behind_check_parameters_exists() -> None:
    data = BOOK.file("check-parameters")
    cross = ("office-not-mobile", "office-landline-jiangsu", "cert-remaining-90-days", "age-limit")
    assert all(BOOK.one("cross-rule", id_) for id_ in cross)
    assert BOOK.one("consistency-rule", "mini-program-elsewhere")
    provinces = set(BOOK.names("provinces"))
    assert all(set(data[id_]["provinces"]) <= provinces for id_ in cross[:2])
    types = set(BOOK.names("filing-types"))
    assert set(data["shell-guard"]["loses_access"]) | set(data["shell-guard"]["loses_service"]) <= types
    persons = {str(e["id"]) for e in BOOK.file("vocabulary")["certificate_type"] if "individual" in e["natures"]}
    named = {c for ids in data["certificate-names"].values() for c in ids}
    assert named | set(data["person-origin"]["foreign"]) | set(data["person-origin"]["hmt"]) <= persons


def test_every_value_of_nonlocal_id_has_its_place() -> None:
    order = BOOK.file("check-parameters")["nonlocal-id"]["strictest_first"]
    for province in BOOK.names("provinces"):
        for rule in BOOK.file(f"provinces/{province}")["rule"]:
            assert rule["params"].get("nonlocal_id", order[0]) in order
