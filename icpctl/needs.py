"""Which answers a filing needs: the questions that apply to a case, and those that are missing.

Which filing type asks which field is data; what else must hold is a named condition here, of a few lines each.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from icpctl.case import Case
from icpctl.draft import App, MiniProgram, Site, get
from icpctl.questions import QUESTIONS, Question, place


def _licence_needed(case: Case, which: str) -> bool:
    rule = case.type_rule
    if rule is None or which not in rule["needs_existing_licence"]:
        return False
    filed = case.draft.filing.facts.subject_has_filing
    always = rule["preconditions"].get("subject_has_filing") == "yes" or rule["group"] != "add"
    return always if filed is None else filed


def _other_person(case: Case, table: str) -> bool:
    return any(at.startswith(table) and s.principal.same_as_subject is False for at, s in case.services())


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
}


@lru_cache(maxsize=64)
def _asked(fields: frozenset[str]) -> tuple[Question, ...]:
    """The questions of a filing type, by the fields that it asks for."""
    return tuple(q for q in QUESTIONS if q.field in fields or q.path in ("filing.type", "filing.note"))


def wanted(case: Case) -> Iterator[tuple[str, Question]]:
    """Every question that applies, with its path; `site[]` once for each site (at least one where sites are asked)."""
    holds = {name: condition(case) for name, condition in CONDITIONS.items()}
    services = dict(case.services())
    for question in _asked(case.fields):
        if not holds[question.when]:
            continue
        for index in range(_tables(question, case)):
            at = place(question.path, index)
            if not _person_given_elsewhere(at, services):
                yield at, question


def missing(case: Case) -> list[tuple[str, Question]]:
    """The needed answers that are not there and stop `new`, in the order they are asked."""
    out = [("filing.type", QUESTIONS[0])] if case.type is None and case.decision.kind == "open" else []
    for at, question in wanted(case):
        open_ = get(case.draft, at) in (None, "", [], {})
        if question.stops and question.path != "filing.type" and open_ and not _will_follow(at, case):
            out.append((at, question))
    return out


def _will_follow(at: str, case: Case) -> bool:
    """True for an answer that another missing one will give: the certificate type by the number, the individual by himself."""
    table, _, key = at.rpartition(".")
    if key == "cert_type" and table != "subject" and get(case.draft, f"{table}.cert_number") is None:
        return True
    return case.organization is False and table == "principal" and key in ("name", "cert_type", "cert_number")


def _tables(question: Question, case: Case) -> int:
    head = question.path.partition(".")[0]
    if not head.endswith("[]"):
        return 1
    return max(1, len(getattr(case.draft, head[:-2])))


def _person_given_elsewhere(at: str, services: Mapping[str, Site | App | MiniProgram]) -> bool:
    """Another person's answers are asked only of the services that do have another person."""
    table, found, key = at.partition(".principal.")
    if not found or key == "same_as_subject":
        return False
    service = services.get(table)
    return service is None or service.principal.same_as_subject is not False
