"""What the checks on people, certificates and subjects share: who stands in which role, and how a rule is picked."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from icpctl.case import Case
from icpctl.draft import Person
from icpctl.findings import ORDER
from icpctl.questions import general, of_path
from icpctl.rules import Rule, vocabulary
from icpctl.wording import has, language, t


class Role(Struct, frozen=True):
    """A person in a role: the table of the draft he stands in, e.g. "principal" or "site[0].principal"."""

    at: str
    person: Person
    leads_subject: bool


def roles(case: Case) -> tuple[Role, ...]:
    """The principal of the subject, then each service's own principal where that is another person."""
    return case.kept("roles", lambda: tuple(_roles(case)))


def _roles(case: Case) -> Iterator[Role]:
    yield Role("principal", case.draft.principal, leads_subject=True)
    for at, service in case.services():
        own = service.principal
        if own.same_as_subject is False or (own.same_as_subject is None and (own.name or own.cert_number)):
            yield Role(f"{at}.principal", own, leads_subject=False)


def same_person(one: Person, other: Person) -> bool | None:
    """By certificate number; None when one of the numbers is not known."""
    if not one.cert_number or not other.cert_number:
        return None
    return one.cert_number == other.cert_number


def is_legal_person(case: Case, role: Role) -> bool | None:
    """Is this person the legal representative of the organisation? None when the draft does not say enough."""
    principal = case.draft.principal
    if role.leads_subject:
        return principal.is_legal_person
    known = principal.cert_number if principal.is_legal_person else case.draft.legal_person.cert_number
    if principal.is_legal_person is None or not known or not role.person.cert_number:
        return None
    return role.person.cert_number == known


def runs_service(case: Case) -> Iterator[tuple[str, bool | None]]:
    """For each service with its path: is its principal the principal of the subject? None when not said."""
    for at, service in case.services():
        own = service.principal
        if own.same_as_subject:
            yield at, True
        else:
            same = same_person(own, case.draft.principal)
            yield at, same if same is not None else own.same_as_subject


def having(case: Case, *keys: str) -> list[Rule]:
    """The judging rules with one of these parameters: the province's before the national ones, the weightier first."""
    return list(case.kept_alike(("having", keys), lambda: sorted(case.with_parameter(*keys), key=_rank)))


def _rank(rule: Rule) -> tuple[bool, int]:
    return rule.kind == "national-rule", ORDER[weight(rule)]


def weight(rule: Rule) -> str:
    """The severity a province rule gives: its own, lowered by its status and confidence."""
    return rule.severity(str(rule.get("severity", "advice")))


def may_change(case: Case) -> bool:
    """Does a rule of the province that binds let filed data be corrected in this very filing (change_with_access_allowed)?"""
    rules = case.with_parameter("change_with_access_allowed")
    return any(r["params"]["change_with_access_allowed"] and weight(r) == "error" for r in rules)


def nearer(rules: Iterable[Rule]) -> list[Rule]:
    """The province's own rules when there are any, else the national ones."""
    listed = list(rules)
    return [r for r in listed if r.kind == "province-rule"] or listed


def parameters(case: Case, name: str) -> Mapping[str, Any]:
    """A table of `check-parameters.toml`."""
    table: Mapping[str, Any] = case.book.file("check-parameters")[name]
    return table


def by_field(case: Case, path: str) -> dict[str, Any]:
    """Rule id and sources of the fact-base field behind a draft path, for `found`; empty when it has none."""
    question = of_path(path)
    rule = case.book.one("field", question.field) if question and question.field else None
    return {"rule_id": f"field:{rule.id}", "sources": case.book.sources(rule)} if rule else {}


def label(path: str) -> str:
    """What the value at a path is called in the user's language; the path itself when there are no words for it."""
    return _label(path, language())


@lru_cache(maxsize=1024)
def _label(path: str, _language: str) -> str:
    table, _, key = general(path).replace("[]", "").rpartition(".")
    for words in (f"question.{table}.{key}.label", f"question.{table}.{key}"):
        if has(words):
            return t(words)
    role = table.partition(".")[0]
    if has(f"question.person.{key}.label") and has(f"question.role.{role}"):
        return t("question.role_label.text", role=t(f"question.role.{role}"), label=t(f"question.person.{key}.label"))
    return path


def how_to_give(path: str) -> str:
    """The option that gives the value: its flag for the first table of a list, `--set` for the others."""
    question = of_path(path)
    first = "[" not in path or path.partition("[")[2].startswith("0]")
    return question.flag if question and question.flag and first else f"--set {path}=..."


def province_name(case: Case, id_: str | None = None) -> str:
    """The name of a province, of the filing's when none is given."""
    wanted = id_ or case.draft.subject.province
    return vocabulary.name(case.book, "province", wanted) if wanted else ""


def said(case: Case, rule: Rule) -> dict[str, Any]:
    """The words of a province rule for `found`: {province} and {requirement}."""
    return {"province": province_name(case), "requirement": rule.word("requirement").rstrip("。.")}
