"""Every check against its case file, and the promises that all checks keep."""

import re
import string
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import case_files

from icpctl import checks
from icpctl.checks import Words, all_checks, judge
from icpctl.findings import Finding
from icpctl.rules import Book
from icpctl.rules.kinds import KINDS
from icpctl.wording import set_language

CHECKS = {one.code: one for one in all_checks()}
CODES = list(CHECKS)
CASES = dict(case_files.all_cases())
BOOK = Book()


def found(case: dict[str, Any]) -> list[Finding]:
    """All findings of a case, whatever their code."""
    return judge(case_files.seen_by(case, BOOK))


def found_by_own_check(case: dict[str, Any]) -> list[Finding]:
    """The findings of the check that the case is about, alone."""
    return list(checks._judge(CHECKS[case["code"]], case_files.seen_by(case, BOOK)))


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    case = CASES[name]
    got = found_by_own_check(case)
    wanted = sorted(case.get("finds", []), key=lambda w: (w["at"], w["severity"], w.get("rule", "")))
    shown = [{"at": f.at, "severity": f.severity, "rule": f.rule} for f in got]
    shown.sort(key=lambda s: (s["at"], s["severity"], s["rule"]))
    assert [{k: s[k] for k in w} for s, w in zip(shown, wanted, strict=False)] == wanted, shown
    assert len(shown) == len(wanted), shown


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_passing_and_a_failing_case(code: str) -> None:
    path = case_files.CASES / f"{code}.toml"
    assert path.is_file(), f"tests/cases/{code}.toml is missing"
    cases = case_files.read(path)
    assert {c["code"] for c in cases} == {code}
    assert any(c.get("finds") for c in cases), "no failing case"
    assert any(not c.get("finds") for c in cases), "no passing case"


def test_every_case_file_belongs_to_a_check() -> None:
    assert {p.stem for p in case_files.files()} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_codes_are_two_to_four_letters_and_three_digits(code: str) -> None:
    assert re.fullmatch(r"[A-Z]{2,4}[0-9]{3}", code)


def holes(words: Words) -> list[set[str | None]]:
    """The placeholders of message and fix."""
    return [{h for _, h, _, _ in string.Formatter().parse(text) if h is not None} for text in (words.message, words.fix)]


@pytest.mark.parametrize("one", all_checks(), ids=lambda c: c.code)
def test_both_languages_say_the_same(one: Any) -> None:
    for words in (one.zh, one.en):
        assert words.title and words.message and words.fix
    assert holes(one.zh) == holes(one.en)
    assert re.search("[\u4e00-\u9fff]", one.zh.title + one.zh.message)
    english = re.sub("“[^”]*”", "", one.en.title + one.en.message + one.en.fix)  # filed values stay Chinese
    assert not re.search("[\u4e00-\u9fff]", english)


@pytest.mark.parametrize("name", CASES)
def test_findings_speak_both_languages_without_personal_data(name: str) -> None:
    case = CASES[name]
    draft = case_files.draft_of(case)
    people = [draft.principal, *(s.principal for s in draft.site), *(a.principal for a in draft.app)]
    private = {v for p in people for v in (p.name, p.cert_number, p.mobile, p.email, p.emergency_phone) if v}
    private |= {v for v in (draft.legal_person.cert_number, draft.legal_person.name, draft.subject.address) if v}
    if draft.subject.nature == "individual":
        private |= {v for v in (draft.subject.name, draft.subject.cert_number) if v}
    try:
        for language in ("zh", "en"):
            set_language(language)
            for finding in found_by_own_check(case):
                said = f"{finding.message} {finding.fix}"
                assert "{" not in said
                assert not [v for v in private if len(v) > 2 and v in said], finding.code
    finally:
        set_language("zh")


def rule_exists(rule: str) -> bool:
    """True when some kind of the rule book has this id."""
    if rule.startswith("field:"):
        return BOOK.one("field", rule.removeprefix("field:")) is not None
    if any(rule == r.id for kind in KINDS if not kind.startswith("code-") for r in BOOK.all(kind)):
        return True
    return any(rule == entry["id"] for entry in BOOK.file("provider-limits")["limit"])


def test_every_rule_named_in_a_finding_exists_and_has_sources() -> None:
    named: dict[str, set[str]] = {}
    bare = set()
    for case in CASES.values():
        for finding in found_by_own_check(case):
            named.setdefault(finding.rule, set()).add(finding.code)
            if finding.rule and not finding.sources:
                bare.add((finding.code, finding.rule))
    unknown = {rule: codes for rule, codes in named.items() if rule and not rule_exists(rule)}
    assert not unknown
    assert not bare


def test_the_base_drafts_have_no_errors() -> None:
    for path in sorted((case_files.CASES / "base").glob("*.toml")):
        errors = [f for f in found({"name": path.stem, "base": path.stem}) if f.severity == "error"]
        assert not errors, (path.stem, [(f.code, f.at) for f in errors])
