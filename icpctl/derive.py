"""Answers that follow from others. Each is shown with its reason and can be changed; nothing given is overwritten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from icpctl.case import Case
from icpctl.draft import App, LegalPerson, MiniProgram, Person, Site, get, put
from icpctl.fields.certificates import is_resident_id
from icpctl.fields.licences import take_apart
from icpctl.needs import wanted


@dataclass(frozen=True, slots=True)
class Derived:
    """An answer that was derived: path, value, and the wording key that says from what."""

    path: str
    value: Any
    because: str


def fill(case: Case) -> list[Derived]:
    """Put every derivable, unanswered value into the draft of the case and say what was put."""
    done = []
    for derived in _derivable(case):
        if get(case.draft, derived.path) in (None, "", [], {}):
            put(case.draft, derived.path, derived.value)
            done.append(derived)
    return done


def _derivable(case: Case) -> Iterator[Derived]:
    yield from _province(case)
    if case.organization is False:
        yield from _individual(case)
    yield from _certificate_types(case)
    for at, service in case.services():
        if service.principal.same_as_subject is None and _asked(case, at + ".principal.same_as_subject"):
            yield from _same_person(case, at, service)
        if isinstance(service, Site) and service.domains and not service.home_url and _asked(case, at + ".home_url"):
            yield Derived(f"{at}.home_url", f"www.{service.domains[0]}", "home_url_from_domain")


def _asked(case: Case, path: str) -> bool:
    return any(at == path for at, _ in wanted(case))


# What is there already is not even offered: most answers are, and a table may have a million drafts.


def _province(case: Case) -> Iterator[Derived]:
    if case.draft.subject.province:
        return
    licences = [case.draft.subject.licence, *(s.licence for _, s in case.services())]
    for licence in licences:
        parts = take_apart(licence) if licence else None
        if parts:
            for entry in case.book.file("vocabulary")["province"]:
                if entry["icp_prefix"] == parts[0]:
                    yield Derived("subject.province", str(entry["id"]), "province_from_licence")


def _individual(case: Case) -> Iterator[Derived]:
    """An individual is the principal: the same name and certificate in both places (cross-rule personal-fields-equal)."""
    subject, principal = case.draft.subject, case.draft.principal
    for key in ("name", "cert_type", "cert_number", "cert_valid_to"):
        for mine, table in ((subject, "principal"), (principal, "subject")):
            value = getattr(mine, key)
            if value and not getattr(subject if mine is principal else principal, key):
                yield Derived(f"{table}.{key}", value, "individual_is_principal")


def _certificate_types(case: Case) -> Iterator[Derived]:
    persons: list[tuple[str, Person | LegalPerson]] = [
        ("principal", case.draft.principal),
        ("legal_person", case.draft.legal_person),
    ]
    persons += [(at + ".principal", service.principal) for at, service in case.services()]
    for table, person in persons:
        if person.cert_number and not person.cert_type and is_resident_id(person.cert_number):
            yield Derived(f"{table}.cert_type", "resident-id", "resident_id_from_number")


def _same_person(case: Case, at: str, service: Site | App | MiniProgram) -> Iterator[Derived]:
    own = service.principal
    if own.name or own.cert_number:
        same = bool(own.cert_number) and own.cert_number == case.draft.principal.cert_number
        yield Derived(f"{at}.principal.same_as_subject", same, "own_principal_given")
    elif case.organization is False:
        yield Derived(f"{at}.principal.same_as_subject", True, "individual_runs_his_site")
