"""A draft as it was typed into its file, in the program's own spelling: names and codes become ids, "长期" a long-term date.

Drafts may be edited by hand, and files are read like every other way in: ids, names and official codes alike. What is
malformed stays as it is, so that the checks can name it. The file itself is only changed by the next edit.
"""

import re
from typing import Any

from icpctl import facts as case_facts
from icpctl.draft import Draft, answered, put
from icpctl.errors import UsageError
from icpctl.fields import FieldError
from icpctl.questions import Question, of_path
from icpctl.rules import Book, vocabulary
from icpctl.values import context_of, read_value

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|long-term", re.ASCII)
_NUMBER = re.compile(r"[!-`{-~]+", re.ASCII)
_NAME = re.compile(r"[!-@\[-~]+", re.ASCII)
# How a value of a kind looks when there is nothing to do, so that a thousand drafts need not be parsed twice.
_DONE = {
    "date": _DAY,
    "until": _DAY,
    "person_certificate": _NUMBER,
    "subject_certificate": _NUMBER,
    "mobile": _NUMBER,
    "phone": _NUMBER,
    "ip": _NAME,
    "domain": _NAME,
    "app_domain": _NAME,
    "home_url": _NAME,
}
_READ = (*_DONE, "choice", "subject_licence", "site_licence", "app_licence")


def in_own_spelling(draft: Draft, book: Book) -> Draft:
    """The draft itself, every well-formed answer spelled as the program would have written it."""
    for path, value in list(answered(draft)):
        question = of_path(path)
        if question is None or question.kind not in _READ or _is_done(question, value, book):
            continue
        given = list(value) if isinstance(value, list) else [value]
        read = [_read(draft, path, question, item, book) for item in given]
        if read != given:
            put(draft, path, read if question.many else read[0])
    _facts(draft, book)
    return draft


def _is_done(question: Question, value: Any, book: Book) -> bool:
    texts = value if isinstance(value, list) else [value]
    if question.kind == "choice":
        return all(vocabulary.is_known(book, question.choices, str(text)) for text in texts)
    pattern = _DONE.get(question.kind)
    return pattern is not None and all(pattern.fullmatch(str(text)) and "xn--" not in str(text) for text in texts)


def _read(draft: Draft, path: str, question: Question, item: Any, book: Book) -> Any:
    try:
        value = read_value(book, question, [item] if question.many else item, context_of(draft, path)).value
    except FieldError:
        return item
    return value[0] if isinstance(value, list) else value if value is not None else item


def _facts(draft: Draft, book: Book) -> None:
    facts = draft.filing.facts
    for name in ("intent", "service_kind", "province", "changed_parts"):
        given = getattr(facts, name)
        if given is None:
            continue
        try:
            setattr(facts, name, case_facts.read_facts({name: given}, book).get(name, given))
        except UsageError:
            continue
