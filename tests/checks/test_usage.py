"""Every rule with parameters is read by somebody, or there is a reason that holds why not."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import record_usage
from record_usage import Recorder

from icpctl.checks import all_checks
from icpctl.reference import rule_usage
from icpctl.rules import Book, Rule
from icpctl.rules.kinds import KINDS
from icpctl.usage import DOCUMENTS, JOURNEY, OTHERWISE, is_advice, readers
from icpctl.usage.kinds import EACH, UNCITED, WHOLE
from icpctl.wording import t

BOOK = Book()
PLACES = [*BOOK.all("province-rule"), *BOOK.all("national-rule")]
JUDGING = [r for r in PLACES if r.judges]
NAMES = sorted({name for r in PLACES for name in r["params"]})
AGAIN = "run: PYTHONPATH=. python tests/checks/record_usage.py"


@pytest.fixture(scope="module")
def recorded() -> Recorder:
    return Recorder().run()


def having(name: str) -> list[Rule]:
    return [r for r in JUDGING if name in r["params"]]


def test_what_is_written_down_is_what_the_cases_show(recorded: Recorder) -> None:
    for path, text in record_usage.as_text(recorded).items():
        assert path.read_text(encoding="utf-8") == text, AGAIN


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_read_or_has_a_reason(name: str) -> None:
    assert readers(name) or name in OTHERWISE, f"{name} is read by nobody; write a check with a case, or give a reason"


def test_reasons_are_about_parameters_that_exist_and_that_nobody_reads() -> None:
    assert set(OTHERWISE) <= set(NAMES)
    assert not [n for n in OTHERWISE if readers(n)], "read by now: take the reason out"


def test_what_is_said_to_stand_in_the_list_of_papers_does(recorded: Recorder) -> None:
    rules = {rule.id for name, reason in OTHERWISE.items() if reason == "papers" for rule in having(name)}
    assert rules
    assert not [id_ for id_ in rules if DOCUMENTS not in recorded.shown[id_]]


@pytest.mark.parametrize("name", [n for n, reason in OTHERWISE.items() if reason == "with"])
def test_what_goes_with_another_parameter_has_one_beside_it(name: str) -> None:
    for rule in having(name):
        others = [n for n in rule["params"] if n != name and (readers(n) or OTHERWISE.get(n) in ("papers", "sms", "advice"))]
        assert others or is_advice(rule) or rule.get("documents"), rule.id


@pytest.mark.parametrize("name", [n for n, reason in OTHERWISE.items() if reason == "old"])
def test_what_is_said_to_be_old_is_in_no_rule_that_judges(name: str) -> None:
    assert not having(name)


def test_every_province_rule_is_judged_or_shown_somewhere(recorded: Recorder) -> None:
    lost = []
    for rule in JUDGING:
        known = recorded.cited[rule.kind, rule.id] or recorded.shown[rule.id] or is_advice(rule)
        reasons = {OTHERWISE.get(n) for n in rule["params"] if not readers(n)}
        if not known and not any(readers(n) for n in rule["params"]) and not reasons & {"permits", "shape", "after", "sms"}:
            lost.append(rule.id)
    assert not lost


def test_every_rule_that_is_judged_one_by_one_is_cited_or_has_a_reason(recorded: Recorder) -> None:
    unread = [
        (kind, rule.id)
        for kind in EACH[2:]
        for rule in BOOK.all(kind)
        if rule.judges and not recorded.cited[kind, rule.id] and (kind, rule.id) not in UNCITED
    ]
    assert not unread, "read by nobody; write a case that shows who reads it, or give a reason in usage/kinds.py"


def test_reasons_are_about_rules_that_exist_and_that_nobody_cites(recorded: Recorder) -> None:
    assert all(BOOK.one(kind, id_) for kind, id_ in UNCITED)
    assert not [u for u in UNCITED if recorded.cited[u]], "cited by now: take the reason out"


def test_what_judges_instead_is_a_check() -> None:
    codes = {one.code for one in all_checks()}
    assert not [u for u, (_, instead) in UNCITED.items() if set(instead.split()) - codes - {JOURNEY}]


def test_every_kind_has_its_place() -> None:
    assert {k for k in KINDS if not k.startswith("code-")} == {*EACH, *WHOLE}


def test_every_reason_has_words() -> None:
    reasons = {*OTHERWISE.values(), *(reason for reason, _ in UNCITED.values())}
    assert all(t(f"reference.rule_usage.reason.{r}") for r in reasons)
    assert all(t(f"reference.rule_usage.whole.{w}") for w in WHOLE.values())


def test_the_page_names_every_rule_of_the_kinds_judged_one_by_one() -> None:
    text = rule_usage.make()
    assert not [r.id for kind in EACH for r in BOOK.all(kind) if f"| `{r.id}` |" not in text]
    assert not [n for n in NAMES if f"| `{n}` |" not in text]
