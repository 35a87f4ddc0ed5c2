"""The quick ways of a table: cells that need no parser, and checks that give less than is asked for."""

from typing import Any

import pytest
import rows
from hypothesis import given, settings
from hypothesis import strategies as st

from icpctl.batch.plans import plan_of
from icpctl.draft import Draft
from icpctl.fields import FieldError
from icpctl.questions import QUESTIONS, place
from icpctl.rules import Book
from icpctl.values import read_value

BOOK = Book()
LOOKED_AT = [(q, step) for q in QUESTIONS for step in plan_of((place(q.path),)).steps if step.look is not None]
VALUES = sorted({text for row in [*rows.good(20), *(row for row, _ in rows.bad(200))] for text in row.values() if text})
ODD = st.text(st.sampled_from("aZ0９19.-_@:/ ;；、,，\n*示例省市号备（）零"), min_size=1, max_size=24)
TEXTS = st.one_of(
    st.sampled_from(VALUES),
    ODD,
    st.tuples(st.sampled_from(VALUES), st.sampled_from(";；、,， \n"), st.sampled_from(VALUES)).map("".join),
)


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(LOOKED_AT), TEXTS)
def test_a_text_that_is_taken_by_a_look_is_read_as_it_is(looked_at: Any, text: str) -> None:
    question, step = looked_at
    if step.look(text):
        parsed = read_value(BOOK, question, text, {"day": rows.DAY})
        assert (parsed.value, parsed.changes, parsed.notes) == ([text] if step.many else text, (), ())


@pytest.mark.parametrize("question", [q for q, _ in LOOKED_AT], ids=lambda q: q.path)
def test_no_blank_text_is_taken_by_a_look(question: Any) -> None:
    (step,) = plan_of((place(question.path),)).steps
    assert not any(step.look(text) for text in ("", " ", "\n"))


def test_what_is_kept_by_its_text_depends_on_nothing_else() -> None:
    for question in QUESTIONS:
        (step,) = plan_of((place(question.path),)).steps
        if step.repeated:
            assert step.repeated == question.path
            for text in VALUES:
                assert _read(question, text, {}) == _read(question, text, {"day": rows.DAY, "cert_type": "passport"})


def _read(question: Any, text: str, context: dict[str, Any]) -> Any:
    try:
        return read_value(BOOK, question, text, context)
    except FieldError as error:
        return error.key


def test_a_plan_makes_the_tables_that_its_paths_speak_of() -> None:
    draft = Draft()
    plan = plan_of(("site[1].principal.cert_number", "site[1].principal.cert_type", "app[0].name", "subject.name", "site.name"))
    tables = plan.tables_of(draft)
    assert (len(draft.site), len(draft.app)) == (2, 1)
    found = {step.path: tables[step.table] for step in plan.steps if step.table >= 0}
    assert found["site[1].principal.cert_number"] is draft.site[1].principal
    assert found["app[0].name"] is draft.app[0]
    assert found["subject.name"] is draft.subject
    assert "site.name" not in found  # the first site may not be there
    order = [step.path for step in plan.steps]
    assert order.index("site[1].principal.cert_type") < order.index("site[1].principal.cert_number")
