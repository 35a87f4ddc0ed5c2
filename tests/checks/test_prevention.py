"""Every rejection leads to what prevents it, and each that a draft can prevent is found when its fault is laid into a clean draft."""

import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
import case_files

from icpctl import wording
from icpctl.case import Case
from icpctl.checks import all_checks, judge
from icpctl.draft import Draft, from_dict, put, to_dict
from icpctl.elsewhere import Pool
from icpctl.needs import declared, undeclared
from icpctl.questions import BY_PATH, QUESTIONS, label, of_path
from icpctl.reference import rejections as page
from icpctl.rules import Book, Rule
from icpctl.rules.prevention import prevented_by

BOOK = Book()
CODES = {one.code for one in all_checks()}
REJECTIONS = {r.id: r for r in BOOK.all("rejection")}
NAMES = {r.id: r for r in BOOK.all("prevention")}
FILE = BOOK.file("prevention")
CASES = {
    f"{case['rejection']}: {case.get('name', case.get('base', ''))}": case
    for case in tomllib.loads((Path(__file__).parents[1] / "prevention" / "cases.toml").read_text(encoding="utf-8"))["case"]
}
FACTS = {f"filing.facts.{r.id}" for r in BOOK.all("filing-fact")}


def test_every_check_that_a_rejection_names_has_an_entry_and_no_other() -> None:
    assert set(NAMES) == set(BOOK.file("rejections")["checks"])
    assert {n for r in REJECTIONS.values() for n in r["preventable_by"]} <= set(NAMES)


@pytest.mark.parametrize("rule", NAMES.values(), ids=lambda r: r.id)
def test_an_entry_says_by_what_or_why_not(rule: Rule) -> None:
    codes, asked = rule.get("codes", []), rule.get("asked", [])
    assert rule["name_zh"] == BOOK.file("rejections")["checks"][rule.id]
    if rule["how"] == "outside":
        assert len(rule["reason_zh"]) > 20 and len(rule["reason_en"]) > 40
        assert not asked
    else:
        assert codes, "nothing finds it"
        assert asked or rule["how"] == "checked"
        assert "reason_zh" not in rule.data


def test_whatever_an_entry_names_exists() -> None:
    for entry in (*(r.data for r in NAMES.values()), *FILE["rejection"]):
        assert set(entry.get("codes", [])) <= CODES, entry["id"]
        lost = {p for p in entry.get("asked", []) if p not in BY_PATH and p not in FACTS}
        assert not lost, entry["id"]
    assert {e["id"] for e in FILE["rejection"]} <= set(REJECTIONS)


@pytest.mark.parametrize("rejection", REJECTIONS.values(), ids=lambda r: r.id)
def test_every_rejection_is_prevented_and_shown_or_explained(rejection: Rule) -> None:
    by = prevented_by(BOOK, rejection)
    if not by.codes:
        assert by.reasons
        assert not by.asked
        assert [n for n in CASES.values() if n["rejection"] == rejection.id] == []
        return
    if all(n["how"] == "outside" for n in by.names):
        assert by.reasons  # a note reminds of it, but the draft cannot show it
        return
    found = {f.partition(":")[0] for case in CASES.values() if case["rejection"] == rejection.id for f in case["finds"]}
    assert found, "no fault is laid into a draft for it"
    assert found <= set(by.codes)


def draft_of(case: dict[str, Any], *, faulty: bool) -> Draft:
    """The draft of a case: `clean` over its base, and `fault` over that."""
    own = case_files.lay_over({}, case.get("clean", {}))
    draft = case_files.draft_of({"name": case["rejection"], **base_of(case), "draft": own})
    if not faulty:
        return draft
    return from_dict(case_files.lay_over(tomllib.loads(tomli_w.dumps(to_dict(draft))), case["fault"]), case["rejection"])


def base_of(case: dict[str, Any]) -> dict[str, Any]:
    return {"base": case["base"]} if "base" in case else {}


def codes_of(case: dict[str, Any], draft: Draft) -> set[str]:
    """Codes, and codes with their rule, of all findings; beside the other drafts of the case."""
    pool = Pool()
    for number, other in enumerate(case.get("others", [])):
        there = case_files.draft_of({"name": f"other-{number}", **other})
        pool.add(f"other-{number}", pool.entry(Case(there, BOOK, case_files.DAY)))
    seen = Case(draft, BOOK, case_files.DAY)
    findings = judge(replace(seen, elsewhere=pool.beside(seen)) if "others" in case else seen)
    return {f.code for f in findings} | {f"{f.code}:{f.rule}" for f in findings}


@pytest.mark.parametrize("name", CASES)
def test_the_fault_is_found_in_a_clean_draft(name: str) -> None:
    case = CASES[name]
    wanted = set(case["finds"])
    assert wanted and case["fault"]
    assert not wanted & codes_of(case, draft_of(case, faulty=False))
    assert wanted <= codes_of(case, draft_of(case, faulty=True))


def test_the_cases_are_about_rejections() -> None:
    assert {c["rejection"] for c in CASES.values()} <= set(REJECTIONS)
    count = tomllib.loads((Path(__file__).parents[1] / "prevention" / "cases.toml").read_text(encoding="utf-8"))["case"]
    assert len(count) == len(CASES), "two cases of the same name"


DECLARED = [q for q in QUESTIONS if q.section == "declarations"]


def test_every_declaration_leads_to_a_rejection_that_names_it() -> None:
    leads = {e["id"]: e["rejection"] for e in FILE["declaration"]}
    assert set(leads) == {q.path for q in DECLARED} | {"subject.cert_issued_on"}
    for path, rejection in leads.items():
        assert path in prevented_by(BOOK, REJECTIONS[rejection]).asked, path


def test_no_declaration_is_needed_for_a_draft() -> None:
    assert not [q.path for q in DECLARED if q.stops or q.kind != "bool"]


def test_open_declarations_are_one_note_and_none_when_all_are_given() -> None:
    draft = draft_of({"rejection": "x", "base": "enterprise-new-site"}, faulty=False)
    case = Case(draft, BOOK, case_files.DAY)
    open_ = [q.path for q in undeclared(case)]
    findings = [f for f in judge(case) if f.code == "DEC001"]
    assert len(findings) == 1
    assert findings[0].severity == "note"
    for at in open_:
        assert label(at) in findings[0].message
        put(draft, at, True)
    draft.subject.cert_issued_on = "2020-01-01"
    codes = {f.code for f in judge(Case(draft, BOOK, case_files.DAY))}
    assert not codes & {"DEC001", "DEC002", "DEC003"}


@given(st.data(), st.sampled_from(["individual-first-filing", "enterprise-new-access", "app-filing", "cancel-access"]))
def test_each_answer_speaks_for_itself(data: st.DataObject, base: str) -> None:
    """A "no" is one finding, with cause, fix and source; a "yes" none; an open one stands in the note; others say nothing."""
    draft = draft_of({"rejection": "x", "base": base}, faulty=False)
    said = {q.path: data.draw(st.sampled_from([True, False, None]), label=q.path) for q in DECLARED}
    for path, value in said.items():
        put(draft, path, value)
    case = Case(draft, BOOK, case_files.DAY)
    concern = {q.path for q in declared(case)}
    findings = judge(case)
    assert {f.at for f in findings if f.code == "DEC002"} == {p for p in concern if said[p] is False}
    for finding in findings:
        if finding.code == "DEC002":
            assert finding.sources and finding.rule in REJECTIONS and finding.fix
            assert finding.severity in ("error", "warning")
    notes = [f for f in findings if f.code == "DEC001"]
    assert len(notes) <= 1
    assert all(label(p) in notes[0].message for p in concern if said[p] is None)


def test_the_page_leads_from_every_rejection_to_what_prevents_it() -> None:
    before = wording.language()
    try:
        for language in ("zh", "en"):
            wording.set_language(language)
            lines = page.make().splitlines()
            for id_, rejection in REJECTIONS.items():
                row = next(line for line in lines if f"`{id_}`" in line and line.startswith("| " + rejection.word("title")))
                by = prevented_by(BOOK, rejection)
                assert all(f"`{c}`" in row for c in by.codes)
                assert all(q.flag in row for q in map(of_path, by.asked) if q is not None)
                assert all(reason in row for reason in by.reasons)
            for id_ in NAMES:
                assert any(f"`{id_}`" in line for line in lines)
    finally:
        wording.set_language(before)
