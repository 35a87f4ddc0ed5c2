"""Every question that a filing needs is asked by the wizard, every fact and every decision is reached."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from person import ENTER, Person, at_keyboard, new_case
from test_wizard import OFFER, REAL

from icpctl import run
from icpctl.answers import deciding, pages, prompts, sitting, wizard
from icpctl.case import Case
from icpctl.draft import Draft, get
from icpctl.needs import wanted
from icpctl.questions import QUESTIONS, label, place, words
from icpctl.rules import Book

BOOK = Book()
TYPES = [r.id for r in BOOK.all("filing-type")]
PERSONS = ("principal", "legal_person", "site[0].principal", "app[0].principal", "mini_program.principal")
LEGAL = {"principal.is_legal_person": "no"} | {f"{table}.same_as_subject": "no" for table in PERSONS[2:]}
_seen: set[str] = set()


def said() -> dict[str, Any]:
    """What answers each question: its example, another person everywhere, and what makes further questions appear."""
    out: dict[str, Any] = {}
    for question in QUESTIONS:
        at = place(question.path)
        example = REAL.get(question.kind, words(question)[2])
        if question.kind == "bool":
            out[label(at)] = at not in LEGAL
        elif question.choices and question.many:
            out[label(at)] = ["news"] if question.choices == "pre_approval" else [example]
        else:
            out[label(at)] = example
    out[label("site[0].domain_holder")] = "other"
    for table in PERSONS:
        out[label(f"{table}.cert_number")] = "320102198503071230"
    return out


@contextmanager
def saying(answers: dict[str, Any], asked: list[str]) -> Iterator[None]:
    """Every prompt is answered at once, without a terminal; whatever is optional is wanted, but nothing further."""

    def answer(text: str, *args: Any, default: Any = None, **more: Any) -> Any:
        asked.append(text)
        assert len(asked) < 400, asked[-6:]
        return answers.get(text, default if default not in (None, False) else OFFER in text or "现在核对吗" in text)

    def ticks(text: str, *args: Any, **more: Any) -> Any:
        asked.append(text)
        return answers.get(text, [])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sitting, "_judge", lambda s: {})
        for kind in ("text", "yes_no", "pick"):
            patch.setattr(prompts, kind, answer)
        patch.setattr(prompts, "pick_many", ticks)
        yield


@pytest.mark.parametrize("nature", ["enterprise", "individual"])
@pytest.mark.parametrize("type_", TYPES)
def test_every_question_of_every_filing_is_asked_or_derived(type_: str, nature: str, tmp_path: Path) -> None:
    case = new_case(
        {"filing.type": type_, "filing.provider": "qingcloud", "subject.nature": nature, "subject.province": "jiangsu"}
    )
    answers = said()
    if nature == "individual":  # from elsewhere: residence is proven
        answers |= {label("subject.cert_type"): "resident-id", label("subject.cert_number"): "330102199208151015"}
        answers[label("subject.name")] = "陈示例"
    asked: list[str] = []
    with saying(answers, asked):
        case = wizard.ask(case, tmp_path, None)
    open_ = [
        at
        for at, question in pages.asked(case)
        if label(at) not in asked and get(case.draft, at) in pages.EMPTY and question.section not in ("declarations", "filing")
    ]
    assert open_ == []
    assert pages.required(case) == []
    declared = any(q.section == "declarations" for _, q in wanted(case))
    assert any("哪些已经做到" in text for text in asked) == (declared and bool(asked))
    _seen.update(q.path for at, q in wanted(case) if get(case.draft, at) not in pages.EMPTY or label(at) in asked)


def test_no_question_is_left_out() -> None:
    if len(_seen) < 2:
        pytest.skip("the cases before were not run")
    # The type follows from facts; an App's or mini-program's own number belongs to the form of no filing type (see needs.py).
    assert {q.path for q in QUESTIONS} - _seen <= {"filing.type", "filing.note", "app[].licence"} | {
        q.path for q in QUESTIONS if q.section == "declarations"
    }


# --- the facts, and what they lead to ---


def case_with(facts: dict[str, Any]) -> Case:
    draft = Draft()
    for key, value in facts.items():
        setattr(draft.filing.facts, key, value)
    return Case(draft, run.book(), run.day())


def possible(fact: Any) -> list[Any]:
    if fact["type"] == "set":
        return [["subject"], ["site"], ["access"], ["subject", "site", "access"]]
    known: dict[str, list[Any]] = {"bool": [True, False], "int": [0, 3], "code": ["jiangsu", "hainan"]}
    return known.get(fact["type"]) or list(fact["values"])


def ways(known: dict[str, Any], asked: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Case]]:
    """All ways through the facts as the wizard asks them."""
    case = case_with(known)
    fact = deciding.would_turn(case, ()) or deciding.next_fact(case)
    if fact is None:
        return [(asked, case)]
    assert fact not in asked
    rule = BOOK.one("filing-fact", fact)
    assert rule is not None
    return [way for value in possible(rule) for way in ways({**known, fact: value}, (*asked, fact))]


def test_the_facts_lead_to_every_decision_with_few_questions() -> None:
    found = ways({})
    assert {case.decision.kind for _, case in found} == {"type", "stop", "block", "sequence"}
    reached = {case.decision.result for _, case in found}
    # Both are said by another fact: an order in progress among the two-minute questions, and no part changed by leaving out.
    elsewhere = {"blocked-order-in-progress", "blocked-nothing-changed"}
    assert {str(r["result"]) for r in BOOK.all("decision")} - reached == elsewhere
    facts = {fact for asked, _ in found for fact in asked}
    assert {r.id for r in BOOK.all("filing-fact")} - facts == {"order_in_progress"}
    assert max(len(asked) for asked, _ in found) <= 8
    changes = [asked for asked, case in found if case.type_facts["intent"] == "change-info"]
    assert max(map(len, changes)) == 3, "who wants to change something is not asked how it was filed"


def test_how_much_is_filed_is_asked_before_the_declarations_that_hang_on_it(tmp_path: Path) -> None:
    given = {"filing.type": "new-access-same-provider", "filing.provider": "qingcloud", "subject.nature": "enterprise"}
    case = new_case(given, {"subject_has_filing": "yes"})
    with saying(said() | {"该主体名下还有几个有效的网站、App、小程序？": "2"}, []):
        case = wizard.ask(case, tmp_path, None)
    assert case.draft.filing.facts.subject_service_count == 2
    assert "declarations.old_footers_right" in {at for at, _ in wanted(case)}


def test_a_shell_subject_is_noticed_before_the_form_begins(monkeypatch: Any, tmp_path: Path) -> None:
    person = Person(
        {
            "这次想办什么事？": "add-service" + ENTER,
            "要备案的是网站、App、小程序还是快应用？": "website" + ENTER,
            "服务器在中国内地吗？": "y",
            "这个单位或个人（按证件类型加证件号码算）在工信部已有主体备案号吗？": "y",
            "该主体名下还有几个有效的网站、App、小程序？": "0" + ENTER,
            "这个域名（或 App、小程序）已经有服务备案号吗？": "n",
            "备案省份": "hainan" + ENTER,
            "接下来怎么办？": ENTER,
        },
        otherwise=lambda text, kind: "n" if kind == "yes_no" else ENTER,
    )
    with at_keyboard(monkeypatch, person):
        case = wizard.ask(new_case(), tmp_path, None)
    assert case.decision.result == "cancel-shell-subject-then-first-filing"
    assert "主办单位名称" not in person.asked
