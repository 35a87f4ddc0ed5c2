"""Whatever the kind of value: typed at a prompt, given by flag, by `--set` or in a file, it is the same answer."""

import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from person import CTRL_C, ENTER, UP, Person, at_keyboard, new_case
from running import ROOT
from test_wizard import ASKED, situation

sys.path.insert(0, str(ROOT / "tests" / "cli"))
import answers_made
from test_cli_parity import as_flags, as_set

from icpctl import values, wording
from icpctl.answers import asking, files, flags, sitting
from icpctl.answers.prompts import FEW, wish
from icpctl.answers.searching import found
from icpctl.case import Case
from icpctl.draft import get
from icpctl.errors import Interrupted
from icpctl.questions import Question, label, place
from icpctl.rules import vocabulary

OWN = frozenset("-－—")  # typed alone they take an answer back
REAL = {"public_key": "AB" * 128, "fingerprint": "AB" * 16, "resource_code": "00000000-0000-4000-8000-000000000001"}
# How these are read hangs on the situation, which they would change.
PLAIN = [q for q in ASKED if q.kind != "subject_certificate" and not q.path.endswith("cert_type")]
# A list that is seen at a glance has no filter to type into; arrows and space are tested elsewhere.
SHORT = {q.choices for q in ASKED if q.choices and len(vocabulary.ids(answers_made.BOOK, q.choices)) <= FEW}
PLAIN = [q for q in PLAIN if q.choices not in SHORT]


def one_answer(question: Question) -> st.SearchStrategy[Any]:
    if question.kind in REAL:
        return st.just(REAL[question.kind])
    return answers_made.of(question).filter(lambda v: not isinstance(v, str) or (v not in OWN and wish(v) is None))


def keys(case: Case, question: Question, value: Any) -> Any:
    """What is typed for a value; a choice by its id or its Chinese name."""
    if question.kind == "bool":
        return "y" if value else "n"
    if question.kind == "choice" and question.many:
        book = case.book
        ids = [values.read_choice(book, question.choices, one) for one in value]
        return tuple(ids)
    if question.kind == "region":
        listed = asking.choices_for(case, place(question.path), question)
        known = any(value in (c.id, c.name) for c in listed)
        return value + (ENTER if known or not found(value, listed) else UP + ENTER)
    if isinstance(value, dict):
        return "; ".join(f"{k}={v}" for k, v in value.items()) + ENTER
    return ("；".join(value) if isinstance(value, list) else str(value)) + ENTER


@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_typed_flagged_set_or_filed_it_is_the_same_answer(data: Any) -> None:
    question = data.draw(st.sampled_from(PLAIN))
    value = data.draw(one_answer(question))
    same_whichever_way(question, value)


@pytest.mark.parametrize("kind", sorted({q.kind for q in ASKED}))
def test_every_kind_is_the_same_whichever_way_it_comes(kind: str) -> None:
    question = next(q for q in [*PLAIN, *ASKED] if q.kind == kind)
    example: Any = {"subject_certificate": "91320100MA10000175", "person_certificate": "320102198503071230"}.get(kind)
    value = example or REAL.get(kind) or example_of(question)
    same_whichever_way(question, value)


def example_of(question: Question) -> Any:
    from icpctl.questions import words

    wording.set_language("zh")
    example = words(question)[2]
    return True if question.kind == "bool" else [example] if question.many and question.kind != "numbers" else example


def same_whichever_way(question: Question, value: Any) -> None:
    case = situation(question)
    assert case is not None
    at = place(question.path)
    expected = assigned(case, {at: value})
    assert assigned(case, flagged({at: value})) == expected
    pairs = [word for word in as_set({at: value}) if word != "--set"]
    assert assigned(case, files.read_set(pairs)) == expected
    at_prompt = typed(case, question, value)
    if question.kind == "choice" and question.many:  # ticks stand in the order of the list
        at_prompt, expected = sorted(at_prompt), sorted(expected)
    assert at_prompt == expected


def flagged(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as the options of the command line give them."""
    out: dict[str, Any] = {}
    for word in as_flags(answers):
        flag, _, text = word.partition("=")
        [question] = [q for q in ASKED if q.flag in (flag, flag.replace("--no-", "--", 1))]
        name = flags.PREFIX + question.key
        if question.kind == "bool":
            out[name] = not flag.startswith("--no-")
        else:
            out[name] = (*out.get(name, ()), text) if question.many else text
    return flags.answers(out)


def assigned(case: Case, answers: dict[str, Any]) -> Any:
    other = new_case()
    from icpctl.draft import copy

    draft = copy(case.draft)
    values.assign(draft, answers, other.book, other.day)
    return get(draft, next(iter(answers)))


def typed(case: Case, question: Question, value: Any) -> Any:
    at = place(question.path)
    person = Person({label(at): [keys(case, question, value)]}, otherwise=lambda text, kind: CTRL_C)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sitting, "_judge", lambda s: {})
        with suppress(Interrupted), at_keyboard(patch, person), sitting.sit(case, Path(folder), "x", None) as s:
            asking.ask_question(s, at, question)
        return get(case.draft, at)
