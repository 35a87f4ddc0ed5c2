"""Values that are malformed alone. The program never stores them itself; they come from drafts edited by hand."""

from collections.abc import Iterator
from typing import Any

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import by_field, label
from icpctl.facts import malformed_facts
from icpctl.fields import FieldError
from icpctl.questions import Question, of_path
from icpctl.rules import vocabulary
from icpctl.values import context_of, malformed, read_value


@check(
    "VAL001",
    "error",
    "value",
    Words(
        "值的格式不对",
        "“{question}”（{path}）的格式不对：{reason} 格式不对的值会被接入商的系统退回。",
        "改成正确的值（icpctl edit --set {path}=值），或先清空它。",
    ),
    Words(
        "Malformed value",
        "“{question}” ({path}) is malformed: {reason} The provider's system turns such a value back.",
        "Give a correct value (icpctl edit --set {path}=VALUE), or empty it for now.",
    ),
)
def malformed_values(case: Case) -> Iterator[Hit]:
    """Every answered value that its own kind refuses; the reason never holds the value of personal data."""
    for at, error in malformed(case.draft, case.book, case.answers.items()):
        value = case.answers[at]
        if _another_certificate(case, at, value):
            continue
        for place, reason in _places(case, at, value, error):
            yield found(place, question=label(at), path=place, reason=reason.text(), **by_field(case, at))
    for name, error in malformed_facts(case.draft.filing.facts, case.book):
        rule, at = case.book.one("filing-fact", name), f"filing.facts.{name}"
        yield found(at, rule, question=rule.word("question") if rule else name, path=at, reason=error.text())


def _another_certificate(case: Case, at: str, value: Any) -> bool:
    """A certificate of an organisation given for a person is well formed: CERT004 says what is wrong with it."""
    if not at.endswith("cert_type") or not isinstance(value, str):
        return False
    question = of_path(at)
    person = question is not None and question.choices == "person_certificate"
    return person and vocabulary.is_known(case.book, "certificate", value)


def _places(case: Case, at: str, value: Any, error: FieldError) -> Iterator[tuple[str, FieldError]]:
    """For a list the items that are malformed, each at its own place; else the path itself."""
    question = of_path(at)
    if question is None or not question.many or not isinstance(value, list):
        yield at, error
        return
    for index, item in enumerate(value):
        wrong = _refusal(case, question, item, at)
        if wrong is not None:
            yield f"{at}[{index}]", wrong


def _refusal(case: Case, question: Question, item: Any, at: str) -> FieldError | None:
    try:
        read_value(case.book, question, [item], context_of(case.draft, at))
    except FieldError as error:
        return error
    return None
