"""The example row: invented, sound, and known again by the reader."""

import datetime as dt
import itertools

import pytest

from icpctl import checks
from icpctl.batch import template_cells as cells
from icpctl.case import Case
from icpctl.derive import fill
from icpctl.draft import Draft
from icpctl.fields.resident import is_resident_id
from icpctl.fields.uscc import is_uscc
from icpctl.intake.applying import Given, applying
from icpctl.needs import missing
from icpctl.questions import QUESTIONS, place
from icpctl.rules import Book, vocabulary
from icpctl.values import assign

BOOK, DAY = Book(), dt.date(2026, 11, 22)
PROVINCES, NATURES = vocabulary.ids(BOOK, "province"), vocabulary.ids(BOOK, "subject_nature")


def row(given: Given, site: int = 0) -> dict[str, str]:
    at = cells.setting(BOOK, given.type, given.nature, given.province, given.provider, site)
    texts = {cells.key(c.question): cells.example(BOOK, c.question, at) for c in applying(BOOK, given)}
    return {"name": cells.EXAMPLE_NAME, **texts}


def findings(given: Given) -> list[tuple[str, str]]:
    draft = Draft()
    texts = {q.path: row(given).get(cells.key(q), "") for q in QUESTIONS}
    assign(draft, {place(path): text for path, text in texts.items() if text}, BOOK, DAY)
    draft.filing.type = given.type
    fill(Case(draft, BOOK, DAY))
    case = Case(draft, BOOK, DAY)
    assert missing(case) == []
    return [(f.code, f.at) for f in checks.judge(case) if f.severity == "error"]


def test_numbers_are_made_to_pass_their_checks() -> None:
    for province in PROVINCES:
        at = cells.setting(BOOK, province=province)
        assert is_resident_id(cells.resident_id(at.region))
        for nature in NATURES:
            code = cells.unified_code("91", at.region)
            assert is_uscc(code) and "EXAMPLE" in code, nature


@pytest.mark.parametrize("nature", NATURES)
def test_the_example_of_each_nature_has_no_error(nature: str) -> None:
    assert findings(Given("first-filing", nature, "jiangsu", "aliyun")) == []


def test_the_example_of_each_province_has_no_error_but_where_two_persons_are_wanted() -> None:
    found = {(n, p): findings(Given("first-filing", n, p, "aliyun")) for n in ("enterprise", "individual") for p in PROVINCES}
    # One province wants another site principal than the subject's; the example shows one person.
    assert {k: v for k, v in found.items() if v} == {("enterprise", "tianjin"): [("PER014", "site[0].principal.same_as_subject")]}


@pytest.mark.parametrize("type_", vocabulary.ids(BOOK, "filing_type"))
def test_the_example_of_each_filing_type_has_no_error(type_: str) -> None:
    assert findings(Given(type_, "enterprise", "guangdong", "aliyun")) == []


def test_the_example_is_known_again_for_every_case_and_site() -> None:
    for type_, nature, province in itertools.product(
        ["", *vocabulary.ids(BOOK, "filing_type")], ("", "individual"), ("", "xizang")
    ):
        given = Given(type_, nature, province)
        assert cells.is_example(BOOK, row(given)), given
    given = Given("new-access", "individual", "hainan")
    assert all(cells.is_example(BOOK, row(given, site)) for site in range(12))


def test_one_cell_changed_is_a_filing() -> None:
    whole = row(Given("first-filing", "enterprise", "jiangsu"))
    for key, text in whole.items():
        if text:
            assert not cells.is_example(BOOK, {**whole, key: text + "1"}), key
    assert not cells.is_example(BOOK, {**whole, "subject.licence": "苏ICP备2024000009号"})
    assert not cells.is_example(BOOK, {**whole, "no.such.key": "x"})
    assert not cells.is_example(BOOK, {})
    # What was blanked out or deleted is still the example, with widths and blanks as they may be.
    assert cells.is_example(BOOK, {**whole, "subject.name": "", "site.name": f" {whole['site.name']} "})


def test_headings_are_told_apart() -> None:
    headings = [cells.heading(q) for q in QUESTIONS]
    assert len(set(headings)) == len(headings) and all(not h.isascii() for h in headings)
    keys = [cells.key(q) for q in QUESTIONS]
    assert len(set(keys)) == len(keys) and cells.NAME_KEY not in keys


@pytest.mark.parametrize("table", sorted({q.choices for q in QUESTIONS if q.choices}))
def test_names_of_choices_are_read_back_as_the_choice(table: str) -> None:
    ids = vocabulary.ids(BOOK, table)
    texts = [cells.choice_text(BOOK, table, i) for i in ids]
    assert [vocabulary.read(BOOK, table, text) for text in texts] == ids
