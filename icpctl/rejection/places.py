"""Where in a draft a rejection is put right: the paths of its fields and the papers it names."""

from collections.abc import Iterable

from icpctl.case import Case
from icpctl.draft import get
from icpctl.questions import QUESTIONS, Question, place
from icpctl.rules import Book, Rule

_SERVICES = ("site", "app", "mini_program")
_PRINCIPAL = "principal."


def paths(book: Book, rejection: Rule, case: Case | None = None, text: str = "") -> list[str]:
    """The paths of a draft that a rejection is about, in the order of its fields.

    With a case: for each site or App of the draft, and only for those that the text names where it names some; a principal
    who is the same as the subject's is looked at there. Without: for the first site, or the first App when only that has
    the field.
    """
    found = [at for field in rejection["field_ids"] for at in _of_field(book, str(field), case, text)]
    return list(dict.fromkeys(found))


def documents(rejection: Rule) -> list[str]:
    """The ids of the papers that a rejection is about."""
    return [str(id_) for id_ in rejection["document_ids"]]


def _of_field(book: Book, field: str, case: Case | None, text: str) -> list[str]:
    elsewhere = next((e["paths"] for e in book.file("rejection-words")["reopen"] if e["id"] == field), None)
    questions = _questions(field) if elsewhere is None else [q for q in QUESTIONS if q.path in elsewhere]
    services = _services(questions, case)
    return [at for q in questions if q.section not in _SERVICES or q.section in services for at in _placed(q, case, text)]


def _questions(field: str) -> list[Question]:
    """What is asked for a field: the answer it is named after, else what a filing cannot do without, else all."""
    every = [q for q in QUESTIONS if q.field == field]
    asked = [q for q in every if q.section != "declarations"] or every
    named = [q for q in asked if q.path.rpartition(".")[2] == field.rpartition(".")[2]]
    return named or [q for q in asked if q.stops] or asked


def _services(questions: Iterable[Question], case: Case | None) -> tuple[str, ...]:
    """Which of sites, Apps and mini-program the questions are meant for."""
    there = [s for s in _SERVICES if any(q.section == s for q in questions)]
    if case is None:
        return tuple(there[:1])
    kind = {"website": "site", "app": "app", "mini-program": "mini_program", "quick-app": "mini_program"}.get(case.kind, "site")
    filled = [s for s in there if s == kind or (s in ("site", "app") and getattr(case.draft, s))]
    return tuple(filled)


def _placed(question: Question, case: Case | None, text: str) -> list[str]:
    """The question's path for each table of the draft that it is about."""
    if "[]" not in question.path:
        return [_of_person(question.path, question.section, case)]
    tables = getattr(case.draft, question.section) if case else []
    numbers = range(len(tables) or 1)
    named = [n for n in numbers if tables and _is_named(tables[n], text)]
    return list(dict.fromkeys(_of_person(place(question.path, n), f"{question.section}[{n}]", case) for n in named or numbers))


def _of_person(path: str, table: str, case: Case | None) -> str:
    """The path, or the subject's principal's when the draft says that he is the same person."""
    key = path.removeprefix(f"{table}.{_PRINCIPAL}")
    if case is None or key == path or not get(case.draft, f"{table}.{_PRINCIPAL}same_as_subject"):
        return path
    return f"{_PRINCIPAL}{key}"


def _is_named(table: object, text: str) -> bool:
    """True when a message names one of the domains or the name of this site or App."""
    words = [*getattr(table, "domains", ()), getattr(table, "name", None)]
    return any(word and str(word).casefold() in text.casefold() for word in words)
