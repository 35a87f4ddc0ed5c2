"""What was made quick gives what the plain way gives, for every draft of the cases."""

import sys
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import case_files

from icpctl import values
from icpctl.case import Case
from icpctl.draft import Draft, answered, get
from icpctl.fields import FieldError
from icpctl.filing_type import _first, _prepared, decide
from icpctl.needs import CONDITIONS, _asked, _stops, declared, missing, undeclared, wanted, wanted_where
from icpctl.questions import BY_PATH, of_path
from icpctl.rules import Book
from icpctl.rules.match import _same, matches

BOOK = Book()
DRAFTS = {name: case_files.draft_of(case) for name, case in case_files.all_cases()}


def plainly_answered(draft: Draft) -> list[tuple[str, Any]]:
    """Every question of every table, one after the other."""
    out = []
    for path in BY_PATH:
        head, _, key = path.partition(".")
        tables = getattr(draft, head.removesuffix("[]"))
        for index, one in enumerate(tables if isinstance(tables, list) else [tables]):
            value = attrgetter(key)(one)
            if value not in (None, "", [], {}):
                out.append((path.replace("[]", f"[{index}]"), value))
    return out


def plainly_malformed(draft: Draft) -> list[tuple[str, str]]:
    """Every answer read in full."""
    out = []
    for path, value in answered(draft):
        question = of_path(path)
        assert question is not None
        try:
            values.read_value(BOOK, question, value, values.context_of(draft, path))
        except FieldError as error:
            out.append((path, error.key))
    return out


def plainly_wanted(case: Case) -> list[str]:
    """Every condition asked anew, for every table."""
    services = dict(case.services())
    out = []
    for question in _asked(case.fields):
        head = question.path.partition(".")[0]
        tables = max(1, len(getattr(case.draft, head[:-2]))) if head.endswith("[]") else 1
        for index in range(tables if CONDITIONS[question.when](case) else 0):
            at = question.path.replace("[]", f"[{index}]")
            table, found, key = at.partition(".principal.")
            service = services.get(table)
            elsewhere = service is None or service.principal.same_as_subject is not False
            if not (found and key != "same_as_subject" and elsewhere):
                out.append(at)
    return out


@pytest.mark.parametrize("name", DRAFTS)
def test_quick_and_plain_agree(name: str) -> None:
    draft = DRAFTS[name]
    case = Case(draft, BOOK, case_files.DAY)
    assert list(answered(draft)) == plainly_answered(draft)
    assert [(p, e.key) for p, e in values.malformed(draft, BOOK, answered(draft))] == plainly_malformed(draft)
    assert [at for at, _ in wanted(case)] == plainly_wanted(case)
    assert list(wanted_where(case, _stops)) == [(at, q) for at, q in wanted(case) if _stops(q)]
    assert list(declared(case)) == [q for q in _asked(case.fields) if q.section == "declarations" and CONDITIONS[q.when](case)]
    assert undeclared(case) == [q for q in declared(case) if get(draft, q.path) is None]
    assert all(get(draft, at) in (None, "", [], {}) for at, _ in missing(case))
    assert case.decision == decide(case.type_facts, BOOK)
    known = _prepared(case.type_facts, BOOK)
    assert decide(case.type_facts, BOOK).rule is _first(known, BOOK)


@pytest.mark.parametrize("value", [True, False, 0, 1, 100_000, 100_001, -1, "x", "true", [], ["x"], {"a": "b"}, 1.5, "text"])
def test_what_a_look_takes_is_well_formed(value: Any) -> None:
    for question in BY_PATH.values():
        for text in (value, *values.vocabulary.ids(BOOK, question.choices)[:1]) if question.choices else (value,):
            if values._look(BOOK, question)(text):
                read = values.read_value(BOOK, question, text, {}).value
                assert read in (text, [text]) or (read is None and text in ("", []))


@pytest.mark.parametrize("option", ["a", "3+", "3", "", True, 3, "true"])
@pytest.mark.parametrize("value", ["a", "3+", "3", "", True, False, 3, 4, "true"])
def test_texts_are_matched_as_everything_else_is(option: Any, value: Any) -> None:
    assert matches({"k": option}, {"k": value}) is _same(option, value)
    assert matches({"k": [option]}, {"k": {value}}) is _same(option, value)
