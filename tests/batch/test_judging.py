"""One draft from the rows of one group: each bad cell named once with its place, the draft the same as `new` makes it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import rows
from hypothesis import given
from hypothesis import strategies as st
from running import icpctl

from icpctl import checks, store
from icpctl.batch import Answer, Group, Problem
from icpctl.batch.columns import read_headings
from icpctl.batch.grouping import groups
from icpctl.batch.judging import Judged, judge, read, settle, table_of
from icpctl.case import Case
from icpctl.derive import fill
from icpctl.draft import Draft, to_dict
from icpctl.errors import UsageError
from icpctl.rules import Book
from icpctl.values import assign
from icpctl.wording import set_language

BOOK = Book()
GOOD = rows.good(40)


def judged(table: list[dict[str, str]], names: list[str] | None = None, **options: Any) -> list[Judged]:
    """All groups of some rows, judged alone."""
    sheet = rows.table(table, names)
    headings = read_headings(sheet, BOOK)
    assert headings.usable, headings.problems
    place = table_of(sheet.file, sheet.sheet, headings.columns)
    options = {"defaults": {}, "least": "error", "table": place, **options}
    return [judge(group, book=BOOK, day=rows.DAY, **options) for group in groups(sheet, headings, BOOK)]


def said(one: Judged) -> list[tuple[str, str, str]]:
    return [(p.path, p.code, p.rule) for p in one.problems]


def test_good_rows_become_drafts() -> None:
    for one, row in zip(judged(GOOD), GOOD, strict=True):
        assert (one.refused, one.problems) == (False, [])
        assert one.draft is not None
        assert one.draft.name == one.name == row["site.domains"].replace(".", "-")
        assert one.draft.site[0].domains == [row["site.domains"]]


@pytest.mark.parametrize("fault", rows.FAULTS, ids=lambda f: f.name)
def test_a_bad_cell_is_named_once_and_nothing_that_follows_from_it(fault: rows.Fault) -> None:
    table = [row for row, _ in rows.bad(6, faults=(fault,))]
    for number, one in enumerate(judged(table), 2):
        assert said(one) == [(fault.path, fault.code, fault.rule)]
        assert (one.refused, one.draft) == (True, None)
        problem = one.problems[0]
        assert (problem.file, problem.row, problem.line, problem.heading) == ("clients.csv", number, number, fault.column)
        assert problem.column
        assert problem.message
        assert problem.fix
        assert "icpctl" not in problem.fix


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_problem_holds_personal_data(language: str) -> None:
    set_language(language)
    private = ("principal.cert_number", "principal.mobile", "principal.name", "principal.email", "principal.emergency_phone")
    table = [row for row, _ in rows.bad(len(rows.FAULTS))]
    for one, row in zip(judged(table, least="note"), table, strict=True):
        values = {row[path] for path in private if len(row[path]) > 2}
        if rows.is_individual(row):
            values |= {row["subject.name"], row["subject.cert_number"]}
        for problem in one.problems:
            shown = f"{problem.value} {problem.message} {problem.fix}"
            assert not [value for value in values if value in shown], problem.code


def test_every_bad_cell_of_a_row_is_named() -> None:
    row = {
        **GOOD[0],
        "principal.mobile": "12345",
        "site.ips": "300.1.1.1",
        "subject.city": "12345",
        "site.domain_expires_on": "明年",
    }
    (one,) = judged([row])
    assert [p.path for p in one.problems] == ["subject.city", "principal.mobile", "site[0].domain_expires_on", "site[0].ips"]


def test_further_findings_are_told_beside_a_bad_cell() -> None:
    (one,) = judged([{**GOOD[0], "principal.mobile": "12345", "site.name": "官网"}])
    assert [p.code for p in one.problems] == ["VAL001", "SITE001"]


def test_nothing_takes_the_place_of_a_bad_cell() -> None:
    individual = GOOD[1]
    (one,) = judged(
        [{**individual, "principal.cert_number": "1"}], defaults={"principal.cert_number": individual["subject.cert_number"]}
    )
    assert said(one) == [("principal.cert_number", "VAL001", "resident_id_length")]


def test_a_missing_answer_without_a_column_is_a_matter_of_the_row() -> None:
    row = {path: text for path, text in GOOD[0].items() if path != "principal.email"}
    (one,) = judged([row])
    (problem,) = one.problems
    assert (problem.row, problem.column, problem.path, problem.code) == (2, "", "principal.email", "GAP001")
    assert "--set principal.email=" in problem.fix


def test_gaps_may_be_allowed() -> None:
    row = {**GOOD[0], "principal.email": "", "filing.provider": ""}
    assert judged([row])[0].refused
    (one,) = judged([row], allow_gaps=True, least="warning")
    assert not one.refused
    assert {p.path: p.severity for p in one.problems if p.code == "GAP001"} == {
        "principal.email": "warning",
        "filing.provider": "warning",
    }


def test_defaults_fill_blank_cells_only_and_hold_for_every_site() -> None:
    first = {**GOOD[0], "site.languages": "", "filing.provider": "huawei"}
    second = {path: text for path, text in GOOD[2].items() if path.startswith("site.")} | {"site.languages": "en"}
    table = [first, dict.fromkeys(first, "") | second]
    (one,) = judged(table, ["a-draft", "a-draft"], defaults={"site[0].languages": "zh-hans", "filing.provider": "aliyun"})
    assert one.draft is not None, one.problems
    assert one.draft.filing.provider == "huawei"
    assert [site.languages for site in one.draft.site] == [["zh-hans"], ["en"]]
    assert "site[0].languages" not in one.given
    assert one.given["site[1].languages"] == ["en"]


def test_a_finding_about_a_further_site_stands_in_its_row() -> None:
    second = {path: text for path, text in GOOD[2].items() if path.startswith("site.")}
    wrong = {**second, "site.name": "官网", "site.content_types": ""}
    (one,) = judged([GOOD[0], dict.fromkeys(GOOD[0], "") | wrong], ["a-draft", "a-draft"])
    assert [(p.row, p.path, p.heading, p.code) for p in one.problems] == [
        (3, "site[1].name", "site.name", "SITE001"),
        (3, "site[1].content_types", "site.content_types", "GAP001"),
    ]


def test_a_cell_that_was_refused_before_is_not_judged_again() -> None:
    row = {rows.placed(path): text for path, text in GOOD[0].items()}
    answers = {path: Answer(path, text, n, 5, 7) for n, (path, text) in enumerate(row.items()) if path != "principal.mobile"}
    bad = Problem("f", "", 5, 7, "T", "手机", "principal.mobile", "CELL001", "error", "m", "f")
    one = judge(Group("x", [5], [7], answers, [bad]), {}, BOOK, rows.DAY, least="error")
    assert one.problems == [bad]
    assert one.refused


def test_facts_are_read_and_a_bad_one_is_named() -> None:
    (one,) = judged([{**GOOD[0], "filing.type": "", "filing.facts.intent": "猜不出"}])
    assert one.refused
    assert ("filing.facts.intent", "VAL001") in [(p.path, p.code) for p in one.problems]


def test_notes_and_warnings_never_refuse() -> None:
    (one,) = judged([GOOD[0]], least="note")
    assert one.problems
    assert {p.severity for p in one.problems} <= {"warning", "note"}
    assert not one.refused


def test_an_unknown_default_is_refused() -> None:
    with pytest.raises(UsageError):
        judged([GOOD[0]], defaults={"no.such": "1"})


# --- the same draft as `new` ---


def as_new_does(answers: dict[str, str], day: dt.date) -> Draft:
    """What `new --from` makes of answers."""
    draft = Draft()
    assign(draft, answers, BOOK, day)
    case = Case(draft, BOOK, day)
    if draft.filing.type is None and case.type is not None:
        draft.filing.type = case.type
    fill(Case(draft, BOOK, day))
    return draft


@given(st.sampled_from(GOOD), st.data())
def test_parsing_is_that_of_new(row: dict[str, str], data: st.DataObject) -> None:
    kept = data.draw(st.sets(st.sampled_from(list(row)), min_size=1))
    wide = data.draw(st.sets(st.sampled_from(sorted(kept))))
    texts = {p: "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in row[p]) if p in wide else row[p] for p in kept}
    answers = {rows.placed(path): text for path, text in texts.items()}
    group = Group("", [2], [2], {p: Answer(p, t, n, 2, 2) for n, (p, t) in enumerate(answers.items())}, [])
    try:
        wanted = as_new_does(answers, rows.DAY)
    except UsageError:
        assert read(group, {}, BOOK, rows.DAY).problems
        return
    found = read(group, {}, BOOK, rows.DAY)
    case, _ = settle(found, BOOK, rows.DAY)
    assert found.problems == []
    assert to_dict(case.draft) == to_dict(wanted)


@pytest.mark.parametrize("number", range(6))
def test_the_draft_is_the_one_that_new_saves(number: int, tmp_path: Path, drafts: Path) -> None:
    row = GOOD[number]
    nested: dict[str, Any] = {"site": [{}]}
    for path, text in row.items():
        here = nested
        *tables, key = path.split(".")
        for table in tables:
            here = here["site"][0] if table == "site" else here.setdefault(table, {})
        here[key] = text
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(nested), encoding="utf-8")
    done = icpctl("new", "from-file", "--from", answers, "--no-input", "--as-of", rows.DAY.isoformat())
    assert done.code == 0, done.all
    (one,) = judged([row])
    assert one.draft is not None
    saved = store.load(drafts, "from-file").draft
    saved.name = one.draft.name
    saved.filing.created_at = saved.filing.updated_at = None
    assert to_dict(saved) == to_dict(one.draft)


def test_values_that_were_just_read_need_not_be_read_again() -> None:
    for row in (*GOOD, *(row for row, _ in rows.bad(len(rows.FAULTS)))):
        answers = {rows.placed(path): Answer(rows.placed(path), text, 0, 2, 2) for path, text in row.items() if text}
        case, _ = settle(read(Group("", [2], [2], answers, []), {}, BOOK, rows.DAY), BOOK, rows.DAY)
        assert checks.judge(case, read=True) == checks.judge(Case(case.draft, BOOK, rows.DAY))
