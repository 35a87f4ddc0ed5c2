"""Which answers a filing needs: the questions that apply to a case, and those that are missing.

Which filing type asks which field is data; what else must hold is a named condition here, of a few lines each.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from icpctl.case import Case
from icpctl.draft import get, is_empty, values_of
from icpctl.questions import QUESTIONS, Question, place

Wanted = tuple[tuple[str, Question], ...]
_Alike = tuple[frozenset[str], frozenset[str], int, int, frozenset[str]]
"""What `wanted` follows from: fields of the filing type, conditions that hold, sites, Apps, services led by another person."""


def _licence_needed(case: Case, which: str) -> bool:
    rule = case.type_rule
    if rule is None or which not in rule["needs_existing_licence"]:
        return False
    filed = case.draft.filing.facts.subject_has_filing
    always = rule["preconditions"].get("subject_has_filing") == "yes" or rule["group"] != "add"
    return always if filed is None else filed


def _other_person(case: Case, table: str) -> bool:
    return any(at.startswith(table) and s.principal.same_as_subject is False for at, s in case.services())


def _group(case: Case) -> str:
    return str(case.type_rule["group"]) if case.type_rule else ""


def _filed(case: Case) -> bool:
    """The subject has a filing already, as far as the draft says."""
    said = case.draft.filing.facts.subject_has_filing
    return bool(case.draft.subject.licence) if said is None else said


def _services_filed(case: Case) -> int:
    told = case.draft.filing.facts.subject_service_count
    return (case.draft.subject.services_filed if told is None else told) or 0


CONDITIONS: dict[str, Callable[[Case], bool]] = {
    "": lambda case: True,
    "organization": lambda case: bool(case.organization),
    "other_legal_person": lambda case: bool(case.organization) and case.draft.principal.is_legal_person is False,
    "subject_licence": lambda case: _licence_needed(case, "subject_licence"),
    "site_licence": lambda case: case.kind == "website" and _licence_needed(case, "site_licence"),
    "has_site": lambda case: case.kind == "website",
    "has_app": lambda case: case.kind == "app",
    "has_mini_program": lambda case: case.kind == "mini-program",
    "other_holder": lambda case: any(s.domain_holder not in (None, "same") for s in case.draft.site),
    "other_site_principal": lambda case: case.kind == "website" and _other_person(case, "site"),
    "other_app_principal": lambda case: case.kind == "app" and _other_person(case, "app"),
    "other_mini_program_principal": lambda case: case.kind == "mini-program" and _other_person(case, "mini_program"),
    # The declarations: an order that a reviewer looks at, and what it is about.
    "order": lambda case: _group(case) in ("add", "access", "change"),
    "filed_before": lambda case: _group(case) in ("add", "access") and _filed(case),
    "has_filed_services": lambda case: _group(case) in ("add", "access", "change") and _services_filed(case) > 0,
    "new_domain": lambda case: case.kind == "website" and bool(case.type_words & {"first", "add-site"}),
    "domain_from_elsewhere": lambda case: case.kind == "website" and not all(s.domain_registered_here for s in case.draft.site),
    "has_resource_code": lambda case: any(getattr(s, "resource_code", None) for _, s in case.services()),
}


@lru_cache(maxsize=64)
def _asked(fields: frozenset[str]) -> tuple[Question, ...]:
    """The questions of a filing type, by the fields that it asks for."""
    return tuple(q for q in QUESTIONS if q.field in fields or q.path in ("filing.type", "filing.note") or _by_condition(q))


def _by_condition(question: Question) -> bool:
    """Declarations about the order as a whole belong to no field of the form."""
    return question.section == "declarations" and not question.field


def wanted(case: Case) -> Iterable[tuple[str, Question]]:
    """Every question that applies, with its path; `site[]` once for each site (at least one where sites are asked)."""
    return case.kept("wanted", lambda: _wanted(case))


def wanted_where(case: Case, test: Callable[[Question], bool]) -> Wanted:
    """Those of `wanted` whose question passes a test; `test` is a plain function of the question."""
    return _some(test, *_alike(case))


def _wanted(case: Case) -> Wanted:
    return _places(*_alike(case))


def _alike(case: Case) -> _Alike:
    return case.kept("what is wanted", lambda: _read_alike(case))


def _read_alike(case: Case) -> _Alike:
    with_another = frozenset(at for at, s in case.services() if s.principal.same_as_subject is False)
    return case.fields, holding(case), len(case.draft.site), len(case.draft.app), with_another


def holding(case: Case) -> frozenset[str]:
    """The names of the conditions that hold."""
    return case.kept("holding", lambda: frozenset(name for name, condition in CONDITIONS.items() if condition(case)))


@lru_cache(maxsize=128)
def _some(test: Callable[[Question], bool], *alike: Any) -> Wanted:
    return tuple((at, question) for at, question in _places(*alike) if test(question))


@lru_cache(maxsize=64)
def _places(fields: frozenset[str], holds: frozenset[str], sites: int, apps: int, with_another: frozenset[str]) -> Wanted:
    """The questions with their paths, for all drafts that are alike in this; `with_another`: services led by another person."""
    tables = {"site[]": max(1, sites), "app[]": max(1, apps)}
    return tuple(
        (at, question)
        for question in _asked(fields)
        if question.when in holds
        for index in range(tables.get(question.path.partition(".")[0], 1))
        if not _person_given_elsewhere(at := place(question.path, index), with_another)
    )


def missing(case: Case) -> list[tuple[str, Question]]:
    """The needed answers that are not there and stop `new`, in the order they are asked."""
    out = [("filing.type", QUESTIONS[0])] if case.type is None and case.decision.kind == "open" else []
    out += [(at, question) for at, question in _unanswered(case) if not _will_follow(at, case)]
    return out


def _unanswered(case: Case) -> Iterator[tuple[str, Question]]:
    for table, questions, values in _stopping(*_alike(case)):
        here = get(case.draft, table)
        given = values(here) if here is not None else (None,) * len(questions)
        if not all(given):
            yield from (asked for asked, value in zip(questions, given, strict=True) if is_empty(value))


@lru_cache(maxsize=64)
def _stopping(*alike: Any) -> tuple[tuple[str, Wanted, Callable[[Any], tuple[Any, ...]]], ...]:
    """The questions that stop, for each run of one table with what gives all its answers at once."""
    out = []
    for table, row in groupby(_some(_stops, *alike), key=lambda asked: asked[0].rpartition(".")[0]):
        questions = tuple(row)
        out.append((table, questions, values_of(at.rpartition(".")[2] for at, _ in questions)))
    return tuple(out)


def _stops(question: Question) -> bool:
    return question.stops and question.path != "filing.type"


def _will_follow(at: str, case: Case) -> bool:
    """True for an answer that another missing one will give: the certificate type by the number, the individual by himself."""
    table, _, key = at.rpartition(".")
    if key == "cert_type" and table != "subject" and get(case.draft, f"{table}.cert_number") is None:
        return True
    return case.organization is False and table == "principal" and key in ("name", "cert_type", "cert_number")


def _person_given_elsewhere(at: str, with_another: frozenset[str]) -> bool:
    """Another person's answers are asked only of the services that do have another person."""
    table, found, key = at.partition(".principal.")
    return bool(found) and key != "same_as_subject" and table not in with_another


def declared(case: Case) -> tuple[Question, ...]:
    """The declarations that concern the case, in the order of the questionnaire."""
    return _declarations(case.fields, holding(case))


def undeclared(case: Case) -> list[Question]:
    """Those of them that are left open."""
    said = case.draft.declarations
    return [q for q in declared(case) if getattr(said, q.path.rpartition(".")[2]) is None]


@lru_cache(maxsize=64)
def _declarations(fields: frozenset[str], holds: frozenset[str]) -> tuple[Question, ...]:
    return tuple(q for q in _asked(fields) if q.section == "declarations" and q.when in holds)
